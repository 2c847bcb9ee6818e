//! The route of an order: six stops, each with its state, its moment and one line of fact. What this
//! desk has queued counts as waiting; what NT24 says decides.

use crate::clock::{day, moment};
use crate::contract::{Failure, Module, PickupKind, Stop, StopState, TransportFacts, Verdict};
use crate::history::fact;
use crate::outbox::Request;
use chrono::NaiveDate;
use nt24::{
    Blocker, ComplianceRollup, ComplianceStatus, ExportFileStatus, InvoiceSubmit, InvoiceType,
    KycOverallStatus, Money, Operation, OrderVinInput, PaymentSubmit, PickupConfirm, PickupType, ViesResult,
};
use serde::de::DeserializeOwned;
use store::{BuyerRow, OrderRow, OutboxRow, OutboxState, Tx};

/// What is known of an order, from NT24 or from what this desk wants.
pub(crate) struct OrderFacts {
    pub(crate) total: Option<i64>,
    pub(crate) currency: String,
    pub(crate) purchase_date: Option<NaiveDate>,
    pub(crate) vehicles: Vec<OrderVinInput>,
}

impl OrderFacts {
    pub(crate) fn money(&self) -> Option<Money> {
        self.total.map(|value| Money { value, currency: self.currency.clone() })
    }
}

pub(crate) fn order_facts(row: &OrderRow) -> OrderFacts {
    let (total, purchase_date, vehicles) = match (&row.server, &row.wanted) {
        (Some(server), _) => (
            Some(&server.total_amount),
            server.purchase_date,
            server.vins.iter().map(|vin| vin.input.clone()).collect(),
        ),
        (None, Some(wanted)) => (Some(&wanted.total_amount), wanted.purchase_date, wanted.vins.clone()),
        (None, None) => (None, None, Vec::new()),
    };
    OrderFacts {
        total: total.map(|money| money.value),
        currency: total.map_or_else(|| "EUR".to_owned(), |money| money.currency.clone()),
        purchase_date,
        vehicles,
    }
}

/// What waits of a buyer or an order.
pub(crate) struct Queue(Vec<(Operation, Option<Request>, OutboxRow)>);

impl Queue {
    pub(crate) fn of(tx: &Tx<'_>, subject: &str) -> Result<Self, store::Error> {
        let rows = store::outbox::of_subject(tx, subject)?.into_iter();
        let rows = rows.filter(|row| !row.state.is_finished());
        let rows =
            rows.filter_map(|row| Some((Operation::from_id(&row.operation)?, Request::read(&row), row)));
        Ok(Self(rows.collect()))
    }

    /// Whether one of these is on its way.
    pub(crate) fn waits(&self, operations: &[Operation]) -> bool {
        self.0.iter().any(|(operation, _, row)| operations.contains(operation) && !row.state.is_parked())
    }

    /// Whether one of these is parked or on its way.
    pub(crate) fn has(&self, operations: &[Operation]) -> bool {
        self.0.iter().any(|(operation, ..)| operations.contains(operation))
    }

    pub(crate) fn parked(&self) -> impl Iterator<Item = &OutboxRow> {
        self.0.iter().map(|(.., row)| row).filter(|row| row.state.is_parked())
    }

    /// The body of the last of these that is on its way.
    pub(crate) fn body<T: DeserializeOwned>(&self, operations: &[Operation]) -> Option<T> {
        let request =
            self.0.iter().rev().find(|(operation, _, row)| {
                operations.contains(operation) && row.state != OutboxState::Conflict
            });
        let request = request?.1.as_ref()?;
        let crate::outbox::Content::Json(content) = &request.content else { return None };
        // A change holds only what it changes; the rest is as it was.
        let whole = request.base.as_ref().map(|base| crate::outbox::overlay(base, content));
        serde_json::from_value(whole.unwrap_or_else(|| content.clone())).ok()
    }
}

/// Writes that bring a preliminary invoice.
pub(crate) const INVOICE: &[Operation] = &[Operation::SubmitInvoice, Operation::UpdateInvoice];
/// Writes that bring the payment.
pub(crate) const PAYMENT: &[Operation] = &[Operation::SubmitPayment, Operation::UpdatePayment];

/// Amount of the preliminary invoice, from NT24 or on its way.
pub(crate) fn invoice_amount(tx: &Tx<'_>, row: &OrderRow) -> Result<Option<i64>, Failure> {
    let queued = Queue::of(tx, &row.id)?.body::<InvoiceSubmit>(INVOICE);
    let queued = queued.filter(|invoice| invoice.kind == InvoiceType::Preliminary);
    let known = row.preliminary.as_ref().map(|invoice| invoice.submitted.amount.value);
    Ok(queued.map(|invoice| invoice.amount.value).or(known))
}

