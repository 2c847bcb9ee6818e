//! The outbox on the screen, and a person's decisions on it.

use crate::Desk;
use crate::contract::{EntryAction, Failure, FailureCode, FieldProblem, Nothing, Outbox, Settle, Settled};
use crate::history;
use crate::open::{Open, Stale};
use crate::outbox::{self, Problem, Request};
use nt24::Operation;
use serde_json::Value;
use store::{DraftRow, OutboxRow, OutboxState, Receipt, Tx};

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
}

/// Carries out a person's decision.
pub(crate) fn settle(open: &Open, request: &Settle) -> Result<Settled, Failure> {
    let (draft, look_again) = open.store.write(|tx| {
        let row = store::outbox::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
        // The row may have moved on since the person saw it.
        let entries = outbox::entries(tx, open, store::outbox::waiting(tx)?)?;
        let entry = entries.into_iter().find(|entry| entry.id == row.id);
        if !entry.is_some_and(|entry| entry.actions.contains(&request.action)) {
            return Err(Failure::of(FailureCode::AlreadySent));
        }
        let draft = decide(tx, open, &row, request.action)?;
        let subject = if row.lane.starts_with("order:") { Stale::Order } else { Stale::Buyer };
        Ok::<_, Failure>((draft, subject(row.subject)))
    })?;
    if request.action == EntryAction::SendNow {
        open.link.cleared();
    }
    open.mark_stale(look_again);
    open.hurry();
    open.changed();
    Ok(Settled { draft })
}

fn decide(tx: &Tx<'_>, open: &Open, row: &OutboxRow, action: EntryAction) -> Result<Option<String>, Failure> {
    match action {
        EntryAction::SendNow if row.state == OutboxState::Ready => Ok(None),
        EntryAction::SendNow | EntryAction::SendAgain => {
            resend(tx, open, row)?;
            Ok(None)
        }
        EntryAction::Reopen => reopen(tx, open, row).map(Some),
        EntryAction::Withdraw => {
            withdraw(tx, open, row)?;
            Ok(None)
        }
        EntryAction::KeepTheirs => {
            keep_theirs(tx, open, row)?;
            Ok(None)
        }
        EntryAction::SendMine => {
            send_mine(tx, open, row)?;
            Ok(None)
        }
        EntryAction::Arrived => {
            let now = open.parts.clock.now();
            // A person's word stands in for NT24's: no request, no status.
            let receipt = Receipt { request_id: String::new(), status: 0, at: now, trace_id: None };
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

/// Takes a row back into a draft; with what NT24 said of its fields.
fn reopen(tx: &Tx<'_>, open: &Open, row: &OutboxRow) -> Result<String, Failure> {
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
    let now = open.parts.clock.now();
    let id = open.parts.ids.id();
    // The papers of the form were queued beside it and go their own way.
    draft.papers_are_queued();
    store::drafts::put(
        tx,
        &DraftRow {
            id: id.clone(),
            kind: draft.kind(),
            subject: draft.subject.clone(),
            step: draft.step,
            body: serde_json::to_value(&draft.form).map_err(Failure::bad_call)?,
            base: None,
            problems: Some(
                serde_json::to_value(crate::forms::to_form_fields(&draft.form, fields))
                    .map_err(Failure::bad_call)?,
            ),
            created_at: now,
            updated_at: now,
        },
    )?;
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
fn withdraw(tx: &Tx<'_>, open: &Open, row: &OutboxRow) -> Result<(), Failure> {
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

fn take_out(tx: &Tx<'_>, open: &Open, row: &OutboxRow) -> Result<(), Failure> {
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

/// NT24's data wins; mine is kept in the history of the outbox.
fn keep_theirs(tx: &Tx<'_>, open: &Open, row: &OutboxRow) -> Result<(), Failure> {
    let (operation, request) = parsed(row)?;
    let theirs = theirs(row)?;
    outbox::take_in(tx, operation, &request, &theirs)?;
    take_out(tx, open, row)
}

/// Mine wins: a deliberate change of what NT24 has, for the version that was compared.
fn send_mine(tx: &Tx<'_>, open: &Open, row: &OutboxRow) -> Result<(), Failure> {
    let (operation, request) = parsed(row)?;
    let theirs = theirs(row)?;
    let version = theirs["version"].as_u64().ok_or_else(|| Failure::of(FailureCode::BadAnswer))?;
    let mine = Problem::read(row).and_then(|problem| problem.mine).unwrap_or_default();
    let (operation, content) = match operation {
        Operation::UpsertBuyer => (Operation::UpdateBuyer, only(&mine, &["companyName", "address"])),
        Operation::CreateOrder => {
            (Operation::UpdateOrder, only(&mine, &["purchaseDate", "responsibleContact"]))
        }
        Operation::SubmitInvoice | Operation::SubmitFinalInvoice => (Operation::UpdateInvoice, mine.clone()),
        Operation::SubmitPayment => (Operation::UpdatePayment, mine.clone()),
        other => (other, mine.clone()),
    };
    // NT24's resource becomes known first: the change needs its identifier.
    outbox::take_in(tx, operation, &request, &theirs)?;
    let is_buyer = operation == Operation::UpdateBuyer;
    let change =
        Request { content: outbox::Content::Json(content), ..request.clone() }.based_on(theirs, version);
    // The form that made it cannot be sent again: what is changed now exists.
    let draft = row.draft.clone().filter(|_| Operation::from_id(&row.operation) == Some(operation));
    outbox::supersede(tx, open, row, operation, &change, draft)?;
    // Contacts go in by a door of their own.
    for contact in mine["contacts"].as_array().into_iter().flatten().filter(|_| is_buyer) {
        let content = outbox::Content::Json(contact.clone());
        let request = Request::of_buyer(request.seller.clone(), &row.subject, content);
        outbox::enqueue(tx, open, Operation::AddBuyerContact, &request, None)?;
    }
    Ok(())
}

/// The fields that may be changed (contract, sections 11 and 12).
fn only(mine: &Value, names: &[&str]) -> Value {
    let fields = mine.as_object().into_iter().flatten();
    fields
        .filter(|(name, _)| names.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn parsed(row: &OutboxRow) -> Result<(Operation, Request), Failure> {
    match (Operation::from_id(&row.operation), Request::read(row)) {
        (Some(operation), Some(request)) => Ok((operation, request)),
        _ => Err(Failure::of(FailureCode::Internal)),
    }
}

fn theirs(row: &OutboxRow) -> Result<Value, Failure> {
    Problem::read(row).and_then(|problem| problem.theirs).ok_or_else(|| Failure::of(FailureCode::Gone))
}
