//! The steps of a buyer: the company's data, the check by documents or by NT24, and VIES.

use crate::contract::{AskedBy, Fact, Fix, Milestone, Module, Step, StepState, Turn, fact};
use crate::deal::filed::{self, Filed, FiledState};
use crate::deal::pending::{Mending, PendingWrites};
use crate::deal::problem::{self, Problem, blank, document, done, queued};
use crate::deal::stops::{self, BUYER_DOCUMENTS};
use crate::deal::verification;
use crate::given::clock::{day, moment};
use nt24::{
    AmlStatus, DocumentType, KycMode, KycStatus, KycVerificationStatus as Verification, Operation, ViesResult,
};
use store::BuyerRow;

/// A wish of this desk: the register extract that was filed has no date.
const EXTRACT_DATE: &str = "extract_date";

/// The rows from which the steps of a buyer are computed.
#[derive(Clone, Copy)]
pub(crate) struct BuyerContext<'a> {
    pub(crate) buyer: &'a BuyerRow,
    pub(crate) pending: &'a PendingWrites,
    pub(crate) filed: &'a [Filed],
}

/// The mode of the buyer's check. `None` while NT24 has not told it and this desk has not chosen it.
pub(crate) fn mode(buyer: &BuyerRow) -> Option<&KycMode> {
    let wanted = buyer.wanted.as_ref().map(|wanted| &wanted.kyc_mode);
    let server = buyer.server.as_ref().map(|server| &server.kyc_mode);
    // The KYC state is read after the buyer, so it is the newest of the three.
    buyer.kyc.as_ref().and_then(|kyc| kyc.kyc_mode.as_ref()).or(server).or(wanted)
}

/// Whether the buyer is only at this desk.
fn is_unsent(buyer: &BuyerRow) -> bool {
    buyer.remote.is_none()
}

/// Whether NT24's checks were read, or the buyer is only at this desk.
pub(crate) fn is_known(buyer: &BuyerRow) -> bool {
    buyer.kyc.is_some() || is_unsent(buyer)
}

/// The last answer of VIES as a line of fact.
pub(crate) fn vies_fact(result: &ViesResult, at: Option<chrono::DateTime<chrono::Utc>>) -> Fact {
    let at = at.map(moment).unwrap_or_default();
    match result {
        ViesResult::Valid => fact("buyer.vies", [("viesAt", at)]),
        ViesResult::Invalid => fact("buyer.viesInvalid", [("viesAt", at)]),
        ViesResult::Pending => fact("buyer.viesPending", []),
        ViesResult::Unasked | ViesResult::Unknown(_) => fact("buyer.viesUnknown", [("viesAt", at)]),
    }
}

