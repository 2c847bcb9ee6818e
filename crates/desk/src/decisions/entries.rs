//! Entries of the outbox as the page shows them.

use crate::compare::merge::{self, Compared};
use crate::connection::subject::SubjectId;
use crate::contract::{
    Conflict, ConflictKind, Entry, EntryState, Failure, FailureCode, Receipt, Subject, SubjectKind, WaitsFor,
};
use crate::decisions::{actions, filed};
use crate::given::clock::moment;
use crate::queue::problem::Problem;
use crate::queue::repeat::is_shown;
use crate::queue::request::{Request, file_name};
use crate::sending::due;
use crate::sending::state::Sending;
use nt24::Operation;
use std::collections::HashMap;
use store::{Head, OutboxRow, OutboxState, Tx};

/// Rows as entries, in the order of sending.
pub(crate) fn entries(tx: &Tx<'_>, sending: &Sending, rows: Vec<OutboxRow>) -> Result<Vec<Entry>, Failure> {
    let queue = Queue::of(tx)?;
    let mut entries = Vec::new();
    for row in rows {
        if !row.state.is_finished() {
            entries.push(entry(tx, sending, row, &queue)?);
        }
    }
    Ok(entries)
}

/// Where each unfinished row stands.
struct Queue {
    /// The place of each row, by its id; the first is 1.
    places: HashMap<String, u32>,
    /// The id of the first row of each lane.
    heads: HashMap<String, String>,
}

impl Queue {
    fn of(tx: &Tx<'_>) -> Result<Self, store::Error> {
        let mut queue = Self { places: HashMap::new(), heads: HashMap::new() };
        for (place, row) in (1..).zip(store::outbox::places(tx)?) {
            queue.heads.entry(row.lane).or_insert_with(|| row.id.clone());
            queue.places.insert(row.id, place);
        }
        Ok(queue)
    }
}

fn entry(tx: &Tx<'_>, sending: &Sending, row: OutboxRow, queue: &Queue) -> Result<Entry, Failure> {
    let connection = &*sending.connection;
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
        (Some(operation), Some(request), Some(problem)) => conflict(operation, request, problem),
        _ => None,
    }
    .filter(|_| state == EntryState::Conflict);
    let now = connection.given.clock.now();
    let under_way = problem.as_ref().and_then(|problem| problem.under_way);
    let under_way =
        under_way.filter(|attempt| state == EntryState::Unconfirmed && attempt.may_arrive(connection));
    let next_try = due(&Head::from(&row), false, now);
    Ok(Entry {
        file_name: match &request {
            Some(request) => Some(file_name(tx, request)?).filter(|name| !name.is_empty()),
            None => None,
        },
        subject: SubjectId::of_row(&row).labelled(tx)?,
        state,
        failure: problem.map(|problem| problem.failure),
        known: match (&request, state) {
            (Some(request), EntryState::Unconfirmed) => filed::of(tx, request)?,
            _ => None,
        },
        looked_up: state == EntryState::Unconfirmed && is_shown(&row),
        actions: actions::of(&row, state, conflict.as_ref(), under_way.is_some(), sending.is_paused()),
        under_way_until: under_way.map(|attempt| attempt.shown(connection)),
        conflict,
        place: queue.places.get(&row.id).copied().unwrap_or_default(),
        waits_for,
        attempts: row.attempts,
        queued_at: moment(row.created_at),
        next_try_at: (state == EntryState::Ready && row.attempts > 0 && next_try > now)
            .then(|| moment(next_try)),
        progress: sending.progress(&row.id),
        operation: row.operation,
        id: row.id,
    })
}

/// The write that must arrive first: the head of the lane, or the one that creates the buyer of a new order.
fn waits_for(
    tx: &Tx<'_>,
    row: &OutboxRow,
    request: Option<&Request>,
    queue: &Queue,
) -> Result<Option<WaitsFor>, store::Error> {
    let head = queue.heads.get(&row.lane).filter(|head| **head != row.id);
    if let Some(head) = head.map(|id| store::outbox::get(tx, id)).transpose()?.flatten() {
        return Ok(Some(WaitsFor {
            subject: SubjectId::of_row(&head).labelled(tx)?,
            operation: head.operation,
        }));
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

/// Receipts of executed rows, newest first.
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
            subject: SubjectId::of_row(&row).labelled(tx)?,
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

/// The conflict of a row. `None` if NT24 did not return its resource.
fn conflict(operation: Operation, request: &Request, problem: &Problem) -> Option<Conflict> {
    let theirs = problem.theirs.as_ref().filter(|theirs| theirs.is_object())?;
    let mine = problem.mine.as_ref()?;
    let compared = merge::compare(operation, request.base.as_ref(), mine, theirs);
    let text_of = |name: &str| theirs[name].as_str().map(str::to_owned);
    Some(Conflict {
        kind: match problem.failure.code {
            FailureCode::MilestoneAlreadySet => ConflictKind::MilestoneAlreadySet,
            FailureCode::ExistsWithOtherData => ConflictKind::ExistsWithOtherData,
            _ => ConflictKind::VersionMismatch,
        },
        fields: compared.iter().map(Compared::facts).collect(),
        // Only events of NT24 name a source today; a resource may do so in future.
        changed_by: text_of("source"),
        changed_at: text_of("updatedAt"),
    })
}
