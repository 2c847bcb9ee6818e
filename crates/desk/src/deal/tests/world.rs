//! A buyer and an order with their papers and writes, as rows.

use super::{ORDER, at, day};
use crate::queue::request::{Content, Request};
use nt24::{
    ComplianceModules, ComplianceRollup, ComplianceStatus, Invoice, InvoiceSubmit, InvoiceType, Money,
    Operation, PaymentSubmit,
};
use serde_json::{Value, json};
use store::{BuyerRow, DocumentRow, OrderRow, OutboxRow, OutboxState, Receipt, Tx};

/// The rows of one buyer and one order.
#[derive(Debug)]
pub(super) struct World {
    pub(super) buyer: BuyerRow,
    pub(super) order: OrderRow,
    pub(super) documents: Vec<DocumentRow>,
    pub(super) writes: Vec<OutboxRow>,
    /// Writes that NT24 has executed since the order was read, and the buyer unless `buyer_was_read`.
    pub(super) unread: Vec<OutboxRow>,
    pub(super) buyer_was_read: bool,
}

impl World {
    /// Writes all rows.
    pub(super) fn insert(&self, tx: &Tx<'_>) -> Result<(), store::Error> {
        store::buyers::insert(tx, &self.buyer)?;
        store::orders::insert(tx, &self.order)?;
        for row in &self.documents {
            let file = store::FileRow {
                id: row.file.clone(),
                sha256: row.id.clone(),
                name: row.id.clone(),
                content_type: "application/pdf".to_owned(),
                size: 1,
                created_at: at(),
                whole: None,
            };
            store::files::insert(tx, &file)?;
            store::documents::insert(tx, row)?;
        }
        for row in &self.writes {
            store::outbox::enqueue(tx, row)?;
        }
        for row in &self.unread {
            store::outbox::enqueue(tx, row)?;
            let receipt = Receipt {
                request_id: String::new(),
                status: 200,
                at: at(),
                trace_id: None,
                merged: Vec::new(),
            };
            store::outbox::finish(tx, &row.id, &receipt, at())?;
        }
        if self.buyer_was_read {
            let seen = store::unread::ids_of_subject(tx, "buyer")?;
            store::unread::remove(tx, "buyer", &seen)?;
        }
        Ok(())
    }

    pub(super) fn of(buyer: BuyerRow, order: OrderRow) -> Self {
        let (documents, writes, unread) = (Vec::new(), Vec::new(), Vec::new());
        Self { buyer, order, documents, writes, unread, buyer_was_read: false }
    }

    pub(super) fn queue(
        &mut self,
        operation: Operation,
        content: &Content,
        document: Option<&str>,
        state: OutboxState,
    ) {
        let row = self.row(operation, content, document);
        self.writes.push(OutboxRow { state, ..row });
    }

    /// NT24 has executed a write since it was last read.
    pub(super) fn send(&mut self, operation: Operation, content: &Content, document: Option<&str>) {
        let row = self.row(operation, content, document);
        self.unread.push(row);
    }

    fn row(&self, operation: Operation, content: &Content, document: Option<&str>) -> OutboxRow {
        let of_buyer = matches!(
            operation,
            Operation::UpsertBuyer
                | Operation::UploadKycDocument
                | Operation::TriggerViesCheck
                | Operation::StartKycVerification
        );
        let request = if of_buyer {
            Request::of_buyer(self.order.seller.clone(), "buyer", content.clone())
        } else {
            Request::of_order(self.order.seller.clone(), ORDER, content.clone())
        };
        let request = document.map_or(request.clone(), |document| request.with_document(document));
        let (lane, subject) = if of_buyer { ("buyer:buyer", "buyer") } else { ("order:order", ORDER) };
        let id = format!("write-{}", self.writes.len() + self.unread.len());
        let stored = serde_json::to_value(&request).unwrap();
        OutboxRow::new(id, lane, operation.id(), subject, stored, at())
    }
}

/// The body of a write that waits. Its number is none that NT24 has.
pub(super) fn body_of(operation: Operation) -> Value {
    match operation {
        Operation::SubmitInvoice => json!(invoice(InvoiceType::Preliminary, "QUEUED", false)),
        Operation::SubmitFinalInvoice => json!(invoice(InvoiceType::Final, "QUEUED", false)),
        Operation::SubmitPayment => json!(paid(77)),
        Operation::ConfirmPickup => {
            json!({ "type": "COMPANY_TRANSPORT", "pickupDate": "2026-11-11", "driverIdentification": "D",
                "collectionAddress": { "street": "S", "postCode": "1", "city": "C", "country": "DE" } })
        }
        Operation::ConfirmDelivery => {
            json!({ "deliveryDate": "2026-11-12",
                "deliveryAddress": { "street": "S", "postCode": "1", "city": "C", "country": "PL" } })
        }
        _ => json!({}),
    }
}

pub(super) fn invoice(kind: InvoiceType, number: &str, vat_included: bool) -> InvoiceSubmit {
    InvoiceSubmit {
        kind,
        invoice_date: day(),
        invoice_number: number.to_owned(),
        vat_included,
        amount: euros(100),
        margin_scheme: false,
    }
}

pub(super) fn paid(bank: i64) -> PaymentSubmit {
    PaymentSubmit { payment_date: day(), bank_amount: euros(bank), cash_amount: euros(0), source_iban: None }
}

pub(super) fn euros(value: i64) -> Money {
    Money { value, currency: "EUR".to_owned() }
}

pub(super) fn at_nt24(submitted: InvoiceSubmit) -> Invoice {
    Invoice {
        submitted,
        status: None,
        final_invoice_required: None,
        final_invoice_received: None,
        version: Some(1),
        updated_at: None,
    }
}

pub(super) fn rollup(status: ComplianceStatus) -> ComplianceRollup {
    ComplianceRollup {
        order_uuid: "order-at-nt24".into(),
        compliance_status: status,
        decision: None,
        blockers: Vec::new(),
        modules: ComplianceModules::default(),
        version: 1,
        updated_at: Some(at()),
    }
}
