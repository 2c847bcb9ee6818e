use crate::bench::{Bench, PDF, codes, invoice_body};
use crate::wire;
use chrono::TimeDelta;
use serde_json::json;
use std::io::Write;
use std::process::{Command, Stdio};

async fn valid_order(bench: &Bench) -> String {
    let (buyer, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "Ελλάς-Ж-1").await;
    bench.onboard(&buyer).await;
    bench.pay(&order).await;
    bench.pick_up(&order).await;
    bench.deliver(&order).await;
    order
}

#[tokio::test]
async fn it_goes_from_pending_to_ready() {
    let bench = Bench::start().await;
    let (_, id) = bench.buyer("PL7010001454").await;
    let open = bench.order(&id, "A-1").await;
    let path = format!("{open}/finalization/export-file");
    assert_eq!(bench.get(&path).await.expect(200).json(), json!({"status": "NOT_ELIGIBLE"}));
    bench.get(&format!("{path}/download")).await.expect(404);
    bench.trigger(&format!("{open}/finalization/regenerate-export")).await.expect(422);

    let order = valid_order(&bench).await;
    let path = format!("{order}/finalization/export-file");
    for (expected, pause) in [("PENDING", 2), ("GENERATING", 2), ("READY", 0)] {
        let file = bench.get(&path).await.expect(200).json();
        assert_eq!((&file["status"], &file["version"]), (&json!(expected), &json!(1)));
        assert_eq!(bench.rollup(&order).await["modules"]["exportFile"]["status"], expected);
        bench.advance(TimeDelta::seconds(pause));
    }
    let file = bench.get(&path).await.expect(200).json();
    assert_eq!(file["downloadUrl"], format!("/v1{path}/download"));
    assert_eq!(file["decision"], "VALID_EXPORT");
    let pdf = bench.get(&format!("{path}/download")).await.expect(200);
    assert_eq!(pdf.header("content-type"), "application/pdf");
    assert!(pdf.body.starts_with(b"%PDF-"));
    assert_eq!(bench.get(&format!("{path}/download")).await.body, pdf.body);

    bench.trigger(&format!("{order}/finalization/regenerate-export")).await.expect(202);
    let file = bench.get(&path).await.expect(200).json();
    assert_eq!(
        (&file["status"], &file["version"], file.get("downloadUrl")),
        (&json!("PENDING"), &json!(2), None)
    );
    assert_eq!(
        file["supersededVersions"],
        json!([{"version": 1, "generatedAt": "2026-03-02T08:00:07Z", "archivedReason": "REGENERATION_REQUESTED"}])
    );
}

#[tokio::test]
async fn a_link_needs_a_token_or_expires() {
    for life in [None, Some(TimeDelta::minutes(2))] {
        let bench = Bench::with(|options| options.behaviour.export_link_life = life).await;
        let order = valid_order(&bench).await;
        bench.advance(TimeDelta::seconds(5));
        let path = format!("{order}/finalization/export-file");
        let link = bench.get(&path).await.expect(200).json()["downloadUrl"].as_str().unwrap().to_owned();
        let in_rollup = bench.rollup(&order).await["modules"]["exportFile"]["downloadUrl"].clone();
        assert_eq!(in_rollup, link.as_str());
        let without_token = wire::send(&bench.authority(), "GET", &link, &[], b"").await.unwrap();
        let Some(life) = life else {
            without_token.expect(401);
            continue;
        };
        assert!(without_token.expect(200).body.starts_with(b"%PDF-"));
        bench.advance(life);
        let fresh = bench.get(&path).await.expect(200).json()["downloadUrl"].as_str().unwrap().to_owned();
        wire::send(&bench.authority(), "GET", &link, &[], b"").await.unwrap().expect(404);
        wire::send(&bench.authority(), "GET", &fresh, &[], b"").await.unwrap().expect(200);
        // A new version has its own link, and the previous link ends.
        bench.trigger(&format!("{order}/finalization/regenerate-export")).await.expect(202);
        wire::send(&bench.authority(), "GET", &fresh, &[], b"").await.unwrap().expect(404);
    }
}

#[tokio::test]
async fn the_final_invoice_has_two_paths_and_starts_a_new_version() {
    let bench = Bench::start().await;
    let order = valid_order(&bench).await;
    bench.advance(TimeDelta::seconds(5));
    let door = format!("{order}/finalization/final-invoice");
    bench.post(&door, invoice_body("PRELIMINARY", false)).await.expect(422);
    let sent = bench.post(&door, invoice_body("FINAL", false)).await.expect(201).json();
    assert_eq!((&sent["finalInvoiceRequired"], &sent["status"]), (&json!(true), &json!("SUBMITTED")));
    bench.post(&format!("{order}/invoice"), invoice_body("FINAL", false)).await.expect(200);
    let documents = format!("{order}/invoice/documents");
    bench.upload(&documents, "SHIPMENT_INVOICE", PDF).await.expect(201);
    let invoice = bench.get(&format!("{order}/invoice?type=FINAL")).await.expect(200).json();
    assert_eq!((&invoice["finalInvoiceReceived"], &invoice["status"]), (&json!(true), &json!("VALID")));
    let file = bench.get(&format!("{order}/finalization/export-file")).await.expect(200).json();
    assert_eq!((&file["version"], &file["status"]), (&json!(2), &json!("PENDING")));
    assert_eq!(file["supersededVersions"][0]["archivedReason"], "FINAL_INVOICE_RECEIVED");
    assert_eq!(bench.rollup(&order).await["complianceStatus"], "VALID");
}

