//! Tests of `Behaviour`: each switch in each of its positions.

use crate::bench::{Bench, PDF, buyer_body, codes, eur, form, invoice_body, order_body, payment_body};
use chrono::TimeDelta;
use nt24_sandbox::{
    CancelUntil, ComparedUnderAKey, EmptyFields, EqualMilestone, FinalInvoicePaths, Options, PaymentSplit,
    ReleaseNeeds, RepeatStatus, StepOrder, UndecidedExport, UpdatedAfter, UploadsCompared, ViesAnswer,
    ViesFailure,
};
use serde_json::{Value, json};

/// A bench whose requests may break the contract, which some behaviours need.
async fn bench(change: impl FnOnce(&mut Options)) -> Bench {
    let mut bench = Bench::with(change).await;
    bench.wrong_requests = true;
    bench
}

#[tokio::test]
async fn request_parts_compared_under_a_key() {
    for (compared, other_path, other_version) in [
        (ComparedUnderAKey::Body, 200, 200),
        (ComparedUnderAKey::Request, 422, 200),
        (ComparedUnderAKey::RequestAndIfMatch, 422, 422),
    ] {
        let bench = bench(|options| options.behaviour.compared_under_a_key = compared).await;
        let (first, _) = bench.buyer("PL5260001246").await;
        let (second, _) = bench.buyer("PL7010001454").await;
        let body = || json!({"reason": "late"});
        bench.post_with("block", &format!("{first}/block"), body()).await.expect(200);
        let answer = bench.post_with("block", &format!("{second}/block"), body()).await.expect(other_path);
        if other_path == 200 {
            assert!(
                first.ends_with(answer.json()["uuid"].as_str().unwrap()),
                "the answer of the first request"
            );
        }
        assert_eq!(bench.get(&second).await.json()["status"], "ACTIVE", "{compared:?}");
        for (version, expected) in [("\"1\"", 200), ("\"2\"", other_version)] {
            let headers =
                [("Idempotency-Key", "name"), ("If-Match", version), ("Content-Type", "application/json")];
            let body = br#"{"companyName": "Auto"}"#;
            bench.raw("PATCH", &first, &headers, body).await.unwrap().expect(expected);
        }
    }
}

#[tokio::test]
async fn uploads_compared_by_bytes_or_by_parts() {
    for (compared, other_boundary) in [(UploadsCompared::Bytes, 422), (UploadsCompared::Parts, 201)] {
        let bench = bench(|options| options.behaviour.uploads_compared = compared).await;
        let (buyer, _) = bench.buyer("PL5260001246").await;
        let path = format!("{buyer}/kyc/documents");
        let send = async |boundary: &str, file: &[u8]| {
            let body = String::from_utf8(form("COC_EXTRACT", file)).unwrap().replace("sandbox", boundary);
            let content_type = format!("multipart/form-data; boundary={boundary}");
            let headers = [("Idempotency-Key", "k"), ("Content-Type", content_type.as_str())];
            bench.raw("POST", &path, &headers, body.as_bytes()).await.unwrap()
        };
        send("first", PDF).await.expect(201);
        send("first", PDF).await.expect(201);
        send("second", PDF).await.expect(other_boundary);
        send("first", b"%PDF-1.7 other").await.expect(422);
        assert_eq!(bench.sandbox().control().counts().documents, 1);
    }
}

#[tokio::test]
async fn a_repeated_creation_is_201_or_200() {
    for (repeat, expected) in [(RepeatStatus::Stored, 201), (RepeatStatus::Ok, 200)] {
        let bench = bench(|options| options.behaviour.repeat_status = repeat).await;
        let first = bench.post_with("k", &bench.buyers(), buyer_body("PL5260001246")).await.expect(201);
        let again = bench.post_with("k", &bench.buyers(), buyer_body("PL5260001246")).await.expect(expected);
        assert_eq!(again.body, first.body);
    }
}

#[tokio::test]
async fn an_equal_milestone_under_a_new_key_is_refused_or_repeated() {
    for (equal, expected) in [(EqualMilestone::Refused, 409), (EqualMilestone::Ok, 200)] {
        let bench = bench(|options| options.behaviour.equal_milestone = equal).await;
        let (_, id) = bench.buyer("PL5260001246").await;
        let order = bench.order(&id, "A-1").await;
        bench.pick_up(&order).await;
        bench.deliver(&order).await;
        let delivery =
            |day: &str| json!({"deliveryDate": day, "deliveryAddress": {"city": "Łódź", "country": "PL"}});
        let path = format!("{order}/transport/delivery");
        let repeat = bench.post(&path, delivery("2026-03-05")).await.expect(expected).json();
        let state = if expected == 409 { &repeat["currentResource"] } else { &repeat };
        assert_eq!(state["deliveryDate"], "2026-03-05");
        let other = bench.post(&path, delivery("2026-03-06")).await.expect(409);
        assert_eq!(other.problem(), "milestone-already-set");
        let other = json!({"type": "SELF_PICKUP", "pickupDate": "2026-03-03"});
        bench.post(&format!("{order}/transport/pickup"), other).await.expect(409);
    }
}

