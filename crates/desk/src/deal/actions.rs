//! The steps that an order allows now, and why the others have to wait.

use crate::contract::{Action, ActionState, TransportFacts};
use crate::deal::facts;
use crate::deal::pending::PendingWrites;
use crate::deal::stops::{FINAL_INVOICE, INVOICE, PAYMENT};
use nt24::Operation;
use store::OrderRow;

/// Why an action is held of which a write waits.
pub(crate) const WAITING: &str = "waiting";

/// All steps in the order of the route. NT24 does not document which steps it refuses out of turn (contract,
/// open question 26); this desk offers them in turn, and a waiting step counts as done.
pub(crate) fn actions(
    order: &OrderRow,
    pending: &PendingWrites,
    transport: &TransportFacts,
) -> Vec<ActionState> {
    let cancelled = facts::is_cancelled(order);
    let has_invoice = order.preliminary.is_some() || pending.has(&[Operation::SubmitInvoice]);
    let has_payment = order.payment.is_some() || pending.has(&[Operation::SubmitPayment]);
    let ready = order.payment.as_ref().and_then(|payment| payment.ready_for_pickup) == Some(true)
        || pending.has(&[Operation::MarkReadyForPickup]);
    let (picked_up, delivered) = (transport.picked_up_on.is_some(), transport.delivered_on.is_some());
    let decided = facts::decision(order).is_some();
    let waits = |operations: &[Operation]| pending.has(operations).then_some(WAITING);
    let held = |action: Action| -> Option<&'static str> {
        if cancelled {
            return Some("cancelled");
        }
        if !facts::is_known(order) {
            return Some("notKnownYet");
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
            Action::FinalInvoice => waits(FINAL_INVOICE),
            Action::Change if order.server.is_none() => Some("notKnownYet"),
            Action::Change => waits(&[Operation::UpdateOrder]),
            Action::RegenerateExport
                if order.export_file.as_ref().is_none_or(|file| file.version.is_none()) =>
            {
                Some("notDecided")
            }
            Action::RegenerateExport => waits(&[Operation::RegenerateExportFile]),
        }
    };
    Action::ALL.iter().map(|&action| ActionState { action, held: held(action).map(str::to_owned) }).collect()
}
