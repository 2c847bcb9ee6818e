//! Which reads are done, in which order, and how a failed one affects the others.

mod bench;
mod others;
mod slow;
mod writes;

use crate::connection::subject::SubjectId;
use crate::contract::ReadingProgress;
use crate::given::clock::Clock as _;
use crate::papers::export_file;
use crate::papers::state::Files;
use bench::{Bench, Instead};
use chrono::TimeDelta;
use nt24::{Order, OrderStatus};
use nt24_client::CarrierFault;
use serde_json::json;
use std::sync::Arc;
use store::OrderRow;

/// The order of NT24 that was created first: it stands first in the list.
fn first_order(bench: &Bench) -> Order {
    bench.control().orders().into_iter().min_by_key(|order| order.created_at).unwrap()
}

/// How many of NT24's orders are stored here and were read.
fn read_orders(bench: &Bench) -> usize {
    let orders = bench.control().orders();
    orders
        .iter()
        .filter(|order| bench.order(&order.uuid).is_some_and(|row| row.refreshed_at.is_some()))
        .count()
}

#[tokio::test]
async fn an_order_that_cannot_be_stored_does_not_keep_the_others_away() {
    let mut bench = Bench::start().await;
    let order = first_order(&bench);
    let of_buyer = |buyer: &nt24::BuyerId| {
        let orders = bench.control().orders();
        orders.iter().filter(|order| order.buyer_id == *buyer).count()
    };
    let (all, poisoned) = (bench.control().orders().len(), of_buyer(&order.buyer_id));
    let buyer = format!("/buyers/{}", order.buyer_id);
    bench.when(move |path| path.ends_with(&buyer).then_some(Instead::Refuse(404, "not-found")));
    bench.read().await;
    assert_eq!(read_orders(&bench), all - poisoned, "all orders of other buyers are read");
    assert!(bench.order(&order.uuid).is_none());
    assert_eq!(bench.reading.unreadable().unwrap() as usize, poisoned, "the footer says so");
    let swept = bench.reading.last_complete_sweep().unwrap();
    assert!(swept.is_some(), "the list was read to its end");
    bench.take_requests("");
    bench.clock.pass(TimeDelta::seconds(61));
    bench.read().await;
    let lists = bench.take_requests("/orders?");
    assert!(lists.iter().all(|(_, path)| path.contains("updatedAfter")), "the sweep goes on: {lists:?}");
    bench.when(|_| None);
    bench.clock.pass(TimeDelta::hours(1));
    bench.read().await;
    assert_eq!(read_orders(&bench), all, "the failed ones are read when they can be");
    assert_eq!(bench.reading.unreadable().unwrap(), 0);
    assert!(bench.reading.last_complete_sweep().unwrap() > swept);
}

#[tokio::test]
async fn the_footer_says_how_many_orders_were_read() {
    let mut bench = Bench::start().await;
    let all = u32::try_from(bench.control().orders().len()).unwrap();
    assert_eq!(bench.reading.progress().unwrap(), None, "nothing is known of any order");
    bench.when(|path| path.ends_with("/compliance").then_some(Instead::Refuse(404, "not-found")));
    bench.read().await;
    let listed = ReadingProgress { read: 0, total: all };
    assert_eq!(bench.reading.progress().unwrap(), Some(listed), "the list was read, and no order of it");
    bench.when(|_| None);
    bench.clock.pass(TimeDelta::hours(1));
    bench.read().await;
    assert_eq!(bench.reading.progress().unwrap(), None, "each order was read");
}

#[tokio::test]
async fn a_row_that_cannot_be_parsed_does_not_take_its_page() {
    let mut bench = Bench::start().await;
    let all = bench.control().orders().len();
    bench.when(|path| {
        path.contains("/orders?").then_some(Instead::Change(|page| {
            if page["pagination"]["page"] == 0 {
                page["data"][0]["buyerId"] = json!(null);
                page["data"][1] = json!("no object");
            }
        }))
    });
    bench.read().await;
    // The first is read by its id, because its own resource can be parsed.
    assert_eq!(read_orders(&bench), all - 1);
    assert_eq!(bench.reading.unreadable().unwrap(), 1);
    bench.when(|_| None);
    bench.clock.pass(TimeDelta::seconds(61));
    bench.read().await;
    assert_eq!(read_orders(&bench), all);
    assert_eq!(bench.reading.unreadable().unwrap(), 0);
}

