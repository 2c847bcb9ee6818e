//! The data itself: copies and the way back to them, checks, and papers that leave this computer.

use crate::bench::Bench;
use crate::deal::{new_order, onboard};
use chrono::TimeDelta;
use desk::contract::{
    BackupList, BackupReason, BuyerList, DataFindingKind, DataSafety, EntryAction, EntryState, Exported,
    FailureCode, OrderList, Session, Stage, Subject, Thumbnail,
};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

async fn safety(bench: &Bench) -> DataSafety {
    bench.ask("data_safety", json!({})).await
}

async fn connection(bench: &Bench) -> String {
    let session: Session = bench.ask("session", json!({})).await;
    match session.stage {
        Stage::Open { connection } | Stage::Broken { connection, .. } => connection.id,
        other => panic!("{other:?}"),
    }
}

/// Makes a copy and answers what brings it back.
async fn copy(bench: &Bench) -> Value {
    let made: DataSafety = bench.ask("back_up_now", json!({})).await;
    let backup = made.backups.iter().find(|backup| backup.reason == BackupReason::Asked).unwrap();
    json!({ "connection": connection(bench).await, "backup": backup.id })
}

async fn buyers(bench: &Bench) -> u32 {
    let list: BuyerList = bench.ask("buyers", json!({ "text": "", "offset": 0, "limit": 9 })).await;
    list.total
}

/// The files of the vault.
async fn vault(bench: &Bench) -> Vec<PathBuf> {
    let folder = bench.data().join(connection(bench).await).join("vault");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files = files.collect::<Vec<_>>();
    files.sort();
    files
}

/// Takes a file and files it on an order; the file of the vault that holds it.
async fn file_cmr(bench: &Bench, order: &Subject) -> PathBuf {
    file_cmr_named(bench, order, "cmr.pdf").await
}

