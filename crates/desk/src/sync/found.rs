//! What a read has found that is not from this desk: steps of the history, by which a row of a list counts as
//! changed since the user saw it.

use crate::compare::merge;
use crate::connection::Connection;
use crate::connection::history::{self, Event, Source};
use crate::contract::{ValueChange, fact};
use crate::sync::sweep;
use chrono::{DateTime, Utc};
use nt24::{BuyerStatus, Invoice, Operation, OrderStatus, TransportState};
use serde::Serialize;
use store::{BuyerRow, OrderRow, OutboxRow, OutboxState, Tx};

/// Records an order that another desk or staff has created. What was there before the first sweep is not news.
pub(super) fn new_order(tx: &Tx<'_>, connection: &Connection, row: &OrderRow) -> Result<(), store::Error> {
    if sweep::last_complete_of(tx, &row.seller)?.is_none() {
        return Ok(());
    }
    let found = fact("found", [("operation", Operation::CreateOrder.id().to_owned())]);
    history::add(tx, connection, &row.id, row.created_at, Source::Elsewhere, found)
}

/// Records what has changed in an order between two reads. The first read of an order is not news.
pub(super) fn in_order(
    tx: &Tx<'_>,
    connection: &Connection,
    before: &OrderRow,
    after: &OrderRow,
) -> Result<(), store::Error> {
    let is_new = before.compliance.is_none();
    if is_new {
        // The events of this read are seen, too, unless the order itself is news.
        return match store::events::has_elsewhere(tx, &after.id)? {
            true => Ok(()),
            false => store::events::see(tx, &after.id),
        };
    }
    let found = Found::new(tx, connection, &after.id)?;
    let now = connection.given.clock.now();
    if let (Some(before), Some(after)) = (&before.server, &after.server) {
        found.changed(Operation::UpdateOrder, Some(before), Some(after), after.updated_at)?;
        if before.status != after.status && after.status == OrderStatus::Cancelled {
            found.add("order.cancelled", Operation::CancelOrder, Vec::new(), after.updated_at)?;
        }
    }
    let changed_at =
        |invoice: &Option<Invoice>| invoice.as_ref().and_then(|invoice| invoice.updated_at).unwrap_or(now);
    let invoices = [
        (Operation::SubmitInvoice, &before.preliminary, &after.preliminary),
        (Operation::SubmitFinalInvoice, &before.final_invoice, &after.final_invoice),
    ];
    for (submit, before, after) in invoices {
        let operation = if before.is_some() { Operation::UpdateInvoice } else { submit };
        found.changed(operation, before.as_ref(), after.as_ref(), changed_at(after))?;
    }
    let paid_at = after.payment.as_ref().and_then(|payment| payment.updated_at).unwrap_or(now);
    let operation =
        if before.payment.is_some() { Operation::UpdatePayment } else { Operation::SubmitPayment };
    found.changed(operation, before.payment.as_ref(), after.payment.as_ref(), paid_at)?;
    let is_ready =
        |row: &OrderRow| row.payment.as_ref().is_some_and(|one| one.ready_for_pickup == Some(true));
    if is_ready(after) && !is_ready(before) {
        found.add("found", Operation::MarkReadyForPickup, Vec::new(), paid_at)?;
    }
    let transport = |row: &OrderRow| row.compliance.as_ref().map(|rollup| rollup.modules.transport.clone());
    let at = after.compliance.as_ref().and_then(|rollup| rollup.updated_at).unwrap_or(now);
    found.milestones(&transport(before).unwrap_or_default(), &transport(after).unwrap_or_default(), at)
}

/// Records what has changed in a buyer between two reads.
pub(super) fn in_buyer(
    tx: &Tx<'_>,
    connection: &Connection,
    before: &BuyerRow,
    after: &BuyerRow,
) -> Result<(), store::Error> {
    let (Some(before), Some(now)) = (&before.server, &after.server) else { return Ok(()) };
    let found = Found::new(tx, connection, &after.id)?;
    found.changed(Operation::UpdateBuyer, Some(before), Some(now), now.updated_at)?;
    if before.status == now.status {
        return Ok(());
    }
    let (key, operation) = match now.status {
        BuyerStatus::Blocked => ("buyer.blocked", Operation::BlockBuyer),
        _ => ("buyer.unblocked", Operation::UnblockBuyer),
    };
    found.add(key, operation, Vec::new(), now.updated_at)
}

/// What was found about one buyer or order.
struct Found<'a> {
    tx: &'a Tx<'a>,
    connection: &'a Connection,
    subject: &'a str,
    /// The writes of this desk.
    writes: Vec<OutboxRow>,
}

impl<'a> Found<'a> {
    fn new(tx: &'a Tx<'a>, connection: &'a Connection, subject: &'a str) -> Result<Self, store::Error> {
        Ok(Self { tx, connection, subject, writes: store::outbox::of_subject(tx, subject)? })
    }

    /// Records the values that are not as before. A field that an answer leaves out is empty.
    fn changed<T: Serialize>(
        &self,
        operation: Operation,
        before: Option<&T>,
        after: Option<&T>,
        at: DateTime<Utc>,
    ) -> Result<(), store::Error> {
        let value = |one: Option<&T>| one.and_then(|one| serde_json::to_value(one).ok()).unwrap_or_default();
        let (before, after) = (value(before), value(after));
        if after.is_null() {
            return Ok(());
        }
        let changes = merge::changes(operation, &before, &after);
        if changes.is_empty() { Ok(()) } else { self.add("found", operation, changes, at) }
    }

    fn milestones(
        &self,
        before: &TransportState,
        after: &TransportState,
        at: DateTime<Utc>,
    ) -> Result<(), store::Error> {
        let on = |field: &str, day: Option<_>| merge::changes_of_day(field, day);
        let is = |confirmed: Option<bool>| confirmed == Some(true);
        match (is(before.pickup_confirmed), is(after.pickup_confirmed)) {
            (false, true) => {
                self.add("found", Operation::ConfirmPickup, on("pickupDate", after.pickup_date), at)?;
            }
            (true, false) => self.add("found", Operation::RevokePickup, Vec::new(), at)?,
            _ => {}
        }
        if is(after.delivery_confirmed) && !is(before.delivery_confirmed) {
            self.add("found", Operation::ConfirmDelivery, on("deliveryDate", after.delivery_date), at)?;
        }
        Ok(())
    }

    /// Adds a step, unless it may be one of this desk: a write that waits for its answer, or one that was executed
    /// and whose answer could not be read.
    fn add(
        &self,
        key: &str,
        operation: Operation,
        changes: Vec<ValueChange>,
        at: DateTime<Utc>,
    ) -> Result<(), store::Error> {
        // A change can be made again and again, and one that is done was stored with its answer.
        let is_repeatable = matches!(
            operation,
            Operation::UpdateOrder
                | Operation::UpdateInvoice
                | Operation::UpdatePayment
                | Operation::UpdateBuyer
                | Operation::ConfirmPickup
                | Operation::RevokePickup
        );
        let may_be_ours = |row: &OutboxRow| {
            let may_have_arrived = match row.state {
                OutboxState::Done => !is_repeatable,
                OutboxState::Conflict | OutboxState::Refused | OutboxState::Withdrawn => false,
                _ => row.first_sent_at.is_some(),
            };
            row.operation == operation.id() && may_have_arrived
        };
        if self.writes.iter().any(may_be_ours) {
            return Ok(());
        }
        let step = Event::from(fact(key, [("operation", operation.id().to_owned())])).changing(changes);
        history::add(self.tx, self.connection, self.subject, at, Source::Elsewhere, step)
    }
}
