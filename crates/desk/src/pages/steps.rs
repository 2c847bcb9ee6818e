//! Steps of an order that need no form: ready for pickup, and the revocation of a pickup.

use crate::connection::Connection;
use crate::connection::subject::SubjectId;
use crate::contract::{ById, Failure, FailureCode, Nothing, Severity, WithReason, finding};
use crate::deal::pending::PendingWrites;
use crate::queue::request::{Content, Request, enqueue};
use nt24::Operation;
use std::sync::Arc;

/// Most characters of a reason (contract: `ReasonRequest`).
const LONGEST_REASON: usize = 500;

pub(crate) async fn mark_ready_for_pickup(
    connection: &Arc<Connection>,
    request: ById,
) -> Result<Nothing, Failure> {
    step(connection, &request.id, Operation::MarkReadyForPickup, Content::Empty)
}

pub(crate) async fn revoke_pickup(
    connection: &Arc<Connection>,
    request: WithReason,
) -> Result<Nothing, Failure> {
    let reason = request.reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        let missing = finding("required", Severity::Error, "reason");
        return Err(Failure { findings: vec![missing], ..Failure::of(FailureCode::FormIncomplete) });
    }
    let body = serde_json::json!({ "reason": reason });
    step(connection, &request.id, Operation::RevokePickup, Content::Json(body))
}

/// Queues a step. A second click queues nothing while the first one waits.
fn step(
    connection: &Connection,
    id: &str,
    operation: Operation,
    content: Content,
) -> Result<Nothing, Failure> {
    connection.store.write(|tx| {
        let order = store::require(store::orders::get(tx, id)?)?;
        if PendingWrites::of(tx, id)?.has(&[operation]) {
            return Ok(());
        }
        let request = Request::of_order(order.seller, id, content);
        Ok::<_, Failure>(enqueue(tx, connection, operation, &request, None)?)
    })?;
    connection.signals.wake_sending();
    connection.signals.mark_stale(SubjectId::Order(id.to_owned()));
    connection.changed();
    Ok(Nothing {})
}
