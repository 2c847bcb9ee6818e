//! The buyer's part of the verdict: KYC and VIES.

use super::blocker::blocker;
use super::buyer_record::{BuyerRecord, ViesCheck};
use super::document_record::Owner;
use super::moment::Moment;
use super::order_record::OrderRecord;
use super::state::World;
use nt24::{
    AmlStatus, Blocker, BuyerModule, KycMode, KycOverallStatus, KycStatus, KycVerificationStatus, ViesResult,
};

impl World {
    /// The KYC state, the answer to `GET …/kyc`.
    pub(crate) fn kyc_status(&self, record: &BuyerRecord, moment: Moment<'_>) -> KycStatus {
        let complete = self.kyc_documents_complete(record, moment);
        let answered = record.last_answer().map(|check| check.result.clone());
        let mode_b = record.buyer.kyc_mode == KycMode::Nt24Led;
        let aml = if mode_b { record.aml() } else { AmlStatus::NotApplicable };
        let checked = if mode_b {
            record.verification == KycVerificationStatus::Verified && aml == AmlStatus::Clear
        } else {
            complete
        };
        let failed = record.verification == KycVerificationStatus::Rejected || aml == AmlStatus::Flagged;
        let overall = match answered {
            _ if mode_b && failed => KycOverallStatus::Invalid,
            Some(ViesResult::Invalid) => KycOverallStatus::Invalid,
            Some(ViesResult::Valid) if checked => KycOverallStatus::Valid,
            _ => KycOverallStatus::Incomplete,
        };
        KycStatus {
            buyer_id: Some(record.buyer.uuid.clone()),
            kyc_mode: Some(record.buyer.kyc_mode.clone()),
            overall_status: Some(overall),
            vies_last_checked_at: record.last_answer().and_then(|check| check.answered_at),
            vies_result: Some(record.vies_result()),
            documents_complete: Some(complete),
            verification_status: mode_b.then(|| record.verification.clone()),
            aml_status: Some(aml),
        }
    }

    fn kyc_documents_complete(&self, record: &BuyerRecord, moment: Moment<'_>) -> bool {
        let owner = Owner::Buyer(record.buyer.uuid.clone());
        moment.behaviour.kyc_required_documents.iter().all(|kind| self.has_active(&owner, kind))
    }

    pub(super) fn buyer_findings(
        &self,
        order: &OrderRecord,
        moment: Moment<'_>,
        blockers: &mut Vec<Blocker>,
    ) -> BuyerModule {
        let Some(record) = self.buyers.get(&order.order.buyer_id) else { return BuyerModule::default() };
        let before = blockers.len();
        let complete = self.kyc_documents_complete(record, moment);
        let mode_b = record.buyer.kyc_mode == KycMode::Nt24Led;
        if mode_b {
            match record.verification {
                KycVerificationStatus::Verified => match record.aml() {
                    AmlStatus::Clear | AmlStatus::NotApplicable => {}
                    AmlStatus::Flagged => blockers.push(blocker(
                        "buyer",
                        "AML_FLAGGED",
                        "The money laundering check of the buyer found something",
                    )),
                    _ => blockers.push(blocker(
                        "buyer",
                        "AML_PENDING",
                        "The money laundering check of the buyer is not finished",
                    )),
                },
                KycVerificationStatus::Rejected => blockers.push(blocker(
                    "buyer",
                    "KYC_VERIFICATION_REJECTED",
                    "The identity check of the buyer failed",
                )),
                _ => blockers.push(blocker(
                    "buyer",
                    "KYC_VERIFICATION_PENDING",
                    "The identity check of the buyer is not finished",
                )),
            }
        } else if !complete {
            blockers.push(blocker("buyer", "KYC_DOCUMENTS_MISSING", &self.missing_kyc(record, moment)));
        }
        let check = counting_check(record, order, moment);
        let result = check.map_or(ViesResult::Unasked, |check| check.result.clone());
        // The documented sample lists VIES_PENDING under transport, where it means the daily check. Before
        // the release for pickup it is the buyer's own check that is missing.
        let module = if order.ready_at.is_some() { "transport" } else { "buyer" };
        match (&result, check) {
            (ViesResult::Valid, _) => {}
            (ViesResult::Invalid, _) => {
                blockers.push(blocker("buyer", "VIES_INVALID", "The VAT number is not registered in VIES"));
            }
            (ViesResult::Pending, _) => {
                blockers.push(blocker(module, "VIES_PENDING", "The VIES check is not answered yet"));
            }
            (_, None) => {
                blockers.push(blocker(module, "VIES_PENDING", "The VAT number was not checked in VIES yet"));
            }
            (_, Some(_)) => blockers.push(blocker(
                "buyer",
                "VIES_UNKNOWN",
                "The member state did not answer the VIES check; check again later",
            )),
        }
        let fine = blockers.len() == before;
        BuyerModule {
            status: Some(
                if fine {
                    "VALID"
                } else if result == ViesResult::Invalid {
                    "INVALID"
                } else {
                    "INCOMPLETE"
                }
                .to_owned(),
            ),
            vies_last_checked_at: check
                .filter(|check| check.answered_at.is_some())
                .or(record.last_answer())
                .and_then(|check| check.answered_at),
            vies_result: Some(result),
            documents_complete: Some(complete),
            kyc_verification_status: mode_b.then(|| record.verification.clone()),
        }
    }

    /// Whether the VIES check that counts for an order says that the number is not registered.
    pub(crate) fn vies_has_failed(&self, order: &OrderRecord, moment: Moment<'_>) -> bool {
        self.buyers
            .get(&order.order.buyer_id)
            .and_then(|record| counting_check(record, order, moment))
            .is_some_and(|check| check.result == ViesResult::Invalid)
    }

    fn missing_kyc(&self, record: &BuyerRecord, moment: Moment<'_>) -> String {
        let owner = Owner::Buyer(record.buyer.uuid.clone());
        let missing: Vec<&str> = moment
            .behaviour
            .kyc_required_documents
            .iter()
            .filter(|kind| !self.has_active(&owner, kind))
            .map(|kind| kind.as_str())
            .collect();
        format!("KYC documents are missing: {}", missing.join(", "))
    }
}

/// Whether later VIES checks no longer count for an order: its window has ended, and the last check inside
/// has a clear answer.
pub(super) fn vies_is_settled(record: &BuyerRecord, order: &OrderRecord, moment: Moment<'_>) -> bool {
    let Some(end) = order.vies_window_end(moment.behaviour) else { return false };
    let inside = record.vies.iter().rfind(|check| check.requested_at <= end);
    // A check requested now is inside a window that ends now, and an answer that arrives now is not in the
    // order's rollup yet.
    end < moment.now
        && inside.is_some_and(|check| {
            let is_clear = matches!(check.result, ViesResult::Valid | ViesResult::Invalid);
            is_clear && check.answered_at.is_some_and(|at| at < moment.now)
        })
}

/// The VIES check that counts for an order: the last one requested before the end of its window. If that
/// one has no clear answer, the last check of all counts, so that an outage of VIES on the last day can be
/// made up for.
pub(super) fn counting_check<'a>(
    record: &'a BuyerRecord,
    order: &OrderRecord,
    moment: Moment<'_>,
) -> Option<&'a ViesCheck> {
    let end = order.vies_window_end(moment.behaviour);
    let inside = record.vies.iter().rfind(|check| end.is_none_or(|end| check.requested_at <= end));
    match inside {
        Some(check) if check.result != ViesResult::Unasked => Some(check),
        _ => record.vies.last(),
    }
}
