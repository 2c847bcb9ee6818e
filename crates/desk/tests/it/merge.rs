//! NT24's staff and the user change the same resource: merged by field, with undo, never silently.

use crate::bench::Bench;
use crate::deal::{Deal, Step};
use desk::contract::{Checked, ConflictKind, Draft, Entry, EntryState, FailureCode, FormKind, Settled, Side};
use nt24::{InvoiceType, InvoiceUpdate, Money, OrderId, PaymentUpdate};
use serde_json::{Value, json};

async fn paid() -> (Bench, Deal, OrderId) {
    let bench = Bench::start().await.signed_in().await;
    let mut deal = Deal::new("PL5260250274");
    for step in [Step::Buyer, Step::Order, Step::Invoice, Step::Payment] {
        deal.play(&bench, step).await;
        deal.until_done(&bench, step).await;
    }
    let exchanges = bench.control().exchanges();
    let path = &exchanges.iter().find(|one| one.operation == Some("submitInvoice")).unwrap().path;
    let order = path.split('/').skip_while(|part| *part != "orders").nth(1).unwrap();
    (bench, deal, OrderId::from(order))
}

async fn parked(bench: &Bench) -> Entry {
    bench
        .until("the row is parked", async || {
            let entries = bench.outbox().await.entries;
            entries.into_iter().find(|entry| entry.state == EntryState::Conflict)
        })
        .await
}

