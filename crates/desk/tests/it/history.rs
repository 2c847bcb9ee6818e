//! The history tells each step once, with who took it and what it changed; and a list marks what changed since the
//! user saw it.

use crate::bench::Bench;
use crate::deal::{Deal, Step};
use desk::contract::{BuyerList, HistoryEntry, OrderList, OrderPage, Session, Subject, SubjectKind, Who};
use nt24::{BuyerStatus, InvoiceType, InvoiceUpdate, Money};
use nt24_sandbox::Seed;
use serde_json::{Value, json};

const LIST: &str = r#"{ "text": "", "offset": 0, "limit": 200, "filter": "all" }"#;

async fn orders(bench: &Bench) -> OrderList {
    bench.ask("orders", serde_json::from_str(LIST).unwrap()).await
}

async fn buyers(bench: &Bench) -> BuyerList {
    bench.ask("buyers", json!({ "text": "", "offset": 0, "limit": 200 })).await
}

/// Plays a deal up to the invoice, as a user with a name.
async fn up_to_the_invoice(bench: &Bench) -> Deal {
    bench.ask::<Session>("change_settings", json!({ "name": "Erika Beispiel" })).await;
    let mut deal = Deal::new("PL5260250274");
    for step in [Step::Buyer, Step::Order, Step::Invoice] {
        deal.play(bench, step).await;
        deal.until_done(bench, step).await;
    }
    deal
}

fn of<'a>(history: &'a [HistoryEntry], operation: &str) -> Vec<&'a HistoryEntry> {
    let is_of =
        |entry: &&HistoryEntry| entry.fact.params.get("operation").map(String::as_str) == Some(operation);
    history.iter().filter(is_of).collect()
}

