//! The effect of a 401 on a token and on the calls that use it.

use crate::fixtures::{ME, ManualClock, client, client_of, config, key, order, seller};
use crate::server::{Reply, Server};
use crate::tokens::until;
use nt24_client::{ErrorKind, Fate, Retry, Write};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

#[tokio::test]
async fn after_a_401_a_write_is_repeated_with_a_new_token_and_the_same_key() {
    let server = Server::api(|request| match request.header("authorization") {
        Some("Bearer token-1") => Reply::problem(401, "unauthorized"),
        _ => Reply::new(202, "", ""),
    })
    .await;
    client(&server).regenerate_export(&seller(), &order(), &key("one")).await.unwrap();
    let keys: Vec<_> = server
        .requests()
        .iter()
        .map(|request| request.header("idempotency-key").unwrap().to_owned())
        .collect();
    assert_eq!(keys, ["one", "one"]);
    assert_eq!(server.token_calls(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_401s_for_one_token_renew_it_once() {
    let server = Server::api(|request| match request.header("authorization") {
        Some("Bearer token-1") => Reply::problem(401, "unauthorized"),
        _ => Reply::json(200, ME),
    })
    .await;
    let nt24 = client(&server);
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let nt24 = nt24.clone();
            tokio::spawn(async move { nt24.me().await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.token_calls(), 2);
}

#[tokio::test]
async fn a_second_401_means_wrong_credentials() {
    let server = Server::api(|_| Reply::problem(401, "unauthorized")).await;
    let error =
        client(&server).send(&Write::regenerate_export(&seller(), &order(), key("k"))).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.fate(), error.retry()),
        (&ErrorKind::Credentials, Fate::NeverSent, Retry::Never)
    );
    assert_eq!((error.attempts(), server.requests().len(), server.token_calls()), (2, 2, 2));
}

#[tokio::test]
async fn a_new_token_that_expires_before_it_is_refused_is_replaced() {
    for (pause, outcome) in
        [(0, Some(ErrorKind::Credentials)), (29, Some(ErrorKind::Credentials)), (31, None)]
    {
        let clock = ManualClock::new();
        let sleeping = clock.clone();
        let server = Server::api(move |request| match request.header("authorization") {
            Some("Bearer token-1") => Reply::problem(401, "unauthorized"),
            Some("Bearer token-2") => {
                sleeping.advance(pause);
                Reply::problem(401, "unauthorized")
            }
            _ => Reply::new(202, "", ""),
        })
        .await;
        let nt24 = client_of(config(&server), clock);
        let sent = nt24.send(&Write::regenerate_export(&seller(), &order(), key("k"))).await;
        assert_eq!(sent.err().map(|error| error.kind().clone()), outcome, "{pause}");
        let tokens = if outcome.is_some() { 2 } else { 3 };
        assert_eq!((server.token_calls(), server.requests().len()), (tokens, tokens), "{pause}");
    }
}

#[tokio::test]
async fn a_server_that_revokes_every_token_gets_a_limited_number_of_requests() {
    let clock = ManualClock::new();
    let sleeping = clock.clone();
    let server = Server::api(move |_| {
        sleeping.advance(31);
        Reply::problem(401, "unauthorized")
    })
    .await;
    let error = client_of(config(&server), clock).me().await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::Credentials, Fate::NeverSent));
    assert_eq!((server.token_calls(), server.requests().len()), (3, 3));
}

#[tokio::test]
async fn a_401_of_a_proxy_does_not_concern_the_credentials() {
    let server = Server::api(|_| Reply::html(401)).await;
    let error = client(&server).me().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotTheApi);
}

#[tokio::test]
async fn an_api_that_refuses_every_token_gets_few_token_calls() {
    let server = Server::api(|_| Reply::problem(401, "unauthorized")).await;
    let nt24 = client(&server);
    for _ in 0..20 {
        let error = nt24.me().await.unwrap_err();
        assert_eq!((error.kind(), error.fate()), (&ErrorKind::Credentials, Fate::NeverSent));
    }
    assert_eq!((server.token_calls(), server.requests().len()), (2, 21));
}

#[tokio::test]
async fn tokens_that_are_revoked_one_after_the_other_are_each_replaced() {
    let asked = AtomicU32::new(0);
    // Each token is accepted for two requests.
    let server = Server::api(move |request| {
        let turn = asked.fetch_add(1, Ordering::SeqCst);
        let token = format!("Bearer token-{}", turn / 3 + 1);
        match request.header("authorization") == Some(&token) && turn % 3 < 2 {
            true => Reply::json(200, ME),
            false => Reply::problem(401, "unauthorized"),
        }
    })
    .await;
    let nt24 = client(&server);
    for _ in 0..10 {
        nt24.me().await.unwrap();
    }
    assert_eq!(server.token_calls(), 5);
}

#[tokio::test]
async fn a_refused_token_is_used_for_no_other_call() {
    let asked = AtomicU32::new(0);
    let server =
        Server::start(move |request| match (request.target.as_str(), request.header("authorization")) {
            ("/token", _) if asked.fetch_add(1, Ordering::SeqCst) == 0 => {
                Reply::json(200, r#"{"access_token":"one","expires_in":300,"token_type":"Bearer"}"#)
            }
            ("/token", _) => {
                let body = r#"{"access_token":"two","expires_in":300,"token_type":"Bearer"}"#;
                let head = "HTTP/1.1 200 X\r\nconnection: close\r\ncontent-type: application/json\r\n";
                let answer = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
                Reply::Parts(vec![(Duration::from_millis(300), answer.into())])
            }
            (_, Some("Bearer one")) => Reply::problem(401, "unauthorized"),
            _ => Reply::json(200, ME),
        })
        .await;
    let nt24 = client(&server);
    let first = tokio::spawn({
        let nt24 = nt24.clone();
        async move { nt24.me().await.map(drop) }
    });
    // The second token is requested after the refusal of the first, and comes with a delay.
    until(|| server.token_calls() == 2).await;
    let calls: Vec<_> = (0..20).map(|_| nt24.me()).collect();
    for outcome in futures_util::future::join_all(calls).await {
        outcome.unwrap();
    }
    first.await.unwrap().unwrap();
    let bearers: Vec<_> =
        server.requests().iter().map(|request| request.header("authorization").map(str::to_owned)).collect();
    assert_eq!(bearers.iter().filter(|bearer| bearer.as_deref() == Some("Bearer one")).count(), 1);
    assert_eq!((server.token_calls(), bearers.len()), (2, 22));
}
