//! Reads of the subjects on the screen. They go before all others, and do not wait for a background read
//! that waits for its turn.

use crate::connection::link;
use crate::connection::subject::SubjectId;
use crate::contract::Failure;
use crate::sync::queue::{self, Answered, Read};
use crate::sync::state::Reading;
use crate::sync::{buyer, order};
use std::future::Future;
use std::sync::Arc;

/// Reads a buyer or an order again.
pub(super) async fn refresh(reading: &Arc<Reading>, subject: &SubjectId) -> Result<Answered, Failure> {
    match subject {
        SubjectId::Buyer(id) => buyer::refresh(reading, id).await,
        SubjectId::Order(id) => order::refresh(reading, id).await,
    }
}

/// Runs a read of the background, and meanwhile reads the subjects that come onto the screen. Both go on at the
/// same time: the first may have its place in the queue of the request budget, for which the second waits.
pub(super) async fn while_serving_screen<T>(
    reading: &Arc<Reading>,
    background: impl Future<Output = T>,
) -> T {
    tokio::pin!(background);
    loop {
        tokio::select! {
            outcome = &mut background => return outcome,
            () = reading.appeared() => {}
        }
        let screen = read_appeared(reading);
        tokio::pin!(screen);
        tokio::select! {
            outcome = &mut background => {
                screen.await;
                return outcome;
            }
            () = &mut screen => {}
        }
    }
}

/// Reads the subjects that have come onto the screen. A failed one is read again with the rest.
async fn read_appeared(reading: &Arc<Reading>) {
    let connection = &reading.connection;
    for subject in reading.take_appeared() {
        let outcome = refresh(reading, &subject).await;
        let read = Read::Subject(subject.clone());
        let kept = match outcome {
            Ok(answered) => queue::answered(connection, &read, answered),
            Err(failure) if link::concerns_all(failure.code) => Err(failure),
            Err(failure) => queue::failed(connection, &read, &failure),
        };
        if let Err(failure) = kept {
            tracing::debug!(%failure, "a subject on the screen could not be read");
            connection.signals.mark_stale(subject);
        }
    }
}
