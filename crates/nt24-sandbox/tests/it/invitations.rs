//! Tests of invitations: mail, page, documents.

use crate::bench::{Bench, PDF};
use crate::page::{hand_in, open, path_of, submit, text};
use chrono::TimeDelta;
use serde_json::{Value, json};

async fn invite(bench: &Bench, buyer: &str, body: Value) -> Value {
    bench.post(&format!("{buyer}/kyc/self-service-invitations"), body).await.expect(201).json()
}

fn page(bench: &Bench, invitation: &Value) -> String {
    path_of(bench, invitation["publicLinkUrl"].as_str().unwrap())
}

fn revocation(buyer: &str, invitation: &Value) -> String {
    format!("{buyer}/kyc/self-service-invitations/{}/revoke", invitation["uuid"].as_str().unwrap())
}

#[tokio::test]
async fn the_link_in_the_mail_opens_a_page_that_takes_documents() {
    let bench = Bench::start().await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let body = json!({"recipientEmail": "einkauf@swiat.example", "expiresInDays": 7, "language": "de"});
    let invitation = invite(&bench, &buyer, body).await;
    assert_eq!(
        (&invitation["kind"], &invitation["status"], &invitation["expiresAt"], &invitation["usageCount"]),
        (&json!("KYC"), &json!("ACTIVE"), &json!("2026-03-09T08:00:00Z"), &json!(0))
    );
    let mail = bench.sandbox().control().outgoing_mail();
    assert_eq!(mail.len(), 1);
    assert_eq!((mail[0].recipient.as_str(), mail[0].language.as_str()), ("einkauf@swiat.example", "de"));
    assert_eq!(mail[0].link, invitation["publicLinkUrl"].as_str().unwrap());
    assert!(!format!("{mail:?}").contains("einkauf") && !format!("{mail:?}").contains("/invite/"));

    let page = page(&bench, &invitation);
    let shown = open(&bench, &page).await.expect(200);
    for expected in
        ["<html lang=\"de\">", "Unterlagen einreichen", "Handelsregisterauszug", "Noch nichts.", "2026-03-09"]
    {
        assert!(text(&shown).contains(expected), "{expected} is missing in {}", text(&shown));
    }
    let early = submit(&bench, &format!("{page}/finish"), &[("action", "finish")]).await.expect(422);
    assert!(text(&early).contains("mindestens eine Unterlage"));
    for kind in ["COC_EXTRACT", "AML_DECLARATION"] {
        let done = hand_in(&bench, &page, kind, PDF).await.expect(303);
        assert_eq!(done.header("location"), page);
    }
    assert!(text(&open(&bench, &page).await).contains("Handelsregisterauszug: paper.pdf"));
    // The document is like one uploaded by the API.
    let kyc = bench.get(&format!("{buyer}/kyc")).await.json();
    assert_eq!(kyc["documentsComplete"], true);
    let next = bench.upload(&format!("{buyer}/kyc/documents"), "COC_EXTRACT", PDF).await.expect(201).json();
    assert_eq!(next["version"], 2);

    submit(&bench, &format!("{page}/finish"), &[("action", "finish")]).await.expect(303);
    assert!(text(&open(&bench, &page).await.expect(200)).contains("Vielen Dank"));
    hand_in(&bench, &page, "COC_EXTRACT", PDF).await.expect(410);
    assert_eq!(bench.sandbox().control().counts().documents, 3);
    let refused = bench.post(&revocation(&buyer, &invitation), json!({"reason": "late"})).await.expect(409);
    let current = &refused.json()["currentResource"];
    assert_eq!((&current["status"], &current["usageCount"]), (&json!("USED"), &json!(2)));
}

#[tokio::test]
async fn the_page_explains_refused_uploads() {
    let bench = Bench::with(|options| options.behaviour.max_upload_bytes = 1000).await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let invitation = invite(&bench, &buyer, json!({"recipientEmail": "a@b.example"})).await;
    let page = page(&bench, &invitation);
    assert!(text(&open(&bench, &page).await).contains("<html lang=\"en\">"));
    for (kind, file, status, alert) in [
        ("COC_EXTRACT", &b"MZ program"[..], 415, "is not a PDF"),
        ("COC_EXTRACT", &[b'x'; 1001], 413, "too large"),
        ("COC_EXTRACT", b"", 422, "not empty"),
        ("TRANSPORT_CMR", PDF, 422, "choose what"),
    ] {
        let refused = hand_in(&bench, &page, kind, file).await.expect(status);
        assert!(
            text(&refused).contains("role=\"alert\"") && text(&refused).contains(alert),
            "{}",
            text(&refused)
        );
    }
    submit(&bench, &page, &[("type", "COC_EXTRACT")]).await.expect(400);
    assert_eq!(bench.sandbox().control().counts().documents, 0);
    // A browser sends an empty date field as an empty text.
    let body = String::from_utf8(crate::bench::form("COC_EXTRACT", PDF)).unwrap().replace("2026-02-27", "");
    let headers = [("Content-Type", "multipart/form-data; boundary=sandbox")];
    let sent = crate::wire::send(&bench.authority(), "POST", &page, &headers, body.as_bytes()).await.unwrap();
    sent.expect(303);
    assert_eq!(bench.sandbox().control().counts().documents, 1);
}