#[tokio::test]
async fn updated_after_excludes_or_includes_its_moment() {
    for (updated_after, expected) in [(UpdatedAfter::Exclusive, 1), (UpdatedAfter::Inclusive, 3)] {
        let bench = bench(|options| options.behaviour.updated_after = updated_after).await;
        let (_, id) = bench.buyer("PL5260001246").await;
        bench.order(&id, "A-1").await;
        bench.order(&id, "A-2").await;
        bench.advance(TimeDelta::seconds(1));
        bench.order(&id, "A-3").await;
        for sort in ["updatedAt,asc", "externalOrderId,asc"] {
            let query = format!("{}?updatedAfter={}&sort={sort}", bench.orders(), crate::bench::START);
            let page = bench.get(&query).await.expect(200).json();
            assert_eq!(page["data"].as_array().unwrap().len(), expected, "{sort}");
            assert_eq!(page["pagination"]["totalElements"], expected);
        }
    }
}

#[tokio::test]
async fn empty_fields_are_left_out_or_null() {
    for (empty, present) in [(EmptyFields::LeftOut, false), (EmptyFields::Null, true)] {
        let bench = bench(|options| options.behaviour.empty_fields = empty).await;
        let (buyer, id) = bench.buyer("PL5260001246").await;
        let mut body = order_body(&id, "A-1");
        body.as_object_mut().unwrap().remove("purchaseDate");
        let created = bench.post(&bench.orders(), body).await.expect(201).json();
        let order = format!("{}/{}", bench.orders(), created["uuid"].as_str().unwrap());
        let empty = async |path: &str, pointer: &str| {
            let value = bench.get(path).await.expect(200).json();
            assert_eq!(value.pointer(pointer), present.then_some(&Value::Null), "{path} {pointer}");
        };
        assert_eq!(created.get("purchaseDate"), present.then_some(&Value::Null));
        empty(&order, "/purchaseDate").await;
        empty(&bench.orders(), "/data/0/responsibleContact/phone").await;
        empty(&format!("{buyer}/kyc"), "/viesLastCheckedAt").await;
        empty(&format!("{order}/compliance"), "/modules/transport/pickupDate").await;
        empty(&format!("{order}/compliance"), "/modules/exportFile/downloadUrl").await;
        empty(&format!("{order}/finalization/export-file"), "/generatedAt").await;
    }
}

#[tokio::test]
async fn every_answer_with_nulls_has_every_field_of_its_schema() {
    let bench = bench(|options| options.behaviour.empty_fields = EmptyFields::Null).await;
    let contract: Value = serde_saphyr::from_str(nt24::OPENAPI_YAML).unwrap();
    let (buyer, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "A-1").await;
    bench.post(&format!("{order}/payment"), payment_body("DE89370400440532013000")).await.expect(201);
    let body = json!({"firstName": "Ewa", "lastName": "Nowak", "email": "ewa@example.pl"});
    let contact = bench.post(&format!("{buyer}/contacts"), body).await.expect(201).json();
    let transport = bench
        .post(
            &format!("{order}/transport/pickup"),
            json!({"type": "SELF_PICKUP", "pickupDate": "2026-03-03"}),
        )
        .await
        .expect(200)
        .json();
    let document = bench.upload(&format!("{buyer}/kyc/documents"), "COC_EXTRACT", PDF).await.json();
    let read = async |path: &str| bench.get(path).await.expect(200).json();
    for (schema, answer) in [
        ("Me", read("/me").await),
        ("Buyer", read(&buyer).await),
        ("BuyerContact", contact),
        ("KycStatus", read(&format!("{buyer}/kyc")).await),
        ("Order", read(&order).await),
        ("OrderPage", read(&bench.orders()).await),
        ("Payment", read(&format!("{order}/payment")).await),
        ("TransportState", transport),
        ("ComplianceRollup", bench.rollup(&order).await),
        ("ExportFile", read(&format!("{order}/finalization/export-file")).await),
        ("Document", document),
    ] {
        has_every_field(&contract, &contract["components"]["schemas"][schema], &answer, schema);
    }
}

