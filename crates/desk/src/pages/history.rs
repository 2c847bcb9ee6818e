//! The history that the page of a buyer or an order shows: the steps that this desk has recorded, and those that
//! only NT24's own dates prove, because they were taken before this desk knew the buyer or the order.

use crate::compare::merge::changes_of_day;
use crate::connection::history;
use crate::contract::{Failure, HistoryEntry, ValueChange, Who, fact};
use crate::given::clock::{day, moment};
use nt24::{ExportFileStatus, Operation, ViesResult};
use std::cmp::Reverse;
use store::{BuyerRow, OrderRow, Tx};

pub(super) fn of_buyer(tx: &Tx<'_>, buyer: &BuyerRow) -> Result<Vec<HistoryEntry>, Failure> {
    let mut told = Told(history::of(tx, &buyer.id)?);
    if let Some(server) = &buyer.server {
        told.prove(Operation::UpsertBuyer, moment(server.created_at), Vec::new());
    }
    let kyc = buyer.kyc.as_ref();
    let checked = kyc.and_then(|kyc| Some((kyc.vies_last_checked_at?, kyc.vies_result.clone()?)));
    if let Some((at, result)) = checked.filter(|(_, result)| *result != ViesResult::Pending) {
        let at = moment(at);
        if !told.0.iter().any(|step| step.fact.key == VIES && step.at == at) {
            let result = fact(VIES, [("result", result.to_string())]);
            told.0.push(HistoryEntry { at, by: Who::Nt24, fact: result, changes: Vec::new() });
        }
    }
    Ok(told.newest_first())
}

pub(super) fn of_order(tx: &Tx<'_>, order: &OrderRow) -> Result<Vec<HistoryEntry>, Failure> {
    let mut told = Told(history::of(tx, &order.id)?);
    if let Some(server) = &order.server {
        told.prove(Operation::CreateOrder, moment(server.created_at), Vec::new());
    }
    let invoices = [
        (Operation::SubmitInvoice, &order.preliminary),
        (Operation::SubmitFinalInvoice, &order.final_invoice),
    ];
    for (submit, invoice) in invoices {
        if let Some(invoice) = invoice {
            // Only the first version has the time of its entry; a later one has the day of the paper.
            let entered = invoice.updated_at.filter(|_| is_first(invoice.version)).map(moment);
            let at = entered.unwrap_or_else(|| day(invoice.submitted.invoice_date));
            let number = invoice.submitted.invoice_number.clone();
            let number = ValueChange { field: "invoiceNumber".to_owned(), from: None, to: Some(number) };
            told.prove(submit, at, vec![number]);
        }
    }
    if let Some(payment) = &order.payment {
        let paid = changes_of_day("paymentDate", Some(payment.submitted.payment_date));
        told.prove(Operation::SubmitPayment, day(payment.submitted.payment_date), paid);
    }
    if let Some(transport) = order.compliance.as_ref().map(|rollup| &rollup.modules.transport) {
        if let Some(on) = transport.pickup_date.filter(|_| transport.pickup_confirmed == Some(true)) {
            told.prove(Operation::ConfirmPickup, day(on), Vec::new());
        }
        if let Some(on) = transport.delivery_date.filter(|_| transport.delivery_confirmed == Some(true)) {
            told.prove(Operation::ConfirmDelivery, day(on), Vec::new());
        }
    }
    if let Some(file) = order.export_file.as_ref().filter(|file| file.status == Some(ExportFileStatus::Ready))
    {
        let earlier = file.superseded_versions.iter().map(|one| (one.version, one.generated_at));
        for (version, at) in earlier.chain([(file.version, file.generated_at)]) {
            told.export_file(version, at.map(moment));
        }
    }
    Ok(told.newest_first())
}

/// The fact of an answer of VIES.
const VIES: &str = "vies.result";

/// The fact of a new version of the export file.
const EXPORT: &str = "export.ready";

fn is_first(version: Option<u64>) -> bool {
    // NT24 counts from 0 in some resources and from 1 in others (contract, section 7).
    version.is_some_and(|version| version <= 1)
}

/// The steps that are told.
struct Told(Vec<HistoryEntry>);

impl Told {
    /// Adds a step that NT24's records prove, unless it is told already.
    fn prove(&mut self, operation: Operation, at: String, changes: Vec<ValueChange>) {
        let is_told = |step: &HistoryEntry| {
            step.fact.params.get("operation").map(String::as_str) == Some(operation.id())
                && matches!(step.fact.key.as_str(), "sent" | "found")
        };
        if !self.0.iter().any(is_told) {
            let proven = fact("found", [("operation", operation.id().to_owned())]);
            self.0.push(HistoryEntry { at, by: Who::Records, fact: proven, changes });
        }
    }

    fn export_file(&mut self, version: Option<u64>, at: Option<String>) {
        let (Some(version), Some(at)) = (version.map(|version| version.to_string()), at) else { return };
        let is_told = |step: &HistoryEntry| {
            step.fact.key == EXPORT && step.fact.params.get("version") == Some(&version)
        };
        if !self.0.iter().any(is_told) {
            let made = fact(EXPORT, [("version", version)]);
            self.0.push(HistoryEntry { at, by: Who::Nt24, fact: made, changes: Vec::new() });
        }
    }

    /// A day stands before the moments of the same day.
    fn newest_first(mut self) -> Vec<HistoryEntry> {
        self.0.sort_by(|one, other| Reverse(&one.at).cmp(&Reverse(&other.at)));
        self.0
    }
}