/// The transport, from NT24 or on its way.
pub(crate) fn transport(tx: &Tx<'_>, row: &OrderRow) -> Result<TransportFacts, Failure> {
    let queue = Queue::of(tx, &row.id)?;
    let state = row.compliance.as_ref().map(|rollup| &rollup.modules.transport);
    let queued = queue.body::<PickupConfirm>(&[Operation::ConfirmPickup]);
    let delivered = queue.body::<nt24::DeliveryConfirm>(&[Operation::ConfirmDelivery]);
    let revoked = queue.has(&[Operation::RevokePickup]);
    let known = state.filter(|state| state.pickup_confirmed == Some(true) && !revoked);
    let kind = queued.as_ref().map(|pickup| &pickup.kind).or(known.and_then(|state| state.kind.as_ref()));
    let arrived = state.filter(|state| state.delivery_confirmed == Some(true));
    let queued_day = queued.as_ref().map(|pickup| pickup.pickup_date);
    Ok(TransportFacts {
        kind: kind.and_then(|kind| match kind {
            PickupType::SelfPickup => Some(PickupKind::SelfPickup),
            PickupType::CompanyTransport => Some(PickupKind::CompanyTransport),
            PickupType::Unknown(_) => None,
        }),
        picked_up_on: queued_day.or(known.and_then(|state| state.pickup_date)).map(day),
        delivered_on: delivered
            .map(|delivery| delivery.delivery_date)
            .or(arrived.and_then(|state| state.delivery_date))
            .map(day)
            // The rollup need not repeat the day; that it arrived is certain.
            .or_else(|| arrived.map(|_| String::new())),
        daily_vies: state.and_then(|state| state.daily_vies_checks_active).unwrap_or_default(),
    })
}

pub(crate) fn verdict(row: &OrderRow) -> Verdict {
    match row.compliance.as_ref().map(|rollup| &rollup.compliance_status) {
        Some(ComplianceStatus::Valid) => Verdict::Valid,
        Some(ComplianceStatus::Invalid) => Verdict::Invalid,
        Some(ComplianceStatus::Incomplete) => Verdict::Incomplete,
        Some(ComplianceStatus::Unknown(_)) | None => Verdict::Unknown,
    }
}

