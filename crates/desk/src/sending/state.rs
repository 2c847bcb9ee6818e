//! The state of the sending loop: requests in flight, urgent rows, and the user's pause.

use crate::connection::Connection;
use crate::contract::{Failure, PaperProgress};
use crate::given::lock;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use store::Tx;
use tokio_util::sync::CancellationToken;

/// Setting that exists while the user has paused the outbox.
const PAUSED: &str = "outbox_paused";

/// Writes the user's pause into the settings.
pub(crate) fn set_paused(tx: &Tx<'_>, paused: bool) -> Result<(), store::Error> {
    match paused {
        true => store::settings::set(tx, PAUSED, "yes"),
        false => store::settings::remove(tx, PAUSED),
    }
}

/// The state of the sending loop of one connection.
pub(crate) struct Sending {
    pub(crate) connection: Arc<Connection>,
    /// Bytes sent of each upload in flight, by row.
    uploads: Mutex<HashMap<String, PaperProgress>>,
    /// Cancels each request in flight, by row.
    stops: Mutex<HashMap<String, CancellationToken>>,
    /// Rows that the user wants to have tried now, whatever their pause.
    urgent: Mutex<HashSet<String>>,
    /// Whether the user has paused the outbox; stored in the settings.
    paused: AtomicBool,
}

impl Sending {
    /// Puts rows that were in flight at shutdown back to `ready`: they are uncertain, and are sent again
    /// with their own keys.
    pub(crate) fn new(connection: Arc<Connection>) -> Result<Self, store::Error> {
        let paused = connection.store.read(|tx| store::settings::get(tx, PAUSED))?.is_some();
        let uncertain = connection.store.write(store::outbox::recover)?;
        if uncertain > 0 {
            tracing::info!(uncertain, "requests that were in flight at shutdown will be repeated");
        }
        Ok(Self {
            connection,
            uploads: Mutex::default(),
            stops: Mutex::default(),
            urgent: Mutex::default(),
            paused: AtomicBool::new(paused),
        })
    }

    /// Cancels each request in flight, by row.
    pub(super) fn stops(&self) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
        lock(&self.stops)
    }

    /// Cancels the request of a row, if it is in flight.
    pub(crate) fn stop(&self, row: &str) {
        let stop = self.stops().get(row).cloned();
        if let Some(stop) = stop {
            stop.cancel();
        }
    }

    /// Tries one row now.
    pub(crate) fn hurry(&self, row: &str) {
        lock(&self.urgent).insert(row.to_owned());
        self.connection.signals.wake_sending();
    }

    pub(super) fn take_urgent(&self) -> HashSet<String> {
        std::mem::take(&mut *lock(&self.urgent))
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.paused.load(Ordering::SeqCst)
    }

    /// Pauses or resumes the outbox. The choice outlives the program.
    pub(crate) fn pause(&self, paused: bool) -> Result<(), Failure> {
        // The flag is set before the write, and read inside the write that begins a send: once this write
        // is done, no further send begins.
        let before = self.paused.swap(true, Ordering::SeqCst);
        let written = self.connection.store.write(|tx| set_paused(tx, paused));
        self.paused.store(if written.is_ok() { paused } else { before }, Ordering::SeqCst);
        written?;
        self.connection.signals.wake_sending();
        self.connection.changed();
        Ok(())
    }

    pub(super) fn begin_upload(&self, row: &str, total: u64) {
        lock(&self.uploads).insert(row.to_owned(), PaperProgress { sent: 0, total });
    }

    /// Records the bytes sent of an upload. Returns whether the upload is still in flight.
    pub(super) fn note_progress(&self, row: &str, sent: u64) -> bool {
        match lock(&self.uploads).get_mut(row) {
            Some(progress) => progress.sent = sent,
            None => return false,
        }
        true
    }

    /// Forgets the request of a row, which has ended.
    pub(super) fn end(&self, row: &str) {
        lock(&self.uploads).remove(row);
        lock(&self.stops).remove(row);
    }

    /// Bytes sent of a row's upload, while it is in flight.
    pub(crate) fn progress(&self, row: &str) -> Option<PaperProgress> {
        lock(&self.uploads).get(row).copied()
    }

    /// Bytes sent of all uploads in flight together. `None` if there is none.
    pub(crate) fn total_progress(&self) -> Option<PaperProgress> {
        let uploads = lock(&self.uploads);
        uploads
            .values()
            .copied()
            .reduce(|sum, one| PaperProgress { sent: sum.sent + one.sent, total: sum.total + one.total })
    }
}
