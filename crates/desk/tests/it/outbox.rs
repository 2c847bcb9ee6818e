//! The user's control of the outbox: pause, stop a request in flight, resume, undo.

use crate::bench::Bench;
use crate::deal::{new_order, onboard};
use chrono::TimeDelta;
use desk::contract::{Draft, Entry, EntryAction, EntryState, FailureCode, FormKind, Link, Settled, Status};
use nt24::{Address, BuyerUpdate};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use std::time::Duration;

/// How long a test waits to see that an event does not happen.
const A_WHILE: Duration = Duration::from_millis(300);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_write_is_sent_while_paused_and_the_pause_survives_a_restart() {
    let mut bench = Bench::start().await.signed_in().await;
    let status: Status = bench.ask("pause_outbox", json!({ "paused": true })).await;
    assert!(status.paused);
    let buyer = onboard(&bench, "PL5260250274").await;
    new_order(&bench, &buyer.id, "A-1").await;
    bench.restart().await;
    bench
        .until("the desk is online again", async || {
            let status = bench.status().await;
            (status.link == Link::Online && status.paused).then_some(())
        })
        .await;
    bench.ask::<Value>("try_now", json!({})).await;
    tokio::time::sleep(A_WHILE).await;
    assert_eq!(bench.counts().buyers, 0);
    let entries = bench.outbox().await.entries;
    assert!(entries.iter().all(|entry| !entry.actions.contains(&EntryAction::SendNow)), "{entries:#?}");
    let places: Vec<_> = entries.iter().map(|entry| entry.place).collect();
    assert_eq!(places, (1..=u32::try_from(entries.len()).unwrap()).collect::<Vec<_>>());
    // Each entry shows the row that it waits for: papers and order wait for their buyer.
    for entry in &entries[1..] {
        let waits_for = entry.waits_for.as_ref().expect("behind the buyer");
        assert_eq!((waits_for.operation.as_str(), &waits_for.subject.id), ("upsertBuyer", &buyer.id));
        assert_eq!(entry.state, EntryState::Behind);
    }
    let status: Status = bench.ask("pause_outbox", json!({ "paused": false })).await;
    assert!(!status.paused);
    bench.drained().await;
    assert_eq!(bench.counts().orders, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_in_flight_can_be_stopped_and_resumed_under_its_key() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    // The document arrives, and its answer is slow.
    let slow = Fault {
        operation: Some("uploadTransportDocument".into()),
        times: 1,
        kind: FaultKind::Drip { bytes: 1, pause: Duration::from_secs(2) },
    };
    bench.control().fault(slow);
    let paper = bench.paper("cmr.pdf", "TRANSPORT_CMR").await;
    bench.ask::<Value>("file_papers", json!({ "subject": order.id, "papers": [paper] })).await;
    let entry = bench
        .until("NT24 has the document, and the desk has no answer yet", async || {
            let entry = bench.outbox().await.entries.into_iter().next()?;
            (entry.state == EntryState::InFlight && bench.counts().documents == 3).then_some(entry)
        })
        .await;
    assert_eq!(entry.actions, [EntryAction::Cancel]);
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "cancel" })).await;
    let held = bench.outbox().await.entries.remove(0);
    assert_eq!((held.state, held.actions.as_slice()), (EntryState::Held, [EntryAction::SendNow].as_slice()));
    for forbidden in ["withdraw", "reopen"] {
        let request = json!({ "id": entry.id, "action": forbidden });
        assert_eq!(
            bench.refused("settle", request).await,
            FailureCode::AlreadySent,
            "the document may have arrived"
        );
    }
    bench.ask::<Value>("try_now", json!({})).await;
    tokio::time::sleep(A_WHILE).await;
    assert_eq!(bench.outbox().await.entries[0].state, EntryState::Held, "the row waits for the user");
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "sendNow" })).await;
    bench.drained().await;
    assert_eq!(bench.counts().documents, 3, "two of the buyer, one waybill");
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reopened_form_does_not_replace_a_row_that_may_have_arrived_since() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let fault = |kind| bench.control().fault(Fault { operation: Some("createOrder".into()), times: 1, kind });
    fault(FaultKind::Status(422, "validation-error".into()));
    new_order(&bench, &buyer.id, "A-1").await;
    let entry = bench
        .until("the order is refused", async || {
            let entry = bench.outbox().await.entries.into_iter().next()?;
            (entry.state == EntryState::Refused).then_some(entry)
        })
        .await;
    let reopened: Settled = bench.ask("settle", json!({ "id": entry.id, "action": "reopen" })).await;
    // The user sends the row unchanged. NT24 has the order, and the user stops the request before its answer.
    fault(FaultKind::Drip { bytes: 1, pause: Duration::from_secs(2) });
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "sendNow" })).await;
    let entry = bench
        .until("NT24 has the order, and the desk has no answer yet", async || {
            let entry = bench.outbox().await.entries.into_iter().next()?;
            (entry.state == EntryState::InFlight && bench.counts().orders == 1).then_some(entry)
        })
        .await;
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "cancel" })).await;
    let draft: Draft = bench.ask("draft", json!({ "id": reopened.draft })).await;
    let (id, _) = bench.fill_in(draft, json!({ "externalOrderId": "A-2" })).await;
    let submitted = bench.refused("submit_draft", json!({ "id": id })).await;
    assert_eq!(submitted, FailureCode::AlreadySent, "with another number it would be a second order");
    let held = bench.outbox().await.entries.remove(0);
    assert_eq!((held.id, held.state), (entry.id.clone(), EntryState::Held), "the row keeps its key");
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "sendNow" })).await;
    bench.drained().await;
    assert_eq!(bench.counts().orders, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_does_not_shorten_the_pause_of_another_row_that_nt24_asked_for() {
    let bench = Bench::start().await.signed_in().await;
    let kind = FaultKind::RateLimited(300);
    bench.control().fault(Fault { operation: Some("upsertBuyer".to_owned()), times: 1, kind });
    onboard(&bench, "PL5260250274").await;
    let next_try = async || bench.outbox().await.entries[0].next_try_at.clone();
    let asked = bench.until("NT24 has asked to wait", next_try).await;
    let behind = bench.outbox().await.entries[1].id.clone();
    let request = json!({ "id": behind, "action": "withdraw" });
    bench.ask::<desk::contract::Settled>("settle", request).await;
    assert_eq!(next_try().await, Some(asked));
    bench.finish_with_rest().await;
}

/// The first entry, once an attempt of it has failed in a way that may have reached NT24 and `holds`.
async fn stop_after_an_attempt(bench: &Bench, holds: impl Fn(&Entry) -> bool) -> Entry {
    let entry = bench
        .until("an attempt has ended without an answer", async || {
            let entry = bench.outbox().await.entries.into_iter().next()?;
            (entry.failure.is_some() && entry.actions.contains(&EntryAction::Cancel) && holds(&entry))
                .then_some(entry)
        })
        .await;
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "cancel" })).await;
    entry
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_look_up_does_not_shorten_the_pause_of_a_stopped_row() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let fault = |kind| bench.control().fault(Fault { operation: Some("createOrder".into()), times: 1, kind });
    fault(FaultKind::CutBeforeHandling);
    fault(FaultKind::RateLimited(1800));
    new_order(&bench, &buyer.id, "A-1").await;
    let is_limited = |entry: &Entry| {
        entry.failure.as_ref().is_some_and(|failure| failure.code == FailureCode::RateLimited)
            && entry.next_try_at.is_some()
    };
    let entry = stop_after_an_attempt(&bench, is_limited).await;
    bench
        .until("the desk has looked the order up", async || {
            bench.ask::<Value>("try_now", json!({})).await;
            let exchanges = bench.control().exchanges();
            let mut queries = exchanges.iter().filter_map(|one| one.query.as_deref());
            queries.any(|query| query.contains("vin=")).then_some(())
        })
        .await;
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "sendNow" })).await;
    let resumed = bench.outbox().await.entries.remove(0);
    assert_eq!((resumed.state, resumed.next_try_at), (EntryState::Ready, entry.next_try_at));
    bench.clock.advance(TimeDelta::minutes(31));
    bench.ask::<Value>("try_now", json!({})).await;
    bench.drained().await;
    assert_eq!(bench.counts().orders, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_change_stays_stopped_if_another_user_changed_something_else() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let kind = FaultKind::CutBeforeHandling;
    bench.control().fault(Fault { operation: Some("updateBuyer".into()), times: 999, kind });
    bench.submit(FormKind::BuyerChange, Some(&buyer.id), json!({ "companyName": "Auto Gdynia" })).await;
    let entry = stop_after_an_attempt(&bench, |_| true).await;
    bench.control().clear_faults();
    let there = bench.control().buyers().remove(0);
    let address = Address { street: Some("ul. Nowa 7".to_owned()), ..there.address };
    let moved = BuyerUpdate { address: Some(address), ..BuyerUpdate::default() };
    bench.control().edit_buyer(&there.uuid, moved).unwrap();
    // There is nothing to choose between: the change did not arrive, and the user may take it back.
    let stopped = bench
        .until("the look-up shows that NT24 does not have the change", async || {
            bench.clock.advance(TimeDelta::minutes(70));
            bench.ask::<Value>("try_now", json!({})).await;
            let entry = bench.outbox().await.entries.into_iter().next()?;
            (entry.actions.as_slice() != [EntryAction::SendNow]).then_some(entry)
        })
        .await;
    assert_eq!((&stopped.id, stopped.state), (&entry.id, EntryState::Held));
    assert_eq!(stopped.actions, [EntryAction::SendNow, EntryAction::Reopen, EntryAction::Withdraw]);
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "sendNow" })).await;
    bench.drained().await;
    let merged = bench.control().buyers().remove(0);
    let merged = (merged.company_name.as_str(), merged.address.street.as_deref());
    assert_eq!(merged, ("Auto Gdynia", Some("ul. Nowa 7")), "both changes are kept");
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undoing_a_withdrawal_restores_every_row_and_draft_that_it_removed() {
    let bench = Bench::start().await.signed_in().await;
    bench.network(false);
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    let (draft, _) = bench.fill(FormKind::Invoice, Some(&order.id), json!({ "invoiceNumber": "RE" })).await;
    let before = bench.outbox().await.entries;
    let request = json!({ "id": before[0].id, "action": "withdraw" });
    let settled = bench
        .until("the row can be withdrawn", async || {
            // An attempt that does not reach NT24 may be under way.
            bench.try_ask::<desk::contract::Settled>("settle", request.clone()).await.ok()
        })
        .await;
    assert!(bench.outbox().await.entries.is_empty());
    assert_eq!(bench.refused("draft", json!({ "id": draft })).await, FailureCode::Gone);
    let undo = json!({ "id": settled.undo.unwrap() });
    bench.ask::<Value>("undo_settle", undo.clone()).await;
    let after = bench.outbox().await.entries;
    let ids =
        |entries: &[desk::contract::Entry]| entries.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&after), ids(&before), "the same keys in the same order");
    bench.ask::<Value>("draft", json!({ "id": draft })).await;
    assert_eq!(bench.refused("undo_settle", undo).await, FailureCode::Gone, "a decision is undone only once");
    bench.network(true);
    bench.drained().await;
    assert_eq!((bench.counts().buyers, bench.counts().orders, bench.counts().documents), (1, 1, 2));
    bench.finish().await;
}
