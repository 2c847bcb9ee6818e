//! What the connections, the controls and the sandbox itself share.

use crate::account::{Accounts, Place};
use crate::clock::ShiftedClock;
use crate::deliver::Bell;
use crate::fault::Faults;
use crate::files::FileStore;
use crate::log::{Log, Logged};
use crate::snapshot;
use crate::world::{Cause, Moment, World};
use crate::{Behaviour, Clock as _, Ids, Observer, OnChange, Options, Seed};
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
    pub(crate) bell: Bell,
    origin: OnceLock<String>,
    pub(crate) state: Mutex<State>,
}

/// Everything that moves. The worlds are what a snapshot holds; the rest ends with the process.
pub(crate) struct State {
    pub(crate) accounts: Accounts,
    pub(crate) token_calls: u64,
    pub(crate) faults: Faults,
    /// The idempotency keys that are being answered; see [`crate::ConcurrentKey`].
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
        let goes_on = !worlds.is_empty();
        let mut accounts = Accounts::new(organizations, worlds, moment)?;
        let files = FileStore::open(options.files).context("the folder for files cannot be used")?;
        if !goes_on {
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
            bell: Bell::default(),
            state: Mutex::new(State {
                accounts,
                token_calls: 0,
                faults: Faults::default(),
                keys_in_flight: Vec::new(),
                log: Log::default(),
            }),
        };
        // Ids that were just made are worth keeping from the first moment.
        shared.change(Place::default(), |_, _| ());
        Ok(shared)
    }

    /// Where the pages for buyers are found, `http://…` without a path; known once it listens.
    pub(crate) fn origin(&self) -> &str {
        self.origin.get().map_or("", String::as_str)
    }

    /// Says where it listens; the first address stays.
    pub(crate) fn listens_at(&self, address: SocketAddr) {
        self.origin.get_or_init(|| format!("http://{address}"));
    }

    /// The present moment, for a change of the world.
    pub(crate) fn moment(&self, cause: Cause) -> Moment<'_> {
        Moment { now: self.clock.now(), behaviour: &self.behaviour, ids: self.ids.as_ref(), cause }
    }

    /// Changes a world from outside of the API, and keeps the change.
    pub(crate) fn change<T>(&self, place: Place, change: impl FnOnce(&mut World, Moment<'_>) -> T) -> T {
        let mut state = crate::lock(&self.state);
        let moment = self.moment(Cause::Staff);
        let world = &mut state.accounts.of_mut(place).world;
        world.advance(moment);
        let result = change(world, moment);
        self.keep(&state.accounts);
        result
    }

    /// Looks at a world as it is now.
    pub(crate) fn look<T>(&self, place: Place, look: impl FnOnce(&World) -> T) -> T {
        let mut state = crate::lock(&self.state);
        if state.accounts.of_mut(place).world.advance(self.moment(Cause::System)) {
            self.keep(&state.accounts);
        }
        look(&state.accounts.of(place).world)
    }

    /// All worlds as they are now.
    pub(crate) fn snapshot(&self) -> Vec<u8> {
        let state = self.play();
        snapshot::write(self.clock.shift(), state.accounts.worlds())
    }

    /// Begins anew; see [`crate::Control::reset`].
    pub(crate) fn reset(&self, place: Place, seed: Seed) -> io::Result<()> {
        let mut state = crate::lock(&self.state);
        let moment = self.moment(Cause::System);
        state.accounts.reset(moment);
        let seeded = state.accounts.of_mut(place).world.seed(seed, &self.files, moment);
        state.token_calls = 0;
        state.faults.clear();
        state.log.clear();
        self.keep(&state.accounts);
        seeded.map(|_| ())
    }

    /// Plays what became due by a clock that was set, and keeps the clock.
    pub(crate) fn catch_up(&self) {
        self.keep(&self.play().accounts);
    }

    /// Plays what is due in all worlds.
    fn play(&self) -> MutexGuard<'_, State> {
        let mut state = crate::lock(&self.state);
        let moment = self.moment(Cause::System);
        let played = state.accounts.worlds_mut().fold(false, |played, world| world.advance(moment) | played);
        if played {
            self.keep(&state.accounts);
        }
        state
    }

    /// Hands a snapshot to the embedding program. The state is locked meanwhile, so that snapshots
    /// arrive in the order of the changes.
    pub(crate) fn keep(&self, accounts: &Accounts) {
        if let Some(on_change) = &self.on_change {
            on_change(&snapshot::write(self.clock.shift(), accounts.worlds()));
        }
        self.ring_if_heard(accounts);
    }

    pub(crate) fn record(&self, logged: Logged) {
        if let Some(observer) = &self.observer {
            observer.exchange(&logged.exchange());
        }
        crate::lock(&self.state).log.push(logged);
    }
}
