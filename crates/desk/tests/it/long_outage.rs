//! Three days without a network, after which NT24 has forgotten the keys: exactly one resource for each write.

use crate::bench::Bench;
use crate::deal::{Deal, Step, new_order, onboard};
use chrono::TimeDelta;
use desk::MemoryKeychain;
use desk::contract::{DraftList, EntryState, FormKind, OrderList, OrderPage, Subject, Submitted};
use nt24::RateLimitTier;
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// The number of buyers, each with a contact person, an order, an invoice and a payment: 200 drafts.
const DEALS: usize = 40;

fn lost(operation: &str, times: u32) -> Fault {
    Fault { operation: Some(operation.into()), times, kind: FaultKind::CutAfterHandling }
}

async fn draft_and_submit(bench: &Bench, number: usize) {
    let mut drafts = Vec::new();
    let buyer = json!({
        "vatNumber": format!("PL52602{number:05}"), "companyName": format!("Auto {number}"), "contacts": [],
        "address": { "street": "ul. Piotrkowska 1", "postCode": "90-001", "city": "Łódź", "country": "PL" },
    });
    let buyer: Subject = bench.submit(FormKind::Buyer, None, buyer).await;
    let person = json!({ "firstName": "Jan", "lastName": "Nowak", "email": format!("{number}@example.com"), "phone": "" });
    drafts.push(bench.fill(FormKind::Contact, Some(&buyer.id), json!({ "person": person })).await.0);
    let vehicle = json!({
        "vin": format!("WBA8E9G50GNT{number:05}"), "brand": "BMW", "model": "320d", "amount": "18500",
        "mileage": "85000", "firstRegistration": "2019-05-01",
    });
    let order = json!({ "buyer": buyer.id, "externalOrderId": format!("A-{number}"), "vehicles": [vehicle] });
    let (order, _) = bench.fill(FormKind::Order, None, order).await;
    // Invoice and payment are drafted for an order that is a draft itself.
    let invoice = json!({ "invoiceNumber": format!("RE-{number}") });
    drafts.push(bench.fill(FormKind::Invoice, Some(&order), invoice).await.0);
    let payment = json!({ "sourceIban": "PL61109010140000071219812874" });
    drafts.push(bench.fill(FormKind::Payment, Some(&order), payment).await.0);
    bench.ask::<Submitted>("submit_draft", json!({ "id": order })).await;
    for draft in drafts {
        bench.ask::<Submitted>("submit_draft", json!({ "id": draft })).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_drafts_become_one_object_each_after_three_days_without_a_network() {
    let large = |options: &mut nt24_sandbox::Options| {
        options.behaviour.rate_limited = false;
        options.organization.capabilities.rate_limit_tier = Some(RateLimitTier::Enterprise);
    };
    let bench = Bench::with(large, Arc::new(MemoryKeychain::default())).await.signed_in().await;
    let never = json!({ "language": "system", "appearance": "system", "lockAfterMinutes": 0 });
    bench.ask::<Value>("change_settings", never).await;
    // Before the network fails, an order, a contact person and a waybill arrive, but their answers are lost:
    // their outcome is unknown when the three days begin.
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "before").await;
    bench.drained().await;
    for operation in ["createOrder", "addBuyerContact", "uploadTransportDocument"] {
        bench.control().fault(lost(operation, 999));
    }
    new_order(&bench, &buyer.id, "under way").await;
    let person = json!({ "firstName": "Ada", "lastName": "B", "email": "ada@example.com", "phone": "" });
    bench.submit(FormKind::Contact, Some(&buyer.id), json!({ "person": person })).await;
    let paper = bench.paper("cmr.pdf", "TRANSPORT_CMR").await;
    bench.ask::<Value>("file_papers", json!({ "subject": order.id, "papers": [paper] })).await;
    bench
        .until("all three have arrived", async || {
            bench.ask::<Value>("try_now", json!({})).await;
            let counts = bench.counts();
            ((counts.orders, counts.contacts, counts.documents) == (2, 2, 3)).then_some(())
        })
        .await;
    bench.network(false);
    bench.control().clear_faults();

    for number in 0..DEALS {
        draft_and_submit(&bench, number).await;
    }
    assert!(bench.ask::<DraftList>("drafts", json!({})).await.rows.is_empty(), "all drafts are submitted");
    bench.clock.advance(TimeDelta::hours(72));
    // Every fifth answer is lost.
    let writes = ["upsertBuyer", "addBuyerContact", "createOrder", "submitInvoice", "submitPayment"];
    for operation in writes {
        for calls in 0..u32::try_from(DEALS / 4).unwrap() {
            bench.control().fault_after(calls * 4, lost(operation, 1));
        }
    }
    bench.network(true);
    bench
        .until("all remaining rows wait for the user", async || {
            // The clock is advanced over the pauses between attempts.
            bench.clock.advance(TimeDelta::seconds(20));
            bench.ask::<Value>("try_now", json!({})).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
            let entries = bench.outbox().await.entries;
            entries.iter().all(|entry| entry.state == EntryState::Unconfirmed).then_some(())
        })
        .await;
    // Writes with an unknown outcome and without a natural key: the user sees what is known and decides.
    let entries = bench.outbox().await.entries;
    let operations: Vec<_> = entries.iter().map(|entry| entry.operation.as_str()).collect();
    assert_eq!(operations, ["addBuyerContact", "uploadTransportDocument"]);
    assert_eq!(entries[1].known.as_ref().and_then(|known| known.on_file), Some(true), "NT24 has a waybill");
    for entry in entries {
        bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "arrived" })).await;
    }
    bench.drained().await;
    bench.control().clear_faults();
    let counts = bench.counts();
    assert_eq!((counts.buyers, counts.orders), (DEALS + 1, DEALS + 2));
    assert_eq!((counts.contacts, counts.documents), (DEALS + 2, 3));
    assert_eq!((counts.invoices, counts.payments), (DEALS, DEALS));
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pickup_that_somebody_revoked_during_the_outage_is_not_confirmed_again() {
    let (first, second) = (Bench::start().await.signed_in().await, Bench::start().await);
    second.ask::<Value>("connect", first.credentials()).await;
    let mut deal = Deal::new("PL5260250274");
    for step in [Step::Buyer, Step::Order, Step::Invoice, Step::Payment, Step::Ready] {
        deal.play(&first, step).await;
        deal.until_done(&first, step).await;
    }
    first.control().fault(lost("confirmPickup", 999));
    first
        .submit(
            FormKind::Pickup,
            Some(&deal.order().id),
            json!({ "pickupKind": "companyTransport", "driver": "J. Kowalski" }),
        )
        .await;
    first.until("the pickup has arrived", async || (first.counts().pickups == 1).then_some(())).await;
    // The fault stays until the user is asked: a repeat that began before the pause must not get its answer.
    first.ask::<Value>("pause_outbox", json!({ "paused": true })).await;
    let theirs = second
        .until("the other desk sees the pickup", async || {
            second.ask::<Value>("try_now", json!({})).await;
            let all = json!({ "text": "", "filter": "all", "offset": 0, "limit": 10 });
            let orders: OrderList = second.ask("orders", all).await;
            let id = orders.rows.into_iter().next()?.id;
            let page: OrderPage = second.ask("order", json!({ "id": id })).await;
            page.transport.picked_up_on.is_some().then_some(page.row)
        })
        .await;
    let revoke = json!({ "id": theirs.id, "reason": "The wrong driver came" });
    second.ask::<Value>("revoke_pickup", revoke).await;
    second.drained().await;
    assert_eq!(first.counts().pickups, 0);
    first.clock.advance(TimeDelta::hours(25));
    first.ask::<Value>("pause_outbox", json!({ "paused": false })).await;
    let entry = first
        .until("the user is asked", async || {
            first.ask::<Value>("try_now", json!({})).await;
            let entries = first.outbox().await.entries;
            entries.into_iter().find(|entry| entry.state == EntryState::Unconfirmed)
        })
        .await;
    assert_eq!(entry.operation, "confirmPickup");
    assert_eq!(first.counts().pickups, 0);
    second.finish_with_rest().await;
    first.finish_with_rest().await;
}
