//! The outbox on the screen, and a person's decisions on it.

mod conflict;
mod take_back;
mod undo;

pub(crate) use undo::Decision;

use crate::Desk;
use crate::contract::{
    ById, EntryAction, Failure, FailureCode, FieldChoice, Nothing, Outbox, Pause, Settle, Settled, Side,
    Status,
};
use crate::history;
use crate::open::{Open, Stale};
use crate::outbox::{self, Request};
use nt24::Operation;
use store::{OutboxRow, OutboxState, Receipt, Tx};

/// How many receipts the page gets.
const RECEIPTS: u32 = 500;

impl Desk {
    pub(crate) async fn outbox(&self, _: Nothing) -> Result<Outbox, Failure> {
        let open = self.open()?;
        open.store.read(|tx| {
            let rows = store::outbox::waiting(tx)?;
            Ok(Outbox {
                entries: outbox::entries(tx, &open, rows)?,
                receipts: outbox::receipts(tx, RECEIPTS)?,
            })
        })
    }

    pub(crate) async fn settle(&self, request: Settle) -> Result<Settled, Failure> {
        let open = self.open()?;
        settle(&open, &request)
    }

    pub(crate) async fn pause_outbox(&self, request: Pause) -> Result<Status, Failure> {
        let open = self.open()?;
        open.pause(request.paused)?;
        crate::status::facts(&open)
    }

    pub(crate) async fn undo_settle(&self, request: ById) -> Result<Nothing, Failure> {
        let open = self.open()?;
        undo(&open, &request.id)?;
        Ok(Nothing {})
    }
}

/// Takes a person's decision back.
pub(crate) fn undo(open: &Open, decision: &str) -> Result<(), Failure> {
    let decision = open.take_decision(decision).ok_or_else(|| Failure::of(FailureCode::Gone))?;
    open.store.write(|tx| decision.undo(tx, open))?;
    open.wake_outbox.notify_one();
    open.changed();
    Ok(())
}

/// Carries out a person's decision.
pub(crate) fn settle(open: &Open, request: &Settle) -> Result<Settled, Failure> {
    let (draft, look_again, decision) = open.store.write(|tx| {
        let row = store::outbox::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
        // The row may have moved on since the person saw it.
        let entries = outbox::entries(tx, open, store::outbox::waiting(tx)?)?;
        let entry = entries.into_iter().find(|entry| entry.id == row.id);
        if !entry.is_some_and(|entry| entry.actions.contains(&request.action)) {
            return Err(Failure::of(FailureCode::AlreadySent));
        }
        let subjects = undo::subjects(tx, &row)?;
        let before = undo::Standing::of(tx, &subjects)?;
        let draft = decide(tx, open, &row, request.action, &request.choices)?;
        let decision = match can_be_undone(request.action) {
            true => Some(Decision::of(tx, open, before, subjects)?),
            false => None,
        };
        let subject = if row.lane.starts_with("order:") { Stale::Order } else { Stale::Buyer };
        Ok::<_, Failure>((draft, subject(row.subject), decision))
    })?;
    match request.action {
        EntryAction::SendNow => {
            open.link.cleared();
            open.hurry_one(&request.id);
        }
        EntryAction::Cancel => {
            // Parked already: what the answer says, if it comes before the stop, is still taken in.
            let stop = open.sends().get(&request.id).cloned();
            if let Some(stop) = stop {
                stop.cancel();
            }
        }
        _ => open.hurry(),
    }
    open.mark_stale(look_again);
    open.changed();
    let undo = decision.as_ref().map(|decision| decision.id().to_owned());
    if let Some(decision) = decision {
        open.remember(decision);
    }
    Ok(Settled { draft, undo })
}

/// Whether a decision only chooses between what is there, or throws something away.
fn can_be_undone(action: EntryAction) -> bool {
    matches!(
        action,
        EntryAction::KeepTheirs
            | EntryAction::SendMine
            | EntryAction::Merge
            | EntryAction::KeepAsDraft
            | EntryAction::Withdraw
    )
}

/// Carries a decision out; answers the draft to open, where there is one.
fn decide(
    tx: &Tx<'_>,
    open: &Open,
    row: &OutboxRow,
    action: EntryAction,
    choices: &[FieldChoice],
) -> Result<Option<String>, Failure> {
    match action {
        EntryAction::SendNow if row.state == OutboxState::Ready => Ok(None),
        EntryAction::SendNow if row.state == OutboxState::Held => {
            store::outbox::let_go_on(tx, &row.id)?;
            Ok(None)
        }
        EntryAction::SendNow | EntryAction::SendAgain => {
            resend(tx, open, row)?;
            Ok(None)
        }
        EntryAction::Cancel => {
            store::outbox::hold(tx, &row.id)?;
            let fact = history::fact("held", [("operation", row.operation.clone())]);
            history::add(tx, open, &row.subject, open.parts.clock.now(), "desk", fact)?;
            Ok(None)
        }
        EntryAction::Reopen => take_back::reopen(tx, open, row).map(Some),
        EntryAction::Withdraw => {
            take_back::withdraw(tx, open, row)?;
            Ok(None)
        }
        EntryAction::KeepTheirs => {
            conflict::keep_theirs(tx, open, row)?;
            Ok(None)
        }
        EntryAction::SendMine => {
            conflict::merge(tx, open, row, |_| Some(Side::Mine))?;
            Ok(None)
        }
        EntryAction::Merge => {
            let chosen = |field: &str| choices.iter().find(|one| one.field == field).map(|one| one.side);
            conflict::merge(tx, open, row, chosen)?;
            Ok(None)
        }
        EntryAction::KeepAsDraft => conflict::keep_as_draft(tx, open, row).map(Some),
        EntryAction::Arrived => {
            let now = open.parts.clock.now();
            // A person's word stands in for NT24's: no request, no status.
            let receipt =
                Receipt { request_id: String::new(), status: 0, at: now, trace_id: None, merged: Vec::new() };
            store::outbox::finish(tx, &row.id, &receipt, now)?;
            Ok(None)
        }
    }
}

/// A person lets it go on. What was refused or may have expired gets a new key: it is a new wish.
fn resend(tx: &Tx<'_>, open: &Open, row: &OutboxRow) -> Result<(), Failure> {
    let (operation, request) = parsed(row)?;
    outbox::supersede(tx, open, row, operation, &request, row.draft.clone())
}

fn parsed(row: &OutboxRow) -> Result<(Operation, Request), Failure> {
    match (Operation::from_id(&row.operation), Request::read(row)) {
        (Some(operation), Some(request)) => Ok((operation, request)),
        _ => Err(Failure::of(FailureCode::Internal)),
    }
}
