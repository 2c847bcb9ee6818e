//! A connection is one organization at one server: the same organization elsewhere is another connection.

use crate::bench::Bench;
use crate::deal::onboard;
use desk::contract::{Session, Stage};
use nt24_sandbox::Sandbox;
use serde_json::{Value, json};

/// A second server with the same organization, for example a staging system with a copy of production.
pub(crate) async fn copy_of_the_server(bench: &Bench) -> Sandbox {
    let mut options = nt24_sandbox::Options::demo();
    options.clock = bench.clock.clone();
    options.state = Some(bench.snapshot());
    Sandbox::start(options).await.unwrap()
}

pub(crate) fn credentials_for(sandbox: &Sandbox) -> Value {
    json!({
        "apiUrl": sandbox.api_url(), "tokenUrl": sandbox.token_url(),
        "clientId": sandbox.client_id(), "clientSecret": sandbox.client_secret(),
    })
}

pub(crate) fn open_connection(session: &Session) -> String {
    match &session.stage {
        Stage::Open { connection } => connection.id.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_organization_at_another_server_is_another_connection() {
    let bench = Bench::start().await.signed_in().await;
    let first = open_connection(&bench.ask("session", json!({})).await);
    bench.ask::<Value>("pause_outbox", json!({ "paused": true })).await;
    onboard(&bench, "PL5260250274").await;
    let waiting = bench.outbox().await.entries.len();
    assert!(waiting > 0);

    let elsewhere = copy_of_the_server(&bench).await;
    let session: Session = bench.ask("connect", credentials_for(&elsewhere)).await;
    assert_ne!(open_connection(&session), first);
    assert_eq!(session.connections.len(), 2);
    let names: Vec<_> = session.connections.iter().map(|connection| &connection.name).collect();
    assert_ne!(names[0], names[1], "the user can tell the two apart");
    assert!(bench.outbox().await.entries.is_empty(), "nothing of the first connection is here");

    // The first connection still leads to the first server, with its own secret.
    let session: Session = bench.ask("open_connection", json!({ "id": first })).await;
    assert_eq!(open_connection(&session), first);
    assert_eq!(bench.outbox().await.entries.len(), waiting);
    bench.ask::<Value>("pause_outbox", json!({ "paused": false })).await;
    bench.drained().await;
    assert_eq!(bench.counts().buyers, 1);
    assert_eq!(elsewhere.control().counts().buyers, 0);
    elsewhere.stop().await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_token_server_is_another_connection() {
    let bench = Bench::start().await.signed_in().await;
    let first = open_connection(&bench.ask("session", json!({})).await);
    let elsewhere = copy_of_the_server(&bench).await;
    // Tokens of the other server are not accepted here, so that the credentials are refused before anything of
    // the first connection has changed.
    let mut mixed = bench.credentials();
    mixed["tokenUrl"] = json!(elsewhere.token_url());
    bench.refused("connect", mixed).await;
    let session: Session = bench.ask("open_connection", json!({ "id": first })).await;
    assert_eq!(session.connections.len(), 1);
    onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    elsewhere.stop().await;
    bench.finish().await;
}
