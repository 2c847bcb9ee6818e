//! Reads and edits, like those of staff in the web app.

use super::answer::{Acting, Answered, DONE, Done, Refused, done_if, record_or_404};
use axum::Json;
use axum::extract::Path;
use nt24::{
    Buyer, BuyerId, BuyerStatus, BuyerUpdate, ComplianceRollup, DocumentId, Invoice, InvoiceType,
    InvoiceUpdate, KycVerificationStatus, Order, OrderId, OrderUpdate, Payment, PaymentUpdate,
};
use serde::Deserialize;

/// `GET /_sandbox/buyers/{id}`
pub(super) async fn buyer(Acting(control): Acting, Path(id): Path<BuyerId>) -> Answered<Buyer> {
    record_or_404(control.buyer(&id), "buyer")
}

/// `PATCH /_sandbox/buyers/{id}`
pub(super) async fn edit_buyer(
    Acting(control): Acting,
    Path(id): Path<BuyerId>,
    Json(change): Json<BuyerUpdate>,
) -> Answered<Buyer> {
    record_or_404(control.edit_buyer(&id, change), "buyer")
}

#[derive(Deserialize)]
pub(super) struct WantedStatus {
    status: BuyerStatus,
}

/// `PUT /_sandbox/buyers/{id}/status`
pub(super) async fn set_buyer_status(
    Acting(control): Acting,
    Path(id): Path<BuyerId>,
    Json(wanted): Json<WantedStatus>,
) -> Answered<Buyer> {
    if let BuyerStatus::Unknown(text) = wanted.status {
        return Err(Refused::wrong(format!("no buyer has this status: {text}")));
    }
    record_or_404(control.edit_buyer_status(&id, wanted.status), "buyer")
}

#[derive(Deserialize)]
pub(super) struct Verification {
    outcome: KycVerificationStatus,
}

/// `PUT /_sandbox/buyers/{id}/verification`
pub(super) async fn set_verification(
    Acting(control): Acting,
    Path(id): Path<BuyerId>,
    Json(verification): Json<Verification>,
) -> Done {
    if let KycVerificationStatus::Unknown(text) = verification.outcome {
        return Err(Refused::wrong(format!("no verification has this status: {text}")));
    }
    let known = control.buyer(&id).is_some();
    control.set_verification(&id, verification.outcome);
    done_if(known, "buyer")
}

#[derive(Deserialize)]
pub(super) struct Account {
    iban: String,
}

/// `POST /_sandbox/buyers/{id}/ibans`
pub(super) async fn declare_iban(
    Acting(control): Acting,
    Path(id): Path<BuyerId>,
    Json(account): Json<Account>,
) -> Done {
    if control.buyer(&id).is_none() {
        return Err(Refused::no_such("buyer"));
    }
    control.declare_iban(&id, &account.iban);
    DONE
}

/// `GET /_sandbox/orders/{id}`
pub(super) async fn order(Acting(control): Acting, Path(id): Path<OrderId>) -> Answered<Order> {
    record_or_404(control.order(&id), "order")
}

/// `PATCH /_sandbox/orders/{id}`
pub(super) async fn edit_order(
    Acting(control): Acting,
    Path(id): Path<OrderId>,
    Json(change): Json<OrderUpdate>,
) -> Answered<Order> {
    record_or_404(control.edit_order(&id, change), "order")
}

/// `GET /_sandbox/orders/{id}/compliance`
pub(super) async fn compliance(
    Acting(control): Acting,
    Path(id): Path<OrderId>,
) -> Answered<ComplianceRollup> {
    record_or_404(control.compliance(&id), "order")
}

/// `PATCH /_sandbox/orders/{id}/invoices/{type}`
pub(super) async fn edit_invoice(
    Acting(control): Acting,
    Path((id, kind)): Path<(OrderId, InvoiceType)>,
    Json(change): Json<InvoiceUpdate>,
) -> Answered<Invoice> {
    record_or_404(control.edit_invoice(&id, &kind, change), "invoice")
}

/// `PATCH /_sandbox/orders/{id}/payment`
pub(super) async fn edit_payment(
    Acting(control): Acting,
    Path(id): Path<OrderId>,
    Json(change): Json<PaymentUpdate>,
) -> Answered<Payment> {
    record_or_404(control.edit_payment(&id, change), "payment")
}

/// `POST /_sandbox/documents/{id}/archive`
pub(super) async fn archive_document(Acting(control): Acting, Path(id): Path<DocumentId>) -> Done {
    done_if(control.archive_document(&id), "document")
}
