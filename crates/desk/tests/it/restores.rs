//! A restore brings back the user's data, never the way to NT24.

use crate::bench::Bench;
use crate::data::back_up;
use crate::deal::onboard;
use chrono::TimeDelta;
use desk::contract::{KeyHome, Link, Session};
use serde_json::{Value, json};

async fn protect(bench: &Bench, passphrase: Option<&str>) -> Option<KeyHome> {
    bench.ask::<Session>("protect", json!({ "passphrase": passphrase })).await.key_home
}

/// Replaces the secret at NT24 and here.
async fn rotate_secret(bench: &Bench) {
    let secret = "n".repeat(64);
    let client = bench.credentials()["clientId"].as_str().unwrap().to_owned();
    assert!(bench.control().rotate_secret(&client, &secret, TimeDelta::zero()));
    bench.control().revoke_tokens();
    bench.ask::<Session>("replace_secret", json!({ "clientSecret": secret })).await;
}

/// Sends a buyer with the credentials that the desk has after the restore, and again after a restart.
async fn sends(bench: &mut Bench) {
    bench.ask::<Value>("pause_outbox", json!({ "paused": false })).await;
    onboard(bench, "PL5260250274").await;
    bench.drained().await;
    assert_eq!(bench.counts().buyers, 1);
    assert_eq!(bench.status().await.link, Link::Online);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_from_before_the_secret_was_replaced_keeps_the_new_one() {
    let mut bench = Bench::start().await.signed_in().await;
    protect(&bench, Some("a long enough phrase")).await;
    let restore = back_up(&bench).await;
    assert_eq!(protect(&bench, None).await, Some(KeyHome::Memory));
    rotate_secret(&bench).await;
    bench.ask::<Session>("restore_backup", restore).await;
    // A token that was issued before must not hide which secret is kept.
    bench.control().revoke_tokens();
    bench.restart().await;
    sends(&mut bench).await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_from_before_the_passphrase_keeps_the_secret_of_today() {
    let bench = Bench::start().await.signed_in().await;
    let restore = back_up(&bench).await;
    protect(&bench, Some("a long enough phrase")).await;
    let mut bench = bench;
    bench.ask::<Session>("restore_backup", restore).await;
    sends(&mut bench).await;
    bench.restart().await;
    bench.ask::<Session>("unlock", json!({ "passphrase": "a long enough phrase" })).await;
    bench.until("NT24 answers", async || (bench.status().await.link == Link::Online).then_some(())).await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_secret_leaves_the_database_with_the_passphrase() {
    let mut bench = Bench::start().await.signed_in().await;
    protect(&bench, Some("a long enough phrase")).await;
    protect(&bench, None).await;
    rotate_secret(&bench).await;
    bench.control().revoke_tokens();
    bench.restart().await;
    sends(&mut bench).await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_after_a_restore_until_the_user_resumes() {
    let bench = Bench::start().await.signed_in().await;
    bench.network(false);
    onboard(&bench, "PL5260250274").await;
    let restore = back_up(&bench).await;
    bench.ask::<Session>("restore_backup", restore).await;
    assert!(bench.status().await.paused);
    bench.network(true);
    bench.ask::<Value>("try_now", json!({})).await;
    bench.until("NT24 answers", async || (bench.status().await.link == Link::Online).then_some(())).await;
    assert_eq!(bench.counts().buyers, 0);
    bench.finish_with_rest().await;
}
