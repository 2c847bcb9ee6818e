//! What becomes of a row when its request came back, or did not.

use super::request::Request;
use super::under_way::UnderWay;
use super::{apply, conflict, merge, request};
use crate::contract::{Failure, FailureCode};
use crate::failure;
use crate::history;
use crate::link::{self, Verdict};
use crate::open::Open;
use crate::sabotage::sabotaged;
use chrono::TimeDelta;
use nt24::{Operation, ProblemType};
use nt24_client::{Answer, Body, Error, ErrorKind, Fate, Retry, Write};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{OutboxRow, OutboxState, Receipt, Tx};

/// How often a change goes out anew for a newer version before a person is asked.
const MOST_MERGES: u32 = 5;

/// Why a row waits or is parked, as it is kept with the row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Problem {
    pub(crate) failure: Failure,
    /// What NT24 has, in a conflict.
    pub(crate) theirs: Option<Value>,
    /// What was sent, in a conflict.
    pub(crate) mine: Option<Value>,
    /// An earlier attempt of which nothing is known may arrive until then, and only its key keeps it
    /// from taking effect a second time.
    #[serde(default)]
    pub(crate) under_way: Option<UnderWay>,
}

impl Problem {
    pub(crate) fn of(failure: Failure) -> Self {
        Self { failure, theirs: None, mine: None, under_way: None }
    }

    pub(crate) fn read(row: &OutboxRow) -> Option<Self> {
        serde_json::from_value(row.problem.clone()?).ok()
    }

    pub(crate) fn value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// Writes down the outcome of a send, in one transaction.
pub(super) fn settle(
    open: &Open,
    row: &OutboxRow,
    write: &Write,
    outcome: Result<Answer, Error>,
) -> Result<(), store::Error> {
    match outcome {
        Ok(answer) => done(open, row, write, &answer),
        Err(error) => failed(open, row, write, &error),
    }
}

fn done(open: &Open, row: &OutboxRow, write: &Write, answer: &Answer) -> Result<(), store::Error> {
    // It was executed, even when what came back cannot be read.
    let value = body_of(answer).unwrap_or_default();
    let receipt = receipt(open, row, answer.request_id.clone(), answer.status, None);
    finish(open, row, write.operation, &value, receipt)
}

fn body_of(answer: &Answer) -> Result<Value, serde_json::Error> {
    if answer.body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&answer.body) }
}

/// NT24 has it: the answer changes the store, the row becomes a receipt.
fn finish(
    open: &Open,
    row: &OutboxRow,
    operation: Operation,
    value: &Value,
    receipt: Receipt,
) -> Result<(), store::Error> {
    let Some(request) = Request::read(row) else { return park_broken(open, row) };
    let now = receipt.at;
    let applied = open.store.write(|tx| {
        if !sabotaged!(AnswerNotKept) {
            apply::answer(tx, open, operation, &request, value)?;
        }
        store::outbox::finish(tx, &row.id, &receipt, now)?;
        let file = super::request::file_name(tx, &request)?;
        let sent = history::fact("sent", [("operation", row.operation.clone()), ("file", file)]);
        history::add(tx, open, &row.subject, now, "desk", sent)
    });
    match applied {
        Err(store::Error::NotFound("answer")) => unreadable(open, row, operation, &request, &receipt),
        Err(error) => Err(error),
        Ok(()) => {
            apply::mark_stale(open, &request);
            // Another row may have waited for the id that this one brought.
            open.wake_outbox.notify_one();
            Ok(())
        }
    }
}

/// NT24 has it, and its answer cannot be read. What makes a buyer or an order is asked again, because
/// without its id nothing can follow, and the same key brings the same answer; everything else is done.
fn unreadable(
    open: &Open,
    row: &OutboxRow,
    operation: Operation,
    request: &Request,
    receipt: &Receipt,
) -> Result<(), store::Error> {
    if matches!(operation, Operation::UpsertBuyer | Operation::CreateOrder) {
        let problem = Problem::of(Failure::of(FailureCode::BadAnswer)).value();
        return open.store.write(|tx| store::outbox::back_to_ready(tx, &row.id, None, Some(&problem)));
    }
    open.store.write(|tx| {
        store::outbox::finish(tx, &row.id, receipt, receipt.at)?;
        let sent = history::fact("sent", [("operation", row.operation.clone()), ("file", String::new())]);
        history::add(tx, open, &row.subject, receipt.at, "desk", sent)
    })?;
    apply::mark_stale(open, request);
    Ok(())
}

