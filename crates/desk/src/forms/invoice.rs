//! Preliminary and final invoice.

use crate::connection::subject::SubjectId;
use crate::contract::{
    Checked, Failure, FailureCode, FieldValue, InvoiceForm, Severity, Subject, ValueKind, finding,
};
use crate::deal::facts;
use crate::deal::stops::{FINAL_INVOICE, INVOICE};
use crate::forms::context::FormContext;
use crate::forms::{fields, order, papers, typed};
use crate::papers::documents;
use crate::queue::request::{Content, Request, enqueue};
use nt24::{ComplianceDecision, DocumentType, Invoice, InvoiceSubmit, InvoiceType, InvoiceUpdate, Operation};
use rules::invoice::{Decision, InvoiceFacts};
use store::OrderRow;

fn pdf_type(is_final: bool) -> DocumentType {
    if is_final { DocumentType::ShipmentInvoice } else { DocumentType::ShipmentPreliminaryInvoice }
}

pub(super) fn check(
    context: &FormContext<'_>,
    form: &InvoiceForm,
    is_final: bool,
) -> Result<Checked, Failure> {
    let row = context.order()?;
    let buyer = context.buyer_of(&row)?;
    let mut findings = Vec::new();
    let order = facts::order_facts(&row);
    let currency = typed::currency(&form.currency);
    let date = typed::day(&form.invoice_date, "invoiceDate", &mut findings);
    let decision = row.compliance.as_ref().and_then(|rollup| rollup.decision.as_ref());
    let facts = InvoiceFacts {
        final_invoice: is_final,
        decision: decision.and_then(|decision| match decision {
            ComplianceDecision::ValidExport => Some(Decision::ValidExport),
            ComplianceDecision::VatApplicable => Some(Decision::VatApplicable),
            ComplianceDecision::Unknown(_) => None,
        }),
        invoice_date: date,
        invoice_number: rules::text(&form.invoice_number),
        vat_included: form.vat_included,
        margin_scheme: form.margin_scheme,
        amount: typed::amount(&form.amount, &currency, "amount", &mut findings),
        currency,
        order_total: order.total,
        order_currency: order.currency,
        purchase_date: order.purchase_date,
        has_pdf: papers::has(context.tx, &row.id, &form.papers, &[pdf_type(is_final)])?,
        other_number: facts::other_invoice_number(context.tx, &row, is_final)?,
        preliminary_date: row.preliminary.as_ref().map(|invoice| invoice.submitted.invoice_date),
        new_vehicle: order.vehicles.iter().any(|vehicle| {
            let supplied = date.unwrap_or(context.today);
            let newness =
                rules::new_vehicle::judge(vehicle.first_registration_date, vehicle.mileage, supplied);
            newness == rules::new_vehicle::Newness::New
        }),
        buyer_vat_number: buyer.vat_number.clone(),
        departure_country: context.seller_country(),
    };
    findings.extend(fields::from_rules(rules::invoice::check(&facts, context.today)));
    if is_final && decision.is_none() {
        findings.push(finding("invoice.not_decided", Severity::Error, ""));
    }
    let suggestions = suggestions(&facts);
    Ok(Checked { findings, suggestions, ..Checked::default() })
}

/// The order's total, for an amount that cannot be sent because it is another one.
fn suggestions(facts: &InvoiceFacts) -> Vec<FieldValue> {
    let fits = facts.currency == facts.order_currency && facts.amount != facts.order_total;
    let offered = facts.order_total.filter(|_| fits && facts.amount.is_some()).map(|total| {
        let value = rules::money::format_minor(total, &facts.currency);
        FieldValue { field: "amount".to_owned(), kind: ValueKind::Amount, value }
    });
    offered.into_iter().collect()
}

pub(super) fn submit(
    context: &FormContext<'_>,
    form: &InvoiceForm,
    is_final: bool,
) -> Result<Subject, Failure> {
    context.none_waits(if is_final { FINAL_INVOICE } else { INVOICE })?;
    let row = context.order()?;
    let kind = if is_final { InvoiceType::Final } else { InvoiceType::Preliminary };
    let submitted = body(form, kind)?;
    let now = if is_final { &row.final_invoice } else { &row.preliminary };
    match context.begun_on(now.as_ref()) {
        Some(before) => change(context, &row, &before, &submitted)?,
        None => {
            let value = serde_json::to_value(&submitted).map_err(Failure::bad_call)?;
            let request = Request::of_order(row.seller.clone(), &row.id, Content::Json(value));
            let operation = if is_final { Operation::SubmitFinalInvoice } else { Operation::SubmitInvoice };
            enqueue(context.tx, context.connection, operation, &request, context.draft.clone())?;
        }
    }
    documents::file(context.tx, context.connection, &SubjectId::Order(row.id.clone()), &form.papers)?;
    Ok(order::subject(&row))
}

/// Queues the difference to the invoice on which the form was begun, so that changes of other users can be
/// told from it.
fn change(
    context: &FormContext<'_>,
    row: &OrderRow,
    before: &Invoice,
    wanted: &InvoiceSubmit,
) -> Result<(), Failure> {
    let was = &before.submitted;
    if was == wanted {
        return Ok(());
    }
    let update = InvoiceUpdate {
        kind: Some(wanted.kind.clone()),
        invoice_date: Some(wanted.invoice_date).filter(|date| *date != was.invoice_date),
        invoice_number: Some(wanted.invoice_number.clone()).filter(|number| *number != was.invoice_number),
        vat_included: Some(wanted.vat_included).filter(|included| *included != was.vat_included),
        amount: Some(wanted.amount.clone()).filter(|amount| *amount != was.amount),
        margin_scheme: Some(wanted.margin_scheme).filter(|scheme| *scheme != was.margin_scheme),
    };
    let value = serde_json::to_value(&update).map_err(Failure::bad_call)?;
    let base = serde_json::to_value(before).map_err(Failure::bad_call)?;
    let request = Request::of_order(row.seller.clone(), &row.id, Content::Json(value))
        .based_on(base, before.version.unwrap_or_default());
    Ok(enqueue(context.tx, context.connection, Operation::UpdateInvoice, &request, context.draft.clone())?)
}

fn body(form: &InvoiceForm, kind: InvoiceType) -> Result<InvoiceSubmit, Failure> {
    let currency = typed::currency(&form.currency);
    let mut unread = Vec::new();
    let date = typed::day(&form.invoice_date, "invoiceDate", &mut unread);
    let amount = typed::amount(&form.amount, &currency, "amount", &mut unread);
    match (date, amount) {
        (Some(invoice_date), Some(amount)) => Ok(InvoiceSubmit {
            kind,
            invoice_date,
            invoice_number: rules::text(&form.invoice_number),
            vat_included: form.vat_included,
            amount: typed::money(amount, &currency),
            margin_scheme: form.margin_scheme,
        }),
        _ => Err(Failure { findings: unread, ..Failure::of(FailureCode::FormIncomplete) }),
    }
}
