use super::call::Call;
use crate::message::{Handled, Refusal, Reply};
use crate::world::World;
use crate::{links, pdf};
use nt24::{KycMode, KycVerificationSession, KycVerificationStatus, ViesCheckAccepted, ViesCheckProgress};

/// `GET /partners/{sellerId}/buyers/{buyerId}/kyc`
pub(super) fn get(world: &World, call: &Call<'_>) -> Handled {
    Ok(Reply::json(200, &world.kyc_status(call.buyer(world)?, call.moment)))
}

/// `POST /partners/{sellerId}/buyers/{buyerId}/kyc/vies-check`; while a check runs the answer is
/// `IN_PROGRESS`, and no second check is started.
pub(super) fn vies_check(world: &mut World, call: &Call<'_>) -> Handled {
    let buyer = call.buyer(world)?.buyer.uuid.clone();
    let asked = world.ask_vies(&buyer, false, call.moment);
    let progress = if asked { ViesCheckProgress::Queued } else { ViesCheckProgress::InProgress };
    Ok(Reply::json(202, &ViesCheckAccepted { status: Some(progress) }))
}

/// `POST /partners/{sellerId}/buyers/{buyerId}/kyc/verify`; while a session is open it is returned.
pub(super) fn verify(world: &mut World, call: &Call<'_>) -> Handled {
    let record = call.buyer(world)?;
    if record.buyer.kyc_mode != KycMode::Nt24Led {
        return Err(Refusal::malformed("The buyer is not in mode NT24_LED"));
    }
    if record.verification == KycVerificationStatus::Verified {
        return Err(Refusal::field(
            "verificationStatus",
            "the buyer is verified already",
            Some("VERIFIED".into()),
        ));
    }
    let buyer = record.buyer.uuid.clone();
    let session = world.start_verification(&buyer, call.moment).ok_or_else(|| Refusal::not_found("buyer"))?;
    let answer = KycVerificationSession {
        idenfy_url: Some(links::verification_url(call.origin, &session.token)),
        session_id: Some(session.id),
    };
    Ok(Reply::json(200, &answer))
}

/// `GET /partners/{sellerId}/buyers/{buyerId}/kyc/profile`: exists only for a buyer VERIFIED in mode B.
pub(super) fn profile(world: &World, call: &Call<'_>) -> Handled {
    let record = call.buyer(world)?;
    let verified =
        record.buyer.kyc_mode == KycMode::Nt24Led && record.verification == KycVerificationStatus::Verified;
    if !verified {
        return Err(Refusal::not_found("KYC profile: the buyer is not verified by NT24"));
    }
    Ok(Reply::pdf(pdf::write(&world.kyc_profile(record, call.moment))))
}
