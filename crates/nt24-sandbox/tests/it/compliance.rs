use crate::bench::{Bench, PDF, codes, invoice_body, order_body, payment_body};
use chrono::TimeDelta;
use nt24::{InvoiceType, InvoiceUpdate, KycVerificationStatus, PaymentUpdate};
use nt24_sandbox::ViesAnswer;
use serde_json::json;

#[tokio::test]
async fn an_order_from_created_to_valid() {
    let bench = Bench::start().await;
    let (buyer, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "A-1").await;
    let status = async || bench.get(&order).await.expect(200).json()["status"].as_str().unwrap().to_owned();
    let empty = bench.rollup(&order).await;
    assert_eq!((&empty["complianceStatus"], &empty["decision"]), (&json!("INCOMPLETE"), &json!(null)));
    assert_eq!(
        codes(&empty),
        [
            "KYC_DOCUMENTS_MISSING",
            "VIES_PENDING",
            "MISSING_PRELIMINARY_INVOICE",
            "MISSING_PAYMENT",
            "NOT_READY_FOR_PICKUP",
            "MISSING_PICKUP",
            "MISSING_DELIVERY"
        ]
    );
    bench.onboard(&buyer).await;
    let kyc = bench.get(&format!("{buyer}/kyc")).await.expect(200).json();
    assert_eq!(kyc["overallStatus"], "VALID");
    let path = format!("{order}/invoice");
    bench.post(&path, invoice_body("PRELIMINARY", false)).await.expect(201);
    assert_eq!(codes(&bench.rollup(&order).await)[0], "MISSING_INVOICE_DOCUMENT");
    assert_eq!(status().await, "INVOICE_SUBMITTED");
    bench.upload(&format!("{path}/documents"), "SHIPMENT_PRELIMINARY_INVOICE", PDF).await.expect(201);
    let path = format!("{order}/payment");
    bench.post(&path, payment_body("DE89370400440532013000")).await.expect(201);
    assert_eq!(codes(&bench.rollup(&order).await)[..2], ["MISSING_PROOF_OF_PAYMENT", "NOT_READY_FOR_PICKUP"]);
    assert_eq!(status().await, "PAYMENT_SUBMITTED");
    bench.upload(&format!("{path}/documents"), "PAYMENT_CONFIRMATION", PDF).await.expect(201);
    let ready = bench.trigger(&format!("{path}/ready-for-pickup")).await.expect(200).json();
    assert_eq!((&ready["readyForPickup"], &ready["status"]), (&json!(true), &json!("VALID")));
    assert_eq!(status().await, "READY_FOR_PICKUP");
    let repeat = bench.trigger(&format!("{path}/ready-for-pickup")).await.expect(200).json();
    assert_eq!(repeat, ready);
    assert_eq!(codes(&bench.rollup(&order).await), ["MISSING_PICKUP", "MISSING_DELIVERY"]);
    bench.pick_up(&order).await;
    assert_eq!(status().await, "TRANSPORT_IN_PROGRESS");
    assert_eq!(codes(&bench.rollup(&order).await), ["MISSING_DELIVERY"]);
    bench.deliver(&order).await;
    let valid = bench.rollup(&order).await;
    assert_eq!((&valid["complianceStatus"], &valid["decision"]), (&json!("VALID"), &json!("VALID_EXPORT")));
    assert_eq!(codes(&valid), Vec::<&str>::new());
    let modules = &valid["modules"];
    for (module, expected) in [
        ("buyer", "VALID"),
        ("order", "COMPLETE"),
        ("invoice", "VALID"),
        ("payment", "VALID"),
        ("transport", "COMPLETED"),
    ] {
        assert_eq!(modules[module]["status"], expected, "{module}");
    }
    assert_eq!(modules["order"]["vins"][0]["complianceStatus"], "VALID");
    assert_eq!(modules["invoice"]["finalInvoiceRequired"], true);
    assert_eq!(status().await, "COMPLIANCE_VALID");
}

