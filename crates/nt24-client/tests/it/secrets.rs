//! A secret that is replaced while the program runs.

use crate::fixtures::{ME, ManualClock, SECRET, client, client_of, config};
use crate::server::{Reply, Server};
use crate::tokens::until;
use nt24_client::{Config, ErrorKind, Secret, SecretSource};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// A source with one secret, which counts its calls.
struct Keychain {
    secret: &'static str,
    asked: AtomicU32,
}

impl SecretSource for Keychain {
    fn secret(&self) -> Option<Secret> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Some(Secret::new(self.secret.to_owned()))
    }
}

/// A server that accepts only this secret.
async fn accepts(secret: &'static str) -> Server {
    Server::start(move |request| match request.target.as_str() {
        "/token" if request.body.ends_with(format!("client_secret={secret}").as_bytes()) => {
            Reply::json(200, r#"{"access_token":"t","expires_in":300,"token_type":"Bearer"}"#)
        }
        "/token" => Reply::json(401, r#"{"error":"invalid_client"}"#),
        _ => Reply::json(200, ME),
    })
    .await
}

#[tokio::test]
async fn a_replaced_secret_is_found_in_the_secret_source() {
    let server = accepts("new").await;
    let keychain = Arc::new(Keychain { secret: "new", asked: AtomicU32::new(0) });
    let clock = ManualClock::new();
    let nt24 = client_of(config(&server), clock.clone());
    nt24.find_secrets_in(keychain.clone());
    nt24.me().await.unwrap();
    assert_eq!((server.token_calls(), keychain.asked.load(Ordering::SeqCst)), (2, 1));
    clock.advance(300);
    nt24.me().await.unwrap();
    assert_eq!(server.token_calls(), 3, "the new secret was kept");
    assert_eq!(keychain.asked.load(Ordering::SeqCst), 1, "the source is asked only after a refusal");
}

#[tokio::test]
async fn the_refused_secret_from_the_source_is_not_tried_again() {
    let server = accepts("new").await;
    let nt24 = client(&server);
    nt24.find_secrets_in(Arc::new(Keychain { secret: SECRET, asked: AtomicU32::new(0) }));
    assert_eq!(nt24.me().await.unwrap_err().kind(), &ErrorKind::Credentials);
    assert_eq!(server.token_calls(), 1);
    nt24.replace_secret(Secret::new("new".to_owned()));
    nt24.clone().me().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_is_rotated_at_the_sandbox_while_two_hundred_call() {
    const NEW: &str = "a-new-secret-0123456789abcdef0123456789abcdef0123456789abcdef012345678";
    let clock = ManualClock::new();
    let mut options = nt24_sandbox::Options::demo();
    options.clock = Arc::new(clock.clone());
    options.behaviour.rate_limited = false;
    let sandbox = nt24_sandbox::Sandbox::start(options).await.unwrap();
    let secret = Secret::new(sandbox.client_secret());
    let config = Config::new(&sandbox.api_url(), &sandbox.token_url(), sandbox.client_id(), secret).unwrap();
    let nt24 = client_of(config, clock.clone());
    let done = Arc::new(AtomicU32::new(0));
    let made: Arc<Vec<AtomicU32>> = Arc::new((0..200).map(|_| AtomicU32::new(0)).collect());
    let callers: Vec<_> = (0..200)
        .map(|caller| {
            let (nt24, done, made) = (nt24.clone(), Arc::clone(&done), Arc::clone(&made));
            tokio::spawn(async move {
                while done.load(Ordering::SeqCst) == 0 {
                    nt24.me().await.unwrap();
                    made[caller].fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    // Waits until every caller has made a call that began after this.
    let round = || async {
        let before: Vec<_> = made.iter().map(|made| made.load(Ordering::SeqCst)).collect();
        until(|| made.iter().zip(&before).all(|(made, before)| made.load(Ordering::SeqCst) > before + 1))
            .await;
    };
    round().await;
    // NT24 accepts both secrets for a day; the client gets the new one hours later.
    assert!(sandbox.control().rotate_secret(&sandbox.client_id(), NEW, chrono::TimeDelta::hours(24)));
    clock.advance(10 * 3600);
    round().await;
    nt24.replace_secret(Secret::new(NEW.to_owned()));
    clock.advance(250);
    round().await;
    clock.advance(24 * 3600);
    round().await;
    done.store(1, Ordering::SeqCst);
    for caller in callers {
        caller.await.unwrap();
    }
    // One at the start and one for each token that had expired or was about to; not one for each caller.
    assert_eq!(sandbox.control().token_calls(), 4);
    sandbox.stop().await;
}
