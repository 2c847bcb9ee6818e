//! Decides a conflict: theirs, mine, field by field, or later.

use crate::compare::merge::{Compared, compare, overlay};
use crate::connection::Connection;
use crate::contract::{Checked, ContactForm, Failure, FailureCode, Finding, Form, Person, Severity, Side};
use crate::decisions::take_back::take_out;
use crate::forms::base::Base;
use crate::forms::check::check;
use crate::forms::context::FormContext;
use crate::forms::start::of_resource;
use crate::forms::submitted::SubmittedForm;
use crate::queue::problem::Problem;
use crate::queue::replace::{Absence, supersede};
use crate::queue::request::{Content, Request, enqueue};
use crate::sending::apply::{changing, store_theirs};
use nt24::{BuyerContactCreate, Operation};
use serde::Deserialize;
use serde_json::{Map, Value};
use store::{OutboxRow, Tx};

/// Takes over NT24's data. Mine stays in the history of the outbox.
pub(super) fn keep_theirs(tx: &Tx<'_>, connection: &Connection, row: &OutboxRow) -> Result<(), Failure> {
    let sides = Sides::of(row)?;
    store_theirs(tx, connection, sides.operation, &sides.request, &sides.theirs)?;
    take_out(tx, connection, row)
}

/// Sends the chosen values as a change of the version that was compared. `chosen` returns the side for a
/// field; without one, a field that was decided without asking stays so.
pub(super) fn merge(
    tx: &Tx<'_>,
    connection: &Connection,
    row: &OutboxRow,
    chosen: impl Fn(&str) -> Option<Side>,
) -> Result<(), Failure> {
    let sides = Sides::of(row)?;
    let Chosen { mut content, taken_over, contacts } = sides.choose(|one| side(one, chosen(&one.field)))?;
    if content.is_empty() && !contacts {
        return keep_theirs(tx, connection, row);
    }
    let version = sides.theirs["version"].as_u64().ok_or_else(|| Failure::of(FailureCode::BadAnswer))?;
    let operation = changing(sides.operation);
    // Store NT24's resource first: the change needs its id.
    store_theirs(tx, connection, operation, &sides.request, &sides.theirs)?;
    if content.is_empty() {
        take_out(tx, connection, row)?;
    } else {
        if let Some(kind) = sides.theirs.get("type").filter(|_| operation == Operation::UpdateInvoice) {
            content.insert("type".to_owned(), kind.clone());
        }
        let content = Value::Object(content);
        let draft = form_to_reopen(&sides, operation, &content, row)?;
        let mut change = Request { content: Content::Json(content), ..sides.request.clone() }
            .based_on(sides.theirs.clone(), version);
        change.merged.extend(taken_over);
        supersede(tx, connection, row, Absence::Certain, operation, &change, draft)?;
    }
    if contacts {
        // Contacts are sent with `addBuyerContact`; `updateBuyer` does not take them.
        for contact in sides.mine[CONTACTS].as_array().into_iter().flatten() {
            let content = Content::Json(contact.clone());
            let request = Request::of_buyer(sides.request.seller.clone(), &row.subject, content);
            enqueue(tx, connection, Operation::AddBuyerContact, &request, None)?;
        }
    }
    Ok(())
}

/// Checks the record as the chosen values would leave it. A field without a choice counts as NT24 has it.
pub(super) fn check_choices(
    tx: &Tx<'_>,
    connection: &Connection,
    row: &OutboxRow,
    chosen: impl Fn(&str) -> Option<Side>,
) -> Result<Checked, Failure> {
    let sides = Sides::of(row)?;
    let chosen = sides.choose(|one| Ok(side(one, chosen(&one.field)).unwrap_or(Side::Theirs)))?;
    let checked = sides.checked(tx, connection, row, &chosen.content)?.unwrap_or_default();
    // What NT24 has already is sent by nobody, whatever the rules say of it.
    let sends = !chosen.content.is_empty();
    Ok(Checked { ready: !sends || !checked.findings.iter().any(is_error), ..checked })
}

const CONTACTS: &str = "contacts";

/// The side whose value a field gets.
fn side(one: &Compared, chosen: Option<Side>) -> Result<Side, Failure> {
    let incomplete = || Failure::of(FailureCode::FormIncomplete).with("field", &one.field);
    match chosen.or(one.decided) {
        Some(Side::Mine) if one.fixed => Err(incomplete()),
        Some(side) => Ok(side),
        // NT24 takes no change of it: there is nothing to choose.
        None if one.fixed => Ok(Side::Theirs),
        None => Err(incomplete()),
    }
}