#[tokio::test]
async fn the_version_of_the_rollup_changes_with_its_content() {
    let bench = Bench::start().await;
    let (buyer, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "A-1").await;
    let path = format!("{order}/compliance");
    assert_eq!(bench.get(&path).await.expect(200).etag(), "\"0\"");
    bench.get_if_changed(&path, "\"0\"").await.expect(304);
    bench.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
    let pending = bench.get_if_changed(&path, "\"0\"").await.expect(200);
    assert_eq!(pending.json()["modules"]["buyer"]["viesResult"], "PENDING");
    bench.advance(TimeDelta::seconds(3));
    let answered = bench.get_if_changed(&path, &pending.etag()).await.expect(200);
    assert_eq!((answered.etag().as_str(), &answered.json()["version"]), ("\"2\"", &json!(2)));
    bench.advance(TimeDelta::seconds(100));
    bench.get_if_changed(&path, "\"2\"").await.expect(304);
}

#[tokio::test]
async fn an_invalid_number_is_a_blocker_before_pickup_and_the_verdict_after() {
    let bench = Bench::start().await;
    let (buyer, id) = bench.buyer("PL5260001000").await;
    let order = bench.order(&id, "A-1").await;
    bench.onboard(&buyer).await;
    bench.pay(&order).await;
    let before = bench.rollup(&order).await;
    assert_eq!(before["complianceStatus"], "INCOMPLETE");
    assert_eq!(codes(&before)[0], "VIES_INVALID");
    bench.pick_up(&order).await;
    let after = bench.rollup(&order).await;
    assert_eq!(
        (&after["complianceStatus"], &after["decision"]),
        (&json!("INVALID"), &json!("VAT_APPLICABLE"))
    );
    assert_eq!(bench.get(&order).await.expect(200).json()["status"], "COMPLIANCE_INVALID");
    // Solved before the pickup: the number is registered now.
    bench.sandbox().control().vies("PL5260001000", ViesAnswer::Valid);
    bench.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
    bench.advance(TimeDelta::seconds(3));
    bench.deliver(&order).await;
    assert_eq!(bench.rollup(&order).await["decision"], "VALID_EXPORT");
}

#[tokio::test]
async fn a_number_that_fails_during_transport_makes_vat_due() {
    let mut bench = Bench::start().await;
    let (buyer, id) = bench.buyer("PL5260000009").await;
    let order = bench.order(&id, "A-1").await;
    bench.onboard(&buyer).await;
    bench.pay(&order).await;
    bench.pick_up(&order).await;
    assert_eq!(codes(&bench.rollup(&order).await), ["MISSING_DELIVERY"]);
    bench.advance(TimeDelta::days(1) + TimeDelta::seconds(3));
    bench.sign_in().await;
    assert_eq!(bench.rollup(&order).await["decision"], "VAT_APPLICABLE");
}

#[tokio::test]
async fn a_vies_check_after_the_delivery_does_not_change_the_decision() {
    let bench = Bench::start().await;
    let (buyer, id) = bench.buyer("PL5260000009").await;
    let order = bench.order(&id, "A-1").await;
    bench.onboard(&buyer).await;
    bench.pay(&order).await;
    bench.pick_up(&order).await;
    bench.deliver(&order).await;
    assert_eq!(bench.rollup(&order).await["decision"], "VALID_EXPORT");
    bench.advance(TimeDelta::seconds(10));
    let rollup = bench.rollup(&order).await;
    bench.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
    bench.advance(TimeDelta::seconds(10));
    assert_eq!(bench.get(&format!("{buyer}/kyc")).await.json()["viesResult"], "INVALID");
    assert_eq!(bench.rollup(&order).await, rollup);
}

#[tokio::test]
async fn a_vies_outage_is_never_invalid() {
    let bench = Bench::start().await;
    let (buyer, id) = bench.buyer("PL5260001999").await;
    let order = bench.order(&id, "A-1").await;
    bench.onboard(&buyer).await;
    bench.pay(&order).await;
    bench.pick_up(&order).await;
    bench.deliver(&order).await;
    let rollup = bench.rollup(&order).await;
    assert_eq!((&rollup["complianceStatus"], codes(&rollup)), (&json!("INCOMPLETE"), vec!["VIES_UNKNOWN"]));
    bench.sandbox().control().vies("PL5260001999", ViesAnswer::Valid);
    bench.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
    bench.advance(TimeDelta::seconds(3));
    assert_eq!(bench.rollup(&order).await["decision"], "VALID_EXPORT");
}

