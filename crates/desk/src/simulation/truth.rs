//! What people wished, what NT24 executed, and whether the two agree.

use crate::contract::EntryAction;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::{Request, Response};
use nt24::Operation;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// How long NT24 keeps a key (contract, section 6).
const KEY_KEPT: TimeDelta = TimeDelta::hours(24);

/// One thing that a person wanted to happen once.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) desk: usize,
    /// The desk's own id of the buyer or order.
    pub(super) subject: String,
    pub(super) operation: Operation,
    /// Stands in the body of the write and in no other.
    pub(super) mark: String,
    /// Of a change: each field, and what the person saw in it.
    pub(super) seen: BTreeMap<String, Value>,
    /// A person took it back, or let NT24's data win.
    pub(super) given_up: bool,
    /// It had been taken back, and then that was taken back, or the desk went back to an earlier copy of
    /// its data: others may have gone first.
    pub(super) out_of_turn: bool,
    /// The copy of its data to which the desk went back knows nothing of it: it may have been sent before
    /// that, or not.
    pub(super) forgotten: bool,
}

/// One execution at NT24.
#[derive(Debug)]
struct Execution {
    wish: usize,
    key: String,
}

/// A broken promise.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Violation {
    /// NT24 never executed it, and no person gave it up.
    Lost(String),
    /// NT24 executed it twice.
    Doubled(String),
    /// A change replaced what its author had never seen.
    Overwritten(String),
    /// A later write of a lane was executed before an earlier one.
    OutOfOrder(String),
    /// Two attempts under one key were not the same to the last byte.
    NotTheSame(String),
    /// It was taken back, and NT24 has it.
    TakenBack(String),
    /// The outbox does not get empty.
    Stuck(String),
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

#[derive(Default)]
pub(super) struct Truth {
    pub(super) wishes: Vec<Wish>,
    executions: Vec<Execution>,
    /// When each key was executed first, and what was sent under it.
    keys: BTreeMap<String, (Option<DateTime<Utc>>, Vec<u8>)>,
    /// By desk, which wishes had been given up when its database was copied.
    copies: BTreeMap<usize, Vec<bool>>,
    /// The last decision of each desk that can be taken back, and the wishes that were given up by it.
    pub(super) undoable: BTreeMap<usize, (String, Vec<usize>)>,
    pub(super) violations: Vec<Violation>,
}

impl Truth {
    /// Notes that a request has left its desk.
    pub(super) fn left(&mut self, request: &Request<Bytes>) {
        let Some(key) = key(request) else { return };
        let mut sent = format!("{} {}\n", request.method(), request.uri()).into_bytes();
        sent.extend_from_slice(header(request, "if-match").unwrap_or_default().as_bytes());
        sent.extend_from_slice(request.body());
        let (_, before) = self.keys.entry(key.to_owned()).or_insert_with(|| (None, sent.clone()));
        if *before != sent {
            self.violations.push(Violation::NotTheSame(key.to_owned()));
        }
    }

    /// Notes what NT24 did with a request; `before` is the resource that it was to change.
    pub(super) fn arrived(
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
        let Some(at) = self.wish_of(request.body()) else { return };
        let wish = &self.wishes[at];
        if let (Some(before), Ok(Value::Object(body))) = (before, serde_json::from_slice(request.body())) {
            for (field, mine) in body {
                let (seen, there) = (wish.seen.get(&field).unwrap_or(&Value::Null), &before[&field]);
                if there != seen && *there != mine {
                    let what = format!("{} {field}: saw {seen}, replaced {there}", wish.mark);
                    self.violations.push(Violation::Overwritten(what));
                }
            }
        }
        self.executions.push(Execution { wish: at, key: key.to_owned() });
    }

    fn wish_of(&self, body: &[u8]) -> Option<usize> {
        self.wishes.iter().position(|wish| holds(body, wish.mark.as_bytes()))
    }

    pub(super) fn wish_marked(&mut self, text: &str) -> Option<&mut Wish> {
        self.wishes.iter_mut().find(|wish| text.contains(&wish.mark))
    }

    /// Whether NT24 executed the wish that this text tells of.
    pub(super) fn is_executed(&self, text: &str) -> bool {
        let at = self.wish_of(text.as_bytes());
        at.is_some_and(|at| self.executions.iter().any(|execution| execution.wish == at))
    }

