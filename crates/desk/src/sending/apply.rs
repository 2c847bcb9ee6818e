//! Applies an answer of NT24 to the store.

use crate::compare::merge;
use crate::connection::Connection;
use crate::connection::history::{self, Event, Source};
use crate::contract::fact;
use crate::queue::cause::Cause;
use crate::queue::request::Request;
use nt24::{
    Buyer, ComplianceModules, ComplianceRollup, ComplianceStatus, Document, Invoice, InvoiceType, KycStatus,
    KycVerificationSession, KycVerificationStatus, Operation, Order, OrderId, Payment, TransportState,
    ViesResult,
};
use nt24_client::Unreadable;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{BuyerRow, OrderRow, Tx, VerificationLink};

/// Stores the answer to a write. Fails with [`Cause::UnreadableAnswer`] if it is not of the documented
/// shape.
pub(super) fn answer(
    tx: &Tx<'_>,
    connection: &Connection,
    operation: Operation,
    request: &Request,
    value: &Value,
) -> Result<(), Cause> {
    match operation {
        Operation::TriggerViesCheck => change_buyer(tx, request, |row| {
            row.kyc.get_or_insert_with(KycStatus::default).vies_result = Some(ViesResult::Pending);
            Ok(())
        }),
        Operation::StartKycVerification => {
            let session: KycVerificationSession = read(value)?;
            let now = connection.given.clock.now();
            change_buyer(tx, request, |row| {
                row.verification = session.idenfy_url.map(|url| VerificationLink {
                    url,
                    received_at: now,
                    passed_on_at: None,
                });
                // The buyer has not used the new link. The buyer is read again after this write.
                let kyc = row.kyc.get_or_insert_with(KycStatus::default);
                kyc.verification_status = Some(KycVerificationStatus::NotStarted);
                Ok(())
            })
        }
        Operation::ArchiveDocument => change_document(tx, request, |row| {
            row.archived = true;
            Ok(())
        }),
        operation if operation.is_upload() => change_document(tx, request, |row| {
            let document: Document = read(value)?;
            row.remote = Some(document.uuid.clone());
            row.server = Some(document);
            Ok(())
        }),
        Operation::ConfirmPickup | Operation::RevokePickup | Operation::ConfirmDelivery => {
            let state: TransportState = read(value)?;
            let now = connection.given.clock.now();
            change_order(tx, request, |row| {
                let order = row.remote.clone().unwrap_or_else(|| OrderId::from(""));
                let rollup = row.compliance.get_or_insert_with(|| empty_rollup(order));
                rollup.modules.transport = state;
                row.updated_at = now;
                Ok(())
            })
        }
        Operation::AddBuyerContact | Operation::RegenerateExportFile => Ok(()),
        _ => store_resource(tx, operation, request, value),
    }
}

/// Stores a resource as NT24 has it.
fn store_resource(tx: &Tx<'_>, operation: Operation, request: &Request, value: &Value) -> Result<(), Cause> {
    match operation {
        Operation::UpsertBuyer | Operation::UpdateBuyer | Operation::BlockBuyer | Operation::UnblockBuyer => {
            change_buyer(tx, request, |row| {
                let buyer: Buyer = read(value)?;
                row.remote = Some(buyer.uuid.clone());
                row.name.clone_from(&buyer.company_name);
                row.updated_at = buyer.updated_at;
                if let Some(kyc) = &mut row.kyc {
                    // The KYC state is read after this write; until then it is of the mode before.
                    kyc.kyc_mode = Some(buyer.kyc_mode.clone());
                }
                row.server = Some(buyer);
                Ok(())
            })
        }
        Operation::CreateOrder | Operation::UpdateOrder => change_order(tx, request, |row| {
            let order: Order = read(value)?;
            row.remote = Some(order.uuid.clone());
            row.updated_at = order.updated_at;
            row.server = Some(order);
            Ok(())
        }),
        Operation::SubmitInvoice | Operation::UpdateInvoice | Operation::SubmitFinalInvoice => {
            change_order(tx, request, |row| {
                let invoice: Invoice = read(value)?;
                match invoice.submitted.kind {
                    InvoiceType::Final => row.final_invoice = Some(invoice),
                    _ => row.preliminary = Some(invoice),
                }
                Ok(())
            })
        }
        Operation::SubmitPayment | Operation::UpdatePayment | Operation::MarkReadyForPickup => {
            change_order(tx, request, |row| {
                let payment: Payment = read(value)?;
                row.payment = Some(payment);
                Ok(())
            })
        }
        Operation::ConfirmPickup | Operation::RevokePickup | Operation::ConfirmDelivery => {
            change_order(tx, request, |row| {
                let state: TransportState = read(value)?;
                if let Some(rollup) = &mut row.compliance {
                    rollup.modules.transport = state;
                }
                Ok(())
            })
        }
        _ => Ok(()),
    }
}

/// Stores a resource that a conflict has brought, and records what another desk or staff has changed in it, unless
/// a read has done so.
pub(crate) fn store_theirs(
    tx: &Tx<'_>,
    connection: &Connection,
    operation: Operation,
    request: &Request,
    theirs: &Value,
) -> Result<(), Cause> {
    let before = stored(tx, operation, request, theirs)?;
    store_resource(tx, operation, request, theirs)?;
    let changes = merge::changes(operation, &before, theirs);
    if before.is_null() || changes.is_empty() {
        return Ok(());
    }
    let at = theirs["updatedAt"].as_str().and_then(|at| at.parse().ok());
    let at = at.unwrap_or_else(|| connection.given.clock.now());
    let found = fact("found", [("operation", changing(operation).id().to_owned())]);
    let found = Event::from(found).changing(changes);
    Ok(history::add(tx, connection, request.subject().id(), at, Source::Elsewhere, found)?)
}

