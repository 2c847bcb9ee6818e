//! An order's page.

use super::{Looked, evidence, look, summary};
use crate::buyers;
use crate::clock::{day, moment};
use crate::contract::{
    Action, ActionState, Decision, ExportFacts, Failure, InvoiceFacts, OrderPage, PaymentFacts, Vehicle,
};
use crate::documents;
use crate::drafts;
use crate::forms::{money_facts, postal};
use crate::history;
use crate::open::Open;
use crate::outbox;
use crate::timeline::{self, INVOICE, PAYMENT};
use nt24::{ComplianceDecision, Invoice, InvoiceSubmit, Operation, OrderStatus, PaymentSubmit};
use store::{OrderRow as Row, Tx};

pub(super) fn page(tx: &Tx<'_>, open: &Open, found: &Row) -> Result<OrderPage, Failure> {
    let looked = look(tx, found)?;
    let facts = timeline::order_facts(found);
    let documents = documents::of(tx, open, &found.id)?;
    let contact = found.server.as_ref().and_then(|server| server.responsible_contact.as_ref());
    let contact = contact.or(found.wanted.as_ref().and_then(|wanted| wanted.responsible_contact.as_ref()));
    let address = looked.buyer.server.as_ref().map(|server| &server.address);
    let address = address.or(looked.buyer.wanted.as_ref().map(|wanted| &wanted.address));
    let missing = looked.missing(found);
    let wanted = missing.iter().filter_map(|one| match &one.fix {
        Some(crate::contract::Fix::AddDocument { document }) if !one.waiting => Some(document.as_str()),
        _ => None,
    });
    let wanted = wanted.collect::<Vec<_>>();
    Ok(OrderPage {
        row: summary(tx, open, found, &looked)?,
        buyer: buyers::row(tx, &looked.buyer)?,
        vehicles: facts
            .vehicles
            .iter()
            .map(|vehicle| Vehicle {
                vin: vehicle.vin.clone(),
                brand: vehicle.brand.clone(),
                model: vehicle.model.clone(),
                amount: money_facts(&vehicle.purchase_amount),
                mileage: vehicle.mileage,
                first_registration: vehicle.first_registration_date.map(day),
            })
            .collect(),
        purchase_date: facts.purchase_date.map(day),
        responsible: contact.map(buyers::responsible),
        decision: decision(found),
        actions: actions(found, &looked),
        invoice: invoice(found.preliminary.as_ref(), looked.queue.body(&[Operation::SubmitInvoice])),
        final_invoice: invoice(
            found.final_invoice.as_ref(),
            looked.queue.body(&[Operation::SubmitFinalInvoice]),
        ),
        payment: payment(found, &looked),
        evidence: evidence::meter(tx, open, found, &looked)?,
        transport: looked.transport.clone(),
        destination: address.map(postal).unwrap_or_default(),
        export_file: found.export_file.as_ref().map(|file| ExportFacts {
            status: file.status.as_ref().map(ToString::to_string).unwrap_or_default(),
            version: file.version,
            generated_at: file.generated_at.map(moment),
            superseded: buyers::count(file.superseded_versions.len() as u64),
        }),
        offers: documents::offers(documents::OF_ORDER, &wanted, &documents),
        documents,
        waiting: outbox::entries(tx, open, store::outbox::of_subject(tx, &found.id)?)?,
        drafts: drafts::of(tx, &found.id)?,
        history: history::of(tx, &found.id)?,
        refreshed_at: found.refreshed_at.map(moment),
        missing,
    })
}

fn decision(found: &Row) -> Option<Decision> {
    match found.compliance.as_ref()?.decision.as_ref()? {
        ComplianceDecision::ValidExport => Some(Decision::ValidExport),
        ComplianceDecision::VatApplicable => Some(Decision::VatApplicable),
        ComplianceDecision::Unknown(_) => None,
    }
}

fn invoice(known: Option<&Invoice>, queued: Option<InvoiceSubmit>) -> Option<InvoiceFacts> {
    let submitted = known.map(|invoice| invoice.submitted.clone()).or(queued)?;
    Some(InvoiceFacts {
        number: submitted.invoice_number.clone(),
        date: day(submitted.invoice_date),
        amount: money_facts(&submitted.amount),
        vat_included: submitted.vat_included,
        margin_scheme: submitted.margin_scheme,
        status: known.and_then(|invoice| invoice.status.as_ref()).map(ToString::to_string),
    })
}

