//! Files of the vault: removal, thumbnails and export.

use crate::bench::Bench;
use crate::data::{back_up, file_cmr, file_cmr_named, safety, vault};
use crate::deal::{new_order, onboard};
use chrono::TimeDelta;
use desk::contract::{DataFindingKind, DataSafety, Exported, FailureCode, FileList, Session, Thumbnail};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

fn json_of(folder: &Path, name: &str) -> Vec<Value> {
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

/// Discards a file, and lets the upkeep remove it once it can no longer be restored.
async fn discard_for_good(bench: &Bench, id: &str) {
    let before = safety(bench).await.files;
    bench.ask::<Value>("discard_file", json!({ "id": id })).await;
    bench.clock.advance(TimeDelta::days(8));
    bench.ask::<DataSafety>("change_local_days", json!({ "days": 0 })).await;
    let removed = async || (safety(bench).await.files < before).then_some(());
    bench.until("the discarded file is removed", removed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_discarded_file_is_restored_for_a_week_and_by_taking_it_again() {
    let bench = Bench::start().await.signed_in().await;
    let tray = async || bench.ask::<FileList>("loose_files", json!({})).await.files;
    let one = bench.take(bench.pdf("one.pdf")).await.files[0].clone();
    bench.clock.advance(TimeDelta::minutes(1));
    let two = bench.take(bench.pdf("two.pdf")).await.files[0].clone();
    assert_eq!(tray().await, [two.clone(), one.clone()], "the last taken comes first");
    bench.ask::<Value>("open_file", json!({ "id": one.id })).await;
    let opened = bench.host.opened.lock().unwrap().last().unwrap().clone();
    assert_eq!(std::fs::read(opened).unwrap(), std::fs::read(bench.pdf("one.pdf")).unwrap());
    bench.ask::<Value>("discard_file", json!({ "id": one.id })).await;
    assert_eq!(tray().await, std::slice::from_ref(&two));
    // The upkeep leaves it alone for a week.
    bench.clock.advance(TimeDelta::days(6));
    bench.ask::<DataSafety>("change_local_days", json!({ "days": 0 })).await;
    bench.ask::<Value>("restore_file", json!({ "id": one.id })).await;
    assert_eq!(tray().await, [two.clone(), one.clone()]);
    let refused = bench.try_ask::<Value>("restore_file", json!({ "id": one.id })).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::Gone);
    bench.ask::<Value>("discard_file", json!({ "id": one.id })).await;
    bench.take(bench.pdf("one.pdf")).await;
    assert_eq!(tray().await.len(), 2, "a file that is taken again is wanted again");
    discard_for_good(&bench, &one.id).await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn papers_that_nt24_gives_back_are_removed_after_the_chosen_days_and_fetched_when_opened() {
    let bench = Bench::start().await.signed_in().await;
    // The daily backup is made before the papers exist, so it names none of them.
    bench.until("a backup is made", async || (!safety(&bench).await.backups.is_empty()).then_some(())).await;
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    file_cmr(&bench, &order).await;
    bench.drained().await;
    let loose = bench.take(bench.pdf("loose.pdf")).await.files[0].clone();
    let change =
        async |days: u32| bench.ask::<DataSafety>("change_local_days", json!({ "days": days })).await;
    assert_eq!(change(1).await.files, 4, "no file is a day old");
    bench.clock.advance(TimeDelta::hours(26));
    assert_eq!(change(0).await.files, 4, "with 0 days no file is removed");
    change(1).await;
    let only_the_tray = async || (safety(&bench).await.files == 1).then_some(());
    bench.until("only the file in the tray stays", only_the_tray).await;
    let paper = bench.order(&order).await.documents.remove(0);
    assert!(!paper.local);
    assert_eq!((paper.name.as_str(), paper.size > 0), ("cmr.pdf", true));
    let checked: DataSafety = bench.ask("check_data", json!({})).await;
    assert_eq!(checked.last_check.unwrap().findings, [], "a file that NT24 has is not missing");

    bench.ask::<Value>("open_document", json!({ "id": paper.id })).await;
    let opened = bench.host.opened.lock().unwrap().last().unwrap().clone();
    let original = std::fs::read(bench.pdf("cmr.pdf")).unwrap();
    assert_eq!(std::fs::read(opened).unwrap(), original);
    assert!(!bench.order(&order).await.documents[0].local, "opening does not store the file again");
    // The same file, taken again, is in the vault again and counts as new.
    let before = vault(&bench).await;
    bench.take(bench.pdf("cmr.pdf")).await;
    assert_eq!(change(1).await.files, 2);
    assert!(bench.order(&order).await.documents[0].local);
    // If the file in the vault was altered, NT24's document is opened.
    let cmr = vault(&bench).await.into_iter().find(|path| !before.contains(path)).unwrap();
    let mut altered = std::fs::read(&cmr).unwrap();
    *altered.last_mut().unwrap() ^= 1;
    std::fs::write(&cmr, altered).unwrap();
    bench.ask::<Value>("open_document", json!({ "id": paper.id })).await;
    let opened = bench.host.opened.lock().unwrap().last().unwrap().clone();
    assert_eq!(std::fs::read(opened).unwrap(), original);
    discard_for_good(&bench, &loose.id).await;
    assert_eq!(safety(&bench).await.files, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_discarded_tray_file_stays_in_the_vault_while_a_backup_names_it() {
    let bench = Bench::start().await.signed_in().await;
    let loose = bench.take(bench.pdf("loose.pdf")).await.files[0].clone();
    let restore = back_up(&bench).await;
    discard_for_good(&bench, &loose.id).await;
    assert_eq!((safety(&bench).await.files, vault(&bench).await.len()), (0, 1));
    bench.ask::<Session>("restore_backup", restore).await;
    assert_eq!(safety(&bench).await.files, 1);
    let checked: DataSafety = bench.ask("check_data", json!({})).await;
    assert_eq!(checked.last_check.unwrap().findings, []);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_backup_is_reported_and_does_not_stop_a_file_from_being_discarded() {
    let bench = Bench::start().await.signed_in().await;
    let loose = bench.take(bench.pdf("loose.pdf")).await.files[0].clone();
    let restore = back_up(&bench).await;
    let (connection, backup) = (restore["connection"].as_str().unwrap(), restore["backup"].as_str().unwrap());
    let path = bench.data().join(connection).join("backups").join(format!("{backup}.backup"));
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    discard_for_good(&bench, &loose.id).await;
    // The damaged backup may have named it: its content stays.
    assert_eq!((safety(&bench).await.files, vault(&bench).await.len()), (0, 1));
    let checked: DataSafety = bench.ask("check_data", json!({})).await;
    let kinds = checked.last_check.unwrap().findings.into_iter().map(|finding| finding.kind);
    assert_eq!(kinds.collect::<Vec<_>>(), [DataFindingKind::Backup]);
    bench.finish().await;
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

/// Environment variable with the folder on which the second process mounts disks.
const PLACE: &str = "WAYBILL_SMALL_STICK";

#[test]
fn an_export_that_does_not_fit_fails_and_leaves_no_files() {
    let place = tempfile::tempdir().unwrap();
    // A process may mount only in its own namespace.
    let ended = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "papers::every_size_of_stick_is_tried", "--ignored", "--nocapture"])
        .env(PLACE, place.path())
        .output()
        .unwrap();
    let output = [ended.stdout, ended.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(ended.status.success() && output[0].contains("1 passed"), "{output:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "runs in the mount namespace that the test above makes"]
async fn every_size_of_stick_is_tried() {
    let place = PathBuf::from(std::env::var_os(PLACE).unwrap());
    let bench = Bench::start().await.signed_in().await;
    onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    *bench.host.save_to.lock().unwrap() = Some(place.clone());
    let mut refused = 0;
    for pages in 1.. {
        let size = format!("size={}", pages * 4096);
        assert!(succeeds(Command::new("mount").args(["-t", "tmpfs", "-o", &size, "none"]).arg(&place)));
        let exported = bench.try_ask::<Exported>("export_data", json!({})).await;
        let left = std::fs::read_dir(&place).unwrap().count();
        assert!(succeeds(Command::new("umount").arg(&place)));
        match exported {
            Ok(exported) => {
                assert!(exported.done && left == 1);
                break;
            }
            Err(failure) => assert_eq!((failure.code, left), (FailureCode::DiskFull, 0), "{pages} pages"),
        }
        refused += 1;
    }
    assert!(refused > 5, "{refused} refused: the stick was never full");
    bench.finish().await;
}

fn succeeds(command: &mut Command) -> bool {
    command.status().unwrap().success()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_has_a_thumbnail_that_is_removed_with_its_file() {
    let bench = Bench::start().await.signed_in().await;
    let photo = bench.folder.path().join("photo.png");
    image::RgbImage::from_pixel(600, 300, image::Rgb([10, 160, 10])).save(&photo).unwrap();
    let file = bench.take(photo).await.files[0].clone();
    let shown: Thumbnail = bench.ask("thumbnail", json!({ "id": file.id })).await;
    let url = shown.data_url.unwrap();
    assert!(url.starts_with("data:image/jpeg;base64,/9j/"), "not the beginning of a JPEG: {}", &url[..40]);
    assert!(url.len() < 20_000, "{}", url.len());
    let paper = bench.take(bench.pdf("paper.pdf")).await.files[0].clone();
    let none: Thumbnail = bench.ask("thumbnail", json!({ "id": paper.id })).await;
    assert_eq!(none.data_url, None);
    assert_eq!((safety(&bench).await.files, vault(&bench).await.len()), (2, 3));
    // After filing, the page asks by the id of the document.
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    let papers =
        json!([{ "file": file.id, "document": "TRANSPORT_PICTURE_OF_TRANSPORT", "documentDate": "" }]);
    bench.ask::<Value>("file_papers", json!({ "subject": order.id, "papers": papers })).await;
    let document = bench.order(&order).await.documents.remove(0);
    let again: Thumbnail = bench.ask("thumbnail", json!({ "id": document.id })).await;
    assert_eq!(again.data_url, Some(url));
    bench.drained().await;
    // The thumbnail of a discarded file is removed with it.
    let other = bench.folder.path().join("other.png");
    image::RgbImage::from_pixel(300, 300, image::Rgb([160, 10, 10])).save(&other).unwrap();
    let before = vault(&bench).await;
    let other = bench.take(other).await.files[0].clone();
    assert_eq!(vault(&bench).await.len(), before.len() + 2);
    discard_for_good(&bench, &other.id).await;
    // The contents go after the rows.
    bench.until("both are gone", async || (vault(&bench).await == before).then_some(())).await;
    bench.finish().await;
}
