//! The facts of an order, from NT24 or from the writes that wait.

use crate::contract::{Decision, Failure, PickupKind, SaidSince, TransportFacts, Verdict};
use crate::deal::pending::PendingWrites;
use crate::deal::stops::{INVOICE, PAYMENT};
use crate::given::clock::day;
use chrono::NaiveDate;
use nt24::{
    ComplianceDecision, ComplianceRollup, ComplianceStatus, DeliveryConfirm, InvoiceSubmit, InvoiceType,
    Money, Operation, OrderStatus, OrderVinInput, PaymentSubmit, PickupConfirm, PickupType,
};
use rules::transport::Release;
use store::{OrderRow, Tx};

/// The facts of an order as NT24 has it, or as this desk has queued it.
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

/// Amount of the preliminary invoice that waits, else of the one at NT24.
pub(crate) fn invoice_amount(tx: &Tx<'_>, row: &OrderRow) -> Result<Option<i64>, Failure> {
    let queued = PendingWrites::of(tx, &row.id)?.body::<InvoiceSubmit>(INVOICE);
    let queued = queued.filter(|invoice| invoice.kind == InvoiceType::Preliminary);
    let known = row.preliminary.as_ref().map(|invoice| invoice.submitted.amount.value);
    Ok(queued.map(|invoice| invoice.amount.value).or(known))
}

/// Day of the payment that waits, else of the one at NT24.
pub(crate) fn payment_date(tx: &Tx<'_>, row: &OrderRow) -> Result<Option<NaiveDate>, Failure> {
    let queued = PendingWrites::of(tx, &row.id)?.body::<PaymentSubmit>(PAYMENT);
    let known = row.payment.as_ref().map(|payment| &payment.submitted);
    Ok(queued.as_ref().or(known).map(|payment| payment.payment_date))
}

/// Number of the order's other invoice, here or at NT24: of the preliminary one beside a final one, and the other
/// way round. Empty if there is none.
pub(crate) fn other_invoice_number(tx: &Tx<'_>, row: &OrderRow, is_final: bool) -> Result<String, Failure> {
    let (kind, operation, known) = match is_final {
        true => (InvoiceType::Preliminary, Operation::SubmitInvoice, &row.preliminary),
        false => (InvoiceType::Final, Operation::SubmitFinalInvoice, &row.final_invoice),
    };
    let pending = PendingWrites::of(tx, &row.id)?;
    let queued = [Operation::UpdateInvoice, operation].into_iter().find_map(|one| {
        let invoice = pending.body::<InvoiceSubmit>(&[one])?;
        (invoice.kind == kind).then_some(invoice.invoice_number)
    });
    Ok(queued
        .or_else(|| known.as_ref().map(|invoice| invoice.submitted.invoice_number.clone()))
        .unwrap_or_default())
}

/// Whether the vehicle was released for the pickup, here or at NT24.
pub(crate) fn released(tx: &Tx<'_>, row: &OrderRow) -> Result<Release, Failure> {
    let payment = row.payment.as_ref().and_then(|payment| payment.ready_for_pickup);
    let module = rollup(row).and_then(|rollup| rollup.modules.payment.ready_for_pickup);
    if PendingWrites::of(tx, &row.id)?.stands(&[Operation::MarkReadyForPickup])
        || payment == Some(true)
        || module == Some(true)
    {
        return Ok(Release::Yes);
    }
    Ok(match row.server.as_ref().map(|server| &server.status) {
        Some(
            OrderStatus::ReadyForPickup
            | OrderStatus::TransportInProgress
            | OrderStatus::TransportCompleted
            | OrderStatus::ComplianceValid
            | OrderStatus::ComplianceInvalid,
        ) => Release::Yes,
        Some(
            OrderStatus::Created
            | OrderStatus::InvoiceSubmitted
            | OrderStatus::PaymentSubmitted
            | OrderStatus::Cancelled,
        ) => Release::No,
        Some(OrderStatus::Unknown(_)) => Release::NotKnown,
        // An order that NT24 does not have yet was released nowhere.
        None if row.remote.is_none() => Release::No,
        None => Release::NotKnown,
    })
}

