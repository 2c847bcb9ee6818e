//! The verdict on an order, computed from the stored records: blockers, decision, and the state of each
//! module.

use super::blocker::blocker;
use super::document_record::Owner;
use super::iban::compact;
use super::moment::Moment;
use super::order_record::OrderRecord;
use super::state::World;
use crate::options::ViesFailure;
use nt24::{
    Blocker, ComplianceDecision, ComplianceModules, ComplianceStatus, DocumentType, Invoice, InvoiceModule,
    InvoiceType, Money, OrderModule, OrderModuleVin, OrderStatus, PaymentModule, RecordStatus, ViesResult,
};

/// The verdict on an order. Settling adds the module of the export file.
pub(super) struct Verdict {
    pub(super) status: ComplianceStatus,
    pub(super) decision: Option<ComplianceDecision>,
    pub(super) blockers: Vec<Blocker>,
    pub(super) modules: ComplianceModules,
    pub(super) order_status: OrderStatus,
    /// One for each vehicle, in their order.
    pub(super) vin_statuses: Vec<&'static str>,
    pub(super) preliminary: RecordStatus,
    pub(super) final_invoice: RecordStatus,
    pub(super) final_required: bool,
    pub(super) final_received: bool,
    pub(super) payment: RecordStatus,
    pub(super) amount_matches: Option<bool>,
    pub(super) iban_consistent: Option<bool>,
}

impl World {
    pub(super) fn verdict(&self, record: &OrderRecord, moment: Moment<'_>) -> Verdict {
        let mut blockers = Vec::new();
        let buyer = self.buyer_findings(record, moment, &mut blockers);
        let order_fine = order_findings(record, &mut blockers);
        let preliminary = self.preliminary_findings(record, &mut blockers);
        let payment = self.payment_findings(record, &mut blockers);
        let transport = self.transport_findings(record, moment, &mut blockers);

        // VAT is due once a vehicle was picked up for a buyer without a valid VAT number; before the pickup
        // the transport can still be stopped.
        let vies_failed = buyer.vies_result == Some(ViesResult::Invalid)
            && (record.pickup.is_some() || moment.behaviour.vies_failure == ViesFailure::InvalidAtOnce);
        let cancelled = record.cancelled_at.is_some();
        let decision = match (cancelled, vies_failed, blockers.is_empty()) {
            (true, _, _) => None,
            (false, true, _) => Some(ComplianceDecision::VatApplicable),
            (false, false, true) => Some(ComplianceDecision::ValidExport),
            (false, false, false) => None,
        };
        // The decision judges the final invoice, so the invoice cannot influence the decision. A wrong one
        // keeps the rollup from being VALID until it is corrected.
        let final_required = decision.is_some();
        let final_received = record.final_invoice.is_some()
            && self.has_active(&Owner::Order(record.order.uuid.clone()), &DocumentType::ShipmentInvoice);
        let final_invoice = final_findings(record, decision.as_ref(), final_received, &mut blockers);

        let (status, decision) = match decision {
            Some(ComplianceDecision::VatApplicable) => (ComplianceStatus::Invalid, decision),
            Some(_) if blockers.is_empty() => (ComplianceStatus::Valid, decision),
            _ => (ComplianceStatus::Incomplete, None),
        };
        let shown = record.final_invoice.as_ref().or(record.preliminary.as_ref());
        let shown_status = if record.final_invoice.is_some() { &final_invoice } else { &preliminary };
        let vin_statuses: Vec<&str> =
            record.order.vins.iter().map(|vin| vin_status(record, &vin.input.vin, &status)).collect();
        Verdict {
            modules: ComplianceModules {
                buyer,
                order: OrderModule {
                    status: Some(if order_fine { "COMPLETE" } else { "INCOMPLETE" }.to_owned()),
                    vins: record
                        .order
                        .vins
                        .iter()
                        .zip(&vin_statuses)
                        .map(|(vin, status)| OrderModuleVin {
                            vin: Some(vin.input.vin.clone()),
                            compliance_status: Some((*status).to_owned()),
                        })
                        .collect(),
                },
                invoice: InvoiceModule {
                    status: Some(shown.map_or("MISSING", |_| shown_status.as_str()).to_owned()),
                    kind: shown.map(|invoice| invoice.submitted.kind.clone()),
                    vat_included: shown.map(|invoice| invoice.submitted.vat_included),
                    final_invoice_required: Some(final_required),
                    final_invoice_received: Some(final_received),
                },
                payment: PaymentModule {
                    status: Some(
                        record.payment.as_ref().map_or("MISSING", |_| payment.status.as_str()).to_owned(),
                    ),
                    amount_matches_invoice: payment.amount_matches,
                    iban_consistent: payment.iban_consistent,
                    ready_for_pickup: Some(record.ready_at.is_some()),
                },
                transport,
                export_file: nt24::ExportFileModule::default(),
            },
            order_status: order_status(record, &status),
            status,
            decision,
            blockers,
            vin_statuses,
            preliminary,
            final_invoice,
            final_required,
            final_received,
            payment: payment.status,
            amount_matches: payment.amount_matches,
            iban_consistent: payment.iban_consistent,
        }
    }

