//! The summary that the list of orders shows beside the row: computed once after each change of an order, its
//! buyer, its documents or its writes, and stored with it. The store notices the changes.

use crate::connection::Connection;
use crate::contract::{Failure, SendState, Stop, StopState, Verdict, count};
use crate::deal::context::OrderContext;
use crate::deal::facts;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use store::{OrderRow, OrderSummary, Tx};

/// Setting with the version of the program that computed the stored summaries.
const VERSION: &str = "summariesOf";

/// How often the loop looks for outdated summaries: it finds the few that have changed since.
const CHECK_INTERVAL: Duration = Duration::from_secs(5);

/// How many summaries are computed in one transaction: other writes wait for it.
const AT_ONCE: u32 = 100;

/// The summary that the list shows of an order beside its row.
#[derive(Serialize, Deserialize)]
pub(super) struct Summary {
    pub(super) route: Vec<Stop>,
    pub(super) missing: u32,
    pub(super) send_state: SendState,
}

impl Summary {
    pub(super) fn compute(order: &OrderRow, context: &OrderContext) -> Self {
        Self {
            route: context.stops(order),
            missing: count(context.missing(order).len()),
            send_state: context.pending.send_state(),
        }
    }

    /// The stored summary, or a new one if that is outdated.
    pub(super) fn of(tx: &Tx<'_>, order: &OrderRow) -> Result<Self, Failure> {
        let stored = store::summaries::get(tx, &order.id)?;
        match stored.and_then(|stored| serde_json::from_value(stored.content).ok()) {
            Some(summary) => Ok(summary),
            None => Ok(Self::compute(order, &OrderContext::load(tx, order)?)),
        }
    }

    fn stored(&self, order: &OrderRow) -> Result<OrderSummary, Failure> {
        let waits_for_user = |stop: &Stop| matches!(stop.state, StopState::NeedsYou | StopState::Failed);
        Ok(OrderSummary {
            content: serde_json::to_value(self).map_err(Failure::bad_call)?,
            needs_you: self.route.iter().any(waits_for_user),
            closed: matches!(facts::verdict(order), Verdict::Valid | Verdict::Invalid),
        })
    }
}

/// Computes the outdated summaries until the connection closes, so that a filter finds few of them. Another
/// version of the program may compute them differently: then all are outdated.
pub(crate) async fn run(connection: Arc<Connection>) {
    let mut is_of_this_version = false;
    while !connection.is_closing() {
        let computing = Arc::clone(&connection);
        let computed = connection.blocking(move || {
            if !is_of_this_version {
                computing.store.write(outdate_those_of_another_version)?;
            }
            compute_outdated(&computing)
        });
        match computed.await {
            Ok(()) => is_of_this_version = true,
            Err(failure) => tracing::warn!(%failure, "the summaries of the orders were not computed"),
        }
        tokio::select! {
            () = connection.closing() => {}
            () = tokio::time::sleep(CHECK_INTERVAL) => {}
        }
    }
}

fn outdate_those_of_another_version(tx: &Tx<'_>) -> Result<(), store::Error> {
    let version = env!("CARGO_PKG_VERSION");
    if store::settings::get(tx, VERSION)?.as_deref() == Some(version) {
        return Ok(());
    }
    store::summaries::mark_all_outdated(tx)?;
    store::settings::set(tx, VERSION, version)
}

/// Computes the summaries that are outdated, so that a filter finds every order.
pub(super) fn compute_outdated(connection: &Connection) -> Result<(), Failure> {
    let outdated = |tx: &Tx<'_>| store::summaries::outdated(tx, 1);
    while !connection.is_closing() && !connection.store.read(outdated)?.is_empty() {
        connection.store.write(|tx| {
            for order in store::summaries::outdated(tx, AT_ONCE)? {
                let summary = Summary::compute(&order, &OrderContext::load(tx, &order)?).stored(&order)?;
                store::summaries::set(tx, &order.id, &summary)?;
            }
            Ok::<_, Failure>(())
        })?;
    }
    Ok(())
}

/// The ids of orders with a summary that is outdated although no trigger has noticed it. Computes all others.
#[cfg(test)]
pub(crate) fn unnoticed(connection: &Connection) -> Result<Vec<String>, Failure> {
    let seller = connection.seller()?;
    let unnoticed = connection.store.read(|tx| {
        let mut unnoticed = Vec::new();
        for order in store::summaries::list(tx, &seller, "", store::OrderFilter::All, 1000, 0)? {
            let current = Summary::compute(&order, &OrderContext::load(tx, &order)?).stored(&order)?;
            let stored = store::summaries::get(tx, &order.id)?;
            unnoticed.extend(stored.is_some_and(|stored| stored != current).then_some(order.id));
        }
        Ok::<_, Failure>(unnoticed)
    })?;
    compute_outdated(connection)?;
    Ok(unnoticed)
}
