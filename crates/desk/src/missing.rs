//! What is missing, and the way to mend it. NT24's blockers decide; before NT24 knows an order, this
//! desk says the same of what it has queued.

use crate::contract::{Fix, FormKind, Missing, Module};
use crate::timeline::{INVOICE, PAYMENT, Queue, module_of};
use nt24::{Blocker, DocumentType, Operation};
use store::{BuyerRow, OrderRow, OutboxRow};

/// What is looked at.
pub(crate) struct Sight<'a> {
    pub(crate) order: &'a OrderRow,
    pub(crate) buyer: &'a BuyerRow,
    pub(crate) queue: &'a Queue,
    pub(crate) buyer_queue: &'a Queue,
    /// Types of document that are on their way or on file.
    pub(crate) documents: &'a [DocumentType],
    /// Types of document of the buyer that are on their way.
    pub(crate) buyer_documents: &'a [DocumentType],
}

/// Blockers of an order that NT24 has not judged yet: the next steps of the route.
pub(crate) fn expected(order: &OrderRow, queue: &Queue) -> Vec<Blocker> {
    let mut blockers = Vec::new();
    let mut expect = |module: &str, code: &str| {
        blockers.push(Blocker { module: module.to_owned(), code: code.to_owned(), message: String::new() });
    };
    if order.preliminary.is_none() {
        expect("invoice", "MISSING_PRELIMINARY_INVOICE");
    }
    if order.payment.is_none() {
        expect("payment", "MISSING_PAYMENT");
    } else if !queue.has(&[Operation::MarkReadyForPickup]) {
        expect("payment", "NOT_READY_FOR_PICKUP");
    }
    blockers
}

impl Sight<'_> {
    /// Everything that is missing: what is parked first, because it stops what comes after it.
    pub(crate) fn all(&self, blockers: &[Blocker]) -> Vec<Missing> {
        let parked = self.buyer_queue.parked().chain(self.queue.parked()).map(parked);
        let mut missing = parked.collect::<Vec<_>>();
        for blocker in blockers {
            missing.push(self.missing(blocker));
        }
        missing
    }

    fn missing(&self, blocker: &Blocker) -> Missing {
        let module = match blocker.module.as_str() {
            "buyer" => Module::Buyer,
            "invoice" => Module::Invoice,
            "payment" => Module::Payment,
            "transport" => Module::Transport,
            "exportFile" => Module::ExportFile,
            _ => Module::Order,
        };
        let (fix, waiting) = self.way(&blocker.code, module);
        Missing { code: blocker.code.clone(), module, message: blocker.message.clone(), fix, waiting }
    }

    fn way(&self, code: &str, module: Module) -> (Option<Fix>, bool) {
        let form = |form, field: Option<&str>| Some(Fix::OpenForm { form, field: field.map(str::to_owned) });
        let document = |document: &str| {
            let there = self.documents.contains(&DocumentType::from(document));
            (Some(Fix::AddDocument { document: document.to_owned() }), there)
        };
        let vies = || Some(Fix::CheckVies { buyer: self.buyer.id.clone() });
        match code {
            "KYC_DOCUMENTS_MISSING" => {
                (Some(Fix::OpenBuyer { buyer: self.buyer.id.clone() }), !self.buyer_documents.is_empty())
            }
            // It is asked already; one can but wait.
            "VIES_PENDING" => (None, true),
            "VIES_UNKNOWN" | "VIES_INVALID" => {
                (vies(), self.buyer_queue.waits(&[Operation::TriggerViesCheck]))
            }
            "MISSING_PRELIMINARY_INVOICE" => (form(FormKind::Invoice, None), self.queue.waits(INVOICE)),
            "MISSING_INVOICE_DOCUMENT" => document("SHIPMENT_PRELIMINARY_INVOICE"),
            "INVOICE_AMOUNT_MISMATCH" | "ORDER_TOTAL_MISMATCH" => {
                (form(FormKind::Invoice, Some("amount")), self.queue.waits(INVOICE))
            }
            "VAT_FLAGS_IMPLAUSIBLE" => {
                (form(FormKind::Invoice, Some("vatIncluded")), self.queue.waits(INVOICE))
            }
            "BUYER_NAME_MISMATCH" => (form(FormKind::Invoice, None), self.queue.waits(INVOICE)),
            "FINAL_INVOICE_VAT_MISMATCH" => (
                form(FormKind::FinalInvoice, Some("vatIncluded")),
                self.queue.waits(&[Operation::SubmitFinalInvoice, Operation::UpdateInvoice]),
            ),
            "MISSING_FINAL_INVOICE" => {
                (form(FormKind::FinalInvoice, None), self.queue.waits(&[Operation::SubmitFinalInvoice]))
            }
            "MISSING_PAYMENT" => (form(FormKind::Payment, None), self.queue.waits(PAYMENT)),
            "AMOUNT_MISMATCH" => (form(FormKind::Payment, Some("bankAmount")), self.queue.waits(PAYMENT)),
            "IBAN_UNKNOWN" => (form(FormKind::Payment, Some("sourceIban")), self.queue.waits(PAYMENT)),
            "MISSING_PROOF_OF_PAYMENT" => {
                let proof = self.documents.iter().any(|kind| kind.as_str().starts_with("PAYMENT_"));
                (document("PAYMENT_BANK_TRANSFER_SCREENSHOT").0, proof)
            }
            "NOT_READY_FOR_PICKUP" => {
                let waits = self.queue.waits(&[Operation::MarkReadyForPickup]);
                (self.order.payment.as_ref().map(|_| Fix::MarkReady), waits)
            }
            "MISSING_PICKUP" => (form(FormKind::Pickup, None), self.queue.waits(&[Operation::ConfirmPickup])),
            "MISSING_DELIVERY" => {
                (form(FormKind::Delivery, None), self.queue.waits(&[Operation::ConfirmDelivery]))
            }
            "MISSING_CMR" => document("TRANSPORT_CMR"),
            "MISSING_PICKUP_DECLARATION" => document("TRANSPORT_PICKUP_DECLARATION"),
            // An unknown code still leads to the right place.
            _ => match module {
                Module::Buyer => (Some(Fix::OpenBuyer { buyer: self.buyer.id.clone() }), false),
                Module::Invoice => (form(FormKind::Invoice, None), false),
                Module::Payment => (form(FormKind::Payment, None), false),
                Module::Order | Module::Transport | Module::ExportFile => (None, false),
            },
        }
    }
}

