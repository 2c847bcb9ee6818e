//! Deciding on a conflict: theirs, mine, both field by field, or later.

use super::parsed;
use super::take_back::take_out;
use crate::contract::{ContactForm, Failure, FailureCode, Form, Person, Side};
use crate::drafts::{self, Base, Frozen};
use crate::forms;
use crate::open::Open;
use crate::outbox::{self, Compared, Content, Problem, Request};
use nt24::{BuyerContactCreate, Operation};
use serde::Deserialize;
use serde_json::{Map, Value};
use store::{OutboxRow, Tx};

/// NT24's data wins; mine is kept in the history of the outbox.
pub(super) fn keep_theirs(tx: &Tx<'_>, open: &Open, row: &OutboxRow) -> Result<(), Failure> {
    let sides = Sides::of(row)?;
    outbox::take_in(tx, sides.operation, &sides.request, &sides.theirs)?;
    take_out(tx, open, row)
}

/// Sends what was chosen: a deliberate change of what NT24 has, for the version that was compared.
/// `chosen` answers for each field; what it does not answer for stays as it was decided by itself.
pub(super) fn merge(
    tx: &Tx<'_>,
    open: &Open,
    row: &OutboxRow,
    chosen: impl Fn(&str) -> Option<Side>,
) -> Result<(), Failure> {
    let sides = Sides::of(row)?;
    let mut content = Map::new();
    let (mut taken_over, mut contacts) = (Vec::new(), false);
    for one in sides.compared() {
        match side(&one, chosen(&one.field))? {
            Side::Mine if one.field == CONTACTS => contacts = true,
            Side::Mine => drop(content.insert(one.field, one.mine)),
            Side::Theirs if one.decided == Some(Side::Theirs) => taken_over.push(one.field),
            Side::Theirs => {}
        }
    }
    if content.is_empty() && !contacts {
        return keep_theirs(tx, open, row);
    }
    let version = sides.theirs["version"].as_u64().ok_or_else(|| Failure::of(FailureCode::BadAnswer))?;
    let operation = changing(sides.operation);
    // NT24's resource becomes known first: the change needs its identifier.
    outbox::take_in(tx, operation, &sides.request, &sides.theirs)?;
    if content.is_empty() {
        take_out(tx, open, row)?;
    } else {
        if let Some(kind) = sides.theirs.get("type").filter(|_| operation == Operation::UpdateInvoice) {
            content.insert("type".to_owned(), kind.clone());
        }
        let content = Value::Object(content);
        let draft = frozen(&sides, operation, &content, row)?;
        let mut change = Request { content: Content::Json(content), ..sides.request.clone() }
            .based_on(sides.theirs.clone(), version);
        change.merged.extend(taken_over);
        outbox::supersede(tx, open, row, operation, &change, draft)?;
    }
    if contacts {
        // Contacts go in by a door of their own.
        for contact in sides.mine[CONTACTS].as_array().into_iter().flatten() {
            let content = Content::Json(contact.clone());
            let request = Request::of_buyer(sides.request.seller.clone(), &row.subject, content);
            outbox::enqueue(tx, open, Operation::AddBuyerContact, &request, None)?;
        }
    }
    Ok(())
}

const CONTACTS: &str = "contacts";

/// Whose value a field gets.
fn side(one: &Compared, chosen: Option<Side>) -> Result<Side, Failure> {
    let incomplete = || Failure::of(FailureCode::FormIncomplete).with("field", &one.field);
    match chosen.or(one.decided) {
        Some(Side::Mine) if one.fixed => Err(incomplete()),
        Some(side) => Ok(side),
        // There is nothing to choose.
        None if one.fixed => Ok(Side::Theirs),
        None => Err(incomplete()),
    }
}

/// NT24's data wins for now; mine becomes a draft that is based on it.
pub(super) fn keep_as_draft(tx: &Tx<'_>, open: &Open, row: &OutboxRow) -> Result<String, Failure> {
    let sides = Sides::of(row)?;
    let begun = Base::Resource(sides.theirs.clone()).kept(&sides.request.seller);
    let draft = match sides.operation {
        // Another order cannot be made of this one; the form as it was typed may become a new one.
        Operation::CreateOrder => {
            let before = typed(row)?;
            Frozen { subject: None, base: Some(Base::Nothing.kept(&sides.request.seller)), ..before }
        }
        Operation::ConfirmPickup | Operation::ConfirmDelivery => typed(row)?,
        operation => frozen(&sides, changing(operation), &sides.mine, row)?
            .and_then(|draft| serde_json::from_value::<Frozen>(draft).ok())
            .map(|draft| Frozen { base: Some(begun), ..draft })
            .ok_or_else(|| Failure::of(FailureCode::Gone))?,
    };
    let id = drafts::keep(tx, open, &draft, None)?;
    for contact in sides.mine[CONTACTS].as_array().into_iter().flatten() {
        let Ok(contact) = BuyerContactCreate::deserialize(contact) else { continue };
        let person = Person {
            first_name: contact.first_name,
            last_name: contact.last_name,
            email: contact.email,
            phone: contact.phone.unwrap_or_default(),
        };
        let form = Form::Contact(ContactForm { person });
        drafts::keep(tx, open, &Frozen { form, ..draft.clone() }, None)?;
    }
    keep_theirs(tx, open, row)?;
    Ok(id)
}

/// The form as it was submitted, without its papers, which were queued beside it.
fn typed(row: &OutboxRow) -> Result<Frozen, Failure> {
    let draft = row.draft.clone().and_then(|draft| serde_json::from_value::<Frozen>(draft).ok());
    let mut draft = draft.ok_or_else(|| Failure::of(FailureCode::Gone))?;
    draft.papers_are_queued();
    Ok(draft)
}

/// What to reopen when a change is refused: its form, filled in with what the change makes of theirs.
fn frozen(
    sides: &Sides,
    operation: Operation,
    content: &Value,
    row: &OutboxRow,
) -> Result<Option<Value>, Failure> {
    let Some(form) = forms::of_resource(operation, &outbox::overlay(&sides.theirs, content)) else {
        return Ok(None);
    };
    let base = Base::Resource(sides.theirs.clone()).kept(&sides.request.seller);
    let subject = Some(row.subject.clone());
    let draft = Frozen { form, subject, step: 0, makes_subject: false, base: Some(base) };
    serde_json::to_value(draft).map(Some).map_err(Failure::bad_call)
}

/// The change of what a write would have made.
fn changing(operation: Operation) -> Operation {
    match operation {
        Operation::UpsertBuyer => Operation::UpdateBuyer,
        Operation::CreateOrder => Operation::UpdateOrder,
        Operation::SubmitInvoice | Operation::SubmitFinalInvoice => Operation::UpdateInvoice,
        Operation::SubmitPayment => Operation::UpdatePayment,
        other => other,
    }
}

/// A conflict as it was parked.
struct Sides {
    operation: Operation,
    request: Request,
    mine: Value,
    theirs: Value,
}

impl Sides {
    fn of(row: &OutboxRow) -> Result<Self, Failure> {
        let (operation, request) = parsed(row)?;
        let problem = Problem::read(row).ok_or_else(|| Failure::of(FailureCode::Gone))?;
        let theirs = problem.theirs.ok_or_else(|| Failure::of(FailureCode::Gone))?;
        Ok(Self { operation, request, mine: problem.mine.unwrap_or_default(), theirs })
    }

    fn compared(&self) -> Vec<Compared> {
        outbox::compare(self.operation, self.request.base.as_ref(), &self.mine, &self.theirs)
    }
}