async fn file_cmr_named(bench: &Bench, order: &Subject, name: &str) -> PathBuf {
    let before = vault(bench).await;
    let papers = [bench.paper(name, "TRANSPORT_CMR").await];
    bench.ask::<Value>("file_papers", json!({ "subject": order.id, "papers": papers })).await;
    vault(bench).await.into_iter().find(|path| !before.contains(path)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_is_made_every_day() {
    let mut bench = Bench::start().await.signed_in().await;
    let daily = async |bench: &Bench| {
        let backups = safety(bench).await.backups.into_iter();
        backups.filter(|backup| backup.reason == BackupReason::Daily).count()
    };
    bench.until("the first copy is made", async || (daily(&bench).await == 1).then_some(())).await;
    bench.clock.advance(TimeDelta::hours(23));
    bench.restart().await;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert_eq!(daily(&bench).await, 1, "it is not a day yet");
    bench.clock.advance(TimeDelta::hours(2));
    bench.restart().await;
    bench.until("the second copy is made", async || (daily(&bench).await == 2).then_some(())).await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_brings_back_what_was_and_reads_the_rest_anew() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let back = copy(&bench).await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    let counts = bench.counts();
    let session: Session = bench.ask("restore_backup", back.clone()).await;
    assert!(matches!(session.stage, Stage::Open { .. }), "{:?}", session.stage);
    assert!(bench.refused("order", json!({ "id": order.id })).await == FailureCode::Gone);
    let search = json!({ "text": "", "filter": "all", "offset": 0, "limit": 9 });
    bench
        .until("the order of afterwards is read from NT24", async || {
            let orders: OrderList = bench.ask("orders", search.clone()).await;
            (orders.rows.len() == 1).then_some(())
        })
        .await;
    bench.drained().await;
    let now = bench.counts();
    assert_eq!((now.buyers, now.orders, now.documents), (counts.buyers, counts.orders, counts.documents));
    let reasons = safety(&bench).await.backups.into_iter().map(|backup| backup.reason);
    assert!(reasons.into_iter().any(|reason| reason == BackupReason::Restore), "the way back is kept");
    let unknown = json!({ "connection": back["connection"], "backup": "../x" });
    assert_eq!(bench.refused("restore_backup", unknown).await, FailureCode::Gone);
    assert_eq!(buyers(&bench).await, 1, "what could not be restored is open as it was");
    bench.finish().await;
}

/// A buyer waits with two papers and a contact when the copy is made, and everything is sent after it.
async fn sent_after_the_copy() -> (Bench, Value) {
    let bench = Bench::start().await.signed_in().await;
    bench.network(false);
    onboard(&bench, "PL5260250274").await;
    let back = copy(&bench).await;
    bench.network(true);
    bench.ask::<Value>("try_now", json!({})).await;
    bench.drained().await;
    (bench, back)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_twice_after_a_restore() {
    let (bench, back) = sent_after_the_copy().await;
    let before = bench.counts();
    assert_eq!((before.buyers, before.contacts, before.documents), (1, 1, 2));
    bench.ask::<Session>("restore_backup", back).await;
    // NT24 still keeps the keys: the same requests bring the same answers.
    bench.drained().await;
    let after = bench.counts();
    assert_eq!((after.buyers, after.contacts, after.documents), (1, 1, 2));
    assert_eq!(after.vies_checks, before.vies_checks);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nt24_cannot_recognise_any_more_is_asked_after_a_restore() {
    let (bench, back) = sent_after_the_copy().await;
    bench.clock.advance(TimeDelta::hours(25));
    bench.ask::<Session>("restore_backup", back).await;
    let entry = bench
        .until("a person is asked", async || {
            let entries = bench.outbox().await.entries.into_iter();
            entries.into_iter().find(|entry| entry.state == EntryState::Unconfirmed)
        })
        .await;
    assert!(entry.actions.contains(&EntryAction::Arrived), "{:?}", entry.actions);
    let counts = bench.counts();
    assert_eq!((counts.buyers, counts.contacts, counts.documents), (1, 1, 2), "and nothing was doubled");
    for _ in 0..2 {
        let entry = bench
            .until("each paper is asked about", async || {
                let entries = bench.outbox().await.entries.into_iter();
                entries.into_iter().find(|entry| entry.state == EntryState::Unconfirmed)
            })
            .await;
        bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "arrived" })).await;
    }
    bench.drained().await;
    assert_eq!(bench.counts().documents, 2);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_cannot_be_opened_is_restored() {
    let mut bench = Bench::start().await.signed_in().await;
    onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let back = copy(&bench).await;
    bench.desk().stop().await;
    let database = bench.data().join(back["connection"].as_str().unwrap()).join("waybill.db");
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
    assert!(list.rows.iter().any(|backup| backup.id == back["backup"]), "{list:?}");
    let session: Session = bench.ask("restore_backup", back).await;
    assert!(matches!(session.stage, Stage::Open { .. }), "{:?}", session.stage);
    assert_eq!(buyers(&bench).await, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_names_what_is_missing_or_altered_and_whose_it_is() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    let all_well: DataSafety = bench.ask("check_data", json!({})).await;
    assert_eq!(all_well.last_check.unwrap().findings, []);
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
        assert_eq!(safety(&bench).await.last_check.unwrap().findings, findings, "it is kept");
    }
    // Its upload stops with the reason, and the same file again mends it.
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
async fn papers_leave_this_computer_when_nt24_has_had_them_for_long_and_come_back_when_opened() {
    let bench = Bench::start().await.signed_in().await;
    // The first copy of the day knows of no papers: it needs none.
    bench.until("a copy is made", async || (!safety(&bench).await.backups.is_empty()).then_some(())).await;
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    file_cmr(&bench, &order).await;
    bench.drained().await;
    let loose = bench.take(bench.pdf("loose.pdf")).await.files[0].clone();
    let change =
        async |days: u32| bench.ask::<DataSafety>("change_local_days", json!({ "days": days })).await;
    assert_eq!(change(1).await.files, 4, "nothing is a day old");
    bench.clock.advance(TimeDelta::hours(26));
    assert_eq!(change(0).await.files, 4, "nothing leaves when everything is to stay");
    assert_eq!(change(1).await.files, 1, "what waits in the tray stays");
    let paper = bench.order(&order).await.documents.remove(0);
    assert!(!paper.local);
    assert_eq!((paper.name.as_str(), paper.size > 0), ("cmr.pdf", true));
    let checked: DataSafety = bench.ask("check_data", json!({})).await;
    assert_eq!(checked.last_check.unwrap().findings, [], "what NT24 has is not missing");

    bench.ask::<Value>("open_document", json!({ "id": paper.id })).await;
    let opened = bench.host.opened.lock().unwrap().last().unwrap().clone();
    let original = std::fs::read(bench.pdf("cmr.pdf")).unwrap();
    assert_eq!(std::fs::read(opened).unwrap(), original);
    assert!(!bench.order(&order).await.documents[0].local, "it was only looked at");
    // The same file again is a copy again, and as young as a new one.
    bench.take(bench.pdf("cmr.pdf")).await;
    assert_eq!(change(1).await.files, 2);
    assert!(bench.order(&order).await.documents[0].local);
    bench.ask::<Value>("discard_file", json!({ "id": loose.id })).await;
    assert_eq!(safety(&bench).await.files, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_copy_has_in_the_tray_stays_until_the_copy_goes() {
    let bench = Bench::start().await.signed_in().await;
    let loose = bench.take(bench.pdf("loose.pdf")).await.files[0].clone();
    let back = copy(&bench).await;
    bench.ask::<Value>("discard_file", json!({ "id": loose.id })).await;
    assert_eq!((safety(&bench).await.files, vault(&bench).await.len()), (0, 1));
    bench.ask::<Session>("restore_backup", back).await;
    assert_eq!(safety(&bench).await.files, 1);
    let checked: DataSafety = bench.ask("check_data", json!({})).await;
    assert_eq!(checked.last_check.unwrap().findings, []);
    bench.finish().await;
}

fn json_of(folder: &Path, name: &str) -> Vec<Value> {
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_holds_everything_in_a_readable_form_and_no_secret() {
    let bench = Bench::start().await.signed_in().await;
    let none: Exported = bench.ask("export_data", json!({})).await;
    assert!(!none.done);
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "A/1").await;
    bench.drained().await;
    bench.network(false);
    file_cmr(&bench, &order).await;
    bench.take(bench.pdf("loose.pdf")).await;
    let broken = file_cmr_named(&bench, &order, "broken.pdf").await;
    std::fs::remove_file(broken).unwrap();
    let place = bench.folder.path().join("usb");
    std::fs::create_dir(&place).unwrap();
    *bench.host.save_to.lock().unwrap() = Some(place.clone());
    let exported: Exported = bench.ask("export_data", json!({})).await;
    assert_eq!((exported.done, exported.files), (true, 4));
    let names = std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let [folder] = names.as_slice() else { panic!("{names:?}") };
    assert!(!folder.to_string_lossy().ends_with(".part"));

    let buyers = json_of(folder, "buyers.json");
    assert_eq!((buyers.len(), &buyers[0]["vat_number"]), (1, &json!("PL5260250274")));
    assert_eq!(json_of(folder, "orders.json")[0]["server"]["externalOrderId"], "A/1");
    assert!(json_of(folder, "events.json").len() > 3);
    assert_eq!(json_of(folder, "drafts.json"), Vec::<Value>::new());
    let outbox = json_of(folder, "outbox.json");
    let create = outbox.iter().find(|row| row["operation"] == "createOrder").unwrap();
    assert_eq!(
        (&create["state"], &create["frozen_body"]["externalOrderId"]),
        (&json!("done"), &json!("A/1"))
    );
    assert!(create["receipt"]["request_id"].is_string(), "{create}");
    let documents = json_of(folder, "documents.json");
    let path = |name: &str| documents.iter().find(|line| line["name"] == name).unwrap()["path"].clone();
    assert_eq!(path("cmr.pdf"), "files/A_1/cmr.pdf");
    assert_eq!(path("loose.pdf"), "files/unfiled/loose.pdf");
    assert_eq!(path("broken.pdf"), Value::Null);
    for name in ["cmr.pdf", "loose.pdf", "krs extract.pdf"] {
        let written = std::fs::read(folder.join(path(name).as_str().unwrap())).unwrap();
        assert_eq!(written, std::fs::read(bench.pdf(name)).unwrap());
    }
    assert!(std::fs::read_to_string(folder.join("README.txt")).unwrap().contains("NICHT"));

    let secret = bench.credentials()["clientSecret"].as_str().unwrap().to_owned();
    for name in ["buyers", "orders", "drafts", "outbox", "events", "documents"] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        assert!(!text.contains(&secret) && !text.contains("Bearer"), "{name}");
    }
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_shown_small_and_goes_with_its_file() {
    let bench = Bench::start().await.signed_in().await;
    let photo = bench.folder.path().join("photo.png");
    image::RgbImage::from_pixel(600, 300, image::Rgb([10, 160, 10])).save(&photo).unwrap();
    let file = bench.take(photo).await.files[0].clone();
    let shown: Thumbnail = bench.ask("thumbnail", json!({ "id": file.id })).await;
    let url = shown.data_url.unwrap();
    assert!(url.starts_with("data:image/jpeg;base64,/9j/"), "a JPEG begins so: {}", &url[..40]);
    assert!(url.len() < 20_000, "{}", url.len());
    let paper = bench.take(bench.pdf("paper.pdf")).await.files[0].clone();
    let none: Thumbnail = bench.ask("thumbnail", json!({ "id": paper.id })).await;
    assert_eq!(none.data_url, None);
    assert_eq!((safety(&bench).await.files, vault(&bench).await.len()), (2, 3));
    // Of a file that was filed, the page knows the document.
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    let papers =
        json!([{ "file": file.id, "document": "TRANSPORT_PICTURE_OF_TRANSPORT", "documentDate": "" }]);
    bench.ask::<Value>("file_papers", json!({ "subject": order.id, "papers": papers })).await;
    let document = bench.order(&order).await.documents.remove(0);
    let again: Thumbnail = bench.ask("thumbnail", json!({ "id": document.id })).await;
    assert_eq!(again.data_url, Some(url));
    bench.drained().await;
    // The picture of what is thrown away goes at once.
    let other = bench.folder.path().join("other.png");
    image::RgbImage::from_pixel(300, 300, image::Rgb([160, 10, 10])).save(&other).unwrap();
    let before = vault(&bench).await;
    let other = bench.take(other).await.files[0].clone();
    assert_eq!(vault(&bench).await.len(), before.len() + 2);
    bench.ask::<Value>("discard_file", json!({ "id": other.id })).await;
    assert_eq!(vault(&bench).await, before);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_that_another_program_has_open_is_told_and_left_alone() {
    let bench = Bench::start().await.signed_in().await;
    onboard(&bench, "PL5260250274").await;
    let second = desk::Desk::start(desk::Options {
        data: bench.data(),
        host: bench.host.clone(),
        clock: bench.clock.clone(),
        ids: std::sync::Arc::new(desk::RandomIds),
        keychain: bench.keychain.clone(),
    });
    let second = second.await.unwrap();
    let session = second.call("session", json!({})).await.unwrap();
    assert_eq!(
        (&session["stage"]["at"], &session["stage"]["failure"]["code"]),
        (&json!("broken"), &json!("in_use"))
    );
    second.stop().await;
    bench.drained().await;
    bench.finish().await;
}