pub(super) fn receipt(
    open: &Open,
    row: &OutboxRow,
    request_id: String,
    status: u16,
    trace_id: Option<String>,
) -> Receipt {
    let merged = Request::read(row).map(|request| request.merged).unwrap_or_default();
    Receipt { request_id, status, at: open.parts.clock.now(), trace_id, merged }
}

fn failed(open: &Open, row: &OutboxRow, write: &Write, error: &Error) -> Result<(), store::Error> {
    let failure = failure::of_open(error);
    if matches!(failure.code, FailureCode::SellerNotAuthorized | FailureCode::CapabilityRequired) {
        // What the organization may do has changed: `/me` tells.
        open.introduce_again();
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
                return conflicting(open, row, write, error, failure, theirs);
            }
            _ => {}
        }
    }
    if waits(error, &failure) {
        let not_before = match error.retry() {
            Retry::After(wait) if failure.code == FailureCode::RateLimited => {
                TimeDelta::from_std(wait).ok().map(|wait| open.parts.clock.now() + wait)
            }
            _ => None,
        };
        // The row is as it was before this attempt: an earlier one may have arrived.
        let never_sent = error.fate() == Fate::NeverSent && row.first_sent_at.is_none();
        let never_sent = never_sent || sabotaged!(LostMeansNotSent);
        if sabotaged!(GivenUp) && row.attempts >= 2 {
            return dropped(open, row, write);
        }
        // That a person has stopped it is no problem of the row's.
        let problem = (!matches!(error.kind(), ErrorKind::Cancelled)).then(|| Problem::of(failure).value());
        return open.store.write(|tx| match never_sent {
            true => store::outbox::not_sent(tx, &row.id, not_before, problem.as_ref()),
            false => store::outbox::back_to_ready(tx, &row.id, not_before, problem.as_ref()),
        });
    }
    if sabotaged!(RefusedDropped) {
        return dropped(open, row, write);
    }
    // The refusal is of this attempt. What became of an earlier one is not known, and nothing but its key
    // keeps the same from being done twice.
    let earlier = row.first_sent_at.is_some() && !request::may_repeat_without_key(&row.operation);
    let state = if earlier { OutboxState::Unconfirmed } else { OutboxState::Refused };
    park(open, row, state, Problem::of(failure))
}

/// What a fault does that loses a write.
fn dropped(open: &Open, row: &OutboxRow, write: &Write) -> Result<(), store::Error> {
    finish(open, row, write.operation, &Value::Null, receipt(open, row, String::new(), 0, None))
}

/// The attempt ended before the write left.
pub(super) fn not_sent(open: &Open, row: &OutboxRow, failure: Failure) -> Result<(), store::Error> {
    let problem = Problem::of(failure).value();
    open.store.write(|tx| match row.first_sent_at {
        None => store::outbox::not_sent(tx, &row.id, None, Some(&problem)),
        Some(_) => store::outbox::back_to_ready(tx, &row.id, None, Some(&problem)),
    })
}

/// Whether a row waits for better times. What NT24 decided, and what is wrong with the file, does not
/// get better by waiting; everything uncertain is repeated with its key.
fn waits(error: &Error, failure: &Failure) -> bool {
    match link::verdict(failure.code) {
        Verdict::Unreachable | Verdict::NeedsYou => true,
        Verdict::Answered => match error.kind() {
            ErrorKind::FileGone | ErrorKind::FileChanged => false,
            ErrorKind::Problem(_) | ErrorKind::Status(_) => error.retry() != Retry::Never,
            _ => true,
        },
    }
}

