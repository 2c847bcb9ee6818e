use crate::bench::{Bench, PDF, buyer_body, eur, invoice_body, order_body, payment_body};
use serde_json::json;

#[tokio::test]
async fn a_buyer_is_upserted_by_vat_number() {
    let bench = Bench::start().await;
    let created = bench.post(&bench.buyers(), buyer_body("PL5260001246")).await.expect(201);
    let buyer = created.json();
    let path = format!("/v1{}/{}", bench.buyers(), buyer["uuid"].as_str().unwrap());
    assert_eq!(created.header("location"), path);
    assert_eq!(buyer["version"], 0);
    let same = bench.post(&bench.buyers(), buyer_body("PL5260001246")).await.expect(200);
    assert_eq!(same.json(), buyer);
    let mut other = buyer_body("PL5260001246");
    other["companyName"] = "Other".into();
    let refused = bench.post(&bench.buyers(), other).await.expect(409);
    assert_eq!(refused.problem(), "resource-exists-different-body");
    assert_eq!(refused.json()["currentResource"], buyer);
    let found = bench.get(&format!("{}?vatNumber=PL5260001246", bench.buyers())).await.expect(200);
    assert_eq!(found.json(), buyer);
    bench.get(&format!("{}?vatNumber=PL1", bench.buyers())).await.expect(404);
}

#[tokio::test]
async fn a_change_needs_the_current_version() {
    let mut bench = Bench::start().await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let etag = bench.get(&buyer).await.expect(200).etag();
    bench.get_if_changed(&buyer, &etag).await.expect(304);
    let changed = bench.patch(&buyer, &etag, json!({"companyName": "Nowa"})).await.expect(200);
    assert_eq!((changed.etag().as_str(), &changed.json()["version"]), ("\"1\"", &json!(1)));
    bench.get_if_changed(&buyer, &etag).await.expect(200);
    let stale = bench.patch(&buyer, &etag, json!({"companyName": "Inna"})).await.expect(409);
    assert_eq!(stale.problem(), "version-mismatch");
    assert_eq!(stale.json()["currentResource"], changed.json());
    bench.wrong_requests = true;
    let key = bench.key();
    let missing = bench.raw("PATCH", &buyer, &[("Idempotency-Key", &key)], b"{}").await.unwrap();
    assert_eq!(missing.expect(400).problem(), "malformed-request");
}

#[tokio::test]
async fn the_kyc_mode_cannot_change_back() {
    let bench = Bench::start().await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    bench.patch(&buyer, "\"0\"", json!({"kycMode": "NT24_LED"})).await.expect(200);
    let back = bench.patch(&buyer, "\"1\"", json!({"kycMode": "MARKETPLACE_LED"})).await.expect(422);
    assert_eq!(back.json()["errors"][0]["field"], "kycMode");
    let kyc = bench.get(&format!("{buyer}/kyc")).await.expect(200).json();
    assert_eq!((&kyc["kycMode"], &kyc["verificationStatus"]), (&json!("NT24_LED"), &json!("NOT_STARTED")));
}

#[tokio::test]
async fn an_order_is_upserted_by_external_id() {
    let bench = Bench::start().await;
    let (_, id) = bench.buyer("PL5260001246").await;
    let created = bench.post(&bench.orders(), order_body(&id, "A-1")).await.expect(201);
    let order = created.json();
    assert_eq!((&order["status"], &order["version"]), (&json!("CREATED"), &json!(0)));
    assert!(created.header("location").ends_with(order["uuid"].as_str().unwrap()));
    assert_eq!(bench.post(&bench.orders(), order_body(&id, "A-1")).await.expect(200).json(), order);
    let mut other = order_body(&id, "A-1");
    other["totalAmount"] = eur(1);
    let refused = bench.post(&bench.orders(), other).await.expect(409);
    assert_eq!(refused.problem(), "resource-exists-different-body");
    assert_eq!(refused.json()["currentResource"], order);
}

