//! The lists show what the pages show, although they do not compute it anew.

use crate::bench::Bench;
use crate::deal::{Deal, Step, VIN, new_order, onboard};
use desk::contract::{
    BuyerList, FailureCode, ListPlace, OrderList, OrderRow, Places, SendState, Session, StopState, Turn,
};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::json;

async fn orders(bench: &Bench, text: &str, filter: &str) -> Vec<OrderRow> {
    let request = json!({ "text": text, "filter": filter, "offset": 0, "limit": 9 });
    let list: OrderList = bench.ask("orders", request).await;
    assert_eq!(list.total as usize, list.rows.len(), "{text} {filter}");
    list.rows
}

/// Compares the rows of the lists with the page, which is computed for each question.
async fn assert_lists_are_current(bench: &Bench, deal: &Deal) {
    // A write that arrives in between changes both: they are compared once both are of the same time.
    let (page, found) = bench
        .until("list and page are of the same time", async || {
            let before = bench.order(deal.order()).await;
            let mut found = Vec::new();
            for filter in ["all", "you", "buyer", "nt24", "closed"] {
                found.push((filter, orders(bench, "", filter).await));
            }
            let buyer = bench.buyer(deal.buyer()).await;
            found.push(("of the buyer", buyer.orders));
            let after = bench.order(deal.order()).await;
            (before.row == after.row).then_some((before, found))
        })
        .await;
    for (filter, rows) in found {
        let expected = match filter {
            "you" => page.row.turn == Turn::You,
            "buyer" => page.row.turn == Turn::Buyer,
            "nt24" => page.row.turn == Turn::Nt24,
            "closed" => page.row.turn == Turn::Nobody,
            _ => true,
        };
        assert_eq!(rows, if expected { vec![page.row.clone()] } else { vec![] }, "{filter}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_follow_every_step_of_a_deal() {
    let bench = Bench::start().await.signed_in().await;
    let mut deal = Deal::new("PL5260250274");
    deal.play(&bench, Step::Buyer).await;
    deal.until_done(&bench, Step::Buyer).await;
    deal.play(&bench, Step::Order).await;
    for step in [Step::Invoice, Step::Payment, Step::Ready, Step::Pickup, Step::Delivery] {
        assert_lists_are_current(&bench, &deal).await;
        bench.drained().await;
        assert_lists_are_current(&bench, &deal).await;
        deal.play(&bench, step).await;
    }
    deal.until_done(&bench, Step::Delivery).await;
    assert_lists_are_current(&bench, &deal).await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_write_of_the_buyer_shows_in_the_list_of_orders() {
    let bench = Bench::start().await.signed_in().await;
    let mut deal = Deal::new("PL5260250274");
    bench.control().fault(Fault {
        operation: Some("upsertBuyer".into()),
        times: 1,
        kind: FaultKind::Status(403, "capability-required".into()),
    });
    deal.play(&bench, Step::Buyer).await;
    deal.play(&bench, Step::Order).await;
    bench.until("the buyer is refused", async || (bench.status().await.parked > 0).then_some(())).await;
    let rows = orders(&bench, "", "you").await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].route[0].state, StopState::NeedsYou);
    assert_eq!(rows[0].send_state, SendState::Waiting);
    assert_lists_are_current(&bench, &deal).await;
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn buyers_and_orders_are_found_however_they_are_typed() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    new_order(&bench, &buyer.id, "A-1001").await;
    new_order(&bench, &buyer.id, "A-1002").await;
    bench.drained().await;
    for text in ["lodz", "ŁÓDŹ", "Auto Ło\u{301}dz\u{301}", "PL 526-025-02-74", "5260250274"] {
        let list: BuyerList = bench.ask("buyers", json!({ "text": text, "offset": 0, "limit": 9 })).await;
        assert_eq!((list.total, list.rows.len()), (1, 1), "{text}");
        assert_eq!(list.rows[0].orders, 2);
        assert_eq!(orders(&bench, text, "all").await.len(), 2, "{text}");
    }
    assert_eq!(orders(&bench, "a 1002", "all").await.len(), 1);
    assert_eq!(orders(&bench, &format!("{}-{}", &VIN[..3], &VIN[3..]), "all").await.len(), 2);
    assert_eq!(orders(&bench, "absent", "all").await.len(), 0);
    bench.finish().await;
}

#[tokio::test]
async fn the_place_in_a_list_is_kept_over_a_lock_and_a_restart() {
    let mut bench = Bench::start().await.signed_in().await;
    assert_eq!(bench.ask::<Places>("places", json!({})).await, Places::default());
    let orders = ListPlace {
        text: "kowalski".into(),
        filter: "closed".into(),
        sort: "newest".into(),
        row: Some("an order".into()),
        index: 60,
        top: -12,
    };
    let kept = Places { orders, ..Places::default() };
    bench.ask::<serde_json::Value>("keep_places", json!(kept)).await;
    bench.restart().await;
    assert_eq!(bench.ask::<Places>("places", json!({})).await, kept);

    // A search may be the name of a buyer: it is not told while the data is locked.
    bench.ask::<Session>("lock", json!({})).await;
    assert_eq!(bench.refused("places", json!({})).await, FailureCode::NotOpen);
    bench.ask::<Session>("unlock", json!({ "passphrase": "" })).await;
    assert_eq!(bench.ask::<Places>("places", json!({})).await, kept);

    let long = ListPlace { text: "ł".repeat(1000), ..ListPlace::default() };
    bench.ask::<serde_json::Value>("keep_places", json!({ "buyers": long })).await;
    let places = bench.ask::<Places>("places", json!({})).await;
    assert_eq!(places.buyers.text.chars().count(), 200);
    bench.finish().await;
}
