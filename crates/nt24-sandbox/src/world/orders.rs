//! Changes of an order, for the API and for staff alike.

use super::moment::Moment;
use super::note::Note;
use super::state::World;
use nt24::{Order, OrderId, OrderUpdate};

impl World {
    /// Cancels an order, for the API and for staff alike.
    pub(crate) fn cancel_order(&mut self, id: &OrderId, reason: String, moment: Moment<'_>) {
        let Some(record) = self.orders.get_mut(id) else { return };
        record.cancelled_at = Some(moment.now);
        record.notes.push(Note { at: moment.now, subject: "CANCELLED".to_owned(), reason });
        self.settle_order(id, moment);
    }

    /// Changes an order, for the API and for staff alike.
    pub(crate) fn change_order(&mut self, id: &OrderId, change: OrderUpdate, moment: Moment<'_>) {
        let Some(record) = self.orders.get_mut(id) else { return };
        let mut order = record.order.clone();
        order.purchase_date = change.purchase_date.or(order.purchase_date);
        order.responsible_contact = change.responsible_contact.or(order.responsible_contact);
        if order != record.order {
            record.order = Order { version: order.version + 1, updated_at: moment.now, ..order };
        }
        self.settle_order(id, moment);
    }
}
