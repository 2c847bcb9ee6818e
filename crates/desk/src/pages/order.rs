//! The page of an order.

use crate::connection::subject::SubjectId;
use crate::contract::{
    ById, ExportFacts, Failure, Fix, InvoiceFacts, OrderPage, PaymentFacts, Step, StepState, Vehicle, count,
};
use crate::deal::context::{OrderContext, is_nothing_asked};
use crate::deal::stops::{ORDER_DOCUMENTS, PAYMENT};
use crate::deal::{evidence, facts};
use crate::decisions::entries::entries;
use crate::forms::named::drafts_of;
use crate::forms::typed::{facts as money, person, postal};
use crate::given::clock::{day, moment};
use crate::pages::state::Pages;
use crate::pages::{buyers, documents, history, orders};
use nt24::{DocumentType, Invoice, InvoiceSubmit, Operation, PaymentSubmit};
use std::sync::Arc;
use store::{OrderRow as Row, Tx};

pub(crate) async fn order(pages: &Arc<Pages>, request: ById) -> Result<OrderPage, Failure> {
    let id = request.id.clone();
    let page = pages.read(move |pages, tx| {
        let order = store::require(store::orders::get(tx, &id)?)?;
        page(tx, pages, &order)
    });
    let page = page.await?;
    pages.see(&request.id).await?;
    pages.reading.on_screen(SubjectId::Order(request.id));
    Ok(page)
}

fn page(tx: &Tx<'_>, pages: &Pages, order: &Row) -> Result<OrderPage, Failure> {
    let context = OrderContext::load(tx, order)?;
    let facts = facts::order_facts(order);
    let documents = documents::of(tx, &pages.sending, &order.id)?;
    let contact = order.server.as_ref().and_then(|server| server.responsible_contact.as_ref());
    let contact = contact.or(order.wanted.as_ref().and_then(|wanted| wanted.responsible_contact.as_ref()));
    let address = context.buyer.server.as_ref().map(|server| &server.address);
    let address = address.or(context.buyer.wanted.as_ref().map(|wanted| &wanted.address));
    let steps = context.steps(order);
    let departure = pages.connection().country_of(&order.seller);
    Ok(OrderPage {
        row: orders::row_in(tx, order, &context)?,
        buyer: buyers::row(tx, &context.buyer)?,
        vehicles: facts
            .vehicles
            .iter()
            .map(|vehicle| Vehicle {
                vin: vehicle.vin.clone(),
                brand: vehicle.brand.clone(),
                model: vehicle.model.clone(),
                amount: money(&vehicle.purchase_amount),
                mileage: vehicle.mileage,
                first_registration: vehicle.first_registration_date.map(day),
            })
            .collect(),
        purchase_date: facts.purchase_date.map(day),
        responsible: contact.map(person),
        decision: facts::decision(order),
        nothing_asked: is_nothing_asked(&steps),
        actions: context.actions(order),
        invoice: invoice(order.preliminary.as_ref(), context.pending.body(&[Operation::SubmitInvoice])),
        final_invoice: invoice(
            order.final_invoice.as_ref(),
            context.pending.body(&[Operation::SubmitFinalInvoice]),
        ),
        payment: payment(order, &context),
        evidence: evidence::gauges(&context.sources(order), departure),
        transport: context.transport.clone(),
        destination: address.map(postal).unwrap_or_default(),
        export_file: order.export_file.as_ref().map(|file| ExportFacts {
            status: file.status.as_ref().map(ToString::to_string).unwrap_or_default(),
            version: file.version,
            generated_at: file.generated_at.map(moment),
            superseded: count(file.superseded_versions.len()),
        }),
        offers: documents::offers(ORDER_DOCUMENTS, &wanted(&steps), &documents),
        all_documents: context.has_all_documents(order),
        documents,
        waiting: entries(tx, &pages.sending, store::outbox::waiting_of_subject(tx, &order.id)?)?,
        drafts: drafts_of(tx, &order.id)?,
        history: history::of_order(tx, order)?,
        refreshed_at: order.refreshed_at.map(moment),
        steps,
    })
}

/// Types of document that open steps ask for.
fn wanted(steps: &[Step]) -> Vec<DocumentType> {
    let open = steps.iter().filter(|step| matches!(step.state, StepState::Next | StepState::Open));
    let wanted = open.filter_map(|step| match &step.fix {
        Some(Fix::AddDocument { document }) => Some(DocumentType::from(document.as_str())),
        _ => None,
    });
    wanted.collect()
}

fn invoice(known: Option<&Invoice>, queued: Option<InvoiceSubmit>) -> Option<InvoiceFacts> {
    let submitted = known.map(|invoice| invoice.submitted.clone()).or(queued)?;
    Some(InvoiceFacts {
        number: submitted.invoice_number.clone(),
        date: day(submitted.invoice_date),
        amount: money(&submitted.amount),
        vat_included: submitted.vat_included,
        margin_scheme: submitted.margin_scheme,
        status: known.and_then(|invoice| invoice.status.as_ref()).map(ToString::to_string),
        queued: known.is_none(),
    })
}

fn payment(order: &Row, context: &OrderContext) -> Option<PaymentFacts> {
    let known = order.payment.as_ref();
    let submitted = known
        .map(|payment| payment.submitted.clone())
        .or_else(|| context.pending.body::<PaymentSubmit>(PAYMENT))?;
    Some(PaymentFacts {
        date: day(submitted.payment_date),
        bank: money(&submitted.bank_amount),
        cash: money(&submitted.cash_amount),
        iban: submitted.source_iban.clone(),
        status: known.and_then(|payment| payment.status.as_ref()).map(ToString::to_string),
        ready_for_pickup: known.and_then(|payment| payment.ready_for_pickup).unwrap_or_default(),
        queued: known.is_none(),
    })
}