    fn preliminary_findings(&self, record: &OrderRecord, blockers: &mut Vec<Blocker>) -> RecordStatus {
        let Some(invoice) = &record.preliminary else {
            blockers.push(blocker(
                "invoice",
                "MISSING_PRELIMINARY_INVOICE",
                "The preliminary invoice is missing",
            ));
            return RecordStatus::Draft;
        };
        let owner = Owner::Order(record.order.uuid.clone());
        let mut status = RecordStatus::Valid;
        if !self.has_active(&owner, &DocumentType::ShipmentPreliminaryInvoice) {
            blockers.push(blocker(
                "invoice",
                "MISSING_INVOICE_DOCUMENT",
                "The document of the preliminary invoice is missing",
            ));
            status = RecordStatus::Submitted;
        }
        if invoice.submitted.amount != record.order.total_amount {
            blockers.push(blocker(
                "invoice",
                "INVOICE_AMOUNT_MISMATCH",
                "The invoice's amount differs from the order's total",
            ));
            status = RecordStatus::Invalid;
        }
        if vat_flags_implausible(invoice, blockers) { RecordStatus::Invalid } else { status }
    }

    fn payment_findings(&self, record: &OrderRecord, blockers: &mut Vec<Blocker>) -> PaymentFindings {
        let ready = record.ready_at.is_some();
        let findings = match &record.payment {
            None => {
                blockers.push(blocker("payment", "MISSING_PAYMENT", "The payment's data is missing"));
                PaymentFindings { status: RecordStatus::Draft, amount_matches: None, iban_consistent: None }
            }
            Some(stored) => {
                let sent = &stored.payment.submitted;
                let paid = sum(&sent.bank_amount, &sent.cash_amount);
                let invoiced = record.preliminary.as_ref().map(|invoice| &invoice.submitted.amount);
                let amount_matches = invoiced.map(|amount| paid.as_ref() == Some(amount));
                let mut status = RecordStatus::Valid;
                if !self.has_proof_of_payment(record) {
                    blockers.push(blocker(
                        "payment",
                        "MISSING_PROOF_OF_PAYMENT",
                        "No proof of payment is attached",
                    ));
                    status = RecordStatus::Submitted;
                }
                if paid.as_ref() != Some(&record.order.total_amount) || amount_matches == Some(false) {
                    blockers.push(blocker(
                        "payment",
                        "AMOUNT_MISMATCH",
                        "Bank and cash amount together differ from the invoice or the order's total",
                    ));
                    status = RecordStatus::Invalid;
                }
                let iban_consistent = self.iban_consistent(record);
                if iban_consistent == Some(false) {
                    blockers.push(blocker(
                        "payment",
                        "IBAN_UNKNOWN",
                        "The money came from an account that is not known for this buyer",
                    ));
                    status = RecordStatus::Invalid;
                }
                PaymentFindings { status, amount_matches, iban_consistent }
            }
        };
        if !ready {
            blockers.push(blocker(
                "payment",
                "NOT_READY_FOR_PICKUP",
                "The vehicle is not released for pickup",
            ));
        }
        findings
    }

    fn has_proof_of_payment(&self, record: &OrderRecord) -> bool {
        let owner = Owner::Order(record.order.uuid.clone());
        [DocumentType::PaymentBankTransferScreenshot, DocumentType::PaymentConfirmation]
            .iter()
            .any(|kind| self.has_active(&owner, kind))
            || (self.has_active(&owner, &DocumentType::PaymentSourceOfFundsDeclaration)
                && record.payment.as_ref().is_some_and(|p| p.payment.submitted.bank_amount.value == 0))
    }

    /// The known accounts of a buyer are that of the first payment and those that staff declared.
    fn iban_consistent(&self, record: &OrderRecord) -> Option<bool> {
        let iban = compact(record.payment.as_ref()?.payment.submitted.source_iban.as_deref()?);
        let buyer = &record.order.buyer_id;
        let declared = self.declared_ibans.contains(&(buyer.clone(), iban.clone()));
        Some(declared || self.index.first_account(buyer).is_none_or(|known| known == iban))
    }
}

