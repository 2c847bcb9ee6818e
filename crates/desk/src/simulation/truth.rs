//! The writes of users, the executions at NT24, and whether the two agree.

use crate::contract::EntryAction;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::{Request, Response};
use nt24::Operation;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// How long NT24 keeps an idempotency key (contract, section 6).
const KEY_KEPT: TimeDelta = TimeDelta::hours(24);

/// A write that a user submitted, and that NT24 must execute once.
#[derive(Debug)]
pub(super) struct UserWrite {
    pub(super) desk: usize,
    /// The desk's own id of the buyer or order.
    pub(super) subject: String,
    pub(super) operation: Operation,
    /// Text that stands in the body of this write only.
    pub(super) mark: String,
    /// For a change: each field with the value that the user saw.
    pub(super) seen: BTreeMap<String, Value>,
    /// The user withdrew it, or kept NT24's version.
    pub(super) given_up: bool,
    /// It was withdrawn and the withdrawal undone, or the desk restored a backup: later writes may have been
    /// executed first.
    pub(super) out_of_turn: bool,
    /// The desk restored a backup that does not contain it: it may have been sent before, or not.
    pub(super) forgotten: bool,
}

/// One execution at NT24.
#[derive(Debug)]
struct Execution {
    write: usize,
    key: String,
}

/// A broken promise.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Violation {
    /// NT24 never executed it, and no user gave it up.
    Lost(String),
    /// NT24 executed it twice.
    Doubled(String),
    /// A change replaced a value that its author had not seen.
    Overwritten(String),
    /// A later write of a lane was executed first.
    OutOfOrder(String),
    /// Two attempts under one key were not identical.
    NotIdentical(String),
    /// It was withdrawn, and NT24 executed it.
    Withdrawn(String),
    /// The outbox does not become empty.
    Stuck(String),
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

#[derive(Default)]
pub(super) struct Truth {
    pub(super) writes: Vec<UserWrite>,
    executions: Vec<Execution>,
    /// For each key, the time of its first execution and the bytes that were sent.
    keys: BTreeMap<String, (Option<DateTime<Utc>>, Vec<u8>)>,
    /// By desk: whether each write had been given up when the backup was made.
    backups: BTreeMap<usize, Vec<bool>>,
    /// By desk: the last decision that can be undone, and the writes that it gave up.
    pub(super) undoable: BTreeMap<usize, (String, Vec<usize>)>,
    pub(super) violations: Vec<Violation>,
}

impl Truth {
    /// Notes that a desk sent a request.
    pub(super) fn note_sent(&mut self, request: &Request<Bytes>) {
        let Some(key) = key(request) else { return };
        let mut sent = format!("{} {}\n", request.method(), request.uri()).into_bytes();
        sent.extend_from_slice(header(request, "if-match").unwrap_or_default().as_bytes());
        sent.extend_from_slice(request.body());
        let (_, before) = self.keys.entry(key.to_owned()).or_insert_with(|| (None, sent.clone()));
        if *before != sent {
            self.violations.push(Violation::NotIdentical(key.to_owned()));
        }
    }

    /// Notes NT24's answer to a request; `before` is the earlier version of the resource that it changes.
    pub(super) fn note_arrival(
        &mut self,
        request: &Request<Bytes>,
        before: Option<&Value>,
        response: &Response<Bytes>,
        now: DateTime<Utc>,
    ) {
        if !response.status().is_success() {
            return;
        }
        let Some(key) = key(request) else { return };
        if let Some((first, _)) = self.keys.get_mut(key) {
            if first.is_some_and(|first| now - first < KEY_KEPT) {
                return;
            }
            *first = Some(now);
        }
        let Some(at) = self.write_of(request.body()) else { return };
        let write = &self.writes[at];
        if let (Some(before), Ok(Value::Object(body))) = (before, serde_json::from_slice(request.body())) {
            for (field, mine) in body {
                let (seen, there) = (write.seen.get(&field).unwrap_or(&Value::Null), &before[&field]);
                if there != seen && *there != mine {
                    let change = format!("{} {field}: saw {seen}, replaced {there}", write.mark);
                    self.violations.push(Violation::Overwritten(change));
                }
            }
        }
        self.executions.push(Execution { write: at, key: key.to_owned() });
    }

    fn write_of(&self, body: &[u8]) -> Option<usize> {
        self.writes.iter().position(|write| holds(body, write.mark.as_bytes()))
    }

    pub(super) fn write_marked(&mut self, text: &str) -> Option<&mut UserWrite> {
        self.writes.iter_mut().find(|write| text.contains(&write.mark))
    }

    /// Whether NT24 executed the write whose mark stands in `text`.
    pub(super) fn is_executed(&self, text: &str) -> bool {
        let at = self.write_of(text.as_bytes());
        at.is_some_and(|at| self.executions.iter().any(|execution| execution.write == at))
    }

