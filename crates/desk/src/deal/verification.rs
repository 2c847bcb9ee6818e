//! The identity check of a buyer whom NT24 checks: started at this desk, passed on to the buyer as a link, and
//! decided by NT24.

use crate::contract::{Fact, Fix, LinkState, Milestone, Module, Step, StepState, Turn, fact};
use crate::deal::buyer_steps::{self, BuyerContext};
use crate::deal::pending::Mending;
use crate::deal::problem::{Problem, blank};
use crate::deal::stops;
use crate::given::clock::moment;
use nt24::{KycMode, KycVerificationStatus as Status, Operation};
use store::{BuyerRow, VerificationLink};

/// Codes of this desk: the check was not started; its link is here and was not passed on; its link was passed on,
/// and NT24 knows of no visit.
const NOT_STARTED: &str = "verification_not_started";
const LINK_READY: &str = "verification_link_ready";
const LINK_UNUSED: &str = "verification_link_unused";

/// The write that starts the check.
const START: &[Operation] = &[Operation::StartKycVerification];

/// The link that the buyer can still use, as far as this desk knows: NT24 has not decided.
pub(crate) fn link(buyer: &BuyerRow) -> Option<&VerificationLink> {
    let decided = matches!(status(buyer), Some(Status::Verified | Status::Rejected));
    buyer.verification.as_ref().filter(|_| !decided && is_checked_by_nt24(buyer))
}

/// The state of the link.
pub(crate) fn link_state(buyer: &BuyerRow) -> LinkState {
    match link(buyer) {
        None => LinkState::None,
        Some(link) if link.passed_on_at.is_none() => LinkState::Ready,
        Some(_) if status(buyer) == Some(&Status::NotStarted) => LinkState::Unused,
        Some(_) => LinkState::PassedOn,
    }
}

/// Whether NT24 has found the buyer to be who it says: then it has a signed profile.
pub(crate) fn is_verified(buyer: &BuyerRow) -> bool {
    is_checked_by_nt24(buyer) && status(buyer) == Some(&Status::Verified)
}

/// Whether a check can be started now. NT24 takes no more of a buyer who has passed it, and a start that waits or
/// is parked comes first.
pub(crate) fn can_start(context: BuyerContext<'_>) -> bool {
    let known =
        matches!(status(context.buyer), Some(Status::NotStarted | Status::InProgress | Status::Rejected));
    is_checked_by_nt24(context.buyer) && known && !context.pending.has(START)
}

/// Whether NT24 can be asked to check the buyer instead of this organization (contract, section 12). There is no
/// way back. A change that waits comes first.
pub(crate) fn can_upgrade(context: BuyerContext<'_>) -> bool {
    let ours = buyer_steps::mode(context.buyer) == Some(&KycMode::MarketplaceLed);
    ours && context.buyer.server.is_some() && !context.pending.has(&[Operation::UpdateBuyer])
}

/// The step of the check.
pub(crate) fn step(context: BuyerContext<'_>) -> Step {
    let stage = Milestone::Verification;
    let buyer = context.buyer;
    if buyer.remote.is_none() {
        return Step { after: Some(Milestone::Company), ..blank(stage, StepState::Later) };
    }
    let code = match (status(buyer), link_state(buyer)) {
        (Some(Status::Verified), _) => return blank(stage, StepState::Done),
        (Some(Status::Rejected), _) => stops::KYC_VERIFICATION_REJECTED,
        (Some(Status::NotStarted | Status::InProgress), LinkState::Ready) => LINK_READY,
        (Some(Status::InProgress), _) => stops::KYC_VERIFICATION_PENDING,
        (Some(Status::NotStarted), LinkState::None) => NOT_STARTED,
        (Some(Status::NotStarted), _) => LINK_UNUSED,
        (Some(Status::Unknown(_)) | None, _) => return blank(stage, StepState::NotKnown),
    };
    let turn = match code {
        stops::KYC_VERIFICATION_PENDING | LINK_UNUSED => Turn::Buyer,
        _ => Turn::You,
    };
    let id = buyer.id.clone();
    let fix = match code {
        // Whether a link has run out is not told: another one is asked for on purpose, not by the main key.
        LINK_READY | LINK_UNUSED => Some(Fix::PassOnLink { buyer: id }),
        _ => can_start(context).then_some(Fix::StartVerification { buyer: id }),
    };
    let waiting = code == stops::KYC_VERIFICATION_PENDING;
    let mut problem = Problem { fix, waiting, ..Problem::new(code, Module::Buyer, turn) };
    match context.pending.mending(START) {
        // The link is here, whatever NT24 says of the check.
        Mending::Unread if matches!(code, LINK_READY | LINK_UNUSED) => {}
        mending => problem.mended_by(mending),
    }
    let step = problem.step(stage, None);
    Step { fact: link(buyer).map(link_fact), ..step }
}

/// When the link was passed on, else when NT24 gave it. NT24 does not say how long it works.
fn link_fact(link: &VerificationLink) -> Fact {
    match link.passed_on_at {
        Some(at) => fact("verification.passedOn", [("at", moment(at))]),
        None => fact("verification.received", [("at", moment(link.received_at))]),
    }
}

fn status(buyer: &BuyerRow) -> Option<&Status> {
    buyer.kyc.as_ref()?.verification_status.as_ref()
}

fn is_checked_by_nt24(buyer: &BuyerRow) -> bool {
    buyer_steps::mode(buyer) == Some(&KycMode::Nt24Led)
}
