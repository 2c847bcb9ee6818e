//! Each stage of an order by its record: at NT24, waiting at this desk, not there, or not known.

use crate::contract::{Decision, Fact, Milestone, Verdict, fact};
use crate::deal::buyer_steps::vies_fact;
use crate::deal::facts;
use crate::deal::steps::Deal;
use crate::deal::stops::{FINAL_INVOICE, INVOICE, PAYMENT};
use crate::given::clock::day;
use nt24::{
    ExportFileStatus, InvoiceSubmit, InvoiceType, Operation, OrderStatus, PaymentSubmit, TransportState,
};

/// The place of the record of a stage: at NT24, in the queue, or absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// At NT24, by its answer.
    AtNt24,
    /// At this desk: it waits to be sent.
    Queued,
    /// At NT24, until a write that waits takes it back.
    TakenBack,
    /// NT24 is making it.
    InWork,
    /// NT24 could not make it.
    Failed,
    /// Nowhere.
    Absent,
    /// NT24 does not tell, or was not asked.
    NotKnown,
}

/// A stage by its record.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    pub(crate) place: Place,
    pub(crate) fact: Option<Fact>,
    pub(crate) on: Option<String>,
}

impl Stage {
    fn of(place: Place) -> Self {
        Self { place, fact: None, on: None }
    }

    fn told(place: Place, fact: Fact, on: Option<String>) -> Self {
        Self { place, fact: Some(fact), on }
    }

    pub(crate) fn is_there(&self) -> bool {
        matches!(self.place, Place::AtNt24 | Place::Queued)
    }
}

