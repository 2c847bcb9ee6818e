//! Tests of the bytes of documents: upload, download, limits, restart.

use crate::bench::{Bench, PDF, form};
use crate::wire::{self, Answer};
use nt24::Capabilities;
use nt24_sandbox::{Fault, FaultKind, Files};
use serde_json::json;
use std::path::PathBuf;

/// A folder for one test, deleted at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("nt24-sandbox-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A unique file.
fn file(seed: u8, length: usize) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    file.extend((0..length).map(|at| u8::try_from((at / 251 + at) % 256).unwrap().wrapping_add(seed)));
    file
}

async fn upload(bench: &Bench, path: &str, file: &[u8]) -> String {
    let document = bench.upload(path, "COC_EXTRACT", file).await.expect(201).json();
    document["uuid"].as_str().unwrap().to_owned()
}

async fn download(bench: &Bench, id: &str) -> Answer {
    bench.get(&format!("/documents/{id}/download")).await
}

async fn archive(bench: &Bench, id: &str, status: &str) -> Answer {
    let key = bench.key();
    let headers = [("Idempotency-Key", &*key), ("Content-Type", "application/json")];
    let body = json!({"status": status}).to_string();
    bench.raw("PATCH", &format!("/documents/{id}"), &headers, body.as_bytes()).await.unwrap()
}

#[tokio::test]
async fn a_download_has_the_bytes_of_the_upload() {
    let folder = Folder::new("back");
    for files in [Files::default(), Files::Folder(folder.0.clone())] {
        let bench = Bench::with(|options| options.files = files).await;
        let (buyer, _) = bench.buyer("PL5260001246").await;
        let path = format!("{buyer}/kyc/documents");
        // Also at the length of a piece.
        for length in [1, 256 * 1024 - 9, 256 * 1024, 3_000_000] {
            let sent = file(1, length);
            let id = upload(&bench, &path, &sent).await;
            let answer = download(&bench, &id).await.expect(200);
            assert!(answer.complete);
            assert!(answer.body == sent, "{length} bytes differ");
            assert_eq!(answer.header("content-type"), "application/octet-stream");
            assert_eq!(
                answer.header("content-disposition"),
                "attachment; filename=\"paper.pdf\"; filename*=UTF-8''paper.pdf"
            );
        }
        assert_eq!(download(&bench, "nothing").await.expect(404).problem(), "not-found");
    }
    assert_eq!(folder.names().len(), 4);
}

#[tokio::test]
async fn a_file_name_with_special_letters_is_escaped() {
    let bench = Bench::start().await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let body = String::from_utf8(form("COC_EXTRACT", PDF)).unwrap();
    let body = body.replace("paper.pdf", "Auszug %22Łódź%22; a.pdf");
    let key = bench.key();
    let headers = [("Idempotency-Key", &*key), ("Content-Type", "multipart/form-data; boundary=sandbox")];
    let path = format!("{buyer}/kyc/documents");
    let document = bench.raw("POST", &path, &headers, body.as_bytes()).await.unwrap().expect(201).json();
    assert_eq!(document["fileName"], "Auszug \"Łódź\"; a.pdf");
    let answer = download(&bench, document["uuid"].as_str().unwrap()).await.expect(200);
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"Auszug ___d__; a.pdf\"; \
         filename*=UTF-8''Auszug%20%22%C5%81%C3%B3d%C5%BA%22%3B%20a.pdf"
    );
}

#[tokio::test]
async fn a_download_can_name_the_type_of_the_file() {
    let mut bench = Bench::with(|options| options.behaviour.downloads_name_their_type = true).await;
    // The contract lists only one type.
    bench.wrong_requests = true;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let id = upload(&bench, &format!("{buyer}/kyc/documents"), b"\xFF\xD8\xFF\xE0 jpeg").await;
    assert_eq!(download(&bench, &id).await.expect(200).header("content-type"), "image/jpeg");
}

#[tokio::test]
async fn the_capability_covers_files_of_kyc_only() {
    let bench = Bench::start().await;
    let (buyer, buyer_id) = bench.buyer("PL5260001246").await;
    let kyc = upload(&bench, &format!("{buyer}/kyc/documents"), PDF).await;
    let order = bench.order(&buyer_id, "A-1").await;
    let path = format!("{order}/transport/documents");
    let cmr = bench.upload(&path, "TRANSPORT_CMR", PDF).await.expect(201).json();
    let capabilities = Capabilities {
        allow_kyc_document_download: false,
        allow_marketplace_led_kyc: true,
        allow_multi_vin_orders: true,
        allow_contact_personal_data: true,
        rate_limit_tier: None,
    };
    bench.sandbox().control().set_capabilities(capabilities);
    assert_eq!(download(&bench, &kyc).await.expect(403).problem(), "capability-required");
    download(&bench, cmr["uuid"].as_str().unwrap()).await.expect(200);
}

#[tokio::test]
async fn the_memory_store_drops_the_oldest_file_first() {
    let bench = Bench::with(|options| options.files = Files::Memory { max_bytes: 1_000_000 }).await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let path = format!("{buyer}/kyc/documents");
    let first = upload(&bench, &path, &file(1, 400_000)).await;
    let second = upload(&bench, &path, &file(2, 400_000)).await;
    // The same content again adds no second file, and counts as the newest.
    let first_again = upload(&bench, &path, &file(1, 400_000)).await;
    let third = upload(&bench, &path, &file(3, 400_000)).await;
    for (id, status) in [(&first, 200), (&second, 404), (&first_again, 200), (&third, 200)] {
        download(&bench, id).await.expect(status);
    }
    let gone = download(&bench, &second).await;
    assert_eq!(gone.problem(), "not-found");
    assert!(gone.json()["detail"].as_str().unwrap().contains("newest 1000000 bytes"), "{}", gone.json());
    // A file over the limit does not displace the others.
    let long = upload(&bench, &path, &file(4, 1_000_001)).await;
    download(&bench, &long).await.expect(404);
    download(&bench, &third).await.expect(200);
}

