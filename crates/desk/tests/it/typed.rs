//! Typed text that cannot be read, and what the rules make of the rest. What is sent: `typed_fields.rs`.

use crate::bench::Bench;
use crate::deal::{Deal, Step, onboard};
use desk::contract::{Checked, Failure, FailureCode, FormKind};
use serde_json::{Value, json};

const VIN: &str = "WVWZZZ1KZAW123456";

/// The body of the last request of an operation at NT24.
pub(crate) fn sent(bench: &Bench, operation: &str) -> Value {
    let exchanges = bench.control().exchanges();
    let last = exchanges.iter().rev().find(|exchange| exchange.operation == Some(operation));
    let last = last.unwrap_or_else(|| panic!("{operation} was not sent"));
    let nt24_sandbox::RequestBody::Bytes(body) = &last.request_body else {
        panic!("{:?}", last.request_body)
    };
    serde_json::from_slice(body).unwrap()
}

/// Rules of the findings at a field.
fn rules_at<'a>(checked: &'a Checked, field: &str) -> Vec<&'a str> {
    checked.findings.iter().filter(|one| one.field == field).map(|one| one.rule.as_str()).collect()
}

fn vehicle(changes: Value) -> Value {
    let mut vehicle = json!({
        "vin": VIN, "brand": "VW", "model": "Golf", "amount": "18500", "mileage": "85000",
        "firstRegistration": "2019-03-04",
    });
    for (name, typed) in changes.as_object().unwrap() {
        vehicle[name] = typed.clone();
    }
    vehicle
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vehicle_is_recognised_in_another_order_however_its_number_is_typed() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    for (number, vin) in [("A-1", "wvw-zzz-1kz-aw123456"), ("A-2", "WVWZZZ1KZ\u{200B}AW123456")] {
        let form = json!({ "externalOrderId": number, "vehicles": [vehicle(json!({ "vin": vin }))] });
        bench.submit(FormKind::Order, Some(&buyer.id), form).await;
    }
    bench.drained().await;
    let form =
        json!({ "externalOrderId": "A-3", "vehicles": [vehicle(json!({ "vin": "ＷＶＷ zzz1kzaw123456" }))] });
    let (_, checked) = bench.fill(FormKind::Order, Some(&buyer.id), form).await;
    let open = checked.findings.iter().find(|one| one.rule == "order.vin_open").unwrap();
    assert_eq!(open.params["orders"], "A-2, A-1");
    bench.finish().await;
}

/// A text that cannot be read is an error at its field, in every form that has such a field.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_cannot_be_read_is_an_error_at_its_field() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    let form = json!({ "externalOrderId": "A-1", "vehicles": [vehicle(json!({}))] });
    let order = bench.submit(FormKind::Order, Some(&buyer.id), form).await;
    bench.drained().await;
    for (kind, field, rule, text) in [
        (FormKind::OrderChange, "purchaseDate", "date.format", "31.02.2025"),
        (FormKind::OrderChange, "purchaseDate", "date.format", "1026-03-15"),
        (FormKind::Invoice, "invoiceDate", "date.format", "0026-03-15"),
        (FormKind::Invoice, "invoiceDate", "date.format", "26-03-15"),
        (FormKind::Invoice, "amount", "money.format", "18 50"),
        (FormKind::Payment, "paymentDate", "date.format", "1026-03-15"),
        (FormKind::Payment, "cashAmount", "money.format", "none"),
        (FormKind::Payment, "sourceIban", "iban.length", "IBAN: DE44 5001 0517 5407 3249 3"),
        (FormKind::Pickup, "pickupDate", "date.format", "yesterday"),
        (FormKind::Delivery, "deliveryDate", "date.format", "20261-01-01"),
    ] {
        let (_, checked) = bench.fill(kind, Some(&order.id), json!({ field: text })).await;
        assert!(rules_at(&checked, field).contains(&rule), "{kind:?} {field} {text}: {:?}", checked.findings);
        assert!(!checked.ready);
    }
    for (name, rule, text) in [
        ("mileage", "number.format", "5.999,5"),
        ("mileage", "number.format", "84200.5"),
        ("firstRegistration", "date.format", "0098-03-15"),
        ("amount", "money.format", "18,500,00"),
    ] {
        let form = json!({ "vehicles": [vehicle(json!({ name: text }))] });
        let (_, checked) = bench.fill(FormKind::Order, Some(&buyer.id), form).await;
        assert!(
            rules_at(&checked, &format!("vehicles[0].{name}")).contains(&rule),
            "{name} {text}: {:?}",
            checked.findings
        );
        assert!(!checked.ready);
    }
    bench.finish().await;
}

