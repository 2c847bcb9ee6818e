use crate::fixtures::{ME, ManualClock, SECRET, client, client_of, config, impatient, key, order, seller};
use crate::server::{Reply, Server};
use nt24_client::{ErrorKind, Fate, Retry, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

#[tokio::test]
async fn the_credentials_are_sent_as_a_form() {
    let server = Server::start(|request| match request.target.as_str() {
        "/token" => {
            let form: Vec<(String, String)> =
                url::form_urlencoded::parse(&request.body).into_owned().collect();
            let wanted = [
                ("grant_type", "client_credentials"),
                ("client_id", "api-client-test"),
                ("client_secret", SECRET),
            ];
            let wanted = wanted.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let right = request.method == "POST"
                && form == wanted
                && request.header("content-type") == Some("application/x-www-form-urlencoded");
            if right {
                Reply::json(
                    200,
                    r#"{"access_token":"t","expires_in":300,"token_type":"Bearer","scope":null}"#,
                )
            } else {
                Reply::json(401, r#"{"error":"invalid_client"}"#)
            }
        }
        _ => Reply::json(200, ME),
    })
    .await;
    client(&server).me().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_callers_with_an_expired_token_share_one_token_call() {
    let server = Server::api(|_| Reply::json(200, ME)).await;
    let clock = ManualClock::new();
    let nt24 = client_of(config(&server), clock.clone());
    nt24.me().await.unwrap();
    assert_eq!(server.token_calls(), 1);
    clock.advance(301);
    let calls = (0..200).map(|_| {
        let nt24 = nt24.clone();
        tokio::spawn(async move { nt24.me().await.map(drop) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.token_calls(), 2);
    assert_eq!(
        server
            .requests()
            .iter()
            .filter(|request| request.header("authorization") == Some("Bearer token-2"))
            .count(),
        200
    );
}

#[tokio::test]
async fn callers_share_a_failed_token_call_and_the_next_one_repeats_it() {
    let asked = AtomicU32::new(0);
    let server = Server::start(move |request| match request.target.as_str() {
        "/token" if asked.fetch_add(1, Ordering::SeqCst) == 0 => {
            let answer = "HTTP/1.1 401 X\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 26\r\n\r\n{\"error\":\"invalid_client\"}";
            Reply::Parts(vec![(Duration::from_millis(200), answer.into())])
        }
        "/token" => Reply::json(200, r#"{"access_token":"t","expires_in":300,"token_type":"Bearer"}"#),
        _ => Reply::json(200, ME),
    })
    .await;
    let nt24 = client(&server);
    let (a, b, c) = tokio::join!(nt24.me(), nt24.me(), nt24.me());
    for error in [a.unwrap_err(), b.unwrap_err(), c.unwrap_err()] {
        assert_eq!(
            (error.kind(), error.fate(), error.retry()),
            (&ErrorKind::Credentials, Fate::NeverSent, Retry::Never)
        );
        assert_eq!(error.attempts(), 0);
    }
    assert_eq!(server.token_calls(), 1);
    nt24.me().await.unwrap();
    assert_eq!(server.token_calls(), 2);
}

#[tokio::test]
async fn a_token_is_renewed_a_minute_before_it_expires() {
    let server = Server::api(|_| Reply::json(200, ME)).await;
    let clock = ManualClock::new();
    let nt24 = client_of(config(&server), clock.clone());
    for (seconds, calls) in [(0, 1), (239, 1), (1, 2), (239, 2), (1, 3)] {
        clock.advance(seconds);
        nt24.me().await.unwrap();
        until(|| server.token_calls() == calls).await;
    }
}

/// Waits for a condition that a background task fulfils.
pub(crate) async fn until(done: impl Fn() -> bool) {
    for _ in 0..4000 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the condition was not fulfilled in time");
}

#[tokio::test]
async fn calls_do_not_wait_for_a_renewal_and_do_not_fail_with_it() {
    let asked = AtomicU32::new(0);
    let failure = Arc::new(Notify::new());
    let held = Arc::clone(&failure);
    let server = Server::start(move |request| match request.target.as_str() {
        "/token" if asked.fetch_add(1, Ordering::SeqCst) == 0 => {
            Reply::json(200, r#"{"access_token":"one","expires_in":300,"token_type":"Bearer"}"#)
        }
        "/token" => Reply::Held(Arc::clone(&held), Box::new(Reply::raw(""))),
        _ => Reply::json(200, ME),
    })
    .await;
    let clock = ManualClock::new();
    let nt24 = client_of(config(&server), clock.clone());
    nt24.me().await.unwrap();
    clock.advance(270);
    for _ in 0..20 {
        nt24.me().await.unwrap();
    }
    until(|| server.token_calls() == 2).await;
    // The renewal is under way, and this call comes back.
    nt24.me().await.unwrap();
    let begun = Instant::now();
    failure.notify_one();
    for _ in 0..20 {
        nt24.me().await.unwrap();
    }
    let renewed = server.token_calls() - 2;
    assert!(
        renewed as u64 <= begun.elapsed().as_secs() / 5,
        "there are 5 s between a failure and the next call"
    );
    // The token's life is too short for another request: now the call waits for a new one.
    clock.advance(21);
    failure.notify_one();
    failure.notify_one();
    assert_eq!(nt24.me().await.unwrap_err().kind(), &ErrorKind::ConnectionLost);
    assert_eq!(server.token_calls(), 3 + renewed);
}

#[tokio::test]
async fn a_jump_of_the_clock_costs_at_most_one_token() {
    let server = Server::api(|_| Reply::json(200, ME)).await;
    let clock = ManualClock::new();
    let nt24 = client_of(config(&server), clock.clone());
    for (seconds, calls) in [(0, 1), (-86_400, 2), (0, 2), (3 * 86_400, 3), (0, 3), (-86_400, 4)] {
        clock.advance(seconds);
        nt24.me().await.unwrap();
        assert_eq!(server.token_calls(), calls, "{seconds}");
    }
}

#[tokio::test]
async fn a_token_life_out_of_range_is_limited() {
    for (life, believed) in
        [("\"expires_in\":0,", 5), ("\"expires_in\":18446744073709551615,", 86_300), ("", 5)]
    {
        let body = format!(r#"{{"access_token":"t",{life}"token_type":"Bearer"}}"#);
        let server = Server::start(move |request| match request.target.as_str() {
            "/token" => Reply::json(200, &body),
            _ => Reply::json(200, ME),
        })
        .await;
        let clock = ManualClock::new();
        let nt24 = client_of(config(&server), clock.clone());
        for _ in 0..5 {
            nt24.me().await.unwrap();
        }
        assert_eq!(server.token_calls(), 1, "{life}");
        clock.advance(believed + 200);
        nt24.me().await.unwrap();
        assert_eq!(server.token_calls(), 2, "{life}");
    }
}

#[tokio::test]
async fn a_token_with_a_short_life_is_used_more_than_once() {
    let server = Server::start(|request| match request.target.as_str() {
        "/token" => Reply::json(200, r#"{"access_token":"t","expires_in":60,"token_type":"Bearer"}"#),
        _ => Reply::json(200, ME),
    })
    .await;
    let nt24 = client(&server);
    nt24.me().await.unwrap();
    nt24.me().await.unwrap();
    assert_eq!(server.token_calls(), 1);
}

#[tokio::test]
async fn after_any_failure_of_the_token_call_the_write_was_never_sent() {
    for (reply, kind) in [
        (Reply::html as fn(u16) -> Reply, ErrorKind::NotTheApi),
        (|_| Reply::raw(""), ErrorKind::ConnectionLost),
        (|_| Reply::json(200, "{\"access"), ErrorKind::BadBody),
        (|_| Reply::json(503, "{}"), ErrorKind::Status(503)),
        (|_| Reply::new(302, "location: /elsewhere\r\n", ""), ErrorKind::Redirected),
        (|_| Reply::json(400, r#"{"error":"unauthorized_client"}"#), ErrorKind::Credentials),
        (|_| Reply::Silence, ErrorKind::Timeout),
    ] {
        let server = Server::start(move |_| reply(200)).await;
        let nt24 = impatient(&server);
        let error = nt24.send(&Write::regenerate_export(&seller(), &order(), key("k"))).await.unwrap_err();
        assert_eq!((error.kind(), error.fate(), error.attempts()), (&kind, Fate::NeverSent, 0));
        assert!(server.requests().is_empty());
    }
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_the_token_call_to_the_next() {
    let answer = Arc::new(Notify::new());
    let held = Arc::clone(&answer);
    let server = Server::start(move |request| match request.target.as_str() {
        "/token" => {
            let token = Reply::json(200, r#"{"access_token":"t","expires_in":300,"token_type":"Bearer"}"#);
            Reply::Held(Arc::clone(&held), Box::new(token))
        }
        _ => Reply::json(200, ME),
    })
    .await;
    let nt24 = client(&server);
    tokio::select! {
        _ = nt24.me() => panic!("the token is held back"),
        () = until(|| server.token_calls() == 1) => {}
    }
    answer.notify_one();
    nt24.me().await.unwrap();
    assert_eq!(server.token_calls(), 1);
}

#[tokio::test]
async fn a_token_call_ends_after_all_its_callers_are_dropped() {
    let asked = AtomicU32::new(0);
    let server = Server::start(move |request| match request.target.as_str() {
        "/token" if asked.fetch_add(1, Ordering::SeqCst) == 0 => Reply::Silence,
        "/token" => Reply::json(200, r#"{"access_token":"t","expires_in":300,"token_type":"Bearer"}"#),
        _ => Reply::json(200, ME),
    })
    .await;
    let nt24 = impatient(&server);
    tokio::select! {
        biased;
        _ = nt24.me() => panic!("the server is silent"),
        () = until(|| server.token_calls() == 1) => {}
    }
    // The call has failed by now, and the next one does not inherit that.
    until(|| server.given_up() == 1).await;
    nt24.me().await.unwrap();
    assert_eq!(server.token_calls(), 2);
}
