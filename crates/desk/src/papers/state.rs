//! The state of the files of one connection: whose turn it is at the vault and at drawing a picture, and what
//! NT24 did not give back.

use crate::connection::Connection;
use crate::given::lock;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

/// How long a document that NT24 did not give back is not asked for again, so that others have their turn.
const ASK_AGAIN: TimeDelta = TimeDelta::days(7);

/// The files of one connection.
pub(crate) struct Files {
    pub(crate) connection: Arc<Connection>,
    /// The vault stores the same content once, so taking and removing files must not overlap.
    turn: Mutex<()>,
    /// A picture takes much memory, so that one is drawn at a time.
    picture: Mutex<()>,
    /// Contents that NT24 did not give back, by hash, and when.
    not_given_back: Mutex<HashMap<String, DateTime<Utc>>>,
}

impl Files {
    pub(crate) fn new(connection: Arc<Connection>) -> Self {
        Self { connection, turn: Mutex::new(()), picture: Mutex::new(()), not_given_back: Mutex::default() }
    }

    /// Waits until no other thread takes or removes files.
    pub(crate) fn vault_turn(&self) -> MutexGuard<'_, ()> {
        lock(&self.turn)
    }

    /// Waits until no other thread has a picture drawn.
    pub(super) fn picture_turn(&self) -> MutexGuard<'_, ()> {
        lock(&self.picture)
    }

    /// Remembers that NT24 did not give back a content.
    pub(super) fn not_given_back(&self, sha256: &str) {
        lock(&self.not_given_back).insert(sha256.to_owned(), self.connection.given.clock.now());
    }

    /// Whether NT24 did not give back a content lately.
    pub(super) fn was_not_given_back(&self, sha256: &str) -> bool {
        let now = self.connection.given.clock.now();
        lock(&self.not_given_back).get(sha256).is_some_and(|at| now - *at < ASK_AGAIN)
    }
}
