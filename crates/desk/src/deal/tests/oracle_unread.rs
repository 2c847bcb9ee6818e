//! The claims of a page about a buyer or an order of which NT24 has executed a write since it was read.

use super::world::World;
use crate::contract::Milestone;
use nt24::{ComplianceStatus, DocumentType as D};

impl World {
    fn sent(&self, operations: &[&str]) -> bool {
        self.unread.iter().any(|row| operations.contains(&row.operation.as_str()))
    }

    fn sent_document(&self, kinds: &[D]) -> bool {
        let papers = self.documents.iter().filter(|row| kinds.contains(&row.kind) && !row.archived);
        papers
            .into_iter()
            .any(|row| self.unread.iter().any(|sent| sent.request["document"] == row.id.as_str()))
    }

    /// Whether something was sent since the order was read that may clear the blocker.
    pub(super) fn may_be_cleared(&self, code: &str) -> bool {
        let decided =
            self.has_status(&ComplianceStatus::Valid) || self.has_status(&ComplianceStatus::Invalid);
        match code {
            "KYC_DOCUMENTS_MISSING" | "KYC_VERIFICATION_REJECTED" | "VIES_UNKNOWN" | "VIES_INVALID" => {
                let unread = if self.judged().is_some() { !decided } else { !self.buyer_was_read };
                unread && self.may_be_cleared_at_buyer(code)
            }
            "MISSING_PRELIMINARY_INVOICE" | "INVOICE_AMOUNT_MISMATCH" | "VAT_FLAGS_IMPLAUSIBLE" => {
                self.sent(&["submitInvoice"]) && !self.blames_final()
            }
            "MISSING_INVOICE_DOCUMENT" | "BUYER_NAME_MISMATCH" => {
                self.sent_document(&[D::ShipmentPreliminaryInvoice])
            }
            "MISSING_PAYMENT" | "AMOUNT_MISMATCH" | "IBAN_UNKNOWN" => self.sent(&["submitPayment"]),
            "MISSING_PROOF_OF_PAYMENT" => self.sent_document(&[
                D::PaymentBankTransferScreenshot,
                D::PaymentConfirmation,
                D::PaymentSourceOfFundsDeclaration,
            ]),
            "NOT_READY_FOR_PICKUP" => self.sent(&["markReadyForPickup"]),
            "MISSING_PICKUP" => self.sent(&["confirmPickup"]),
            "MISSING_CMR" => self.sent_document(&[D::TransportCmr, D::TransportCmrDelivery]),
            "MISSING_PICKUP_DECLARATION" => self.sent_document(&[D::TransportPickupDeclaration]),
            "MISSING_DELIVERY" => self.sent(&["confirmDelivery"]),
            "MISSING_FINAL_INVOICE"
            | "FINAL_INVOICE_VAT_MISMATCH"
            | "final_invoice_exempt"
            | "final_invoice_taxed" => self.sent(&["submitFinalInvoice"]),
            "export_failed" => self.sent(&["regenerateExportFile"]),
            // It is about the payment, and no more is known of it.
            "SOMETHING_NEW" => self.sent(&["submitPayment", "markReadyForPickup", "uploadPaymentDocument"]),
            _ => false,
        }
    }

    /// As [`may_be_cleared`](Self::may_be_cleared), of a problem of the buyer.
    pub(super) fn may_be_cleared_at_buyer(&self, code: &str) -> bool {
        match code {
            "KYC_DOCUMENTS_MISSING" => self.sent_document(&[D::CocExtract, D::AmlDeclaration]),
            "VIES_UNKNOWN" | "VIES_INVALID" => self.sent(&["triggerViesCheck"]),
            "verification_not_started" | "KYC_VERIFICATION_REJECTED" => self.sent(&["startKycVerification"]),
            _ => false,
        }
    }

    /// Two codes do not tell which invoice is meant: one may be right and the other wrong.
    fn blames_final(&self) -> bool {
        self.order.final_invoice.is_some()
    }

    /// Whether NT24 has data of a stage that it may object to, and was not asked since.
    pub(super) fn is_unjudged(&self, milestone: Milestone) -> bool {
        self.sent(match milestone {
            Milestone::Invoice => &["submitInvoice"],
            Milestone::Payment => &["submitPayment"],
            Milestone::Pickup => &["confirmPickup"],
            Milestone::Delivery => &["confirmDelivery"],
            Milestone::FinalInvoice => &["submitFinalInvoice"],
            _ => return false,
        })
    }
}
