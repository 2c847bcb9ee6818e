//! Closing and locking end the commands of the connection.

use crate::bench::Bench;
use crate::deal::onboard;
use desk::contract::{BackupReason, DataSafety, FailureCode, Session};
use desk::{Desk, Options, RandomIds};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_start_waits_for_the_end_of_the_first() {
    let bench = Bench::start().await.signed_in().await;
    let slow = FaultKind::Latency(Duration::from_secs(60));
    bench.control().fault(Fault { operation: Some("upsertBuyer".to_owned()), times: 1, kind: slow });
    onboard(&bench, "PL5260250274").await;
    bench.until("it is being sent", async || (bench.status().await.in_flight == 1).then_some(())).await;
    // The first program ends, and gives its request the usual grace.
    let second = async {
        let second = Desk::start(Options {
            data: bench.data(),
            host: bench.host.clone(),
            clock: bench.clock.clone(),
            ids: Arc::new(RandomIds),
            keychain: bench.keychain.clone(),
            picture_program: bench.picture_program.clone(),
            log: bench.log.clone(),
        });
        let second = second.await.unwrap();
        second.settled().await;
        second
    };
    let (second, ()) = tokio::join!(second, bench.desk().stop());
    let session = second.call("session", json!({})).await.unwrap();
    assert_eq!(session["stage"]["at"], "open", "{session}");
    second.stop().await;
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_opened_copy_that_cannot_be_removed_is_told_until_it_is_gone() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let document = bench.buyer(&buyer).await.documents[0].id.clone();
    bench.ask::<Value>("open_document", json!({ "id": document })).await;
    let opened = bench.host.opened.lock().unwrap()[0].clone();
    // A file in the place of the folder cannot be removed as a folder, as one that a viewer of Windows holds.
    let folder = opened.ancestors().nth(2).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    std::fs::write(folder, b"held").unwrap();
    let session: Session = bench.ask("lock", json!({})).await;
    assert!(session.opened_left, "the user is told");
    std::fs::remove_file(folder).unwrap();
    bench
        .until("the copy is gone", async || {
            let session: Session = bench.ask("session", json!({})).await;
            (!session.opened_left).then_some(())
        })
        .await;
    bench.ask::<Session>("unlock", json!({ "passphrase": "" })).await;
    bench.finish().await;
}