/// Waits until a page holds a step that satisfies a condition.
async fn until_told(bench: &Bench, order: &Subject, holds: impl Fn(&HistoryEntry) -> bool) -> OrderPage {
    let told = async || {
        let page = bench.order(order).await;
        page.history.iter().any(&holds).then_some(page)
    };
    bench.until("the history tells it", told).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_of_this_desk_is_one_line_with_the_name_and_the_values() {
    let bench = Bench::start().await.signed_in().await;
    let deal = up_to_the_invoice(&bench).await;
    let name = Who::User { name: "Erika Beispiel".to_owned() };
    let history = bench.order(deal.order()).await.history;
    for operation in ["createOrder", "submitInvoice", "uploadInvoiceDocument"] {
        let steps = of(&history, operation);
        assert_eq!(steps.len(), 1, "{operation}: {history:#?}");
        assert_eq!((steps[0].fact.key.as_str(), &steps[0].by), ("sent", &name), "{operation}");
    }
    let values = of(&history, "submitInvoice")[0].changes.iter().map(|one| (&*one.field, one.to.as_deref()));
    assert_eq!(
        values.collect::<Vec<_>>(),
        [("invoiceNumber", Some("RE-1")), ("amount", Some("18500.00 EUR"))]
    );
    assert_eq!(of(&bench.buyer(deal.buyer()).await.history, "upsertBuyer").len(), 1);

    // A step that still waits says so, and is told once after it is sent, too.
    bench.network(false);
    let draft = bench.begin(desk::contract::FormKind::Invoice, Some(&deal.order().id)).await;
    bench.submit_begun(draft, json!({ "invoiceNumber": "RE-1a" })).await;
    let history = bench.order(deal.order()).await.history;
    let change = of(&history, "updateInvoice")[0];
    assert_eq!((change.fact.key.as_str(), &change.by), ("queued", &name));
    let values = (change.changes[0].from.as_deref(), change.changes[0].to.as_deref());
    assert_eq!((change.changes.len(), values), (1, (Some("RE-1"), Some("RE-1a"))));
    bench.network(true);
    bench.ask::<Value>("try_now", json!({})).await;
    bench.drained().await;
    let history = bench.order(deal.order()).await.history;
    assert_eq!(of(&history, "updateInvoice").len(), 1, "{history:#?}");
    assert_eq!(of(&history, "updateInvoice")[0].fact.key, "sent");
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_staff_is_told_with_its_values_and_marks_the_row_until_it_is_opened() {
    let bench = Bench::start().await.signed_in().await;
    let deal = up_to_the_invoice(&bench).await;
    assert!(!orders(&bench).await.rows[0].unseen, "own steps are no news");
    let order = bench.control().orders()[0].uuid.clone();
    let change = InvoiceUpdate {
        kind: Some(InvoiceType::Preliminary),
        amount: Some(Money::eur(1_840_000)),
        ..InvoiceUpdate::default()
    };
    bench.control().edit_invoice(&order, &InvoiceType::Preliminary, change).unwrap();
    let buyer = bench.control().buyers()[0].uuid.clone();
    bench.control().edit_buyer_status(&buyer, BuyerStatus::Blocked).unwrap();
    let is_change = |entry: &HistoryEntry| {
        entry.fact.params.get("operation").map(String::as_str) == Some("updateInvoice")
    };
    let page = until_told(&bench, deal.order(), is_change).await;
    let change = of(&page.history, "updateInvoice")[0];
    assert_eq!((change.fact.key.as_str(), &change.by), ("found", &Who::Elsewhere));
    let values = change.changes.iter().map(|one| (&*one.field, one.from.as_deref(), one.to.as_deref()));
    let amount = [("amount", Some("18500.00 EUR"), Some("18400.00 EUR"))];
    assert_eq!(values.collect::<Vec<_>>(), amount);

    // The page of the order was open, and has seen it. Nobody has opened the buyer since.
    bench.until("seen", async || (!orders(&bench).await.rows[0].unseen).then_some(())).await;
    let blocked = async || {
        let row = buyers(&bench).await.rows.remove(0);
        (row.blocked && row.unseen).then_some(row)
    };
    let row = bench.until("the buyer is blocked, and marked", blocked).await;
    let page = bench.buyer(&Subject { kind: SubjectKind::Buyer, id: row.id, label: row.name }).await;
    assert!(page.history.iter().any(|entry| entry.fact.key == "buyer.blocked"), "{:#?}", page.history);
    assert!(!buyers(&bench).await.rows[0].unseen, "it was opened");
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_there_before_is_told_by_the_dates_of_nt24_and_marks_nothing() {
    let bench = Bench::start().await;
    bench.control().reset(Seed::Demo).unwrap();
    let bench = bench.signed_in().await;
    let read = async || {
        let list = orders(&bench).await;
        let is_read = list.total == 120
            && list.rows.iter().all(|row| row.send_state == desk::contract::SendState::Sent);
        let waiting = bench.status().await.last_sync_at.is_some();
        (is_read && waiting).then_some(list)
    };
    let list = bench.until("the list is read", read).await;
    assert!(list.rows.iter().all(|row| !row.unseen), "what was there is no news");
    let buyers = buyers(&bench).await.rows;
    let buyer = buyers.iter().find(|row| row.kyc.vies_at.is_some()).unwrap();
    let subject = Subject { kind: SubjectKind::Buyer, id: buyer.id.clone(), label: String::new() };
    let history = bench.buyer(&subject).await.history;
    assert_eq!(of(&history, "upsertBuyer")[0].by, Who::Records, "{history:#?}");
    let checked = history.iter().find(|entry| entry.fact.key == "vies.result").expect("VIES was asked");
    assert_eq!((Some(&checked.at), &checked.by), (buyer.kyc.vies_at.as_ref(), &Who::Nt24));

    let valid =
        list.rows.iter().find(|row| row.status.as_deref() == Some("COMPLIANCE_VALID")).expect("valid");
    let subject = Subject { kind: SubjectKind::Order, id: valid.id.clone(), label: String::new() };
    let is_pickup = |entry: &HistoryEntry| {
        entry.fact.params.get("operation").map(String::as_str) == Some("confirmPickup")
    };
    let page = until_told(&bench, &subject, is_pickup).await;
    for operation in ["createOrder", "submitInvoice", "submitPayment", "confirmPickup"] {
        let steps = of(&page.history, operation);
        assert_eq!(steps.len(), 1, "{operation}: {:#?}", page.history);
        assert_eq!(steps[0].by, Who::Records, "{operation}");
    }
    let order = page.history.iter().map(|entry| entry.at.clone()).collect::<Vec<_>>();
    let mut sorted = order.clone();
    sorted.sort_by(|one, other| other.cmp(one));
    assert_eq!(order, sorted, "newest first");
    assert!(!orders(&bench).await.rows.iter().any(|row| row.unseen), "reading it the first time is no news");
    bench.finish().await;
}
