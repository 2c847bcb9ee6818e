//! Checks a form by the rules.

use crate::contract::{Checked, Failure, FailureCode, Form, Severity, finding};
use crate::forms::base::Base;
use crate::forms::context::FormContext;
use crate::forms::form::kind;
use crate::forms::{buyer, invoice, order, papers, payment, read, transport};
use nt24::OrderStatus;

/// Checks a form. Changes nothing.
pub(crate) fn check(context: &FormContext<'_>, form: &Form) -> Result<Checked, Failure> {
    let mut checked = match form {
        Form::Buyer(form) => buyer::check(context, form)?,
        Form::BuyerChange(form) => buyer::check_change(context, form)?,
        Form::Contact(form) => buyer::check_contact(context, form),
        Form::Order(form) => order::check(context, form)?,
        Form::OrderChange(form) => order::check_change(context, form)?,
        Form::Invoice(form) => invoice::check(context, form, false)?,
        Form::FinalInvoice(form) => invoice::check(context, form, true)?,
        Form::Payment(form) => payment::check(context, form)?,
        Form::Pickup(form) => transport::check_pickup(context, form)?,
        Form::Delivery(form) => transport::check_delivery(context, form)?,
    };
    papers::check(context, form, &mut checked.findings);
    checked.read = read::values(form);
    if is_cancelled(context)? {
        checked.findings.push(finding("order.cancelled", Severity::Error, ""));
    }
    if let Some(base) = &context.base {
        let now = Base::now(context.tx, kind(form), context.subject)?;
        checked.findings.extend(base.changed_since(&now, kind(form)));
    }
    if let Some(subject) = context.subject
        && store::drafts::get(context.tx, subject)?.is_some()
    {
        checked.findings.push(finding("draft.order_is_draft", Severity::Error, ""));
    }
    // The rules report an unreadable field as missing as well: show only that it is unreadable.
    let unreadable = checked.findings.iter().filter(|finding| finding.rule.ends_with(".format"));
    let unreadable = unreadable.map(|finding| finding.field.clone()).collect::<Vec<_>>();
    checked.findings.retain(|finding| finding.rule != "required" || !unreadable.contains(&finding.field));
    checked.ready = !checked.findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(checked)
}

/// Whether the form belongs to an order that was cancelled.
fn is_cancelled(context: &FormContext<'_>) -> Result<bool, Failure> {
    let Some(subject) = context.subject else { return Ok(false) };
    let server = store::orders::get(context.tx, subject)?.and_then(|row| row.server);
    Ok(server.is_some_and(|server| server.status == OrderStatus::Cancelled))
}

/// Fails with `form_incomplete` if the form has errors.
pub(crate) fn must_be_ready(checked: Checked) -> Result<(), Failure> {
    if checked.ready {
        return Ok(());
    }
    Err(Failure { findings: checked.findings, ..Failure::of(FailureCode::FormIncomplete) })
}
