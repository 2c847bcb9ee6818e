//! The data: backups and restores, and checks.

use crate::bench::Bench;
use crate::deal::{new_order, onboard};
use chrono::TimeDelta;
use desk::contract::{
    BackupList, BackupReason, BuyerList, DataFindingKind, DataSafety, EntryAction, EntryState, FailureCode,
    OrderList, Session, Stage, Subject,
};
use nt24::BuyerUpdate;
use serde_json::{Value, json};
use std::path::PathBuf;

pub(crate) async fn safety(bench: &Bench) -> DataSafety {
    bench.ask("data_safety", json!({})).await
}

async fn connection(bench: &Bench) -> String {
    let session: Session = bench.ask("session", json!({})).await;
    match session.stage {
        Stage::Open { connection } | Stage::Broken { connection, .. } => connection.id,
        other => panic!("{other:?}"),
    }
}

/// Makes a backup. Returns the request that restores it.
pub(crate) async fn back_up(bench: &Bench) -> Value {
    let made: DataSafety = bench.ask("back_up_now", json!({})).await;
    let backup = made.backups.iter().find(|backup| backup.reason == BackupReason::Asked).unwrap();
    json!({ "connection": connection(bench).await, "backup": backup.id })
}

/// Restores a backup, and resumes the outbox, which waits for that.
pub(crate) async fn restore(bench: &Bench, request: Value) -> Session {
    let session: Session = bench.ask("restore_backup", request).await;
    bench.ask::<Value>("pause_outbox", json!({ "paused": false })).await;
    session
}

async fn buyers(bench: &Bench) -> u32 {
    let list: BuyerList = bench.ask("buyers", json!({ "text": "", "offset": 0, "limit": 9 })).await;
    list.total
}

/// The files of the vault.
pub(crate) async fn vault(bench: &Bench) -> Vec<PathBuf> {
    let folder = bench.data().join(connection(bench).await).join("vault");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files = files.collect::<Vec<_>>();
    files.sort();
    files
}

/// Takes a CMR and files it on an order. Returns its file in the vault.
pub(crate) async fn file_cmr(bench: &Bench, order: &Subject) -> PathBuf {
    file_cmr_named(bench, order, "cmr.pdf").await
}

pub(crate) async fn file_cmr_named(bench: &Bench, order: &Subject, name: &str) -> PathBuf {
    let before = vault(bench).await;
    let papers = [bench.paper(name, "TRANSPORT_CMR").await];
    bench.ask::<Value>("file_papers", json!({ "subject": order.id, "papers": papers })).await;
    vault(bench).await.into_iter().find(|path| !before.contains(path)).unwrap()
}

