//! The writes of users, the executions at NT24, and whether the two agree.

use super::attempts::{Attempts, Broken};
use super::effects::acts_each_time;
use super::questions::{Grounds, Question, Rate};
use crate::contract::EntryAction;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{Request, Response};
use nt24::Operation;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A write that a user submitted, and that NT24 must execute once.
#[derive(Debug)]
pub(super) struct UserWrite {
    pub(super) desk: usize,
    /// The desk's own id of the buyer or order.
    pub(super) subject: String,
    pub(super) operation: Operation,
    /// Text that stands in the body of this write only.
    pub(super) mark: String,
    /// For a change: each field with the value that the user saw when the form was begun.
    pub(super) begun_on: BTreeMap<String, Value>,
    /// The same, with the values that a conflict has shown since.
    pub(super) seen: BTreeMap<String, Value>,
    /// The user withdrew it, or kept NT24's version.
    pub(super) given_up: bool,
    /// NT24's version was on the screen when the user gave it up.
    pub(super) compared: bool,
    /// How many executions NT24's version on the screen showed when the user decided on a conflict.
    pub(super) known_executions: usize,
    /// The user was asked whether it arrived, and gave the wrong answer.
    pub(super) erred: bool,
    /// A request of it travelled longer than the desk waits for.
    pub(super) travelled: bool,
    /// It was withdrawn and the withdrawal undone, or the desk restored a backup: later writes may have been
    /// executed first.
    pub(super) out_of_turn: bool,
    /// The desk restored a backup that does not contain it, or in which it is withdrawn although it was brought back
    /// since: it may have been sent before, or not.
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
    /// It was sent again although NT24 may have forgotten its key, which alone protects it.
    Forgotten(String),
    /// It was sent again before the time that NT24 asked for.
    TooSoon(String),
    /// It was sent although its user had stopped it, or had paused the outbox.
    Stopped(String),
    /// It was withdrawn, and NT24 executed it.
    Withdrawn(String),
    /// The user was asked although the desk could have found out.
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

#[derive(Default)]
pub(super) struct Truth {
    pub(super) writes: Vec<UserWrite>,
    /// The number of forms that were begun.
    pub(super) begun: usize,
    executions: Vec<Execution>,
    /// The write behind each key that was sent.
    keys: BTreeMap<String, usize>,
    pub(super) attempts: Attempts,
    /// The questions that users were asked, by the key of the write.
    asked: BTreeSet<(String, Question)>,
    /// Desks whose user has paused the outbox.
    pub(super) paused: BTreeSet<usize>,
    /// Keys of the rows that a user has stopped.
    stopped: BTreeSet<String>,
    /// By desk: whether each write had been given up when the backup was made.
    backups: BTreeMap<usize, Vec<bool>>,
    /// By desk: the last decision that can be undone, and the writes that it gave up.
    pub(super) undoable: BTreeMap<usize, (String, Vec<usize>)>,
    pub(super) violations: Vec<Violation>,
}

impl Truth {
    /// Notes that a desk sent a request; `begins` if a new attempt begins with it.
    pub(super) fn note_sent(
        &mut self,
        desk: usize,
        request: &Request<Bytes>,
        begins: bool,
        now: DateTime<Utc>,
    ) {
        let Some(key) = key(request) else { return };
        // All bodies of a key are the same: it is searched once.
        if !self.keys.contains_key(key)
            && let Some(at) = self.write_of(request.body())
        {
            self.keys.insert(key.to_owned(), at);
        }
        let operation = self.keys.get(key).map(|at| self.writes[*at].operation);
        let what = || format!("{key} {operation:?}");
        if begins && (self.paused.contains(&desk) || self.stopped.contains(key)) {
            self.violations.push(Violation::Stopped(what()));
        }
        for broken in self.attempts.note_sent(desk, operation, request, now) {
            self.violations.push(match broken {
                Broken::NotIdentical => Violation::NotIdentical(what()),
                Broken::Forgotten => Violation::Forgotten(what()),
                Broken::TooSoon => Violation::TooSoon(what()),
            });
        }
    }

    /// Notes that a request travels longer than a desk waits for.
    pub(super) fn note_long_travel(&mut self, request: &Request<Bytes>) {
        if let Some(at) = key(request).and_then(|key| self.keys.get(key)) {
            self.writes[*at].travelled = true;
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
        let Some(key) = self.attempts.note_answer(request, response, now) else { return };
        let Some(at) = self.keys.get(key).copied() else { return };
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
        self.executions_of(text) > 0
    }

    fn executions_of(&self, text: &str) -> usize {
        let at = self.write_of(text.as_bytes());
        self.executions.iter().filter(|execution| Some(execution.write) == at).count()
    }

    /// Notes a user's decision on the row with this key, whose write has its mark in `text`.
    pub(super) fn note_decision(
        &mut self,
        key: &str,
        text: &str,
        action: EntryAction,
        theirs: Option<&Value>,
    ) {
        match action {
            EntryAction::Cancel => {
                self.stopped.insert(key.to_owned());
                self.attempts.note_stopped(key);
            }
            _ => drop(self.stopped.remove(key)),
        }
        let executions = self.executions_of(text);
        let is_executed = executions > 0;
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
                write.known_executions = executions;
                for (field, value) in theirs.and_then(Value::as_object).into_iter().flatten() {
                    write.seen.insert(field.clone(), value.clone());
                }
            }
            EntryAction::SendAgain => write.erred |= is_executed,
            EntryAction::Arrived => write.erred |= !is_executed,
            EntryAction::SendNow | EntryAction::Cancel => {}
        }
    }

    /// Notes that a desk asks its user about the row with this key.
    pub(super) fn note_question(
        &mut self,
        key: &str,
        question: Question,
        grounds: Grounds,
        now: DateTime<Utc>,
    ) {
        self.asked.insert((key.to_owned(), question));
        let has_reason = match grounds {
            Grounds::User => true,
            Grounds::Events => self.attempts.give_reason(key, question, now),
            Grounds::Missing => false,
        };
        if !has_reason {
            self.violations.push(Violation::AskedWithoutReason(format!("{key} {question:?}")));
        }
    }

    /// How often users were asked.
    pub(super) fn rate(&self, now: DateTime<Utc>) -> Rate {
        Rate::of(self.writes.len(), self.attempts.unknown(), &self.asked, &self.attempts.uncertain(now))
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

    /// Notes that a desk restored its backup; `waiting` are the keys of its waiting rows.
    pub(super) fn note_restore(&mut self, desk: usize, waiting: &[String]) {
        let Some(then) = self.backups.get(&desk) else { return };
        self.stopped.retain(|key| !waiting.contains(key));
        self.attempts.forget_waits(desk);
        self.attempts.note_restored(waiting.iter().cloned());
        for (at, write) in self.writes.iter_mut().enumerate().filter(|(_, write)| write.desk == desk) {
            match then.get(at) {
                // It was brought back after the backup, which knows as little of that as of a later write.
                Some(true) if !write.given_up => {
                    write.given_up = true;
                    write.forgotten = true;
                }
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
            if executions.len() > write.known_executions && taken_back && !excused {
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

fn key(request: &Request<Bytes>) -> Option<&str> {
    request.headers().get("idempotency-key")?.to_str().ok()
}

fn holds(body: &[u8], mark: &[u8]) -> bool {
    body.windows(mark.len()).any(|window| window == mark)
}
