//! The outbox as the page shows it.

use super::outcome::Problem;
use super::request::{Request, file_name};
use super::{actions, conflict, due, known};
use crate::clock::moment;
use crate::contract::{Entry, EntryState, Failure, Receipt, SendState, Subject, SubjectKind, WaitsFor};
use crate::open::Open;
use nt24::Operation;
use store::{Head, OutboxRow, OutboxState, Tx};

/// Rows as entries, in the order of sending.
pub(crate) fn entries(tx: &Tx<'_>, open: &Open, rows: Vec<OutboxRow>) -> Result<Vec<Entry>, Failure> {
    let queue = store::outbox::waiting(tx)?;
    let mut entries = Vec::new();
    for row in rows {
        if !row.state.is_finished() {
            entries.push(entry(tx, open, row, &queue)?);
        }
    }
    Ok(entries)
}

fn entry(tx: &Tx<'_>, open: &Open, row: OutboxRow, queue: &[OutboxRow]) -> Result<Entry, Failure> {
    let request = Request::read(&row);
    let problem = Problem::read(&row);
    let waits_for = waits_for(tx, &row, request.as_ref(), queue)?;
    let state = match row.state {
        OutboxState::InFlight => EntryState::InFlight,
        OutboxState::Conflict => EntryState::Conflict,
        OutboxState::Unconfirmed => EntryState::Unconfirmed,
        OutboxState::Refused => EntryState::Refused,
        OutboxState::Held => EntryState::Held,
        _ if waits_for.is_some() => EntryState::Behind,
        _ => EntryState::Ready,
    };
    let conflict = match (Operation::from_id(&row.operation), &request, &problem) {
        (Some(operation), Some(request), Some(problem)) => conflict::facts(operation, request, problem),
        _ => None,
    }
    .filter(|_| state == EntryState::Conflict);
    let now = open.parts.clock.now();
    let under_way = problem.as_ref().and_then(|problem| problem.under_way);
    let under_way = under_way.filter(|way| state == EntryState::Unconfirmed && way.holds(open));
    let next_try = due(&Head::from(&row), false, now);
    let place = queue.iter().position(|other| other.id == row.id).map_or(0, |before| before + 1);
    Ok(Entry {
        file_name: match &request {
            Some(request) => Some(file_name(tx, request)?).filter(|name| !name.is_empty()),
            None => None,
        },
        subject: subject(tx, &row)?,
        state,
        failure: problem.map(|problem| problem.failure),
        known: match (&request, state) {
            (Some(request), EntryState::Unconfirmed) => known::of(tx, request)?,
            _ => None,
        },
        actions: actions::of(&row, state, conflict.as_ref(), under_way.is_some(), open.is_paused()),
        under_way_until: under_way.map(|way| way.shown(open)),
        conflict,
        place: u32::try_from(place).unwrap_or(u32::MAX),
        waits_for,
        attempts: row.attempts,
        queued_at: moment(row.created_at),
        next_try_at: (state == EntryState::Ready && row.attempts > 0 && next_try > now)
            .then(|| moment(next_try)),
        progress: open.uploads().get(&row.id).copied(),
        operation: row.operation,
        id: row.id,
    })
}

/// What must arrive first: the head of its lane, or a new order's buyer.
fn waits_for(
    tx: &Tx<'_>,
    row: &OutboxRow,
    request: Option<&Request>,
    queue: &[OutboxRow],
) -> Result<Option<WaitsFor>, store::Error> {
    if let Some(head) = queue.iter().find(|other| other.lane == row.lane).filter(|head| head.id != row.id) {
        return Ok(Some(WaitsFor { operation: head.operation.clone(), subject: subject(tx, head)? }));
    }
    let Some(buyer) = request.filter(|request| request.order.is_some()).and_then(|one| one.buyer.as_ref())
    else {
        return Ok(None);
    };
    let Some(buyer) = store::buyers::get(tx, buyer)?.filter(|row| row.remote.is_none()) else {
        return Ok(None);
    };
    let operation = Operation::UpsertBuyer.id().to_owned();
    Ok(Some(WaitsFor {
        operation,
        subject: Subject { kind: SubjectKind::Buyer, id: buyer.id, label: buyer.name },
    }))
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
            trace_id: receipt.trace_id.clone(),
            merged: receipt.merged.clone(),
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