/// Lists are never null, so a list that is empty may be absent.
fn has_every_field(contract: &Value, schema: &Value, answer: &Value, place: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return has_every_field(contract, &contract["components"]["schemas"][name], answer, place);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        has_every_field(contract, part, answer, place);
    }
    for entry in answer.as_array().into_iter().flatten() {
        has_every_field(contract, &schema["items"], entry, place);
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{place}.{name}");
        match answer.get(name) {
            Some(Value::Null) => {}
            Some(value) => has_every_field(contract, field, value, &place),
            None => assert_eq!(field["type"], "array", "{place} is absent"),
        }
    }
}

#[tokio::test]
async fn accepted_media_types_and_upload_limit() {
    for (accepted, limit, png, long) in
        [(vec!["application/pdf", "image/png"], 1024, 201, 413), (vec!["application/pdf"], 4096, 415, 201)]
    {
        let bench = bench(|options| {
            options.behaviour.accepted_media_types = accepted.into_iter().map(str::to_owned).collect();
            options.behaviour.max_upload_bytes = limit;
        })
        .await;
        let (buyer, _) = bench.buyer("PL5260001246").await;
        let path = format!("{buyer}/kyc/documents");
        bench.upload(&path, "COC_EXTRACT", b"\x89PNG\r\n\x1a\n...").await.expect(png);
        let mut file = PDF.to_vec();
        file.resize(2048, b' ');
        bench.upload(&path, "COC_EXTRACT", &file).await.expect(long);
    }
}

#[tokio::test]
async fn steps_out_of_order_are_accepted_or_refused() {
    for (order_of_steps, created, done) in [(StepOrder::Free, 201, 200), (StepOrder::Documented, 422, 422)] {
        let bench = bench(|options| options.behaviour.step_order = order_of_steps).await;
        let (_, id) = bench.buyer("PL5260001246").await;
        let order = bench.order(&id, "A-1").await;
        let payment = payment_body("DE89370400440532013000");
        bench.post(&format!("{order}/payment"), payment).await.expect(created);
        bench.post(&format!("{order}/invoice"), invoice_body("FINAL", false)).await.expect(created);
        let pickup = json!({"type": "SELF_PICKUP", "pickupDate": "2026-03-03"});
        bench.post(&format!("{order}/transport/pickup"), pickup).await.expect(done);
        // In the documented order every step is accepted, in both positions.
        let order = bench.order(&id, "A-2").await;
        bench.pay(&order).await;
        bench.pick_up(&order).await;
        bench.deliver(&order).await;
    }
}

#[tokio::test]
async fn an_order_can_be_cancelled_until_release_pickup_or_delivery() {
    for (until, after_release, after_pickup) in
        [(CancelUntil::Release, 409, 409), (CancelUntil::Pickup, 200, 409), (CancelUntil::Delivery, 200, 200)]
    {
        let bench = bench(|options| options.behaviour.cancel_until = until).await;
        let (_, id) = bench.buyer("PL5260001246").await;
        let cancel = async |order: &str, expected: u16| {
            let answer = bench.post(&format!("{order}/cancel"), json!({"reason": "withdrawn"})).await;
            let answer = answer.expect(expected);
            if expected == 409 {
                assert_eq!(answer.problem(), "milestone-already-set");
            } else {
                assert_eq!(answer.json()["status"], "CANCELLED");
            }
        };
        let order = bench.order(&id, "created").await;
        cancel(&order, 200).await;
        cancel(&order, 200).await;
        let order = bench.order(&id, "released").await;
        bench.pay(&order).await;
        cancel(&order, after_release).await;
        let order = bench.order(&id, "picked up").await;
        bench.pick_up(&order).await;
        cancel(&order, after_pickup).await;
        let order = bench.order(&id, "delivered").await;
        bench.pick_up(&order).await;
        bench.deliver(&order).await;
        cancel(&order, 409).await;
    }
}

#[tokio::test]
async fn one_part_of_a_payment_is_required_or_optional() {
    for (split, bank_only, cash_only) in
        [(PaymentSplit::Required, 422, 422), (PaymentSplit::Optional, 201, 201)]
    {
        let bench = bench(|options| options.behaviour.payment_split = split).await;
        let (_, id) = bench.buyer("PL5260001246").await;
        let pay = async |number: &str, part: Value, expected: u16| {
            let order = bench.order(&id, number).await;
            let mut body = json!({"paymentDate": "2026-03-02"});
            body.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
            bench.post(&format!("{order}/payment"), body).await.expect(expected).json()
        };
        let bank = pay("A-1", json!({"bankAmount": eur(1_850_000)}), bank_only).await;
        let cash = pay("A-2", json!({"cashAmount": eur(1_850_000)}), cash_only).await;
        if bank_only == 201 {
            assert_eq!((&bank["cashAmount"], &cash["bankAmount"]), (&eur(0), &eur(0)));
        } else {
            assert_eq!(bank["errors"][0]["field"], "cashAmount");
            assert_eq!(cash["errors"][0]["field"], "bankAmount");
        }
        pay("A-3", json!({}), 422).await;
        pay("A-4", json!({"bankAmount": eur(1), "cashAmount": eur(2)}), 201).await;
    }
}

