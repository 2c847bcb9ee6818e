//! Closing and locking end the commands of the connection.

use crate::bench::Bench;
use desk::contract::{BackupReason, DataSafety, FailureCode, Session};
use serde_json::json;
use std::sync::atomic::Ordering;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_waits_for_a_dialog_ends_when_the_data_is_locked() {
    let bench = Bench::start().await.signed_in().await;
    let lock_behind_the_dialog = async {
        let is_open = async || bench.host.dialog_open.load(Ordering::SeqCst).then_some(());
        bench.until("the dialog is open", is_open).await;
        bench.ask::<Session>("lock", json!({})).await
    };
    let picked = bench.refused("pick_files", json!({}));
    let (picked, _) = tokio::join!(picked, lock_behind_the_dialog);
    assert_eq!(picked, FailureCode::NotOpen);
    assert_eq!(bench.refused("drafts", json!({})).await, FailureCode::NotOpen);
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_is_being_made_is_finished_and_reported_when_the_connection_closes() {
    let bench = Bench::start().await.signed_in().await;
    let backup = bench.ask::<DataSafety>("back_up_now", json!({}));
    let closed = bench.ask::<Session>("close_connection", json!({}));
    // Polled in this order: the backup has begun when the connection closes.
    let (safety, _) = tokio::join!(biased; backup, closed);
    assert!(safety.backups.iter().any(|backup| backup.reason == BackupReason::Asked), "{safety:?}");
    bench.finish_with_rest().await;
}