#[tokio::test]
async fn a_list_that_cannot_be_read_is_not_called_complete_and_keeps_nothing_waiting() {
    let mut bench = Bench::start().await;
    bench.read().await;
    let swept = bench.reading.last_complete_sweep().unwrap();
    let row = bench.buyer(&first_order(&bench).buyer_id).unwrap();
    bench.clock.pass(TimeDelta::minutes(16));
    bench.take_requests("");
    bench.when(|path| path.contains("/orders?").then_some(Instead::Refuse(500, "internal-error")));
    bench.connection().signals.mark_stale(SubjectId::Buyer(row.id));
    bench.read().await;
    assert_eq!(bench.reading.last_complete_sweep().unwrap(), swept);
    let requests = bench.take_requests("");
    assert!(requests.iter().any(|(_, path)| path.contains("/buyers/")), "what a write has touched is read");
    assert!(requests.iter().any(|(_, path)| path.contains("/compliance")), "old orders are read");
}

#[tokio::test]
async fn what_a_write_has_touched_is_read_after_a_sweep_that_failed() {
    let mut bench = Bench::start().await;
    bench.read().await;
    let order = first_order(&bench);
    let row = bench.buyer(&order.buyer_id).unwrap();
    bench.take_requests("");
    bench.clock.pass(TimeDelta::seconds(61));
    bench.connection().signals.mark_stale(SubjectId::Buyer(row.id));
    bench.when(|_| Some(Instead::Fail(CarrierFault::TimedOut)));
    bench.read().await;
    bench.when(|_| None);
    bench.connection().link.reset();
    bench.take_requests("");
    bench.read().await;
    let buyer = format!("/buyers/{}", order.buyer_id);
    assert!(!bench.take_requests(&buyer).is_empty(), "the buyer is still due");
}

#[tokio::test]
async fn a_server_that_always_promises_another_page_does_not_hold_the_sweep() {
    for change in [
        // Empty pages after the last one.
        (|page| page["pagination"]["hasNext"] = json!(true)) as fn(&mut serde_json::Value),
        // Empty pages from the beginning.
        |page| {
            page["data"] = json!([]);
            page["pagination"]["hasNext"] = json!(true);
        },
    ] {
        let mut bench = Bench::start().await;
        let asked = Arc::new(std::sync::atomic::AtomicU32::new(0));
        let count = Arc::clone(&asked);
        bench.when(move |path| {
            if !path.contains("/orders?") {
                return None;
            }
            // After a while the network ends what would never end by itself.
            let count = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Some(if count < 50 { Instead::Change(change) } else { Instead::Fail(CarrierFault::TimedOut) })
        });
        bench.read().await;
        let asked = asked.load(std::sync::atomic::Ordering::Relaxed);
        // A long pass has several sweeps, of at most three pages each.
        assert!(asked < 50, "{asked} pages");
    }
}

