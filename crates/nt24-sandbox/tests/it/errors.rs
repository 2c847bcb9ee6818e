use crate::bench::{Bench, PDF, buyer_body, eur, invoice_body, order_body};
use nt24::Capabilities;
use serde_json::{Value, json};

fn fields(body: &Value) -> Vec<&str> {
    body["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn one_answer_names_all_wrong_fields() {
    let mut bench = Bench::start().await;
    bench.wrong_requests = true;
    let body = json!({"kycMode": "SOMETHING", "vatNumber": "pl 526", "address": {"country": "Poland"}});
    let refused = bench.post(&bench.buyers(), body).await.expect(422);
    assert_eq!(refused.problem(), "validation-error");
    let body = refused.json();
    assert_eq!(fields(&body), ["kycMode", "vatNumber", "companyName", "address.country"]);
    assert_eq!(body["errors"][1]["rejectedValue"], "pl 526");
    let (_, id) = bench.buyer("PL5260001246").await;
    let mut order = order_body(&id, "A-1");
    order["vins"][0]["vin"] = "SHORT".into();
    order["vins"][0]["purchaseAmount"]["value"] = json!(1.5);
    order["totalAmount"] = json!({"value": 1, "currency": "eur"});
    let refused = bench.post(&bench.orders(), order).await.expect(422).json();
    assert_eq!(fields(&refused), ["vins[0].vin", "vins[0].purchaseAmount.value", "totalAmount.currency"]);
    bench.post(&bench.buyers(), json!([1])).await.expect(400);
    let key = bench.key();
    let broken = bench.raw("POST", &bench.buyers(), &[("Idempotency-Key", &key)], b"{\"a\":").await;
    assert_eq!(broken.unwrap().expect(400).problem(), "malformed-request");
}

#[tokio::test]
async fn unknown_records_are_404() {
    let mut bench = Bench::start().await;
    let nothing = "00000000-0000-0000-0000-000000000000";
    for path in [
        format!("{}/{nothing}", bench.buyers()),
        format!("{}/{nothing}/kyc", bench.buyers()),
        format!("{}/{nothing}", bench.orders()),
        format!("{}/{nothing}/compliance", bench.orders()),
    ] {
        assert_eq!(bench.get(&path).await.expect(404).problem(), "not-found", "{path}");
    }
    let foreign = bench.get(&format!("/partners/{nothing}/orders")).await.expect(403);
    assert_eq!(foreign.problem(), "forbidden");
    bench.wrong_requests = true;
    bench.get("/nowhere").await.expect(404);
}

#[tokio::test]
async fn missing_capabilities_are_403() {
    let bench = Bench::start().await;
    let control = bench.sandbox().control();
    let (buyer, id) = bench.buyer("PL5260001246").await;
    control.set_capabilities(Capabilities::default());
    let refused = bench.post(&bench.buyers(), buyer_body("PL7010001454")).await.expect(403);
    assert_eq!(refused.problem(), "capability-required");
    let mut order = order_body(&id, "A-1");
    let vin = order["vins"][0].clone();
    order["vins"] = json!([vin, vin]);
    assert_eq!(bench.post(&bench.orders(), order).await.expect(403).problem(), "capability-required");
    let contacts = bench.get(&format!("{buyer}/contacts")).await.expect(403);
    assert_eq!(contacts.problem(), "capability-required");
}

#[tokio::test]
async fn without_the_agreement_only_me_works() {
    let bench = Bench::start().await;
    let control = bench.sandbox().control();
    control.set_dpa(false);
    assert_eq!(bench.get("/me").await.expect(200).json().get("dpaAcceptedAt"), None);
    assert_eq!(bench.get(&bench.orders()).await.expect(403).problem(), "dpa-not-accepted");
    control.set_dpa(true);
    bench.get(&bench.orders()).await.expect(200);
}

#[tokio::test]
async fn a_blocked_buyer_gets_no_new_order_and_keeps_the_old_ones() {
    let bench = Bench::start().await;
    let (buyer, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "A-1").await;
    let blocked = bench.post(&format!("{buyer}/block"), json!({"reason": "unpaid"})).await.expect(200);
    assert_eq!((&blocked.json()["status"], blocked.etag().as_str()), (&json!("BLOCKED"), "\"1\""));
    let refused = bench.post(&bench.orders(), order_body(&id, "A-2")).await.expect(422).json();
    assert_eq!(fields(&refused), ["buyerId"]);
    bench.post(&format!("{order}/invoice"), invoice_body("PRELIMINARY", false)).await.expect(201);
    let active = bench.trigger(&format!("{buyer}/unblock")).await.expect(200);
    assert_eq!(active.json()["status"], "ACTIVE");
    bench.post(&bench.orders(), order_body(&id, "A-2")).await.expect(201);
}

#[tokio::test]
async fn a_cancelled_order_refuses_writes() {
    let bench = Bench::start().await;
    let (_, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "A-1").await;
    let cancel = format!("{order}/cancel");
    let cancelled = bench.post(&cancel, json!({"reason": "buyer withdrew"})).await.expect(200).json();
    assert_eq!(cancelled["status"], "CANCELLED");
    bench.post(&format!("{order}/invoice"), invoice_body("PRELIMINARY", false)).await.expect(422);
    let documents = format!("{order}/transport/documents");
    bench.upload(&documents, "TRANSPORT_CMR", PDF).await.expect(422);
    assert!(crate::bench::codes(&bench.rollup(&order).await).contains(&"ORDER_CANCELLED"));
    let other = bench.order(&id, "A-2").await;
    bench.pick_up(&other).await;
    let late = bench.post(&format!("{other}/cancel"), json!({"reason": "late"})).await.expect(409);
    assert_eq!(late.problem(), "milestone-already-set");
}

#[tokio::test]
async fn contacts_are_their_own_resource() {
    let mut bench = Bench::start().await;
    let mut body = buyer_body("PL5260001246");
    let ewa = json!({"firstName": "Ewa", "lastName": "Nowak", "email": "ewa@example.pl"});
    body["contacts"] = json!([ewa]);
    let buyer = bench.post(&bench.buyers(), body.clone()).await.expect(201).json();
    assert_eq!(buyer.get("contacts"), None);
    let path = format!("{}/{}/contacts", bench.buyers(), buyer["uuid"].as_str().unwrap());
    let jan = json!({"firstName": "Jan", "lastName": "Kos", "email": "jan@example.pl", "phone": "+48 1"});
    bench.post(&path, jan).await.expect(201);
    let names: Vec<_> = bench.get(&path).await.expect(200).json().as_array().unwrap().clone();
    assert_eq!(names.iter().map(|c| c["firstName"].as_str().unwrap()).collect::<Vec<_>>(), ["Ewa", "Jan"]);
    // Repeating the first body still changes nothing.
    bench.post(&bench.buyers(), body).await.expect(200);
    bench.wrong_requests = true;
    let bad = bench.post(&path, json!({"firstName": "A", "lastName": "B", "email": "nowhere"})).await;
    assert_eq!(fields(&bad.expect(422).json()), ["email"]);
}

#[tokio::test]
async fn prices_that_do_not_add_up_are_a_blocker_not_an_error() {
    let bench = Bench::start().await;
    let (_, id) = bench.buyer("PL5260001246").await;
    let mut body = order_body(&id, "A-1");
    body["vins"][0]["purchaseAmount"] = eur(1);
    let order = bench.post(&bench.orders(), body).await.expect(201).json();
    let path = format!("{}/{}", bench.orders(), order["uuid"].as_str().unwrap());
    assert!(crate::bench::codes(&bench.rollup(&path).await).contains(&"ORDER_TOTAL_MISMATCH"));
}
