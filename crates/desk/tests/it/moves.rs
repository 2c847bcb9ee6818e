//! The server of an organization has another address: the user moves the data there.

use crate::bench::Bench;
use crate::deal::onboard;
use crate::pinned::{copy_of_the_server, credentials_for, open_connection};
use desk::contract::{BuyerList, BuyerPage, ConnectionTest, Destination, FailureCode, Session, Stage};
use desk::{Keychain, KeychainError, MemoryKeychain, NoKeychain};
use nt24_sandbox::{Fault, FaultKind, Sandbox};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// The secret of the new server differs from that of the old one.
const NEW_SECRET: &str = "new-server-7777777777777777777777777777777777777777777777777777777777";

/// A desk with a buyer, and another server with the same organization and that buyer.
async fn bench_and_new_server(keychain: Arc<dyn Keychain>) -> (Bench, Sandbox) {
    let bench = Bench::with(|_| {}, keychain).await;
    let phrase = json!({ "passphrase": "a long enough phrase" });
    bench.ask::<Session>("set_passphrase", phrase).await;
    let bench = bench.signed_in().await;
    onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let new = copy_of_the_server(&bench).await;
    assert!(new.control().rotate_secret(&new.client_id(), NEW_SECRET, chrono::TimeDelta::zero()));
    new.control().revoke_tokens();
    (bench, new)
}

fn credentials(server: &Sandbox) -> Value {
    let mut credentials = credentials_for(server);
    credentials["clientSecret"] = json!(NEW_SECRET);
    credentials
}

async fn session(bench: &Bench) -> Session {
    bench.ask("session", json!({})).await
}

/// The host of the API of the open connection.
fn api_host(session: &Session) -> String {
    let Stage::Open { connection } = &session.stage else { panic!("{:?}", session.stage) };
    connection.hosts.as_ref().unwrap().api.clone()
}

async fn buyers(bench: &Bench) -> BuyerList {
    bench.ask("buyers", json!({ "text": "", "offset": 0, "limit": 9 })).await
}