#[tokio::test]
async fn the_release_needs_a_payment_or_a_valid_one() {
    for (needs, expected) in [(ReleaseNeeds::Payment, 200), (ReleaseNeeds::ValidPayment, 422)] {
        let bench = bench(|options| options.behaviour.release_needs = needs).await;
        let (_, id) = bench.buyer("PL5260001246").await;
        let order = bench.order(&id, "A-1").await;
        let payment = payment_body("DE89370400440532013000");
        bench.post(&format!("{order}/payment"), payment).await.expect(201);
        bench.trigger(&format!("{order}/payment/ready-for-pickup")).await.expect(expected);
        bench.upload(&format!("{order}/payment/documents"), "PAYMENT_CONFIRMATION", PDF).await.expect(201);
        bench.trigger(&format!("{order}/payment/ready-for-pickup")).await.expect(200);
    }
}

#[tokio::test]
async fn the_final_invoice_has_one_path_or_two() {
    for (doors, expected) in [(FinalInvoicePaths::Both, 201), (FinalInvoicePaths::Finalization, 422)] {
        let bench = bench(|options| options.behaviour.final_invoice_paths = doors).await;
        let (_, id) = bench.buyer("PL5260001246").await;
        let first = bench.order(&id, "A-1").await;
        bench.post(&format!("{first}/invoice"), invoice_body("FINAL", false)).await.expect(expected);
        bench.post(&format!("{first}/invoice"), invoice_body("PRELIMINARY", false)).await.expect(201);
        let second = bench.order(&id, "A-2").await;
        let path = format!("{second}/finalization/final-invoice");
        bench.post(&path, invoice_body("FINAL", false)).await.expect(201);
    }
}

#[tokio::test]
async fn a_failed_vat_number_is_invalid_later_at_once_or_blocks_transport() {
    for (failure, before, refused) in [
        (ViesFailure::InvalidAfterPickup, "INCOMPLETE", false),
        (ViesFailure::InvalidAtOnce, "INVALID", false),
        (ViesFailure::BlocksTransport, "INCOMPLETE", true),
    ] {
        let bench = bench(|options| options.behaviour.vies_failure = failure).await;
        let (buyer, id) = bench.buyer("PL5260001000").await;
        let order = bench.order(&id, "A-1").await;
        bench.onboard(&buyer).await;
        let rollup = bench.rollup(&order).await;
        assert_eq!((&rollup["complianceStatus"], codes(&rollup)[0]), (&json!(before), "VIES_INVALID"));
        let payment = payment_body("DE89370400440532013000");
        bench.post(&format!("{order}/payment"), payment).await.expect(201);
        let release = format!("{order}/payment/ready-for-pickup");
        let pickup = || json!({"type": "SELF_PICKUP", "pickupDate": "2026-03-03"});
        let delivery = json!({"deliveryDate": "2026-03-05"});
        let expected = if refused { 422 } else { 200 };
        bench.trigger(&release).await.expect(expected);
        bench.post(&format!("{order}/transport/pickup"), pickup()).await.expect(expected);
        if refused {
            bench.sandbox().control().vies("PL5260001000", ViesAnswer::Valid);
            bench.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
            bench.advance(TimeDelta::seconds(3));
            bench.trigger(&release).await.expect(200);
            bench.post(&format!("{order}/transport/pickup"), pickup()).await.expect(200);
        } else {
            assert_eq!(bench.rollup(&order).await["complianceStatus"], "INVALID");
        }
        bench.post(&format!("{order}/transport/delivery"), delivery).await.expect(200);
    }
}

#[tokio::test]
async fn the_export_file_before_the_decision_is_not_eligible_or_pending() {
    for (undecided, expected) in
        [(UndecidedExport::NotEligible, "NOT_ELIGIBLE"), (UndecidedExport::Pending, "PENDING")]
    {
        let bench = bench(|options| options.behaviour.undecided_export = undecided).await;
        let (_, id) = bench.buyer("PL5260001246").await;
        let order = bench.order(&id, "A-1").await;
        assert_eq!(bench.rollup(&order).await["modules"]["exportFile"]["status"], expected);
        let file = bench.get(&format!("{order}/finalization/export-file")).await.expect(200).json();
        assert_eq!(file["status"], expected);
        bench.get(&format!("{order}/finalization/export-file/download")).await.expect(404);
    }
}
