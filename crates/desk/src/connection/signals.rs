//! Signals between loops and commands: something waits to be sent, something is to be read again.

use crate::connection::subject::SubjectId;
use crate::given::lock;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;

/// Wakes the loops of one connection.
#[derive(Default)]
pub(crate) struct Signals {
    sending: Notify,
    reading: Notify,
    /// Set until the next round of the outbox: pauses between attempts are skipped.
    hurry: AtomicBool,
    /// Buyers and orders to read again.
    stale: Mutex<BTreeSet<SubjectId>>,
}

impl Signals {
    /// The outbox has something new to look at.
    pub(crate) fn wake_sending(&self) {
        self.sending.notify_one();
    }

    pub(crate) async fn sending_woken(&self) {
        self.sending.notified().await;
    }

    /// The reading loop has something new to look at.
    pub(crate) fn wake_reading(&self) {
        self.reading.notify_one();
    }

    pub(crate) async fn reading_woken(&self) {
        self.reading.notified().await;
    }

    /// Skips all pauses once: the network is back, or the user asked.
    pub(crate) fn hurry(&self) {
        self.hurry.store(true, Ordering::SeqCst);
        self.wake_sending();
        self.wake_reading();
    }

    pub(crate) fn take_hurry(&self) -> bool {
        self.hurry.swap(false, Ordering::SeqCst)
    }

    /// Has a buyer or an order read again as soon as possible.
    pub(crate) fn mark_stale(&self, subject: SubjectId) {
        lock(&self.stale).insert(subject);
        self.wake_reading();
    }

    /// Marks again what [`Signals::take_stale`] returned, without waking the loop that could not use it.
    pub(crate) fn put_back_stale(&self, subjects: BTreeSet<SubjectId>) {
        lock(&self.stale).extend(subjects);
    }

    pub(crate) fn take_stale(&self) -> BTreeSet<SubjectId> {
        std::mem::take(&mut *lock(&self.stale))
    }
}
