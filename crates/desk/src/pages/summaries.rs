//! What the list of orders shows beside the row: computed once after each change of an order, its buyer, its
//! documents or its writes, and stored with it. The store notices the changes.

use crate::connection::Connection;
use crate::contract::{Failure, SendState, Stop, StopState, Verdict, count};
use crate::deal::context::OrderContext;
use crate::deal::facts;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{OrderRow, OrderSummary, Tx};

/// Setting with the version of the program that computed the stored summaries.
const VERSION: &str = "summariesOf";

/// How many summaries are computed in one transaction: other writes wait for it.
const AT_ONCE: u32 = 100;

/// What the list shows of an order beside its row.
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

/// Computes the outdated summaries after the start. Another version of the program may compute them
/// differently: then all of them.
pub(crate) async fn run(connection: Arc<Connection>) {
    let computing = Arc::clone(&connection);
    let computed = connection.blocking(move || {
        computing.store.write(|tx| {
            let version = env!("CARGO_PKG_VERSION");
            if store::settings::get(tx, VERSION)?.as_deref() == Some(version) {
                return Ok(());
            }
            store::summaries::mark_all_outdated(tx)?;
            store::settings::set(tx, VERSION, version)
        })?;
        compute_outdated(&computing)
    });
    if let Err(failure) = computed.await {
        tracing::warn!(%failure, "the summaries of the orders were not computed");
    }
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