#[tokio::test]
async fn the_screen_is_read_in_time_while_a_long_pass_goes_on() {
    let mut bench = Bench::start().await;
    let order = first_order(&bench);
    let of_order = format!("/orders/{}", order.uuid);
    let reading = Arc::clone(&bench.reading);
    let seller = bench.connection().seller().unwrap();
    let remote = order.uuid.clone();
    // The page asks for the order with each request that passes, as long as it is stored.
    bench.when(move |_| {
        let row = reading.connection.store.read(|tx| store::orders::by_remote(tx, &seller, &remote)).unwrap();
        if let Some(row) = row {
            reading.on_screen(SubjectId::Order(row.id));
        }
        None
    });
    bench.read().await;
    let requests = bench.take_requests("");
    let took = requests.last().unwrap().0 - requests[0].0;
    assert!(took > TimeDelta::minutes(1), "a long pass: {took}");
    let reads = requests.iter().filter(|(_, path)| path.ends_with(&of_order)).map(|(at, _)| *at);
    let reads: Vec<_> = reads.collect();
    let gaps = reads.windows(2).map(|pair| pair[1] - pair[0]);
    assert!(gaps.max().unwrap() < TimeDelta::seconds(20), "{reads:?}");
    assert!(requests.last().unwrap().0 - *reads.last().unwrap() < TimeDelta::seconds(20));
}

#[tokio::test]
async fn what_a_write_has_touched_is_read_before_the_rest_of_a_long_pass() {
    let mut bench = Bench::start().await;
    let order = first_order(&bench);
    let reading = Arc::clone(&bench.reading);
    let (seller, remote) = (bench.connection().seller().unwrap(), order.uuid.clone());
    let marked = std::sync::atomic::AtomicBool::new(false);
    bench.when(move |path| {
        let row = reading.connection.store.read(|tx| store::orders::by_remote(tx, &seller, &remote)).unwrap();
        let is_read = row.as_ref().is_some_and(|row| row.refreshed_at.is_some());
        if is_read
            && !path.contains(remote.as_str())
            && !marked.swap(true, std::sync::atomic::Ordering::Relaxed)
        {
            reading.connection.signals.mark_stale(SubjectId::Order(row.unwrap().id));
        }
        None
    });
    bench.read().await;
    let requests = bench.take_requests("");
    let of_order = format!("/orders/{}", order.uuid);
    let reads: Vec<_> = requests.iter().filter(|(_, path)| path.ends_with(&of_order)).collect();
    assert_eq!(reads.len(), 2);
    assert!(reads[1].0 - reads[0].0 < TimeDelta::seconds(10), "{reads:?}");
}

#[tokio::test]
async fn what_cannot_be_read_is_asked_for_ever_less_often() {
    let mut bench = Bench::start().await;
    bench.read().await;
    let pending = |row: &store::BuyerRow| {
        let mut row = row.clone();
        let kyc = row.kyc.as_mut().unwrap();
        kyc.vies_result = Some(nt24::ViesResult::Pending);
        row
    };
    let order = first_order(&bench);
    let row = pending(&bench.buyer(&order.buyer_id).unwrap());
    bench.connection().store.write(|tx| store::buyers::save(tx, &row)).unwrap();
    bench.reading.on_screen(SubjectId::Buyer(row.id.clone()));
    let buyer = format!("/buyers/{}", order.buyer_id);
    let ends = buyer.clone();
    bench.when(move |path| path.ends_with(&ends).then_some(Instead::Refuse(404, "not-found")));
    bench.take_requests("");
    bench.read_for(TimeDelta::minutes(10)).await;
    let reads = bench.take_requests(&buyer).len();
    assert!((2..=12).contains(&reads), "{reads} reads in ten minutes");
    assert!(bench.buyer(&order.buyer_id).is_some(), "nothing is deleted here");
}

#[tokio::test]
async fn what_waits_to_be_read_survives_the_program() {
    let mut bench = Bench::start().await;
    let (all, order) = (bench.control().orders().len(), first_order(&bench));
    // The list is read, and then the program ends.
    let remote = order.uuid.to_string();
    bench.when(move |path| {
        (path.contains("/orders/") && !path.contains(&remote)).then_some(Instead::Fail(CarrierFault::NotSent))
    });
    bench.read().await;
    assert!(read_orders(&bench) < all);
    bench.when(|path| path.contains("/orders?").then_some(Instead::Refuse(500, "internal-error")));
    bench.restart().await;
    bench.read().await;
    assert_eq!(read_orders(&bench), all, "read without a list");
}

