//! Fetches export files beside the reading loop: a file may take long, and no other read waits for it.

use crate::given::lock;
use crate::papers::export_file;
use crate::sync::state::Reading;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// The orders whose export file is to be fetched.
#[derive(Default)]
pub(super) struct Exports {
    wanted: Mutex<BTreeSet<String>>,
    wake: Notify,
}

impl Exports {
    /// Has the export file of an order fetched, if there is one that is not kept yet.
    pub(super) fn want(&self, order: &str) {
        lock(&self.wanted).insert(order.to_owned());
        self.wake.notify_one();
    }

    fn take(&self) -> Option<String> {
        lock(&self.wanted).pop_first()
    }
}

/// Fetches, one file after the other, until the connection closes. Closing stops a download under way.
pub(crate) async fn run(reading: Arc<Reading>) {
    tokio::select! {
        () = reading.connection.closing() => {}
        () = fetch_all(&reading) => {}
    }
}

async fn fetch_all(reading: &Reading) {
    loop {
        while let Some(order) = reading.exports.take() {
            if let Err(failure) = export_file::fetch(&reading.connection, &order).await {
                // It is fetched again at the next read, and when the user opens it.
                tracing::info!(%failure, "the export file was not fetched");
            }
        }
        reading.exports.wake.notified().await;
    }
}
