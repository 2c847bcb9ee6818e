//! No other user of the computer can read anything below the data folder.
#![cfg(unix)]

use crate::bench::Bench;
use crate::deal::onboard;
use desk::MemoryKeychain;
use desk::contract::{DataSafety, FailureCode, Session};
use serde_json::{Value, json};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Everything below a folder, and the folder, that others may read, write or enter.
fn open_to_others(path: &Path, found: &mut Vec<(PathBuf, u32)>) {
    let mode = std::fs::symlink_metadata(path).unwrap().mode();
    if mode & 0o077 != 0 {
        found.push((path.to_owned(), mode & 0o777));
    }
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            open_to_others(&entry.unwrap().path(), found);
        }
    }
}

fn assert_private(folder: &Path) {
    let mut found = Vec::new();
    open_to_others(folder, &mut found);
    assert!(found.is_empty(), "{found:?}");
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_in_the_data_folder_is_private_also_what_was_there_before() {
    let mut bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    bench.ask::<DataSafety>("back_up_now", json!({})).await;
    let page = bench.buyer(&buyer).await;
    let document = &page.documents[0];
    bench.ask::<Value>("open_document", json!({ "id": document.id })).await;
    assert_private(&bench.data());
    bench.ask::<Session>("protect", json!({ "passphrase": "a long enough phrase" })).await;
    assert_private(&bench.data());
    // As an earlier version, or the window, left them.
    set_mode(&bench.data(), 0o755);
    set_mode(&bench.data().join("connections.json"), 0o644);
    bench.restart().await;
    assert_private(&bench.data());
    bench.ask::<Session>("unlock", json!({ "passphrase": "a long enough phrase" })).await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_is_no_folder_of_ours_is_refused() {
    let bench = Bench::start().await;
    let options = |data: &Path| desk::Options {
        data: data.to_owned(),
        host: bench.host.clone(),
        clock: bench.desk_clock.clone(),
        ids: Arc::new(desk::RandomIds),
        keychain: Arc::new(MemoryKeychain::default()),
        picture_program: crate::bench::picture_program(),
        log: desk::LogFile::default(),
    };
    let file = bench.file("a file", b"x");
    let failure = desk::Desk::start(options(&file)).await.err().map(|failure| failure.code);
    assert_eq!(failure, Some(FailureCode::CannotSave));
    bench.finish_with_rest().await;
}
