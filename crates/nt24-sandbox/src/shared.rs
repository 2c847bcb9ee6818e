//! What the connections, the controls and the sandbox itself share.

use crate::fault::Faults;
use crate::rate::Budget;
use crate::world::{Moment, World};
use crate::{Behaviour, Clock, Exchange, Ids, Observer, OnChange, Options};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

/// So many exchanges are kept.
const LOG_LENGTH: usize = 2000;

pub(crate) struct Shared {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) behaviour: Behaviour,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    on_change: Option<OnChange>,
    observer: Option<Arc<dyn Observer>>,
    pub(crate) state: Mutex<State>,
}

/// Everything that moves. The world is what a snapshot holds; the rest ends with the process.
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) tokens: BTreeMap<String, DateTime<Utc>>,
    pub(crate) token_calls: u64,
    pub(crate) budget: Budget,
    pub(crate) faults: Faults,
    pub(crate) log: VecDeque<Exchange>,
}

impl Shared {
    pub(crate) fn new(options: Options) -> anyhow::Result<Self> {
        let moment =
            Moment { now: options.clock.now(), behaviour: &options.behaviour, ids: options.ids.as_ref() };
        let world = match &options.state {
            Some(snapshot) => World::from_snapshot(snapshot)?,
            None => World::new(&options.organization, moment),
        };
        let shared = Self {
            clock: options.clock,
            ids: options.ids,
            behaviour: options.behaviour,
            client_id: options.organization.client_id,
            client_secret: options.organization.client_secret,
            on_change: options.on_change,
            observer: options.observer,
            state: Mutex::new(State {
                world,
                tokens: BTreeMap::new(),
                token_calls: 0,
                budget: Budget::default(),
                faults: Faults::default(),
                log: VecDeque::new(),
            }),
        };
        // Ids that were just made are worth keeping from the first moment.
        shared.change(|_, _| ());
        Ok(shared)
    }

    /// The present moment, for a change of the world.
    pub(crate) fn moment(&self) -> Moment<'_> {
        Moment { now: self.clock.now(), behaviour: &self.behaviour, ids: self.ids.as_ref() }
    }

    /// Changes the world from outside of the API, and keeps the change.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World, Moment<'_>) -> T) -> T {
        let mut state = crate::lock(&self.state);
        let moment = self.moment();
        state.world.advance(moment);
        let result = change(&mut state.world, moment);
        self.keep(&state.world);
        result
    }

    /// Looks at the world as it is now.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        let mut state = crate::lock(&self.state);
        if state.world.advance(self.moment()) {
            self.keep(&state.world);
        }
        look(&state.world)
    }

    /// Hands a snapshot to the embedding program. The state is locked meanwhile, so that snapshots
    /// arrive in the order of the changes.
    pub(crate) fn keep(&self, world: &World) {
        if let Some(on_change) = &self.on_change {
            on_change(&world.snapshot());
        }
    }

    pub(crate) fn record(&self, exchange: Exchange) {
        if let Some(observer) = &self.observer {
            observer.exchange(&exchange);
        }
        let log = &mut crate::lock(&self.state).log;
        if log.len() >= LOG_LENGTH {
            log.pop_front();
        }
        log.push_back(exchange);
    }
}
