//! One open connection: its data, its client, and the loops that send, read, and look after the data.

mod work;

use crate::clock::{ClientClock, Clock};
use crate::contract::{ConnectionKind, Failure, FailureCode, HostEvent, PaperProgress};
use crate::drafts::Base;
use crate::host::Host;
use crate::ids::{ClientIds, Ids};
use crate::keychain::Keychain;
use crate::link::{self, Link, Verdict};
use crate::register::Known;
use crate::settle::Decision;
use chrono::{DateTime, Utc};
use nt24::{Me, SellerId};
use nt24_client::{Client, Config, Governor, Secret};
use nt24_sandbox::Sandbox;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::Store;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What the desk was given from outside.
pub(crate) struct Parts {
    pub(crate) data: PathBuf,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) keychain: Arc<dyn Keychain>,
}

/// Where NT24 is, and as whom it is asked.
pub(crate) struct Access {
    pub(crate) api_url: String,
    pub(crate) token_url: String,
    pub(crate) client_id: String,
    pub(crate) secret: Secret,
}

impl Access {
    pub(crate) fn client(&self, parts: &Parts) -> Result<Client, Failure> {
        let config = Config::new(
            &self.api_url,
            &self.token_url,
            self.client_id.clone(),
            Secret::new(self.secret.expose().to_owned()),
        )?;
        Ok(Client::new(
            config,
            Arc::new(ClientClock(Arc::clone(&parts.clock))),
            Arc::new(ClientIds(Arc::clone(&parts.ids))),
        )?)
    }
}

/// How much of the organization's request budget this desk takes: its servers and other desks need some.
const SHARE_OF_THE_BUDGET: f64 = 0.8;

/// What is to be read anew.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Stale {
    /// A buyer, by this desk's id.
    Buyer(String),
    /// An order, by this desk's id.
    Order(String),
}

/// One open connection.
pub(crate) struct Open {
    pub(crate) known: Known,
    pub(crate) parts: Arc<Parts>,
    pub(crate) store: Arc<Store>,
    pub(crate) link: Link,
    client: Client,
    me: Mutex<Option<Me>>,
    sandbox: Mutex<Option<Sandbox>>,
    network_up: AtomicBool,
    /// What the forms on the screen were filled in with, by draft, until they are saved.
    begun: Mutex<HashMap<String, Base>>,
    /// The last decisions on the outbox, to take them back.
    decisions: Mutex<VecDeque<Decision>>,
    /// Bytes sent of each upload in flight, by entry.
    uploads: Mutex<HashMap<String, PaperProgress>>,
    /// What stops each send in flight, by entry.
    sends: Mutex<HashMap<String, CancellationToken>>,
    /// Entries that a person wants to have tried now, whatever their pause.
    urgent: Mutex<HashSet<String>>,
    /// Whether a person lets nothing leave this desk; kept in the settings.
    paused: AtomicBool,
    /// What is on the screen, and until when it counts as watched.
    watched: Mutex<HashMap<Stale, DateTime<Utc>>>,
    /// What somebody has just begun to look at.
    pub(crate) opened: Mutex<BTreeSet<Stale>>,
    stale: Mutex<BTreeSet<Stale>>,
    /// Set for one round: pauses between tries are skipped.
    hurry: Mutex<bool>,
    /// Set until the next sweep: a person asked for it.
    sweep_now: AtomicBool,
    /// Whether `/me` has answered as the right organization since the connection was opened.
    introduced: AtomicBool,
    /// One at a time takes files in or throws them away: the vault keeps the same content once.
    pub(crate) files_turn: Mutex<()>,
    /// Why the last daily copy could not be made; nothing once there is one.
    pub(crate) copy_failure: Mutex<Option<Failure>>,
    /// How many writes of each buyer and order were settled: a read that began before one of them may
    /// bring what was true before it.
    settled: Mutex<HashMap<String, u64>>,
    pub(crate) wake_outbox: Notify,
    pub(crate) wake_sync: Notify,
    /// Somebody looks at something that was not on the screen before.
    pub(crate) wake_watched: Notify,
    closed: CancellationToken,
    tasks: TaskTracker,
}