    /// Notes a person's decision on the wish that this text tells of.
    pub(super) fn decided(&mut self, text: &str, action: EntryAction, theirs: Option<&Value>) {
        let Some(wish) = self.wish_marked(text) else { return };
        match action {
            EntryAction::KeepTheirs
            | EntryAction::KeepAsDraft
            | EntryAction::Withdraw
            | EntryAction::Reopen => wish.given_up = true,
            EntryAction::SendMine | EntryAction::Merge => {
                // What NT24 has was on the screen.
                for (field, value) in theirs.and_then(Value::as_object).into_iter().flatten() {
                    wish.seen.insert(field.clone(), value.clone());
                }
            }
            EntryAction::SendNow | EntryAction::SendAgain | EntryAction::Arrived | EntryAction::Cancel => {}
        }
    }

    /// Which wishes have been given up.
    pub(super) fn given_up(&self) -> Vec<bool> {
        self.wishes.iter().map(|wish| wish.given_up).collect()
    }

    /// Notes that a decision can be taken back; `before` is what had been given up before it.
    pub(super) fn can_be_undone(&mut self, desk: usize, decision: String, before: &[bool]) {
        let now = self.given_up().into_iter().zip(before).enumerate();
        let by_it = now.filter(|(_, (now, before))| *now && !**before).map(|(at, _)| at).collect();
        self.undoable.insert(desk, (decision, by_it));
    }

    /// Notes that a desk's database was copied.
    pub(super) fn copied(&mut self, desk: usize) {
        let given_up = self.given_up();
        self.copies.insert(desk, given_up);
    }

    /// Notes that a desk's copy took the place of its database.
    pub(super) fn restored(&mut self, desk: usize) {
        let Some(then) = self.copies.get(&desk) else { return };
        for (at, wish) in self.wishes.iter_mut().enumerate().filter(|(_, wish)| wish.desk == desk) {
            match then.get(at) {
                // What was taken back since then is wanted again.
                Some(given_up) => wish.given_up = *given_up,
                None => wish.forgotten = true,
            }
            wish.out_of_turn = true;
        }
    }

    /// Everything of a buyer or an order that was taken back with it.
    pub(super) fn gave_up_subjects(&mut self, desk: usize, subjects: &[String]) {
        for wish in self.wishes.iter_mut().filter(|wish| wish.desk == desk) {
            wish.given_up |= subjects.contains(&wish.subject);
        }
    }

    /// Checks everything that must hold at the end.
    pub(super) fn check(&mut self) {
        let mut found = Vec::new();
        for (at, wish) in self.wishes.iter().enumerate() {
            let executions: Vec<_> = self.executions.iter().filter(|one| one.wish == at).collect();
            if executions.is_empty() && !wish.given_up && !wish.forgotten {
                found.push(Violation::Lost(format!("{} {:?}", wish.mark, wish.operation)));
            }
            if executions.len() > 1 && !is_natural(wish.operation) {
                let keys: Vec<_> = executions.iter().map(|one| one.key.as_str()).collect();
                found.push(Violation::Doubled(format!("{} {:?} {keys:?}", wish.mark, wish.operation)));
            }
            if !executions.is_empty() && wish.given_up && !wish.forgotten && !is_natural(wish.operation) {
                found.push(Violation::TakenBack(format!("{} {:?}", wish.mark, wish.operation)));
            }
        }
        found.extend(self.out_of_order());
        self.violations.append(&mut found);
    }

    fn out_of_order(&self) -> Option<Violation> {
        let first = |at: usize| self.executions.iter().position(|one| one.wish == at);
        let in_turn = |wish: &Wish| !wish.out_of_turn && !wish.given_up;
        for (at, wish) in self.wishes.iter().enumerate().filter(|(_, wish)| in_turn(wish)) {
            for (later, other) in self.wishes.iter().enumerate().skip(at + 1).filter(|(_, o)| in_turn(o)) {
                let same = wish.desk == other.desk && wish.subject == other.subject;
                if same && first(later) < first(at) {
                    return Some(Violation::OutOfOrder(format!("{} before {}", other.mark, wish.mark)));
                }
            }
        }
        None
    }
}

/// Whether NT24 itself keeps a write from taking effect twice: by a natural key, an `If-Match`, or
/// because it happens once.
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
