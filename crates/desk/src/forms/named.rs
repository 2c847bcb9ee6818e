//! Buyers, orders and drafts by their names, and drafts as rows of a list.

use crate::contract::{DraftRow, Failure, Form, OrderForm, Subject, SubjectKind};
use crate::forms::form;
use crate::forms::submitted::form_of;
use crate::given::clock::moment;
use store::{DraftRow as Row, Tx};

/// The buyer, order or draft of an order with an id.
pub(crate) fn named(tx: &Tx<'_>, subject: Option<&str>) -> Result<Option<Subject>, Failure> {
    let Some(id) = subject else { return Ok(None) };
    if let Some(row) = store::orders::get(tx, id)? {
        return Ok(Some(Subject { kind: SubjectKind::Order, id: row.id, label: row.external_order_id }));
    }
    if let Some(row) = store::drafts::get(tx, id)? {
        let Form::Order(form) = form_of(&row)? else { return Ok(None) };
        return Ok(Some(Subject { kind: SubjectKind::Draft, id: row.id, label: label(&form) }));
    }
    let row = store::buyers::get(tx, id)?;
    Ok(row.map(|row| Subject { kind: SubjectKind::Buyer, id: row.id, label: row.name }))
}

/// Drafts as rows of a list.
pub(crate) fn rows(tx: &Tx<'_>, rows: Vec<Row>) -> Result<Vec<DraftRow>, Failure> {
    let mut found = Vec::new();
    for row in rows {
        let form = form_of(&row)?;
        let subject = named(tx, row.subject.as_deref())?;
        let typed = match &form {
            Form::Buyer(form) if !form.company_name.is_empty() => form.company_name.clone(),
            Form::Buyer(form) => form.vat_number.clone(),
            Form::Order(form) => label(form),
            _ => String::new(),
        };
        let buyer = buyer_of(tx, &form, subject.as_ref())?;
        found.push(DraftRow {
            id: row.id,
            form: form::kind(&form),
            label: if typed.is_empty() {
                subject.as_ref().map(|s| s.label.clone()).unwrap_or_default()
            } else {
                typed
            },
            subject,
            buyer,
            refused: row.problems.is_some(),
            saved_at: moment(row.updated_at),
        });
    }
    Ok(found)
}

/// The name of the buyer of an order, or of a draft of one.
fn buyer_of(tx: &Tx<'_>, form: &Form, subject: Option<&Subject>) -> Result<Option<String>, Failure> {
    let id = match (form, subject) {
        (Form::Order(form), _) => Some(form.buyer.clone()),
        (_, Some(Subject { kind: SubjectKind::Order, id, .. })) => {
            store::orders::get(tx, id)?.map(|order| order.buyer)
        }
        (_, Some(Subject { kind: SubjectKind::Draft, id, .. })) => match store::drafts::get(tx, id)? {
            Some(row) => match form_of(&row)? {
                Form::Order(form) => Some(form.buyer),
                _ => None,
            },
            None => None,
        },
        _ => None,
    };
    match id.filter(|id| !id.is_empty()) {
        Some(id) => Ok(store::buyers::name(tx, &id)?),
        None => Ok(None),
    }
}

/// Drafts that belong to a buyer or an order.
pub(crate) fn drafts_of(tx: &Tx<'_>, subject: &str) -> Result<Vec<DraftRow>, Failure> {
    let drafts = store::drafts::list(tx)?;
    rows(tx, drafts.into_iter().filter(|row| row.subject.as_deref() == Some(subject)).collect())
}

/// The label of an order that is a draft: its number, else its first VIN.
fn label(form: &OrderForm) -> String {
    if form.external_order_id.is_empty() {
        form.vehicles.first().map(|one| one.vin.clone()).unwrap_or_default()
    } else {
        form.external_order_id.clone()
    }
}
