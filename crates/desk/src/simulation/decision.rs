//! Decisions of a desk's user on waiting and parked rows of the outbox.

use super::chance::Chance;
use super::desk::Desk;
use super::questions::{Grounds, Question};
use super::truth::Truth;
use crate::contract::{ConflictKind, Entry, EntryAction, EntryState, FieldChoice, Settle, Side};
use crate::decisions::decide;
use crate::decisions::entries::entries;
use crate::queue::problem::Problem;
use crate::queue::request::{Request, file_name};
use chrono::{DateTime, Utc};
use nt24::Operation;
use serde_json::Value;

/// How a user decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    /// During work: sends waiting rows at once, withdraws them, or reopens their forms.
    Busy,
    /// Often sends refused rows again.
    Patient,
    /// Takes any action that the entry offers.
    Impatient,
}

/// The user decides on an entry of the outbox. Returns the event and a line for the log; `None` if there is no
/// entry to decide on.
pub(super) fn decide(
    desk: &Desk,
    number: usize,
    truth: &mut Truth,
    chance: &mut Chance,
    mood: Mood,
    now: DateTime<Utc>,
) -> Option<(&'static str, String)> {
    let entries: Vec<Entry> = desk
        .store
        .read(|tx| entries(tx, &desk.opened.sending, store::outbox::waiting(tx)?))
        .ok()?
        .into_iter()
        .filter(|entry| mood == Mood::Busy || is_parked(entry))
        .collect();
    let entry = entries.get(chance.below(entries.len().max(1)))?;
    let row = desk.store.read(|tx| store::outbox::get(tx, &entry.id)).ok()??;
    let text = text_of(desk, &row);
    if let Some((question, grounds)) = question(entry, &row, &text, truth) {
        truth.note_question(&row.id, question, grounds, now);
    }
    let action = match entry.state {
        // The desk looks it up at NT24.
        EntryState::Unconfirmed if entry.looked_up && chance.percent(80) => return None,
        EntryState::Unconfirmed if entry.looked_up => EntryAction::SendNow,
        // The user looks at NT24 and sees whether the write arrived. One of ten times the user errs.
        EntryState::Unconfirmed => match truth.is_executed(&text) != chance.percent(10) {
            true => EntryAction::Arrived,
            false => EntryAction::SendAgain,
        },
        EntryState::Refused if mood != Mood::Impatient && chance.percent(50) => EntryAction::SendNow,
        _ => {
            // After reopening a form that creates a buyer or an order, the user would have to fill it in and
            // submit it again.
            let creates = matches!(Operation::from_id(&row.operation), Some(CREATES_BUYER | CREATES_ORDER));
            let actions = entry.actions.iter().copied().filter(|one| *one != EntryAction::Reopen || !creates);
            let actions: Vec<_> = actions.collect();
            *actions.get(chance.below(actions.len().max(1)))?
        }
    };
    let theirs = Problem::read(&row).and_then(|problem| problem.theirs);
    let withdrawn = withdrawn_subjects(desk, &row, action);
    let asked =
        entry.conflict.iter().flat_map(|conflict| &conflict.fields).filter(|one| one.merged.is_none());
    let choices = asked.map(|one| FieldChoice {
        field: one.field.clone(),
        side: if one.fixed { Side::Theirs } else { Side::Mine },
    });
    let choices = choices.collect();
    let settle = Settle { id: entry.id.clone(), action, choices };
    let settled = decide::carry_out(&desk.opened.decisions, &settle).ok()?;
    let before = truth.given_up();
    truth.note_decision(&row.id, &text, action, theirs.as_ref());
    truth.give_up_subjects(number, &withdrawn);
    if let Some(decision) = settled.undo {
        truth.note_undoable(number, decision, &before);
    }
    let event = match action {
        EntryAction::Withdraw | EntryAction::Reopen => "withdrawn",
        EntryAction::Arrived | EntryAction::SendAgain => "unconfirmed",
        EntryAction::KeepTheirs | EntryAction::KeepAsDraft | EntryAction::SendMine | EntryAction::Merge => {
            "conflict"
        }
        EntryAction::Cancel => "stopped",
        EntryAction::SendNow => "sent on demand",
    };
    Some((event, format!("desk {number} decides {action:?} on {} {text:.60}", row.operation)))
}

