//! Brings what is derived in line with what is stored, and counts versions: a representation never
//! changes without its `ETag`.

use super::buyer_module::vies_is_settled;
use super::export::settle_export;
use super::verdict::Verdict;
use super::{Moment, OrderRecord, World};
use nt24::{BuyerId, ComplianceRollup, Invoice, OrderId, RecordStatus};

impl World {
    /// Settles all orders of a buyer.
    pub(crate) fn settle_buyer(&mut self, buyer: &BuyerId, moment: Moment<'_>) {
        let orders = self.index.of_buyer(buyer).to_vec();
        orders.iter().for_each(|order| self.settle_order(order, moment));
    }

    /// Settles the orders of a buyer for which a question to VIES, or its answer, may count.
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
        self.tell_compliance(id, before, moment);
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
    let settled = Invoice {
        status: Some(status.clone()),
        final_invoice_required: Some(verdict.final_required),
        final_invoice_received: Some(verdict.final_received),
        ..invoice.clone()
    };
    // An invoice that was just stored has no status yet: filling it in is part of its first version.
    if settled != *invoice && invoice.status.is_some() {
        *invoice = Invoice {
            version: invoice.version.map(|version| version + 1),
            updated_at: Some(moment.now),
            ..settled
        };
    } else {
        *invoice = settled;
    }
}

fn settle_payment(record: &mut OrderRecord, verdict: &Verdict, moment: Moment<'_>) {
    let ready = record.ready_at.is_some();
    let Some(stored) = &mut record.payment else { return };
    let fresh = stored.payment.status.is_none();
    let settled = nt24::Payment {
        status: Some(verdict.payment.clone()),
        amount_matches_invoice: verdict.amount_matches,
        iban_consistent: verdict.iban_consistent,
        ready_for_pickup: Some(ready),
        ..stored.payment.clone()
    };
    if settled != stored.payment && !fresh {
        stored.payment = nt24::Payment {
            version: stored.payment.version.map(|version| version + 1),
            updated_at: Some(moment.now),
            ..settled
        };
    } else {
        stored.payment = settled;
    }
}

fn settle_rollup(record: &mut OrderRecord, verdict: Verdict, moment: Moment<'_>) {
    let mut order = record.order.clone();
    order.status = verdict.order_status;
    for (vin, status) in order.vins.iter_mut().zip(verdict.vin_statuses) {
        vin.compliance_status = Some(status.to_owned());
    }
    if order != record.order {
        // Filling in the state of a vehicle for the first time is part of the first version.
        if record.order.vins.iter().all(|vin| vin.compliance_status.is_some()) {
            order.version += 1;
            order.updated_at = moment.now;
        }
        record.order = order;
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
        // A rollup without an order module was never computed.
        let first = record.rollup.modules.order.status.is_none();
        record.rollup = ComplianceRollup {
            version: if first { 0 } else { rollup.version + 1 },
            updated_at: Some(moment.now),
            ..rollup
        };
        // A sweep by updatedAfter must find an order whose verdict changed.
        record.order.updated_at = moment.now;
    }
}
