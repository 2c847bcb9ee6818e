//! Records the outcome of an attempt: done, waiting for the next attempt, or parked.

use crate::compare::{merge, values};
use crate::connection::link::{self, Reachability};
use crate::connection::{Connection, failure, history};
use crate::contract::{Failure, FailureCode, fact};
use crate::queue::cause::Cause;
use crate::queue::problem::Problem;
use crate::queue::replace::replace;
use crate::queue::request::{self, Request, file_name};
use crate::queue::under_way::UnderWay;
use crate::sending::apply;
use chrono::TimeDelta;
use nt24::{Operation, ProblemType};
use nt24_client::{Answer, Body, Error, ErrorKind, Fate, Retry, Write};
use serde_json::Value;
use store::{OutboxRow, OutboxState, Receipt, Tx};

/// How often a change is sent again for a newer version before the user is asked.
const MOST_MERGES: u32 = 5;

/// Records the outcome of an attempt in one transaction.
pub(super) fn record(
    connection: &Connection,
    row: &OutboxRow,
    write: &Write,
    outcome: Result<Answer, Error>,
) -> Result<(), Cause> {
    match outcome {
        Ok(answer) => done(connection, row, write, &answer),
        Err(error) => failed(connection, row, write, &error),
    }
}

fn done(connection: &Connection, row: &OutboxRow, write: &Write, answer: &Answer) -> Result<(), Cause> {
    // NT24 executed the write, even if its answer cannot be read.
    let value = body_of(answer).unwrap_or_default();
    let receipt = receipt(connection, row, answer.request_id.clone(), answer.status, None);
    finish(connection, row, write.operation, &value, receipt)
}

fn body_of(answer: &Answer) -> Result<Value, serde_json::Error> {
    if answer.body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&answer.body) }
}

/// NT24 executed the write: stores the answer and turns the row into a receipt.
fn finish(
    connection: &Connection,
    row: &OutboxRow,
    operation: Operation,
    value: &Value,
    receipt: Receipt,
) -> Result<(), Cause> {
    let Some(request) = Request::read(row) else { return park_broken(connection, row) };
    let now = receipt.at;
    let applied = connection.store.write(|tx| {
        apply::answer(tx, connection, operation, &request, value)?;
        store::outbox::finish(tx, &row.id, &receipt, now)?;
        let file = file_name(tx, &request)?;
        let sent = fact("sent", [("operation", row.operation.clone()), ("file", file)]);
        Ok(history::add(tx, connection, &row.subject, now, "desk", sent)?)
    });
    match applied {
        Err(Cause::UnreadableAnswer) => unreadable(connection, row, operation, &request, &receipt),
        Err(error) => Err(error),
        Ok(()) => {
            apply::mark_stale(connection, &request);
            // Another row may have waited for the id in this answer.
            connection.signals.wake_sending();
            Ok(())
        }
    }
}

/// NT24 executed the write and its answer cannot be read. A write that creates a buyer or an order is
/// repeated, because no later write can do without its id and the same key returns the same answer. Any
/// other write is done.
fn unreadable(
    connection: &Connection,
    row: &OutboxRow,
    operation: Operation,
    request: &Request,
    receipt: &Receipt,
) -> Result<(), Cause> {
    if matches!(operation, Operation::UpsertBuyer | Operation::CreateOrder) {
        let problem = Problem::of(Failure::of(FailureCode::BadAnswer)).value();
        let again = |tx: &Tx<'_>| store::outbox::back_to_ready(tx, &row.id, None, Some(&problem));
        return Ok(connection.store.write(again)?);
    }
    connection.store.write(|tx| {
        store::outbox::finish(tx, &row.id, receipt, receipt.at)?;
        let sent = fact("sent", [("operation", row.operation.clone()), ("file", String::new())]);
        history::add(tx, connection, &row.subject, receipt.at, "desk", sent)
    })?;
    apply::mark_stale(connection, request);
    Ok(())
}