#[tokio::test]
async fn a_final_invoice_against_the_decision_is_a_blocker() {
    let bench = Bench::start().await;
    let order = valid_order(&bench).await;
    bench.advance(TimeDelta::seconds(5));
    let path = format!("{order}/invoice");
    let sent = bench.post(&path, invoice_body("FINAL", true)).await.expect(201);
    assert_eq!(sent.json()["status"], "INVALID");
    let rollup = bench.rollup(&order).await;
    assert_eq!(codes(&rollup), ["FINAL_INVOICE_VAT_MISMATCH"]);
    assert_eq!((&rollup["complianceStatus"], &rollup["decision"]), (&json!("INCOMPLETE"), &json!(null)));
    let file = bench.get(&format!("{order}/finalization/export-file")).await.expect(200).json();
    assert_eq!(file["status"], "NOT_ELIGIBLE");
    assert_eq!(file["supersededVersions"][0]["archivedReason"], "DECISION_WITHDRAWN");
    bench.patch(&path, &sent.etag(), json!({"type": "FINAL", "vatIncluded": false})).await.expect(200);
    let rollup = bench.rollup(&order).await;
    assert_eq!(rollup["complianceStatus"], "VALID");
    assert_eq!(rollup["modules"]["exportFile"]["status"], "PENDING");
}

#[tokio::test]
async fn vat_that_is_due_needs_an_invoice_with_vat() {
    let bench = Bench::start().await;
    let (buyer, id) = bench.buyer("PL5260001000").await;
    let order = bench.order(&id, "A-1").await;
    bench.onboard(&buyer).await;
    bench.pick_up(&order).await;
    let path = format!("{order}/finalization/final-invoice");
    let wrong = bench.post(&path, invoice_body("FINAL", false)).await.expect(201);
    assert_eq!(wrong.json()["status"], "INVALID");
    let rollup = bench.rollup(&order).await;
    assert_eq!(rollup["decision"], "VAT_APPLICABLE");
    assert!(codes(&rollup).contains(&"FINAL_INVOICE_VAT_MISMATCH"));
    let path = format!("{order}/invoice");
    bench.patch(&path, &wrong.etag(), json!({"type": "FINAL", "vatIncluded": true})).await.expect(200);
    assert!(!codes(&bench.rollup(&order).await).contains(&"FINAL_INVOICE_VAT_MISMATCH"));
}

/// The text of a PDF. Returns `None` if poppler is not installed.
pub(crate) fn text_of(pdf: &[u8]) -> Option<String> {
    let mut child = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "poppler complains");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[tokio::test]
async fn its_text_is_readable_in_every_script() {
    let bench = Bench::start().await;
    let order = valid_order(&bench).await;
    bench.advance(TimeDelta::seconds(5));
    bench.post(&format!("{order}/invoice"), invoice_body("FINAL", false)).await.expect(201);
    for _ in 0..30 {
        let documents = format!("{order}/transport/documents");
        bench.upload(&documents, "TRANSPORT_PICTURE_OF_TRANSPORT", b"\xFF\xD8\xFF photo").await.expect(201);
    }
    bench.advance(TimeDelta::seconds(5));
    let pdf = bench.get(&format!("{order}/finalization/export-file/download")).await.expect(200).body;
    let Some(text) = text_of(&pdf) else {
        assert!(std::env::var_os("CI").is_none(), "pdftotext is part of the test setup");
        return;
    };
    for expected in [
        "Export file",
        "Order Ελλάς-Ж-1 - version 2",
        "Auto-Świat Łódź Sp. z o.o.",
        "ul. Piotrkowska 12, 90-001 Łódź, PL",
        "Żaneta Wójcik",
        "Hafenstraße 1",
        "Jörg Übermut",
        "Škoda Octavia, EUR 18,500.00, 48200 km, first registered 2021-05-04",
        "WVWZZZ1KZAW000001",
        "VALID_EXPORT",
        "VALID, requested check, answered 2026-03-02 08:00:02 UTC",
        "EUR 18,000.00",
        "DE89370400440532013000",
        "COMPANY_TRANSPORT on 2026-03-03",
        "Final invoice",
        "R-FINAL-1",
        "Page 3 of 3",
    ] {
        assert!(text.contains(expected), "{expected:?} is missing in:\n{text}");
    }
    let hash: String =
        <sha2::Sha256 as sha2::Digest>::digest(PDF).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(text.contains(&hash), "{text}");
}
