//! The data key under the keychain or a passphrase, and its loss.

use crate::bench::Bench;
use crate::data::closed_database;
use crate::deal::onboard;
use chrono::TimeDelta;
use desk::contract::{FailureCode, KeyHome, LockedBy, Session, Stage};
use desk::{Keychain, KeychainError, MemoryKeychain, NoKeychain};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_keychain_a_passphrase_is_asked_for() {
    let mut bench = Bench::with(|_| {}, Arc::new(NoKeychain(KeychainError::Absent))).await;
    assert_eq!(bench.refused("start_sandbox", json!({})).await, FailureCode::PassphraseNeeded);
    assert!(!bench.data().join("sandbox").exists(), "no data is written without a key");
    let short = json!({ "passphrase": "short" });
    assert_eq!(bench.refused("set_passphrase", short).await, FailureCode::PassphraseTooShort);
    let right = json!({ "passphrase": "a long enough phrase" });
    bench.ask::<Session>("set_passphrase", right.clone()).await;
    let session: Session = bench.ask("start_sandbox", json!({})).await;
    assert_eq!(session.key_home, Some(KeyHome::Passphrase));
    onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    bench.restart().await;
    let session: Session = bench.ask("session", json!({})).await;
    assert!(matches!(session.stage, Stage::Locked { .. }), "{:?}", session.stage);
    assert_eq!(
        bench.refused("buyers", json!({ "text": "", "offset": 0, "limit": 9 })).await,
        FailureCode::NotOpen
    );
    let restore = json!({ "connection": "sandbox", "backup": "daily-20260101T000000000Z" });
    assert_eq!(bench.refused("restore_backup", restore).await, FailureCode::NotOpen);
    let wrong = json!({ "passphrase": "another long phrase" });
    assert_eq!(bench.refused("unlock", wrong).await, FailureCode::WrongPassphrase);
    let session: Session = bench.ask("unlock", right).await;
    assert!(matches!(session.stage, Stage::Open { .. }));
    let buyers: desk::contract::BuyerList =
        bench.ask("buyers", json!({ "text": "", "offset": 0, "limit": 9 })).await;
    assert_eq!(buyers.total, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_key_never_leads_to_a_new_database() {
    let mut bench = Bench::start().await.signed_in().await;
    onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let keychain =
        std::mem::replace(&mut bench.keychain, Arc::new(MemoryKeychain::default()) as Arc<dyn Keychain>);
    bench.restart().await;
    let session: Session = bench.ask("session", json!({})).await;
    let Stage::Broken { failure, .. } = session.stage else { panic!("{:?}", session.stage) };
    assert_eq!(failure.code, FailureCode::KeyMissing);
    bench.keychain = keychain;
    bench.restart().await;
    let buyers: desk::contract::BuyerList =
        bench.ask("buyers", json!({ "text": "", "offset": 0, "limit": 9 })).await;
    assert_eq!(buyers.total, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_database_is_reported_and_not_changed() {
    let mut bench = Bench::start().await;
    bench.ask::<Session>("start_sandbox", json!({})).await;
    bench.desk().stop().await;
    let folder = bench.data().join("sandbox");
    let database = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "db"))
        .unwrap();
    let mut bytes = std::fs::read(&database).unwrap();
    for byte in &mut bytes[..2048] {
        *byte ^= 0x55;
    }
    std::fs::write(&database, &bytes).unwrap();
    bench.start_desk().await;
    let session: Session = bench.ask("session", json!({})).await;
    let Stage::Broken { failure, .. } = session.stage else { panic!("{:?}", session.stage) };
    assert_eq!(failure.code, FailureCode::DatabaseDamaged);
    assert_eq!(std::fs::read(&database).unwrap(), bytes, "the database is unchanged");
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_keep_their_data_apart() {
    let bench = Bench::start().await.signed_in().await;
    onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let real: Session = bench.ask("session", json!({})).await;
    let Stage::Open { connection } = &real.stage else { panic!() };
    bench.ask::<Session>("start_sandbox", json!({})).await;
    let list = json!({ "text": "", "offset": 0, "limit": 9 });
    let buyers: desk::contract::BuyerList = bench.ask("buyers", list.clone()).await;
    assert_eq!(buyers.total, 0);
    bench.ask::<Session>("open_connection", json!({ "id": connection.id })).await;
    let buyers: desk::contract::BuyerList = bench.ask("buyers", list).await;
    assert_eq!(buyers.total, 1);
    let again: Session = bench.ask("connect", bench.credentials()).await;
    assert_eq!(again.connections.len(), 2);
    bench.ask::<Value>("close_connection", json!({})).await;
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_was_stopped_while_creating_its_data_continues() {
    let mut bench = Bench::start().await;
    bench.ask::<Session>("start_sandbox", json!({})).await;
    bench.desk().stop().await;
    let (place, unfinished) = (bench.data().join("sandbox"), bench.data().join("sandbox.new"));
    // Stopped after the register, before the move.
    std::fs::rename(&place, &unfinished).unwrap();
    bench.start_desk().await;
    let session: Session = bench.ask("session", json!({})).await;
    assert!(matches!(session.stage, Stage::Open { .. }), "{:?}", session.stage);
    // Stopped before the register: the unfinished folder was never in use.
    bench.desk().stop().await;
    std::fs::rename(&place, &unfinished).unwrap();
    std::fs::remove_file(bench.data().join("connections.json")).unwrap();
    bench.start_desk().await;
    bench.ask::<Session>("start_sandbox", json!({})).await;
    assert!(place.exists() && !unfinished.exists());
    // The register is lost, but the data exists: no new key replaces the old one.
    bench.desk().stop().await;
    let register = std::fs::read(bench.data().join("connections.json")).unwrap();
    std::fs::remove_file(bench.data().join("connections.json")).unwrap();
    bench.start_desk().await;
    assert_eq!(bench.refused("start_sandbox", json!({})).await, FailureCode::DatabaseDamaged);
    std::fs::write(bench.data().join("connections.json"), register).unwrap();
    bench.restart().await;
    let session: Session = bench.ask("session", json!({})).await;
    assert!(matches!(session.stage, Stage::Open { .. }), "{:?}", session.stage);
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locked_data_is_withheld_from_the_page_until_it_is_unlocked() {
    let bench = Bench::start().await.signed_in().await;
    onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let session: Session = bench.ask("lock", json!({})).await;
    assert!(matches!(session.stage, Stage::Locked { by: LockedBy::Keychain, .. }), "{:?}", session.stage);
    assert!(session.organization.is_none() && session.sellers.is_empty(), "{session:?}");
    assert_eq!(bench.refused("outbox", json!({})).await, FailureCode::NotOpen);
    let session: Session = bench.ask("unlock", json!({ "passphrase": "" })).await;
    assert!(matches!(session.stage, Stage::Open { .. }), "{:?}", session.stage);
    let buyers: desk::contract::BuyerList =
        bench.ask("buyers", json!({ "text": "", "offset": 0, "limit": 9 })).await;
    assert_eq!(buyers.total, 1);
    bench.finish().await;
}

/// Onboards a buyer while NT24 is out of reach, locks, and plugs the network in again.
async fn lock_over_a_waiting_buyer(bench: &Bench) {
    bench.network(false);
    onboard(bench, "PL5260250274").await;
    bench.ask::<Session>("lock", json!({})).await;
    bench.network(true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_passphrase_the_lock_hides_the_page_and_the_outbox_sends() {
    let bench = Bench::start().await.signed_in().await;
    lock_over_a_waiting_buyer(&bench).await;
    bench.until("it is sent", async || (bench.counts().buyers == 1).then_some(())).await;
    assert_eq!(bench.refused("outbox", json!({})).await, FailureCode::NotOpen);
    let session: Session = bench.ask("session", json!({})).await;
    let by_keychain = matches!(session.stage, Stage::Locked { by: LockedBy::Keychain, sends: true, .. });
    assert!(by_keychain, "{:?}", session.stage);
    bench.ask::<Session>("unlock", json!({ "passphrase": "" })).await;
    bench.drained().await;
    bench.ask::<Session>("lock", json!({})).await;
    let session: Session = bench.ask("close_connection", json!({})).await;
    assert_eq!(session.stage, Stage::Start);
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_a_passphrase_the_lock_stops_the_outbox() {
    let bench = Bench::start().await.signed_in().await;
    let right = json!({ "passphrase": "a long enough phrase" });
    bench.ask::<Session>("protect", right.clone()).await;
    lock_over_a_waiting_buyer(&bench).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(bench.counts().buyers, 0, "nothing is sent while it is locked");
    let session: Session = bench.ask("session", json!({})).await;
    assert!(matches!(session.stage, Stage::Locked { sends: false, .. }), "{:?}", session.stage);
    bench.ask::<Session>("unlock", right).await;
    bench.drained().await;
    assert_eq!(bench.counts().buyers, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_data_under_a_passphrase_is_locked_without_being_asked() {
    let bench = Bench::start().await;
    let session: Session = bench.ask("connect", bench.credentials()).await;
    assert_eq!((session.settings.lock_after_minutes, session.lock_after_minutes), (None, 0));
    bench.desk_clock.set_wrong_by(TimeDelta::minutes(20));
    tokio::time::sleep(Duration::from_millis(2500)).await;
    let session: Session = bench.ask("session", json!({})).await;
    assert!(matches!(session.stage, Stage::Open { .. }), "{:?}", session.stage);

    let session: Session = bench.ask("protect", json!({ "passphrase": "a long enough phrase" })).await;
    assert_eq!((session.settings.lock_after_minutes, session.lock_after_minutes), (None, 15));
    bench.desk_clock.set_wrong_by(TimeDelta::minutes(40));
    bench
        .until("the data is locked", async || {
            let session: Session = bench.ask("session", json!({})).await;
            matches!(session.stage, Stage::Locked { .. }).then_some(())
        })
        .await;
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_changes_of_the_settings_do_not_take_each_other_back() {
    let mut bench = Bench::start().await;
    let language = bench.ask::<Session>("change_settings", json!({ "language": "de" }));
    let appearance = bench.ask::<Session>("change_settings", json!({ "appearance": "dark" }));
    let (_, _) = tokio::join!(language, appearance);
    bench.ask::<Session>("change_settings", json!({ "name": "  Erika Beispiel " })).await;
    bench.restart().await;
    let Session { settings, .. } = bench.ask("session", json!({})).await;
    assert_eq!(settings.language, desk::contract::Language::De);
    assert_eq!(settings.appearance, desk::contract::Appearance::Dark);
    assert_eq!(settings.name, "Erika Beispiel");
    assert_eq!(settings.lock_after_minutes, None);
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_request_does_not_keep_idle_data_open() {
    let bench = Bench::start().await.signed_in().await;
    let minutes = json!({ "language": "system", "appearance": "system", "lockAfterMinutes": 5 });
    bench.ask::<Session>("change_settings", minutes).await;
    let slow = nt24_sandbox::FaultKind::Latency(Duration::from_secs(30));
    let fault = nt24_sandbox::Fault { operation: Some("upsertBuyer".to_owned()), times: 1, kind: slow };
    bench.control().fault(fault);
    crate::deal::onboard(&bench, "PL5260250274").await;
    bench.until("it is being sent", async || (bench.status().await.in_flight == 1).then_some(())).await;
    bench.desk_clock.set_wrong_by(TimeDelta::minutes(7));
    bench
        .until("the data is locked", async || {
            let session: Session = bench.ask("session", json!({})).await;
            matches!(session.stage, Stage::Locked { .. }).then_some(())
        })
        .await;
    bench.ask::<Session>("unlock", json!({ "passphrase": "" })).await;
    bench.drained().await;
    assert_eq!(bench.counts().buyers, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_data_is_locked() {
    let bench = Bench::start().await.signed_in().await;
    let minutes = json!({ "language": "system", "appearance": "system", "lockAfterMinutes": 5 });
    bench.ask::<Session>("change_settings", minutes).await;
    let locked = async || {
        let session: Session = bench.ask("session", json!({})).await;
        matches!(session.stage, Stage::Locked { .. })
    };
    bench.desk_clock.set_wrong_by(TimeDelta::minutes(4));
    bench.ask::<Value>("still_here", json!({})).await;
    bench.desk_clock.set_wrong_by(TimeDelta::minutes(8));
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(!locked().await, "the last activity was four minutes ago");
    // When the clock goes back, the desk counts anew from there.
    bench.desk_clock.set_wrong_by(TimeDelta::minutes(1));
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(!locked().await, "the clock went back");
    // Each minute lasts longer than the interval at which the desk checks.
    let mut minutes = 1;
    while !locked().await {
        minutes += 1;
        assert!(minutes < 60, "the data is not locked after an hour");
        bench.desk_clock.set_wrong_by(TimeDelta::minutes(minutes));
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    // The desk may have checked late, and counts from that check.
    assert!(
        minutes >= 6,
        "locked at minute {minutes}: less than 5 minutes after the clock went back to minute 1"
    );
    bench.desk_clock.set_wrong_by(TimeDelta::zero());
    bench.ask::<Session>("unlock", json!({ "passphrase": "" })).await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_key_moves_under_a_passphrase_and_back() {
    let mut bench = Bench::start().await.signed_in().await;
    onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let short = json!({ "passphrase": "short" });
    assert_eq!(bench.refused("protect", short).await, FailureCode::PassphraseTooShort);
    let right = json!({ "passphrase": "a long enough phrase" });
    let session: Session = bench.ask("protect", right.clone()).await;
    assert_eq!(session.key_home, Some(KeyHome::Passphrase));
    // The keychain has neither key nor secret any more: any other keychain works as well.
    bench.keychain = Arc::new(MemoryKeychain::default());
    bench.restart().await;
    let session: Session = bench.ask("session", json!({})).await;
    assert!(matches!(session.stage, Stage::Locked { by: LockedBy::Passphrase, .. }), "{:?}", session.stage);
    assert_eq!(bench.refused("unlock", json!({ "passphrase": "" })).await, FailureCode::WrongPassphrase);
    bench.ask::<Session>("unlock", right).await;
    onboard(&bench, "PL7740001454").await;
    bench.drained().await;

    let session: Session = bench.ask("protect", json!({ "passphrase": null })).await;
    assert_eq!(session.key_home, Some(KeyHome::Memory));
    bench.restart().await;
    let buyers: desk::contract::BuyerList =
        bench.ask("buyers", json!({ "text": "", "offset": 0, "limit": 9 })).await;
    assert_eq!(buyers.total, 2);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_passphrase_is_forgotten_with_its_connection() {
    let bench = Bench::with(|_| {}, Arc::new(NoKeychain(KeychainError::Absent))).await;
    let right = json!({ "passphrase": "a long enough phrase" });
    bench.ask::<Session>("set_passphrase", right.clone()).await;
    bench.ask::<Session>("start_sandbox", json!({})).await;
    bench.ask::<Session>("close_connection", json!({})).await;
    let session: Session = bench.ask("open_connection", json!({ "id": "sandbox" })).await;
    assert!(matches!(session.stage, Stage::Locked { .. }), "{:?}", session.stage);
    bench.ask::<Session>("unlock", right.clone()).await;
    // Nor does it protect the next connection, about which nobody was asked.
    bench.ask::<Session>("close_connection", json!({})).await;
    assert_eq!(bench.refused("connect", bench.credentials()).await, FailureCode::PassphraseNeeded);
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_credentials_for_locked_data_are_used_once_it_is_unlocked() {
    let bench = Bench::with(|_| {}, Arc::new(NoKeychain(KeychainError::Absent))).await;
    let right = json!({ "passphrase": "a long enough phrase" });
    bench.ask::<Session>("set_passphrase", right.clone()).await;
    let bench = bench.signed_in().await;
    bench.ask::<Session>("close_connection", json!({})).await;
    let (mut credentials, secret) = (bench.credentials(), "n".repeat(64));
    let client = credentials["clientId"].as_str().unwrap();
    assert!(bench.control().rotate_secret(client, &secret, TimeDelta::zero()));
    bench.control().revoke_tokens();
    credentials["clientSecret"] = json!(secret);
    let session: Session = bench.ask("connect", credentials).await;
    assert!(matches!(session.stage, Stage::Locked { .. }), "{:?}", session.stage);
    assert_eq!(session.connections.len(), 1);
    bench.ask::<Session>("unlock", right).await;
    onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_wrap_of_the_key_is_not_called_a_wrong_passphrase() {
    let mut bench = Bench::with(|_| {}, Arc::new(NoKeychain(KeychainError::Absent))).await;
    let right = json!({ "passphrase": "a long enough phrase" });
    bench.ask::<Session>("set_passphrase", right.clone()).await;
    bench.ask::<Session>("start_sandbox", json!({})).await;
    bench.desk().stop().await;
    let register = bench.data().join("connections.json");
    let mut text: Value = serde_json::from_slice(&std::fs::read(&register).unwrap()).unwrap();
    text["connections"][0]["home"]["passphrase"]["ciphertext"] = json!("00");
    std::fs::write(&register, text.to_string()).unwrap();
    bench.start_desk().await;
    assert_eq!(bench.refused("unlock", right).await, FailureCode::KeyDamaged);
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_is_forgotten_when_idle_is_asked_for_again_also_if_the_data_is_broken() {
    let mut bench = Bench::with(|_| {}, Arc::new(NoKeychain(KeychainError::Absent))).await;
    let right = json!({ "passphrase": "a long enough phrase" });
    bench.ask::<Session>("set_passphrase", right.clone()).await;
    bench.ask::<Session>("lock", json!({})).await;
    assert_eq!(bench.refused("start_sandbox", json!({})).await, FailureCode::PassphraseNeeded);
    bench.ask::<Session>("set_passphrase", right.clone()).await;
    bench.ask::<Session>("start_sandbox", json!({})).await;
    bench.desk().stop().await;
    let database = closed_database(&bench, "sandbox").await;
    let mut bytes = std::fs::read(&database).unwrap();
    bytes[..2048].fill(0x55);
    std::fs::write(&database, &bytes).unwrap();
    bench.start_desk().await;
    let session: Session = bench.ask("unlock", right).await;
    assert!(matches!(session.stage, Stage::Broken { .. }), "{:?}", session.stage);
    bench.desk_clock.set_wrong_by(TimeDelta::minutes(16));
    let forgotten = async || {
        let session: Session = bench.ask("session", json!({})).await;
        matches!(session.stage, Stage::Locked { by: LockedBy::Passphrase, .. }).then_some(())
    };
    bench.until("the idle desk has forgotten the key", forgotten).await;
    bench.finish_with_rest().await;
}
