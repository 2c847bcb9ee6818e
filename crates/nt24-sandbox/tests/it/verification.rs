//! Tests of mode B: the identity check, its page, and the profile.

use crate::bench::{Bench, PDF, buyer_body, codes};
use crate::page::{open, path_of, submit, text};
use chrono::TimeDelta;
use nt24_sandbox::RandomIds;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::Ordering;

async fn buyer_b(bench: &Bench) -> (String, String) {
    let mut body = buyer_body("PL5260001246");
    body["kycMode"] = json!("NT24_LED");
    body["companyName"] = json!("<b>Auto & Söhne</b>");
    let buyer = bench.post(&bench.buyers(), body).await.expect(201).json();
    let id = buyer["uuid"].as_str().unwrap().to_owned();
    (format!("{}/{id}", bench.buyers()), id)
}

async fn start(bench: &Bench, buyer: &str) -> (String, String) {
    let session = bench.trigger(&format!("{buyer}/kyc/verify")).await.expect(200).json();
    let page = path_of(bench, session["idenfyUrl"].as_str().unwrap());
    (session["sessionId"].as_str().unwrap().to_owned(), page)
}

/// Overall state, identity check, money laundering check.
async fn state(bench: &Bench, buyer: &str) -> [String; 3] {
    let kyc = bench.get(&format!("{buyer}/kyc")).await.expect(200).json();
    ["overallStatus", "verificationStatus", "amlStatus"].map(|name| kyc[name].as_str().unwrap().to_owned())
}

async fn vies(bench: &Bench, buyer: &str) {
    bench.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
    bench.advance(TimeDelta::seconds(3));
}

#[tokio::test]
async fn the_page_leads_to_verified() {
    let bench = Bench::start().await;
    let (buyer, id) = buyer_b(&bench).await;
    let order = bench.order(&id, "A-1").await;
    assert_eq!(state(&bench, &buyer).await, ["INCOMPLETE", "NOT_STARTED", "PENDING"]);
    bench.get(&format!("{buyer}/kyc/profile")).await.expect(404);
    let (session, page) = start(&bench, &buyer).await;
    assert_eq!(start(&bench, &buyer).await, (session, page.clone()), "an open session is returned again");
    assert_eq!(state(&bench, &buyer).await, ["INCOMPLETE", "IN_PROGRESS", "PENDING"]);
    vies(&bench, &buyer).await;

    let shown = open(&bench, &page).await.expect(200);
    assert!(text(&shown).contains("&lt;b&gt;Auto &amp; Söhne&lt;/b&gt;") && !text(&shown).contains("<b>"));
    assert!(text(&shown).contains(&format!("action=\"{page}\"")));
    let done = submit(&bench, &page, &[("aml", "CLEAR"), ("reason", ""), ("outcome", "VERIFIED")]).await;
    assert_eq!(done.expect(303).header("location"), page);
    assert!(text(&open(&bench, &page).await.expect(200)).contains("finished: verified"));
    // The money laundering check follows; until it ends the buyer is not valid.
    assert_eq!(state(&bench, &buyer).await, ["INCOMPLETE", "VERIFIED", "PENDING"]);
    assert!(codes(&bench.rollup(&order).await).contains(&"AML_PENDING"));
    bench.advance(TimeDelta::seconds(3));
    assert_eq!(state(&bench, &buyer).await, ["VALID", "VERIFIED", "CLEAR"]);
    assert!(!codes(&bench.rollup(&order).await).iter().any(|code| code.starts_with("AML_")));
    // The outcome can be decided only once.
    let again = submit(&bench, &page, &[("aml", "FLAGGED"), ("reason", "no"), ("outcome", "REJECTED")]).await;
    assert!(text(&again.expect(409)).contains("finished: verified"));
    assert_eq!(state(&bench, &buyer).await, ["VALID", "VERIFIED", "CLEAR"]);
    bench.trigger(&format!("{buyer}/kyc/verify")).await.expect(422);

    let profile = bench.get(&format!("{buyer}/kyc/profile")).await.expect(200);
    assert_eq!(profile.header("content-type"), "application/pdf");
    assert!(profile.body.starts_with(b"%PDF-"));
    if let Some(text) = crate::export_file::text_of(&profile.body) {
        for expected in ["KYC profile", "<b>Auto & Söhne</b>", "VERIFIED", "CLEAR", "no evidence", "SHA-256"]
        {
            assert!(text.contains(expected), "{expected:?} is missing in:\n{text}");
        }
    }
}

