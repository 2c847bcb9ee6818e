//! The state of the decisions: the last ones, so that they can be undone.

use crate::connection::Connection;
use crate::decisions::undo::Decision;
use crate::given::lock;
use crate::sending::state::Sending;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// How many decisions can be undone; the page offers the last one.
const REMEMBERED: usize = 8;

/// The decisions on the outbox of one connection.
pub(crate) struct Decisions {
    pub(crate) sending: Arc<Sending>,
    /// The last decisions, newest first.
    last: Mutex<VecDeque<Decision>>,
}

impl Decisions {
    pub(crate) fn new(sending: Arc<Sending>) -> Self {
        Self { sending, last: Mutex::default() }
    }

    pub(super) fn connection(&self) -> &Arc<Connection> {
        &self.sending.connection
    }

    /// Remembers a decision, so that it can be undone.
    pub(super) fn remember(&self, decision: Decision) {
        let mut last = lock(&self.last);
        last.truncate(REMEMBERED - 1);
        last.push_front(decision);
    }

    /// Takes a decision by its id. It can be undone once.
    pub(super) fn take(&self, id: &str) -> Option<Decision> {
        let mut last = lock(&self.last);
        let at = last.iter().position(|decision| decision.id() == id)?;
        last.remove(at)
    }
}
