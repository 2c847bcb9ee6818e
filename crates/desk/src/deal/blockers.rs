//! NT24's blockers of an order, and the way to clear each.

use crate::contract::{Fix, FormKind, Milestone, Module, StepState, Turn};
use crate::deal::filed;
use crate::deal::pending::Mending;
use crate::deal::problem::{Problem, document, form};
use crate::deal::steps::Deal;
use crate::deal::stops::{self, BUYER_DOCUMENTS, Clearing, FINAL_INVOICE, PAYMENT_DOCUMENTS};
use crate::deal::verification;
use chrono::NaiveDate;
use nt24::{Blocker, DocumentType as D, Operation};

/// The order at which the blockers are looked at.
pub(crate) struct BlockerContext<'a> {
    pub(crate) deal: &'a Deal<'a>,
}

impl BlockerContext<'_> {
    /// The stage that a blocker belongs to. One with an unknown code still leads to the right stop.
    pub(crate) fn milestone_of(&self, blocker: &Blocker) -> Milestone {
        match stops::blocker(&blocker.code) {
            Some(_) if self.blames_final(&blocker.code) => Milestone::FinalInvoice,
            Some(known) => known.milestone,
            None => match stops::named(&blocker.module) {
                Some(Module::Buyer) => Milestone::Buyer,
                Some(Module::Invoice) => Milestone::Invoice,
                Some(Module::Payment) => Milestone::Payment,
                Some(Module::Transport) if self.deal.transport.delivered_on.is_some() => Milestone::Delivery,
                Some(Module::Transport) => Milestone::Pickup,
                Some(Module::ExportFile) => Milestone::ExportFile,
                Some(Module::Order) | None => Milestone::Order,
            },
        }
    }

    /// Whether a blocker that both invoices can have is about the final one: NT24's code does not tell.
    fn blames_final(&self, code: &str) -> bool {
        let order = self.deal.order;
        let (Some(last), Some(server)) = (&order.final_invoice, &order.server) else { return false };
        let first = order.preliminary.as_ref().map(|invoice| &invoice.submitted);
        let last = &last.submitted;
        match code {
            stops::INVOICE_AMOUNT_MISMATCH => {
                last.amount != server.total_amount
                    && first.is_some_and(|first| first.amount == server.total_amount)
            }
            stops::VAT_FLAGS_IMPLAUSIBLE => {
                let implausible = |one: &nt24::InvoiceSubmit| one.margin_scheme && !one.vat_included;
                implausible(last) && !first.is_some_and(implausible)
            }
            _ => false,
        }
    }

    /// A blocker of NT24.
    pub(crate) fn problem(&self, blocker: &Blocker) -> Problem {
        let module = stops::named(&blocker.module).unwrap_or(Module::Order);
        let mut problem = Problem { message: blocker.message.clone(), ..self.own(&blocker.code, module) };
        if stops::blocker(&blocker.code).is_none() {
            // Which write clears it is not known: it may be any that NT24 has executed since.
            if self.deal.pending.unread().any(|one| stops::of_operation(one) == Some(module)) {
                problem.mended_by(Mending::Unread);
            }
            problem.fix = match module {
                Module::Buyer => self.open_buyer(),
                other => stops::form_at(other).and_then(|kind| form(kind, None)),
            };
        }
        problem
    }

    /// The same of this desk, where NT24 has no blocker for it.
    pub(crate) fn own(&self, code: &str, module: Module) -> Problem {
        let known = stops::blocker(code);
        let mut problem = Problem::new(code, module, known.map_or(Turn::You, |known| known.turn));
        problem.since = self.since(code);
        if let Some(known) = known {
            self.clear(&known.clearing, code, &mut problem);
        }
        problem
    }

    fn clear(&self, clearing: &Clearing, code: &str, problem: &mut Problem) {
        let deal = self.deal;
        match clearing {
            Clearing::Form(kind, field, writes) => {
                let (kind, writes) = match self.blames_final(code) {
                    true => (FormKind::FinalInvoice, FINAL_INVOICE),
                    false => (*kind, *writes),
                };
                problem.fix = form(kind, *field);
                problem.takes = takes_of(kind).to_vec();
                problem.mended_by(deal.pending.mending_at(kind, writes));
            }
            Clearing::Document(kind) => self.file(kind, &[], problem),
            Clearing::Waybill => {
                // The copy of the pickup is there and does not clear it: the signed one is meant.
                let pickup = filed::mending(deal.filed, &[D::TransportCmr]);
                let kind = match filed::is_stored(deal.filed, &D::TransportCmr) && pickup == Mending::None {
                    true => D::TransportCmrDelivery,
                    false => D::TransportCmr,
                };
                let other = [D::TransportCmr, D::TransportCmrDelivery];
                self.file(&kind, &other, problem);
            }
            Clearing::ProofOfPayment => {
                self.file(&D::PaymentBankTransferScreenshot, PAYMENT_DOCUMENTS, problem);
            }
            Clearing::BuyerDocuments => {
                problem.fix = self.open_buyer();
                problem.mended_by(filed::mending(deal.buyer.filed, BUYER_DOCUMENTS));
            }
            Clearing::ViesCheck => {
                problem.fix = Some(Fix::CheckVies { buyer: deal.buyer.buyer.id.clone() });
                problem.mended_by(deal.buyer.pending.mending(&[Operation::TriggerViesCheck]));
            }
            Clearing::Verification => {
                problem.fix = self.open_buyer();
                let check = verification::step(deal.buyer);
                match check.state {
                    StepState::Next | StepState::Open => problem.turn = check.turn,
                    StepState::Waiting => {
                        problem.waiting = true;
                        problem.turn = check.turn;
                    }
                    // NT24 has not judged the order since.
                    StepState::Done => {
                        problem.waiting = true;
                        problem.turn = Turn::Nt24;
                    }
                    StepState::Later | StepState::NotKnown => {}
                }
                // The blocker is that of the check before.
                if deal.buyer.pending.mending(&[Operation::StartKycVerification]) == Mending::Unread {
                    problem.mended_by(Mending::Unread);
                }
            }
            // The check is running; there is nothing to do.
            Clearing::Wait => problem.waiting = true,
            Clearing::AtBuyer => problem.fix = self.open_buyer(),
            Clearing::AtNt24 => {}
            Clearing::ReadyForPickup => {
                problem.fix = Some(Fix::MarkReady);
                problem.mended_by(deal.pending.mending(&[Operation::MarkReadyForPickup]));
            }
        }
    }

    /// Closed by filing a document of this type, or of one of the others.
    fn file(&self, kind: &D, others: &[D], problem: &mut Problem) {
        problem.fix = document(kind);
        problem.takes = vec![kind.clone()];
        problem.takes.extend(others.iter().filter(|other| *other != kind).cloned());
        problem.mended_by(filed::mending(self.deal.filed, &problem.takes));
    }

    fn open_buyer(&self) -> Option<Fix> {
        Some(Fix::OpenBuyer { buyer: self.deal.buyer.buyer.id.clone() })
    }

    /// The day since which something is open, at least: that of the step before it, else that of NT24's rollup.
    fn since(&self, code: &str) -> Option<NaiveDate> {
        let deal = self.deal;
        let parse = |on: &Option<String>| on.as_deref().and_then(|on| on.parse::<NaiveDate>().ok());
        let rollup = crate::deal::facts::rollup(deal.order);
        let judged = rollup.and_then(|rollup| rollup.updated_at).map(|at| at.date_naive());
        let known = match code {
            stops::MISSING_PRELIMINARY_INVOICE => Some(deal.order.created_at.date_naive()),
            stops::MISSING_PAYMENT => {
                deal.order.preliminary.as_ref().map(|invoice| invoice.submitted.invoice_date)
            }
            stops::NOT_READY_FOR_PICKUP => {
                deal.order.payment.as_ref().map(|payment| payment.submitted.payment_date)
            }
            stops::MISSING_DELIVERY | stops::MISSING_CMR | stops::MISSING_PICKUP_DECLARATION => {
                parse(&deal.transport.picked_up_on)
            }
            stops::VIES_INVALID => rollup
                .and_then(|rollup| rollup.modules.buyer.vies_last_checked_at)
                .or(deal.buyer.buyer.kyc.as_ref().and_then(|kyc| kyc.vies_last_checked_at))
                .map(|at| at.date_naive()),
            _ => None,
        };
        known.or(judged)
    }
}

/// Types of document that a form takes: dropped on its step, they open it.
fn takes_of(kind: FormKind) -> &'static [D] {
    match kind {
        FormKind::Invoice => &[D::ShipmentPreliminaryInvoice],
        FormKind::FinalInvoice => &[D::ShipmentInvoice],
        FormKind::Payment => PAYMENT_DOCUMENTS,
        FormKind::Pickup => &[D::TransportCmr, D::TransportPickupDeclaration, D::TransportPictureOfTransport],
        FormKind::Delivery => &[D::TransportCmrDelivery, D::TransportConfirmationOfArrival],
        _ => &[],
    }
}