/// Starts the program again, and unlocks the data if it is under a passphrase.
async fn restart(bench: &mut Bench) {
    bench.restart().await;
    bench.ask::<Session>("unlock", json!({ "passphrase": "a long enough phrase" })).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_moves_to_another_address_with_its_own_secret() {
    let keychains: [Arc<dyn Keychain>; 2] =
        [Arc::new(MemoryKeychain::default()), Arc::new(NoKeychain(KeychainError::Absent))];
    for keychain in keychains {
        let (mut bench, new) = bench_and_new_server(keychain).await;
        let id = open_connection(&session(&bench).await);
        let old_host = api_host(&session(&bench).await);
        let test: ConnectionTest = bench.ask("test_connection", credentials(&new)).await;
        assert_eq!(test.elsewhere, [id.as_str()], "the user is told where the data is");

        let request = json!({ "connection": id, "credentials": credentials(&new) });
        let moved: Session = bench.ask("move_connection", request).await;
        assert_eq!((open_connection(&moved), moved.connections.len()), (id.clone(), 1));
        assert_ne!(api_host(&moved), old_host);
        let buyer = buyers(&bench).await.rows.remove(0).id;
        let page: BuyerPage = bench.ask("buyer", json!({ "id": buyer })).await;
        let history = page.history;
        let note =
            history.iter().find(|entry| entry.fact.key == "moved").expect("the history notes the move");
        assert_eq!(note.fact.params["old"], old_host);
        assert_eq!(note.fact.params["new"], api_host(&moved));

        restart(&mut bench).await;
        assert_eq!(api_host(&session(&bench).await), api_host(&moved));
        let before = bench.control().exchanges().len();
        onboard(&bench, "DE129273398").await;
        bench.drained().await;
        assert_eq!(new.control().counts().buyers, 2);
        assert_eq!(bench.control().exchanges().len(), before, "the old server hears nothing any more");

        let test: ConnectionTest = bench.ask("test_connection", credentials(&new)).await;
        assert!(test.elsewhere.is_empty(), "the data is here");
        new.stop().await;
        bench.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_stays_while_a_write_waits_or_is_in_doubt() {
    let (bench, new) = bench_and_new_server(Arc::new(MemoryKeychain::default())).await;
    let id = open_connection(&session(&bench).await);
    let host = api_host(&session(&bench).await);
    bench.ask::<Value>("pause_outbox", json!({ "paused": true })).await;
    onboard(&bench, "DE129273398").await;
    let waiting = bench.outbox().await.entries.len();
    let request = json!({ "connection": id, "credentials": credentials(&new) });
    let failure = bench.try_ask::<Session>("move_connection", request.clone()).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::MoveWaits);
    assert_eq!(failure.params["count"], waiting.to_string());
    // One is on its way and is stopped: nobody knows whether it arrived.
    let slow = FaultKind::Latency(Duration::from_secs(60));
    bench.control().fault(Fault { operation: Some("upsertBuyer".to_owned()), times: 1, kind: slow });
    bench.ask::<Value>("pause_outbox", json!({ "paused": false })).await;
    bench.until("it is being sent", async || (bench.status().await.in_flight == 1).then_some(())).await;
    let stopped = bench.outbox().await.entries.remove(0).id;
    bench.ask::<Value>("settle", json!({ "id": stopped, "action": "cancel" })).await;
    assert_eq!(bench.refused("move_connection", request).await, FailureCode::MoveWaits);

    // The data is open at its old server, with its old secret.
    assert_eq!(api_host(&session(&bench).await), host);
    bench.ask::<Value>("settle", json!({ "id": stopped, "action": "sendNow" })).await;
    bench.drained().await;
    assert_eq!((bench.counts().buyers, new.control().counts().buyers), (2, 1));
    new.stop().await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_moves_only_to_its_own_organization_and_only_to_a_free_address() {
    let (bench, new) = bench_and_new_server(Arc::new(MemoryKeychain::default())).await;
    let id = open_connection(&session(&bench).await);
    let host = api_host(&session(&bench).await);
    let other = Sandbox::start(nt24_sandbox::Options::demo()).await.unwrap();
    let mut wrong_secret = credentials(&new);
    wrong_secret["clientSecret"] = json!("w".repeat(64));
    for (credentials, code) in [
        (credentials_for(&other), FailureCode::OtherOrganization),
        (wrong_secret, FailureCode::Credentials),
        (bench.credentials(), FailureCode::AddressInUse),
    ] {
        let request = json!({ "connection": id, "credentials": credentials });
        assert_eq!(bench.refused("move_connection", request).await, code);
        assert_eq!(api_host(&session(&bench).await), host);
    }
    // A new connection there was made before: two with the same organization and server would be one.
    bench.ask::<Session>("connect", credentials(&new)).await;
    let request = json!({ "connection": id, "credentials": credentials(&new) });
    assert_eq!(bench.refused("move_connection", request.clone()).await, FailureCode::AddressInUse);
    bench.ask::<Session>("lock", json!({})).await;
    assert_eq!(bench.refused("move_connection", request).await, FailureCode::UnlockFirst);
    bench.ask::<Session>("unlock", json!({ "passphrase": "" })).await;
    bench.ask::<Session>("open_connection", json!({ "id": id })).await;
    onboard(&bench, "DE129273398").await;
    bench.drained().await;
    assert_eq!(bench.counts().buyers, 2);
    other.stop().await;
    new.stop().await;
    bench.finish().await;
}

/// The register and the data are two files: the program may be stopped between them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_was_cut_off_is_finished_or_undone_by_the_next_start() {
    let (mut bench, new) = bench_and_new_server(Arc::new(MemoryKeychain::default())).await;
    let id = open_connection(&session(&bench).await);
    let old_host = api_host(&session(&bench).await);
    let file = bench.data().join("connections.json");
    let entry = || -> Value { serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap() };
    let server = |sandbox: &Sandbox| {
        let origin = sandbox.api_url().trim_end_matches("/v1").to_owned();
        json!({ "api": origin, "token": origin })
    };
    let at_old = entry()["connections"][0]["server"].clone();

    // Stopped before the data had its new address.
    bench.desk().stop().await;
    let mut register = entry();
    register["connections"][0]["next_server"] = server(&new);
    std::fs::write(&file, register.to_string()).unwrap();
    bench.start_desk().await;
    assert_eq!(api_host(&session(&bench).await), old_host);
    assert!(entry()["connections"][0]["next_server"].is_null());
    onboard(&bench, "DE129273398").await;
    bench.drained().await;

    // Stopped after it.
    let request = json!({ "connection": id, "credentials": credentials(&new) });
    let moved: Session = bench.ask("move_connection", request).await;
    bench.desk().stop().await;
    let mut register = entry();
    let at_new = register["connections"][0]["server"].clone();
    assert_eq!(at_new, server(&new));
    register["connections"][0]["server"] = at_old;
    register["connections"][0]["next_server"] = at_new;
    std::fs::write(&file, register.to_string()).unwrap();
    bench.start_desk().await;
    assert_eq!(api_host(&session(&bench).await), api_host(&moved));
    bench
        .until("the new server has answered", async || {
            let online = matches!(bench.status().await.link, desk::contract::Link::Online);
            online.then_some(())
        })
        .await;
    new.stop().await;
    bench.finish().await;
}

/// Before a secret leaves, the user sees where it would go.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_destination_of_a_secret_is_told_before_it_is_sent() {
    let bench = Bench::start().await;
    let ask = async |api: &str, token: &str| -> Destination {
        bench.ask("destination", json!({ "apiUrl": api, "tokenUrl": token })).await
    };
    let own = ask(" https://api.novatrade24.com/v1/ ", "").await;
    assert!(own.is_nt24);
    assert_eq!(
        (own.hosts.api.as_str(), own.hosts.token.as_str()),
        ("api.novatrade24.com", "auth.novatrade24.com")
    );
    let other = ask("https://api.novatrade24.com/v1", "https://auth.novatrade24.com.example.com/token").await;
    assert!(!other.is_nt24);
    assert_eq!(other.hosts.token, "auth.novatrade24.com.example.com");
    for (api, token) in [
        ("https://api.example.com/v1", ""),
        ("http://api.example.com/v1", "https://auth.novatrade24.com/token"),
        ("https://api.novatrade24.com/v1", "https://user@auth.novatrade24.com/token"),
    ] {
        let impossible = json!({ "apiUrl": api, "tokenUrl": token });
        assert_eq!(bench.refused("destination", impossible).await, FailureCode::BadAddress, "{api} {token}");
    }
    assert!(bench.control().exchanges().is_empty());
    bench.finish_with_rest().await;
}
