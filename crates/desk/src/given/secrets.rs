//! Asks the keychain without holding anything else up.
//!
//! The keychain is another program, which may ask the user for a password and wait for the answer. It is
//! asked on a thread of its own, because a call may never return, and a runtime waits for its own threads at
//! the end. The question has a time limit, and ends with the program.

use crate::contract::HostEvent;
use crate::given::host::Host;
use crate::given::keychain::{Keychain, KeychainError};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

/// After this time the page says what the program waits for.
const NOTICED: Duration = Duration::from_secs(1);

/// The limit of one question after that: enough to type a password.
const LIMIT: Duration = Duration::from_secs(60);

/// The keychain, asked with a time limit.
pub(crate) struct Secrets {
    keychain: Arc<dyn Keychain>,
    host: Arc<dyn Host>,
    /// How many questions have waited longer than [`NOTICED`].
    waiting: AtomicUsize,
    noticed: Duration,
    limit: Duration,
    ending: CancellationToken,
}

impl Secrets {
    pub(crate) fn new(keychain: Arc<dyn Keychain>, host: Arc<dyn Host>) -> Self {
        Self::with_limits(keychain, host, NOTICED, LIMIT)
    }

    fn with_limits(
        keychain: Arc<dyn Keychain>,
        host: Arc<dyn Host>,
        noticed: Duration,
        limit: Duration,
    ) -> Self {
        let (waiting, ending) = (AtomicUsize::new(0), CancellationToken::new());
        Self { keychain, host, waiting, noticed, limit, ending }
    }

    /// As [`Keychain::get`].
    pub(crate) async fn get(&self, name: String) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        self.ask(move |keychain| keychain.get(&name)).await
    }

    /// As [`Keychain::set`].
    pub(crate) async fn set(&self, name: String, secret: &[u8]) -> Result<(), KeychainError> {
        let secret = Zeroizing::new(secret.to_vec());
        self.ask(move |keychain| keychain.set(&name, &secret)).await
    }

    /// Sets a secret under a name that nobody uses yet. A keychain that answers after the limit loses it again:
    /// another place for it was chosen meanwhile.
    pub(crate) async fn add(&self, name: String, secret: &[u8]) -> Result<(), KeychainError> {
        let secret = Zeroizing::new(secret.to_vec());
        let late = name.clone();
        let take_back = move |keychain: &dyn Keychain| {
            if let Err(error) = keychain.remove(&late) {
                tracing::warn!(%error, "the keychain keeps a secret that it was given too late");
            }
        };
        self.ask_or(move |keychain| keychain.set(&name, &secret), take_back).await
    }

    /// As [`Keychain::remove`].
    pub(crate) async fn remove(&self, name: String) -> Result<(), KeychainError> {
        self.ask(move |keychain| keychain.remove(&name)).await
    }

    /// As [`Keychain::is_memory`].
    pub(crate) fn is_memory(&self) -> bool {
        self.keychain.is_memory()
    }

    /// Whether a question has waited so long that the user should know.
    pub(crate) fn is_waiting(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) > 0
    }

    /// Ends all questions, now and later: the program ends.
    pub(crate) fn end(&self) {
        self.ending.cancel();
    }

    async fn ask<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn Keychain) -> Result<T, KeychainError> + Send + 'static,
    ) -> Result<T, KeychainError> {
        self.ask_or(ask, |_| ()).await
    }

    /// Asks, and calls `too_late` if the answer comes after the limit.
    async fn ask_or<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn Keychain) -> Result<T, KeychainError> + Send + 'static,
        too_late: impl FnOnce(&dyn Keychain) + Send + 'static,
    ) -> Result<T, KeychainError> {
        let (sender, mut answer) = oneshot::channel();
        let keychain = Arc::clone(&self.keychain);
        let asking = move || {
            if sender.send(ask(&*keychain)).is_err() {
                too_late(&*keychain);
            }
        };
        if let Err(error) = std::thread::Builder::new().name("keychain".to_owned()).spawn(asking) {
            tracing::warn!(%error, "the keychain cannot be asked");
            return Err(KeychainError::Absent);
        }
        // A keychain that panics has no secret.
        let answered =
            |answer: Result<_, oneshot::error::RecvError>| answer.unwrap_or(Err(KeychainError::Absent));
        tokio::select! {
            biased;
            answer = &mut answer => return answered(answer),
            () = self.ending.cancelled() => return Err(KeychainError::Silent),
            () = tokio::time::sleep(self.noticed) => {}
        }
        let _waiting = Waiting::new(self);
        tokio::select! {
            biased;
            answer = answer => answered(answer),
            () = self.ending.cancelled() => Err(KeychainError::Silent),
            () = tokio::time::sleep(self.limit) => Err(KeychainError::Silent),
        }
    }
}

/// Tells the page that a question waits, and that it does not wait any more.
struct Waiting<'a>(&'a Secrets);

