//! Answers with status 409: no data is overwritten unless the user decides so, and no input of the user is
//! lost.

use crate::bench::Bench;
use crate::deal::{Deal, Step, new_order, onboard};
use desk::contract::{
    ConflictKind, Entry, EntryAction, EntryState, FailureCode, FormKind, OrderList, OrderPage, OrderRow,
};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

async fn parked(bench: &Bench) -> Entry {
    bench
        .until("the row is parked", async || {
            let entries = bench.outbox().await.entries;
            entries.into_iter().find(|entry| entry.state == EntryState::Conflict)
        })
        .await
}

/// The order with this number, once a desk has read it.
async fn read_order(bench: &Bench, number: &str) -> OrderRow {
    bench
        .until("the desk has read the order", async || {
            bench.ask::<Value>("try_now", json!({})).await;
            let request = json!({ "text": number, "filter": "all", "offset": 0, "limit": 10 });
            let list: OrderList = bench.ask("orders", request).await;
            list.rows.into_iter().next()
        })
        .await
}

/// Waits until a desk has read that the invoice of an order has this number.
async fn read_invoice(bench: &Bench, order: &str, number: &str) {
    bench
        .until("the desk has read the invoice", async || {
            bench.ask::<Value>("try_now", json!({})).await;
            let page: OrderPage = bench.ask("order", json!({ "id": order })).await;
            page.invoice.filter(|invoice| invoice.number == number)
        })
        .await;
}