/// The order's page files papers without a form; they pass the same checks.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn papers_of_a_form_and_of_a_page_pass_the_same_checks() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    let form = json!({ "externalOrderId": "A-1", "vehicles": [vehicle(json!({}))] });
    let order = bench.submit(FormKind::Order, Some(&buyer.id), form).await;
    bench.drained().await;
    let file = bench.take(bench.pdf("cmr.pdf")).await.files[0].id.clone();
    let good = json!({ "file": file, "document": "TRANSPORT_CMR", "documentDate": "" });
    for (document, date, field, rule) in [
        ("TRANSPORT_CMR", "31.02.2025", "documentDate", "date.format"),
        ("TRANSPORT_CMR", "1026-03-15", "documentDate", "date.format"),
        ("TRANSPORT_CMR", "2099-03-15", "documentDate", "date.future"),
        ("", "", "document", "required"),
        ("COC_EXTRACT", "", "document", "document.place"),
        ("TRANSPORT_TICKET", "", "document", "document.place"),
    ] {
        let paper = json!({ "file": file, "document": document, "documentDate": date });
        let papers = json!([good, paper]);
        let request = json!({ "subject": order.id, "papers": papers });
        let failure: Failure = bench.try_ask::<Value>("file_papers", request).await.unwrap_err();
        let found: Vec<_> =
            failure.findings.iter().map(|one| (one.rule.as_str(), one.field.as_str())).collect();
        assert_eq!(failure.code, FailureCode::FormIncomplete, "{document} {date}");
        assert_eq!(found, [(rule, format!("papers[1].{field}").as_str())], "{document} {date}");

        let (_, checked) = bench.fill(FormKind::Pickup, Some(&order.id), json!({ "papers": papers })).await;
        assert_eq!(rules_at(&checked, &format!("papers[1].{field}")), [rule], "{document} {date}");
    }
    let request = json!({ "subject": buyer.id, "papers": [good] });
    assert_eq!(bench.refused("file_papers", request).await, FailureCode::FormIncomplete);
    assert_eq!(bench.counts().documents, 2, "only the papers of the buyer were filed");
    let dated = json!({ "file": file, "document": "TRANSPORT_CMR", "documentDate": "2024-01-02" });
    bench.ask::<Value>("file_papers", json!({ "subject": order.id, "papers": [dated] })).await;
    bench.drained().await;
    let documents = bench.order(&order).await.documents;
    assert_eq!(documents[0].document_date.as_deref(), Some("2024-01-02"));
    bench.finish().await;
}

