//! The state of the data's upkeep: why the last daily backup failed, and whether the removal is wanted now, and
//! whether the database is damaged.

use crate::connection::Connection;
use crate::contract::Failure;
use crate::given::lock;
use crate::papers::state::Files;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// The upkeep of one connection's data.
pub(crate) struct Data {
    pub(crate) papers: Arc<Files>,
    /// Why the last daily backup failed. `None` once one was made.
    backup_failure: Mutex<Option<Failure>>,
    removal: Notify,
    damage: Notify,
}

impl Data {
    pub(crate) fn new(papers: Arc<Files>) -> Self {
        Self { papers, backup_failure: Mutex::default(), removal: Notify::new(), damage: Notify::new() }
    }

    pub(crate) fn connection(&self) -> &Arc<Connection> {
        &self.papers.connection
    }

    /// Why the last daily backup failed. `None` once one was made.
    pub(crate) fn backup_failure(&self) -> Option<Failure> {
        lock(&self.backup_failure).clone()
    }

    pub(super) fn set_backup_failure(&self, failure: Option<Failure>) {
        *lock(&self.backup_failure) = failure;
    }

    /// Lets the upkeep look at once for files that may be removed.
    pub(super) fn wake_removal(&self) {
        self.removal.notify_one();
    }

    /// Returns when the removal is wanted.
    pub(super) async fn removal_wanted(&self) {
        self.removal.notified().await;
    }

    /// Tells that the database is damaged.
    pub(super) fn tell_damage(&self) {
        self.damage.notify_one();
    }

    /// Returns when the database turns out to be damaged.
    pub(crate) async fn damaged(&self) {
        self.damage.notified().await;
    }

    /// Runs work that reads and writes whole files beside the loops. Closing the connection waits for it.
    pub(super) async fn run_blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Arc<Self>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let data = Arc::clone(self);
        self.connection().run_blocking(move || work(&data)).await
    }
}
