//! The server cannot be reached: no write is lost, no write is doubled.

use crate::bench::Bench;
use crate::deal::{Deal, Step, assert_one_of_each, new_order, onboard};
use desk::contract::{Decision, EntryState, FailureCode, FormKind, Link, SendState};
use futures_util::StreamExt;
use nt24_sandbox::{Fault, FaultKind};
use serde_json::json;

/// A kind of outage.
#[derive(Clone, Debug)]
enum Outage {
    /// The server cannot be reached during the step.
    Unplugged,
    /// Each operation of the step meets this fault once.
    Once(FaultKind),
}

async fn deal_with(outage_at: Step, outage: Outage) {
    let bench = Bench::start().await.signed_in().await;
    let mut deal = Deal::new("PL5260250274");
    for step in Step::ALL {
        let here = step == outage_at;
        match &outage {
            Outage::Unplugged if here => bench.network(false),
            Outage::Once(kind) if here => {
                for operation in operations(step) {
                    let fault =
                        Fault { operation: Some((*operation).to_owned()), times: 1, kind: kind.clone() };
                    bench.control().fault(fault);
                }
            }
            _ => {}
        }
        deal.play(&bench, step).await;
        if here && matches!(outage, Outage::Unplugged) {
            bench
                .until("the status is offline", async || {
                    matches!(bench.status().await.link, Link::Offline { .. }).then_some(())
                })
                .await;
            assert!(!bench.outbox().await.entries.is_empty(), "the rows of {step:?} are in the outbox");
            bench.network(true);
        }
        deal.until_done(&bench, step).await;
    }
    assert_eq!(
        bench.order(deal.order()).await.decision,
        Some(Decision::ValidExport),
        "{outage_at:?} {outage:?}"
    );
    assert_one_of_each(&bench);
    bench.control().clear_faults();
    bench.finish().await;
}

fn operations(step: Step) -> &'static [&'static str] {
    match step {
        Step::Buyer => &["upsertBuyer", "uploadKycDocument", "triggerViesCheck"],
        Step::Order => &["createOrder"],
        Step::Invoice => &["submitInvoice", "uploadInvoiceDocument"],
        Step::Payment => &["submitPayment", "uploadPaymentDocument"],
        Step::Ready => &["markReadyForPickup"],
        Step::Pickup => &["confirmPickup", "uploadTransportDocument"],
        Step::Delivery => &["confirmDelivery", "uploadTransportDocument"],
        Step::FinalInvoice => &["submitFinalInvoice", "uploadInvoiceDocument"],
    }
}

