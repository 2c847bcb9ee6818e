//! The state of the files of one connection: whose turn it is at the vault.

use crate::connection::Connection;
use crate::given::lock;
use std::sync::{Arc, Mutex, MutexGuard};

/// The files of one connection.
pub(crate) struct Files {
    pub(crate) connection: Arc<Connection>,
    /// The vault stores the same content once, so taking and removing files must not overlap.
    turn: Mutex<()>,
}

impl Files {
    pub(crate) fn new(connection: Arc<Connection>) -> Self {
        Self { connection, turn: Mutex::new(()) }
    }

    /// Waits until no other thread takes or removes files.
    pub(crate) fn vault_turn(&self) -> MutexGuard<'_, ()> {
        lock(&self.turn)
    }
}