impl Deal<'_> {
    /// The stage by its record. Of an order that was not read, only the order itself is known.
    pub(crate) fn stage(&self, milestone: Milestone) -> Stage {
        if milestone != Milestone::Order && !facts::is_known(self.order) {
            return Stage::of(Place::NotKnown);
        }
        let stage = match milestone {
            Milestone::Order => self.order_stage(),
            Milestone::Invoice => self.invoice_stage(InvoiceType::Preliminary),
            Milestone::FinalInvoice => self.invoice_stage(InvoiceType::Final),
            Milestone::Payment => self.payment_stage(),
            Milestone::Release => self.release_stage(),
            Milestone::Pickup => self.pickup_stage(),
            Milestone::Delivery => self.delivery_stage(),
            Milestone::Decision => self.decision_stage(),
            Milestone::ExportFile => self.export_stage(),
            _ => self.buyer_stage(),
        };
        let accepted = facts::verdict(self.order) == Verdict::Valid && milestone < Milestone::Decision;
        // A valid verdict proves every stage before it, whether or not this desk has seen the record.
        if accepted && matches!(stage.place, Place::Absent | Place::NotKnown) {
            return Stage { place: Place::AtNt24, ..stage };
        }
        stage
    }

    /// The buyer as NT24's rollup has it.
    fn buyer_stage(&self) -> Stage {
        let module = facts::rollup(self.order).map(|rollup| &rollup.modules.buyer);
        let Some(module) = module else { return Stage::of(Place::NotKnown) };
        let at = module.vies_last_checked_at;
        let told = module.vies_result.as_ref().map(|result| vies_fact(result, at));
        // NT24 has judged, and blocks nothing because of the buyer.
        Stage { place: Place::AtNt24, fact: told, on: at.map(|at| day(at.date_naive())) }
    }

    fn order_stage(&self) -> Stage {
        let created = fact("order.created", [("number", self.order.external_order_id.clone())]);
        match &self.order.server {
            Some(server) => Stage::told(Place::AtNt24, created, Some(day(server.created_at.date_naive()))),
            None if self.order.remote.is_some() => Stage::of(Place::AtNt24),
            None => Stage::of(Place::Queued),
        }
    }

    /// The invoice of a type that waits to be sent, with what it was based on.
    fn queued_invoice(&self, kind: &InvoiceType) -> Option<InvoiceSubmit> {
        let writes = if *kind == InvoiceType::Final { FINAL_INVOICE } else { INVOICE };
        self.pending.body::<InvoiceSubmit>(writes).filter(|invoice| invoice.kind == *kind)
    }

    fn invoice_stage(&self, kind: InvoiceType) -> Stage {
        let known =
            if kind == InvoiceType::Final { &self.order.final_invoice } else { &self.order.preliminary };
        let queued = self.queued_invoice(&kind);
        let place = if queued.is_some() { Place::Queued } else { Place::AtNt24 };
        if let Some(invoice) = queued.as_ref().or(known.as_ref().map(|invoice| &invoice.submitted)) {
            let params = [
                ("number", invoice.invoice_number.clone()),
                ("amount", invoice.amount.value.to_string()),
                ("currency", invoice.amount.currency.clone()),
            ];
            return Stage::told(place, fact("invoice.number", params), Some(day(invoice.invoice_date)));
        }
        let module = facts::rollup(self.order).map(|rollup| &rollup.modules.invoice);
        let received = module.and_then(|module| module.final_invoice_received);
        let required = module.and_then(|module| module.final_invoice_required);
        match kind {
            InvoiceType::Final
                if received == Some(true)
                    || required == Some(false) && facts::decision(self.order).is_some() =>
            {
                Stage::of(Place::AtNt24)
            }
            InvoiceType::Preliminary if module.is_some_and(|module| module.kind.is_some()) => {
                Stage::of(Place::AtNt24)
            }
            _ => Stage::of(Place::Absent),
        }
    }

    fn payment_stage(&self) -> Stage {
        let queued = self.pending.body::<PaymentSubmit>(PAYMENT);
        let place = if queued.is_some() { Place::Queued } else { Place::AtNt24 };
        let Some(paid) = queued.as_ref().or(self.order.payment.as_ref().map(|payment| &payment.submitted))
        else {
            return Stage::of(Place::Absent);
        };
        let amount = rules::money::total([paid.bank_amount.value, paid.cash_amount.value]);
        let params = [("amount", amount.to_string()), ("currency", paid.bank_amount.currency.clone())];
        Stage::told(place, fact("payment.received", params), Some(day(paid.payment_date)))
    }

    fn release_stage(&self) -> Stage {
        let payment = self.order.payment.as_ref().and_then(|payment| payment.ready_for_pickup);
        let module = facts::rollup(self.order).and_then(|rollup| rollup.modules.payment.ready_for_pickup);
        let status = self.order.server.as_ref().map(|server| &server.status);
        let ready =
            payment == Some(true) || module == Some(true) || status == Some(&OrderStatus::ReadyForPickup);
        if ready {
            Stage::told(Place::AtNt24, fact("payment.ready", []), None)
        } else if self.pending.stands(&[Operation::MarkReadyForPickup]) {
            Stage::of(Place::Queued)
        } else {
            Stage::of(Place::Absent)
        }
    }

    fn transport_state(&self) -> Option<&TransportState> {
        self.order.compliance.as_ref().map(|rollup| &rollup.modules.transport)
    }

    fn has_status(&self, statuses: &[OrderStatus]) -> bool {
        self.order.server.as_ref().is_some_and(|server| statuses.contains(&server.status))
    }

    fn pickup_stage(&self) -> Stage {
        let told = |place, on: &Option<String>| Stage {
            place,
            fact: on.as_ref().map(|on| fact("transport.pickedUp", [("on", on.clone())])),
            on: on.clone(),
        };
        let on = &self.transport.picked_up_on;
        if self.pending.waits(&[Operation::RevokePickup]) {
            return Stage::told(Place::TakenBack, fact("transport.waiting", []), None);
        }
        if self.transport.pickup_queued {
            return told(Place::Queued, on);
        }
        let confirmed = self.transport_state().and_then(|state| state.pickup_confirmed);
        let left = self.has_status(&[OrderStatus::TransportInProgress, OrderStatus::TransportCompleted]);
        match confirmed {
            Some(true) => told(Place::AtNt24, on),
            Some(false) => Stage::of(Place::Absent),
            None if left => Stage::of(Place::AtNt24),
            // The status of the order says that it has not left, or this desk has made it and not sent a pickup.
            None if facts::is_fresh(self.order) || self.has_status(BEFORE_PICKUP) => Stage::of(Place::Absent),
            None => Stage::of(Place::NotKnown),
        }
    }

    fn delivery_stage(&self) -> Stage {
        let on = self.transport.delivered_on.clone().filter(|on| !on.is_empty());
        let told = |place| Stage {
            place,
            // The rollup may leave out the day; the arrival itself is certain.
            fact: Some(match &on {
                Some(on) => fact("transport.delivered", [("on", on.clone())]),
                None => fact("transport.arrived", []),
            }),
            on: on.clone(),
        };
        if self.transport.delivery_queued {
            return told(Place::Queued);
        }
        match self.transport_state().and_then(|state| state.delivery_confirmed) {
            Some(true) => told(Place::AtNt24),
            Some(false) => Stage::of(Place::Absent),
            None if self.has_status(&[OrderStatus::TransportCompleted]) => told(Place::AtNt24),
            None if facts::is_fresh(self.order) || self.has_status(BEFORE_DELIVERY) => {
                Stage::of(Place::Absent)
            }
            None => Stage::of(Place::NotKnown),
        }
    }

    fn decision_stage(&self) -> Stage {
        match facts::decision(self.order) {
            Some(Decision::ValidExport) => Stage::told(Place::AtNt24, fact("decision.validExport", []), None),
            Some(Decision::VatApplicable) => {
                Stage::told(Place::AtNt24, fact("decision.vatApplicable", []), None)
            }
            None => Stage::of(Place::Absent),
        }
    }

    fn export_stage(&self) -> Stage {
        let file = self.order.export_file.as_ref();
        match file.and_then(|file| file.status.as_ref()) {
            Some(ExportFileStatus::Ready) => {
                let version = file.and_then(|file| file.version).unwrap_or_default().to_string();
                let at = file.and_then(|file| file.generated_at).map(|at| day(at.date_naive()));
                Stage::told(Place::AtNt24, fact("export.version", [("version", version)]), at)
            }
            Some(ExportFileStatus::Pending | ExportFileStatus::Generating)
                if facts::decision(self.order).is_some() =>
            {
                Stage::told(Place::InWork, fact("export.generating", []), None)
            }
            Some(ExportFileStatus::Failed) => Stage::told(Place::Failed, fact("export.failed", []), None),
            Some(ExportFileStatus::Unknown(_)) => Stage::of(Place::NotKnown),
            None if facts::decision(self.order).is_some() => Stage::of(Place::NotKnown),
            _ => Stage::of(Place::Absent),
        }
    }
}

const BEFORE_PICKUP: &[OrderStatus] = &[
    OrderStatus::Created,
    OrderStatus::InvoiceSubmitted,
    OrderStatus::PaymentSubmitted,
    OrderStatus::ReadyForPickup,
];

const BEFORE_DELIVERY: &[OrderStatus] = &[
    OrderStatus::Created,
    OrderStatus::InvoiceSubmitted,
    OrderStatus::PaymentSubmitted,
    OrderStatus::ReadyForPickup,
    OrderStatus::TransportInProgress,
];
