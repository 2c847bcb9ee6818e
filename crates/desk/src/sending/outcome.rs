//! Records the outcome of an attempt: done, waiting for the next attempt, or parked.

use crate::compare::{merge, values};
use crate::connection::history::{self, Event, Source};
use crate::connection::link::{self, Reachability};
use crate::connection::{Connection, failure};
use crate::contract::{Failure, FailureCode, fact};
use crate::queue::cause::Cause;
use crate::queue::problem::Problem;
use crate::queue::repeat::Repeat;
use crate::queue::replace::replace;
use crate::queue::request::{Request, file_name};
use crate::queue::under_way::UnderWay;
use crate::sending::apply;
use chrono::TimeDelta;
use nt24::{ETag, Operation, ProblemType};
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
    outcome: &Result<Answer, Error>,
) -> Result<(), Cause> {
    match outcome {
        Ok(answer) => done(connection, row, write, answer),
        Err(error) => failed(connection, row, write, error),
    }
}

fn done(connection: &Connection, row: &OutboxRow, write: &Write, answer: &Answer) -> Result<(), Cause> {
    // NT24 executed the write, even if its answer cannot be read.
    let value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let receipt = receipt(connection, row, answer.request_id.clone(), answer.status, None);
    finish(connection, row, write.operation, &value, receipt)
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
        if is_overtaken(tx, row)? {
            return Ok(());
        }
        apply::answer(tx, connection, operation, &request, value)?;
        store::outbox::finish(tx, &row.id, &receipt, now)?;
        apply::mark_stale(tx, &request)?;
        let file = file_name(tx, &request)?;
        let sent = fact("sent", [("operation", row.operation.clone()), ("file", file)]);
        Ok(history::add(tx, connection, &row.subject, now, Source::Desk, Event::of_entry(&row.id, sent))?)
    });
    match applied {
        Err(Cause::UnreadableAnswer) => unreadable(connection, row, operation, &request, &receipt),
        Err(error) => Err(error),
        Ok(()) => {
            connection.signals.wake_reading();
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
        apply::mark_stale(tx, request)?;
        let sent = fact("sent", [("operation", row.operation.clone()), ("file", String::new())]);
        history::add(tx, connection, &row.subject, receipt.at, Source::Desk, Event::of_entry(&row.id, sent))
    })?;
    connection.signals.wake_reading();
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
                let mine = match &write.body {
                    Body::Json(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
                    _ => Value::Null,
                };
                let is_done = |theirs: &Value| {
                    merge::unseen(write.operation, &mine).next().is_none() && values::holds(theirs, &mine)
                };
                // One that cannot be read can neither be stored nor changed: the user could not decide.
                let usable = |theirs: &Value| apply::is_readable(write.operation, theirs) || is_done(theirs);
                let theirs = problem.current_resource.clone().filter(usable).unwrap_or_default();
                // Without the resource, it may also be the earlier attempt that stands in the way.
                if theirs.is_object() || !is_uncertain(row, error) {
                    let seen = Seen { operation: write.operation, mine, theirs, status: 409 };
                    return conflicting(connection, row, seen, error.request_id(), failure);
                }
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
        // NT24 did not execute what it refused in passing, but an earlier attempt may have arrived.
        let never_sent = !is_uncertain(row, error);
        // A stop by the user is no problem of the row.
        let problem = (!matches!(error.kind(), ErrorKind::Cancelled)).then(|| Problem::of(failure).value());
        return Ok(connection.store.write(|tx| match never_sent {
            true => store::outbox::not_sent(tx, &row.id, not_before, problem.as_ref()),
            false => store::outbox::back_to_ready(tx, &row.id, not_before, problem.as_ref()),
        })?);
    }
    // This attempt was refused. That does not decide an earlier one, which may have arrived or still travel.
    let repeat = Repeat::of_row(&row.operation);
    let state = match is_uncertain(row, error) && repeat != Repeat::Harmless {
        true => OutboxState::Unconfirmed,
        false => OutboxState::Refused,
    };
    park(connection, row, state, Problem::of(failure))
}

/// Whether NT24 may have the write although this attempt failed; `row` is as it was before the attempt.
fn is_uncertain(row: &OutboxRow, error: &Error) -> bool {
    row.first_sent_at.is_some() || error.fate() == Fate::Unknown
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

/// A resource at NT24, and the body of the write that creates or changes it.
pub(super) struct Seen {
    pub(super) operation: Operation,
    pub(super) mine: Value,
    pub(super) theirs: Value,
    /// HTTP status of the answer that shows it.
    pub(super) status: u16,
}

fn conflicting(
    connection: &Connection,
    row: &OutboxRow,
    seen: Seen,
    request_id: Option<&str>,
    failure: Failure,
) -> Result<(), Cause> {
    let Seen { operation, mine, theirs, status } = seen;
    // Another user may have set the same milestone with another driver, which no answer shows.
    let unseen = merge::unseen(operation, &mine).next().is_some();
    if theirs.is_object() && !unseen && values::holds(&theirs, &mine) {
        // NT24 has exactly what was sent: an earlier attempt arrived, or another user did the same.
        let request_id = request_id.unwrap_or_default().to_owned();
        let receipt = receipt(connection, row, request_id, status, failure.trace_id.clone());
        return finish(connection, row, operation, &theirs, receipt);
    }
    if let Some(request) = Request::read(row)
        && operation.needs_if_match()
        && let Some(version) = theirs["version"].as_u64()
        && let Some(base) = &request.base
    {
        let compared = merge::compare(operation, Some(base), &mine, &theirs);
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
            let is_decided = connection.store.write(|tx| {
                if is_overtaken(tx, row)? {
                    return Ok(true);
                }
                if is_held(tx, row)? {
                    // No field has to be chosen, and the user has already stopped the row to decide whether to send it.
                    stays_held(tx, row)?;
                    return Ok(true);
                }
                if request.merges >= MOST_MERGES {
                    return Ok(false);
                }
                apply::store_theirs(tx, connection, operation, &request, &theirs)?;
                replace(tx, connection, row, operation, &again, row.draft.clone())?;
                Ok::<_, Cause>(true)
            })?;
            if is_decided {
                return Ok(());
            }
        }
    }
    let problem = Problem { theirs: Some(theirs), mine: Some(mine), ..Problem::of(failure) };
    park(connection, row, OutboxState::Conflict, problem)
}