/// The question of a parked entry, and its grounds. `None` if it asks nothing, or belongs to no write of a user.
fn question(
    entry: &Entry,
    row: &store::OutboxRow,
    text: &str,
    truth: &mut Truth,
) -> Option<(Question, Grounds)> {
    let write = truth.write_marked(text)?;
    let grounds = if write.erred { Grounds::User } else { Grounds::Events };
    match entry.state {
        EntryState::Unconfirmed if !entry.looked_up => Some((Question::Arrived, Grounds::Events)),
        EntryState::Conflict => {
            let problem = Problem::read(row)?;
            let (theirs, mine) = (problem.theirs.unwrap_or_default(), problem.mine.unwrap_or_default());
            // Without NT24's resource, or where no answer shows a field, there is nothing to compare.
            let differs = |field: &str| {
                let begun_on = write.begun_on.get(field).unwrap_or(&Value::Null);
                theirs[field] != *begun_on && theirs[field] != mine[field]
            };
            let is_needed = entry.conflict.as_ref().is_none_or(|conflict| {
                // A milestone is kept as it is, whatever differs.
                if conflict.kind == ConflictKind::MilestoneAlreadySet {
                    return mine.as_object().into_iter().flatten().any(|(name, mine)| theirs[name] != *mine);
                }
                let mut asked = conflict.fields.iter().filter(|one| one.merged.is_none());
                asked.any(|one| one.unseen || differs(&one.field))
            });
            Some((Question::Conflict, if is_needed { grounds } else { Grounds::Missing }))
        }
        EntryState::Refused => Some((Question::Refusal, grounds)),
        _ => None,
    }
}

/// The user undoes the last decision, if that is still possible. Returns a line for the log.
pub(super) fn undo(desk: &Desk, number: usize, truth: &mut Truth) -> Option<String> {
    let (decision, given_up) = truth.undoable.remove(&number)?;
    decide::undo(&desk.opened.decisions, &decision).ok()?;
    for at in given_up {
        let write = &mut truth.writes[at];
        // Later writes may have been sent before it.
        (write.given_up, write.compared, write.out_of_turn) = (false, false, true);
    }
    Some(format!("desk {number} undoes its last decision"))
}

const CREATES_BUYER: Operation = Operation::UpsertBuyer;
const CREATES_ORDER: Operation = Operation::CreateOrder;

fn is_parked(entry: &Entry) -> bool {
    use EntryState::{Conflict, Held, Refused, Unconfirmed};
    matches!(entry.state, Conflict | Refused | Unconfirmed | Held)
}

/// Text of a row that contains the mark of its write.
fn text_of(desk: &Desk, row: &store::OutboxRow) -> String {
    let name = desk.store.read(|tx| match Request::read(row) {
        Some(request) => file_name(tx, &request),
        None => Ok(String::new()),
    });
    format!("{}{}", name.unwrap_or_default(), row.request["content"])
}

/// Buyers and orders that are removed when a row is withdrawn.
fn withdrawn_subjects(desk: &Desk, row: &store::OutboxRow, action: EntryAction) -> Vec<String> {
    let operation = Operation::from_id(&row.operation);
    if action != EntryAction::Withdraw {
        return Vec::new();
    }
    match operation {
        Some(Operation::CreateOrder) => vec![row.subject.clone()],
        Some(Operation::UpsertBuyer) => {
            let orders = desk.store.read(|tx| store::orders::of_buyer(tx, &row.subject)).unwrap_or_default();
            let orders = orders.into_iter().filter(|order| order.remote.is_none()).map(|order| order.id);
            orders.chain([row.subject.clone()]).collect()
        }
        _ => Vec::new(),
    }
}