#[tokio::test]
async fn a_cancelled_order_is_not_read_again_by_its_age() {
    let mut bench = Bench::start().await;
    bench.read_for(TimeDelta::seconds(10)).await;
    let cancelled: Vec<_> =
        bench.control().orders().into_iter().filter(|order| order.status == OrderStatus::Cancelled).collect();
    assert!(!cancelled.is_empty());
    bench.take_requests("");
    bench.clock.pass(TimeDelta::minutes(16));
    bench.read_for(TimeDelta::minutes(15)).await;
    let reads = bench.take_requests("/orders/");
    assert!(!reads.is_empty(), "undecided orders are read again");
    for order in cancelled {
        let id = order.uuid.as_str();
        assert!(!reads.iter().any(|(_, path)| path.contains(id)), "{id} is cancelled");
    }
}

#[tokio::test]
async fn reading_fetches_no_export_file() {
    let mut bench = Bench::start().await;
    let all = bench.control().orders().len();
    bench.read().await;
    assert_eq!(read_orders(&bench), all);
    assert_eq!(bench.take_requests("/export-file/"), [], "the user asks for the file");
}

#[tokio::test]
async fn everything_is_read_but_the_order_in_fifty_that_cannot_be_read() {
    for instead in [
        (|| Instead::Refuse(500, "internal-error")) as fn() -> Instead,
        || Instead::Refuse(404, "not-found"),
        || Instead::Fail(CarrierFault::Lost),
        || Instead::Change(|order| *order = json!("no order")),
    ] {
        let mut bench = Bench::start().await;
        let mut orders = bench.control().orders();
        orders.sort_by_key(|order| order.created_at);
        let poisoned = orders.iter().step_by(50).map(|order| order.uuid.clone()).collect::<Vec<_>>();
        let paths = poisoned.iter().map(|id| format!("/orders/{id}")).collect::<Vec<_>>();
        bench.when(move |path| paths.iter().any(|order| path.contains(order)).then(instead));
        // A network that loses an answer ends a pass; the next one goes on.
        bench.read_for(TimeDelta::minutes(10)).await;
        assert_eq!(read_orders(&bench), orders.len() - poisoned.len());
        let unread = |id| bench.order(id).is_none_or(|row| row.refreshed_at.is_none());
        assert!(poisoned.iter().all(unread));
        assert!(bench.reading.last_complete_sweep().unwrap().is_some(), "the list was read to its end");
    }
}

#[tokio::test]
async fn the_screen_is_read_in_time_while_a_download_trickles() {
    let mut bench = Bench::start().await;
    bench.read().await;
    let mut orders = bench.control().orders().into_iter().filter_map(|order| bench.order(&order.uuid));
    let is_ready = |row: &OrderRow| row.export_file.as_ref().is_some_and(|file| file.download_url.is_some());
    let order = orders.find(is_ready).unwrap();
    // The answer never comes.
    bench.when(|path| path.contains("/export-file/").then_some(Instead::Hang));
    let files = Arc::new(Files::new(Arc::clone(&bench.reading.connection)));
    let id = order.id.clone();
    let download = tokio::spawn(async move { export_file::fetch(&files, &id).await });
    bench.take_requests("");
    while bench.take_requests("/export-file/").is_empty() {
        tokio::task::yield_now().await;
    }
    let begun = bench.clock.now();
    for _ in 0..120 {
        bench.reading.on_screen(SubjectId::Order(order.id.clone()));
        bench.read().await;
        bench.clock.pass(TimeDelta::seconds(1));
    }
    assert!(!download.is_finished(), "it trickles all the time");
    let of_order = format!("/orders/{}", order.remote.unwrap());
    let requests = bench.take_requests(&of_order).into_iter();
    let reads = requests.filter(|(_, path)| path.ends_with(&of_order)).map(|(at, _)| at);
    let times = [begun].into_iter().chain(reads).chain([bench.clock.now()]).collect::<Vec<_>>();
    let longest = times.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
    assert!(longest < TimeDelta::seconds(15), "{longest}");
    download.abort();
}
