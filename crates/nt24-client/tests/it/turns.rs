//! A governed client after a 429: how long it waits for its turn, and how a user tries now.

use crate::fixtures::{ME, ManualClock, client_of, config, key, order, seller};
use crate::server::{Reply, Server};
use chrono::TimeDelta;
use nt24_client::{Client, Clock, ErrorKind, Fate, Governor, Limits, Retry, Write};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const DAY: &str = "content-type: application/problem+json\r\nretry-after: 86400\r\n";

/// A server that refuses so many requests for a day, and then answers.
async fn refusing(times: u32) -> Server {
    let asked = AtomicU32::new(0);
    Server::api(move |_| match asked.fetch_add(1, Ordering::SeqCst) < times {
        true => Reply::new(429, DAY, r#"{"type":"rate-limited"}"#),
        false => Reply::json(200, ME),
    })
    .await
}

fn governed(server: &Server) -> Client {
    client_of(config(server), ManualClock::new()).governed(Governor::bursting(1.0))
}

fn wait(error: &nt24_client::Error) -> Duration {
    let Retry::After(wait) = error.retry() else { panic!("{error}") };
    wait
}

#[tokio::test]
async fn a_request_that_gets_no_turn_fails_at_once_and_says_when_to_try_again() {
    let server = refusing(1).await;
    let nt24 = governed(&server);
    nt24.me().await.unwrap_err();
    for _ in 0..3 {
        let error = nt24.me().await.unwrap_err();
        assert_eq!((error.kind(), error.fate(), error.attempts()), (&ErrorKind::NoTurn, Fate::NeverSent, 0));
        assert!(wait(&error) > Duration::from_secs(60), "{error:?}");
        assert!(wait(&error) <= Duration::from_secs(300), "minutes, never a day: {error:?}");
    }
    assert_eq!(server.requests().len(), 1);
    // Reads and writes have a budget each.
    nt24.send(&Write::mark_ready_for_pickup(&seller(), &order(), key("k"))).await.unwrap();
}

#[tokio::test]
async fn a_user_who_tries_now_sends_one_request_and_opens_the_category_if_it_is_answered() {
    let server = refusing(2).await;
    let nt24 = governed(&server);
    nt24.me().await.unwrap_err();
    nt24.try_now();
    assert_eq!(nt24.me().await.unwrap_err().problem().map(|problem| problem.status), Some(429));
    assert_eq!(nt24.me().await.unwrap_err().kind(), &ErrorKind::NoTurn, "the refusal shuts it again");
    nt24.try_now();
    nt24.me().await.unwrap();
    nt24.me().await.unwrap();
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn of_many_requests_one_is_the_probe() {
    let server = refusing(u32::MAX).await;
    let nt24 = governed(&server);
    nt24.me().await.unwrap_err();
    nt24.try_now();
    let errors = futures_util::future::join_all((0..10).map(|_| nt24.me())).await;
    let sent = errors.iter().filter(|outcome| outcome.as_ref().is_err_and(|error| error.attempts() > 0));
    assert_eq!(sent.count(), 1);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_turn_that_does_not_come_within_the_limit_is_given_up() {
    let server =
        Server::api(|_| Reply::new(429, "content-type: application/json\r\nretry-after: 40\r\n", "{}")).await;
    let mut config = config(&server);
    config.limits = Limits { turn: Duration::from_millis(50), ..Limits::default() };
    let nt24 = client_of(config, ManualClock::new()).governed(Governor::new(1.0));
    nt24.me().await.unwrap_err();
    let error = nt24.me().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NoTurn);
    assert!(wait(&error) <= Duration::from_secs(40) && wait(&error) > Duration::from_secs(20), "{error:?}");
}

#[tokio::test]
async fn a_write_whose_turn_comes_after_its_limit_is_not_sent() {
    let asked = AtomicU32::new(0);
    let server = Server::api(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::new(429, "content-type: application/problem+json\r\nretry-after: 1\r\n", "{}"),
        _ => Reply::json(200, ME),
    })
    .await;
    let clock = ManualClock::new();
    let nt24 = client_of(config(&server), clock.clone()).governed(Governor::bursting(1.0));
    let write = Write::mark_ready_for_pickup(&seller(), &order(), key("k"));
    nt24.send(&write).await.unwrap_err();
    let limited = Write { not_after: Some(Clock::now(&clock) + TimeDelta::minutes(5)), ..write.clone() };
    let (outcome, ()) = tokio::join!(nt24.send(&limited), async {
        // It waits for its turn, and the machine sleeps meanwhile.
        tokio::task::yield_now().await;
        clock.advance(15 * 3600);
    });
    let error = outcome.unwrap_err();
    assert_eq!((error.kind(), error.fate(), error.attempts()), (&ErrorKind::NoTurn, Fate::NeverSent, 0));
    assert_eq!(server.requests().len(), 1);
    let later = Write { not_after: Some(Clock::now(&clock) + TimeDelta::minutes(5)), ..write };
    nt24.send(&later).await.unwrap();
}

#[tokio::test]
async fn downloads_and_writes_get_no_turn_either() {
    let server = refusing(u32::MAX).await;
    let nt24 = governed(&server);
    nt24.me().await.unwrap_err();
    let download = nt24_client::Download::export_file(&seller(), &order());
    assert_eq!(nt24.download(&download, &mut Vec::new()).await.unwrap_err().kind(), &ErrorKind::NoTurn);
    let write = Write::mark_ready_for_pickup(&seller(), &order(), key("k"));
    nt24.send(&write).await.unwrap_err();
    let error = nt24.send(&write).await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::NoTurn, Fate::NeverSent));
}