#[tokio::test]
async fn an_invitation_is_revoked_or_expires() {
    let mut bench = Bench::start().await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let first = invite(&bench, &buyer, json!({"recipientEmail": "a@b.example"})).await;
    let second = invite(&bench, &buyer, json!({"recipientEmail": "a@b.example", "expiresInDays": 1})).await;
    assert_eq!(first["expiresAt"], "2026-03-16T08:00:00Z");
    let gone = bench
        .post(&revocation(&buyer, &first), json!({"reason": "wrong <address>"}))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&gone["status"], &gone["revokedAt"], &gone["revocationReason"]),
        (&json!("REVOKED"), &json!("2026-03-02T08:00:00Z"), &json!("wrong <address>"))
    );
    let refused = bench.post(&revocation(&buyer, &first), json!({"reason": "again"})).await.expect(409);
    assert_eq!(refused.json()["currentResource"]["revocationReason"], "wrong <address>");
    let shown = open(&bench, &page(&bench, &first)).await.expect(410);
    assert!(text(&shown).contains("withdrawn") && !text(&shown).contains("address"));

    bench.advance(TimeDelta::days(1));
    bench.sign_in().await;
    assert!(text(&open(&bench, &page(&bench, &second)).await.expect(410)).contains("expired"));
    hand_in(&bench, &page(&bench, &second), "COC_EXTRACT", PDF).await.expect(410);
    submit(&bench, &format!("{}/finish", page(&bench, &second)), &[]).await.expect(410);
    let refused = bench.post(&revocation(&buyer, &second), json!({"reason": "late"})).await.expect(409);
    assert_eq!(refused.json()["currentResource"]["status"], "EXPIRED");
}

#[tokio::test]
async fn its_fields_are_checked() {
    let mut bench = Bench::start().await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let (other, _) = bench.buyer("PL7010001454").await;
    let path = format!("{buyer}/kyc/self-service-invitations");
    for (field, value) in [("expiresInDays", json!(31)), ("language", json!("xx"))] {
        let mut body = json!({"recipientEmail": "a@b.example"});
        body[field] = value;
        let refused = bench.post(&path, body).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], field);
    }
    let invitation =
        invite(&bench, &buyer, json!({"recipientEmail": "a@b.example", "expiresInDays": 30})).await;
    bench.post(&revocation(&other, &invitation), json!({"reason": "x"})).await.expect(404);
    bench.wrong_requests = true;
    for body in [
        json!({}),
        json!({"recipientEmail": "nobody"}),
        json!({"recipientEmail": "a@b.example", "expiresInDays": 0}),
    ] {
        bench.post(&path, body).await.expect(422);
    }
    for reason in [json!({}), json!({"reason": ""}), json!({"reason": "x".repeat(501)})] {
        bench.post(&revocation(&buyer, &invitation), reason).await.expect(422);
    }
    bench.post(&format!("{path}/nothing/revoke"), json!({"reason": "x"})).await.expect(404);
}

#[tokio::test]
async fn range_languages_and_form_of_the_id_are_switches() {
    let mut bench = Bench::with(|options| {
        options.behaviour.invitation_ids_prefixed = true;
        options.behaviour.invitation_max_days = 90;
        options.behaviour.invitation_default_days = 3;
        options.behaviour.invitation_languages = vec!["pl".to_owned(), "de".to_owned()];
    })
    .await;
    // The contract requires a UUID in the path.
    bench.wrong_requests = true;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let invitation = invite(&bench, &buyer, json!({"recipientEmail": "a@b.example"})).await;
    assert!(invitation["uuid"].as_str().unwrap().starts_with("inv_"));
    assert_eq!(invitation["expiresAt"], "2026-03-05T08:00:00Z");
    assert_eq!(bench.sandbox().control().outgoing_mail()[0].language, "pl");
    invite(&bench, &buyer, json!({"recipientEmail": "a@b.example", "expiresInDays": 90})).await;
    let path = format!("{buyer}/kyc/self-service-invitations");
    bench.post(&path, json!({"recipientEmail": "a@b.example", "language": "en"})).await.expect(422);
    bench.post(&revocation(&buyer, &invitation), json!({"reason": "x"})).await.expect(200);
}
