//! A draft as the page gets it.

use crate::connection::Connection;
use crate::contract::{Draft, Failure, Form};
use crate::forms::base::Base;
use crate::forms::check::check;
use crate::forms::context::FormContext;
use crate::forms::form;
use crate::forms::named::named;
use crate::forms::papers::offers;
use crate::forms::submitted::form_of;
use crate::given::clock::moment;
use crate::papers::taking;
use nt24::SellerId;
use store::{DraftRow, Tx};

/// A draft as the page gets it.
pub(super) fn facts(tx: &Tx<'_>, connection: &Connection, row: DraftRow) -> Result<Draft, Failure> {
    let form = form_of(&row)?;
    draft(tx, connection, &row, form)
}

/// A draft, or a new one without typed text, as the page gets it.
pub(super) fn draft(
    tx: &Tx<'_>,
    connection: &Connection,
    row: &DraftRow,
    form: Form,
) -> Result<Draft, Failure> {
    let mut files = Vec::new();
    for id in form::file_ids(&form) {
        if let Some(row) = store::files::get(tx, &id)? {
            files.push(taking::facts(tx, row)?);
        }
    }
    let subject = row.subject.as_deref();
    let problems = row.problems.clone().and_then(|problems| serde_json::from_value(problems).ok());
    Ok(Draft {
        id: row.id.clone(),
        subject: named(tx, subject)?,
        step: row.step,
        field: row.field.clone(),
        checked: check(&context(tx, connection, row), &form)?,
        changes: changes(tx, connection, row, &form)?,
        offers: offers(&form),
        form,
        problems: problems.unwrap_or_default(),
        files,
        saved_at: (!row.body.is_null()).then(|| moment(row.updated_at)),
    })
}

/// What a form changes: the resource on which it was begun. A draft that was never saved has none stored, and
/// was filled in with the present one.
fn changes(
    tx: &Tx<'_>,
    connection: &Connection,
    row: &DraftRow,
    form: &Form,
) -> Result<Option<String>, Failure> {
    let base = match context(tx, connection, row).base {
        Some(base) => base,
        None => Base::now(tx, form::kind(form), row.subject.as_deref())?,
    };
    Ok(match base {
        Base::Nothing => None,
        Base::Resource(resource) => Some(resource["invoiceNumber"].as_str().unwrap_or_default().to_owned()),
    })
}

/// The context in which the form of a draft is checked.
pub(super) fn context<'a>(tx: &'a Tx<'a>, connection: &'a Connection, row: &'a DraftRow) -> FormContext<'a> {
    FormContext {
        tx,
        connection,
        today: connection.given.clock.today(),
        subject: row.subject.as_deref(),
        seller: seller_of(row),
        base: Base::of_stored(row.base.as_ref()),
        draft: None,
    }
}

/// The seller for whom a draft was begun.
fn seller_of(row: &DraftRow) -> Option<SellerId> {
    serde_json::from_value(row.base.as_ref()?.get("seller")?.clone()).ok()
}