/// Two desks of one organization, against one NT24.
async fn two_desks() -> (Bench, Bench) {
    let first = Bench::start().await.signed_in().await;
    let second = Bench::start().await;
    second.ask::<Value>("connect", first.credentials()).await;
    (first, second)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyer_that_exists_with_other_data_is_compared() {
    let (first, second) = two_desks().await;
    onboard(&first, "PL5260250274").await;
    first.drained().await;
    let body = json!({
        "vatNumber": "PL5260250274", "companyName": "Another Name", "contacts": [],
        "address": { "street": "ul. Piotrkowska 1", "postCode": "90-001", "city": "Łódź", "country": "PL" },
    });
    let buyer = second.submit(FormKind::Buyer, None, body).await;
    let entry = parked(&second).await;
    assert_eq!(entry.failure.as_ref().unwrap().code, FailureCode::ExistsWithOtherData);
    let conflict = entry.conflict.unwrap();
    assert_eq!(conflict.kind, ConflictKind::ExistsWithOtherData);
    assert_eq!(conflict.fields.len(), 1, "{:?}", conflict.fields);
    assert_eq!(conflict.fields[0].field, "companyName");
    assert_eq!(conflict.fields[0].theirs.as_deref(), Some("Auto Łódź Sp. z o.o."));
    assert!(conflict.changed_at.is_some(), "NT24 tells the time of the change");
    assert!(entry.actions.contains(&EntryAction::SendMine));
    second.ask::<Value>("settle", json!({ "id": entry.id, "action": "keepTheirs" })).await;
    second.drained().await;
    assert_eq!(second.buyer(&buyer).await.row.name, "Auto Łódź Sp. z o.o.");
    assert_eq!(first.counts().buyers, 1);
    second.finish_with_rest().await;
    first.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_buyer_that_another_desk_has_created_can_be_withdrawn() {
    let (first, second) = two_desks().await;
    let kind = FaultKind::Status(422, "validation-error".into());
    first.control().fault(Fault { operation: Some("upsertBuyer".into()), times: 1, kind });
    let buyer = onboard(&second, "PL5260250274").await;
    let refused = second
        .until("the buyer is refused", async || {
            let entries = second.outbox().await.entries;
            entries.into_iter().find(|entry| entry.state == EntryState::Refused)
        })
        .await;
    let theirs = onboard(&first, "PL5260250274").await;
    new_order(&first, &theirs.id, "A-1").await;
    first.drained().await;
    // With the order comes its buyer, who is the same company.
    read_order(&second, "A-1").await;
    second.ask::<Value>("settle", json!({ "id": refused.id, "action": "withdraw" })).await;
    // The papers and the VIES check stood behind it.
    second.drained().await;
    assert!(second.buyer(&buyer).await.row.vat_number.contains("5260250274"), "the buyer stays");
    let counts = first.counts();
    assert_eq!((counts.buyers, counts.documents), (1, 4));
    second.finish_with_rest().await;
    first.finish().await;
}

/// Each of two desks enters the invoice of one order; the second began its form before the first sent.
async fn two_invoices(has_read: bool) {
    let (first, second) = two_desks().await;
    let buyer = onboard(&first, "PL5260250274").await;
    first.drained().await;
    let theirs = new_order(&first, &buyer.id, "A-1").await;
    first.drained().await;
    let order = read_order(&second, "A-1").await;
    let invoice = |number: &str| json!({ "invoiceNumber": number, "amount": "18500" });
    let begun = second.begin(FormKind::Invoice, Some(&order.id)).await;
    first.submit(FormKind::Invoice, Some(&theirs.id), invoice("RE-1")).await;
    first.drained().await;
    if has_read {
        read_invoice(&second, &order.id, "RE-1").await;
    }
    // The second form was begun without an invoice, even if the second desk has read the first one since.
    second.submit_begun(begun, invoice("RE-9")).await;
    let entry = parked(&second).await;
    assert_eq!(entry.failure.as_ref().unwrap().code, FailureCode::ExistsWithOtherData);
    let fields = entry.conflict.as_ref().unwrap().fields.iter();
    let asked = fields.map(|one| (one.field.as_str(), one.theirs.as_deref(), one.merged));
    assert_eq!(asked.collect::<Vec<_>>(), [("invoiceNumber", Some("RE-1"), None)]);
    second.ask::<Value>("settle", json!({ "id": entry.id, "action": "sendMine" })).await;
    second.drained().await;
    read_invoice(&first, &theirs.id, "RE-9").await;
    assert_eq!(first.counts().invoices, 1);
    second.finish_with_rest().await;
    first.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conflicting_invoice_is_sent_only_after_the_user_decides() {
    two_invoices(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conflicting_invoice_is_asked_about_even_if_the_desk_has_read_the_other_one() {
    two_invoices(true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_is_asked_about_even_if_the_desk_has_read_the_other_change() {
    let (first, second) = two_desks().await;
    let buyer = onboard(&first, "PL5260250274").await;
    let theirs = new_order(&first, &buyer.id, "A-1").await;
    first.submit(FormKind::Invoice, Some(&theirs.id), json!({ "invoiceNumber": "RE-1" })).await;
    first.drained().await;
    let order = read_order(&second, "A-1").await;
    read_invoice(&second, &order.id, "RE-1").await;
    let begun = second.begin(FormKind::Invoice, Some(&order.id)).await;
    first.submit(FormKind::Invoice, Some(&theirs.id), json!({ "invoiceNumber": "RE-2" })).await;
    first.drained().await;
    read_invoice(&second, &order.id, "RE-2").await;
    second.submit_begun(begun, json!({ "invoiceNumber": "RE-3" })).await;
    let entry = parked(&second).await;
    assert_eq!(entry.failure.as_ref().unwrap().code, FailureCode::VersionMismatch);
    let fields = entry.conflict.as_ref().unwrap().fields.iter();
    let asked = fields.map(|one| (one.base.as_deref(), one.theirs.as_deref(), one.merged));
    assert_eq!(asked.collect::<Vec<_>>(), [(Some("RE-1"), Some("RE-2"), None)]);
    second.ask::<Value>("settle", json!({ "id": entry.id, "action": "keepTheirs" })).await;
    second.drained().await;
    read_invoice(&first, &theirs.id, "RE-2").await;
    second.finish_with_rest().await;
    first.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pickup_that_differs_from_a_confirmed_one_is_asked_about() {
    let (first, second) = two_desks().await;
    let mut deal = Deal::new("PL5260250274");
    for step in [Step::Buyer, Step::Order, Step::Invoice, Step::Payment, Step::Ready] {
        deal.play(&first, step).await;
        deal.until_done(&first, step).await;
    }
    let order = read_order(&second, "A-1001").await.id;
    let page = async || second.ask::<OrderPage>("order", json!({ "id": order })).await;
    second
        .until("the other desk sees that it is ready", async || {
            second.ask::<Value>("try_now", json!({})).await;
            page().await.payment.filter(|payment| payment.ready_for_pickup)
        })
        .await;
    // The second desk confirms a pickup that is not confirmed yet, and sends it after the first desk did.
    // The kind of transport differs, and no answer shows the driver: the user must decide.
    second.ask::<Value>("pause_outbox", json!({ "paused": true })).await;
    let body = json!({ "pickupKind": "selfPickup", "driver": "A. Nowak" });
    second.submit(FormKind::Pickup, Some(&order), body.clone()).await;
    deal.play(&first, Step::Pickup).await;
    first.drained().await;
    second.ask::<Value>("pause_outbox", json!({ "paused": false })).await;
    let entry = parked(&second).await;
    assert_eq!(entry.failure.as_ref().unwrap().code, FailureCode::MilestoneAlreadySet);
    assert!(!entry.actions.contains(&EntryAction::SendMine), "a milestone is final");
    let fields = entry.conflict.as_ref().unwrap().fields.iter();
    let fields = fields.map(|one| (one.field.as_str(), one.mine.as_deref(), one.unseen));
    let driver = ("driverIdentification", Some("A. Nowak"), true);
    assert_eq!(fields.collect::<Vec<_>>(), [("type", Some("SELF_PICKUP"), false), driver]);
    second.ask::<Value>("settle", json!({ "id": entry.id, "action": "keepTheirs" })).await;
    second.drained().await;
    // A desk that has read the pickup shows a finding before it sends.
    second
        .until("the other desk has read the pickup", async || {
            second.ask::<Value>("try_now", json!({})).await;
            page().await.transport.picked_up_on
        })
        .await;
    let (_, checked) = second.fill(FormKind::Pickup, Some(&order), body).await;
    assert!(!checked.ready);
    assert!(checked.findings.iter().any(|finding| finding.rule == "pickup.already"));
    assert_eq!(first.counts().pickups, 1);
    second.finish_with_rest().await;
    first.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn harmless_changes_of_two_users_merge_without_asking() {
    let (first, second) = two_desks().await;
    let buyer = onboard(&first, "PL5260250274").await;
    first.drained().await;
    // The same data once more: NT24 answers with the buyer that it has.
    let theirs = onboard(&second, "PL5260250274").await;
    second.drained().await;
    // Both forms are begun before one is sent.
    let (mine, other) = (
        first.begin(FormKind::BuyerChange, Some(&buyer.id)).await,
        second.begin(FormKind::BuyerChange, Some(&theirs.id)).await,
    );
    let moved = json!({ "street": "ul. Nowa 7", "postCode": "90-002", "city": "Łódź", "country": "PL" });
    second.submit_begun(other, json!({ "address": moved })).await;
    second.drained().await;
    first.submit_begun(mine, json!({ "companyName": "Auto Łódź S.A." })).await;
    first.drained().await;
    let receipts = first.outbox().await.receipts;
    let receipt = receipts.iter().find(|receipt| receipt.operation == "updateBuyer").unwrap();
    assert_eq!(receipt.merged, ["address"], "the receipt lists the merged fields");
    second.finish_with_rest().await;
    first.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_of_different_fields_merge_and_changes_of_the_same_field_are_asked_about() {
    let (first, second) = two_desks().await;
    let buyer = onboard(&first, "PL5260250274").await;
    first.drained().await;
    let order = new_order(&first, &buyer.id, "A-1").await;
    first.drained().await;
    let theirs = read_order(&second, "A-1").await;
    let person =
        |name: &str| json!({ "firstName": name, "lastName": "B", "email": "b@example.com", "phone": "" });
    // Different fields, but one is a day: the user looks at it, and both changes are executed.
    second.submit(FormKind::OrderChange, Some(&theirs.id), json!({ "purchaseDate": "2026-01-02" })).await;
    second.drained().await;
    first.submit(FormKind::OrderChange, Some(&order.id), json!({ "responsible": person("Ada") })).await;
    let asked = first
        .until("the day is asked about", async || {
            first.outbox().await.entries.into_iter().find(|entry| entry.state == EntryState::Conflict)
        })
        .await;
    let day = json!([{ "field": "purchaseDate", "side": "theirs" }]);
    first.ask::<Value>("settle", json!({ "id": asked.id, "action": "merge", "choices": day })).await;
    first.drained().await;
    first
        .until("the desk has read both changes", async || {
            let page = first.order(&order).await;
            let ada = page.responsible.is_some_and(|person| person.first_name == "Ada");
            (ada && page.purchase_date.as_deref() == Some("2026-01-02")).then_some(())
        })
        .await;
    // The same field: the user decides.
    second
        .until("the other desk has read the change", async || {
            let page: OrderPage = second.ask("order", json!({ "id": theirs.id })).await;
            page.responsible.filter(|person| person.first_name == "Ada")
        })
        .await;
    // Both forms are begun before one is sent: neither desk can have read the other's change.
    let (bea, cleo) = (
        second.begin(FormKind::OrderChange, Some(&theirs.id)).await,
        first.begin(FormKind::OrderChange, Some(&order.id)).await,
    );
    second.submit_begun(bea, json!({ "responsible": person("Bea") })).await;
    first.submit_begun(cleo, json!({ "responsible": person("Cleo") })).await;
    let conflict_of = async |bench: &Bench| {
        let entries = bench.outbox().await.entries;
        entries.into_iter().find(|entry| entry.state == EntryState::Conflict)
    };
    let (bench, entry) = first
        .until("one of the users is asked", async || {
            match (conflict_of(&first).await, conflict_of(&second).await) {
                (Some(entry), _) => Some((&first, entry)),
                (_, Some(entry)) => Some((&second, entry)),
                _ => None,
            }
        })
        .await;
    assert_eq!(entry.failure.as_ref().unwrap().code, FailureCode::VersionMismatch);
    let conflict = entry.conflict.unwrap();
    assert_eq!(conflict.kind, ConflictKind::VersionMismatch);
    assert_eq!((conflict.fields[0].field.as_str(), conflict.fields[0].merged), ("responsibleContact", None));
    assert!(conflict.fields[0].base.as_deref().unwrap().contains("Ada"), "{:?}", conflict.fields);
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "sendMine" })).await;
    bench.drained().await;
    second.drained().await;
    second.finish_with_rest().await;
    first.finish().await;
}
