//! What the footer says about reading: when everything was last looked at, and what cannot be read.

use crate::bench::Bench;
use crate::deal::{Deal, Step, new_order, onboard};
use desk::contract::FormKind;
use nt24::{Money, PaymentUpdate};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_footer_counts_what_cannot_be_read_until_it_can_be() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let kind = FaultKind::Status(404, "not-found".into());
    bench.control().fault(Fault { operation: Some("getBuyer".into()), times: 1000, kind });
    bench.buyer(&buyer).await;
    new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    bench
        .until("the footer says so", async || {
            bench.buyer(&buyer).await;
            (bench.status().await.unreadable == 1).then_some(())
        })
        .await;
    bench.control().clear_faults();
    bench.ask::<Value>("try_now", json!({})).await;
    let status = bench
        .until("it is read", async || {
            let status = bench.status().await;
            (status.unreadable == 0).then_some(status)
        })
        .await;
    assert!(status.last_sync_at.is_some(), "the list was read to its end");
    bench.finish().await;
}

/// The largest amount that the wire type can hold, in minor units.
fn largest() -> Money {
    Money { value: i64::MAX, currency: "EUR".to_owned() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn amounts_whose_sum_no_number_holds_are_shown_and_checked() {
    let bench = Bench::start().await.signed_in().await;
    let mut deal = Deal::new("PL5260250274");
    for step in [Step::Buyer, Step::Order, Step::Invoice, Step::Payment] {
        deal.play(&bench, step).await;
        deal.until_done(&bench, step).await;
    }
    let order = bench.control().orders()[0].uuid.clone();
    let change = PaymentUpdate {
        bank_amount: Some(largest()),
        cash_amount: Some(largest()),
        ..PaymentUpdate::default()
    };
    bench.control().edit_payment(&order, change).unwrap();
    bench
        .until("the payment is read", async || {
            let page = bench.order(deal.order()).await;
            (page.payment?.bank.value == i64::MAX).then_some(())
        })
        .await;
    // A form of another order counts the cash of this one.
    let other = new_order(&bench, &deal.buyer().id, "A-2").await;
    bench.drained().await;
    let paid = json!({ "bankAmount": "1", "cashAmount": "1" });
    let (_, checked) = bench.fill(FormKind::Payment, Some(&other.id), paid).await;
    assert!(checked.findings.iter().any(|finding| finding.rule.contains("cash")), "{checked:?}");
    bench.finish().await;
}