#[tokio::test]
async fn amounts_accounts_and_flags_are_compared() {
    let bench = Bench::start().await;
    let (_, id) = bench.buyer("PL5260001246").await;
    let first = bench.order(&id, "A-1").await;
    bench.pay(&first).await;
    let control = bench.sandbox().control();
    let order_id = first.rsplit('/').next().unwrap().into();
    control
        .edit_payment(
            &order_id,
            PaymentUpdate { cash_amount: Some(nt24::Money::eur(1)), ..Default::default() },
        )
        .unwrap();
    assert!(codes(&bench.rollup(&first).await).contains(&"AMOUNT_MISMATCH"));
    let payment = bench.get(&format!("{first}/payment")).await.json();
    assert_eq!((&payment["status"], &payment["amountMatchesInvoice"]), (&json!("INVALID"), &json!(false)));
    let change =
        InvoiceUpdate { amount: Some(nt24::Money::eur(1)), margin_scheme: Some(true), ..Default::default() };
    control.edit_invoice(&order_id, &InvoiceType::Preliminary, change).unwrap();
    let rollup = bench.rollup(&first).await;
    let found = codes(&rollup);
    assert!(
        found.contains(&"INVOICE_AMOUNT_MISMATCH") && found.contains(&"VAT_FLAGS_IMPLAUSIBLE"),
        "{found:?}"
    );

    let second = bench.order(&id, "A-2").await;
    let payment =
        bench.post(&format!("{second}/payment"), payment_body("PL61109010140000071219812874")).await;
    assert_eq!(payment.expect(201).json()["ibanConsistent"], false);
    assert!(codes(&bench.rollup(&second).await).contains(&"IBAN_UNKNOWN"));
    control.declare_iban(&id.as_str().into(), "PL61 1090 1014 0000 0712 1981 2874");
    assert!(!codes(&bench.rollup(&second).await).contains(&"IBAN_UNKNOWN"));
}

#[tokio::test]
async fn self_pickup_needs_a_declaration_and_no_cmr() {
    let bench = Bench::start().await;
    let (_, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "A-1").await;
    let body = json!({"type": "SELF_PICKUP", "pickupDate": "2026-03-03"});
    bench.post(&format!("{order}/transport/pickup"), body).await.expect(200);
    let rollup = bench.rollup(&order).await;
    let found = codes(&rollup);
    assert!(found.contains(&"MISSING_PICKUP_DECLARATION") && !found.contains(&"MISSING_CMR"));
    let documents = format!("{order}/transport/documents");
    bench.upload(&documents, "TRANSPORT_PICKUP_DECLARATION", PDF).await.expect(201);
    assert!(!codes(&bench.rollup(&order).await).contains(&"MISSING_PICKUP_DECLARATION"));
}

#[tokio::test]
async fn a_mode_b_buyer_needs_the_identity_check_instead_of_documents() {
    let bench = Bench::start().await;
    let (buyer, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "A-1").await;
    bench.patch(&buyer, "\"0\"", json!({"kycMode": "NT24_LED"})).await.expect(200);
    assert_eq!(codes(&bench.rollup(&order).await)[0], "KYC_VERIFICATION_PENDING");
    let control = bench.sandbox().control();
    control.set_verification(&id.as_str().into(), KycVerificationStatus::Verified);
    assert_eq!(codes(&bench.rollup(&order).await)[0], "VIES_PENDING");
    assert_eq!(bench.get(&format!("{buyer}/kyc")).await.json()["amlStatus"], "CLEAR");
}

#[tokio::test]
async fn several_vehicles_share_one_order() {
    let bench = Bench::start().await;
    let (_, id) = bench.buyer("PL5260001246").await;
    let mut body = order_body(&id, "A-1");
    let mut second = body["vins"][0].clone();
    second["vin"] = "TMBJJ7NE0L0000002".into();
    body["vins"].as_array_mut().unwrap().push(second);
    body["totalAmount"]["value"] = json!(3_700_000);
    let order = bench.post(&bench.orders(), body).await.expect(201).json();
    let path = format!("{}/{}", bench.orders(), order["uuid"].as_str().unwrap());
    let rollup = bench.rollup(&path).await;
    assert!(!codes(&rollup).contains(&"ORDER_TOTAL_MISMATCH"));
    assert_eq!(rollup["modules"]["transport"]["vins"].as_array().unwrap().len(), 2);
}
