//! The footer: connection, last complete sync, waiting rows, request budget.

use crate::contract::{Budget, Failure, FailureCode, Nothing, SandboxNetwork, Status};
use crate::given::clock::moment;
use crate::pages::state::Pages;
use std::sync::Arc;

pub(crate) async fn status(pages: &Arc<Pages>, _: Nothing) -> Result<Status, Failure> {
    pages.ask(facts).await
}

pub(crate) async fn try_now(pages: &Arc<Pages>, _: Nothing) -> Result<Status, Failure> {
    probe(pages).await?;
    pages.ask(facts).await
}

pub(crate) async fn set_sandbox_network(
    pages: &Arc<Pages>,
    request: SandboxNetwork,
) -> Result<Status, Failure> {
    let sandbox = pages.connection().sandbox.as_ref().ok_or_else(|| Failure::of(FailureCode::NotOpen))?;
    sandbox.set_network(request.up)?;
    probe(pages).await?;
    pages.ask(facts).await
}

/// Asks `/me`, so that the click shows at once whether NT24 answers, and has everything that waits tried.
async fn probe(pages: &Pages) -> Result<(), Failure> {
    let connection = pages.connection();
    connection.link.reset();
    connection.client().try_now();
    if let Ok(me) = connection.observe(connection.client().me().await) {
        connection.keep_me(me.value)?;
    }
    connection.signals.hurry();
    pages.reading.sweep_now();
    connection.changed();
    Ok(())
}

/// The present state for the footer.
pub(super) fn facts(pages: &Pages) -> Result<Status, Failure> {
    let connection = pages.connection();
    let counts = connection.store.read(store::outbox::counts)?;
    Ok(Status {
        link: connection.link.facts(),
        last_sync_at: pages.reading.last_complete_sweep()?.map(moment),
        reading: pages.reading.progress()?,
        unreadable: pages.reading.unreadable()?,
        waiting: counts.ready,
        in_flight: counts.in_flight,
        parked: counts.parked,
        paused: pages.sending.is_paused(),
        copy_failed: pages.data.backup_failure().is_some(),
        upload: pages.sending.total_progress(),
        budget: connection
            .client()
            .budget()
            .into_iter()
            .map(|budget| Budget {
                category: budget.category,
                limit: budget.limit,
                remaining: budget.remaining,
                resets_at: moment(budget.reset),
            })
            .collect(),
        sandbox_network: connection.sandbox.as_ref().map(|sandbox| sandbox.is_network_up()),
    })
}
