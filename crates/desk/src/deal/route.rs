//! The route of an order: six stops, each with its state, its time and one line of fact.

use crate::contract::{Module, Stop, StopState, TransportFacts, Verdict, fact};
use crate::deal::facts::verdict;
use crate::deal::pending::PendingWrites;
use crate::deal::stops::{self, FINAL_INVOICE, INVOICE, PAYMENT};
use crate::given::clock::{day, moment};
use nt24::{
    Blocker, ComplianceRollup, ExportFileStatus, KycOverallStatus, Operation, PaymentSubmit, ViesResult,
};
use store::{BuyerRow, OrderRow};

/// The rows from which the stops are computed.
pub(crate) struct Route<'a> {
    pub(crate) order: &'a OrderRow,
    pub(crate) buyer: &'a BuyerRow,
    pub(crate) pending: &'a PendingWrites,
    pub(crate) pending_of_buyer: &'a PendingWrites,
    pub(crate) blockers: &'a [Blocker],
    pub(crate) transport: &'a TransportFacts,
}

impl Route<'_> {
    /// The six stops, in their order.
    pub(crate) fn stops(&self) -> Vec<Stop> {
        vec![
            self.buyer_stop(),
            self.order_stop(),
            self.invoice_stop(),
            self.payment_stop(),
            self.transport_stop(),
            self.export_stop(),
        ]
    }

    fn rollup(&self) -> Option<&ComplianceRollup> {
        self.order.compliance.as_ref()
    }

    fn parked(&self, module: Module) -> bool {
        self.pending
            .parked()
            .any(|row| Operation::from_id(&row.operation).and_then(stops::of_operation) == Some(module))
    }

    fn is_blocked(&self, module: Module) -> bool {
        self.blockers.iter().any(|blocker| stops::named(&blocker.module) == Some(module))
    }

    fn buyer_stop(&self) -> Stop {
        let kyc = self.buyer.kyc.clone().unwrap_or_default();
        let rollup = self.rollup().map(|rollup| &rollup.modules.buyer);
        let vies = rollup.and_then(|module| module.vies_result.as_ref()).or(kyc.vies_result.as_ref());
        let at = rollup.and_then(|module| module.vies_last_checked_at).or(kyc.vies_last_checked_at);
        let documents = rollup.and_then(|module| module.documents_complete).or(kyc.documents_complete);
        let vies_at = at.map(moment).unwrap_or_default();
        let (state, fact) = if self.pending_of_buyer.parked().next().is_some() {
            (StopState::NeedsYou, fact("buyer.waiting", []))
        } else if self.buyer.remote.is_none() {
            (StopState::Waiting, fact("buyer.waiting", []))
        } else if vies == Some(&ViesResult::Invalid) {
            (StopState::Failed, fact("buyer.viesInvalid", [("viesAt", vies_at)]))
        } else if documents != Some(true) {
            let waits = self.pending_of_buyer.waits(&[Operation::UploadKycDocument]);
            let state = if waits { StopState::Waiting } else { StopState::NeedsYou };
            (state, fact(if waits { "buyer.waiting" } else { "buyer.documentsMissing" }, []))
        } else {
            match vies {
                Some(ViesResult::Valid) if kyc.overall_status != Some(KycOverallStatus::Invalid) => {
                    (StopState::Done, fact("buyer.vies", [("viesAt", vies_at.clone())]))
                }
                Some(ViesResult::Pending) => (StopState::Waiting, fact("buyer.viesPending", [])),
                // A member state that does not answer is an outage, never a rejection.
                _ => (StopState::Waiting, fact("buyer.viesUnknown", [("viesAt", vies_at.clone())])),
            }
        };
        Stop { module: Module::Buyer, state, at: at.map(moment), fact: Some(fact) }
    }

    fn order_stop(&self) -> Stop {
        let number = self.order.external_order_id.clone();
        let server = self.order.server.as_ref();
        let (state, fact) = match server {
            None if self.parked(Module::Order) => (StopState::NeedsYou, fact("order.waiting", [])),
            None => (StopState::Waiting, fact("order.waiting", [])),
            Some(_) if self.parked(Module::Order) || self.is_blocked(Module::Order) => {
                (StopState::NeedsYou, fact("order.created", [("number", number)]))
            }
            Some(_) => (StopState::Done, fact("order.created", [("number", number)])),
        };
        Stop {
            module: Module::Order,
            state,
            at: server.map(|server| moment(server.created_at)),
            fact: Some(fact),
        }
    }

    fn invoice_stop(&self) -> Stop {
        let invoice = self.order.final_invoice.as_ref().or(self.order.preliminary.as_ref());
        let uploads = self.pending.waits(&[Operation::UploadInvoiceDocument]);
        let known = invoice.map(|invoice| {
            let amount = &invoice.submitted.amount;
            let params = [
                ("number", invoice.submitted.invoice_number.clone()),
                ("amount", amount.value.to_string()),
                ("currency", amount.currency.clone()),
            ];
            fact("invoice.number", params)
        });
        let waits = self.pending.waits(INVOICE) || self.pending.waits(FINAL_INVOICE) || uploads;
        let wrong = invoice.and_then(|invoice| invoice.status.as_ref()) == Some(&nt24::RecordStatus::Invalid);
        let state = match (&known, waits) {
            _ if self.parked(Module::Invoice) => StopState::NeedsYou,
            (_, true) => StopState::Waiting,
            (Some(_), _) if self.is_blocked(Module::Invoice) || wrong => StopState::NeedsYou,
            (Some(_), _) => StopState::Done,
            (None, _) => StopState::NeedsYou,
        };
        let at = invoice.map(|invoice| day(invoice.submitted.invoice_date));
        let fact = known.or_else(|| waits.then(|| fact("invoice.waiting", [])));
        Stop { module: Module::Invoice, state, at, fact }
    }

    fn payment_stop(&self) -> Stop {
        let payment = self.order.payment.as_ref();
        let queued = self.pending.body::<PaymentSubmit>(PAYMENT);
        let waits = self.pending.waits(PAYMENT)
            || self.pending.waits(&[Operation::UploadPaymentDocument, Operation::MarkReadyForPickup]);
        let ready = payment.and_then(|payment| payment.ready_for_pickup) == Some(true);
        let submitted = payment.map(|payment| &payment.submitted).or(queued.as_ref());
        let fact = match submitted {
            Some(_) if ready => Some(fact("payment.ready", [])),
            Some(paid) => {
                let amount = rules::money::total([paid.bank_amount.value, paid.cash_amount.value]);
                let params =
                    [("amount", amount.to_string()), ("currency", paid.bank_amount.currency.clone())];
                Some(fact("payment.received", params))
            }
            None => waits.then(|| fact("payment.waiting", [])),
        };
        let has_invoice = self.order.preliminary.is_some() || self.pending.has(INVOICE);
        let state = match payment {
            _ if self.parked(Module::Payment) => StopState::NeedsYou,
            _ if waits => StopState::Waiting,
            Some(_) if ready && !self.is_blocked(Module::Payment) => StopState::Done,
            Some(_) => StopState::NeedsYou,
            None if has_invoice => StopState::NeedsYou,
            None => StopState::NotYet,
        };
        Stop { module: Module::Payment, state, at: submitted.map(|paid| day(paid.payment_date)), fact }
    }

    fn transport_stop(&self) -> Stop {
        let waits = self.pending.waits(&[
            Operation::ConfirmPickup,
            Operation::ConfirmDelivery,
            Operation::RevokePickup,
            Operation::UploadTransportDocument,
        ]);
        let (picked_up, delivered) = (&self.transport.picked_up_on, &self.transport.delivered_on);
        let ready = self.order.payment.as_ref().and_then(|payment| payment.ready_for_pickup) == Some(true);
        let documents_missing = self.blockers.iter().any(|blocker| {
            stops::named(&blocker.module) == Some(Module::Transport)
                && stops::asks_for_document(&blocker.code)
        });
        let fact = match (picked_up, delivered) {
            (_, Some(_)) if documents_missing && !waits => Some(fact("transport.papersMissing", [])),
            (_, Some(on)) => Some(fact("transport.delivered", [("on", on.clone())])),
            (Some(on), None) => Some(fact("transport.pickedUp", [("on", on.clone())])),
            (None, None) => waits.then(|| fact("transport.waiting", [])),
        };
        let state = match (picked_up, delivered) {
            _ if self.parked(Module::Transport) => StopState::NeedsYou,
            _ if waits => StopState::Waiting,
            (_, Some(_)) if !documents_missing => StopState::Done,
            (_, Some(_)) | (Some(_), None) => StopState::NeedsYou,
            (None, None) if ready || self.pending.has(&[Operation::MarkReadyForPickup]) => {
                StopState::NeedsYou
            }
            (None, None) => StopState::NotYet,
        };
        let at = delivered.clone().filter(|on| !on.is_empty()).or_else(|| picked_up.clone());
        Stop { module: Module::Transport, state, at, fact }
    }

    fn export_stop(&self) -> Stop {
        let file = self.order.export_file.as_ref();
        let status = file.and_then(|file| file.status.as_ref());
        let (state, fact) = match status {
            Some(ExportFileStatus::Ready) => {
                let version = file.and_then(|file| file.version).unwrap_or_default().to_string();
                (StopState::Done, Some(fact("export.version", [("version", version)])))
            }
            Some(ExportFileStatus::Pending | ExportFileStatus::Generating)
                if matches!(verdict(self.order), Verdict::Valid | Verdict::Invalid) =>
            {
                (StopState::Waiting, Some(fact("export.generating", [])))
            }
            Some(ExportFileStatus::Failed) => (StopState::NeedsYou, Some(fact("export.failed", []))),
            _ => (StopState::NotYet, None),
        };
        let at = file.and_then(|file| file.generated_at).filter(|_| state == StopState::Done).map(moment);
        Stop { module: Module::ExportFile, state, at, fact }
    }
}
