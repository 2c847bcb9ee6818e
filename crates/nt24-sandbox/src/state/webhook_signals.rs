//! Signals between the task that posts events and the rest of the sandbox.

use std::sync::atomic::AtomicBool;
use tokio::sync::Notify;

/// Signals between the task that posts events and the rest of the sandbox.
#[derive(Default)]
pub(crate) struct WebhookSignals {
    /// To the task: an event may be due.
    pub(crate) due: Notify,
    /// From the task: no event is being posted.
    pub(crate) idle: Notify,
    /// Whether the task runs. It does not while the host is off the network.
    pub(crate) running: AtomicBool,
}