#[tokio::test]
async fn a_rejection_needs_a_reason_and_a_new_session_is_possible() {
    let bench = Bench::start().await;
    let (buyer, _) = buyer_b(&bench).await;
    vies(&bench, &buyer).await;
    let (first, page) = start(&bench, &buyer).await;
    let long = "x".repeat(501);
    for (fields, alert) in [
        ([("aml", "CLEAR"), ("reason", " "), ("outcome", "REJECTED")], "needs a reason"),
        ([("aml", "CLEAR"), ("reason", long.as_str()), ("outcome", "REJECTED")], "up to 500"),
        ([("aml", "MAYBE"), ("reason", "x"), ("outcome", "REJECTED")], "money laundering"),
        ([("aml", "CLEAR"), ("reason", "x"), ("outcome", "MAYBE")], "Choose between"),
    ] {
        let refused = submit(&bench, &page, &fields).await.expect(422);
        assert!(text(&refused).contains(alert), "{}", text(&refused));
    }
    let fields = [("aml", "CLEAR"), ("reason", "The <picture> is blurred"), ("outcome", "REJECTED")];
    submit(&bench, &page, &fields).await.expect(303);
    assert!(text(&open(&bench, &page).await).contains("The &lt;picture&gt; is blurred"));
    bench.advance(TimeDelta::seconds(3));
    assert_eq!(state(&bench, &buyer).await, ["INVALID", "REJECTED", "CLEAR"]);
    bench.get(&format!("{buyer}/kyc/profile")).await.expect(404);

    let (second, other_page) = start(&bench, &buyer).await;
    assert!(first != second && page != other_page);
    assert_eq!(state(&bench, &buyer).await, ["INCOMPLETE", "IN_PROGRESS", "PENDING"]);
    submit(&bench, &other_page, &[("aml", "FLAGGED"), ("outcome", "VERIFIED")]).await.expect(303);
    bench.advance(TimeDelta::seconds(3));
    assert_eq!(state(&bench, &buyer).await, ["INVALID", "VERIFIED", "FLAGGED"]);
}

#[tokio::test]
async fn a_session_expires_and_a_new_one_starts() {
    let mut bench = Bench::start().await;
    let (buyer, _) = buyer_b(&bench).await;
    let (first, page) = start(&bench, &buyer).await;
    bench.advance(TimeDelta::hours(24));
    bench.sign_in().await;
    assert_eq!(state(&bench, &buyer).await, ["INCOMPLETE", "NOT_STARTED", "PENDING"]);
    assert!(text(&open(&bench, &page).await.expect(410)).contains("expired"));
    submit(&bench, &page, &[("aml", "CLEAR"), ("outcome", "VERIFIED")]).await.expect(410);
    assert_ne!(start(&bench, &buyer).await.0, first);
}

#[tokio::test]
async fn only_mode_b_is_verified_and_a_change_of_mode_resets_it() {
    let bench = Bench::start().await;
    let (buyer, id) = bench.buyer("PL5260001246").await;
    let refused = bench.trigger(&format!("{buyer}/kyc/verify")).await.expect(400);
    assert_eq!(refused.problem(), "malformed-request");
    bench.get(&format!("{buyer}/kyc/profile")).await.expect(404);
    let control = bench.sandbox().control();
    control.set_verification(&id.as_str().into(), nt24::KycVerificationStatus::Verified);
    let change = json!({"kycMode": "NT24_LED"});
    bench.patch(&buyer, "\"0\"", change).await.expect(200);
    assert_eq!(state(&bench, &buyer).await, ["INCOMPLETE", "NOT_STARTED", "PENDING"]);
    start(&bench, &buyer).await;
    control.set_verification(&id.as_str().into(), nt24::KycVerificationStatus::Verified);
    vies(&bench, &buyer).await;
    assert_eq!(state(&bench, &buyer).await, ["VALID", "VERIFIED", "CLEAR"]);
    bench.get(&format!("{buyer}/kyc/profile")).await.expect(200);
}

#[tokio::test]
async fn links_do_not_open_the_api_and_tokens_do_not_open_pages() {
    let mut bench = Bench::with(|options| options.ids = Arc::new(RandomIds)).await;
    let (buyer, _) = buyer_b(&bench).await;
    let (_, page) = start(&bench, &buyer).await;
    let (_, link) = page.rsplit_once('/').unwrap();
    assert!(link.len() >= 64, "a link cannot be guessed");
    let token = bench.bearer().replace("Bearer ", "");
    for path in [format!("/idenfy/{token}"), format!("/invite/{token}"), format!("/invite/{link}")] {
        open(&bench, &path).await.expect(404);
    }
    submit(&bench, &format!("/invite/{link}/finish"), &[]).await.expect(404);
    bench.wrong_requests = true;
    let bearer = format!("Bearer {link}");
    let headers = [("Authorization", bearer.as_str())];
    crate::wire::send(&bench.authority(), "GET", "/v1/me", &headers, b"").await.unwrap().expect(401);
    assert!(
        bench
            .sandbox()
            .control()
            .exchanges()
            .iter()
            .all(|exchange| exchange.path.starts_with("/v1/") || exchange.path == nt24::TOKEN_PATH)
    );
}

#[tokio::test]
async fn a_session_survives_a_restart() {
    let mut bench = Bench::start().await;
    let (buyer, _) = buyer_b(&bench).await;
    let (session, page) = start(&bench, &buyer).await;
    let snapshot = bench.sandbox().snapshot();
    bench.sandbox.take().unwrap().stop().await;
    let again = Bench::at(bench.clock.clone(), |options| {
        options.state = Some(snapshot);
        options.ids = Arc::new(RandomIds);
    })
    .await;
    // Idempotency keys of the first run are used.
    again.keys.store(1000, Ordering::Relaxed);
    assert_eq!(start(&again, &buyer).await, (session, page.clone()));
    submit(&again, &page, &[("aml", "CLEAR"), ("outcome", "VERIFIED")]).await.expect(303);
    let kyc: Value = again.get(&format!("{buyer}/kyc")).await.expect(200).json();
    assert_eq!(kyc["verificationStatus"], "VERIFIED");
    again.upload(&format!("{buyer}/kyc/documents"), "COC_EXTRACT", PDF).await.expect(201);
}
