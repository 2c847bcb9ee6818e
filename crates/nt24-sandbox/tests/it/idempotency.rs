use crate::bench::{Bench, PDF, buyer_body};
use chrono::TimeDelta;
use serde_json::json;

#[tokio::test]
async fn the_same_key_and_body_get_the_stored_answer() {
    let bench = Bench::start().await;
    let first = bench.post_with("k", &bench.buyers(), buyer_body("PL5260001246")).await.expect(201);
    let again = bench.post_with("k", &bench.buyers(), buyer_body("PL5260001246")).await.expect(201);
    assert_eq!(again.body, first.body);
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.header("etag"), "\"0\"");
    // With a new key the natural key decides.
    bench.post(&bench.buyers(), buyer_body("PL5260001246")).await.expect(200);
    assert_eq!(bench.sandbox().control().counts().buyers, 1);
}

#[tokio::test]
async fn the_same_key_with_other_data_is_refused() {
    let bench = Bench::start().await;
    bench.post_with("k", &bench.buyers(), buyer_body("PL5260001246")).await.expect(201);
    let other = bench.post_with("k", &bench.buyers(), buyer_body("PL7010001454")).await.expect(422);
    assert_eq!(other.problem(), "idempotency-key-reused");
    // The path is compared, too.
    let (buyer, _) = bench.buyer("CZ25123891").await;
    let path = format!("{buyer}/block");
    let other = bench.post_with("k", &path, json!({"reason": "x"})).await.expect(422);
    assert_eq!(other.problem(), "idempotency-key-reused");
    assert_eq!(bench.sandbox().control().counts().buyers, 2);
}

#[tokio::test]
async fn a_key_is_forgotten_after_24_hours() {
    let mut bench = Bench::start().await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let path = format!("{buyer}/kyc/documents");
    bench.upload_with("k", &path, "COC_EXTRACT", PDF).await.expect(201);
    bench.advance(TimeDelta::hours(24) - TimeDelta::seconds(1));
    bench.sign_in().await;
    bench.upload_with("k", &path, "COC_EXTRACT", PDF).await.expect(201);
    assert_eq!(bench.sandbox().control().counts().documents, 1);
    bench.advance(TimeDelta::seconds(1));
    let second = bench.upload_with("k", &path, "COC_EXTRACT", PDF).await.expect(201);
    assert_eq!(second.json()["version"], 2);
    assert_eq!(bench.sandbox().control().counts().documents, 2);
}

#[tokio::test]
async fn every_write_needs_a_key_of_1_to_255_characters() {
    let mut bench = Bench::start().await;
    bench.wrong_requests = true;
    let path = bench.buyers();
    let body = buyer_body("PL5260001246").to_string();
    let missing = bench.raw("POST", &path, &[], body.as_bytes()).await.unwrap().expect(400);
    assert_eq!(missing.problem(), "malformed-request");
    let long = "k".repeat(256);
    bench.post_with(&long, &path, buyer_body("PL5260001246")).await.expect(400);
    bench.post_with(&long[1..], &path, buyer_body("PL5260001246")).await.expect(201);
}

#[tokio::test]
async fn of_concurrent_writes_with_one_key_one_is_executed() {
    let bench = Bench::start().await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let path = format!("{buyer}/contacts");
    let body = || json!({"firstName": "Ewa", "lastName": "Nowak", "email": "ewa@example.pl"});
    let answers = futures_util::future::join_all((0..20).map(|_| bench.post_with("k", &path, body()))).await;
    let first = answers[0].json();
    assert!(answers.iter().all(|answer| answer.status == 201 && answer.json() == first));
    assert_eq!(bench.sandbox().control().counts().contacts, 1);
}

#[tokio::test]
async fn errors_are_stored_by_a_switch() {
    for (stored, expected) in [(false, 201), (true, 422)] {
        let mut bench = Bench::with(|options| options.behaviour.error_answers_stored = stored).await;
        bench.wrong_requests = true;
        let (_, id) = bench.buyer("PL5260001246").await;
        let control = bench.sandbox().control();
        let buyer_id = id.as_str().into();
        control.edit_buyer_status(&buyer_id, nt24::BuyerStatus::Blocked).unwrap();
        let body = || crate::bench::order_body(&id, "A-1");
        bench.post_with("k", &bench.orders(), body()).await.expect(422);
        control.edit_buyer_status(&buyer_id, nt24::BuyerStatus::Active).unwrap();
        bench.post_with("k", &bench.orders(), body()).await.expect(expected);
    }
}