impl Open {
    /// Starts the loops on the data. `access` is nothing for the sandbox.
    pub(crate) async fn start(
        parts: Arc<Parts>,
        known: Known,
        store: Store,
        access: Option<Access>,
    ) -> Result<Arc<Self>, Failure> {
        let store = Arc::new(store);
        let (sandbox, access) = match access {
            Some(access) => (None, access),
            None => {
                let sandbox = crate::built_in::start(&parts, &store).await?;
                let access = Access {
                    api_url: sandbox.api_url(),
                    token_url: sandbox.token_url(),
                    client_id: sandbox.client_id(),
                    secret: Secret::new(sandbox.client_secret()),
                };
                (Some(sandbox), access)
            }
        };
        let share = if sandbox.is_some() { 1.0 } else { SHARE_OF_THE_BUDGET };
        let client = access.client(&parts)?.governed(Governor::bursting(share));
        let open = Arc::new(Self::prepare(parts, known, store, client, sandbox)?);
        for task in [
            tokio::spawn(open.tasks.track_future(crate::outbox::run(Arc::clone(&open)))),
            tokio::spawn(open.tasks.track_future(crate::sync::run(Arc::clone(&open)))),
            tokio::spawn(open.tasks.track_future(crate::data::run(Arc::clone(&open)))),
        ] {
            drop(task);
        }
        open.tasks.close();
        Ok(open)
    }

    /// The connection before its loops run.
    pub(crate) fn prepare(
        parts: Arc<Parts>,
        known: Known,
        store: Arc<Store>,
        client: Client,
        sandbox: Option<Sandbox>,
    ) -> Result<Self, Failure> {
        let me = store.read(|tx| store::settings::get(tx, ME))?;
        let me = me.and_then(|text| serde_json::from_str(&text).ok());
        let paused = store.read(|tx| store::settings::get(tx, work::PAUSED))?.is_some();
        let now = parts.clock.now();
        store.write(|tx| store::drafts::forget_discarded(tx, now - crate::drafts::DISCARDED_ARE_KEPT))?;
        // What was in flight when the program ended is uncertain; it is sent again with its own key.
        let uncertain = store.write(crate::outbox::recover)?;
        if uncertain > 0 {
            tracing::info!(uncertain, "sends that were cut off will be repeated");
        }
        Ok(Self {
            client,
            known,
            parts,
            store,
            link: Link::default(),
            me: Mutex::new(me),
            sandbox: Mutex::new(sandbox),
            network_up: AtomicBool::new(true),
            begun: Mutex::default(),
            decisions: Mutex::default(),
            uploads: Mutex::default(),
            sends: Mutex::default(),
            urgent: Mutex::default(),
            paused: AtomicBool::new(paused),
            watched: Mutex::default(),
            opened: Mutex::default(),
            stale: Mutex::default(),
            hurry: Mutex::new(false),
            sweep_now: AtomicBool::new(false),
            introduced: AtomicBool::new(false),
            files_turn: Mutex::new(()),
            copy_failure: Mutex::default(),
            settled: Mutex::default(),
            wake_outbox: Notify::new(),
            wake_sync: Notify::new(),
            wake_watched: Notify::new(),
            closed: CancellationToken::new(),
            tasks: TaskTracker::new(),
        })
    }

    /// Ends the loops, waits for what is in flight, and stops the sandbox.
    pub(crate) async fn close(&self) {
        self.closed.cancel();
        self.tasks.wait().await;
        let sandbox = lock(&self.sandbox).take();
        if let Some(sandbox) = sandbox {
            sandbox.stop().await;
        }
    }

    /// Runs work that keeps a thread busy. Closing waits for it.
    pub(crate) fn spawn_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> tokio::task::JoinHandle<T> {
        self.tasks.spawn_blocking(work)
    }

    /// The folder of the data.
    pub(crate) fn folder(&self) -> PathBuf {
        self.parts.data.join(&self.known.id)
    }

    /// For writes, and for what somebody waits for.
    pub(crate) fn client(&self) -> Client {
        self.client.clone()
    }

    /// For reading this: what is on the screen goes before what nobody looks at.
    pub(crate) fn client_for(&self, what: &Stale) -> Client {
        if self.watched().contains_key(what) { self.client() } else { self.client().in_background() }
    }

    pub(crate) fn use_secret(&self, secret: Secret) {
        self.client.replace_secret(secret);
        self.link.cleared();
        self.hurry();
    }

    pub(crate) fn me(&self) -> Option<Me> {
        lock(&self.me).clone()
    }

