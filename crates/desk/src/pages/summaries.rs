//! The summary that the list of orders shows beside the row: computed once after each change of an order, its
//! buyer, its documents or its writes, and stored with it. The store notices the changes.

use crate::connection::Connection;
use crate::contract::{Failure, Milestone, Reason, SendState, Stop, Turn};
use crate::deal::context::{OrderContext, Standing};
use crate::deal::stops;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use store::{OrderRow, OrderSummary, OrderTurn, Tx};

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
    pub(super) turn: Turn,
    pub(super) reason: Option<Reason>,
    pub(super) open: u32,
    pub(super) wishes: u32,
    pub(super) send_state: SendState,
}

impl Summary {
    pub(super) fn compute(order: &OrderRow, context: &OrderContext) -> Self {
        let Standing { turn, reason, open, wishes } = context.standing(order);
        let (route, send_state) = (context.stops(order), context.pending.send_state());
        Self { route, turn, reason, open, wishes, send_state }
    }

    /// The stored summary, or a new one if that is outdated.
    pub(super) fn of(tx: &Tx<'_>, order: &OrderRow) -> Result<Self, Failure> {
        let stored = store::summaries::get(tx, &order.id)?;
        match stored.and_then(|stored| serde_json::from_value(stored.content).ok()) {
            Some(summary) => Ok(summary),
            None => Ok(Self::compute(order, &OrderContext::load(tx, order)?)),
        }
    }

    fn stored(&self) -> Result<OrderSummary, Failure> {
        let turn = match self.turn {
            Turn::You => OrderTurn::You,
            Turn::Buyer => OrderTurn::Buyer,
            Turn::Nt24 => OrderTurn::Nt24,
            Turn::Nobody => OrderTurn::Nobody,
            Turn::NotKnown => OrderTurn::NotKnown,
        };
        let reason = self.reason.as_ref();
        Ok(OrderSummary {
            content: serde_json::to_value(self).map_err(Failure::bad_call)?,
            turn,
            rank: reason.map_or(LAST, rank),
            reason: reason.map(group).unwrap_or_default(),
            since: reason.and_then(|reason| reason.since.as_deref()?.parse().ok()),
        })
    }
}

/// The rank of orders without a reason.
const LAST: u32 = 100;

/// The place of a reason's group: what holds up everything, then what the deal has failed at, then the stages from
/// the last to the first, because the vehicle is gone already. What only waits follows.
fn rank(reason: &Reason) -> u32 {
    let code = reason.code.as_deref().unwrap_or_default();
    let failed = [stops::VIES_INVALID, stops::KYC_VERIFICATION_REJECTED, stops::AML_FLAGGED];
    let of_stage = match reason.milestone {
        _ if code == stops::OUTBOX_PARKED => 0,
        _ if failed.contains(&code) => 1,
        Milestone::FinalInvoice => 2,
        Milestone::ExportFile | Milestone::Decision => 3,
        Milestone::Delivery => 4,
        Milestone::Pickup => 5,
        Milestone::Release => 6,
        Milestone::Payment => 7,
        Milestone::Invoice => 8,
        _ => 9,
    };
    if reason.waiting { of_stage + 20 } else { of_stage }
}

/// The key of a reason's group.
fn group(reason: &Reason) -> String {
    let code = reason.code.clone().unwrap_or_else(|| format!("{:?}", reason.milestone));
    if reason.waiting { format!("{code} waiting") } else { code }
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
    while !connection.is_closing() && compute_some(connection)? {}
    Ok(())
}

/// Computes some of the summaries that are outdated. Returns whether there may be more.
pub(super) fn compute_some(connection: &Connection) -> Result<bool, Failure> {
    let outdated = |tx: &Tx<'_>| store::summaries::outdated(tx, 1);
    if connection.store.read(outdated)?.is_empty() {
        return Ok(false);
    }
    connection.store.write(|tx| {
        for order in store::summaries::outdated(tx, AT_ONCE)? {
            let summary = Summary::compute(&order, &OrderContext::load(tx, &order)?).stored()?;
            store::summaries::set(tx, &order.id, &summary)?;
        }
        Ok(true)
    })
}

/// The ids of orders with a summary that is outdated although no trigger has noticed it. Computes all others.
#[cfg(test)]
pub(crate) fn unnoticed(connection: &Connection) -> Result<Vec<String>, Failure> {
    let seller = connection.seller()?;
    let unnoticed = connection.store.read(|tx| {
        let mut unnoticed = Vec::new();
        for order in store::order_list::list(tx, &seller, (None, store::OrderSort::Newest), 1000, 0)? {
            let current = Summary::compute(&order, &OrderContext::load(tx, &order)?).stored()?;
            let stored = store::summaries::get(tx, &order.id)?;
            unnoticed.extend(stored.is_some_and(|stored| stored != current).then_some(order.id));
        }
        Ok::<_, Failure>(unnoticed)
    })?;
    compute_outdated(connection)?;
    Ok(unnoticed)
}
