//! Changes at NT24 while rows wait here: each leads to a state that the user understands, and no write is lost.

use crate::bench::Bench;
use crate::deal::{Deal, Step, new_order, onboard};
use desk::contract::{Entry, EntryAction, EntryState, FailureCode, FormKind, Link};
use nt24::{BuyerId, BuyerStatus};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

async fn refused(bench: &Bench) -> Entry {
    bench
        .until("the row is refused", async || {
            let entries = bench.outbox().await.entries;
            entries.into_iter().find(|entry| entry.state == EntryState::Refused)
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_revoked_in_the_middle_of_the_queue_is_replaced() {
    let bench = Bench::start().await.signed_in().await;
    bench.ask::<Value>("pause_outbox", json!({ "paused": true })).await;
    let buyer = onboard(&bench, "PL5260250274").await;
    for number in ["A-1", "A-2", "A-3"] {
        new_order(&bench, &buyer.id, number).await;
    }
    bench.ask::<Value>("pause_outbox", json!({ "paused": false })).await;
    bench.until("the buyer has arrived", async || (bench.counts().buyers == 1).then_some(())).await;
    bench.control().revoke_tokens();
    bench.drained().await;
    assert_eq!((bench.counts().orders, bench.counts().documents), (3, 2));
    assert_eq!(bench.status().await.link, Link::Online);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawn_capability_parks_only_the_rows_that_need_it() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    bench.network(false);
    let (draft, _) = bench.fill(FormKind::Buyer, None, json!({ "vatNumber": "PL5260000009" })).await;
    onboard(&bench, "DE811569869").await;
    new_order(&bench, &buyer.id, "A-1").await;
    let mut capabilities = bench.control().capabilities();
    capabilities.allow_marketplace_led_kyc = false;
    bench.control().set_capabilities(capabilities);
    bench.network(true);
    bench.ask::<Value>("try_now", json!({})).await;
    let entry = refused(&bench).await;
    assert_eq!(entry.failure.unwrap().code, FailureCode::CapabilityRequired);
    assert!(entry.actions.contains(&EntryAction::Reopen), "the form can be reopened: {:?}", entry.actions);
    bench.until("the order has arrived", async || (bench.counts().orders == 1).then_some(())).await;
    bench
        .until("the draft shows the finding, too", async || {
            let draft: desk::contract::Draft = bench.ask("draft", json!({ "id": draft })).await;
            let is_capability = |finding: &desk::contract::Finding| finding.rule == "kyc.mode_a_not_allowed";
            draft.checked.findings.iter().any(is_capability).then_some(())
        })
        .await;
    // Once the capability is granted again, the row is sent unchanged.
    let mut capabilities = bench.control().capabilities();
    capabilities.allow_marketplace_led_kyc = true;
    bench.control().set_capabilities(capabilities);
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "sendNow" })).await;
    bench.drained().await;
    assert_eq!((bench.counts().buyers, bench.counts().documents), (2, 4));
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_of_a_blocked_buyer_is_refused_and_can_be_sent_later() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let exchanges = bench.control().exchanges();
    let made = exchanges.iter().find(|one| one.operation == Some("upsertBuyer")).unwrap();
    let body: Value = serde_json::from_slice(&made.response_body).unwrap();
    let remote = BuyerId::from(body["uuid"].as_str().unwrap());
    bench.network(false);
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.submit(FormKind::Invoice, Some(&order.id), json!({ "invoiceNumber": "RE-1" })).await;
    bench.control().edit_buyer_status(&remote, BuyerStatus::Blocked).unwrap();
    bench.network(true);
    bench.ask::<Value>("try_now", json!({})).await;
    let entry = refused(&bench).await;
    assert_eq!((entry.operation.as_str(), entry.subject.id.as_str()), ("createOrder", order.id.as_str()));
    let entries = bench.outbox().await.entries;
    assert_eq!(entries[1].waits_for.as_ref().map(|first| first.operation.as_str()), Some("createOrder"));
    bench.control().edit_buyer_status(&remote, BuyerStatus::Active).unwrap();
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "sendNow" })).await;
    bench.drained().await;
    assert_eq!((bench.counts().orders, bench.counts().invoices), (1, 1), "the invoice waited for its order");
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_invoice_is_reopened_with_its_content() {
    let bench = Bench::start().await.signed_in().await;
    let mut deal = Deal::new("PL5260250274");
    for step in [Step::Buyer, Step::Order] {
        deal.play(&bench, step).await;
        deal.until_done(&bench, step).await;
    }
    // NT24's answer for a cancelled order is not documented (contract, section 9): any refusal serves the test.
    let kind = FaultKind::Status(409, "order-cancelled".into());
    bench.control().fault(Fault { operation: Some("submitInvoice".into()), times: 1, kind });
    let body = json!({ "invoiceNumber": "RE-1" });
    bench.submit(FormKind::Invoice, Some(&deal.order().id), body).await;
    let entry = refused(&bench).await;
    assert_eq!(entry.failure.as_ref().unwrap().code, FailureCode::RequestRefused);
    let settled: desk::contract::Settled =
        bench.ask("settle", json!({ "id": entry.id, "action": "reopen" })).await;
    let draft: desk::contract::Draft = bench.ask("draft", json!({ "id": settled.draft.unwrap() })).await;
    let form = serde_json::to_value(&draft.form).unwrap();
    assert_eq!(form["body"]["invoiceNumber"], "RE-1", "the form keeps its content");
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sign_in_page_of_a_network_is_recognized() {
    let bench = Bench::start().await.signed_in().await;
    bench.control().fault(Fault { operation: None, times: 99, kind: FaultKind::Html });
    onboard(&bench, "PL5260250274").await;
    bench
        .until("the status names the sign-in page", async || match bench.status().await.link {
            Link::Offline { failure, .. } if failure.code == FailureCode::CaptivePortal => Some(()),
            _ => None,
        })
        .await;
    bench.control().clear_faults();
    bench.ask::<Value>("try_now", json!({})).await;
    bench.drained().await;
    assert_eq!((bench.counts().buyers, bench.counts().documents), (1, 2));
    bench.finish().await;
}
