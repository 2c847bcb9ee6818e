//! The shared state of a sandbox, behind one lock.

use super::accounts::{Accounts, Place};
use super::snapshot;
use super::webhook_signals::WebhookSignals;
use crate::fault::Faults;
use crate::files::FileStore;
use crate::lock::lock;
use crate::message::{Log, Logged, Observer};
use crate::options::{Behaviour, Clock as _, Ids, OnChange, Options, Seed, ShiftedClock};
use crate::world::{Cause, Moment, World};
use anyhow::Context as _;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

pub(crate) struct Shared {
    pub(crate) clock: ShiftedClock,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) behaviour: Behaviour,
    pub(crate) files: FileStore,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) control_plane: bool,
    on_change: Option<OnChange>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) webhook_certificates: Vec<Vec<u8>>,
    pub(crate) webhook_signals: WebhookSignals,
    origin: OnceLock<String>,
    pub(crate) state: Mutex<State>,
}

/// The mutable state. Only the worlds are part of a snapshot; the rest ends with the process.
pub(crate) struct State {
    pub(crate) accounts: Accounts,
    pub(crate) token_calls: u64,
    pub(crate) faults: Faults,
    /// Idempotency keys of requests that are being answered; see [`crate::ConcurrentKey`].
    pub(crate) keys_in_flight: Vec<(Place, String)>,
    pub(crate) log: Log,
}

impl Shared {
    pub(crate) fn new(options: Options) -> anyhow::Result<Self> {
        let snapshot::Read { clock_shift, worlds } =
            options.state.as_deref().map(snapshot::read).transpose()?.unwrap_or_default();
        let clock = ShiftedClock::new(options.clock, clock_shift);
        let moment = Moment {
            now: clock.now(),
            behaviour: &options.behaviour,
            ids: options.ids.as_ref(),
            cause: Cause::System,
        };
        let client_id = options.organization.client_id.clone();
        let client_secret = options.organization.client_secret.clone();
        let organizations = std::iter::once(options.organization).chain(options.further_organizations);
        let continues = !worlds.is_empty();
        let mut accounts = Accounts::new(organizations, worlds, moment)?;
        let files = FileStore::open(options.files).context("the folder for files cannot be used")?;
        if !continues {
            let world = &mut accounts.of_mut(Place::default()).world;
            world.seed(options.seed, &files, moment).context("the seed's files cannot be kept")?;
        }
        let shared = Self {
            clock,
            ids: options.ids,
            behaviour: options.behaviour,
            files,
            client_id,
            client_secret,
            control_plane: options.control_plane,
            on_change: options.on_change,
            observer: options.observer,
            origin: OnceLock::new(),
            webhook_certificates: options.webhook_certificates,
            webhook_signals: WebhookSignals::default(),
            state: Mutex::new(State {
                accounts,
                token_calls: 0,
                faults: Faults::default(),
                keys_in_flight: Vec::new(),
                log: Log::default(),
            }),
        };
        // Report the new ids to `on_change` at once.
        shared.change(Place::default(), |_, _| ());
        Ok(shared)
    }

    /// Origin of the pages for buyers, `http://…` without a path. Empty until it listens.
    pub(crate) fn origin(&self) -> &str {
        self.origin.get().map_or("", String::as_str)
    }

    /// Sets the address it listens on. The first one stays.
    pub(crate) fn listens_at(&self, address: SocketAddr) {
        self.origin.get_or_init(|| format!("http://{address}"));
    }

    /// The present moment with this cause, for a change of the world.
    pub(crate) fn moment(&self, cause: Cause) -> Moment<'_> {
        Moment { now: self.clock.now(), behaviour: &self.behaviour, ids: self.ids.as_ref(), cause }
    }

    /// Changes a world on behalf of staff, and reports the change.
    pub(crate) fn change<T>(&self, place: Place, change: impl FnOnce(&mut World, Moment<'_>) -> T) -> T {
        let mut state = lock(&self.state);
        let moment = self.moment(Cause::Staff);
        let world = &mut state.accounts.of_mut(place).world;
        world.advance(moment);
        let result = change(world, moment);
        self.report_change(&state.accounts);
        result
    }

    /// Reads a world as of now.
    pub(crate) fn read<T>(&self, place: Place, read: impl FnOnce(&World) -> T) -> T {
        let mut state = lock(&self.state);
        if state.accounts.of_mut(place).world.advance(self.moment(Cause::System)) {
            self.report_change(&state.accounts);
        }
        read(&state.accounts.of(place).world)
    }

    /// A snapshot of all worlds as of now.
    pub(crate) fn snapshot(&self) -> Vec<u8> {
        let state = self.advance_all();
        snapshot::write(self.clock.shift(), state.accounts.worlds())
    }

    /// Resets all worlds; see [`crate::Control::reset`].
    pub(crate) fn reset(&self, place: Place, seed: Seed) -> io::Result<()> {
        let mut state = lock(&self.state);
        let moment = self.moment(Cause::System);
        state.accounts.reset(moment);
        let seeded = state.accounts.of_mut(place).world.seed(seed, &self.files, moment);
        state.token_calls = 0;
        state.faults.clear();
        state.log.clear();
        self.report_change(&state.accounts);
        seeded.map(|_| ())
    }

    /// Plays the events that became due when the clock was set, and reports the change.
    pub(crate) fn catch_up(&self) {
        self.report_change(&self.advance_all().accounts);
    }

    /// Plays the due events of all worlds.
    fn advance_all(&self) -> MutexGuard<'_, State> {
        let mut state = lock(&self.state);
        let moment = self.moment(Cause::System);
        let played = state.accounts.worlds_mut().fold(false, |played, world| world.advance(moment) | played);
        if played {
            self.report_change(&state.accounts);
        }
        state
    }

    /// Passes a snapshot to `on_change`. The state is locked meanwhile, so that snapshots arrive in the
    /// order of the changes.
    pub(crate) fn report_change(&self, accounts: &Accounts) {
        if let Some(on_change) = &self.on_change {
            on_change(&snapshot::write(self.clock.shift(), accounts.worlds()));
        }
        self.wake_webhooks(accounts);
    }

    /// Wakes the task that posts events, if an endpoint is registered.
    pub(crate) fn wake_webhooks(&self, accounts: &Accounts) {
        if accounts.worlds().any(|world| !world.webhooks.endpoints.is_empty()) {
            self.webhook_signals.due.notify_one();
        }
    }

    pub(crate) fn record(&self, logged: Logged) {
        if let Some(observer) = &self.observer {
            observer.exchange(&logged.exchange());
        }
        lock(&self.state).log.push(logged);
    }
}
