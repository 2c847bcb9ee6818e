//! What a page may claim of the evidence of transport, and what Waybill may still want.

use super::oracle::{Judgement, check};
use super::world::World;
use crate::contract::{Answer, Evidence, Step};
use nt24::{ComplianceStatus, DocumentType as D};

impl World {
    /// What Waybill wants is not there: this desk made the order and filed no such document, or NT24 says so.
    pub(super) fn judge_wish(&self, step: &Step) -> Judgement {
        let received = self.judged().and_then(|one| one.modules.invoice.final_invoice_received);
        let made_here = self.order.wanted.is_some();
        let fine = match step.code.as_deref().unwrap_or_default() {
            "final_invoice_pdf" => {
                !self.filed(&D::ShipmentInvoice)
                    && received != Some(true)
                    && (made_here || received == Some(false))
            }
            "final_invoice_number" => {
                let number = |one: &Option<nt24::Invoice>| {
                    one.as_ref().map(|one| one.submitted.invoice_number.clone())
                };
                number(&self.order.preliminary).is_some()
                    && number(&self.order.preliminary) == number(&self.order.final_invoice)
            }
            "signed_cmr" => made_here && !self.filed(&D::TransportCmrDelivery),
            "signed_cmr_not_pickup_copy" => {
                made_here && !self.filed(&D::TransportCmrDelivery) && self.filed(&D::TransportCmr)
            }
            "buyer_statement" => made_here && !self.filed(&D::TransportConfirmationOfArrival),
            _ => false,
        };
        check(fine, || format!("Waybill would still get {:?}", step.code))
    }

    pub(super) fn judge_evidence(&self, evidence: &Evidence) -> Judgement {
        let uploaded = self.judged().and_then(|one| one.modules.transport.cmr_uploaded) == Some(true);
        let valid = self.has_status(&ComplianceStatus::Valid);
        for item in evidence.minimum.iter().chain(&evidence.presumption) {
            let key = item.key.as_str();
            let (kind, by_nt24, objected) = match key {
                "cmr" => (D::TransportCmr, valid || uploaded, self.blocks("MISSING_CMR")),
                "pickup_declaration" => {
                    (D::TransportPickupDeclaration, valid, self.blocks("MISSING_PICKUP_DECLARATION"))
                }
                "transport_document" => (D::TransportCmrDelivery, false, false),
                "buyer_statement" => (D::TransportConfirmationOfArrival, false, false),
                // No document of NT24's can be it, and a late statement is there.
                _ => {
                    check(item.met != Answer::Yes, || format!("{key} is there"))?;
                    continue;
                }
            };
            let filed = self.filed(&kind);
            check(item.met != Answer::Yes || filed || by_nt24, || format!("{key} is there"))?;
            let missing = objected || (self.order.wanted.is_some() && !filed && !by_nt24);
            check(item.met != Answer::No || missing, || format!("{key} is missing"))?;
        }
        Ok(())
    }
}
