//! The built-in sandbox: how it begins, and its other side. No other connection has one.

use crate::bench::Bench;
use crate::deal::{new_order, onboard};
use desk::contract::{
    BuyerList, FailureCode, FormKind, OrderList, SandboxAct, SandboxPanel, Session, Status, Subject, Taken,
};
use serde_json::{Value, json};

async fn orders(bench: &Bench) -> OrderList {
    bench.ask("orders", json!({ "text": "", "offset": 0, "limit": 200, "filter": "all" })).await
}

async fn play(bench: &Bench, act: &str, subject: Option<&Subject>) -> SandboxPanel {
    let subject = subject.map(|subject| &subject.id);
    bench.ask("play_sandbox", json!({ "act": act, "subject": subject })).await
}

async fn panel(bench: &Bench, subject: Option<&Subject>) -> SandboxPanel {
    bench.ask("sandbox_panel", json!({ "subject": subject.map(|subject| &subject.id) })).await
}

/// An order with an invoice in the built-in sandbox.
async fn invoiced(bench: &Bench) -> (Subject, Subject) {
    bench.ask::<Session>("start_sandbox", json!({})).await;
    let buyer = onboard(bench, "PL5260250274").await;
    let order = new_order(bench, &buyer.id, "A-1").await;
    bench.submit(FormKind::Invoice, Some(&order.id), json!({ "invoiceNumber": "RE-1" })).await;
    bench.drained().await;
    (buyer, order)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sandbox_begins_empty_or_with_a_dealership_which_stays_the_same() {
    let bench = Bench::start().await;
    bench.ask::<Session>("start_sandbox", json!({})).await;
    assert_eq!(orders(&bench).await.total, 0);
    bench.finish_with_rest().await;

    let mut bench = Bench::start().await;
    bench.ask::<Session>("start_sandbox", json!({ "demo": true })).await;
    let all = async || {
        let list = orders(&bench).await;
        (list.total == 120).then_some(list)
    };
    let before = bench.until("the dealership is read", all).await;
    assert!(before.rows.iter().all(|row| !row.unseen), "what was there is no news");
    bench.restart().await;
    bench.ask::<Status>("try_now", json!({})).await;
    let synced = async || bench.status().await.last_sync_at;
    bench.until("it is read again", synced).await;
    let after = orders(&bench).await;
    assert_eq!((after.total, &after.rows[0].id), (120, &before.rows[0].id));
    assert_eq!(bench.status().await.unreadable, 0, "the sandbox knows the orders of before");
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_vies_time_and_network_are_played_from_the_panel() {
    let bench = Bench::start().await;
    let (buyer, order) = invoiced(&bench).await;
    let before = panel(&bench, Some(&order)).await;
    for act in [SandboxAct::EditInvoice, SandboxAct::CancelOrder, SandboxAct::BlockBuyer, SandboxAct::Slow] {
        assert!(before.acts.contains(&act), "{act:?} of {:?}", before.acts);
    }
    assert!(!before.acts.contains(&SandboxAct::IdentityVerified), "the buyer is of mode A");
    assert!(before.numbers.iter().all(|one| one.vat_number != "PL5260250274"), "that one is used");

    play(&bench, "editInvoice", Some(&order)).await;
    let lower = async || {
        let page = bench.order(&order).await;
        page.invoice.filter(|invoice| invoice.amount.value == 1_840_000)
    };
    bench.until("the desk has read the lower amount", lower).await;

    play(&bench, "viesInvalid", Some(&buyer)).await;
    bench.ask::<Value>("check_vies", json!({ "id": buyer.id })).await;
    bench.drained().await;
    let invalid = async || {
        let page = bench.buyer(&buyer).await;
        (page.row.kyc.vies.as_deref() == Some("INVALID")).then_some(())
    };
    bench.until("VIES says so", invalid).await;

    let later = play(&bench, "weekForward", None).await;
    assert!(later.now[..10] > before.now[..10], "{} after {}", later.now, before.now);
    let failing = play(&bench, "failing", None).await;
    assert!(failing.trouble > 0 && failing.acts.contains(&SandboxAct::NoTrouble), "{failing:?}");
    assert_eq!(play(&bench, "noTrouble", None).await.trouble, 0);

    play(&bench, "blockBuyer", Some(&buyer)).await;
    let blocked = async || bench.buyer(&buyer).await.row.blocked.then_some(());
    bench.until("the buyer is blocked", blocked).await;
    let again = json!({ "act": "blockBuyer", "subject": buyer.id });
    assert_eq!(bench.refused("play_sandbox", again).await, FailureCode::Gone, "it is blocked already");
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sample_papers_are_taken_like_dropped_files_and_say_what_they_are() {
    let bench = Bench::start().await;
    let (buyer, order) = invoiced(&bench).await;
    let of_order: Taken = bench.ask("take_sample_papers", json!({ "subject": order.id })).await;
    assert!(of_order.refused.is_empty(), "{:?}", of_order.refused);
    let types = |taken: &Taken| {
        let guesses = taken.files.iter().map(|file| file.guess.clone().expect("recognised").document);
        guesses.collect::<Vec<_>>()
    };
    assert_eq!(
        types(&of_order),
        [
            "SHIPMENT_PRELIMINARY_INVOICE",
            "PAYMENT_BANK_TRANSFER_SCREENSHOT",
            "TRANSPORT_CMR",
            "TRANSPORT_CMR_DELIVERY",
            "SHIPMENT_INVOICE"
        ]
    );
    assert!(of_order.files.iter().all(|file| file.name.starts_with("SAMPLE ")), "{:?}", of_order.files);
    let of_buyer: Taken = bench.ask("take_sample_papers", json!({ "subject": buyer.id })).await;
    assert_eq!(types(&of_buyer), ["COC_EXTRACT", "AML_DECLARATION"]);
    let of_nobody: Taken = bench.ask("take_sample_papers", json!({})).await;
    assert_eq!(of_nobody.files.len(), 7);
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_connection_has_no_other_side_to_play() {
    let bench = Bench::start().await.signed_in().await;
    for (command, request) in [
        ("sandbox_panel", json!({})),
        ("play_sandbox", json!({ "act": "dayForward" })),
        ("take_sample_papers", json!({})),
        ("set_sandbox_network", json!({ "up": false })),
    ] {
        assert_eq!(bench.refused(command, request).await, FailureCode::NotOpen, "{command}");
    }
    let buyers: BuyerList = bench.ask("buyers", json!({ "text": "", "offset": 0, "limit": 9 })).await;
    assert_eq!(buyers.total, 0);
    bench.finish().await;
}