impl BuyerContext<'_> {
    /// All steps, in their order.
    pub(crate) fn steps(self) -> Vec<Step> {
        let mut steps =
            self.pending.parked().map(|row| problem::parked(row, milestone_of(row))).collect::<Vec<_>>();
        steps.push(self.company());
        if mode(self.buyer) == Some(&KycMode::Nt24Led) {
            steps.push(verification::step(self));
            steps.extend(self.aml());
        } else {
            steps.push(self.documents());
            steps.extend(self.extract_without_date());
        }
        steps.push(self.vies());
        let first = steps.iter().position(|step| {
            matches!(step.milestone, Milestone::KycDocuments | Milestone::Verification)
                && step.code.as_deref() != Some(stops::OUTBOX_PARKED)
        });
        if let Some(step) = first.and_then(|at| steps.get_mut(at)) {
            step.documents = self.filed.iter().map(|filed| filed.id.clone()).collect();
        }
        problem::mark_next(&mut steps);
        steps
    }

    fn kyc(&self) -> Option<&KycStatus> {
        self.buyer.kyc.as_ref()
    }

    fn company(self) -> Step {
        match &self.buyer.server {
            _ if is_unsent(self.buyer) => queued(Milestone::Company, None, None),
            Some(server) => done(Milestone::Company, None, Some(day(server.created_at.date_naive()))),
            None => blank(Milestone::Company, StepState::Done),
        }
    }

    /// The documents of a buyer whom this organization checks.
    fn documents(self) -> Step {
        let stage = Milestone::KycDocuments;
        let complete = match self.kyc() {
            Some(kyc) => kyc.documents_complete,
            // Nobody else can have filed anything on a buyer that is only here.
            None if is_unsent(self.buyer) => Some(false),
            None => None,
        };
        if complete == Some(true) {
            return blank(stage, StepState::Done);
        }
        let mut missing = Problem::new(stops::KYC_DOCUMENTS_MISSING, Module::Buyer, Turn::You);
        missing.takes = BUYER_DOCUMENTS
            .iter()
            .filter(|kind| !filed::has(self.filed, &[(*kind).clone()]))
            .cloned()
            .collect();
        let mending = filed::mending(self.filed, BUYER_DOCUMENTS);
        missing.mended_by(mending);
        // NT24 does not say which documents it wants: if this desk has filed all that it knows, NT24 is to judge.
        missing.waiting |= missing.takes.is_empty();
        missing.fix = missing.takes.first().and_then(document);
        match complete {
            Some(_) => {
                if missing.waiting {
                    missing.turn = Turn::Nt24;
                }
                missing.step(stage, None)
            }
            None if mending != Mending::None => missing.step(stage, None),
            None => blank(stage, StepState::NotKnown),
        }
    }

    /// A register extract proves its age only by its date.
    fn extract_without_date(self) -> Option<Step> {
        let extracts = self.filed.iter().filter(|one| one.kind == DocumentType::CocExtract);
        let newest = extracts.filter(|one| one.state != FiledState::Parked).max_by_key(|one| one.filed_on)?;
        if newest.dated.is_some() {
            return None;
        }
        let mut wish = Problem::new(EXTRACT_DATE, Module::Buyer, Turn::You);
        wish.fix = document(&DocumentType::CocExtract);
        wish.takes = vec![DocumentType::CocExtract];
        Some(Step { asked_by: AskedBy::Waybill, ..wish.step(Milestone::KycDocuments, None) })
    }

    /// The check against money laundering of a buyer whom NT24 checks.
    fn aml(self) -> Option<Step> {
        let stage = Milestone::Aml;
        let verified =
            self.kyc().and_then(|kyc| kyc.verification_status.as_ref()) == Some(&Verification::Verified);
        let step = |code: &str, turn: Turn, waiting: bool| {
            Problem { waiting, ..Problem::new(code, Module::Buyer, turn) }.step(stage, None)
        };
        Some(match self.kyc().and_then(|kyc| kyc.aml_status.as_ref()) {
            Some(AmlStatus::NotApplicable) => return None,
            Some(AmlStatus::Clear) => blank(stage, StepState::Done),
            Some(AmlStatus::Flagged) => step(stops::AML_FLAGGED, Turn::You, false),
            Some(AmlStatus::Pending) if verified => step(stops::AML_PENDING, Turn::Nt24, true),
            Some(AmlStatus::Pending) => {
                Step { after: Some(Milestone::Verification), ..blank(stage, StepState::Later) }
            }
            None if is_unsent(self.buyer) => {
                Step { after: Some(Milestone::Verification), ..blank(stage, StepState::Later) }
            }
            Some(AmlStatus::Unknown(_)) | None => blank(stage, StepState::NotKnown),
        })
    }

    fn vies(self) -> Step {
        let stage = Milestone::Vies;
        let asked = self.pending.mending(&[Operation::TriggerViesCheck]);
        let at = self.kyc().and_then(|kyc| kyc.vies_last_checked_at);
        let result = self.kyc().and_then(|kyc| kyc.vies_result.as_ref());
        let fact = result.map(|result| vies_fact(result, at));
        let on = at.map(|at| day(at.date_naive()));
        let again = |code: &str| {
            let mut problem = Problem {
                fix: Some(Fix::CheckVies { buyer: self.buyer.id.clone() }),
                since: at.map(|at| at.date_naive()),
                ..Problem::new(code, Module::Buyer, Turn::You)
            };
            problem.mended_by(asked);
            problem
        };
        let step = match result {
            Some(ViesResult::Valid) => blank(stage, StepState::Done),
            Some(ViesResult::Pending) => {
                let waits = Problem::new(stops::VIES_PENDING, Module::Buyer, Turn::Nt24);
                Problem { waiting: true, ..waits }.step(stage, None)
            }
            Some(ViesResult::Invalid) => again(stops::VIES_INVALID).step(stage, None),
            Some(ViesResult::Unasked | ViesResult::Unknown(_)) => {
                again(stops::VIES_UNKNOWN).step(stage, None)
            }
            None if asked == Mending::Queued => queued(stage, None, None),
            None if asked == Mending::Unread => blank(stage, StepState::Waiting),
            None => blank(stage, StepState::NotKnown),
        };
        Step { fact, on, ..step }
    }
}

/// The stage of a parked row of a buyer.
fn milestone_of(row: &store::OutboxRow) -> Milestone {
    match Operation::from_id(&row.operation) {
        Some(Operation::UploadKycDocument) => Milestone::KycDocuments,
        Some(Operation::TriggerViesCheck) => Milestone::Vies,
        Some(Operation::StartKycVerification) => Milestone::Verification,
        _ => Milestone::Company,
    }
}