/// The operation that changes what an operation creates.
pub(crate) fn changing(operation: Operation) -> Operation {
    match operation {
        Operation::UpsertBuyer => Operation::UpdateBuyer,
        Operation::CreateOrder => Operation::UpdateOrder,
        Operation::SubmitInvoice | Operation::SubmitFinalInvoice => Operation::UpdateInvoice,
        Operation::SubmitPayment => Operation::UpdatePayment,
        other => other,
    }
}

/// The resource of a write as it is stored; `null` if there is none.
fn stored(
    tx: &Tx<'_>,
    operation: Operation,
    request: &Request,
    theirs: &Value,
) -> Result<Value, store::Error> {
    let order = request.order.as_ref().map(|id| store::orders::get(tx, id)).transpose()?.flatten();
    let buyer = request.buyer.as_ref().map(|id| store::buyers::get(tx, id)).transpose()?.flatten();
    let value = match operation {
        Operation::UpsertBuyer | Operation::UpdateBuyer => {
            serde_json::to_value(buyer.and_then(|row| row.server))
        }
        Operation::CreateOrder | Operation::UpdateOrder => {
            serde_json::to_value(order.and_then(|row| row.server))
        }
        Operation::SubmitInvoice | Operation::UpdateInvoice | Operation::SubmitFinalInvoice => {
            let is_final = theirs["type"].as_str() == Some(InvoiceType::Final.as_str());
            let invoice = order.and_then(|row| if is_final { row.final_invoice } else { row.preliminary });
            serde_json::to_value(invoice)
        }
        Operation::SubmitPayment | Operation::UpdatePayment => {
            serde_json::to_value(order.and_then(|row| row.payment))
        }
        _ => Ok(Value::Null),
    };
    // A stored resource always has a JSON form.
    Ok(value.unwrap_or_default())
}

/// Whether a resource of NT24, as a conflict brings it, is of the documented shape.
pub(super) fn is_readable(operation: Operation, value: &Value) -> bool {
    let read = match operation {
        Operation::UpsertBuyer | Operation::UpdateBuyer => read::<Buyer>(value).map(drop),
        Operation::CreateOrder | Operation::UpdateOrder => read::<Order>(value).map(drop),
        Operation::SubmitInvoice | Operation::UpdateInvoice | Operation::SubmitFinalInvoice => {
            read::<Invoice>(value).map(drop)
        }
        Operation::SubmitPayment | Operation::UpdatePayment | Operation::MarkReadyForPickup => {
            read::<Payment>(value).map(drop)
        }
        Operation::ConfirmPickup | Operation::RevokePickup | Operation::ConfirmDelivery => {
            read::<TransportState>(value).map(drop)
        }
        _ => Ok(()),
    };
    read.is_ok()
}

/// Has the buyer or order read again that a write may have changed, also if the program ends before.
pub(super) fn mark_stale(tx: &Tx<'_>, request: &Request) -> Result<(), store::Error> {
    let subject = request.subject();
    store::reads::add(tx, subject.kind_name(), subject.id(), true)
}

fn empty_rollup(order_uuid: OrderId) -> ComplianceRollup {
    ComplianceRollup {
        order_uuid,
        compliance_status: ComplianceStatus::Incomplete,
        decision: None,
        blockers: Vec::new(),
        modules: ComplianceModules::default(),
        version: 0,
        updated_at: None,
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Cause> {
    T::deserialize(value).map_err(|fault| {
        tracing::warn!(
            fault = %Unreadable::from(&fault),
            expected = std::any::type_name::<T>(),
            "an answer is not of the documented shape"
        );
        Cause::UnreadableAnswer
    })
}

fn change_buyer(
    tx: &Tx<'_>,
    request: &Request,
    change: impl FnOnce(&mut BuyerRow) -> Result<(), Cause>,
) -> Result<(), Cause> {
    let id = request.buyer.as_deref().unwrap_or_default();
    let mut row = store::buyers::get(tx, id)?.ok_or(Cause::Gone("buyer"))?;
    change(&mut row)?;
    Ok(store::buyers::save(tx, &row)?)
}

fn change_order(
    tx: &Tx<'_>,
    request: &Request,
    change: impl FnOnce(&mut OrderRow) -> Result<(), Cause>,
) -> Result<(), Cause> {
    let id = request.order.as_deref().unwrap_or_default();
    let mut row = store::orders::get(tx, id)?.ok_or(Cause::Gone("order"))?;
    change(&mut row)?;
    Ok(store::orders::save(tx, &row)?)
}

fn change_document(
    tx: &Tx<'_>,
    request: &Request,
    change: impl FnOnce(&mut store::DocumentRow) -> Result<(), Cause>,
) -> Result<(), Cause> {
    let id = request.document.as_deref().unwrap_or_default();
    let mut row = store::documents::get(tx, id)?.ok_or(Cause::Gone("document"))?;
    change(&mut row)?;
    Ok(store::documents::save(tx, &row)?)
}
