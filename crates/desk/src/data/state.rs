//! The state of the data's upkeep: why the last daily backup failed.

use crate::connection::Connection;
use crate::contract::Failure;
use crate::given::lock;
use crate::papers::state::Papers;
use std::sync::{Arc, Mutex};

/// The upkeep of one connection's data.
pub(crate) struct Data {
    pub(crate) papers: Arc<Papers>,
    /// Why the last daily backup failed. `None` once one was made.
    backup_failure: Mutex<Option<Failure>>,
}

impl Data {
    pub(crate) fn new(papers: Arc<Papers>) -> Self {
        Self { papers, backup_failure: Mutex::default() }
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

    /// Runs work that reads and writes whole files beside the loops. Closing the connection waits for it.
    pub(super) async fn in_background<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Arc<Self>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let data = Arc::clone(self);
        self.connection().in_background(move || work(&data)).await
    }
}
