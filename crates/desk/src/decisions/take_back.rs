//! Takes rows of the outbox back, into a draft or away.

use crate::connection::Connection;
use crate::connection::history::{self, Event, Source};
use crate::connection::subject::SubjectId;
use crate::contract::{Failure, FailureCode, FieldProblem, fact};
use crate::forms::fields::to_form_fields;
use crate::forms::submitted::SubmittedForm;
use crate::queue::problem::Problem;
use crate::queue::request::Request;
use nt24::Operation;
use store::{OutboxRow, OutboxState, Tx};

/// Takes a row back into a draft, with the fields that NT24 refused. Returns the draft's id.
pub(super) fn reopen(tx: &Tx<'_>, connection: &Connection, row: &OutboxRow) -> Result<String, Failure> {
    let draft = row
        .draft
        .clone()
        .and_then(|draft| serde_json::from_value::<SubmittedForm>(draft).ok())
        .ok_or_else(|| Failure::of(FailureCode::Gone))?;
    if draft.creates_subject {
        // The row stays in its place until the draft is submitted; a second click finds the same draft.
        let reopened = store::drafts::of_subject(tx, &row.subject, &draft.kind())?;
        if let Some(reopened) = reopened.into_iter().next() {
            return Ok(reopened.id);
        }
    }
    let fields: Vec<FieldProblem> =
        Problem::read(row).map(|problem| problem.failure.fields).unwrap_or_default();
    // The papers of the form were queued beside it.
    let draft = draft.without_papers();
    let problems = to_form_fields(&draft.form, fields);
    let id = draft.store_as_draft(tx, connection, Some(problems))?;
    if draft.creates_subject {
        // The form is sent again for the same buyer or order, so that the rows behind it keep their place.
        hold_for_reopened(tx, row)?;
    } else {
        take_out(tx, connection, row)?;
    }
    Ok(id)
}

/// Parks a row that creates a buyer or an order at the head of its lane until its draft is submitted again:
/// the rows behind it need what it creates.
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

/// Discards a row. If it creates a buyer or an order that NT24 does not know, everything that depends on it
/// is discarded as well. If NT24 knows it by now, because another desk has created the same one, it stays with
/// everything that depends on it.
pub(super) fn withdraw(tx: &Tx<'_>, connection: &Connection, row: &OutboxRow) -> Result<(), Failure> {
    let creates =
        matches!(Operation::from_id(&row.operation), Some(Operation::UpsertBuyer | Operation::CreateOrder));
    if !creates || is_known(tx, row)? {
        return take_out(tx, connection, row);
    }
    let is_of_buyer = matches!(SubjectId::of_row(row), SubjectId::Buyer(_));
    let mut doomed = store::outbox::of_subject(tx, &row.subject)?;
    if is_of_buyer {
        for order in store::orders::of_buyer(tx, &row.subject)? {
            if order.remote.is_none() {
                doomed.extend(store::outbox::of_subject(tx, &order.id)?);
            }
        }
    }
    for other in doomed.iter().filter(|other| !other.state.is_finished()) {
        take_out(tx, connection, other)?;
    }
    // NT24 never had it: its VAT number, or its order number, is free again.
    if is_of_buyer {
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

/// Whether NT24 knows the buyer or the order of a row.
fn is_known(tx: &Tx<'_>, row: &OutboxRow) -> Result<bool, store::Error> {
    Ok(match SubjectId::of_row(row) {
        SubjectId::Buyer(id) => store::buyers::get(tx, &id)?.is_some_and(|buyer| buyer.remote.is_some()),
        SubjectId::Order(id) => store::orders::get(tx, &id)?.is_some_and(|order| order.remote.is_some()),
    })
}

/// Removes the drafts of a buyer or an order that is gone.
fn forget_drafts(tx: &Tx<'_>, subject: &str) -> Result<(), Failure> {
    for draft in store::drafts::list(tx)? {
        if draft.subject.as_deref() == Some(subject) {
            store::drafts::remove(tx, &draft.id)?;
        }
    }
    Ok(())
}

/// Withdraws one row. Archives the document that it would have uploaded.
pub(super) fn take_out(tx: &Tx<'_>, connection: &Connection, row: &OutboxRow) -> Result<(), Failure> {
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
    let withdrawn = fact("withdrawn", [("operation", row.operation.clone())]);
    let (withdrawn, now) = (Event::of_entry(&row.id, withdrawn), connection.given.clock.now());
    Ok(history::add(tx, connection, &row.subject, now, Source::User, withdrawn)?)
}