fn conflicting(
    open: &Open,
    row: &OutboxRow,
    write: &Write,
    error: &Error,
    failure: Failure,
    theirs: Value,
) -> Result<(), store::Error> {
    let mine = match &write.body {
        Body::Json(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
        _ => Value::Null,
    };
    // Somebody may have set the same milestone with another driver: that cannot be seen.
    let unseen = merge::unseen(write.operation, &mine).next().is_some();
    if theirs.is_object() && !unseen && conflict::holds(&theirs, &mine) || sabotaged!(ConflictIsSuccess) {
        // It is there, just as it was sent: an earlier attempt arrived, or somebody did the same.
        let request_id = error.request_id().unwrap_or_default().to_owned();
        let receipt = receipt(open, row, request_id, 409, failure.trace_id.clone());
        return finish(open, row, write.operation, &theirs, receipt);
    }
    if let Some(request) = Request::read(row)
        && write.operation.needs_if_match()
        && let Some(version) = theirs["version"].as_u64()
        && let Some(base) = &request.base
        && request.merges < MOST_MERGES
        && !is_held(open, row)?
    {
        let compared = merge::compare(write.operation, Some(base), &mine, &theirs);
        if compared.iter().all(|one| one.decided.is_some()) || sabotaged!(MergedBoth) {
            // Somebody changed something else. The change goes out again for the new version, under a new
            // key: whether the old key keeps the refusal is not stated (contract, section 7).
            let mut again = request.clone().based_on(theirs.clone(), version);
            again.merges += 1;
            for field in merge::taken_over(&compared) {
                if !again.merged.iter().any(|known| known == field) {
                    again.merged.push(field.to_owned());
                }
            }
            return open.store.write(|tx| {
                apply::resource(tx, write.operation, &request, &theirs)?;
                replace(tx, open, row, write.operation, &again, row.draft.clone())
            });
        }
    }
    let problem = Problem { theirs: Some(theirs), mine: Some(mine), ..Problem::of(failure) };
    park(open, row, OutboxState::Conflict, problem)
}

/// Whether a person has stopped the row since it was sent: then nothing of it goes out by itself.
fn is_held(open: &Open, row: &OutboxRow) -> Result<bool, store::Error> {
    let now = open.store.read(|tx| store::outbox::get(tx, &row.id))?;
    Ok(now.is_some_and(|now| now.state == OutboxState::Held))
}

/// A person has a row go out anew: as [`replace`], unless it may have reached NT24 already.
pub(crate) fn supersede(
    tx: &Tx<'_>,
    open: &Open,
    row: &OutboxRow,
    operation: Operation,
    request: &Request,
    draft: Option<Value>,
) -> Result<(), Failure> {
    // The row may have gone out since the person saw it.
    let now = store::outbox::get(tx, &row.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
    let may_have_arrived = now.state == OutboxState::Ready && now.first_sent_at.is_some();
    if now.state.is_finished() || now.state == OutboxState::InFlight || may_have_arrived {
        return Err(Failure::of(FailureCode::AlreadySent));
    }
    Ok(replace(tx, open, &now, operation, request, draft)?)
}

/// Takes a row out and puts `request` in its place, under a new key.
fn replace(
    tx: &Tx<'_>,
    open: &Open,
    row: &OutboxRow,
    operation: Operation,
    request: &Request,
    draft: Option<Value>,
) -> Result<(), store::Error> {
    let by = request::row(open, operation, request, draft);
    if sabotaged!(PlaceLost) {
        store::outbox::park(tx, &row.id, OutboxState::Conflict, row.problem.as_ref())?;
        store::outbox::withdraw(tx, &row.id)?;
        return store::outbox::enqueue(tx, &by).map(|_| ());
    }
    store::outbox::replace(tx, &row.id, &by)
}

/// Sets a row aside; `row` is as it was before the attempt that ended so.
fn park(open: &Open, row: &OutboxRow, state: OutboxState, problem: Problem) -> Result<(), store::Error> {
    let problem = Problem { under_way: UnderWay::of(row), ..problem };
    let now = open.parts.clock.now();
    let key = match state {
        OutboxState::Conflict => "conflict",
        OutboxState::Unconfirmed => "unconfirmed",
        _ => "refused",
    };
    let code = serde_json::to_value(problem.failure.code).ok();
    let code = code.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
    open.store.write(|tx: &Tx<'_>| {
        store::outbox::park(tx, &row.id, state, Some(&problem.value()))?;
        let fact = history::fact(key, [("operation", row.operation.clone()), ("code", code)]);
        history::add(tx, open, &row.subject, now, "desk", fact)
    })
}

/// The server may have forgotten the key, and nothing else protects the write from being doubled.
pub(super) fn park_unconfirmed(open: &Open, row: &OutboxRow) -> Result<(), store::Error> {
    if let Some(request) = Request::read(row) {
        // What NT24 has now helps a person to decide.
        apply::mark_stale(open, &request);
    }
    park(open, row, OutboxState::Unconfirmed, Problem::of(Failure::of(FailureCode::Unconfirmed)))
}

/// The row does not make sense to this version of the program.
pub(super) fn park_broken(open: &Open, row: &OutboxRow) -> Result<(), store::Error> {
    tracing::error!(operation = %row.operation, "a row of the outbox cannot be read");
    park(open, row, OutboxState::Refused, Problem::of(Failure::of(FailureCode::Internal)))
}
