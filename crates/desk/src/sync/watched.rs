//! What is on the screen. Its reads go before all others, and do not wait for one that waits for its turn.

use super::refresh;
use crate::open::{Open, Stale, lock};
use chrono::{DateTime, Utc};
use std::future::Future;
use std::sync::Arc;

/// Counts as on the screen until then, and is read at once if it was not there before.
pub(crate) fn look_at(open: &Open, what: Stale, until: DateTime<Utc>) {
    if open.watched().insert(what.clone(), until).is_none() {
        lock(&open.opened).insert(what);
        open.wake_watched.notify_one();
        open.wake_sync.notify_one();
    }
}

/// Does some reading of the background, and meanwhile reads what somebody begins to look at.
pub(super) async fn meanwhile<T>(open: &Arc<Open>, reading: impl Future<Output = T>) -> T {
    tokio::pin!(reading);
    loop {
        tokio::select! {
            outcome = &mut reading => return outcome,
            () = open.wake_watched.notified() => read_opened(open).await,
        }
    }
}

/// Reads what somebody has begun to look at. What cannot be read now is read with the rest.
async fn read_opened(open: &Arc<Open>) {
    for what in take_opened(open) {
        if let Err(failure) = refresh(open, &what).await {
            tracing::debug!(%failure, "something on the screen could not be read");
            open.mark_stale(what);
        }
    }
}

/// What somebody has begun to look at since this was asked last.
pub(super) fn take_opened(open: &Open) -> Vec<Stale> {
    std::mem::take(&mut *lock(&open.opened)).into_iter().collect()
}
