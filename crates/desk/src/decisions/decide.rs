//! Carries out a decision on an entry of the outbox, and undoes it.

use crate::connection::Connection;
use crate::connection::history::{self, Event, Source};
use crate::connection::subject::SubjectId;
use crate::contract::{
    ById, Checked, EntryAction, Failure, FailureCode, FieldChoice, Nothing, Settle, Settled, Side, fact,
};
use crate::deal::turns::keep_release_in_turn;
use crate::decisions::entries::entries;
use crate::decisions::state::Decisions;
use crate::decisions::undo::{self, Decision, Snapshot};
use crate::decisions::{conflict, take_back};
use crate::forms::check::must_be_ready;
use crate::queue::problem::Problem;
use crate::queue::replace::{Absence, supersede};
use crate::queue::request::Request;
use std::sync::Arc;
use store::{OutboxRow, OutboxState, Receipt, Tx};

pub(crate) async fn settle(decisions: &Arc<Decisions>, request: Settle) -> Result<Settled, Failure> {
    let deciding = Arc::clone(decisions);
    let decided = decisions.connection().blocking(move || {
        must_fit_together(&deciding, &request)?;
        carry_out(&deciding, &request)
    });
    decided.await
}

/// Fails with `form_incomplete` if the chosen values, which are right by themselves, contradict each other.
fn must_fit_together(decisions: &Decisions, request: &Settle) -> Result<(), Failure> {
    let connection = decisions.connection();
    let sends = matches!(request.action, EntryAction::Merge | EntryAction::SendMine);
    let checked = connection.store.read(|tx| {
        let row = store::outbox::get(tx, &request.id)?.filter(|_| sends);
        let all_mine = |_: &str| Some(Side::Mine);
        match row.filter(|row| row.state == OutboxState::Conflict) {
            None => Ok(None),
            Some(row) if request.action == EntryAction::SendMine => {
                conflict::check_choices(tx, connection, &row, all_mine).map(Some)
            }
            Some(row) => conflict::check_choices(tx, connection, &row, chosen(&request.choices)).map(Some),
        }
    })?;
    checked.map_or(Ok(()), must_be_ready)
}

/// Checks the record as the choices of a comparison would leave it. Changes nothing.
pub(crate) async fn check_settle(decisions: &Arc<Decisions>, request: Settle) -> Result<Checked, Failure> {
    let connection = decisions.connection();
    connection.store.read(|tx| {
        let row = store::require(store::outbox::get(tx, &request.id)?)?;
        conflict::check_choices(tx, connection, &row, chosen(&request.choices))
    })
}

pub(crate) async fn undo_settle(decisions: &Arc<Decisions>, request: ById) -> Result<Nothing, Failure> {
    let deciding = Arc::clone(decisions);
    let undone = decisions.connection().blocking(move || undo(&deciding, &request.id));
    undone.await.map(|()| Nothing {})
}

/// Undoes a decision.
pub(crate) fn undo(decisions: &Decisions, decision: &str) -> Result<(), Failure> {
    let connection = decisions.connection();
    let decision = decisions.take(decision).ok_or_else(|| Failure::of(FailureCode::Gone))?;
    connection.store.write(|tx| decision.undo(tx, connection))?;
    connection.signals.wake_sending();
    connection.changed();
    Ok(())
}

