//! Drafts: resumed at their field, duplicated, restored, and begun for an order that is a draft.

use crate::bench::Bench;
use crate::deal::{VIN, onboard};
use desk::contract::{Draft, DraftList, FailureCode, FormKind, Subject, SubjectKind, Submitted};
use serde_json::{Value, json};

async fn list(bench: &Bench) -> DraftList {
    bench.ask("drafts", json!({})).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_resumed_at_its_field_copied_and_restored() {
    let mut bench = Bench::start().await.signed_in().await;
    let paper = bench.paper("register.pdf", "COC_EXTRACT").await;
    let body = json!({ "vatNumber": "pl 526-025-02-74", "papers": [paper] });
    let (id, _) = bench.fill(FormKind::Buyer, None, body).await;
    let draft: Draft = bench.ask("draft", json!({ "id": id })).await;
    let at = json!({
        "id": id, "subject": null, "step": 2, "field": "address.city", "form": draft.form,
    });
    bench.ask::<Value>("save_draft", at).await;
    bench.restart().await;
    let draft: Draft = bench.ask("draft", json!({ "id": id })).await;
    assert_eq!((draft.step, draft.field.as_deref()), (2, Some("address.city")));

    let copy: Draft = bench.ask("duplicate_draft", json!({ "id": id })).await;
    assert_ne!(copy.id, id);
    assert_eq!((&copy.form, copy.step, &copy.field), (&draft.form, 2, &draft.field));
    assert_eq!(list(&bench).await.rows.len(), 2, "the copy is stored at once");

    bench.ask::<Value>("discard_draft", json!({ "id": id })).await;
    bench.restart().await;
    assert_eq!(bench.refused("draft", json!({ "id": id })).await, FailureCode::Gone);
    let back: Draft = bench.ask("restore_draft", json!({ "id": id })).await;
    assert_eq!(back, draft, "the restored draft is identical");
    bench.ask::<Value>("discard_draft", json!({ "id": id })).await;
    bench.clock.advance(chrono::TimeDelta::days(8));
    bench.restart().await;
    assert_eq!(bench.refused("restore_draft", json!({ "id": id })).await, FailureCode::Gone);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drafts_of_a_drafted_order_move_to_the_submitted_order() {
    let bench = Bench::start().await.signed_in().await;
    bench.network(false);
    let buyer = onboard(&bench, "PL5260250274").await;
    let vehicle = json!({
        "vin": VIN, "brand": "BMW", "model": "320d", "amount": "18500",
        "mileage": "85000", "firstRegistration": "2019-03-04",
    });
    let body = json!({ "buyer": buyer.id, "externalOrderId": "A-7", "vehicles": [vehicle] });
    let (order, checked) = bench.fill(FormKind::Order, None, body).await;
    assert!(checked.ready, "{:?}", checked.findings);
    let papers = [bench.paper("proforma.pdf", "SHIPMENT_PRELIMINARY_INVOICE").await];
    let invoice = json!({ "invoiceNumber": "RE-1", "papers": papers });
    let (invoice, checked) = bench.fill(FormKind::Invoice, Some(&order), invoice).await;
    let rules: Vec<_> = checked.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert!(rules.contains(&"draft.order_is_draft"), "{rules:?}");
    assert_eq!(bench.refused("submit_draft", json!({ "id": invoice })).await, FailureCode::FormIncomplete);
    let drafted: Draft = bench.ask("draft", json!({ "id": invoice })).await;
    let of = drafted.subject.unwrap();
    assert_eq!((of.kind, of.id.as_str(), of.label.as_str()), (SubjectKind::Draft, order.as_str(), "A-7"));
    for kind in [FormKind::Payment, FormKind::Pickup, FormKind::Delivery, FormKind::FinalInvoice] {
        bench.fill(kind, Some(&order), json!({})).await;
    }

    // Discarding and restoring the order includes its drafts.
    bench.ask::<Value>("discard_draft", json!({ "id": order })).await;
    assert_eq!(list(&bench).await.rows.len(), 0);
    bench.ask::<Value>("restore_draft", json!({ "id": order })).await;
    let restored = list(&bench).await.rows;
    assert_eq!(restored.len(), 6);
    assert!(restored.iter().all(|row| row.buyer.as_ref() == Some(&buyer.label)), "{restored:?}");

    let submitted: Submitted = bench.ask("submit_draft", json!({ "id": order })).await;
    let drafted: Draft = bench.ask("draft", json!({ "id": invoice })).await;
    assert_eq!(drafted.subject.as_ref().map(|subject: &Subject| subject.kind), Some(SubjectKind::Order));
    assert!(drafted.checked.ready, "{:?}", drafted.checked.findings);
    bench.ask::<Value>("submit_draft", json!({ "id": invoice })).await;
    bench.network(true);
    bench.drained().await;
    assert_eq!(bench.order(&submitted.subject).await.invoice.unwrap().number, "RE-1");
    assert_eq!(bench.counts().invoices, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_for_an_order_outlives_its_buyer() {
    let bench = Bench::start().await.signed_in().await;
    bench.network(false);
    let buyer = onboard(&bench, "PL5260250274").await;
    let body = json!({ "buyer": buyer.id, "externalOrderId": "A-7", "vehicles": [{ "vin": VIN }] });
    let (order, _) = bench.fill(FormKind::Order, None, body).await;
    let (invoice, _) = bench.fill(FormKind::Invoice, Some(&order), json!({ "invoiceNumber": "RE-1" })).await;
    let entries = bench.outbox().await.entries;
    let entry = entries.iter().find(|entry| entry.operation == "upsertBuyer").unwrap();
    bench
        .until("the buyer is withdrawn", async || {
            // An attempt that does not reach NT24 may be under way.
            let request = json!({ "id": entry.id, "action": "withdraw" });
            bench.try_ask::<Value>("settle", request).await.ok()
        })
        .await;

    let draft: Draft = bench.ask("draft", json!({ "id": order })).await;
    let rules =
        |draft: &Draft| draft.checked.findings.iter().map(|finding| finding.rule.clone()).collect::<Vec<_>>();
    assert!(rules(&draft).contains(&"buyer.gone".to_owned()), "{:?}", rules(&draft));
    assert_eq!(serde_json::to_value(&draft.form).unwrap()["body"]["externalOrderId"], "A-7");
    let copy: Draft = bench.ask("duplicate_draft", json!({ "id": order })).await;
    bench.ask::<Value>("discard_draft", json!({ "id": copy.id })).await;
    bench.ask::<Draft>("draft", json!({ "id": invoice })).await;
    bench.ask::<Value>("discard_draft", json!({ "id": order })).await;
    bench.finish().await;
}