/// Northern Ireland and Monaco belong to the VAT area by their VAT numbers, whatever the country of the address.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vat_number_tells_the_state_of_the_buyer() {
    let bench = Bench::start().await.signed_in().await;
    bench.network(false);
    for (vat, city, post_code, country, outside) in [
        ("XI980780684", "Belfast", "BT1 5GS", "GB", "SW1A 1AA"),
        ("FR53000004605", "Monaco", "98000", "MC", "97400"),
    ] {
        let address = json!({ "street": "Quay 1", "postCode": post_code, "city": city, "country": country });
        let form = json!({ "vatNumber": vat, "companyName": city, "address": address });
        let (buyer, checked) = bench.fill(FormKind::Buyer, None, form).await;
        assert!(rules_at(&checked, "address.country").is_empty(), "{:?}", checked.findings);
        let buyer =
            bench.ask::<desk::contract::Submitted>("submit_draft", json!({ "id": buyer })).await.subject;
        let form = json!({ "externalOrderId": vat, "vehicles": [vehicle(json!({}))] });
        let (order, checked) = bench.fill(FormKind::Order, Some(&buyer.id), form).await;
        assert!(rules_at(&checked, "buyer").is_empty(), "{:?}", checked.findings);
        let order =
            bench.ask::<desk::contract::Submitted>("submit_draft", json!({ "id": order })).await.subject;
        for (post_code, is_outside) in [(post_code, false), ("", false), (outside, true)] {
            let mut address = address.clone();
            address["postCode"] = json!(post_code);
            let form = json!({ "deliveryAddress": address });
            let (_, checked) = bench.fill(FormKind::Delivery, Some(&order.id), form).await;
            let outside = checked.findings.iter().any(|one| one.field.starts_with("deliveryAddress."));
            // Monaco has no post codes outside of the area.
            assert_eq!(outside, is_outside && country == "GB", "{post_code} {:?}", checked.findings);
        }
    }
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_currency_on_the_form_is_the_one_that_is_checked_and_sent() {
    let bench = Bench::start().await.signed_in().await;
    bench.network(false);
    let mut deal = Deal::new("PL5260250274");
    deal.play(&bench, Step::Buyer).await;
    deal.play(&bench, Step::Order).await;
    let order = deal.order().id.clone();
    let zloty = json!({ "currency": "PLN" });
    let (_, checked) = bench.fill(FormKind::Invoice, Some(&order), zloty.clone()).await;
    assert_eq!(rules_at(&checked, "amount"), ["invoice.currency"]);
    let (_, checked) = bench.fill(FormKind::Payment, Some(&order), zloty).await;
    assert_eq!(rules_at(&checked, "bankAmount"), ["payment.currency"]);
    assert_eq!(checked.total.unwrap().currency, "PLN");
    bench.network(true);
    bench.drained().await;
    bench.finish().await;
}

/// A change has no way to remove a value at NT24.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_field_that_was_emptied_is_not_left_out_silently() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    let person = json!({
        "firstName": "Jan", "lastName": "Kowalski", "email": "jan@example.com", "phone": "+48 32 123 45 67",
    });
    let order = json!({
        "buyer": buyer.id, "externalOrderId": "A-1", "vehicles": [vehicle(json!({}))],
        "purchaseDate": "2026-11-02", "responsible": person,
    });
    let order = bench.submit(FormKind::Order, None, order).await.id;
    bench.submit(FormKind::Invoice, Some(&order), json!({ "invoiceNumber": "RE-1" })).await;
    let iban = json!({ "sourceIban": "PL61 1090 1014 0000 0712 1981 2874" });
    bench.submit(FormKind::Payment, Some(&order), iban).await;
    bench.drained().await;

    let nobody = json!({ "firstName": "", "lastName": "", "email": "", "phone": "" });
    let emptied = json!({ "purchaseDate": "", "responsible": nobody });
    let (_, checked) = bench.fill(FormKind::OrderChange, Some(&order), emptied).await;
    assert_eq!(rules_at(&checked, "purchaseDate"), ["value.kept"]);
    assert_eq!(rules_at(&checked, "responsible.lastName"), ["value.kept"]);
    let (_, checked) = bench.fill(FormKind::Payment, Some(&order), json!({ "sourceIban": "" })).await;
    assert!(rules_at(&checked, "sourceIban").contains(&"value.kept"), "{:?}", checked.findings);
    // Without a payment by bank no account is sent, whatever stands there.
    let in_cash = json!({ "bankAmount": "", "cashAmount": "18500", "sourceIban": "" });
    let (_, checked) = bench.fill(FormKind::Payment, Some(&order), in_cash).await;
    assert!(checked.ready && rules_at(&checked, "sourceIban").is_empty(), "{:?}", checked.findings);
    bench.finish().await;
}