fn receipt(
    connection: &Connection,
    row: &OutboxRow,
    request_id: String,
    status: u16,
    trace_id: Option<String>,
) -> Receipt {
    let merged = Request::read(row).map(|request| request.merged).unwrap_or_default();
    Receipt { request_id, status, at: connection.given.clock.now(), trace_id, merged }
}

fn failed(connection: &Connection, row: &OutboxRow, write: &Write, error: &Error) -> Result<(), Cause> {
    let failure = failure::of_open(error);
    if matches!(failure.code, FailureCode::SellerNotAuthorized | FailureCode::CapabilityRequired) {
        // The organization's rights have changed: `/me` shows them.
        connection.identify_again();
    }
    let problem = match error.kind() {
        ErrorKind::Problem(problem) => Some(problem),
        _ => None,
    };
    if let Some(problem) = problem {
        match problem.kind() {
            ProblemType::VersionMismatch
            | ProblemType::ResourceExistsDifferentBody
            | ProblemType::MilestoneAlreadySet => {
                let theirs = problem.current_resource.clone().unwrap_or_default();
                return conflicting(connection, row, write, error, failure, theirs);
            }
            _ => {}
        }
    }
    if waits(error, &failure) {
        let not_before = match error.retry() {
            Retry::After(wait) if failure.code == FailureCode::RateLimited => {
                TimeDelta::from_std(wait).ok().map(|wait| connection.given.clock.now() + wait)
            }
            _ => None,
        };
        // `row` is as it was before this attempt: an earlier attempt may have arrived.
        let never_sent = error.fate() == Fate::NeverSent && row.first_sent_at.is_none();
        // A stop by the user is no problem of the row.
        let problem = (!matches!(error.kind(), ErrorKind::Cancelled)).then(|| Problem::of(failure).value());
        return Ok(connection.store.write(|tx| match never_sent {
            true => store::outbox::not_sent(tx, &row.id, not_before, problem.as_ref()),
            false => store::outbox::back_to_ready(tx, &row.id, not_before, problem.as_ref()),
        })?);
    }
    // This attempt was refused. The outcome of an earlier one is not known, and only its key keeps the write
    // from taking effect twice.
    let earlier = row.first_sent_at.is_some() && !request::may_repeat_without_key(&row.operation);
    let state = if earlier { OutboxState::Unconfirmed } else { OutboxState::Refused };
    park(connection, row, state, Problem::of(failure))
}

/// The attempt ended before the request was sent.
pub(super) fn not_sent(connection: &Connection, row: &OutboxRow, failure: Failure) -> Result<(), Cause> {
    // Without the pause the row would be due again at once, as long as no request gets a turn.
    let seconds = failure.params.get("seconds").and_then(|text| text.parse().ok());
    let not_before = seconds
        .filter(|_| failure.code == FailureCode::RateLimited)
        .map(|seconds| connection.given.clock.now() + TimeDelta::seconds(seconds));
    let problem = Problem::of(failure).value();
    Ok(connection.store.write(|tx| match row.first_sent_at {
        None => store::outbox::not_sent(tx, &row.id, not_before, Some(&problem)),
        Some(_) => store::outbox::back_to_ready(tx, &row.id, not_before, Some(&problem)),
    })?)
}

/// Whether the row is tried again later. A decision of NT24 and a damaged file are final; every uncertain
/// outcome is repeated with its key.
fn waits(error: &Error, failure: &Failure) -> bool {
    match link::reachability(failure.code) {
        Reachability::Unreachable | Reachability::UserActionRequired => true,
        Reachability::Answered => match error.kind() {
            ErrorKind::FileGone | ErrorKind::FileChanged => false,
            ErrorKind::Problem(_) | ErrorKind::Status(_) => error.retry() != Retry::Never,
            _ => true,
        },
    }
}

