//! Reads of the resources on the screen. They go before all others, and do not wait for a background read
//! that waits for its turn.

use crate::connection::resource::Resource;
use crate::contract::Failure;
use crate::sync::state::Reading;
use crate::sync::{buyer, order};
use std::future::Future;
use std::sync::Arc;

/// Reads a buyer or an order again.
pub(super) async fn refresh(reading: &Arc<Reading>, resource: &Resource) -> Result<(), Failure> {
    match resource {
        Resource::Buyer(id) => buyer::refresh(reading, id).await,
        Resource::Order(id) => order::refresh(reading, id).await,
    }
}

/// Runs a read of the background, and meanwhile reads the resources that come onto the screen.
pub(super) async fn while_serving_screen<T>(
    reading: &Arc<Reading>,
    background: impl Future<Output = T>,
) -> T {
    tokio::pin!(background);
    loop {
        tokio::select! {
            outcome = &mut background => return outcome,
            () = reading.opened() => read_opened(reading).await,
        }
    }
}

/// Reads the resources that have come onto the screen. A failed one is read again with the rest.
async fn read_opened(reading: &Arc<Reading>) {
    for resource in reading.take_opened() {
        if let Err(failure) = refresh(reading, &resource).await {
            tracing::debug!(%failure, "a resource on the screen could not be read");
            reading.connection.signals.mark_stale(resource);
        }
    }
}