    /// Notes a user's decision on the write whose mark stands in `text`.
    pub(super) fn note_decision(&mut self, text: &str, action: EntryAction, theirs: Option<&Value>) {
        let Some(write) = self.write_marked(text) else { return };
        match action {
            EntryAction::KeepTheirs
            | EntryAction::KeepAsDraft
            | EntryAction::Withdraw
            | EntryAction::Reopen => write.given_up = true,
            EntryAction::SendMine | EntryAction::Merge => {
                // The screen showed NT24's version.
                for (field, value) in theirs.and_then(Value::as_object).into_iter().flatten() {
                    write.seen.insert(field.clone(), value.clone());
                }
            }
            EntryAction::SendNow | EntryAction::SendAgain | EntryAction::Arrived | EntryAction::Cancel => {}
        }
    }

    /// Whether each write has been given up.
    pub(super) fn given_up(&self) -> Vec<bool> {
        self.writes.iter().map(|write| write.given_up).collect()
    }

    /// Notes that a decision can be undone; `before` is [`Self::given_up`] before it.
    pub(super) fn note_undoable(&mut self, desk: usize, decision: String, before: &[bool]) {
        let now = self.given_up().into_iter().zip(before).enumerate();
        let newly = now.filter(|(_, (now, before))| *now && !**before).map(|(at, _)| at).collect();
        self.undoable.insert(desk, (decision, newly));
    }

    /// Notes that a desk made a backup.
    pub(super) fn note_backup(&mut self, desk: usize) {
        let given_up = self.given_up();
        self.backups.insert(desk, given_up);
    }

    /// Notes that a desk restored its backup.
    pub(super) fn note_restore(&mut self, desk: usize) {
        let Some(then) = self.backups.get(&desk) else { return };
        for (at, write) in self.writes.iter_mut().enumerate().filter(|(_, write)| write.desk == desk) {
            match then.get(at) {
                // A write that was withdrawn after the backup waits again.
                Some(given_up) => write.given_up = *given_up,
                None => write.forgotten = true,
            }
            write.out_of_turn = true;
        }
    }

    /// Notes that all writes of these buyers and orders were withdrawn.
    pub(super) fn give_up_subjects(&mut self, desk: usize, subjects: &[String]) {
        for write in self.writes.iter_mut().filter(|write| write.desk == desk) {
            write.given_up |= subjects.contains(&write.subject);
        }
    }

    /// Checks the promise at the end of a schedule.
    pub(super) fn check(&mut self) {
        let mut found = Vec::new();
        for (at, write) in self.writes.iter().enumerate() {
            let executions: Vec<_> = self.executions.iter().filter(|one| one.write == at).collect();
            if executions.is_empty() && !write.given_up && !write.forgotten {
                found.push(Violation::Lost(format!("{} {:?}", write.mark, write.operation)));
            }
            if executions.len() > 1 && !is_natural(write.operation) {
                let keys: Vec<_> = executions.iter().map(|one| one.key.as_str()).collect();
                found.push(Violation::Doubled(format!("{} {:?} {keys:?}", write.mark, write.operation)));
            }
            if !executions.is_empty() && write.given_up && !write.forgotten && !is_natural(write.operation) {
                found.push(Violation::Withdrawn(format!("{} {:?}", write.mark, write.operation)));
            }
        }
        found.extend(self.out_of_order());
        self.violations.append(&mut found);
    }

    fn out_of_order(&self) -> Option<Violation> {
        let first = |at: usize| self.executions.iter().position(|one| one.write == at);
        let in_turn = |write: &UserWrite| !write.out_of_turn && !write.given_up;
        for (at, write) in self.writes.iter().enumerate().filter(|(_, write)| in_turn(write)) {
            for (later, other) in self.writes.iter().enumerate().skip(at + 1).filter(|(_, o)| in_turn(o)) {
                let same = write.desk == other.desk && write.subject == other.subject;
                if same && first(later) < first(at) {
                    return Some(Violation::OutOfOrder(format!("{} before {}", other.mark, write.mark)));
                }
            }
        }
        None
    }
}

/// Whether NT24 itself prevents a second effect of a write: by a natural key, an `If-Match`, or because it
/// can be executed only once.
fn is_natural(operation: Operation) -> bool {
    !operation.is_upload() && !matches!(operation, Operation::AddBuyerContact | Operation::RevokePickup)
}

fn key(request: &Request<Bytes>) -> Option<&str> {
    header(request, "idempotency-key")
}

fn header<'a>(request: &'a Request<Bytes>, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

fn holds(body: &[u8], mark: &[u8]) -> bool {
    body.windows(mark.len()).any(|window| window == mark)
}
