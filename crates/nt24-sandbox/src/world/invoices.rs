//! Changes of an invoice, for the API and for staff alike.

use super::moment::Moment;
use super::state::World;
use nt24::{InvoiceType, InvoiceUpdate, OrderId};

impl World {
    /// Changes an invoice, for the API and for staff alike.
    pub(crate) fn change_invoice(
        &mut self,
        id: &OrderId,
        kind: &InvoiceType,
        change: InvoiceUpdate,
        moment: Moment<'_>,
    ) {
        let invoice = self.orders.get_mut(id).and_then(|record| record.invoice_mut(kind)?.as_mut());
        let Some(invoice) = invoice else { return };
        let before = invoice.submitted.clone();
        let sent = &mut invoice.submitted;
        sent.invoice_date = change.invoice_date.unwrap_or(sent.invoice_date);
        sent.vat_included = change.vat_included.unwrap_or(sent.vat_included);
        sent.margin_scheme = change.margin_scheme.unwrap_or(sent.margin_scheme);
        if let Some(number) = change.invoice_number {
            sent.invoice_number = number;
        }
        if let Some(amount) = change.amount {
            sent.amount = amount;
        }
        if *sent != before {
            invoice.version = invoice.version.map(|version| version + 1);
            invoice.updated_at = Some(moment.now);
            self.invoice_changed(id, kind, moment);
        }
    }

    pub(crate) fn invoice_changed(&mut self, id: &OrderId, kind: &InvoiceType, moment: Moment<'_>) {
        self.settle_order(id, moment);
        if *kind == InvoiceType::Final {
            self.renew_export(id, "FINAL_INVOICE_RECEIVED", moment);
        }
    }
}