    /// Keeps what `/me` said. The organization is pinned: another one stops everything.
    pub(crate) fn keep_me(&self, me: Me) -> Result<(), Failure> {
        if !self.is_sandbox() && me.organization_uuid != self.known.organization {
            self.introduced.store(false, Ordering::Relaxed);
            let failure = Failure::of(FailureCode::OtherOrganization).with("name", &me.name);
            self.link.needs_you(failure.clone());
            self.changed();
            return Err(failure);
        }
        let text = serde_json::to_string(&me).map_err(Failure::bad_call)?;
        self.store.write(|tx| store::settings::set(tx, ME, &text))?;
        *lock(&self.me) = Some(me);
        if !self.introduced.swap(true, Ordering::Relaxed) {
            self.wake_outbox.notify_one();
        }
        Ok(())
    }

    pub(crate) fn is_introduced(&self) -> bool {
        self.introduced.load(Ordering::Relaxed)
    }

    /// Has `/me` asked again before anything else is sent.
    pub(crate) fn introduce_again(&self) {
        self.introduced.store(false, Ordering::Relaxed);
        self.wake_sync.notify_one();
    }

    /// The seller that is worked for: the one chosen, else the first.
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

    pub(crate) fn choose_seller(&self, id: &str) -> Result<(), Failure> {
        self.store.write(|tx| store::settings::set(tx, SELLER, id))?;
        self.wake_sync.notify_one();
        self.changed();
        Ok(())
    }

    /// Judges the connection by the outcome of a request, and passes the outcome on.
    pub(crate) fn observe<T>(&self, outcome: Result<T, nt24_client::Error>) -> Result<T, nt24_client::Error> {
        let now = self.parts.clock.now();
        let news = match &outcome {
            Ok(_) => self.link.answered(now),
            // A clerk who cancels says nothing of the network.
            Err(error) if matches!(error.kind(), nt24_client::ErrorKind::Cancelled) => false,
            Err(error) => {
                let failure = crate::failure::of_open(error);
                match link::verdict(failure.code) {
                    Verdict::Answered => self.link.answered(now),
                    Verdict::Unreachable => self.link.unreachable(failure, now),
                    Verdict::NeedsYou => {
                        self.link.needs_you(failure);
                        true
                    }
                }
            }
        };
        if news {
            if self.link.is_online() {
                self.hurry();
            }
            self.changed();
        }
        outcome
    }

    /// How many writes of a buyer or an order were settled so far.
    pub(crate) fn settled(&self, subject: &str) -> u64 {
        lock(&self.settled).get(subject).copied().unwrap_or_default()
    }

    pub(crate) fn note_settled(&self, subject: &str) {
        *lock(&self.settled).entry(subject.to_owned()).or_default() += 1;
    }

    /// Tells the page to ask again.
    pub(crate) fn changed(&self) {
        self.parts.host.emit(HostEvent::Changed);
    }

    pub(crate) fn watched(&self) -> MutexGuard<'_, HashMap<Stale, DateTime<Utc>>> {
        lock(&self.watched)
    }

    /// Marks something to be read anew as soon as may be.
    pub(crate) fn mark_stale(&self, what: Stale) {
        lock(&self.stale).insert(what);
        self.wake_sync.notify_one();
    }

    pub(crate) fn take_stale(&self) -> BTreeSet<Stale> {
        std::mem::take(&mut *lock(&self.stale))
    }

    /// Done when the connection closes.
    pub(crate) async fn closing(&self) {
        self.closed.cancelled().await;
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.closed.is_cancelled()
    }

    /// Whether the sandbox's network is plugged in; nothing without a sandbox.
    pub(crate) fn sandbox_network(&self) -> Option<bool> {
        lock(&self.sandbox).as_ref().map(|_| self.network_up.load(Ordering::Relaxed))
    }

    pub(crate) fn set_sandbox_network(&self, up: bool) -> Result<(), Failure> {
        let sandbox = lock(&self.sandbox);
        let sandbox = sandbox.as_ref().ok_or_else(|| Failure::of(FailureCode::NotOpen))?;
        sandbox.control().set_network(up).map_err(|error| {
            tracing::warn!(%error, "the sandbox's network could not be switched");
            Failure::of(FailureCode::Internal)
        })?;
        self.network_up.store(up, Ordering::Relaxed);
        Ok(())
    }

    /// Runs `work` with the sandbox's control; nothing without a sandbox.
    pub(crate) fn with_sandbox<T>(&self, work: impl FnOnce(&nt24_sandbox::Control) -> T) -> Option<T> {
        lock(&self.sandbox).as_ref().map(|sandbox| work(sandbox.control()))
    }

    pub(crate) fn is_sandbox(&self) -> bool {
        self.known.kind == ConnectionKind::Sandbox
    }
}

pub(crate) const ME: &str = "me";
const SELLER: &str = "seller";

/// A panic of another thread while it held the lock leaves nothing half-done in these small states.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
