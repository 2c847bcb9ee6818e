//! A marked secret and marked personal data pass through the program; none of them may be stored in the clear.

use crate::bench::Bench;
use crate::deal::onboard;
use serde_json::json;
use std::path::Path;

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_marked_data_is_stored_in_the_clear_and_no_secret_reaches_the_page() {
    let secret = format!("canary-secret-{}", "7".repeat(60));
    let marked = secret.clone();
    let bench = Bench::with(
        move |options| options.organization.client_secret = marked,
        std::sync::Arc::new(desk::MemoryKeychain::default()),
    )
    .await
    .signed_in()
    .await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let mut answers = String::new();
    for (command, request) in [
        ("session", json!({})),
        ("status", json!({})),
        ("outbox", json!({})),
        ("buyer", json!({ "id": buyer.id })),
    ] {
        answers.push_str(&bench.ask::<serde_json::Value>(command, request).await.to_string());
    }
    for event in bench.host.events.lock().unwrap().iter() {
        answers.push_str(&serde_json::to_string(event).unwrap());
    }
    assert!(!answers.contains(&secret), "the page never gets the secret");
    let folder = bench.folder.path().to_string_lossy().into_owned();
    assert!(!answers.contains(&folder), "the page never gets a path");
    assert!(!answers.contains("http://127"), "the page never gets an address, only its host");
    let mut found = Vec::new();
    files(&bench.data(), &mut found);
    assert!(found.len() > 3, "{found:?}");
    let canaries =
        [secret.as_str(), "PL5260250274", "Piotrkowska", "Kowalski", "jan@example.com", "krs extract"];
    for path in &found {
        let bytes = std::fs::read(path).unwrap();
        for canary in canaries {
            let hit = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!hit, "{canary} in {}", path.display());
        }
    }
    bench.finish().await;
}