#[tokio::test]
async fn a_refused_upload_leaves_no_file() {
    let folder = Folder::new("refused");
    let mut bench = Bench::with(|options| {
        options.files = Files::Folder(folder.0.clone());
        options.behaviour.max_upload_bytes = 300_000;
    })
    .await;
    bench.wrong_requests = true;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let path = format!("{buyer}/kyc/documents");
    bench.upload(&path, "COC_EXTRACT", b"MZ program").await.expect(415);
    bench.upload(&path, "COC_EXTRACT", &file(1, 300_001)).await.expect(413);
    bench.upload(&path, "TRANSPORT_CMR", PDF).await.expect(422);
    bench.upload("/partners/nobody/buyers/nobody/kyc/documents", "COC_EXTRACT", PDF).await.expect(403);
    assert_eq!(folder.names(), Vec::<String>::new());
    upload(&bench, &path, PDF).await;
    assert_eq!(folder.names().len(), 1);
}

#[tokio::test]
async fn only_files_in_a_folder_survive_a_restart() {
    let folder = Folder::new("restart");
    for (files, status) in [(Files::default(), 404), (Files::Folder(folder.0.clone()), 200)] {
        let mut bench = Bench::with(|options| options.files = files.clone()).await;
        let (buyer, _) = bench.buyer("PL5260001246").await;
        let id = upload(&bench, &format!("{buyer}/kyc/documents"), PDF).await;
        let snapshot = bench.sandbox().snapshot();
        bench.sandbox.take().unwrap().stop().await;
        let again = Bench::at(bench.clock.clone(), |options| {
            options.files = files;
            options.state = Some(snapshot);
        })
        .await;
        let answer = download(&again, &id).await.expect(status);
        if status == 404 {
            assert!(answer.json()["detail"].as_str().unwrap().contains("none over a restart"));
        } else {
            assert_eq!(answer.body, PDF);
            std::fs::remove_file(folder.0.join(&folder.names()[0])).unwrap();
            let gone = download(&again, &id).await.expect(404);
            assert!(gone.json()["detail"].as_str().unwrap().contains("folder"));
        }
    }
}

#[tokio::test]
async fn an_archived_document_can_become_active_by_a_switch() {
    for returns in [false, true] {
        let mut bench = Bench::with(|options| options.behaviour.archived_documents_return = returns).await;
        bench.wrong_requests = true;
        let (buyer, _) = bench.buyer("PL5260001246").await;
        bench.onboard(&buyer).await;
        let complete = async || bench.get(&format!("{buyer}/kyc")).await.json()["documentsComplete"] == true;
        let declaration = bench.sandbox().control().exchanges().iter().rev().find_map(|exchange| {
            let body: serde_json::Value = serde_json::from_slice(&exchange.response_body).ok()?;
            (body["type"] == "AML_DECLARATION").then(|| body["uuid"].as_str().unwrap().to_owned())
        });
        let id = declaration.unwrap();
        archive(&bench, &id, "ARCHIVED").await.expect(200);
        assert!(!complete().await);
        assert_eq!(download(&bench, &id).await.expect(200).body, PDF);
        let back = archive(&bench, &id, "ACTIVE").await;
        if returns {
            assert_eq!(back.expect(200).json()["status"], "ACTIVE");
        } else {
            assert_eq!(back.expect(422).problem(), "validation-error");
        }
        assert_eq!(complete().await, returns);
    }
}

#[tokio::test]
async fn a_document_type_is_accepted_on_its_own_path_only() {
    let mut bench = Bench::start().await;
    let (_, buyer_id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&buyer_id, "A-1").await;
    let path = format!("{order}/documents");
    let stored = bench.upload(&path, "ORDER_CONFIRMATION", PDF).await.expect(201).json();
    assert_eq!((&stored["type"], &stored["version"]), (&json!("ORDER_CONFIRMATION"), &json!(1)));
    download(&bench, stored["uuid"].as_str().unwrap()).await.expect(200);
    for other in ["SHIPMENT_INVOICE", "TRANSPORT_CMR", "PAYMENT_CONFIRMATION", "COC_EXTRACT"] {
        bench.upload(&path, other, PDF).await.expect(422);
    }
    bench.wrong_requests = true;
    bench.upload(&path, "no type", PDF).await.expect(422);
}

#[tokio::test]
async fn a_long_download_is_cut_by_a_fault() {
    let folder = Folder::new("cut");
    for files in [Files::default(), Files::Folder(folder.0.clone())] {
        let bench = Bench::with(|options| options.files = files).await;
        let (buyer, _) = bench.buyer("PL5260001246").await;
        let sent = file(1, 2_000_000);
        let id = upload(&bench, &format!("{buyer}/kyc/documents"), &sent).await;
        let fault = |kind| {
            let operation = Some("downloadDocument".to_owned());
            bench.sandbox().control().fault(Fault { operation, times: 1, kind });
        };
        fault(FaultKind::CutDuringAnswer);
        let half = download(&bench, &id).await;
        assert!(!half.complete);
        assert_eq!(half.header("content-length"), sent.len().to_string());
        assert!(half.body == sent[..sent.len() / 2]);
        fault(FaultKind::CutAfterHandling);
        let path = format!("/v1/documents/{id}/download");
        let bearer = bench.bearer();
        let headers = [("Authorization", bearer.as_str())];
        assert!(wire::send(&bench.authority(), "GET", &path, &headers, b"").await.is_none());
        assert!(download(&bench, &id).await.complete);
    }
}
