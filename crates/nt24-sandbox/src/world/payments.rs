//! Changes of a payment, for the API and for staff alike.

use super::moment::Moment;
use super::order_record::PaymentRecord;
use super::state::World;
use nt24::{OrderId, PaymentUpdate};

impl World {
    /// Changes a payment, for the API and for staff alike.
    pub(crate) fn change_payment(&mut self, id: &OrderId, change: PaymentUpdate, moment: Moment<'_>) {
        let stored = self.orders.get_mut(id).and_then(|record| record.payment.as_mut());
        let Some(PaymentRecord { payment, .. }) = stored else { return };
        let before = payment.submitted.clone();
        let sent = &mut payment.submitted;
        sent.payment_date = change.payment_date.unwrap_or(sent.payment_date);
        if let Some(amount) = change.bank_amount {
            sent.bank_amount = amount;
        }
        if let Some(amount) = change.cash_amount {
            sent.cash_amount = amount;
        }
        if let Some(iban) = change.source_iban {
            sent.source_iban = Some(iban);
        }
        if *sent != before {
            payment.version = payment.version.map(|version| version + 1);
            payment.updated_at = Some(moment.now);
            self.payment_changed(id, moment);
        }
    }

    /// Settles the orders that a new payment affects. The account of a buyer's first payment is the known
    /// one, so other orders are affected only if this payment is not the latest.
    pub(crate) fn payment_added(&mut self, id: &OrderId, moment: Moment<'_>) {
        self.list_account(id);
        let Some(record) = self.orders.get(id) else { return };
        let last = self.index.is_last_account(&record.order.buyer_id, id, moment.now);
        if last { self.settle_order(id, moment) } else { self.payment_changed(id, moment) }
    }

    /// Settles all orders of the buyer: the account of one payment decides whether those of the others are
    /// known.
    fn payment_changed(&mut self, id: &OrderId, moment: Moment<'_>) {
        self.list_account(id);
        if let Some(buyer) = self.orders.get(id).map(|record| record.order.buyer_id.clone()) {
            self.settle_buyer(&buyer, moment);
        }
    }
}