#[tokio::test]
async fn invoice_and_payment_are_upserts_with_versions() {
    let bench = Bench::start().await;
    let (_, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "A-1").await;
    for (path, body, change) in [
        ("invoice", invoice_body("PRELIMINARY", false), json!({"invoiceNumber": "R-2"})),
        ("payment", payment_body("DE89370400440532013000"), json!({"paymentDate": "2026-03-01"})),
    ] {
        let path = format!("{order}/{path}");
        bench.get(&path).await.expect(404);
        let new = bench.post(&path, body.clone()).await.expect(201);
        assert_eq!(new.etag(), "\"0\"");
        assert_eq!(bench.post(&path, body.clone()).await.expect(200).json(), new.json());
        bench.get_if_changed(&path, "\"0\"").await.expect(304);
        let mut other = body;
        other.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let refused = bench.post(&path, other).await.expect(409);
        assert_eq!(refused.problem(), "resource-exists-different-body");
        assert_eq!(refused.json()["currentResource"], new.json());
        bench.patch(&path, "\"9\"", change.clone()).await.expect(409);
        let changed = bench.patch(&path, "\"0\"", change).await.expect(200);
        assert_eq!(changed.etag(), "\"1\"");
    }
}

#[tokio::test]
async fn an_etag_changes_with_every_field_of_its_resource() {
    let bench = Bench::start().await;
    let (_, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "A-1").await;
    let invoice = format!("{order}/invoice");
    let submitted = bench.post(&invoice, invoice_body("PRELIMINARY", false)).await.expect(201).json();
    assert_eq!(submitted["status"], "SUBMITTED");
    let documents = format!("{invoice}/documents");
    bench.upload(&documents, "SHIPMENT_PRELIMINARY_INVOICE", PDF).await.expect(201);
    let valid = bench.get_if_changed(&invoice, "\"0\"").await.expect(200);
    assert_eq!((&valid.json()["status"], valid.etag().as_str()), (&json!("VALID"), "\"1\""));
    // The invoice changed the order's status, and so its version.
    let order = bench.get_if_changed(&order, "\"0\"").await.expect(200).json();
    assert_eq!((&order["status"], &order["version"]), (&json!("INVOICE_SUBMITTED"), &json!(1)));
}

#[tokio::test]
async fn milestones_are_set_once() {
    let bench = Bench::start().await;
    let (_, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "A-1").await;
    let delivery = json!({"deliveryDate": "2026-03-05"});
    let early = bench.post(&format!("{order}/transport/delivery"), delivery.clone()).await.expect(422);
    assert_eq!(early.problem(), "validation-error");
    let body = json!({"type": "SELF_PICKUP", "pickupDate": "2026-03-03"});
    let pickup = format!("{order}/transport/pickup");
    let state = bench.post(&pickup, body.clone()).await.expect(200).json();
    assert_eq!((&state["status"], &state["type"]), (&json!("IN_PROGRESS"), &json!("SELF_PICKUP")));
    let again = bench.post(&pickup, body.clone()).await.expect(409);
    assert_eq!(again.problem(), "milestone-already-set");
    assert_eq!(again.json()["currentResource"], state);
    let revoke = format!("{order}/transport/pickup/revoke");
    let revoked = bench.post(&revoke, json!({"reason": "wrong day"})).await.expect(200).json();
    assert_eq!((&revoked["status"], &revoked["pickupConfirmed"]), (&json!("NOT_STARTED"), &json!(false)));
    bench.post(&revoke, json!({"reason": "again"})).await.expect(422);
    bench.post(&pickup, body).await.expect(200);
    bench.post(&format!("{order}/transport/delivery"), delivery.clone()).await.expect(200);
    let again = bench.post(&format!("{order}/transport/delivery"), delivery).await.expect(409);
    assert_eq!(again.problem(), "milestone-already-set");
    let late = bench.post(&revoke, json!({"reason": "too late"})).await.expect(409);
    assert_eq!(late.json()["currentResource"]["status"], "COMPLETED");
}