struct PaymentFindings {
    status: RecordStatus,
    amount_matches: Option<bool>,
    iban_consistent: Option<bool>,
}

fn sum(a: &Money, b: &Money) -> Option<Money> {
    let value = a.value.checked_add(b.value)?;
    (a.currency == b.currency).then(|| Money { value, currency: a.currency.clone() })
}

fn order_findings(record: &OrderRecord, blockers: &mut Vec<Blocker>) -> bool {
    let before = blockers.len();
    let total = &record.order.total_amount;
    let vehicles = record
        .order
        .vins
        .iter()
        .try_fold(Money { value: 0, ..total.clone() }, |all, vin| sum(&all, &vin.input.purchase_amount));
    if vehicles.as_ref() != Some(total) {
        blockers.push(blocker(
            "order",
            "ORDER_TOTAL_MISMATCH",
            "The prices of the vehicles do not add up to the order's total",
        ));
    }
    if record.cancelled_at.is_some() {
        blockers.push(blocker("order", "ORDER_CANCELLED", "The order is cancelled"));
    }
    blockers.len() == before
}

/// Whether an invoice has the margin scheme and no VAT, which excludes each other: the scheme has no
/// exemption (Directive 2006/112, Art. 139(3)).
fn vat_flags_implausible(invoice: &Invoice, blockers: &mut Vec<Blocker>) -> bool {
    let implausible = invoice.submitted.margin_scheme && !invoice.submitted.vat_included;
    if implausible {
        let message = match invoice.submitted.kind {
            InvoiceType::Final => "The final invoice has the margin scheme and no VAT",
            _ => "The preliminary invoice has the margin scheme and no VAT",
        };
        blockers.push(blocker("invoice", "VAT_FLAGS_IMPLAUSIBLE", message));
    }
    implausible
}

fn final_findings(
    record: &OrderRecord,
    decision: Option<&ComplianceDecision>,
    received: bool,
    blockers: &mut Vec<Blocker>,
) -> RecordStatus {
    let Some(invoice) = &record.final_invoice else { return RecordStatus::Draft };
    let before = blockers.len();
    vat_flags_implausible(invoice, blockers);
    // With VAT the total may be meant net or gross (open question 3), so only the exempt one is
    // compared.
    if !invoice.submitted.vat_included && invoice.submitted.amount != record.order.total_amount {
        blockers.push(blocker(
            "invoice",
            "INVOICE_AMOUNT_MISMATCH",
            "The final invoice's amount differs from the order's total",
        ));
    }
    match decision {
        Some(ComplianceDecision::ValidExport) if invoice.submitted.vat_included => blockers.push(blocker(
            "invoice",
            "FINAL_INVOICE_VAT_MISMATCH",
            "The sale is exempt, but the final invoice has VAT",
        )),
        Some(ComplianceDecision::VatApplicable) if !invoice.submitted.vat_included => blockers.push(blocker(
            "invoice",
            "FINAL_INVOICE_VAT_MISMATCH",
            "VAT is due, but the final invoice has none",
        )),
        _ => {}
    }
    if blockers.len() > before {
        RecordStatus::Invalid
    } else if received && decision.is_some() {
        RecordStatus::Valid
    } else {
        RecordStatus::Submitted
    }
}

fn vin_status(record: &OrderRecord, vin: &str, status: &ComplianceStatus) -> &'static str {
    match status {
        ComplianceStatus::Valid => "VALID",
        ComplianceStatus::Invalid => "INVALID",
        _ if record.ready_at.is_some() && !record.has_arrived(vin) => "TRANSPORT_PENDING",
        _ => "PENDING",
    }
}

/// The status of an order (contract, section 11).
fn order_status(record: &OrderRecord, status: &ComplianceStatus) -> OrderStatus {
    if record.cancelled_at.is_some() {
        OrderStatus::Cancelled
    } else if *status == ComplianceStatus::Valid {
        OrderStatus::ComplianceValid
    } else if *status == ComplianceStatus::Invalid {
        OrderStatus::ComplianceInvalid
    } else if record.delivery.is_some() {
        OrderStatus::TransportCompleted
    } else if record.pickup.is_some() {
        OrderStatus::TransportInProgress
    } else if record.ready_at.is_some() {
        OrderStatus::ReadyForPickup
    } else if record.payment.is_some() {
        OrderStatus::PaymentSubmitted
    } else if record.preliminary.is_some() {
        OrderStatus::InvoiceSubmitted
    } else {
        OrderStatus::Created
    }
}
