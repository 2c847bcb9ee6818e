//! A client with retries: the repeated calls, the limits, and the final error.

use crate::fixtures::{BUYER, ME, ManualClock, buyer, client, client_of, config, key, order, seller, upload};
use crate::server::{Reply, Request, Server};
use nt24_client::{Backoff, Client, ErrorKind, Fate, RetryPolicy, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A policy with pauses of a few milliseconds, always the longest.
fn policy() -> RetryPolicy {
    let mut policy = RetryPolicy::new(Arc::new(|| 1.0));
    policy.connection = Backoff::new(Duration::from_millis(2), Duration::from_millis(20));
    policy.answer = Backoff::new(Duration::from_millis(4), Duration::from_millis(20));
    policy
}

fn retrying(server: &Server) -> Client {
    client(server).with_retries(policy())
}

/// A server that sends these replies in turn, then repeats the last one.
async fn series<const N: usize>(replies: [fn() -> Reply; N]) -> Server {
    let asked = AtomicU32::new(0);
    Server::api(move |_| {
        let turn = asked.fetch_add(1, Ordering::SeqCst) as usize;
        replies[turn.min(N - 1)]()
    })
    .await
}

fn pickup() -> Write {
    Write::mark_ready_for_pickup(&seller(), &order(), key("k"))
}

#[tokio::test]
async fn a_read_succeeds_after_a_lost_answer_and_an_error_of_the_server() {
    let server =
        series([|| Reply::raw(""), || Reply::problem(500, "internal-error"), || Reply::json(200, ME)]).await;
    retrying(&server).me().await.unwrap();
    assert_eq!(server.requests().len(), 3);
    assert_eq!(server.token_calls(), 1);
}

#[tokio::test]
async fn a_client_without_a_policy_sends_once() {
    let server = series([|| Reply::raw(""), || Reply::json(200, ME)]).await;
    let error = client(&server).me().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (&ErrorKind::ConnectionLost, 1));
}

#[tokio::test]
async fn a_write_is_repeated_with_the_same_key_and_the_same_bytes() {
    let server = series([|| Reply::raw(""), || Reply::html(503), || Reply::json(201, BUYER)]).await;
    let write = Write::upload_transport_document(
        &seller(),
        &order(),
        upload(crate::fixtures::bytes(300_000)),
        key("k"),
    );
    retrying(&server).send(&write).await.unwrap();
    let sent = server.requests();
    assert_eq!(sent.len(), 3);
    let same = |a: &Request, b: &Request| {
        let header = |name| (a.header(name).map(str::to_owned), b.header(name).map(str::to_owned));
        let equal = |name| header(name).0.is_some() && header(name).0 == header(name).1;
        equal("idempotency-key") && equal("content-type") && a.body == b.body && a.target == b.target
    };
    assert!(sent.iter().all(|request| request.complete && same(request, &sent[0])));
    let ids: std::collections::HashSet<_> =
        sent.iter().map(|request| request.header("x-request-id")).collect();
    assert_eq!(ids.len(), 3, "each attempt can be found in the server's log");
}

#[tokio::test]
async fn the_final_error_counts_all_attempts() {
    let server = series([|| Reply::new(503, "", "")]).await;
    let error = retrying(&server).send(&pickup()).await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::Status(503), Fate::Unknown));
    assert_eq!((error.attempts(), server.requests().len()), (4, 4));
    assert!(error.elapsed() >= Duration::from_millis(4 + 8 + 16), "{:?}", error.elapsed());
    assert!(error.to_string().contains(", after 4 attempts in "), "{error}");
}

#[tokio::test]
async fn retry_after_is_obeyed() {
    let server = series([
        || {
            let head = "content-type: application/problem+json\r\nretry-after: 1\r\n";
            Reply::new(429, head, r#"{"type":"rate-limited"}"#)
        },
        || Reply::json(200, ME),
    ])
    .await;
    let begun = Instant::now();
    retrying(&server).me().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(1004), "{:?}", begun.elapsed());

    let server = series([|| Reply::new(429, "retry-after: 300\r\n", ""), || Reply::json(200, ME)]).await;
    let error = retrying(&server).me().await.unwrap_err();
    assert_eq!((error.attempts(), error.server_wait()), (1, Some(Duration::from_secs(300))));
}

