//! What Waybill would still get although NT24 accepts the order without it.

use crate::contract::{
    Answer, AskedBy, EvidenceItem, Fix, FormKind, Milestone, Module, Step, StepState, Turn, Verdict,
};
use crate::deal::problem::{Problem, blank, document, form};
use crate::deal::stages::Place;
use crate::deal::steps::Deal;
use crate::deal::{evidence, facts, filed};
use nt24::DocumentType as D;

/// The final invoice is at NT24 without its PDF.
const FINAL_INVOICE_PDF: &str = "final_invoice_pdf";
/// The final invoice has the number of the preliminary one.
const FINAL_INVOICE_NUMBER: &str = "final_invoice_number";
/// No transport document that was signed at the arrival.
const SIGNED_CMR: &str = "signed_cmr";
/// The same, while the copy from the pickup is there, which proves no arrival.
const SIGNED_CMR_NOT_PICKUP_COPY: &str = "signed_cmr_not_pickup_copy";
/// No second document from an independent party. NT24 has no type for it.
const SECOND_PROOF: &str = "second_proof";
/// No written statement of the buyer who has moved the vehicle.
const BUYER_STATEMENT: &str = "buyer_statement";

impl Deal<'_> {
    /// The wishes that stand after a stage.
    pub(crate) fn wishes(&self, milestone: Milestone) -> Vec<Step> {
        match milestone {
            Milestone::Delivery => self.evidence_wishes(),
            Milestone::FinalInvoice => {
                [self.final_pdf(), self.final_number()].into_iter().flatten().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The presumption of Art. 45a, from the arrival on. A taxed sale needs none.
    fn evidence_wishes(&self) -> Vec<Step> {
        let arrived = self.stage(Milestone::Delivery).is_there();
        if !arrived || facts::verdict(self.order) == Verdict::Invalid {
            return Vec::new();
        }
        let items = evidence::gauges(&self.evidence, None).presumption;
        items.iter().filter_map(|item| self.evidence_wish(item)).collect()
    }

    fn evidence_wish(&self, item: &EvidenceItem) -> Option<Step> {
        let (code, kind) = match item.key.as_str() {
            "transport_document" if filed::has(self.filed, &[D::TransportCmr]) => {
                (SIGNED_CMR_NOT_PICKUP_COPY, Some(D::TransportCmrDelivery))
            }
            "transport_document" => (SIGNED_CMR, Some(D::TransportCmrDelivery)),
            "buyer_statement" => (BUYER_STATEMENT, Some(D::TransportConfirmationOfArrival)),
            "second_independent_document" => (SECOND_PROOF, None),
            _ => return None,
        };
        let step = match (item.met, kind) {
            (Answer::Yes, _) => return None,
            (Answer::No, Some(kind)) => {
                let wish = Problem {
                    fix: document(&kind),
                    takes: vec![kind],
                    since: self.transport.delivered_on.as_deref().and_then(|on| on.parse().ok()),
                    ..Problem::new(code, Module::Transport, Turn::You)
                };
                wish.step(Milestone::Delivery, None)
            }
            // Such a document may have been filed elsewhere, or NT24 has no type for it.
            _ => Step { code: Some(code.to_owned()), ..blank(Milestone::Delivery, StepState::NotKnown) },
        };
        Some(Step { asked_by: AskedBy::Waybill, due: item.due.clone(), ..step })
    }

    /// The PDF of a final invoice that NT24 has, or that waits.
    fn final_pdf(&self) -> Option<Step> {
        if !self.stage(Milestone::FinalInvoice).is_there() || filed::has(self.filed, &[D::ShipmentInvoice]) {
            return None;
        }
        let module = facts::rollup(self.order).map(|rollup| &rollup.modules.invoice);
        // NT24 counts a final invoice as received once it has its PDF as well.
        match module.and_then(|module| module.final_invoice_received) {
            Some(true) => return None,
            None if !self.evidence.all_documents => return None,
            _ => {}
        }
        let wish = Problem {
            fix: document(&D::ShipmentInvoice),
            takes: vec![D::ShipmentInvoice],
            ..Problem::new(FINAL_INVOICE_PDF, Module::Invoice, Turn::You)
        };
        Some(Step { asked_by: AskedBy::Waybill, ..wish.step(Milestone::FinalInvoice, None) })
    }

    /// A number of its own: two invoices with one number are a mistake in any bookkeeping.
    fn final_number(&self) -> Option<Step> {
        let (first, last) = (self.order.preliminary.as_ref()?, self.order.final_invoice.as_ref()?);
        let same = first.submitted.invoice_number == last.submitted.invoice_number;
        if !same || self.stage(Milestone::FinalInvoice).place != Place::AtNt24 {
            return None;
        }
        let fix: Option<Fix> = form(FormKind::FinalInvoice, Some("invoiceNumber"));
        let wish = Problem { fix, ..Problem::new(FINAL_INVOICE_NUMBER, Module::Invoice, Turn::You) };
        Some(Step { asked_by: AskedBy::Waybill, ..wish.step(Milestone::FinalInvoice, None) })
    }
}
