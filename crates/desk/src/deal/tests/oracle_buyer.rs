//! What a page may claim of a buyer.

use super::oracle::{Judgement, check};
use super::world::World;
use crate::contract::{AskedBy, Fix, Milestone, Step, StepState};
use nt24::{AmlStatus, DocumentType as D, KycMode, KycVerificationStatus, Operation, ViesResult};

impl World {
    /// Whether NT24's checks of the buyer all say yes.
    pub(super) fn buyer_is_fine(&self) -> bool {
        let Some(kyc) = &self.buyer.kyc else { return false };
        let checked = if kyc.kyc_mode == Some(KycMode::Nt24Led) {
            kyc.verification_status == Some(KycVerificationStatus::Verified)
                && matches!(kyc.aml_status, Some(AmlStatus::Clear | AmlStatus::NotApplicable))
        } else {
            kyc.documents_complete == Some(true)
        };
        checked && kyc.vies_result == Some(ViesResult::Valid)
    }

    pub(super) fn is_missing_at_buyer(&self, code: &str) -> bool {
        let kyc = self.buyer.kyc.as_ref();
        match code {
            "KYC_DOCUMENTS_MISSING" => {
                let ours = self.buyer.server.as_ref().map(|one| &one.kyc_mode) != Some(&KycMode::Nt24Led)
                    && self.buyer.wanted.as_ref().is_none_or(|one| one.kyc_mode != KycMode::Nt24Led);
                let told = kyc.and_then(|one| one.documents_complete) == Some(false);
                ours && (told || self.buyer.remote.is_none())
            }
            "KYC_VERIFICATION_REJECTED" => {
                kyc.and_then(|one| one.verification_status.as_ref()) == Some(&KycVerificationStatus::Rejected)
            }
            "verification_not_started" => self.check_not_begun() && self.buyer.verification.is_none(),
            "verification_link_ready" => self.buyer.verification.as_ref().is_some_and(|link| {
                let begun = kyc.and_then(|one| one.verification_status.as_ref())
                    == Some(&KycVerificationStatus::InProgress);
                link.passed_on_at.is_none() && (begun || self.check_not_begun())
            }),
            "verification_link_unused" => {
                let passed_on = |link: &store::VerificationLink| link.passed_on_at.is_some();
                self.buyer.verification.as_ref().is_some_and(passed_on) && self.check_not_begun()
            }
            "AML_FLAGGED" => kyc.and_then(|one| one.aml_status.as_ref()) == Some(&AmlStatus::Flagged),
            "VIES_INVALID" => kyc.and_then(|one| one.vies_result.as_ref()) == Some(&ViesResult::Invalid),
            "VIES_UNKNOWN" => kyc.and_then(|one| one.vies_result.as_ref()) == Some(&ViesResult::Unasked),
            _ => false,
        }
    }

    fn check_not_begun(&self) -> bool {
        let kyc = self.buyer.kyc.as_ref();
        kyc.and_then(|one| one.verification_status.as_ref()) == Some(&KycVerificationStatus::NotStarted)
    }

    pub(super) fn judge_buyer_step(&self, step: &Step) -> Judgement {
        let kyc = self.buyer.kyc.clone().unwrap_or_default();
        let code = step.code.as_deref().unwrap_or_default();
        let proven = match (step.state, step.milestone) {
            (StepState::Done, Milestone::Company) => self.buyer.remote.is_some(),
            (StepState::Done, Milestone::KycDocuments) => kyc.documents_complete == Some(true),
            (StepState::Done, Milestone::Verification) => {
                kyc.verification_status == Some(KycVerificationStatus::Verified)
            }
            (StepState::Done, Milestone::Aml) => kyc.aml_status == Some(AmlStatus::Clear),
            (StepState::Done, Milestone::Vies) => kyc.vies_result == Some(ViesResult::Valid),
            (StepState::Open | StepState::Next, _) if step.asked_by == AskedBy::Waybill => {
                let mut extracts =
                    self.documents.iter().filter(|row| row.kind == D::CocExtract && !row.archived);
                code == "extract_date" && extracts.all(|row| row.document_date.is_none())
            }
            (StepState::Open | StepState::Next, _) => match &step.fix {
                Some(Fix::OpenOutbox { entry }) => self.is_parked(entry),
                _ => {
                    let sent = !self.buyer_was_read && self.may_be_cleared_at_buyer(code);
                    self.is_missing_at_buyer(code) && !sent
                }
            },
            _ => true,
        };
        check(proven, || format!("the buyer: {:?} {:?} {code}", step.milestone, step.state))?;
        if matches!(step.fix, Some(Fix::StartVerification { .. })) {
            let starts = self.writes.iter().any(|row| row.operation == Operation::StartKycVerification.id());
            check(!starts, || "a second start of the identity check".to_owned())?;
        }
        let ours = step.milestone == Milestone::KycDocuments && step.asked_by == AskedBy::Nt24;
        let mode_b = kyc.kyc_mode == Some(KycMode::Nt24Led);
        check(!(ours && mode_b) || code == "outbox_parked", || {
            "documents of a buyer whom NT24 checks".to_owned()
        })
    }
}