async fn change_iban_while_staff_split_the_amount(bench: &Bench, deal: &Deal, order: &OrderId) -> Entry {
    bench.network(false);
    let body = json!({ "sourceIban": "DE89 3704 0044 0532 0130 00" });
    bench.submit(FormKind::Payment, Some(&deal.order().id), body).await;
    let split = PaymentUpdate {
        bank_amount: Some(Money::eur(1_800_000)),
        cash_amount: Some(Money::eur(50_000)),
        ..PaymentUpdate::default()
    };
    bench.control().edit_payment(order, split).unwrap();
    bench.network(true);
    bench.ask::<Value>("try_now", json!({})).await;
    parked(bench).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn amounts_that_staff_changed_are_asked_about_and_merged_by_field() {
    let (bench, deal, order) = paid().await;
    let entry = change_iban_while_staff_split_the_amount(&bench, &deal, &order).await;
    let conflict = entry.conflict.unwrap();
    assert_eq!(conflict.kind, ConflictKind::VersionMismatch);
    let fields: Vec<_> = conflict.fields.iter().map(|one| (one.field.as_str(), one.merged)).collect();
    assert_eq!(fields, [("bankAmount", None), ("cashAmount", None), ("sourceIban", Some(Side::Mine))]);
    let bank = &conflict.fields[0];
    assert_eq!((bank.base.as_deref(), bank.theirs.as_deref()), (Some("18500.00 EUR"), Some("18000.00 EUR")));
    assert!(bank.sensitive);

    let half = json!([{ "field": "bankAmount", "side": "theirs" }]);
    let request = json!({ "id": entry.id, "action": "merge", "choices": half });
    assert_eq!(bench.refused("settle", request).await, FailureCode::FormIncomplete, "both must be chosen");
    // Half of the money from here and half from there is not the order's total.
    let choices =
        json!([{ "field": "bankAmount", "side": "theirs" }, { "field": "cashAmount", "side": "mine" }]);
    let mixed = json!({ "id": entry.id, "action": "merge", "choices": choices });
    let checked: Checked = bench.ask("check_settle", mixed.clone()).await;
    let rules: Vec<_> = checked.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert!(!checked.ready && rules.contains(&"payment.total"), "{rules:?}");
    assert_eq!(bench.refused("settle", mixed).await, FailureCode::FormIncomplete);
    let choices =
        json!([{ "field": "bankAmount", "side": "theirs" }, { "field": "cashAmount", "side": "theirs" }]);
    let merge = json!({ "id": entry.id, "action": "merge", "choices": choices });
    let checked: Checked = bench.ask("check_settle", merge.clone()).await;
    assert!(checked.ready, "{:?}", checked.findings);
    let settled: Settled = bench.ask("settle", merge.clone()).await;
    assert_ne!(bench.outbox().await.entries[0].state, EntryState::Conflict);
    // After undo the row is in conflict again, and no request was sent.
    bench.ask::<Value>("undo_settle", json!({ "id": settled.undo.unwrap() })).await;
    assert_eq!(parked(&bench).await.id, entry.id);
    bench.ask::<Settled>("settle", merge).await;
    bench.drained().await;
    let sent = bench.control().exchanges();
    let sent = sent.iter().rfind(|one| one.operation == Some("updatePayment")).unwrap();
    let nt24_sandbox::RequestBody::Bytes(body) = &sent.request_body else {
        panic!("{:?}", sent.request_body)
    };
    let body: Value = serde_json::from_slice(body).unwrap();
    assert_eq!(body, json!({ "sourceIban": "DE89370400440532013000" }));
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_users_change_can_become_a_draft_based_on_nt24s_version() {
    let (bench, deal, order) = paid().await;
    let entry = change_iban_while_staff_split_the_amount(&bench, &deal, &order).await;
    let request = json!({ "id": entry.id, "action": "keepAsDraft" });
    let settled: Settled = bench.ask("settle", request).await;
    assert!(bench.outbox().await.entries.is_empty());
    let draft: Draft = bench.ask("draft", json!({ "id": settled.draft.unwrap() })).await;
    let form = serde_json::to_value(&draft.form).unwrap();
    assert_eq!(form["body"]["sourceIban"], "DE89370400440532013000", "the user's change");
    assert_eq!(form["body"]["bankAmount"], "18000.00", "based on NT24's version");
    bench.ask::<Value>("undo_settle", json!({ "id": settled.undo.unwrap() })).await;
    assert_eq!(parked(&bench).await.id, entry.id);
    assert_eq!(bench.refused("draft", json!({ "id": draft.id })).await, FailureCode::Gone);
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "keepTheirs" })).await;
    bench.drained().await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_was_begun_before_a_change_at_nt24_does_not_overwrite_it() {
    let (bench, deal, order) = paid().await;
    let draft: Draft =
        bench.ask("start_draft", json!({ "form": "invoice", "subject": deal.order().id })).await;
    // Before the first key stroke is saved, staff change the amount at NT24, and this desk reads the change.
    let amount = InvoiceUpdate { amount: Some(Money::eur(1_900_000)), ..InvoiceUpdate::default() };
    bench.control().edit_invoice(&order, &InvoiceType::Preliminary, amount).unwrap();
    bench.ask::<Value>("try_now", json!({})).await;
    bench
        .until("the desk has read the change", async || {
            let page = bench.order(deal.order()).await;
            page.invoice.filter(|invoice| invoice.amount.value == 1_900_000)
        })
        .await;
    let mut form = serde_json::to_value(&draft.form).unwrap();
    form["body"]["invoiceNumber"] = json!("RE-1b");
    let request = json!({ "id": draft.id, "subject": deal.order().id, "step": 0, "form": form });
    let saved: desk::contract::DraftSaved = bench.ask("save_draft", request).await;
    let finding = saved.checked.findings.iter().find(|finding| finding.rule == "draft.changed_elsewhere");
    let finding = finding.unwrap_or_else(|| panic!("{:?}", saved.checked.findings));
    assert_eq!((finding.field.as_str(), finding.params["theirs"].as_str()), ("amount", "19000.00 EUR"));
    bench.ask::<Value>("submit_draft", json!({ "id": draft.id })).await;
    let entry = parked(&bench).await;
    let asked = entry.conflict.unwrap().fields;
    let asked: Vec<_> = asked.iter().map(|one| (one.field.as_str(), one.merged)).collect();
    assert_eq!(asked, [("invoiceNumber", Some(Side::Mine)), ("amount", None)], "money is asked about");
    // Their amount is not the order's total. It is theirs already, but nobody confirms it beside a change.
    let amount = |side: &str| {
        let choices = json!([{ "field": "amount", "side": side }]);
        json!({ "id": entry.id, "action": "merge", "choices": choices })
    };
    let checked: Checked = bench.ask("check_settle", amount("theirs")).await;
    assert!(checked.findings.iter().any(|finding| finding.rule == "invoice.total"), "{:?}", checked.findings);
    assert_eq!(bench.refused("settle", amount("theirs")).await, FailureCode::FormIncomplete);
    bench.ask::<Value>("settle", amount("mine")).await;
    bench.drained().await;
    bench
        .until("the desk has read the decision", async || {
            let invoice = bench.order(deal.order()).await.invoice?;
            (invoice.number == "RE-1b" && invoice.amount.value == 1_850_000).then_some(())
        })
        .await;
    bench.finish().await;
}