/// What the stops are computed from.
pub(crate) struct Route<'a> {
    pub(crate) order: &'a OrderRow,
    pub(crate) buyer: &'a BuyerRow,
    pub(crate) queue: &'a Queue,
    pub(crate) buyer_queue: &'a Queue,
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
        self.queue.parked().any(|row| module_of(&row.operation) == module)
    }

    fn blocked(&self, module: &str) -> usize {
        self.blockers.iter().filter(|blocker| blocker.module == module).count()
    }

    fn buyer_stop(&self) -> Stop {
        let kyc = self.buyer.kyc.clone().unwrap_or_default();
        let rollup = self.rollup().map(|rollup| &rollup.modules.buyer);
        let vies = rollup.and_then(|module| module.vies_result.as_ref()).or(kyc.vies_result.as_ref());
        let at = rollup.and_then(|module| module.vies_last_checked_at).or(kyc.vies_last_checked_at);
        let documents = rollup.and_then(|module| module.documents_complete).or(kyc.documents_complete);
        let vies_at = at.map(moment).unwrap_or_default();
        let (state, fact) = if self.buyer_queue.parked().next().is_some() {
            (StopState::NeedsYou, fact("buyer.waiting", []))
        } else if self.buyer.remote.is_none() {
            (StopState::Waiting, fact("buyer.waiting", []))
        } else if vies == Some(&ViesResult::Invalid) {
            (StopState::Failed, fact("buyer.viesInvalid", [("viesAt", vies_at)]))
        } else if documents != Some(true) {
            let waits = self.buyer_queue.waits(&[Operation::UploadKycDocument]);
            let state = if waits { StopState::Waiting } else { StopState::NeedsYou };
            (state, fact(if waits { "buyer.waiting" } else { "buyer.documentsMissing" }, []))
        } else {
            match vies {
                Some(ViesResult::Valid) if kyc.overall_status != Some(KycOverallStatus::Invalid) => {
                    (StopState::Done, fact("buyer.vies", [("viesAt", vies_at.clone())]))
                }
                Some(ViesResult::Pending) => (StopState::Waiting, fact("buyer.viesPending", [])),
                // A member state that does not answer is an outage, never a failure.
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
            Some(_) if self.parked(Module::Order) || self.blocked("order") > 0 => {
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
        let uploads = self.queue.waits(&[Operation::UploadInvoiceDocument]);
        let known = invoice.map(|invoice| {
            let amount = &invoice.submitted.amount;
            let params = [
                ("number", invoice.submitted.invoice_number.clone()),
                ("amount", amount.value.to_string()),
                ("currency", amount.currency.clone()),
            ];
            fact("invoice.number", params)
        });
        let waits =
            self.queue.waits(INVOICE) || self.queue.waits(&[Operation::SubmitFinalInvoice]) || uploads;
        let wrong = invoice.and_then(|invoice| invoice.status.as_ref()) == Some(&nt24::RecordStatus::Invalid);
        let state = match (&known, waits) {
            _ if self.parked(Module::Invoice) => StopState::NeedsYou,
            (_, true) => StopState::Waiting,
            (Some(_), _) if self.blocked("invoice") > 0 || wrong => StopState::NeedsYou,
            (Some(_), _) => StopState::Done,
            (None, _) => StopState::NeedsYou,
        };
        let at = invoice.map(|invoice| day(invoice.submitted.invoice_date));
        let fact = known.or_else(|| waits.then(|| fact("invoice.waiting", [])));
        Stop { module: Module::Invoice, state, at, fact }
    }

    fn payment_stop(&self) -> Stop {
        let payment = self.order.payment.as_ref();
        let queued = self.queue.body::<PaymentSubmit>(PAYMENT);
        let waits = self.queue.waits(PAYMENT)
            || self.queue.waits(&[Operation::UploadPaymentDocument, Operation::MarkReadyForPickup]);
        let ready = payment.and_then(|payment| payment.ready_for_pickup) == Some(true);
        let submitted = payment.map(|payment| &payment.submitted).or(queued.as_ref());
        let fact = match submitted {
            Some(_) if ready => Some(fact("payment.ready", [])),
            Some(paid) => {
                let amount = paid.bank_amount.value + paid.cash_amount.value;
                let params =
                    [("amount", amount.to_string()), ("currency", paid.bank_amount.currency.clone())];
                Some(fact("payment.received", params))
            }
            None => waits.then(|| fact("payment.waiting", [])),
        };
        let has_invoice = self.order.preliminary.is_some() || self.queue.has(INVOICE);
        let state = match payment {
            _ if self.parked(Module::Payment) => StopState::NeedsYou,
            _ if waits => StopState::Waiting,
            Some(_) if ready && self.blocked("payment") == 0 => StopState::Done,
            Some(_) => StopState::NeedsYou,
            None if has_invoice => StopState::NeedsYou,
            None => StopState::NotYet,
        };
        Stop { module: Module::Payment, state, at: submitted.map(|paid| day(paid.payment_date)), fact }
    }

    fn transport_stop(&self) -> Stop {
        let waits = self.queue.waits(&[
            Operation::ConfirmPickup,
            Operation::ConfirmDelivery,
            Operation::RevokePickup,
            Operation::UploadTransportDocument,
        ]);
        let (picked_up, delivered) = (&self.transport.picked_up_on, &self.transport.delivered_on);
        let ready = self.order.payment.as_ref().and_then(|payment| payment.ready_for_pickup) == Some(true);
        let papers = self.blockers.iter().any(|blocker| {
            blocker.module == "transport" && blocker.code.starts_with("MISSING_") && is_paper(&blocker.code)
        });
        let fact = match (picked_up, delivered) {
            (_, Some(_)) if papers && !waits => Some(fact("transport.papersMissing", [])),
            (_, Some(on)) => Some(fact("transport.delivered", [("on", on.clone())])),
            (Some(on), None) => Some(fact("transport.pickedUp", [("on", on.clone())])),
            (None, None) => waits.then(|| fact("transport.waiting", [])),
        };
        let state = match (picked_up, delivered) {
            _ if self.parked(Module::Transport) => StopState::NeedsYou,
            _ if waits => StopState::Waiting,
            (_, Some(_)) if !papers => StopState::Done,
            (_, Some(_)) | (Some(_), None) => StopState::NeedsYou,
            (None, None) if ready || self.queue.has(&[Operation::MarkReadyForPickup]) => StopState::NeedsYou,
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

fn is_paper(code: &str) -> bool {
    code.contains("CMR") || code.contains("DECLARATION") || code.contains("DOCUMENT")
}

/// The stop that a write belongs to.
pub(crate) fn module_of(operation: &str) -> Module {
    match Operation::from_id(operation) {
        Some(Operation::CreateOrder | Operation::UpdateOrder | Operation::CancelOrder) => Module::Order,
        Some(
            Operation::SubmitInvoice
            | Operation::UpdateInvoice
            | Operation::UploadInvoiceDocument
            | Operation::SubmitFinalInvoice,
        ) => Module::Invoice,
        Some(
            Operation::SubmitPayment
            | Operation::UpdatePayment
            | Operation::UploadPaymentDocument
            | Operation::MarkReadyForPickup,
        ) => Module::Payment,
        Some(
            Operation::ConfirmPickup
            | Operation::RevokePickup
            | Operation::ConfirmDelivery
            | Operation::UploadTransportDocument,
        ) => Module::Transport,
        Some(Operation::RegenerateExportFile) => Module::ExportFile,
        _ => Module::Buyer,
    }
}
