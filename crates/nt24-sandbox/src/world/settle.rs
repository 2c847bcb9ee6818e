//! Settles orders: derives statuses, rollup and export file from the stored records, and counts versions,
//! so that a representation never changes without its `ETag`.

use super::buyer_module::vies_is_settled;
use super::export::settle_export;
use super::moment::Moment;
use super::order_record::OrderRecord;
use super::state::World;
use super::verdict::Verdict;
use nt24::{BuyerId, ComplianceRollup, Invoice, OrderId, RecordStatus};

impl World {
    /// Settles all orders of a buyer.
    pub(crate) fn settle_buyer(&mut self, buyer: &BuyerId, moment: Moment<'_>) {
        let orders = self.index.of_buyer(buyer).to_vec();
        orders.iter().for_each(|order| self.settle_order(order, moment));
    }

    /// Settles the orders of a buyer for which a VIES check may count.
    pub(crate) fn settle_open_orders(&mut self, buyer: &BuyerId, moment: Moment<'_>) {
        let Some(record) = self.buyers.get(buyer) else { return };
        let orders: Vec<OrderId> = self
            .orders_of(buyer)
            .filter(|order| !vies_is_settled(record, order, moment))
            .map(|order| order.order.uuid.clone())
            .collect();
        orders.iter().for_each(|order| self.settle_order(order, moment));
    }

    /// Settles one order: its invoices, its payment, its status, its rollup and its export file.
    pub(crate) fn settle_order(&mut self, id: &OrderId, moment: Moment<'_>) {
        let Some(record) = self.orders.get(id) else { return };
        let verdict = self.verdict(record, moment);
        let Some(record) = self.orders.get_mut(id) else { return };
        settle_invoices(record, &verdict, moment);
        settle_payment(record, &verdict, moment);
        settle_export(&mut self.agenda, record, verdict.decision.as_ref(), moment);
        let before = (record.rollup.compliance_status.clone(), record.rollup.decision.clone());
        settle_rollup(record, verdict, moment);
        self.index.list(record);
        self.emit_compliance(id, before, moment);
    }
}

fn settle_invoices(record: &mut OrderRecord, verdict: &Verdict, moment: Moment<'_>) {
    let preliminary = record.preliminary.as_mut().map(|invoice| (invoice, &verdict.preliminary));
    let last = record.final_invoice.as_mut().map(|invoice| (invoice, &verdict.final_invoice));
    for (invoice, status) in preliminary.into_iter().chain(last) {
        settle_invoice(invoice, status, verdict, moment);
    }
}

fn settle_invoice(invoice: &mut Invoice, status: &RecordStatus, verdict: &Verdict, moment: Moment<'_>) {
    let (required, received) = (Some(verdict.final_required), Some(verdict.final_received));
    let same = invoice.status.as_ref() == Some(status)
        && (invoice.final_invoice_required, invoice.final_invoice_received) == (required, received);
    if same {
        return;
    }
    // An invoice that was just stored has no status yet: its first status is part of its first version.
    let fresh = invoice.status.replace(status.clone()).is_none();
    invoice.final_invoice_required = required;
    invoice.final_invoice_received = received;
    if !fresh {
        invoice.version = invoice.version.map(|version| version + 1);
        invoice.updated_at = Some(moment.now);
    }
}

fn settle_payment(record: &mut OrderRecord, verdict: &Verdict, moment: Moment<'_>) {
    let ready = Some(record.ready_at.is_some());
    let Some(payment) = record.payment.as_mut().map(|stored| &mut stored.payment) else { return };
    let same = payment.status.as_ref() == Some(&verdict.payment)
        && payment.amount_matches_invoice == verdict.amount_matches
        && payment.iban_consistent == verdict.iban_consistent
        && payment.ready_for_pickup == ready;
    if same {
        return;
    }
    let fresh = payment.status.replace(verdict.payment.clone()).is_none();
    payment.amount_matches_invoice = verdict.amount_matches;
    payment.iban_consistent = verdict.iban_consistent;
    payment.ready_for_pickup = ready;
    if !fresh {
        payment.version = payment.version.map(|version| version + 1);
        payment.updated_at = Some(moment.now);
    }
}

fn settle_rollup(record: &mut OrderRecord, verdict: Verdict, moment: Moment<'_>) {
    let order = &mut record.order;
    // The first status of a vehicle is part of the order's first version.
    let first = order.vins.iter().any(|vin| vin.compliance_status.is_none());
    let mut changed = order.status != verdict.order_status;
    order.status = verdict.order_status;
    for (vin, status) in order.vins.iter_mut().zip(verdict.vin_statuses) {
        if vin.compliance_status.as_deref() != Some(status) {
            vin.compliance_status = Some(status.to_owned());
            changed = true;
        }
    }
    if changed && !first {
        order.version += 1;
        order.updated_at = moment.now;
    }
    let mut modules = verdict.modules;
    modules.export_file = record.export.module(&record.seller, &record.order.uuid, moment.behaviour);
    let rollup = ComplianceRollup {
        compliance_status: verdict.status,
        decision: verdict.decision,
        blockers: verdict.blockers,
        modules,
        order_uuid: record.rollup.order_uuid.clone(),
        version: record.rollup.version,
        updated_at: record.rollup.updated_at,
    };
    if rollup != record.rollup {
        // A rollup without a status of its order module was never computed.
        let first = record.rollup.modules.order.status.is_none();
        record.rollup = ComplianceRollup {
            version: if first { 0 } else { rollup.version + 1 },
            updated_at: Some(moment.now),
            ..rollup
        };
        // A list by `updatedAfter` must contain an order whose verdict changed.
        record.order.updated_at = moment.now;
    }
}