/// A parked entry of the outbox holds up everything behind it.
fn parked(row: &OutboxRow) -> Missing {
    Missing {
        code: "outbox_parked".to_owned(),
        module: module_of(&row.operation),
        message: String::new(),
        fix: Some(Fix::OpenOutbox { entry: row.id.clone() }),
        waiting: false,
    }
}

/// What is missing at a buyer.
pub(crate) fn of_buyer(row: &BuyerRow, queue: &Queue, on_the_way: &[DocumentType]) -> Vec<Missing> {
    let mut missing = queue.parked().map(parked).collect::<Vec<_>>();
    let Some(kyc) = &row.kyc else { return missing };
    let mut add = |code: &str, fix, waiting| {
        missing.push(Missing {
            code: code.to_owned(),
            module: Module::Buyer,
            message: String::new(),
            fix,
            waiting,
        });
    };
    if kyc.documents_complete == Some(false) {
        let document =
            crate::documents::OF_BUYER.iter().find(|kind| !on_the_way.contains(&DocumentType::from(**kind)));
        let fix = document.map(|document| Fix::AddDocument { document: (*document).to_owned() });
        add("KYC_DOCUMENTS_MISSING", fix.clone(), fix.is_none());
    }
    let again = Fix::CheckVies { buyer: row.id.clone() };
    let asked = queue.waits(&[Operation::TriggerViesCheck]);
    match &kyc.vies_result {
        Some(nt24::ViesResult::Pending) => add("VIES_PENDING", None, true),
        Some(nt24::ViesResult::Invalid) => add("VIES_INVALID", Some(again), asked),
        Some(nt24::ViesResult::Valid) => {}
        _ => add("VIES_UNKNOWN", Some(again), asked),
    }
    missing
}
