//! The writes of users, the executions at NT24, and whether the two agree.

use crate::contract::EntryAction;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::{Request, Response, StatusCode};
use nt24::Operation;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How long NT24 keeps an idempotency key (contract, section 6).
const KEY_KEPT: TimeDelta = TimeDelta::hours(24);

/// How long a desk may rely on a key: it leaves NT24 some time for an attempt that is slow.
const KEY_SURELY_KEPT: TimeDelta = TimeDelta::hours(22);

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
    /// NT24's version was on the screen when the user gave it up.
    pub(super) compared: bool,
    /// The user was asked whether it arrived, and gave the wrong answer.
    pub(super) erred: bool,
    /// A request of it travelled longer than the desk waits for.
    pub(super) travelled: bool,
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
    /// The user was asked whether it arrived although its key would have decided.
    AskedWithoutReason(String),
    /// The outbox does not become empty.
    Stuck(String),
    /// The list of orders shows an order as it was before a change.
    OutdatedInList(String),
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// The attempts under one key, and their outcome at NT24.
struct KeyHistory {
    /// The bytes that were sent.
    bytes: Vec<u8>,
    first_sent: DateTime<Utc>,
    /// NT24 keeps it from here.
    first_executed: Option<DateTime<Utc>>,
    /// An attempt was refused for good.
    refused: bool,
}

#[derive(Default)]
pub(super) struct Truth {
    pub(super) writes: Vec<UserWrite>,
    /// The number of forms that were begun.
    pub(super) begun: usize,
    executions: Vec<Execution>,
    keys: BTreeMap<String, KeyHistory>,
    /// Desks that restored a backup or whose clock was wrong: they may ask early.
    unsure: BTreeSet<usize>,
    /// By desk: whether each write had been given up when the backup was made.
    backups: BTreeMap<usize, Vec<bool>>,
    /// By desk: the last decision that can be undone, and the writes that it gave up.
    pub(super) undoable: BTreeMap<usize, (String, Vec<usize>)>,
    pub(super) violations: Vec<Violation>,
}

impl Truth {
    /// Notes that a desk sent a request.
    pub(super) fn note_sent(&mut self, request: &Request<Bytes>, now: DateTime<Utc>) {
        let Some(key) = key(request) else { return };
        let mut bytes = format!("{} {}\n", request.method(), request.uri()).into_bytes();
        bytes.extend_from_slice(header(request, "if-match").unwrap_or_default().as_bytes());
        bytes.extend_from_slice(request.body());
        let history = self.keys.entry(key.to_owned()).or_insert_with(|| KeyHistory {
            bytes: bytes.clone(),
            first_sent: now,
            first_executed: None,
            refused: false,
        });
        if history.bytes != bytes {
            self.violations.push(Violation::NotIdentical(key.to_owned()));
        }
    }

    /// Notes that a gateway refused an attempt for good.
    pub(super) fn note_refusal(&mut self, request: &Request<Bytes>) {
        if let Some(history) = key(request).and_then(|key| self.keys.get_mut(key)) {
            history.refused = true;
        }
    }

    /// Notes that a request travels longer than a desk waits for.
    pub(super) fn note_long_travel(&mut self, request: &Request<Bytes>) {
        if let Some(at) = self.write_of(request.body()) {
            self.writes[at].travelled = true;
        }
    }

    /// Notes that a desk may ask early: by its own clock, or because its database is older than its writes.
    pub(super) fn note_unsure(&mut self, desk: usize) {
        self.unsure.insert(desk);
    }