/// Carries out a decision.
pub(crate) fn carry_out(decisions: &Decisions, request: &Settle) -> Result<Settled, Failure> {
    let (sending, connection) = (&decisions.sending, decisions.connection());
    let (draft, resource, decision) = connection.store.write(|tx| {
        let row = store::require(store::outbox::get(tx, &request.id)?)?;
        // The row may have moved on since the user saw it.
        let entry = entries(tx, sending, vec![row.clone()])?.pop();
        if !entry.is_some_and(|entry| entry.actions.contains(&request.action)) {
            return Err(Failure::of(FailureCode::AlreadySent));
        }
        let subjects = undo::subjects(tx, &row)?;
        let before = Snapshot::of(tx, &subjects)?;
        let draft = decide(tx, connection, &row, request.action, &request.choices)?;
        if store::outbox::get(tx, &row.id)?.is_some_and(|row| row.state == OutboxState::Withdrawn) {
            keep_release_in_turn(tx, &row.subject)?;
        }
        let decision = match can_be_undone(request.action) {
            true => Some(Decision::of(tx, connection, before, subjects)?),
            false => None,
        };
        Ok::<_, Failure>((draft, SubjectId::of_row(&row), decision))
    })?;
    match request.action {
        EntryAction::SendNow => {
            connection.link.reset();
            sending.hurry(&request.id);
        }
        // The row is parked already. If the answer comes before the stop, it is still stored.
        EntryAction::Cancel => sending.stop(&request.id),
        _ => connection.signals.hurry(),
    }
    connection.signals.mark_stale(resource);
    connection.changed();
    let undo = decision.as_ref().map(|decision| decision.id().to_owned());
    if let Some(decision) = decision {
        decisions.remember(decision);
    }
    Ok(Settled { draft, undo })
}

/// Whether a decision can be undone: it chooses between existing values, or discards a row.
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

/// Applies a decision to the store. Returns the draft to open, if there is one.
fn decide(
    tx: &Tx<'_>,
    connection: &Connection,
    row: &OutboxRow,
    action: EntryAction,
    choices: &[FieldChoice],
) -> Result<Option<String>, Failure> {
    match action {
        EntryAction::SendNow if row.state == OutboxState::Ready => Ok(None),
        EntryAction::SendNow if matches!(row.state, OutboxState::Held | OutboxState::Unconfirmed) => {
            store::outbox::resume(tx, &row.id)?;
            Ok(None)
        }
        EntryAction::SendNow => {
            resend(tx, connection, row, Absence::Certain)?;
            Ok(None)
        }
        EntryAction::SendAgain => {
            resend(tx, connection, row, Absence::SaidByUser)?;
            Ok(None)
        }
        EntryAction::Cancel => {
            store::outbox::hold(tx, &row.id)?;
            if let Some(problem) = Problem::read(row).filter(|problem| problem.under_way.is_some()) {
                // A deadline of earlier attempts does not hold for the one that is stopped.
                let problem = Problem { under_way: None, ..problem };
                store::outbox::park(tx, &row.id, OutboxState::Held, Some(&problem.value()))?;
            }
            let held = fact("held", [("operation", row.operation.clone())]);
            let (held, now) = (Event::of_entry(&row.id, held), connection.given.clock.now());
            history::add(tx, connection, &row.subject, now, Source::User, held)?;
            Ok(None)
        }
        EntryAction::Reopen => take_back::reopen(tx, connection, row).map(Some),
        EntryAction::Withdraw => {
            take_back::withdraw(tx, connection, row)?;
            Ok(None)
        }
        EntryAction::KeepTheirs => {
            conflict::keep_theirs(tx, connection, row)?;
            Ok(None)
        }
        EntryAction::SendMine => {
            conflict::merge(tx, connection, row, |_| Some(Side::Mine))?;
            Ok(None)
        }
        EntryAction::Merge => {
            conflict::merge(tx, connection, row, chosen(choices))?;
            Ok(None)
        }
        EntryAction::KeepAsDraft => conflict::keep_as_draft(tx, connection, row).map(Some),
        EntryAction::Arrived => {
            let now = connection.given.clock.now();
            // The user's word stands in for an answer of NT24: no request, no status.
            let receipt =
                Receipt { request_id: String::new(), status: 0, at: now, trace_id: None, merged: Vec::new() };
            store::outbox::finish(tx, &row.id, &receipt, now)?;
            Ok(None)
        }
    }
}

/// The side that the user has chosen for a field.
fn chosen(choices: &[FieldChoice]) -> impl Fn(&str) -> Option<Side> {
    |field| choices.iter().find(|one| one.field == field).map(|one| one.side)
}

/// Queues the write of a refused or unconfirmed row again, under a new key.
fn resend(tx: &Tx<'_>, connection: &Connection, row: &OutboxRow, absence: Absence) -> Result<(), Failure> {
    let (operation, request) = Request::decode(row)?;
    supersede(tx, connection, row, absence, operation, &request, row.draft.clone())
}
