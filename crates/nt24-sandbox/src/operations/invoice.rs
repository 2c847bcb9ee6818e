use super::call::Call;
use crate::message::{Fields, Handled, Need, Refusal, Reply, fields};
use crate::options::{FinalInvoicePaths, StepOrder};
use crate::world::World;
use nt24::{Invoice, InvoiceSubmit, InvoiceType, InvoiceUpdate, OrderId};

const TYPES: [&str; 2] = ["PRELIMINARY", "FINAL"];

/// `GET /partners/{sellerId}/orders/{uuid}/invoice`; without a type it answers with the final invoice, if
/// there is one.
pub(super) fn get(world: &World, call: &Call<'_>) -> Handled {
    let kind = call.query("type").map(InvoiceType::from);
    let invoice = call.order(world)?.invoice(kind.as_ref()).ok_or_else(|| Refusal::not_found("invoice"))?;
    Ok(call.read(invoice.version.unwrap_or(0), invoice))
}

/// `POST /partners/{sellerId}/orders/{uuid}/invoice`
pub(super) fn submit(world: &mut World, call: &Call<'_>) -> Handled {
    let sent: InvoiceSubmit = fields::read(call.body(), check)?;
    if sent.kind == InvoiceType::Final
        && call.moment.behaviour.final_invoice_paths == FinalInvoicePaths::Finalization
    {
        return Err(Refusal::field(
            "type",
            "the final invoice is sent to the finalization",
            Some("FINAL".into()),
        ));
    }
    store(world, call, sent)
}

pub(super) fn check(body: &Fields<'_>) {
    body.one_of("type", Need::Required, &TYPES);
    body.date("invoiceDate", Need::Required);
    body.text("invoiceNumber", Need::Required, fields::filled);
    body.boolean("vatIncluded", Need::Required);
    body.money("amount", Need::Required);
    body.boolean("marginScheme", Need::Optional);
}

/// The upsert behind both paths: invoice and finalization.
pub(super) fn store(world: &mut World, call: &Call<'_>, sent: InvoiceSubmit) -> Handled {
    let record = call.open_order(world)?;
    let id = record.order.uuid.clone();
    let kind = sent.kind.clone();
    if let Some(stored) = record.invoice(Some(&kind)) {
        return if stored.submitted == sent {
            Ok(Reply::versioned(200, stored.version.unwrap_or(0), stored))
        } else {
            Err(Refusal::exists(stored))
        };
    }
    if kind == InvoiceType::Final
        && call.moment.behaviour.step_order == StepOrder::Documented
        && record.rollup.decision.is_none()
    {
        return Err(Refusal::field(
            "type",
            "the final invoice must wait for the decision",
            Some("FINAL".into()),
        ));
    }
    if let Some(slot) = world.orders.get_mut(&id).and_then(|record| record.invoice_mut(&kind)) {
        *slot = Some(Invoice {
            submitted: sent,
            status: None,
            final_invoice_required: None,
            final_invoice_received: None,
            version: Some(0),
            updated_at: Some(call.moment.now),
        });
    }
    world.invoice_changed(&id, &kind, call.moment);
    answer(world, &id, &kind, 201)
}

/// `PATCH /partners/{sellerId}/orders/{uuid}/invoice`; `type` selects which of the two changes.
pub(super) fn update(world: &mut World, call: &Call<'_>) -> Handled {
    let change: InvoiceUpdate = fields::read_change(call.body(), |body| {
        body.one_of("type", Need::Optional, &TYPES);
        body.date("invoiceDate", Need::Optional);
        body.text("invoiceNumber", Need::Optional, fields::filled);
        body.boolean("vatIncluded", Need::Optional);
        body.money("amount", Need::Optional);
        body.boolean("marginScheme", Need::Optional);
    })?;
    let record = call.open_order(world)?;
    let id = record.order.uuid.clone();
    let current = record.invoice(change.kind.as_ref()).ok_or_else(|| Refusal::not_found("invoice"))?.clone();
    call.check_version(current.version.unwrap_or(0), &current)?;
    let kind = current.submitted.kind;
    world.change_invoice(&id, &kind, change, call.moment);
    answer(world, &id, &kind, 200)
}

fn answer(world: &World, id: &OrderId, kind: &InvoiceType, status: u16) -> Handled {
    let invoice = world
        .orders
        .get(id)
        .and_then(|record| record.invoice(Some(kind)))
        .ok_or_else(|| Refusal::not_found("invoice"))?;
    Ok(Reply::versioned(status, invoice.version.unwrap_or(0), invoice))
}
