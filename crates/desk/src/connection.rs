//! An open connection: its data, its client of NT24, the identity that `/me` confirmed, and the signals
//! between the loops. Each loop keeps its own state beside its code; `start/loops.rs` spawns them.

pub(crate) mod access;
pub(crate) mod built_in;
pub(crate) mod failure;
pub(crate) mod history;
pub(crate) mod keys;
pub(crate) mod link;
pub(crate) mod outcomes;
pub(crate) mod purpose;
pub(crate) mod register;
pub(crate) mod server;
pub(crate) mod signals;
pub(crate) mod subject;

use crate::connection::built_in::BuiltIn;
use crate::connection::link::{Link, Reachability};
use crate::connection::outcomes::Outcomes;
use crate::connection::register::Registered;
use crate::connection::signals::Signals;
use crate::contract::{ConnectionKind, Failure, FailureCode, HostEvent};
use crate::given::{Given, lock};
use nt24::{Me, SellerId};
use nt24_client::{Client, Secret};
use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use store::Store;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Setting with the last answer of `/me`.
pub(crate) const ME: &str = "me";

/// Setting with the seller that the user has chosen.
pub(crate) const SELLER: &str = "seller";

/// One open connection.
pub(crate) struct Connection {
    pub(crate) registered: Registered,
    pub(crate) given: Arc<Given>,
    pub(crate) store: Arc<Store>,
    pub(crate) link: Link,
    pub(crate) signals: Signals,
    /// The built-in sandbox, where the connection leads to it.
    pub(crate) sandbox: Option<BuiltIn>,
    client: Client,
    me: Mutex<Option<Me>>,
    /// Whether `/me` has answered as the right organization since the connection was opened.
    identified: AtomicBool,
    pub(crate) outcomes: Outcomes,
    closed: CancellationToken,
    /// Whether the page is locked: commands end, loops go on.
    hidden: watch::Sender<bool>,
    /// How many commands run.
    commands: watch::Sender<usize>,
    tasks: TaskTracker,
    /// How many commands wait for work in a blocking thread.
    blocked: watch::Sender<usize>,
}

impl Connection {
    /// A connection on opened data. No loop runs on it yet.
    pub(crate) fn new(
        given: Arc<Given>,
        registered: Registered,
        store: Arc<Store>,
        client: Client,
        sandbox: Option<BuiltIn>,
    ) -> Result<Self, Failure> {
        let me = store.read(|tx| store::settings::get(tx, ME))?;
        let tasks = TaskTracker::new();
        // A closed tracker still takes tasks; it only says that waiting for all of them makes sense.
        tasks.close();
        Ok(Self {
            registered,
            given,
            store,
            link: Link::default(),
            signals: Signals::default(),
            sandbox,
            client,
            me: Mutex::new(me.and_then(|text| serde_json::from_str(&text).ok())),
            identified: AtomicBool::new(false),
            outcomes: Outcomes::default(),
            closed: CancellationToken::new(),
            hidden: watch::Sender::new(false),
            commands: watch::Sender::new(0),
            tasks,
            blocked: watch::Sender::new(0),
        })
    }

    /// Cancels loops and commands, waits until they have ended, and stops the sandbox.
    pub(crate) async fn close(&self) {
        self.closed.cancel();
        self.tasks.wait().await;
        if let Some(sandbox) = &self.sandbox {
            sandbox.stop().await;
        }
    }

    /// Locks the page, or unlocks it. The commands that run end as if the connection closed, and the lock waits
    /// for them; sending and reading go on.
    pub(crate) async fn hide(&self, hidden: bool) {
        self.hidden.send_replace(hidden);
        if hidden {
            // The sender lives as long as `self`, so that waiting cannot fail.
            self.commands.subscribe().wait_for(|commands| *commands == 0).await.ok();
        }
    }

