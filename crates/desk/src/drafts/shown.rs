//! Drafts as the page gets them.

use super::{desk, form};
use crate::clock::moment;
use crate::contract::{Draft, DraftRow, Failure, Form, OrderForm, Subject, SubjectKind};
use crate::open::Open;
use crate::{files, forms};
use store::{DraftRow as Row, Tx};

/// A draft as the page gets it.
pub(super) fn facts(tx: &Tx<'_>, open: &Open, row: Row) -> Result<Draft, Failure> {
    let form = form(&row)?;
    draft(tx, open, &row, form)
}

/// A draft, or one that nothing was typed into yet, as the page gets it.
pub(super) fn draft(tx: &Tx<'_>, open: &Open, row: &Row, form: Form) -> Result<Draft, Failure> {
    let mut taken = Vec::new();
    for id in forms::file_ids(&form) {
        if let Some(row) = store::files::get(tx, &id)? {
            taken.push(files::facts(tx, row)?);
        }
    }
    let subject = row.subject.as_deref();
    let problems = row.problems.clone().and_then(|problems| serde_json::from_value(problems).ok());
    Ok(Draft {
        id: row.id.clone(),
        subject: named(tx, subject)?,
        step: row.step,
        field: row.field.clone(),
        checked: forms::check(&desk(tx, open, row), &form)?,
        offers: forms::offers(&form),
        form,
        problems: problems.unwrap_or_default(),
        files: taken,
        saved_at: (!row.body.is_null()).then(|| moment(row.updated_at)),
    })
}

/// The buyer or order with an identifier.
pub(crate) fn named(tx: &Tx<'_>, subject: Option<&str>) -> Result<Option<Subject>, Failure> {
    let Some(id) = subject else { return Ok(None) };
    if let Some(row) = store::orders::get(tx, id)? {
        return Ok(Some(Subject { kind: SubjectKind::Order, id: row.id, label: row.external_order_id }));
    }
    if let Some(row) = store::drafts::get(tx, id)? {
        let Form::Order(form) = form(&row)? else { return Ok(None) };
        return Ok(Some(Subject { kind: SubjectKind::Draft, id: row.id, label: label(&form) }));
    }
    let row = store::buyers::get(tx, id)?;
    Ok(row.map(|row| Subject { kind: SubjectKind::Buyer, id: row.id, label: row.name }))
}

/// Drafts as rows of a list.
pub(crate) fn rows(tx: &Tx<'_>, rows: Vec<Row>) -> Result<Vec<DraftRow>, Failure> {
    let mut found = Vec::new();
    for row in rows {
        let form = form(&row)?;
        let subject = named(tx, row.subject.as_deref())?;
        let typed = match &form {
            Form::Buyer(form) if !form.company_name.is_empty() => form.company_name.clone(),
            Form::Buyer(form) => form.vat_number.clone(),
            Form::Order(form) => label(form),
            _ => String::new(),
        };
        found.push(DraftRow {
            id: row.id,
            form: forms::kind(&form),
            label: if typed.is_empty() {
                subject.as_ref().map(|s| s.label.clone()).unwrap_or_default()
            } else {
                typed
            },
            subject,
            refused: row.problems.is_some(),
            saved_at: moment(row.updated_at),
        });
    }
    Ok(found)
}

/// Drafts that belong to a buyer or an order.
pub(crate) fn of(tx: &Tx<'_>, subject: &str) -> Result<Vec<DraftRow>, Failure> {
    let drafts = store::drafts::list(tx)?;
    rows(tx, drafts.into_iter().filter(|row| row.subject.as_deref() == Some(subject)).collect())
}

/// What tells an order from another before NT24 has it: its number, else a vehicle.
fn label(form: &OrderForm) -> String {
    if form.external_order_id.is_empty() {
        form.vehicles.first().map(|one| one.vin.clone()).unwrap_or_default()
    } else {
        form.external_order_id.clone()
    }
}
