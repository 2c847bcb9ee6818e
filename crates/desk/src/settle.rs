//! The outbox on the screen, and a person's decisions on it.

use crate::Desk;
use crate::contract::{EntryAction, Failure, FailureCode, FieldProblem, Nothing, Outbox, Settle, Settled};
use crate::history;
use crate::open::Open;
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
        let draft = open.store.write(|tx| {
            let row = store::outbox::get(tx, &request.id)?.ok_or_else(|| Failure::of(FailureCode::Gone))?;
            if row.state.is_finished() || row.state == OutboxState::InFlight {
                return Err(Failure::of(FailureCode::AlreadySent));
            }
            decide(tx, &open, &row, request.action)
        })?;
        if request.action == EntryAction::SendNow {
            open.link.cleared();
        }
        open.hurry();
        open.changed();
        Ok(Settled { draft })
    }
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
    Ok(outbox::supersede(tx, open, row, operation, &request)?)
}

/// Takes a row back into a draft; with what NT24 said of its fields.
fn reopen(tx: &Tx<'_>, open: &Open, row: &OutboxRow) -> Result<String, Failure> {
    let mut draft = row
        .draft
        .clone()
        .and_then(|draft| serde_json::from_value::<crate::drafts::Frozen>(draft).ok())
        .ok_or_else(|| Failure::of(FailureCode::Gone))?;
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
    take_out(tx, open, row)?;
    outbox::look_again(open, &request);
    Ok(())
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
        Operation::SubmitInvoice | Operation::SubmitFinalInvoice => (Operation::UpdateInvoice, mine),
        Operation::SubmitPayment => (Operation::UpdatePayment, mine),
        other => (other, mine),
    };
    // NT24's resource becomes known first: the change needs its identifier.
    outbox::take_in(tx, operation, &request, &theirs)?;
    let change = Request { content: outbox::Content::Json(content), ..request }.based_on(theirs, version);
    Ok(outbox::supersede(tx, open, row, operation, &change)?)
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
