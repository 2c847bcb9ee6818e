//! The keychain is another program: it may keep what it should remove, or never answer.

use crate::bench::Bench;
use crate::deal::onboard;
use desk::contract::{KeyHome, Session, Stage};
use desk::{Keychain, KeychainError, MemoryKeychain};
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use zeroize::Zeroizing;

/// Waits like a keychain whose password nobody types, until the other end of the channel is dropped.
struct Unanswered(Mutex<Receiver<()>>);

impl Keychain for Unanswered {
    fn get(&self, _name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        let _ = self.0.lock().unwrap().recv();
        Err(KeychainError::Locked)
    }

    fn set(&self, name: &str, _secret: &[u8]) -> Result<(), KeychainError> {
        self.get(name).map(|_| ())
    }

    fn remove(&self, name: &str) -> Result<(), KeychainError> {
        self.get(name).map(|_| ())
    }
}

/// A keychain in memory that keeps what it has while it is stubborn.
#[derive(Default)]
struct Stubborn {
    secrets: MemoryKeychain,
    keeps: AtomicBool,
    names: Mutex<Vec<String>>,
}

impl Keychain for Stubborn {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        self.secrets.get(name)
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
        self.names.lock().unwrap().push(name.to_owned());
        self.secrets.set(name, secret)
    }

    fn remove(&self, name: &str) -> Result<(), KeychainError> {
        if self.keeps.load(Ordering::SeqCst) {
            return Err(KeychainError::Locked);
        }
        self.secrets.remove(name)
    }
}

impl Stubborn {
    fn kept(&self) -> usize {
        let mut names = self.names.lock().unwrap().clone();
        names.sort();
        names.dedup();
        names.into_iter().filter(|name| self.get(name).unwrap().is_some()).count()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_that_stay_in_the_keychain_are_removed_by_the_next_start() {
    let keychain = Arc::new(Stubborn::default());
    let mut bench = Bench::with(|_| {}, keychain.clone()).await.signed_in().await;
    assert_eq!(keychain.kept(), 2, "the key and the client secret");
    keychain.keeps.store(true, Ordering::SeqCst);
    let right = json!({ "passphrase": "a long enough phrase" });
    let session: Session = bench.ask("protect", right.clone()).await;
    assert_eq!(session.key_home, Some(KeyHome::Passphrase));
    assert_eq!(keychain.kept(), 2);
    keychain.keeps.store(false, Ordering::SeqCst);
    bench.restart().await;
    bench.ask::<Session>("unlock", right).await;
    assert_eq!(keychain.kept(), 0);
    onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_data_folders_have_different_names_in_one_keychain() {
    let keychain: Arc<dyn Keychain> = Arc::new(MemoryKeychain::default());
    let mut one = Bench::with(|_| {}, keychain.clone()).await;
    one.ask::<Session>("start_sandbox", json!({})).await;
    let other = Bench::with(|_| {}, keychain).await;
    other.ask::<Session>("start_sandbox", json!({})).await;
    one.restart().await;
    let session: Session = one.ask("session", json!({})).await;
    assert!(matches!(session.stage, Stage::Open { .. }), "{:?}", session.stage);
    one.finish().await;
    other.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keychain_that_does_not_answer_holds_neither_the_page_nor_the_end() {
    let mut bench = Bench::start().await;
    bench.ask::<Session>("start_sandbox", json!({})).await;
    bench.desk().stop().await;
    let (unanswered, receiver) = channel();
    let desk = desk::Desk::start(desk::Options {
        data: bench.data(),
        host: bench.host.clone(),
        clock: bench.desk_clock.clone(),
        ids: Arc::new(desk::RandomIds),
        keychain: Arc::new(Unanswered(Mutex::new(receiver))),
        picture_program: crate::bench::picture_program(),
        log: desk::LogFile::default(),
    });
    let desk = desk.await.unwrap();
    let waits = async || {
        let session: Session =
            serde_json::from_value(desk.call("session", json!({})).await.unwrap()).unwrap();
        assert!(matches!(session.stage, Stage::Opening { .. }), "{:?}", session.stage);
        session.waits_for_keychain.then_some(())
    };
    while waits().await.is_none() {
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    desk.stop().await;
    let session: Session = serde_json::from_value(desk.call("session", json!({})).await.unwrap()).unwrap();
    assert!(!session.waits_for_keychain);
    drop(unanswered);
    bench.start_desk().await;
    bench.finish_with_rest().await;
}
