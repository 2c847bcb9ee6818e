//! Files: which are taken, and which are refused with a reason.

use crate::bench::Bench;
use crate::deal::{new_order, onboard};
use desk::contract::{FailureCode, FileList, PaperState, Taken};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use std::os::unix::ffi::OsStrExt;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_cannot_be_a_paper_is_refused_with_the_reason() {
    let bench = Bench::start().await.signed_in().await;
    let large = bench.folder.path().join("large.pdf");
    // Sparse: 200 MB that use no disk space.
    std::fs::File::create(&large).unwrap().set_len(200 * 1024 * 1024).unwrap();
    let link = bench.folder.path().join("link.pdf");
    std::os::unix::fs::symlink(bench.pdf("target.pdf"), &link).unwrap();
    for (path, code) in [
        (bench.file("empty.pdf", b""), FailureCode::FileEmpty),
        (large, FailureCode::FileTooLarge),
        (bench.file("fake.pdf", b"MZ this is a program"), FailureCode::FileKind),
        (bench.file("page.pdf", b"<html></html>"), FailureCode::FileKind),
        (bench.folder.path().join("vanished.pdf"), FailureCode::FileGone),
        (bench.folder.path().to_owned(), FailureCode::NotAFile),
        (link, FailureCode::NotAFile),
    ] {
        let taken = bench.take(path.clone()).await;
        assert!(taken.files.is_empty());
        assert_eq!(taken.refused[0].failure.code, code, "{}", path.display());
    }
    // The content decides the kind of a file, not its name.
    let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0; 64]].concat();
    let taken = bench.take(bench.file("photo.pdf", &png)).await;
    assert_eq!(taken.files[0].media, desk::contract::MediaKind::Png);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn equal_content_is_stored_once_and_lists_its_uses() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let taken = bench.take(bench.pdf("aml.pdf")).await;
    assert_eq!(taken.files[0].used_at.len(), 1);
    assert_eq!(taken.files[0].used_at[0].id, buyer.id);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_counts_its_bytes_and_is_completed_after_a_cut() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    let mut bytes = b"%PDF-1.4\n".to_vec();
    bytes.resize(20 * 1024 * 1024, b'x');
    bench.control().fault(Fault {
        operation: Some("uploadTransportDocument".into()),
        times: 1,
        // The answer takes longer than the connection, which is cut below.
        kind: FaultKind::Drip { bytes: 1, pause: Duration::from_secs(60) },
    });
    let file = bench.take(bench.file("cmr.pdf", &bytes)).await.files[0].id.clone();
    let papers = json!([{ "file": file, "document": "TRANSPORT_CMR", "documentDate": "" }]);
    bench.ask::<Value>("file_papers", json!({ "subject": order.id, "papers": papers })).await;
    let seen = bench
        .until("the progress counts bytes", async || {
            let page = bench.order(&order).await;
            page.documents[0].progress.filter(|progress| progress.sent > 0)
        })
        .await;
    assert_eq!(seen.total, 20 * 1024 * 1024);
    bench.network(false);
    bench.network(true);
    bench.ask::<Value>("try_now", json!({})).await;
    bench.drained().await;
    let page = bench.order(&order).await;
    assert_eq!(page.documents[0].state, PaperState::Stored);
    let request = json!({ "id": page.documents[0].id });
    bench.ask::<Value>("open_document", request.clone()).await;
    let opened = bench.host.opened.lock().unwrap()[0].clone();
    assert_eq!(std::fs::read(&opened).unwrap(), bytes, "the opened document equals the uploaded file");
    bench.ask::<Value>("archive_document", request).await;
    bench.drained().await;
    assert_eq!(bench.order(&order).await.documents[0].state, PaperState::Archived);
    bench.finish().await;
    assert!(!opened.exists(), "the decrypted file is removed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_file_is_told_at_once_and_filed_only_if_the_user_wants_it() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    let pdf = [b"%PDF-1.7\n".as_slice(), &[b'x'; 32_000], b"startxref\n9\n%%EOF\n"].concat();
    let jpeg = b"\xff\xd8\xff\xe0\0\x04JF\xff\xda\0\x02data\xff\xd9";
    for (name, bytes, cut_off) in [
        ("whole.pdf", &pdf[..], false),
        ("half.pdf", &pdf[..20_000], true),
        ("whole.jpg", &jpeg[..], false),
        ("half.jpg", &jpeg[..jpeg.len() - 2], true),
    ] {
        let taken = bench.take(bench.file(name, bytes)).await;
        assert_eq!(taken.files[0].cut_off, cut_off, "{name}");
        // It is known later on, too, and when the same file comes again.
        let loose: FileList = bench.ask("loose_files", json!({})).await;
        assert!(loose.files.contains(&taken.files[0]));
        let again: Taken = bench.take(bench.file(&format!("again {name}"), bytes)).await;
        assert_eq!(again.files[0].cut_off, cut_off, "{name}");
        let papers = json!([{ "file": taken.files[0].id, "document": "TRANSPORT_CMR", "documentDate": "" }]);
        bench.ask::<Value>("file_papers", json!({ "subject": order.id, "papers": papers })).await;
    }
    bench.drained().await;
    assert_eq!(bench.order(&order).await.documents.len(), 4);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_from_an_old_disk_is_read() {
    let bench = Bench::start().await.signed_in().await;
    let name = std::ffi::OsStr::from_bytes(b"\xdcbergabe caf\xe9.pdf");
    let path = bench.folder.path().join(name);
    std::fs::copy(bench.pdf("utf-8.pdf"), &path).unwrap();
    assert_eq!(bench.take(path).await.files[0].name, "Übergabe café.pdf");
    bench.finish().await;
}