#[tokio::test]
async fn a_decision_of_the_api_is_not_repeated() {
    let server = series([|| Reply::problem(422, "validation-error")]).await;
    let error = retrying(&server).send(&pickup()).await.unwrap_err();
    assert_eq!((error.fate(), error.attempts()), (Fate::Decided, 1));
}

#[tokio::test]
async fn the_fate_stays_unknown_until_an_answer_decides_it() {
    for (last, fate) in [
        // Refused before the key was read: the lost attempt may have been executed.
        ((|| Reply::problem(403, "forbidden")) as fn() -> Reply, Fate::Unknown),
        (|| Reply::new(429, "retry-after: 300\r\n", ""), Fate::Unknown),
        (|| Reply::problem(401, "unauthorized"), Fate::Unknown),
        // The key was read: an executed attempt would have been answered with its success.
        (|| Reply::problem(422, "validation-error"), Fate::Decided),
        (|| Reply::problem(409, "version-mismatch"), Fate::Decided),
    ] {
        let server = series([|| Reply::raw(""), last]).await;
        let error = retrying(&server).send(&pickup()).await.unwrap_err();
        assert_eq!(error.fate(), fate, "{error}");
    }
}

#[tokio::test]
async fn a_failing_token_call_is_repeated_as_often_as_the_call() {
    let server = Server::start(|_| Reply::raw("")).await;
    let error = retrying(&server).send(&pickup()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.fate(), error.attempts()),
        (&ErrorKind::ConnectionLost, Fate::NeverSent, 0)
    );
    assert_eq!((server.token_calls(), server.requests().len()), (4, 0));
}

#[tokio::test]
async fn cancelling_ends_a_pause_and_the_fate_stays_unknown() {
    let server = series([|| Reply::new(503, "retry-after: 60\r\n", "")]).await;
    let file = upload(vec![1; 10]);
    let cancel = file.cancel.clone();
    let write = Write::upload_transport_document(&seller(), &order(), file, key("k"));
    let client = retrying(&server);
    let sending = client.send(&write);
    let cancelling = async {
        while server.requests().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        cancel.cancel();
    };
    let (outcome, ()) = tokio::join!(sending, cancelling);
    let error = outcome.unwrap_err();
    assert_eq!((error.kind(), error.fate(), error.attempts()), (&ErrorKind::Cancelled, Fate::Unknown, 1));
}

#[tokio::test]
async fn after_a_sleep_of_the_machine_no_write_is_repeated_under_an_old_key() {
    let clock = ManualClock::new();
    let later = clock.clone();
    // The machine sleeps during the first attempt and wakes a day later.
    let server = Server::api(move |_| {
        later.advance(23 * 3600);
        Reply::raw("")
    })
    .await;
    let nt24 = client_of(config(&server), clock).with_retries(policy());
    let error = nt24.send(&pickup()).await.unwrap_err();
    assert_eq!((error.fate(), error.attempts()), (Fate::Unknown, 1));
    assert!(nt24.buyer(&seller(), &buyer(), None).await.is_err());
    assert_eq!(server.requests().len(), 1 + 4, "a read has no key");
}

#[tokio::test]
async fn clients_share_the_allowance_when_the_server_is_down() {
    let server = series([|| Reply::new(500, "", "")]).await;
    let policy = policy();
    let one = client(&server).with_retries(policy.clone());
    let calls: Vec<_> = (0..60)
        .map(|turn| {
            let nt24 = if turn % 2 == 0 { one.clone() } else { client(&server).with_retries(policy.clone()) };
            tokio::spawn(async move { nt24.me().await.is_err() })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap());
    }
    assert_eq!(server.requests().len(), 60 + 100);
    assert_eq!(policy.allowance.repetitions_left(), 0);
}