/// The transport that waits, else the one at NT24.
pub(crate) fn transport(tx: &Tx<'_>, row: &OrderRow) -> Result<TransportFacts, Failure> {
    Ok(transport_with(row, &PendingWrites::of(tx, &row.id)?))
}

/// As [`transport`], with the writes of the order that wait.
pub(crate) fn transport_with(row: &OrderRow, pending: &PendingWrites) -> TransportFacts {
    let state = row.compliance.as_ref().map(|rollup| &rollup.modules.transport);
    let queued = pending.body::<PickupConfirm>(&[Operation::ConfirmPickup]);
    let delivered = pending.body::<DeliveryConfirm>(&[Operation::ConfirmDelivery]);
    let revoked = pending.waits(&[Operation::RevokePickup]);
    let known = state.filter(|state| state.pickup_confirmed == Some(true) && !revoked);
    let kind = queued.as_ref().map(|pickup| &pickup.kind).or(known.and_then(|state| state.kind.as_ref()));
    let arrived = state.filter(|state| state.delivery_confirmed == Some(true));
    let queued_day = queued.as_ref().map(|pickup| pickup.pickup_date);
    let delivery_queued = delivered.is_some();
    TransportFacts {
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
            // The rollup may leave out the day; the arrival itself is certain.
            .or_else(|| arrived.map(|_| String::new())),
        daily_vies: state.and_then(|state| state.daily_vies_checks_active).unwrap_or_default(),
        pickup_queued: queued_day.is_some(),
        delivery_queued,
    }
}

/// Whether NT24 was asked for the whole order, with its verdict. A rollup alone does not tell: this desk makes one
/// up to store the answer to a milestone.
pub(crate) fn is_judged(row: &OrderRow) -> bool {
    row.refreshed_at.is_some() && row.compliance.is_some()
}

/// Whether the order was made at this desk and NT24 has not judged it: then this desk's own data tells all of it.
pub(crate) fn is_fresh(row: &OrderRow) -> bool {
    let created = row.server.as_ref().is_none_or(|server| server.status == OrderStatus::Created);
    !is_judged(row) && row.wanted.is_some() && created
}

pub(crate) fn is_cancelled(row: &OrderRow) -> bool {
    row.server.as_ref().is_some_and(|server| server.status == OrderStatus::Cancelled)
}

/// Since when the order is cancelled. NT24 tells neither the day nor the reason: only when the order last changed.
pub(crate) fn cancelled(row: &OrderRow) -> Option<SaidSince> {
    let server = row.server.as_ref().filter(|_| is_cancelled(row))?;
    Some(SaidSince { on: day(server.updated_at.date_naive()), exact: false })
}

/// Whether more is known of the order than the line of NT24's list.
pub(crate) fn is_known(row: &OrderRow) -> bool {
    is_judged(row) || is_fresh(row) || is_cancelled(row)
}

/// The rollup, if NT24 has judged.
pub(crate) fn rollup(row: &OrderRow) -> Option<&ComplianceRollup> {
    row.compliance.as_ref().filter(|_| is_judged(row))
}

pub(crate) fn verdict(row: &OrderRow) -> Verdict {
    match rollup(row).map(|rollup| &rollup.compliance_status) {
        Some(ComplianceStatus::Valid) => Verdict::Valid,
        Some(ComplianceStatus::Invalid) => Verdict::Invalid,
        Some(ComplianceStatus::Incomplete) => Verdict::Incomplete,
        None if row.server.is_none() && row.remote.is_none() => Verdict::NotSent,
        Some(ComplianceStatus::Unknown(_)) | None => Verdict::NotKnown,
    }
}

/// The decision on VAT, where NT24 has made one.
pub(crate) fn decision(row: &OrderRow) -> Option<Decision> {
    match rollup(row)?.decision.as_ref()? {
        ComplianceDecision::ValidExport => Some(Decision::ValidExport),
        ComplianceDecision::VatApplicable => Some(Decision::VatApplicable),
        ComplianceDecision::Unknown(_) => None,
    }
}
