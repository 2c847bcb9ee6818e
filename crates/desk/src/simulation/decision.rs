//! What a person at a desk decides on what waits in the outbox, and on what is parked there.

use super::chance::Chance;
use super::desk::Desk;
use super::truth::Truth;
use crate::contract::{Entry, EntryAction, EntryState, FieldChoice, Settle, Side};
use crate::decisions::decide;
use crate::decisions::entries::entries;
use crate::queue::problem::Problem;
use crate::queue::request::{Request, file_name};
use nt24::Operation;

/// How a person goes about what waits for a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    /// In the middle of work: what waits may be sent at once, taken back, or opened again.
    Busy,
    /// Tries again what was refused.
    Patient,
    /// Takes what there is to choose from.
    Impatient,
}

/// The person decides on something that is parked, or may be taken back. What that is counted as, and
/// what was done; nothing when there is nothing to decide.
pub(super) fn decide(
    desk: &Desk,
    number: usize,
    truth: &mut Truth,
    chance: &mut Chance,
    mood: Mood,
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
    let told = told(desk, &row);
    let action = match entry.state {
        // The person looks at NT24 and sees whether it is there.
        EntryState::Unconfirmed if truth.is_executed(&told) => EntryAction::Arrived,
        EntryState::Unconfirmed => EntryAction::SendAgain,
        EntryState::Refused if mood != Mood::Impatient && chance.percent(50) => EntryAction::SendNow,
        _ => {
            // A form that makes a buyer or an order would have to be filled in and sent again.
            let makes = matches!(Operation::from_id(&row.operation), Some(MAKES_BUYER | MAKES_ORDER));
            let may = entry.actions.iter().copied().filter(|one| *one != EntryAction::Reopen || !makes);
            let may: Vec<_> = may.collect();
            *may.get(chance.below(may.len().max(1)))?
        }
    };
    let theirs = Problem::read(&row).and_then(|problem| problem.theirs);
    let doomed = doomed(desk, &row, action);
    let asked =
        entry.conflict.iter().flat_map(|conflict| &conflict.fields).filter(|one| one.merged.is_none());
    let choices = asked.map(|one| FieldChoice {
        field: one.field.clone(),
        side: if one.fixed { Side::Theirs } else { Side::Mine },
    });
    let choices = choices.collect();
    let wanted = Settle { id: entry.id.clone(), action, choices };
    let settled = decide::carry_out(&desk.opened.decisions, &wanted).ok()?;
    let before = truth.given_up();
    truth.decided(&told, action, theirs.as_ref());
    truth.gave_up_subjects(number, &doomed);
    if let Some(decision) = settled.undo {
        truth.can_be_undone(number, decision, &before);
    }
    let what = match action {
        EntryAction::Withdraw | EntryAction::Reopen => "taken back",
        EntryAction::Arrived | EntryAction::SendAgain => "unconfirmed",
        EntryAction::KeepTheirs | EntryAction::KeepAsDraft | EntryAction::SendMine | EntryAction::Merge => {
            "conflict"
        }
        EntryAction::Cancel => "stopped",
        EntryAction::SendNow => "sent on demand",
    };
    Some((what, format!("desk {number} decides {action:?} on {} {told:.60}", row.operation)))
}

/// The person takes the last decision back, if that is still possible. What was done.
pub(super) fn undo(desk: &Desk, number: usize, truth: &mut Truth) -> Option<String> {
    let (decision, given_up) = truth.undoable.remove(&number)?;
    decide::undo(&desk.opened.decisions, &decision).ok()?;
    for at in given_up {
        let wish = &mut truth.wishes[at];
        // What was wished for in the meantime may have gone out.
        (wish.given_up, wish.out_of_turn) = (false, true);
    }
    Some(format!("desk {number} takes its last decision back"))
}

const MAKES_BUYER: Operation = Operation::UpsertBuyer;
const MAKES_ORDER: Operation = Operation::CreateOrder;

fn is_parked(entry: &Entry) -> bool {
    use EntryState::{Conflict, Held, Refused, Unconfirmed};
    matches!(entry.state, Conflict | Refused | Unconfirmed | Held)
}

/// What a row is about, as text that holds the wish's mark.
fn told(desk: &Desk, row: &store::OutboxRow) -> String {
    let name = desk.store.read(|tx| match Request::read(row) {
        Some(request) => file_name(tx, &request),
        None => Ok(String::new()),
    });
    format!("{}{}", name.unwrap_or_default(), row.request["content"])
}

/// Buyers and orders that end with a row when it is thrown away.
fn doomed(desk: &Desk, row: &store::OutboxRow, action: EntryAction) -> Vec<String> {
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
