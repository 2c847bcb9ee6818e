//! A client that repeats: what it sends again, when it stops, and what it then knows.

use crate::server::{Reply, Request, Server};
use crate::world::{BUYER, ME, ManualClock, buyer, client, client_of, config, key, order, seller, upload};
use nt24_client::{Backoff, Client, ErrorKind, Fate, RetryPolicy, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Pauses of a few milliseconds, always as long as may be.
fn policy() -> RetryPolicy {
    let mut policy = RetryPolicy::new(Arc::new(|| 1.0));
    policy.connection = Backoff::new(Duration::from_millis(2), Duration::from_millis(20));
    policy.answer = Backoff::new(Duration::from_millis(4), Duration::from_millis(20));
    policy
}

fn patient(server: &Server) -> Client {
    client(server).with_retries(policy())
}

/// Answers with these in turn, and with the last one for ever.
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
async fn a_read_survives_cuts_and_a_struggling_server() {
    let server =
        series([|| Reply::raw(""), || Reply::problem(500, "internal-error"), || Reply::json(200, ME)]).await;
    patient(&server).me().await.unwrap();
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
    let write =
        Write::upload_transport_document(&seller(), &order(), upload(crate::world::bytes(300_000)), key("k"));
    patient(&server).send(&write).await.unwrap();
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
async fn the_error_of_a_call_given_up_tells_of_all_its_attempts() {
    let server = series([|| Reply::new(503, "", "")]).await;
    let error = patient(&server).send(&pickup()).await.unwrap_err();
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
    patient(&server).me().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(1004), "{:?}", begun.elapsed());

    let server = series([|| Reply::new(429, "retry-after: 300\r\n", ""), || Reply::json(200, ME)]).await;
    let error = patient(&server).me().await.unwrap_err();
    assert_eq!((error.attempts(), error.server_wait()), (1, Some(Duration::from_secs(300))));
}

#[tokio::test]
async fn what_the_api_decided_stands_at_once() {
    let server = series([|| Reply::problem(422, "validation-error")]).await;
    let error = patient(&server).send(&pickup()).await.unwrap_err();
    assert_eq!((error.fate(), error.attempts()), (Fate::Decided, 1));
}

#[tokio::test]
async fn a_doubt_stays_until_something_settles_it() {
    for (last, fate) in [
        // Turned away before the key was looked at: the lost attempt may have been executed.
        ((|| Reply::problem(403, "forbidden")) as fn() -> Reply, Fate::Unknown),
        (|| Reply::new(429, "retry-after: 300\r\n", ""), Fate::Unknown),
        (|| Reply::problem(401, "unauthorized"), Fate::Unknown),
        // The key was looked at: an attempt that had been executed would have been answered with success.
        (|| Reply::problem(422, "validation-error"), Fate::Decided),
        (|| Reply::problem(409, "version-mismatch"), Fate::Decided),
    ] {
        let server = series([|| Reply::raw(""), last]).await;
        let error = patient(&server).send(&pickup()).await.unwrap_err();
        assert_eq!(error.fate(), fate, "{error}");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_had_is_tried_as_often_as_the_call() {
    let server = Server::start(|_| Reply::raw("")).await;
    let error = patient(&server).send(&pickup()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.fate(), error.attempts()),
        (&ErrorKind::ConnectionLost, Fate::NeverSent, 0)
    );
    assert_eq!((server.token_calls(), server.requests().len()), (4, 0));
}

#[tokio::test]
async fn cancelling_ends_a_pause_and_keeps_the_doubt() {
    let server = series([|| Reply::new(503, "retry-after: 60\r\n", "")]).await;
    let file = upload(vec![1; 10]);
    let cancel = file.cancel.clone();
    let write = Write::upload_transport_document(&seller(), &order(), file, key("k"));
    let client = patient(&server);
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
async fn a_machine_that_slept_does_not_write_under_a_forgotten_key() {
    let clock = ManualClock::new();
    let later = clock.clone();
    // The lid is closed while the first attempt is under way, and opened the day after.
    let server = Server::api(move |_| {
        later.advance(23 * 3600);
        Reply::raw("")
    })
    .await;
    let nt24 = client_of(config(&server), clock).with_retries(policy());
    let error = nt24.send(&pickup()).await.unwrap_err();
    assert_eq!((error.fate(), error.attempts()), (Fate::Unknown, 1));
    assert!(nt24.buyer(&seller(), &buyer(), None).await.is_err());
    assert_eq!(server.requests().len(), 1 + 4, "a read has no key that could be forgotten");
}

#[tokio::test]
async fn clones_stop_together_when_the_server_is_down() {
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