async fn every_step(outage: Outage) {
    let deals = futures_util::stream::iter(Step::ALL);
    deals.for_each_concurrent(4, |step| deal_with(step, outage.clone())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_network_is_down_at_each_step() {
    every_step(Outage::Unplugged).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_connection_is_cut_before_each_step() {
    every_step(Outage::Once(FaultKind::CutBeforeHandling)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answer_to_each_step_is_lost() {
    every_step(Outage::Once(FaultKind::CutAfterHandling)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_the_answer_to_each_step_is_lost() {
    every_step(Outage::Once(FaultKind::CutDuringAnswer)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_has_a_fault_at_each_step() {
    every_step(Outage::Once(FaultKind::Status(500, "internal-error".to_owned()))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_deal_is_drafted_without_a_network_and_survives_a_restart() {
    let mut bench = Bench::start().await.signed_in().await;
    bench.network(false);
    let mut deal = Deal::new("PL5260250274");
    for step in [Step::Buyer, Step::Order, Step::Invoice, Step::Payment] {
        deal.play(&bench, step).await;
    }
    let page = bench.order(deal.order()).await;
    assert_eq!(page.row.send_state, SendState::Waiting);
    assert_eq!(page.invoice.as_ref().unwrap().number, "RE-1", "a waiting invoice is shown");
    let waiting = bench.outbox().await.entries;
    assert!(
        waiting.iter().any(|entry| entry.state == EntryState::Behind),
        "the entry shows that it waits for another one"
    );
    bench.restart().await;
    assert_eq!(bench.outbox().await.entries.len(), waiting.len());
    bench.network(true);
    bench.drained().await;
    for step in [Step::Ready, Step::Pickup, Step::Delivery, Step::FinalInvoice] {
        deal.play(&bench, step).await;
        deal.until_done(&bench, step).await;
    }
    assert_one_of_each(&bench);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_release_before_its_turn_is_refused_whichever_page_asks_for_it() {
    let bench = Bench::start().await.signed_in().await;
    bench.network(false);
    let mut deal = Deal::new("PL5260250274");
    for step in [Step::Buyer, Step::Order, Step::Invoice] {
        deal.play(&bench, step).await;
    }
    let order = json!({ "id": deal.order().id });
    let refused = async || bench.refused("mark_ready_for_pickup", order.clone()).await;
    assert_eq!(refused().await, FailureCode::StepHeld, "there is no payment");
    let body = json!({ "sourceIban": "PL61 1090 1014 0000 0712 1981 2874" });
    bench.submit(FormKind::Payment, Some(&deal.order().id), body).await;
    assert_eq!(refused().await, FailureCode::StepHeld, "there is no proof of the payment");
    // The release that waits behind the proof does not go out without it.
    let proof = bench.paper("transfer.pdf", "PAYMENT_BANK_TRANSFER_SCREENSHOT").await;
    let file = json!({ "subject": deal.order().id, "papers": [proof] });
    bench.ask::<serde_json::Value>("file_papers", file).await;
    bench.ask::<serde_json::Value>("mark_ready_for_pickup", order.clone()).await;
    let entries = bench.outbox().await.entries;
    let entry =
        |operation: &str| entries.iter().find(|entry| entry.operation == operation).unwrap().id.clone();
    let withdraw = |id: String| json!({ "id": id, "action": "withdraw", "choices": [] });
    for behind in ["uploadPaymentDocument", "submitPayment"] {
        let refused = bench.refused("settle", withdraw(entry(behind))).await;
        assert_eq!(refused, FailureCode::StepHeld, "{behind}");
    }
    let documents = bench.order(deal.order()).await.documents;
    let document = documents.iter().find(|one| one.document.starts_with("PAYMENT")).unwrap();
    assert_eq!(bench.refused("archive_document", json!({ "id": document.id })).await, FailureCode::StepHeld);
    for taken_back in ["markReadyForPickup", "uploadPaymentDocument"] {
        bench.ask::<serde_json::Value>("settle", withdraw(entry(taken_back))).await;
    }
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_resumed_where_it_was_left() {
    let mut bench = Bench::start().await.signed_in().await;
    let (id, checked) = bench.fill(FormKind::Buyer, None, json!({ "vatNumber": "pl 526-025-02-74" })).await;
    assert_eq!(checked.vat.as_ref().unwrap().number, "PL5260250274");
    assert!(!checked.ready);
    bench.restart().await;
    let draft: desk::contract::Draft = bench.ask("draft", json!({ "id": id })).await;
    let form = serde_json::to_value(&draft.form).unwrap();
    assert_eq!(form["body"]["vatNumber"], "pl 526-025-02-74", "the form keeps every typed character");
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_whose_outcome_is_unknown_for_a_day_is_asked_about() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    // The document arrives, and every answer is lost until NT24 has forgotten the key.
    let lost = Fault {
        operation: Some("uploadTransportDocument".into()),
        times: 99,
        kind: FaultKind::CutAfterHandling,
    };
    bench.control().fault(lost);
    let paper = bench.paper("cmr.pdf", "TRANSPORT_CMR").await;
    let request = json!({ "subject": order.id, "papers": [paper] });
    bench.ask::<serde_json::Value>("file_papers", request).await;
    bench.until("the document arrived", async || (bench.counts().documents == 3).then_some(())).await;
    bench.clock.advance(chrono::TimeDelta::hours(25));
    bench.ask::<serde_json::Value>("try_now", json!({})).await;
    let entry = bench
        .until("the user is asked", async || {
            let entries = bench.outbox().await.entries;
            entries.into_iter().find(|entry| entry.state == EntryState::Unconfirmed)
        })
        .await;
    bench.control().clear_faults();
    bench.ask::<serde_json::Value>("settle", json!({ "id": entry.id, "action": "arrived" })).await;
    bench.drained().await;
    assert_eq!(bench.counts().documents, 3, "two of the buyer, one waybill");
    bench.finish().await;
}

/// Files a waybill whose answers are lost, and waits until it arrived.
async fn file_a_waybill_whose_answers_are_lost(bench: &Bench) {
    let buyer = onboard(bench, "PL5260250274").await;
    bench.drained().await;
    let order = new_order(bench, &buyer.id, "A-1").await;
    bench.drained().await;
    let lost = Fault {
        operation: Some("uploadTransportDocument".into()),
        times: 99,
        kind: FaultKind::CutAfterHandling,
    };
    bench.control().fault(lost);
    let paper = bench.paper("cmr.pdf", "TRANSPORT_CMR").await;
    bench.ask::<serde_json::Value>("file_papers", json!({ "subject": order.id, "papers": [paper] })).await;
    bench.until("the document arrived", async || (bench.counts().documents == 3).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_was_ahead_does_not_double_a_document() {
    let bench = Bench::start().await.signed_in().await;
    bench.desk_clock.set_wrong_by(chrono::TimeDelta::hours(48));
    file_a_waybill_whose_answers_are_lost(&bench).await;
    // The clock is corrected. By NT24's clock the key is young, so it is still valid.
    bench.desk_clock.set_wrong_by(chrono::TimeDelta::zero());
    bench.control().clear_faults();
    bench.ask::<serde_json::Value>("try_now", json!({})).await;
    bench.drained().await;
    assert_eq!(bench.counts().documents, 3, "two of the buyer, one waybill");
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_set_back_does_not_hide_the_age_of_a_key() {
    let bench = Bench::start().await.signed_in().await;
    file_a_waybill_whose_answers_are_lost(&bench).await;
    bench.clock.advance(chrono::TimeDelta::hours(25));
    bench.desk_clock.set_wrong_by(chrono::TimeDelta::hours(-25));
    bench.ask::<serde_json::Value>("try_now", json!({})).await;
    let entry = bench
        .until("the user is asked", async || {
            let entries = bench.outbox().await.entries;
            entries.into_iter().find(|entry| entry.state == EntryState::Unconfirmed)
        })
        .await;
    bench.control().clear_faults();
    bench.ask::<serde_json::Value>("settle", json!({ "id": entry.id, "action": "arrived" })).await;
    bench.drained().await;
    assert_eq!(bench.counts().documents, 3, "two of the buyer, one waybill");
    bench.finish().await;
}