fn payment(found: &Row, looked: &Looked) -> Option<PaymentFacts> {
    let known = found.payment.as_ref();
    let submitted = known
        .map(|payment| payment.submitted.clone())
        .or_else(|| looked.queue.body::<PaymentSubmit>(PAYMENT))?;
    Some(PaymentFacts {
        date: day(submitted.payment_date),
        bank: money_facts(&submitted.bank_amount),
        cash: money_facts(&submitted.cash_amount),
        iban: submitted.source_iban.clone(),
        status: known.and_then(|payment| payment.status.as_ref()).map(ToString::to_string),
        ready_for_pickup: known.and_then(|payment| payment.ready_for_pickup).unwrap_or_default(),
    })
}

/// What can be done, in the order of the route. NT24 does not document which steps it refuses out of
/// turn (contract, open question 26); this desk offers them in turn, and what waits counts as done.
fn actions(found: &Row, looked: &Looked) -> Vec<ActionState> {
    let queue = &looked.queue;
    let transport = &looked.transport;
    let cancelled = found.server.as_ref().is_some_and(|server| server.status == OrderStatus::Cancelled);
    let has_invoice = found.preliminary.is_some() || queue.has(&[Operation::SubmitInvoice]);
    let has_payment = found.payment.is_some() || queue.has(&[Operation::SubmitPayment]);
    let ready = found.payment.as_ref().and_then(|payment| payment.ready_for_pickup) == Some(true)
        || queue.has(&[Operation::MarkReadyForPickup]);
    let (picked_up, delivered) = (transport.picked_up_on.is_some(), transport.delivered_on.is_some());
    let decided = decision(found).is_some();
    let waits = |operations: &[Operation]| queue.has(operations).then_some("waiting");
    let held = |action: Action| -> Option<&'static str> {
        if cancelled {
            return Some("cancelled");
        }
        match action {
            Action::Invoice => waits(INVOICE),
            Action::Payment if !has_invoice => Some("noInvoice"),
            Action::Payment => waits(PAYMENT),
            Action::MarkReady if !has_payment => Some("noPayment"),
            Action::MarkReady if ready => Some("alreadySubmitted"),
            Action::MarkReady => None,
            Action::Pickup if !ready => Some("notReady"),
            Action::Pickup if picked_up => Some("alreadyPickedUp"),
            Action::Pickup => waits(&[Operation::ConfirmPickup, Operation::RevokePickup]),
            Action::RevokePickup if !picked_up => Some("notPickedUp"),
            Action::RevokePickup if delivered => Some("delivered"),
            Action::RevokePickup => waits(&[Operation::ConfirmPickup, Operation::RevokePickup]),
            Action::Delivery if !picked_up => Some("notPickedUp"),
            Action::Delivery if delivered => Some("delivered"),
            Action::Delivery => waits(&[Operation::ConfirmDelivery]),
            Action::FinalInvoice if !decided => Some("notDecided"),
            Action::FinalInvoice => waits(&[Operation::SubmitFinalInvoice, Operation::UpdateInvoice]),
            Action::Change if found.server.is_none() => Some("notKnownYet"),
            Action::Change => waits(&[Operation::UpdateOrder]),
            Action::RegenerateExport
                if found.export_file.as_ref().is_none_or(|file| file.version.is_none()) =>
            {
                Some("notDecided")
            }
            Action::RegenerateExport => waits(&[Operation::RegenerateExportFile]),
        }
    };
    let invoiced = found.final_invoice.is_some() || queue.has(&[Operation::SubmitFinalInvoice]);
    let next = if decided && !invoiced {
        Some(Action::FinalInvoice)
    } else if !has_invoice {
        Some(Action::Invoice)
    } else if !has_payment {
        Some(Action::Payment)
    } else if !ready {
        Some(Action::MarkReady)
    } else if !picked_up {
        Some(Action::Pickup)
    } else if !delivered {
        Some(Action::Delivery)
    } else {
        None
    };
    [
        Action::Invoice,
        Action::Payment,
        Action::MarkReady,
        Action::Pickup,
        Action::RevokePickup,
        Action::Delivery,
        Action::FinalInvoice,
        Action::Change,
        Action::RegenerateExport,
    ]
    .into_iter()
    .map(|action| {
        let held = held(action);
        ActionState { action, next: next == Some(action) && held.is_none(), held: held.map(str::to_owned) }
    })
    .collect()
}
