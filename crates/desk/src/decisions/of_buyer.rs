//! The user's decisions on a buyer that need no form: to block or unblock it, and to let NT24 check it. Each can be
//! undone for a while, because NT24 keeps the reason of a block for ever, and there is no way back to mode A.

use crate::contract::{ById, Failure, FailureCode, Settled, WithReason};
use crate::deal::blocking;
use crate::deal::buyer_steps::BuyerContext;
use crate::deal::pending::PendingWrites;
use crate::deal::verification;
use crate::decisions::state::Decisions;
use crate::decisions::undo::{Decision, Snapshot};
use crate::forms::reason;
use crate::queue::request::{Content, Request, enqueue};
use nt24::{BuyerUpdate, KycMode, Operation};
use serde_json::json;
use std::sync::Arc;
use store::BuyerRow;

pub(crate) async fn block_buyer(decisions: &Arc<Decisions>, request: WithReason) -> Result<Settled, Failure> {
    set_block(decisions, request, Operation::BlockBuyer).await
}

pub(crate) async fn unblock_buyer(
    decisions: &Arc<Decisions>,
    request: WithReason,
) -> Result<Settled, Failure> {
    set_block(decisions, request, Operation::UnblockBuyer).await
}

async fn set_block(
    decisions: &Arc<Decisions>,
    request: WithReason,
    operation: Operation,
) -> Result<Settled, Failure> {
    let reason = reason::read(&request.reason)?;
    decide(decisions, request.id, move |buyer, pending| {
        let wanted = operation == Operation::BlockBuyer;
        let both = [Operation::BlockBuyer, Operation::UnblockBuyer];
        if buyer.server.is_none() || pending.has(&both) || blocking::is_blocked(buyer, pending) == wanted {
            return Err(Failure::of(FailureCode::Gone));
        }
        let content = Content::Json(json!({ "reason": reason }));
        Ok((operation, Request::of_buyer(buyer.seller.clone(), &buyer.id, content)))
    })
    .await
}

pub(crate) async fn let_nt24_check(decisions: &Arc<Decisions>, request: ById) -> Result<Settled, Failure> {
    decide(decisions, request.id, |buyer, pending| {
        let Some(server) = &buyer.server else { return Err(Failure::of(FailureCode::NotReadyYet)) };
        if !verification::can_upgrade(BuyerContext { buyer, pending, filed: &[] }) {
            return Err(Failure::of(FailureCode::Gone));
        }
        let change = BuyerUpdate { kyc_mode: Some(KycMode::Nt24Led), ..BuyerUpdate::default() };
        let body = serde_json::to_value(change).map_err(Failure::bad_call)?;
        let base = serde_json::to_value(server).map_err(Failure::bad_call)?;
        let request = Request::of_buyer(buyer.seller.clone(), &buyer.id, Content::Json(body));
        Ok((Operation::UpdateBuyer, request.based_on(base, server.version)))
    })
    .await
}

/// Queues the write of a decision on a buyer, so that it can be undone for a while. `write` fails with `gone` if the
/// screen is older than what has happened since.
async fn decide(
    decisions: &Arc<Decisions>,
    buyer: String,
    write: impl FnOnce(&BuyerRow, &PendingWrites) -> Result<(Operation, Request), Failure> + Send + 'static,
) -> Result<Settled, Failure> {
    let deciding = Arc::clone(decisions);
    let queue = move || {
        let connection = deciding.connection();
        let decision = connection.store.write(|tx| {
            let row = store::require(store::buyers::get(tx, &buyer)?)?;
            let (operation, request) = write(&row, &PendingWrites::of(tx, &buyer)?)?;
            let subjects = vec![buyer];
            let before = Snapshot::of(tx, &subjects)?;
            enqueue(tx, connection, operation, &request, None)?;
            Decision::of(tx, connection, before, subjects)
        })?;
        let undo = decision.id().to_owned();
        deciding.remember(decision);
        connection.signals.wake_sending();
        connection.changed();
        Ok(Settled { draft: None, undo: Some(undo) })
    };
    decisions.connection().blocking(queue).await
}
