//! Reads on a line that is slow, throttled, or silent for one resource.

use super::bench::{Bench, Instead};
use super::{first_order, read_orders};
use crate::connection::subject::SubjectId;
use crate::given::clock::Clock;
use crate::sync::watched::while_serving_screen;
use chrono::TimeDelta;
use nt24_client::CarrierFault;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn a_resource_that_is_never_answered_keeps_nothing_else_waiting() {
    let silent = |_| Instead::Fail(CarrierFault::TimedOut);
    let cut = |_| Instead::Fail(CarrierFault::Lost);
    let blocked = |now| Instead::Page(403, now);
    let cases: [fn(_) -> Instead; 3] = [silent, cut, blocked];
    let parts = ["/compliance", "", "/compliance"];
    for (number, (part, case)) in parts.into_iter().zip(cases).enumerate() {
        let mut bench = Bench::start().await;
        let (all, order, clock) = (bench.control().orders().len(), first_order(&bench), bench.clock.clone());
        let ends = format!("/orders/{}{part}", order.uuid);
        bench.when(move |path| path.ends_with(&ends).then(|| case(Clock::now(&*clock))));
        for _ in 0..3 {
            bench.read().await;
            bench.clock.pass(TimeDelta::seconds(1));
        }
        assert_eq!(read_orders(&bench), all - 1, "case {number}");
        assert_eq!(bench.reading.unreadable().unwrap(), 1, "the footer says so: case {number}");
        assert!(bench.connection().link.is_online(), "NT24 answers the rest: case {number}");
    }
}

#[tokio::test]
async fn a_list_that_is_never_answered_is_asked_for_once_a_minute_and_keeps_nothing_else_waiting() {
    let mut bench = Bench::start().await;
    bench.read().await;
    bench.take_requests("");
    bench.when(|path| path.contains("/orders?").then_some(Instead::Fail(CarrierFault::TimedOut)));
    bench.clock.pass(TimeDelta::minutes(16));
    bench.read_for(TimeDelta::minutes(5)).await;
    let requests = bench.take_requests("");
    let lists = requests.iter().filter(|(_, path)| path.contains("/orders?")).count();
    assert!((2..=7).contains(&lists), "{lists} lists in five minutes");
    assert!(requests.iter().any(|(_, path)| path.contains("/compliance")), "old orders are read");
    assert!(bench.connection().link.is_online());
}

#[tokio::test]
async fn an_outage_is_not_blamed_on_what_was_being_read() {
    let mut bench = Bench::start().await;
    bench.read().await;
    let row = bench.order(&first_order(&bench).uuid).unwrap();
    bench.connection().signals.mark_stale(SubjectId::Order(row.id));
    for fault in [CarrierFault::TimedOut, CarrierFault::Lost, CarrierFault::NotSent] {
        bench.when(move |_| Some(Instead::Fail(fault)));
        bench.take_requests("");
        for _ in 0..5 {
            bench.read().await;
            bench.clock.pass(TimeDelta::seconds(61));
        }
        assert_eq!(bench.reading.unreadable().unwrap(), 0);
        assert!(!bench.connection().link.is_online());
        let requests = bench.take_requests("").len();
        assert!(requests <= 10, "{requests} requests in five passes");
    }
}

#[tokio::test]
async fn a_read_that_waits_for_its_turn_moves_on_while_the_screen_is_read() {
    let mut bench = Bench::start().await;
    bench.read().await;
    let row = bench.order(&first_order(&bench).uuid).unwrap();
    let (turn, opened) = (bench.turn(), tokio::sync::Notify::new());
    let reading = Arc::clone(&bench.reading);
    // It has the turn, as a read that waits for the request budget does, and needs time until it gives it back.
    let background = async {
        let _turn = turn.lock().await;
        reading.on_screen(SubjectId::Order(row.id));
        opened.notified().await;
    };
    bench.take_requests("");
    let served = while_serving_screen(&reading, background);
    let budget_opens = async {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        opened.notify_one();
    };
    let both = async { tokio::join!(served, budget_opens) };
    // Only a failure takes that long.
    let ended = tokio::time::timeout(Duration::from_secs(20), both).await;
    assert!(ended.is_ok(), "the screen waits for a read that is not continued");
    assert!(!bench.take_requests("/compliance").is_empty(), "the screen was read to its end");
}

#[tokio::test]
async fn subjects_that_are_read_often_leave_room_for_the_rest_on_a_slow_line() {
    for (pending, on_screen) in [(1, 0), (6, 3)] {
        let mut bench = Bench::start().await;
        bench.read().await;
        let buyers: Vec<_> = bench.control().buyers().into_iter().take(pending).collect();
        for buyer in &buyers {
            let mut row = bench.buyer(&buyer.uuid).unwrap();
            row.kyc.as_mut().unwrap().vies_result = Some(nt24::ViesResult::Pending);
            bench.connection().store.write(|tx| store::buyers::save(tx, &row)).unwrap();
        }
        let orders = bench.control().orders();
        let watched = orders.iter().take(on_screen).map(|order| bench.order(&order.uuid).unwrap().id);
        let watched: Vec<_> = watched.collect();
        bench.each_request_takes(TimeDelta::milliseconds(1100));
        let (clock, reading) = (bench.clock.clone(), Arc::clone(&bench.reading));
        let end = Clock::now(&*clock) + TimeDelta::minutes(3);
        bench.when(move |path| {
            for id in &watched {
                reading.on_screen(SubjectId::Order(id.clone()));
            }
            if Clock::now(&*clock) > end {
                return Some(Instead::Fail(CarrierFault::NotSent));
            }
            path.ends_with("/kyc").then_some(Instead::Change(|kyc| kyc["viesResult"] = json!("PENDING")))
        });
        bench.take_requests("");
        while Clock::now(&*bench.clock) < end {
            bench.read().await;
            bench.clock.pass(TimeDelta::milliseconds(50));
        }
        let lists = bench.take_requests("/orders?").len();
        assert!(lists >= 1, "no list in three minutes, {pending} pending and {on_screen} on the screen");
    }
}

#[tokio::test]
async fn the_loop_rests_while_too_little_of_the_budget_is_left_for_the_sweep() {
    let mut bench = Bench::start().await;
    let reset = Clock::now(&*bench.clock) + TimeDelta::minutes(10);
    bench.read().await;
    bench.reads_left("20", reset);
    bench.connection().client().me().await.unwrap();
    bench.clock.pass(TimeDelta::minutes(2));
    // Reads that are due besides the sweep happen in this one.
    bench.round().await;
    let pause = bench.round().await;
    assert!(pause > Duration::from_secs(1), "the loop would be busy without a read: {pause:?}");
    assert!(pause <= Duration::from_secs(600), "{pause:?}");
}

#[tokio::test]
async fn the_user_who_tries_now_does_not_wait_for_the_end_of_a_pause() {
    let mut bench = Bench::start().await;
    bench.when(|path| path.contains("/orders?").then_some(Instead::Limit(50)));
    bench.round().await;
    bench.when(|_| None);
    bench.take_requests("");
    bench.clock.pass(TimeDelta::seconds(5));
    bench.round().await;
    assert!(bench.take_requests("").is_empty(), "NT24 has asked for a pause");
    bench.reading.sweep_now();
    bench.round().await;
    assert!(!bench.take_requests("/orders?").is_empty(), "the user has asked");
}
