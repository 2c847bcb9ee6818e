//! The export file on this computer, and files that are written to a place that the user chose.

use crate::bench::Bench;
use crate::data::{file_cmr_named, vault};
use crate::deal::{Deal, Step, new_order, onboard};
use desk::contract::{FailureCode, Saved, Session};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// A deal whose first export file is ready at NT24.
async fn decided(bench: &Bench) -> Deal {
    let mut deal = Deal::new("PL5260250274");
    for step in Step::ALL.into_iter().filter(|step| *step != Step::FinalInvoice) {
        deal.play(bench, step).await;
        deal.until_done(bench, step).await;
    }
    bench
        .until("the export file is ready", async || {
            let file = bench.order(deal.order()).await.export_file;
            file.is_some_and(|file| file.status == "READY").then_some(())
        })
        .await;
    deal
}

async fn save(bench: &Bench, deal: &Deal, place: &Path) -> Vec<u8> {
    *bench.host.save_to.lock().unwrap() = Some(place.to_owned());
    let saved: Saved = bench.ask("save_export_file", json!({ "id": deal.order().id })).await;
    assert!(saved.saved);
    std::fs::read(place).unwrap()
}

fn alter(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(path, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_file_is_fetched_when_it_is_asked_for_and_again_when_it_is_missing_or_altered() {
    let bench = Bench::start().await.signed_in().await;
    let deal = decided(&bench).await;
    let before = vault(&bench).await;
    let place = bench.folder.path().join("saved.pdf");
    let bytes = save(&bench, &deal, &place).await;
    assert!(bytes.starts_with(b"%PDF"));
    let found = vault(&bench).await.into_iter().filter(|path| !before.contains(path)).collect::<Vec<_>>();
    let [kept] = found.as_slice() else { panic!("it was fetched once, when it was asked for: {found:?}") };

    bench.network(false);
    assert_eq!(save(&bench, &deal, &place).await, bytes, "it is available offline");
    alter(kept);
    let request = json!({ "id": deal.order().id });
    assert_eq!(bench.refused("open_export_file", request.clone()).await, FailureCode::Unreachable);
    bench.network(true);
    assert_eq!(save(&bench, &deal, &place).await, bytes, "altered");
    std::fs::remove_file(kept).unwrap();
    assert_eq!(save(&bench, &deal, &place).await, bytes, "missing");
    alter(kept);
    bench.ask::<Value>("open_export_file", request).await;
    let opened = bench.host.opened.lock().unwrap().last().unwrap().clone();
    assert_eq!(std::fs::read(opened).unwrap(), bytes);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_saved_file_destroys_nothing_beside_it_and_follows_no_link() {
    let bench = Bench::start().await.signed_in().await;
    let deal = decided(&bench).await;
    let folder = bench.folder.path().join("share");
    std::fs::create_dir(&folder).unwrap();
    let place = folder.join("export.pdf");
    let partial = bench.folder.path().join("share/export.pdf.part");
    std::fs::write(&partial, b"a browser's download").unwrap();
    let target = bench.file("letter.txt", b"the user's letter");
    std::os::unix::fs::symlink(&target, &place).unwrap();
    let reference = bench.file("reference", b"");

    let bytes = save(&bench, &deal, &place).await;
    assert!(bytes.starts_with(b"%PDF"));
    assert_eq!(std::fs::read(&partial).unwrap(), b"a browser's download");
    assert_eq!(std::fs::read(&target).unwrap(), b"the user's letter");
    assert!(!place.is_symlink());
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&place), mode(&reference), "others may read it as any file in a share");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2, "nothing unfinished is left");
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_dialog_that_is_open_when_the_data_is_locked_writes_nothing() {
    let bench = Bench::start().await.signed_in().await;
    let deal = decided(&bench).await;
    bench.host.hold_dialogs.store(true, Ordering::SeqCst);
    let lock_behind_the_dialog = async {
        let is_open = async || bench.host.dialog_open.load(Ordering::SeqCst).then_some(());
        bench.until("the dialog is open", is_open).await;
        bench.ask::<Session>("lock", json!({})).await
    };
    let saved = bench.refused("save_export_file", json!({ "id": deal.order().id }));
    let (saved, _) = tokio::join!(saved, lock_behind_the_dialog);
    assert_eq!(saved, FailureCode::NotOpen);
    bench.ask::<Session>("unlock", json!({ "passphrase": "" })).await;
    assert!(bench.order(deal.order()).await.decision.is_some(), "no other copy holds the data open");
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paper_with_any_name_that_a_disk_accepts_can_be_opened() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    bench.network(false);
    let names = [
        format!("{}.pdf", "x".repeat(247)),
        format!("{}.pdf", "ü".repeat(125)),
        format!("{}.PDF", "🚗".repeat(62)),
        "line\nfeed.pdf".to_owned(),
        "con.pdf".to_owned(),
        "a\u{202E}fdp.pdf".to_owned(),
    ];
    for name in names {
        file_cmr_named(&bench, &order, &name).await;
        let document = bench.order(&order).await.documents.remove(0);
        bench.ask::<Value>("open_document", json!({ "id": document.id })).await;
        let opened: PathBuf = bench.host.opened.lock().unwrap().last().unwrap().clone();
        assert_eq!(std::fs::read(&opened).unwrap(), std::fs::read(bench.folder.path().join(&name)).unwrap());
        let shown = opened.file_name().unwrap().to_string_lossy().into_owned();
        assert!(!shown.chars().any(|c| c.is_control() || c == '\u{202E}') && shown != "con.pdf", "{shown:?}");
    }
    bench.finish_with_rest().await;
}