fn conflicting(
    connection: &Connection,
    row: &OutboxRow,
    write: &Write,
    error: &Error,
    failure: Failure,
    theirs: Value,
) -> Result<(), Cause> {
    let mine = match &write.body {
        Body::Json(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
        _ => Value::Null,
    };
    // Another user may have set the same milestone with another driver, which no answer shows.
    let unseen = merge::unseen(write.operation, &mine).next().is_some();
    if theirs.is_object() && !unseen && values::holds(&theirs, &mine) {
        // NT24 has exactly what was sent: an earlier attempt arrived, or another user did the same.
        let request_id = error.request_id().unwrap_or_default().to_owned();
        let receipt = receipt(connection, row, request_id, 409, failure.trace_id.clone());
        return finish(connection, row, write.operation, &theirs, receipt);
    }
    if let Some(request) = Request::read(row)
        && write.operation.needs_if_match()
        && let Some(version) = theirs["version"].as_u64()
        && let Some(base) = &request.base
        && request.merges < MOST_MERGES
        && !is_held(connection, row)?
    {
        let compared = merge::compare(write.operation, Some(base), &mine, &theirs);
        if compared.iter().all(|one| one.decided.is_some()) {
            // Another user changed other fields. The change is sent again for the new version, under a new
            // key: whether the old key keeps the refusal is not documented (contract, section 7).
            let mut again = request.clone().based_on(theirs.clone(), version);
            again.merges += 1;
            for field in merge::taken_over(&compared) {
                if !again.merged.iter().any(|known| known == field) {
                    again.merged.push(field.to_owned());
                }
            }
            return connection.store.write(|tx| {
                apply::store_resource(tx, write.operation, &request, &theirs)?;
                Ok(replace(tx, connection, row, write.operation, &again, row.draft.clone())?)
            });
        }
    }
    let problem = Problem { theirs: Some(theirs), mine: Some(mine), ..Problem::of(failure) };
    park(connection, row, OutboxState::Conflict, problem)
}

/// Whether the user has stopped the row since it was sent: then it is not sent again by itself.
fn is_held(connection: &Connection, row: &OutboxRow) -> Result<bool, store::Error> {
    let now = connection.store.read(|tx| store::outbox::get(tx, &row.id))?;
    Ok(now.is_some_and(|now| now.state == OutboxState::Held))
}

/// Parks a row; `row` is as it was before the attempt that ended so.
fn park(connection: &Connection, row: &OutboxRow, state: OutboxState, problem: Problem) -> Result<(), Cause> {
    let problem = Problem { under_way: UnderWay::of(row), ..problem };
    let now = connection.given.clock.now();
    let key = match state {
        OutboxState::Conflict => "conflict",
        OutboxState::Unconfirmed => "unconfirmed",
        _ => "refused",
    };
    let code = serde_json::to_value(problem.failure.code).ok();
    let code = code.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(connection.store.write(|tx| {
        store::outbox::park(tx, &row.id, state, Some(&problem.value()))?;
        let parked = fact(key, [("operation", row.operation.clone()), ("code", code)]);
        history::add(tx, connection, &row.subject, now, "desk", parked)
    })?)
}

/// Parks a row whose key the server may have forgotten, because only the key keeps the write from taking
/// effect twice.
pub(super) fn park_unconfirmed(connection: &Connection, row: &OutboxRow) -> Result<(), Cause> {
    if let Some(request) = Request::read(row) {
        // The present state at NT24 helps the user to decide.
        apply::mark_stale(connection, &request);
    }
    park(connection, row, OutboxState::Unconfirmed, Problem::of(Failure::of(FailureCode::Unconfirmed)))
}

/// Parks a row that this version cannot decode.
pub(super) fn park_broken(connection: &Connection, row: &OutboxRow) -> Result<(), Cause> {
    tracing::error!(operation = %row.operation, "a row of the outbox cannot be read");
    park(connection, row, OutboxState::Refused, Problem::of(Failure::of(FailureCode::Internal)))
}