/// Takes over NT24's data for now. Mine becomes a draft that is based on it.
pub(super) fn keep_as_draft(
    tx: &Tx<'_>,
    connection: &Connection,
    row: &OutboxRow,
) -> Result<String, Failure> {
    let sides = Sides::of(row)?;
    let begun = Base::Resource(sides.theirs.clone()).stored(&sides.request.seller);
    let draft = match sides.operation {
        // The order at NT24 cannot become another one; the typed form may become a new order.
        Operation::CreateOrder => {
            let before = typed(row)?;
            SubmittedForm { subject: None, base: Some(Base::Nothing.stored(&sides.request.seller)), ..before }
        }
        Operation::ConfirmPickup | Operation::ConfirmDelivery => typed(row)?,
        operation => form_to_reopen(&sides, changing(operation), &sides.mine, row)?
            .and_then(|draft| serde_json::from_value::<SubmittedForm>(draft).ok())
            .map(|draft| SubmittedForm { base: Some(begun), ..draft })
            .ok_or_else(|| Failure::of(FailureCode::Gone))?,
    };
    let id = draft.store_as_draft(tx, connection, None)?;
    for contact in sides.mine[CONTACTS].as_array().into_iter().flatten() {
        let Ok(contact) = BuyerContactCreate::deserialize(contact) else { continue };
        let person = Person {
            first_name: contact.first_name,
            last_name: contact.last_name,
            email: contact.email,
            phone: contact.phone.unwrap_or_default(),
        };
        let form = Form::Contact(ContactForm { person });
        SubmittedForm { form, ..draft.clone() }.store_as_draft(tx, connection, None)?;
    }
    keep_theirs(tx, connection, row)?;
    Ok(id)
}

/// The submitted form without its papers, which were queued beside it.
fn typed(row: &OutboxRow) -> Result<SubmittedForm, Failure> {
    let draft = row.draft.clone().and_then(|draft| serde_json::from_value::<SubmittedForm>(draft).ok());
    Ok(draft.ok_or_else(|| Failure::of(FailureCode::Gone))?.without_papers())
}

/// The form to reopen if a change is refused: filled in with their resource after the change.
fn form_to_reopen(
    sides: &Sides,
    operation: Operation,
    content: &Value,
    row: &OutboxRow,
) -> Result<Option<Value>, Failure> {
    let Some(form) = of_resource(operation, &overlay(&sides.theirs, content)) else {
        return Ok(None);
    };
    let base = Base::Resource(sides.theirs.clone()).stored(&sides.request.seller);
    let subject = Some(row.subject.clone());
    let draft = SubmittedForm { form, subject, step: 0, creates_subject: false, base: Some(base) };
    serde_json::to_value(draft).map(Some).map_err(Failure::bad_call)
}

fn is_error(finding: &Finding) -> bool {
    finding.severity == Severity::Error
}

/// The values that count.
#[derive(Default)]
struct Chosen {
    /// The fields to send.
    content: Map<String, Value>,
    /// The fields that were changed at NT24 alone.
    taken_over: Vec<String>,
    /// Whether the contact persons of this desk are added.
    contacts: bool,
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
        let (operation, request) = Request::decode(row)?;
        let problem = Problem::read(row).ok_or_else(|| Failure::of(FailureCode::Gone))?;
        let theirs = problem.theirs.ok_or_else(|| Failure::of(FailureCode::Gone))?;
        Ok(Self { operation, request, mine: problem.mine.unwrap_or_default(), theirs })
    }

    /// The fields of this desk that count, by the side that `side` returns for each.
    fn choose(&self, side: impl Fn(&Compared) -> Result<Side, Failure>) -> Result<Chosen, Failure> {
        let mut chosen = Chosen::default();
        for one in self.compared() {
            match side(&one)? {
                Side::Mine if one.field == CONTACTS => chosen.contacts = true,
                Side::Mine => drop(chosen.content.insert(one.field, one.mine)),
                Side::Theirs if one.decided == Some(Side::Theirs) => chosen.taken_over.push(one.field),
                Side::Theirs => {}
            }
        }
        Ok(chosen)
    }

    /// The result of the rules for their resource with `content`. `None` if no form has these fields.
    fn checked(
        &self,
        tx: &Tx<'_>,
        connection: &Connection,
        row: &OutboxRow,
        content: &Map<String, Value>,
    ) -> Result<Option<Checked>, Failure> {
        let merged = overlay(&self.theirs, &Value::Object(content.clone()));
        let Some(form) = of_resource(changing(self.operation), &merged) else { return Ok(None) };
        let context = FormContext {
            tx,
            connection,
            today: connection.given.clock.today(),
            subject: Some(&row.subject),
            seller: Some(self.request.seller.clone()),
            // What others changed is what the user decides on here: it is no news.
            base: None,
            draft: None,
        };
        check(&context, &form).map(Some)
    }

    fn compared(&self) -> Vec<Compared> {
        compare(self.operation, self.request.base.as_ref(), &self.mine, &self.theirs)
    }
}