    /// Runs a command. It fails with `not_open` if the connection closes, or the page is locked, while it waits
    /// for the network or for a dialog; work in a blocking thread is finished. Closing waits for the command.
    pub(crate) async fn run<T>(
        &self,
        command: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let _running = Counted::one_more_of(&self.commands);
        let mut hidden = self.hidden.subscribe();
        let cancelled = async {
            tokio::select! {
                () = self.closed.cancelled() => {}
                // The sender lives as long as `self`, so that waiting cannot fail.
                _ = hidden.wait_for(|hidden| *hidden) => {}
            }
            self.blocked.subscribe().wait_for(|commands| *commands == 0).await.ok();
            Err(Failure::of(FailureCode::NotOpen))
        };
        let command = async {
            if self.is_closing() || *self.hidden.borrow() {
                return Err(Failure::of(FailureCode::NotOpen));
            }
            let answer = tokio::select! {
                biased;
                answer = command => answer,
                cancelled = cancelled => cancelled,
            };
            // An answer that comes after the lock is not for the page any more.
            if *self.hidden.borrow() { Err(Failure::of(FailureCode::NotOpen)) } else { answer }
        };
        self.tasks.track_future(command).await
    }

    /// Runs a loop beside everything else. It must end when [`Connection::closing`] does; closing waits for it.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        drop(self.tasks.spawn(task));
    }

    /// Runs work that keeps a thread busy, such as hashing a file, and tells the page that the data may have
    /// changed. Closing waits for it.
    pub(crate) async fn run_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let host = Arc::clone(&self.given.host);
        let work = move || {
            let done = work();
            host.emit(HostEvent::Changed);
            done
        };
        self.blocking(work).await
    }

    /// Runs work on the data in a blocking thread. Closing waits for it.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let _blocked = Counted::one_more_of(&self.blocked);
        self.tasks.spawn_blocking(work).await.map_err(|_| Failure::of(FailureCode::Internal))?
    }

    /// Returns when the connection closes.
    pub(crate) async fn closing(&self) {
        self.closed.cancelled().await;
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.closed.is_cancelled()
    }

    /// The folder of the connection's data.
    pub(crate) fn folder(&self) -> PathBuf {
        self.given.data.join(&self.registered.id)
    }

    /// The client for writes and for reads that the user waits for.
    pub(crate) fn client(&self) -> Client {
        self.client.clone()
    }

    /// Replaces the client secret; everything that waited for it is tried at once.
    pub(crate) fn use_secret(&self, secret: Secret) {
        self.client.replace_secret(secret);
        self.link.reset();
        self.signals.hurry();
    }

    /// The organization, as `/me` last answered.
    pub(crate) fn me(&self) -> Option<Me> {
        lock(&self.me).clone()
    }

    /// Asks `/me`, checks the organization and keeps the answer.
    pub(crate) async fn identify(&self) -> Result<(), Failure> {
        let me = self.observe(self.client().me().await)?;
        self.keep_me(me.value)
    }

    /// Keeps the answer of `/me`. The organization is pinned: another one stops everything.
    pub(crate) fn keep_me(&self, me: Me) -> Result<(), Failure> {
        if !self.is_sandbox() && me.organization_uuid != self.registered.organization {
            self.identified.store(false, Ordering::Relaxed);
            let failure = Failure::of(FailureCode::OtherOrganization).with("name", &me.name);
            self.link.user_action_required(failure.clone());
            self.changed();
            return Err(failure);
        }
        store_me(&self.store, &me)?;
        *lock(&self.me) = Some(me);
        if !self.identified.swap(true, Ordering::Relaxed) {
            self.signals.wake_sending();
        }
        Ok(())
    }

    pub(crate) fn is_identified(&self) -> bool {
        self.identified.load(Ordering::Relaxed)
    }

    /// Requires a fresh `/me` check before the next send.
    pub(crate) fn identify_again(&self) {
        self.identified.store(false, Ordering::Relaxed);
        self.signals.wake_reading();
    }

    /// The seller that the user works for: the chosen one, else the first.
    pub(crate) fn seller(&self) -> Result<SellerId, Failure> {
        let me = self.me().ok_or_else(|| Failure::of(FailureCode::NotOpen))?;
        let chosen = self.store.read(|tx| store::settings::get(tx, SELLER))?;
        let sellers = &me.authorized_partners;
        sellers
            .iter()
            .find(|seller| Some(&seller.uuid.0) == chosen.as_ref())
            .or_else(|| sellers.first())
            .map(|seller| seller.uuid.clone())
            .ok_or_else(|| Failure::of(FailureCode::SellerNotAuthorized))
    }

    /// ISO code of a seller's country.
    pub(crate) fn country_of(&self, seller: &SellerId) -> Option<String> {
        self.me()?.authorized_partners.into_iter().find(|partner| partner.uuid == *seller)?.country
    }

    /// Chooses the seller to work for. It must be one of the authorized partners.
    pub(crate) fn choose_seller(&self, id: &str) -> Result<(), Failure> {
        let me = self.me();
        if !me.is_some_and(|me| me.authorized_partners.iter().any(|partner| partner.uuid.0 == id)) {
            return Err(Failure::of(FailureCode::SellerNotAuthorized));
        }
        self.store.write(|tx| store::settings::set(tx, SELLER, id))?;
        self.signals.wake_reading();
        self.changed();
        Ok(())
    }

    /// Updates the link by the outcome of a request, and passes the outcome on.
    pub(crate) fn observe<T>(&self, outcome: Result<T, nt24_client::Error>) -> Result<T, nt24_client::Error> {
        let now = self.given.clock.now();
        let changed = match &outcome {
            Ok(_) => self.link.answered(),
            // A request that the user cancelled, or that got no turn, says nothing about the network.
            Err(error)
                if matches!(
                    error.kind(),
                    nt24_client::ErrorKind::Cancelled | nt24_client::ErrorKind::NoTurn
                ) =>
            {
                false
            }
            Err(error) => {
                let failure = failure::of_open(error);
                match link::reachability(failure.code) {
                    Reachability::Answered => self.link.answered(),
                    Reachability::Unreachable => self.link.unreachable(failure, now),
                    Reachability::UserActionRequired => {
                        self.link.user_action_required(failure);
                        true
                    }
                }
            }
        };
        if changed {
            match &outcome {
                Err(error) if !self.link.is_online() => {
                    tracing::info!(failure = %failure::of_open(error), "NT24 is out of reach");
                }
                _ => tracing::info!("NT24 answers"),
            }
            if self.link.is_online() {
                self.signals.hurry();
            }
            self.changed();
        }
        outcome
    }

    /// As [`Connection::observe`], for one of many reads. If it may be the only one that fails, the link stays
    /// as it is: the reading loop then asks `/me`, whose outcome counts.
    pub(crate) fn observe_read<T>(
        &self,
        outcome: Result<T, nt24_client::Error>,
    ) -> Result<T, nt24_client::Error> {
        match &outcome {
            Err(error) if link::may_concern_one(failure::of_open(error).code) => outcome,
            _ => self.observe(outcome),
        }
    }

    /// Tells the page to ask again.
    pub(crate) fn changed(&self) {
        self.given.host.emit(HostEvent::Changed);
    }

    pub(crate) fn is_sandbox(&self) -> bool {
        self.registered.kind == ConnectionKind::Sandbox
    }
}

/// Counts a command, or its blocking work, until it is done or dropped.
struct Counted<'a>(&'a watch::Sender<usize>);

impl<'a> Counted<'a> {
    fn one_more_of(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|commands| *commands += 1);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|commands| *commands -= 1);
    }
}

/// Writes the answer of `/me` into the settings.
pub(crate) fn store_me(store: &Store, me: &Me) -> Result<(), Failure> {
    let text = serde_json::to_string(me).map_err(Failure::bad_call)?;
    Ok(store.write(|tx| store::settings::set(tx, ME, &text))?)
}
