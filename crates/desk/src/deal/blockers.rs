//! The blockers of a deal, and the way to clear each. NT24's blockers decide; before NT24 has judged an order,
//! this desk expects the next steps of the route.

use crate::contract::{Fix, FormKind, Missing, Module};
use crate::deal::pending::PendingWrites;
use crate::deal::stops::{self, Clearing};
use nt24::{Blocker, DocumentType, Operation};
use store::{BuyerRow, OrderRow, OutboxRow};

/// The rows from which the fixes of an order are computed.
pub(crate) struct BlockerContext<'a> {
    pub(crate) order: &'a OrderRow,
    pub(crate) buyer: &'a BuyerRow,
    pub(crate) pending: &'a PendingWrites,
    pub(crate) pending_of_buyer: &'a PendingWrites,
    /// Types of the order's documents that wait to be sent.
    pub(crate) documents: &'a [DocumentType],
    /// Types of the buyer's documents that wait to be sent.
    pub(crate) buyer_documents: &'a [DocumentType],
}

/// Blockers of an order that NT24 has not judged yet: the next steps of the route.
pub(crate) fn expected(order: &OrderRow, pending: &PendingWrites) -> Vec<Blocker> {
    let mut blockers = Vec::new();
    let mut expect = |module: Module, code: &str| {
        let module = stops::name(module).to_owned();
        blockers.push(Blocker { module, code: code.to_owned(), message: String::new() });
    };
    if order.preliminary.is_none() {
        expect(Module::Invoice, stops::MISSING_PRELIMINARY_INVOICE);
    }
    if order.payment.is_none() {
        expect(Module::Payment, stops::MISSING_PAYMENT);
    } else if !pending.has(&[Operation::MarkReadyForPickup]) {
        expect(Module::Payment, stops::NOT_READY_FOR_PICKUP);
    }
    blockers
}

impl BlockerContext<'_> {
    /// Everything that is missing. Parked rows come first, because they hold up everything behind them.
    pub(crate) fn missing(&self, blockers: &[Blocker]) -> Vec<Missing> {
        let parked = self.pending_of_buyer.parked().chain(self.pending.parked()).map(parked);
        parked.chain(blockers.iter().map(|blocker| self.missing_by(blocker))).collect()
    }

    fn missing_by(&self, blocker: &Blocker) -> Missing {
        let module = stops::named(&blocker.module).unwrap_or(Module::Order);
        let (fix, waiting) = match stops::clearing(&blocker.code) {
            Some(clearing) => self.fix_for(clearing),
            None => (self.fix_at(module), false),
        };
        Missing { code: blocker.code.clone(), module, message: blocker.message.clone(), fix, waiting }
    }

    /// The fix for a blocker, and whether it waits to be sent already.
    fn fix_for(&self, clearing: &Clearing) -> (Option<Fix>, bool) {
        match clearing {
            Clearing::Form(kind, field, writes) => (form(*kind, *field), self.pending.waits(writes)),
            Clearing::Document(kind) => (document(kind), self.documents.contains(kind)),
            Clearing::ProofOfPayment => {
                let waits = self.documents.iter().any(|kind| stops::of_document(kind) == Module::Payment);
                (document(&DocumentType::PaymentBankTransferScreenshot), waits)
            }
            Clearing::BuyerDocuments => (self.open_buyer(), !self.buyer_documents.is_empty()),
            Clearing::ViesCheck => {
                let waits = self.pending_of_buyer.waits(&[Operation::TriggerViesCheck]);
                (Some(Fix::CheckVies { buyer: self.buyer.id.clone() }), waits)
            }
            // The check is running; there is nothing to do.
            Clearing::Wait => (None, true),
            Clearing::AtNt24 => (None, false),
            Clearing::ReadyForPickup => {
                let waits = self.pending.waits(&[Operation::MarkReadyForPickup]);
                (self.order.payment.as_ref().map(|_| Fix::MarkReady), waits)
            }
        }
    }

    /// The fix for a blocker with an unknown code: it still leads to the right place.
    fn fix_at(&self, module: Module) -> Option<Fix> {
        match module {
            Module::Buyer => self.open_buyer(),
            other => stops::form_at(other).and_then(|kind| form(kind, None)),
        }
    }

    fn open_buyer(&self) -> Option<Fix> {
        Some(Fix::OpenBuyer { buyer: self.buyer.id.clone() })
    }
}

fn form(form: FormKind, field: Option<&str>) -> Option<Fix> {
    Some(Fix::OpenForm { form, field: field.map(str::to_owned) })
}

fn document(kind: &DocumentType) -> Option<Fix> {
    Some(Fix::AddDocument { document: kind.to_string() })
}

/// A parked row of the outbox holds up everything behind it.
fn parked(row: &OutboxRow) -> Missing {
    Missing {
        code: stops::OUTBOX_PARKED.to_owned(),
        module: Operation::from_id(&row.operation).and_then(stops::of_operation).unwrap_or(Module::Buyer),
        message: String::new(),
        fix: Some(Fix::OpenOutbox { entry: row.id.clone() }),
        waiting: false,
    }
}

/// Everything that is missing at a buyer. `present`: types of the buyer's documents that are filed or wait to
/// be sent.
pub(crate) fn of_buyer(row: &BuyerRow, pending: &PendingWrites, present: &[DocumentType]) -> Vec<Missing> {
    let mut missing = pending.parked().map(parked).collect::<Vec<_>>();
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
        let fix = stops::BUYER_DOCUMENTS.iter().find(|kind| !present.contains(kind)).and_then(document);
        add(stops::KYC_DOCUMENTS_MISSING, fix.clone(), fix.is_none());
    }
    let again = Fix::CheckVies { buyer: row.id.clone() };
    let asked = pending.waits(&[Operation::TriggerViesCheck]);
    match &kyc.vies_result {
        Some(nt24::ViesResult::Pending) => add(stops::VIES_PENDING, None, true),
        Some(nt24::ViesResult::Invalid) => add(stops::VIES_INVALID, Some(again), asked),
        Some(nt24::ViesResult::Valid) => {}
        _ => add(stops::VIES_UNKNOWN, Some(again), asked),
    }
    missing
}