    /// Notes NT24's answer to a request; `before` is the earlier version of the resource that it changes.
    pub(super) fn note_arrival(
        &mut self,
        request: &Request<Bytes>,
        before: Option<&Value>,
        response: &Response<Bytes>,
        now: DateTime<Utc>,
    ) {
        let status = response.status();
        if !status.is_success() {
            if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS {
                self.note_refusal(request);
            }
            return;
        }
        let Some(key) = key(request) else { return };
        if let Some(history) = self.keys.get_mut(key) {
            if history.first_executed.is_some_and(|first| now - first < KEY_KEPT) {
                return;
            }
            history.first_executed = Some(now);
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
        let is_executed = self.is_executed(text);
        let Some(write) = self.write_marked(text) else { return };
        match action {
            EntryAction::KeepTheirs | EntryAction::KeepAsDraft => {
                (write.given_up, write.compared) = (true, true);
            }
            EntryAction::Withdraw | EntryAction::Reopen => {
                (write.given_up, write.compared) = (true, false);
            }
            EntryAction::SendMine | EntryAction::Merge => {
                // The screen showed NT24's version.
                for (field, value) in theirs.and_then(Value::as_object).into_iter().flatten() {
                    write.seen.insert(field.clone(), value.clone());
                }
            }
            EntryAction::SendAgain => write.erred |= is_executed,
            EntryAction::Arrived => write.erred |= !is_executed,
            EntryAction::SendNow | EntryAction::Cancel => {}
        }
    }

    /// Notes that a desk asks its user whether a row has arrived. A desk asks only if NT24 may have forgotten
    /// the key, or if a refusal keeps it from finding out with the key.
    pub(super) fn note_question(&mut self, desk: usize, key: &str, now: DateTime<Utc>) {
        let Some(history) = self.keys.get(key).filter(|_| !self.unsure.contains(&desk)) else { return };
        if !history.refused && now - history.first_sent < KEY_SURELY_KEPT {
            self.violations.push(Violation::AskedWithoutReason(key.to_owned()));
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
        self.unsure.insert(desk);
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
            let what = || format!("{} {:?}", write.mark, write.operation);
            if executions.is_empty() && !write.given_up && !write.forgotten && !write.erred {
                found.push(Violation::Lost(what()));
            }
            // Only a wrong answer of the user, or a network that is slower than documented, excuses a second
            // effect: without either, the desk must have asked before.
            let excused = write.erred || write.travelled;
            if executions.len() > 1 && acts_each_time(write.operation) && !excused {
                let keys: Vec<_> = executions.iter().map(|one| one.key.as_str()).collect();
                found.push(Violation::Doubled(format!("{} {keys:?}", what())));
            }
            let taken_back = write.given_up && !write.compared && !write.forgotten;
            if !executions.is_empty() && taken_back && !excused {
                found.push(Violation::Withdrawn(what()));
            }
        }
        found.extend(self.out_of_order());
        self.violations.append(&mut found);
    }

    fn out_of_order(&self) -> Option<Violation> {
        let first = |at: usize| self.executions.iter().position(|one| one.write == at);
        let in_turn = |write: &UserWrite| !write.out_of_turn && !write.given_up && !write.erred;
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

/// Whether a second execution of a write has a second effect at NT24. The judge's own table, read from
/// `crates/nt24/behaviour.md` (sections 6, 7 and 16) and not from the desk.
fn acts_each_time(operation: Operation) -> bool {
    match operation {
        // Upserts on a natural key, and changes that name a version.
        Operation::UpsertBuyer
        | Operation::CreateOrder
        | Operation::SubmitInvoice
        | Operation::SubmitPayment
        | Operation::UpdateBuyer
        | Operation::UpdateOrder
        | Operation::UpdateInvoice
        | Operation::UpdatePayment
        // A milestone that is set once for ever.
        | Operation::ConfirmDelivery => false,
        // "Every call adds a version", "contacts (inferred)".
        Operation::UploadKycDocument
        | Operation::UploadTransportDocument
        | Operation::AddBuyerContact
        // "Correction only by `pickup/revoke`": the second one undoes what somebody did in between.
        | Operation::ConfirmPickup
        | Operation::RevokePickup => true,
        other => panic!("no user of a schedule sends {other:?}"),
    }
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
