//! Taking rows back: into a draft, or away.

use crate::contract::{Failure, FailureCode, FieldProblem};
use crate::history;
use crate::open::Open;
use crate::outbox::{Problem, Request};
use crate::sabotage::sabotaged;
use nt24::Operation;
use store::{OutboxRow, OutboxState, Tx};

/// Takes a row back into a draft; with what NT24 said of its fields.
pub(super) fn reopen(tx: &Tx<'_>, open: &Open, row: &OutboxRow) -> Result<String, Failure> {
    let mut draft = row
        .draft
        .clone()
        .and_then(|draft| serde_json::from_value::<crate::drafts::Frozen>(draft).ok())
        .ok_or_else(|| Failure::of(FailureCode::Gone))?;
    if draft.makes_subject {
        // It stays in its place until the draft is submitted; a second click finds the same draft.
        let begun = store::drafts::of_subject(tx, &row.subject, &draft.kind())?;
        if let Some(begun) = begun.into_iter().next() {
            return Ok(begun.id);
        }
    }
    let fields: Vec<FieldProblem> =
        Problem::read(row).map(|problem| problem.failure.fields).unwrap_or_default();
    // The papers of the form were queued beside it and go their own way.
    draft.papers_are_queued();
    let problems = crate::forms::to_form_fields(&draft.form, fields);
    let id = crate::drafts::keep(tx, open, &draft, Some(problems))?;
    if draft.makes_subject {
        // The form is sent again for the same buyer or order: what waits behind it keeps its place.
        hold_for_reopened(tx, row)?;
    } else {
        take_out(tx, open, row)?;
    }
    Ok(id)
}

/// The row that makes a buyer or an order stays as the head of its lane until its draft is submitted
/// again, so that nothing behind it is sent to something that does not exist.
fn hold_for_reopened(tx: &Tx<'_>, row: &OutboxRow) -> Result<(), Failure> {
    if row.state == OutboxState::Ready && row.first_sent_at.is_some() {
        return Err(Failure::of(FailureCode::AlreadySent));
    }
    if row.state == OutboxState::Ready {
        let problem = Problem::of(Failure::of(FailureCode::FormIncomplete));
        store::outbox::park(tx, &row.id, OutboxState::Refused, Some(&problem.value()))?;
    }
    Ok(())
}

/// Throws a row away. When it makes a buyer or an order that NT24 does not know, everything that
/// depends on it goes with it.
pub(super) fn withdraw(tx: &Tx<'_>, open: &Open, row: &OutboxRow) -> Result<(), Failure> {
    let makes =
        matches!(Operation::from_id(&row.operation), Some(Operation::UpsertBuyer | Operation::CreateOrder));
    if !makes {
        return take_out(tx, open, row);
    }
    let mut doomed = store::outbox::of_subject(tx, &row.subject)?;
    if row.lane.starts_with("buyer:") {
        for order in store::orders::of_buyer(tx, &row.subject)? {
            if order.remote.is_none() {
                doomed.extend(store::outbox::of_subject(tx, &order.id)?);
            }
        }
    }
    for other in doomed.iter().filter(|other| !other.state.is_finished()) {
        take_out(tx, open, other)?;
    }
    // NT24 never knew it: its VAT number, or its order number, is free again.
    if row.lane.starts_with("buyer:") {
        for order in store::orders::of_buyer(tx, &row.subject)?.iter().filter(|order| order.remote.is_none())
        {
            forget_drafts(tx, &order.id)?;
            store::orders::remove(tx, &order.id)?;
        }
        forget_drafts(tx, &row.subject)?;
        store::buyers::remove(tx, &row.subject)?;
    } else {
        forget_drafts(tx, &row.subject)?;
        store::orders::remove(tx, &row.subject)?;
    }
    Ok(())
}

/// Drafts of what is gone have nothing to belong to.
fn forget_drafts(tx: &Tx<'_>, subject: &str) -> Result<(), Failure> {
    for draft in store::drafts::list(tx)? {
        if draft.subject.as_deref() == Some(subject) {
            store::drafts::remove(tx, &draft.id)?;
        }
    }
    Ok(())
}

/// Takes one row out; a document that it would have brought is put away.
pub(super) fn take_out(tx: &Tx<'_>, open: &Open, row: &OutboxRow) -> Result<(), Failure> {
    if sabotaged!(WithdrawnAfterSending) {
        store::outbox::park(tx, &row.id, OutboxState::Refused, None)?;
    }
    store::outbox::withdraw(tx, &row.id).map_err(|error| match error {
        store::Error::OutboxState { .. } => Failure::of(FailureCode::AlreadySent),
        other => other.into(),
    })?;
    if let Some(document) = Request::read(row).and_then(|request| request.document)
        && let Some(mut document) = store::documents::get(tx, &document)?
        && document.remote.is_none()
    {
        document.archived = true;
        store::documents::save(tx, &document)?;
    }
    let fact = history::fact("withdrawn", [("operation", row.operation.clone())]);
    Ok(history::add(tx, open, &row.subject, open.parts.clock.now(), "desk", fact)?)
}
