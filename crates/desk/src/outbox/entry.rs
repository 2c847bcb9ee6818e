//! The outbox as the page shows it.

use super::outcome::Problem;
use super::request::{Request, file_name};
use super::{conflict, due};
use crate::clock::moment;
use crate::contract::{
    ConflictField, Entry, EntryAction, EntryState, Failure, Receipt, SendState, Subject, SubjectKind,
};
use crate::open::Open;
use nt24::Operation;
use std::collections::HashSet;
use store::{OutboxRow, OutboxState, Tx};

/// Rows as entries, in the order of sending.
pub(crate) fn entries(tx: &Tx<'_>, open: &Open, rows: Vec<OutboxRow>) -> Result<Vec<Entry>, Failure> {
    let mut lanes = HashSet::new();
    let mut entries = Vec::new();
    for row in rows {
        if row.state.is_finished() {
            continue;
        }
        let first = lanes.insert(row.lane.clone());
        entries.push(entry(tx, open, row, first)?);
    }
    Ok(entries)
}

fn entry(tx: &Tx<'_>, open: &Open, row: OutboxRow, first: bool) -> Result<Entry, Failure> {
    let request = Request::read(&row);
    let problem = Problem::read(&row);
    let held = !first || waits_for_buyer(tx, request.as_ref())?;
    let state = match row.state {
        OutboxState::InFlight => EntryState::InFlight,
        OutboxState::Conflict => EntryState::Conflict,
        OutboxState::Unconfirmed => EntryState::Unconfirmed,
        OutboxState::Refused => EntryState::Refused,
        _ if held => EntryState::Behind,
        _ => EntryState::Ready,
    };
    let seen = problem.as_ref().is_some_and(|problem| problem.theirs.is_some());
    let conflict = match &problem {
        Some(Problem { theirs: Some(theirs), mine: Some(mine), .. }) => conflict::differences(mine, theirs),
        _ => Vec::new(),
    };
    let now = open.parts.clock.now();
    let next_try = due(&row, false, now);
    Ok(Entry {
        file_name: match &request {
            Some(request) => Some(file_name(tx, request)?).filter(|name| !name.is_empty()),
            None => None,
        },
        subject: subject(tx, &row)?,
        state,
        failure: problem.map(|problem| problem.failure),
        actions: actions(&row, state, seen, &conflict),
        conflict,
        attempts: row.attempts,
        queued_at: moment(row.created_at),
        next_try_at: (state == EntryState::Ready && row.attempts > 0 && next_try > now)
            .then(|| moment(next_try)),
        progress: open.uploads().get(&row.id).copied(),
        operation: row.operation,
        id: row.id,
    })
}

/// Whether a new order waits for its buyer to become known to NT24.
fn waits_for_buyer(tx: &Tx<'_>, request: Option<&Request>) -> Result<bool, store::Error> {
    let Some(buyer) = request.and_then(|request| request.buyer.as_ref()) else { return Ok(false) };
    let is_new_order = request.is_some_and(|request| request.order.is_some());
    Ok(is_new_order && store::buyers::get(tx, buyer)?.is_none_or(|row| row.remote.is_none()))
}

fn actions(row: &OutboxRow, state: EntryState, seen: bool, conflict: &[ConflictField]) -> Vec<EntryAction> {
    let milestone = matches!(
        Operation::from_id(&row.operation),
        Some(Operation::ConfirmPickup | Operation::ConfirmDelivery)
    );
    let reopens = row.draft.is_some();
    let mut actions = Vec::new();
    match state {
        EntryState::Ready | EntryState::Behind => {
            if state == EntryState::Ready {
                actions.push(EntryAction::SendNow);
            }
            if row.first_sent_at.is_none() {
                if reopens {
                    actions.push(EntryAction::Reopen);
                }
                actions.push(EntryAction::Withdraw);
            }
        }
        EntryState::InFlight => {}
        EntryState::Conflict if seen => {
            actions.push(EntryAction::KeepTheirs);
            // A milestone is final; it can only be taken back on the order's page.
            if !milestone && conflict.iter().all(|one| changeable(&row.operation, &one.field)) {
                actions.push(EntryAction::SendMine);
            }
        }
        // NT24 did not say what it has: there is nothing to compare.
        EntryState::Conflict => {
            if reopens {
                actions.push(EntryAction::Reopen);
            }
            actions.push(EntryAction::Withdraw);
        }
        EntryState::Unconfirmed => actions.extend([EntryAction::Arrived, EntryAction::SendAgain]),
        EntryState::Refused => {
            if reopens {
                actions.push(EntryAction::Reopen);
            }
            actions.extend([EntryAction::SendNow, EntryAction::Withdraw]);
        }
    }
    actions
}

/// Whether a field can be changed once the buyer or order exists (contract, sections 11 and 12).
fn changeable(operation: &str, field: &str) -> bool {
    match Operation::from_id(operation) {
        Some(Operation::UpsertBuyer) => matches!(field, "companyName" | "address" | "contacts"),
        Some(Operation::CreateOrder) => matches!(field, "purchaseDate" | "responsibleContact"),
        _ => true,
    }
}

/// Receipts of rows that are done.
pub(crate) fn receipts(tx: &Tx<'_>, limit: u32) -> Result<Vec<Receipt>, Failure> {
    let mut receipts = Vec::new();
    for row in store::outbox::receipts(tx, limit, 0)? {
        let Some(receipt) = &row.receipt else { continue };
        let file = match Request::read(&row) {
            Some(request) => file_name(tx, &request)?,
            None => String::new(),
        };
        receipts.push(Receipt {
            id: row.id.clone(),
            subject: subject(tx, &row)?,
            file_name: Some(file).filter(|name| !name.is_empty()),
            at: moment(receipt.at),
            request_id: receipt.request_id.clone(),
            status: receipt.status,
            operation: row.operation,
        });
    }
    Ok(receipts)
}

fn subject(tx: &Tx<'_>, row: &OutboxRow) -> Result<Subject, store::Error> {
    let is_order = row.lane.starts_with("order:");
    let label = if is_order {
        store::orders::get(tx, &row.subject)?.map(|row| row.external_order_id)
    } else {
        store::buyers::get(tx, &row.subject)?.map(|row| row.name)
    };
    Ok(Subject {
        kind: if is_order { SubjectKind::Order } else { SubjectKind::Buyer },
        id: row.subject.clone(),
        label: label.unwrap_or_default(),
    })
}

/// Whether everything of a buyer or order has been sent.
pub(crate) fn send_state(tx: &Tx<'_>, subject: &str) -> Result<SendState, store::Error> {
    let rows = store::outbox::of_subject(tx, subject)?;
    Ok(if rows.iter().any(|row| row.state.is_parked()) {
        SendState::Parked
    } else if rows.iter().any(|row| !row.state.is_finished()) {
        SendState::Waiting
    } else {
        SendState::Sent
    })
}
