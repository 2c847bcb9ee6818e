//! Whether the turn of a stage has come: what must be done before it, and what NT24 has not judged yet.

use crate::contract::{Failure, FailureCode, FormKind, Milestone};
use crate::deal::context::OrderContext;
use crate::deal::facts;
use crate::deal::filed;
use crate::deal::pending::Mending;
use crate::deal::stages::Place;
use crate::deal::steps::{Deal, STAGES};
use crate::deal::stops::{self, FINAL_INVOICE, INVOICE, PAYMENT, PAYMENT_DOCUMENTS};
use nt24::Operation;
use store::Tx;

/// To be called after something that waits on an order was taken back. Fails if the release that waits behind it would
/// go out before its turn: the user has to take that back first.
pub(crate) fn keep_release_in_turn(tx: &Tx<'_>, subject: &str) -> Result<(), Failure> {
    let Some(order) = store::orders::get(tx, subject)? else { return Ok(()) };
    let context = OrderContext::load(tx, &order)?;
    if context.pending.stands(&[Operation::MarkReadyForPickup]) && context.is_release_early(&order) {
        return Err(Failure::of(FailureCode::StepHeld).with("held", "releaseBehind"));
    }
    Ok(())
}

impl Deal<'_> {
    /// The stage that must be done before this one. `None` if its turn has come.
    pub(crate) fn after(&self, milestone: Milestone, code: &str) -> Option<Milestone> {
        let there = |milestone| self.stage(milestone).is_there();
        match milestone {
            Milestone::Payment if !there(Milestone::Invoice) && !there(Milestone::Payment) => {
                Some(Milestone::Invoice)
            }
            Milestone::Release if !there(Milestone::Payment) || !self.is_payment_in_order() => {
                Some(Milestone::Payment)
            }
            Milestone::Pickup if there(Milestone::Pickup) => None,
            // Its documents come into being with the pickup.
            Milestone::Pickup if stops::asks_for_document(code) => Some(Milestone::Pickup),
            Milestone::Pickup if !there(Milestone::Release) => Some(Milestone::Release),
            Milestone::Delivery if !there(Milestone::Pickup) => Some(Milestone::Pickup),
            Milestone::Decision => self.last_undone(),
            Milestone::FinalInvoice
                if facts::decision(self.order).is_none() && !there(Milestone::FinalInvoice) =>
            {
                Some(Milestone::Decision)
            }
            Milestone::ExportFile => Some(Milestone::Decision),
            _ => None,
        }
    }

    /// Whether NT24 objects to nothing about the payment, or a write that waits mends it. Of a payment that NT24
    /// has not judged, this desk knows only that it will ask for a proof.
    fn is_payment_in_order(&self) -> bool {
        let stage = self.stage(Milestone::Payment);
        let is_judged = stage.place != Place::Queued && !self.is_unjudged(Milestone::Payment);
        if !is_judged && !filed::has(self.filed, PAYMENT_DOCUMENTS) {
            return false;
        }
        self.problems(Milestone::Payment, &stage).iter().all(|problem| problem.waiting)
    }

    /// The last stage before the decision that is not done.
    fn last_undone(&self) -> Option<Milestone> {
        let undone = |milestone: &Milestone| {
            let stage = self.stage(*milestone);
            stage.place != Place::AtNt24 || !self.problems(*milestone, &stage).is_empty()
        };
        STAGES.into_iter().filter(|milestone| *milestone < Milestone::Decision).rfind(undone)
    }

    /// Whether NT24 has the data of this stage, and was not asked since whether it objects to any of it.
    pub(crate) fn is_unjudged(&self, milestone: Milestone) -> bool {
        let (form, writes): (_, &[Operation]) = match milestone {
            Milestone::Invoice => (FormKind::Invoice, INVOICE),
            Milestone::Payment => (FormKind::Payment, PAYMENT),
            Milestone::Pickup => (FormKind::Pickup, &[Operation::ConfirmPickup]),
            Milestone::Delivery => (FormKind::Delivery, &[Operation::ConfirmDelivery]),
            Milestone::FinalInvoice => (FormKind::FinalInvoice, FINAL_INVOICE),
            _ => return false,
        };
        self.pending.mending_at(form, writes) == Mending::Unread
    }
}
