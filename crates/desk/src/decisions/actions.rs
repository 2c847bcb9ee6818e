//! The decisions that the user can take on an entry of the outbox.

use crate::contract::{Conflict, ConflictKind, EntryAction, EntryState};
use crate::queue::repeat::is_shown;
use nt24::Operation;
use store::OutboxRow;

/// The decisions that a row allows, the likeliest first. While an earlier attempt may still be `under_way`,
/// the row is not sent under another key.
pub(super) fn of(
    row: &OutboxRow,
    state: EntryState,
    conflict: Option<&Conflict>,
    under_way: bool,
    paused: bool,
) -> Vec<EntryAction> {
    let never_sent = row.first_sent_at.is_none();
    // A row that was certainly not sent can be changed, or discarded.
    let take_back = |actions: &mut Vec<EntryAction>| {
        if row.draft.is_some() {
            actions.push(EntryAction::Reopen);
        }
        actions.push(EntryAction::Withdraw);
    };
    let mut actions = Vec::new();
    match state {
        EntryState::Ready | EntryState::Behind => {
            if state == EntryState::Ready && !paused {
                actions.push(EntryAction::SendNow);
            }
            if never_sent {
                take_back(&mut actions);
            } else {
                actions.push(EntryAction::Cancel);
            }
        }
        EntryState::InFlight => actions.push(EntryAction::Cancel),
        EntryState::Conflict => match conflict {
            Some(conflict) => of_conflict(row, conflict, &mut actions),
            // NT24 did not return its resource: there is nothing to compare.
            None => take_back(&mut actions),
        },
        // It is looked up. Another attempt would only prolong the time in which one may arrive; after that
        // time it helps if NT24 cannot be read.
        EntryState::Unconfirmed if is_shown(row) && under_way => {}
        EntryState::Unconfirmed if is_shown(row) => actions.push(EntryAction::SendNow),
        EntryState::Unconfirmed if under_way => actions.push(EntryAction::Arrived),
        EntryState::Unconfirmed => actions.extend([EntryAction::Arrived, EntryAction::SendAgain]),
        EntryState::Refused => {
            if row.draft.is_some() {
                actions.push(EntryAction::Reopen);
            }
            actions.extend([EntryAction::SendNow, EntryAction::Withdraw]);
        }
        EntryState::Held => {
            actions.push(EntryAction::SendNow);
            if never_sent {
                take_back(&mut actions);
            }
        }
    }
    actions
}

fn of_conflict(row: &OutboxRow, conflict: &Conflict, actions: &mut Vec<EntryAction>) {
    actions.push(EntryAction::KeepTheirs);
    let milestone = conflict.kind == ConflictKind::MilestoneAlreadySet;
    // A milestone is final; it can only be revoked on the order's page.
    if !milestone {
        let mut asked = conflict.fields.iter().filter(|field| field.merged.is_none());
        if asked.clone().all(|field| !field.fixed) {
            actions.push(EntryAction::SendMine);
        }
        if asked.any(|field| !field.fixed) {
            actions.push(EntryAction::Merge);
        }
    }
    let keeps = match Operation::from_id(&row.operation) {
        // These become a draft with the typed form,
        Some(Operation::CreateOrder | Operation::ConfirmPickup | Operation::ConfirmDelivery) => {
            row.draft.is_some()
        }
        // and these a draft that is based on the resource at NT24.
        Some(
            Operation::UpsertBuyer
            | Operation::UpdateBuyer
            | Operation::UpdateOrder
            | Operation::SubmitInvoice
            | Operation::UpdateInvoice
            | Operation::SubmitFinalInvoice
            | Operation::SubmitPayment
            | Operation::UpdatePayment,
        ) => true,
        _ => false,
    };
    if keeps {
        actions.push(EntryAction::KeepAsDraft);
    }
}
