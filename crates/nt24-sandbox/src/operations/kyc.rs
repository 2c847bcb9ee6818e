use super::Call;
use crate::reply::{Handled, Reply};
use crate::world::World;
use nt24::{ViesCheckAccepted, ViesCheckProgress};

/// `GET /partners/{sellerId}/buyers/{buyerId}/kyc`
pub(super) fn get(world: &World, call: &Call<'_>) -> Handled {
    Ok(Reply::json(200, &world.kyc_status(call.buyer(world)?, call.moment)))
}

/// `POST /partners/{sellerId}/buyers/{buyerId}/kyc/vies-check`; the answer of a check that runs
/// already is `IN_PROGRESS`, and no second one is asked.
pub(super) fn vies_check(world: &mut World, call: &Call<'_>) -> Handled {
    let buyer = call.buyer(world)?.buyer.uuid.clone();
    let asked = world.ask_vies(&buyer, false, call.moment);
    let progress = if asked { ViesCheckProgress::Queued } else { ViesCheckProgress::InProgress };
    Ok(Reply::json(202, &ViesCheckAccepted { status: Some(progress) }))
}