/// A read shows the resource of an unconfirmed or stopped row. While an earlier attempt `may_arrive`, only a resource that
/// holds the write decides.
pub(super) fn looked_up(
    connection: &Connection,
    row: &OutboxRow,
    seen: Seen,
    failure: Failure,
    may_arrive: bool,
) -> Result<(), Cause> {
    let has_it = values::holds(&seen.theirs, &seen.mine);
    if may_arrive && !has_it {
        return Ok(());
    }
    let names = row.frozen.as_ref().and_then(|frozen| frozen.if_match.as_ref());
    let is_unchanged =
        |tag: &ETag| seen.theirs["version"].as_u64().map(ETag::of_version).as_ref() == Some(tag);
    if !has_it && names.is_some_and(is_unchanged) {
        return did_not_arrive(connection, row, failure);
    }
    let code = match Repeat::of(seen.operation) {
        Repeat::Version => FailureCode::VersionMismatch,
        Repeat::Final => FailureCode::MilestoneAlreadySet,
        _ => FailureCode::ExistsWithOtherData,
    };
    conflicting(connection, row, seen, None, Failure::of(code))
}

/// NT24 does not have the write of an unconfirmed or stopped row, and no attempt can reach it any more: the
/// refusal stands, or the row counts as never sent.
pub(super) fn did_not_arrive(
    connection: &Connection,
    row: &OutboxRow,
    failure: Failure,
) -> Result<(), Cause> {
    if row.state == OutboxState::Held {
        return Ok(connection.store.write(|tx| match is_overtaken(tx, row)? {
            true => Ok(()),
            false => stays_held(tx, row),
        })?);
    }
    park(connection, row, OutboxState::Refused, Problem::of(failure))
}

/// NT24 does not have the write of a stopped row, and no attempt can arrive any more: none travels, or the version
/// that the attempts name is gone. The row still waits for the user, and counts as never sent: it can be taken
/// back. `row` is as it was before the attempt or the look-up.
fn stays_held(tx: &Tx<'_>, row: &OutboxRow) -> Result<(), store::Error> {
    // A refusal tells what to correct, and a pause how long to wait; both are older than the user's stop.
    let stopped = Some(row).filter(|row| row.state == OutboxState::Held);
    let refused = stopped.and_then(Problem::read).map(|problem| problem.failure);
    let refused = refused.filter(|failure| failure.code != FailureCode::Unconfirmed);
    let (problem, pause) = (refused.map(Problem::of), stopped.and_then(|row| row.not_before));
    store::outbox::not_sent(tx, &row.id, pause, problem.map(|problem| problem.value()).as_ref())
}

/// Whether the user has decided on an unconfirmed or stopped row while it was looked up.
fn is_overtaken(tx: &Tx<'_>, row: &OutboxRow) -> Result<bool, store::Error> {
    if !matches!(row.state, OutboxState::Unconfirmed | OutboxState::Held) {
        return Ok(false);
    }
    let now = store::outbox::get(tx, &row.id)?;
    Ok(now.is_none_or(|now| now.state != row.state || now.problem != row.problem))
}

/// Whether the user has stopped the row since it was sent: then it is not sent again by itself.
fn is_held(tx: &Tx<'_>, row: &OutboxRow) -> Result<bool, store::Error> {
    let now = store::outbox::get(tx, &row.id)?;
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
        if is_overtaken(tx, row)? {
            return Ok(());
        }
        store::outbox::park(tx, &row.id, state, Some(&problem.value()))?;
        let parked = fact(key, [("operation", row.operation.clone()), ("code", code)]);
        history::add(tx, connection, &row.subject, now, Source::Desk, Event::of_entry(&row.id, parked))
    })?)
}

/// Parks a row whose key the server may have forgotten, because only the key keeps the write from taking
/// effect twice.
pub(super) fn park_unconfirmed(connection: &Connection, row: &OutboxRow) -> Result<(), Cause> {
    if let Some(request) = Request::read(row) {
        // The present state at NT24 helps the user to decide.
        connection.store.write(|tx| apply::mark_stale(tx, &request))?;
        connection.signals.wake_reading();
    }
    park(connection, row, OutboxState::Unconfirmed, Problem::of(Failure::of(FailureCode::Unconfirmed)))
}

/// Parks a row that this version cannot decode.
pub(super) fn park_broken(connection: &Connection, row: &OutboxRow) -> Result<(), Cause> {
    tracing::error!(operation = %row.operation, "a row of the outbox cannot be read");
    park(connection, row, OutboxState::Refused, Problem::of(Failure::of(FailureCode::Internal)))
}