/// The file of a database after its desk has stopped. The last thread that reads in it may outlast the desk, and
/// writes its log back into the database at its end.
pub(crate) async fn closed_database(bench: &Bench, connection: &str) -> PathBuf {
    let database = bench.data().join(connection).join("waybill.db");
    let log = database.with_extension("db-wal");
    bench.until("the database is closed", async || (!log.exists()).then_some(())).await;
    database
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_daily_backup_is_reported_until_a_backup_succeeds() {
    let mut bench = Bench::start().await.signed_in().await;
    bench.until("the first backup is made", async || safety(&bench).await.backups.pop()).await;
    let folder = bench.data().join(connection(&bench).await).join("backups");
    std::fs::remove_dir_all(&folder).unwrap();
    let obstacle = folder.join("unfinished");
    std::fs::create_dir_all(&obstacle).unwrap();
    bench.restart().await;
    bench.until("the failure is reported", async || bench.status().await.copy_failed.then_some(())).await;
    assert!(safety(&bench).await.copy_failure.is_some());
    std::fs::remove_dir(&obstacle).unwrap();
    bench.ask::<DataSafety>("back_up_now", json!({})).await;
    assert!(!bench.status().await.copy_failed);
    assert_eq!(safety(&bench).await.copy_failure, None);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_made_every_day() {
    let mut bench = Bench::start().await.signed_in().await;
    let daily = async |bench: &Bench| {
        let backups = safety(bench).await.backups.into_iter();
        backups.filter(|backup| backup.reason == BackupReason::Daily).count()
    };
    bench.until("the first backup is made", async || (daily(&bench).await == 1).then_some(())).await;
    bench.clock.advance(TimeDelta::hours(23));
    bench.restart().await;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert_eq!(daily(&bench).await, 1, "a day has not passed yet");
    bench.clock.advance(TimeDelta::hours(2));
    bench.restart().await;
    bench.until("the second backup is made", async || (daily(&bench).await == 2).then_some(())).await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_returns_to_the_backup_and_reads_later_changes_from_nt24() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    let other = onboard(&bench, "PL5260000009").await;
    bench.drained().await;
    bench
        .until("VIES has answered, and the desk stops reading the buyer", async || {
            let page = bench.buyer(&other).await;
            (page.row.kyc.overall.as_deref() == Some("VALID")).then_some(())
        })
        .await;
    let restore = back_up(&bench).await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    let counts = bench.counts();
    let there = bench.control().buyers().into_iter().find(|one| one.vat_number == "PL5260000009");
    let remote = there.unwrap().uuid;
    let renamed = BuyerUpdate { company_name: Some("Auto Gdynia".to_owned()), ..BuyerUpdate::default() };
    bench.control().edit_buyer(&remote, renamed).unwrap();
    let session = self::restore(&bench, restore.clone()).await;
    assert!(matches!(session.stage, Stage::Open { .. }), "{:?}", session.stage);
    assert!(bench.refused("order", json!({ "id": order.id })).await == FailureCode::Gone);
    let search = json!({ "text": "", "filter": "all", "offset": 0, "limit": 9 });
    bench
        .until("the later order is read from NT24", async || {
            let orders: OrderList = bench.ask("orders", search.clone()).await;
            (orders.rows.len() == 1).then_some(())
        })
        .await;
    // Staff changed a buyer without an order: only reading every buyer shows that.
    bench
        .until("the buyer is read again", async || {
            // The list, because opening the buyer's page would read the buyer.
            let list: BuyerList = bench.ask("buyers", json!({ "text": "", "offset": 0, "limit": 9 })).await;
            list.rows.iter().any(|row| row.name == "Auto Gdynia").then_some(())
        })
        .await;
    bench.drained().await;
    let now = bench.counts();
    assert_eq!((now.buyers, now.orders, now.documents), (counts.buyers, counts.orders, counts.documents));
    let reasons = safety(&bench).await.backups.into_iter().map(|backup| backup.reason);
    assert!(
        reasons.into_iter().any(|reason| reason == BackupReason::Restore),
        "a backup from before the restore is kept"
    );
    let unknown = json!({ "connection": restore["connection"], "backup": "../x" });
    assert_eq!(bench.refused("restore_backup", unknown).await, FailureCode::Gone);
    assert_eq!(buyers(&bench).await, 2, "after a failed restore the data is open and unchanged");
    bench.finish().await;
}

/// A backup is made while a buyer with two papers and a contact waits; all of them are sent afterwards.
async fn sent_after_the_backup() -> (Bench, Value) {
    let bench = Bench::start().await.signed_in().await;
    bench.network(false);
    onboard(&bench, "PL5260250274").await;
    let restore = back_up(&bench).await;
    bench.network(true);
    bench.ask::<Value>("try_now", json!({})).await;
    bench.drained().await;
    (bench, restore)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_twice_after_a_restore() {
    // NT24 still keeps the keys, or has forgotten them.
    for hours in [0, 25] {
        let (bench, restore) = sent_after_the_backup().await;
        let before = bench.counts();
        assert_eq!((before.buyers, before.contacts, before.documents), (1, 1, 2));
        bench.clock.advance(TimeDelta::hours(hours));
        self::restore(&bench, restore).await;
        for _ in 0..2 {
            let entry = bench
                .until("a paper is unconfirmed", async || {
                    let entries = bench.outbox().await.entries.into_iter();
                    entries.into_iter().find(|entry| entry.state == EntryState::Unconfirmed)
                })
                .await;
            assert_eq!(entry.actions, [EntryAction::Arrived], "the paper may be under way");
            assert!(entry.under_way_until.is_some());
            bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "arrived" })).await;
        }
        bench.drained().await;
        let after = bench.counts();
        assert_eq!((after.buyers, after.contacts, after.documents), (1, 1, 2), "{hours} h");
        // A second VIES check does no harm; while NT24 keeps the key, it is not executed again.
        assert!(hours > 0 || after.vies_checks == before.vies_checks);
        bench.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unsent_papers_can_be_sent_an_hour_after_a_restore() {
    let bench = Bench::start().await.signed_in().await;
    bench.network(false);
    onboard(&bench, "PL5260250274").await;
    let restore = back_up(&bench).await;
    self::restore(&bench, restore).await;
    bench.network(true);
    bench.ask::<Value>("try_now", json!({})).await;
    bench.until("the buyer has arrived", async || (bench.counts().buyers == 1).then_some(())).await;
    for papers in 1..=2 {
        let entry = bench
            .until("a paper may be sent again", async || {
                bench.clock.advance(TimeDelta::minutes(10));
                bench.ask::<Value>("try_now", json!({})).await;
                let entries = bench.outbox().await.entries.into_iter();
                entries.into_iter().find(|entry| entry.actions.contains(&EntryAction::SendAgain))
            })
            .await;
        bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "sendAgain" })).await;
        bench.until("the paper arrives", async || (bench.counts().documents == papers).then_some(())).await;
    }
    bench.drained().await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_cannot_be_opened_is_restored() {
    let mut bench = Bench::start().await.signed_in().await;
    onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let restore = back_up(&bench).await;
    bench.desk().stop().await;
    let database = closed_database(&bench, restore["connection"].as_str().unwrap()).await;
    let mut bytes = std::fs::read(&database).unwrap();
    for byte in &mut bytes[..2048] {
        *byte ^= 0x55;
    }
    std::fs::write(&database, &bytes).unwrap();
    bench.start_desk().await;
    let session: Session = bench.ask("session", json!({})).await;
    let Stage::Broken { connection, failure } = session.stage else { panic!("{:?}", session.stage) };
    assert_eq!(failure.code, FailureCode::DatabaseDamaged);
    let list: BackupList = bench.ask("backups_of", json!({ "id": connection.id })).await;
    assert!(list.rows.iter().any(|backup| backup.id == restore["backup"]), "{list:?}");
    let session: Session = bench.ask("restore_backup", restore).await;
    assert!(matches!(session.stage, Stage::Open { .. }), "{:?}", session.stage);
    assert_eq!(buyers(&bench).await, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_that_opening_does_not_meet_is_noticed_and_can_be_restored() {
    let mut bench = Bench::start().await.signed_in().await;
    onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let restore = back_up(&bench).await;
    bench.desk().stop().await;
    let database = closed_database(&bench, restore["connection"].as_str().unwrap()).await;
    let mut bytes = std::fs::read(&database).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&database, &bytes).unwrap();
    bench.start_desk().await;
    let broken = bench.until("the damage is noticed", async || {
        let session: Session = bench.ask("session", json!({})).await;
        matches!(session.stage, Stage::Broken { .. }).then_some(session.stage)
    });
    let Stage::Broken { failure, .. } = broken.await else { panic!() };
    assert_eq!(failure.code, FailureCode::DatabaseDamaged);
    let session: Session = bench.ask("restore_backup", restore).await;
    assert!(matches!(session.stage, Stage::Open { .. }), "{:?}", session.stage);
    assert_eq!(buyers(&bench).await, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_names_missing_and_altered_files_and_their_orders() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    let intact: DataSafety = bench.ask("check_data", json!({})).await;
    assert_eq!(intact.last_check.unwrap().findings, []);
    bench.network(false);
    let cmr = file_cmr(&bench, &order).await;
    let whole = std::fs::read(&cmr).unwrap();
    let mut altered = whole.clone();
    *altered.last_mut().unwrap() ^= 1;
    for (kind, damage) in [(DataFindingKind::FileAltered, true), (DataFindingKind::FileMissing, false)] {
        if damage {
            std::fs::write(&cmr, &altered).unwrap();
        } else {
            std::fs::remove_file(&cmr).unwrap();
        }
        let checked: DataSafety = bench.ask("check_data", json!({})).await;
        let findings = checked.last_check.unwrap().findings;
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!((findings[0].kind, findings[0].name.as_deref()), (kind, Some("cmr.pdf")));
        assert_eq!(findings[0].subject.as_ref().map(|subject| &subject.id), Some(&order.id));
        assert_eq!(safety(&bench).await.last_check.unwrap().findings, findings, "the result is kept");
    }
    // The upload is parked with the reason; taking the same file again repairs it.
    bench.network(true);
    bench.ask::<Value>("try_now", json!({})).await;
    let entry = bench
        .until("the upload is parked", async || {
            let entries = bench.outbox().await.entries.into_iter();
            entries.into_iter().find(|entry| entry.state == EntryState::Refused)
        })
        .await;
    assert_eq!(entry.failure.unwrap().code, FailureCode::FileDamaged);
    bench.take(bench.pdf("cmr.pdf")).await;
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "sendNow" })).await;
    bench.drained().await;
    assert_eq!(bench.counts().documents, 3);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_that_another_program_uses_is_reported_and_not_opened() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    let document = bench.buyer(&buyer).await.documents[0].id.clone();
    bench.ask::<Value>("open_document", json!({ "id": document })).await;
    let opened = bench.host.opened.lock().unwrap()[0].clone();
    let second = desk::Desk::start(desk::Options {
        data: bench.data(),
        host: bench.host.clone(),
        clock: bench.clock.clone(),
        ids: std::sync::Arc::new(desk::RandomIds),
        keychain: bench.keychain.clone(),
        picture_program: crate::bench::picture_program(),
        log: desk::LogFile::default(),
    });
    let second = second.await.unwrap();
    second.settled().await;
    assert!(opened.exists(), "the second program does not remove what the first one shows");
    let session = second.call("session", json!({})).await.unwrap();
    assert_eq!(
        (&session["stage"]["at"], &session["stage"]["failure"]["code"]),
        (&json!("broken"), &json!("in_use"))
    );
    second.stop().await;
    assert!(opened.exists());
    bench.drained().await;
    bench.finish().await;
}
