//! A buyer is blocked for new orders, and unblocked.

use crate::bench::Bench;
use crate::deal::{VIN, new_order, onboard};
use chrono::TimeDelta;
use desk::contract::{BuyerList, BuyerPage, FailureCode, FormKind, Settled, Subject};
use nt24::{BuyerId, BuyerStatus};
use serde_json::{Value, json};

const NUMBER: &str = "PL5260250274";

async fn ready(bench: &Bench) -> Subject {
    let buyer = onboard(bench, NUMBER).await;
    bench.drained().await;
    let known = async || bench.buyer(&buyer).await.can_block.then_some(());
    bench.until("the buyer can be blocked", known).await;
    buyer
}

fn status(bench: &Bench) -> BuyerStatus {
    let id: BuyerId = bench.control().buyers()[0].uuid.clone();
    bench.control().buyer(&id).unwrap().status
}

async fn decide(bench: &Bench, command: &str, buyer: &Subject, reason: &str) -> Settled {
    bench.ask(command, json!({ "id": buyer.id, "reason": reason })).await
}

async fn sent(bench: &Bench) {
    bench.clock.advance(TimeDelta::seconds(10));
    bench.ask::<Value>("try_now", json!({})).await;
    bench.drained().await;
}

/// Whether the form of a new order says that the buyer is blocked.
async fn is_refused_for_orders(bench: &Bench, buyer: &Subject) -> bool {
    let vehicle = json!({ "vin": VIN, "brand": "BMW", "model": "320d", "amount": "18500" });
    let body = json!({ "externalOrderId": "A-9", "vehicles": [vehicle] });
    let (draft, checked) = bench.fill(FormKind::Order, Some(&buyer.id), body).await;
    bench.ask::<Value>("discard_draft", json!({ "id": draft })).await;
    checked.findings.iter().any(|finding| finding.rule == "buyer.blocked")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyer_is_blocked_with_a_reason_after_the_time_to_undo() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = ready(&bench).await;
    new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    for reason in ["", "  ", &"x".repeat(501)] {
        let request = json!({ "id": buyer.id, "reason": reason });
        assert_eq!(bench.refused("block_buyer", request).await, FailureCode::FormIncomplete);
    }
    bench.network(false);
    new_order(&bench, &buyer.id, "A-2").await;
    let page = bench.buyer(&buyer).await;
    assert_eq!((page.open_orders, page.unsent_orders), (1, 1), "what the block means for its orders");
    // Each letter counts once, however it is encoded.
    let reason = "ü".repeat(500);
    let settled = decide(&bench, "block_buyer", &buyer, &reason).await;
    let blocked: BuyerPage = bench.buyer(&buyer).await;
    let block = blocked.block.clone().unwrap();
    assert!(blocked.row.blocked && block.queued && block.since.is_none() && !blocked.can_block);
    assert_eq!(block.reason.as_deref(), Some(reason.as_str()));
    assert!(is_refused_for_orders(&bench, &buyer).await, "no new order is begun for it");
    let again = json!({ "id": buyer.id, "reason": "again" });
    assert_eq!(bench.refused("block_buyer", again.clone()).await, FailureCode::Gone);
    assert_eq!(bench.refused("unblock_buyer", again).await, FailureCode::Gone, "it waits to be sent");

    bench.ask::<Value>("undo_settle", json!({ "id": settled.undo })).await;
    let page = bench.buyer(&buyer).await;
    assert!(!page.row.blocked && page.block.is_none() && page.can_block);
    bench.network(true);
    sent(&bench).await;
    assert_eq!(status(&bench), BuyerStatus::Active, "nothing was sent");

    decide(&bench, "block_buyer", &buyer, "Unpaid invoices").await;
    assert_eq!(bench.outbox().await.entries.len(), 1, "it waits for the time to undo");
    sent(&bench).await;
    assert_eq!(status(&bench), BuyerStatus::Blocked);
    let page = bench.buyer(&buyer).await;
    let block = page.block.unwrap();
    assert!(page.row.blocked && !block.queued && block.since.is_some() && page.can_block);
    assert_eq!(block.reason.as_deref(), Some("Unpaid invoices"));
    let told = page.history.iter().filter(|entry| entry.fact.params.contains_key("operation"));
    let told =
        told.flat_map(|entry| &entry.changes).any(|change| change.to.as_deref() == Some("Unpaid invoices"));
    assert!(told, "{:#?}", page.history);
    assert!(!page.history.iter().any(|entry| entry.fact.key == "buyer.blocked"), "told once");
    let list: BuyerList = bench.ask("buyers", json!({ "text": "", "offset": 0, "limit": 9 })).await;
    assert!(list.rows[0].blocked);
    assert!(is_refused_for_orders(&bench, &buyer).await);

    decide(&bench, "unblock_buyer", &buyer, "Paid").await;
    assert!(!bench.buyer(&buyer).await.row.blocked, "on the way");
    sent(&bench).await;
    assert_eq!(status(&bench), BuyerStatus::Active);
    assert!(!is_refused_for_orders(&bench, &buyer).await);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_block_by_staff_has_no_reason_here_and_can_be_lifted() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = ready(&bench).await;
    let id = bench.control().buyers()[0].uuid.clone();
    bench.control().edit_buyer_status(&id, BuyerStatus::Blocked);
    let blocked = async || {
        bench.ask::<Value>("try_now", json!({})).await;
        bench.buyer(&buyer).await.block
    };
    let block = bench.until("the block is read", blocked).await;
    assert!(!block.queued && block.reason.is_none() && block.since.is_some());
    decide(&bench, "unblock_buyer", &buyer, "Agreed with staff").await;
    sent(&bench).await;
    assert_eq!(status(&bench), BuyerStatus::Active);
    bench.finish().await;
}