impl<'a> Waiting<'a> {
    fn new(secrets: &'a Secrets) -> Self {
        secrets.waiting.fetch_add(1, Ordering::SeqCst);
        secrets.host.emit(HostEvent::Changed);
        Self(secrets)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::SeqCst);
        self.0.host.emit(HostEvent::Changed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::given::keychain::MemoryKeychain;
    use std::path::{Path, PathBuf};
    use std::sync::Mutex;
    use std::sync::mpsc::{Receiver, Sender, channel};

    #[derive(Default)]
    struct Events(AtomicUsize);

    #[async_trait::async_trait]
    impl Host for Events {
        fn emit(&self, _event: HostEvent) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }

        async fn pick_files(&self) -> Vec<PathBuf> {
            Vec::new()
        }

        async fn pick_save_place(&self, _suggested_name: &str) -> Option<PathBuf> {
            None
        }

        async fn pick_folder(&self) -> Option<PathBuf> {
            None
        }

        fn open(&self, _file: &Path) -> std::io::Result<()> {
            Ok(())
        }

        fn open_address(&self, _address: &str) -> std::io::Result<()> {
            Ok(())
        }

        fn copy(&self, _text: &str) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// Waits like a keychain whose password nobody types, until the test ends.
    struct Unanswered(Mutex<Receiver<()>>);

    impl Keychain for Unanswered {
        fn get(&self, _name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
            let _ = self.0.lock().unwrap().recv();
            Ok(None)
        }

        fn set(&self, _name: &str, _secret: &[u8]) -> Result<(), KeychainError> {
            Ok(())
        }

        fn remove(&self, _name: &str) -> Result<(), KeychainError> {
            Ok(())
        }
    }

    fn unanswered(limit: Duration) -> (Sender<()>, Arc<Events>, Secrets) {
        let (open, closed) = channel();
        let events = Arc::new(Events::default());
        let keychain = Arc::new(Unanswered(Mutex::new(closed)));
        (open, events.clone(), Secrets::with_limits(keychain, events, Duration::ZERO, limit))
    }

    #[tokio::test]
    async fn a_keychain_that_does_not_answer_is_given_up_after_the_limit() {
        let (_open, events, secrets) = unanswered(Duration::ZERO);
        assert_eq!(secrets.get("a".to_owned()).await, Err(KeychainError::Silent));
        assert!(!secrets.is_waiting());
        assert_eq!(events.0.load(Ordering::SeqCst), 2, "the page heard that it waited, and that it does not");
    }

    #[tokio::test]
    async fn the_page_knows_of_the_question_and_the_end_of_the_program_ends_it() {
        let (_open, events, secrets) = unanswered(Duration::MAX);
        let end = async {
            while events.0.load(Ordering::SeqCst) == 0 {
                tokio::task::yield_now().await;
            }
            assert!(secrets.is_waiting());
            secrets.end();
        };
        let (answer, ()) = tokio::join!(secrets.get("a".to_owned()), end);
        assert_eq!(answer, Err(KeychainError::Silent));
        assert!(!secrets.is_waiting());
        assert_eq!(
            secrets.get("a".to_owned()).await,
            Err(KeychainError::Silent),
            "nor does a later one wait"
        );
    }

    /// Sets a secret only when the test says so, and tells what it holds.
    struct Slow {
        allowed: Mutex<Receiver<()>>,
        held: Mutex<Vec<String>>,
        removed: Sender<()>,
    }

    impl Keychain for Slow {
        fn get(&self, _name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
            Ok(None)
        }

        fn set(&self, name: &str, _secret: &[u8]) -> Result<(), KeychainError> {
            self.allowed.lock().unwrap().recv().unwrap();
            self.held.lock().unwrap().push(name.to_owned());
            Ok(())
        }

        fn remove(&self, name: &str) -> Result<(), KeychainError> {
            self.held.lock().unwrap().retain(|held| held != name);
            self.removed.send(()).unwrap();
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_secret_that_is_kept_too_late_is_removed_again() {
        let (allow, allowed) = channel();
        let (removed, was_removed) = channel();
        let held = Mutex::default();
        let keychain = Arc::new(Slow { allowed: Mutex::new(allowed), held, removed });
        let events = Arc::new(Events::default());
        let secrets = Secrets::with_limits(keychain.clone(), events, Duration::ZERO, Duration::ZERO);
        assert_eq!(secrets.add("a".to_owned(), b"1").await, Err(KeychainError::Silent));
        allow.send(()).unwrap();
        was_removed.recv().unwrap();
        assert!(keychain.held.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_keychain_that_answers_is_not_waited_for() {
        let secrets = Secrets::new(Arc::new(MemoryKeychain::default()), Arc::new(Events::default()));
        secrets.set("a".to_owned(), b"1").await.unwrap();
        assert_eq!(secrets.get("a".to_owned()).await.unwrap().unwrap().as_slice(), b"1");
        secrets.remove("a".to_owned()).await.unwrap();
        assert_eq!(secrets.get("a".to_owned()).await, Ok(None));
    }
}
