use super::buyers;
use super::call::Call;
use crate::links;
use crate::message::{Handled, Need, Refusal, Reply, fields};
use crate::world::{InvitationRecord, World};
use nt24::{InvitationId, KycInvitationCreate, ProblemType, RevokeInvitationRequest, SelfServiceInvitation};

/// `POST /partners/{sellerId}/buyers/{buyerId}/kyc/self-service-invitations`
pub(super) fn create(world: &mut World, call: &Call<'_>) -> Handled {
    let behaviour = call.moment.behaviour;
    let create: KycInvitationCreate = fields::read(call.body(), |body| {
        body.text("recipientEmail", Need::Required, fields::email);
        body.whole_number("expiresInDays", Need::Optional, 1..=u64::from(behaviour.invitation_max_days));
        body.one_of("language", Need::Optional, &behaviour.invitation_languages);
    })?;
    let buyer = call.buyer(world)?;
    let (seller, buyer) = (buyer.seller.clone(), buyer.buyer.uuid.clone());
    Ok(Reply::json(201, &with_link(&world.invite(seller, buyer, create, call.moment), call)))
}

/// `POST /partners/{sellerId}/buyers/{buyerId}/kyc/self-service-invitations/{invitationUuid}/revoke`
pub(super) fn revoke(world: &mut World, call: &Call<'_>) -> Handled {
    let request: RevokeInvitationRequest = fields::read(call.body(), buyers::reason)?;
    let buyer = call.buyer(world)?.buyer.uuid.clone();
    let id = InvitationId::from(call.parameter("invitationUuid"));
    let find = |world: &World| {
        let found = world.invitations.get(&id).filter(|record| record.buyer == buyer);
        found.cloned().ok_or_else(|| Refusal::not_found("invitation"))
    };
    let record = find(world)?;
    if !record.is_active() {
        // No problem type is documented for an invitation that has ended. This is the type with a 409 and
        // the current state that fits best.
        return Err(Refusal::conflict(
            &ProblemType::MilestoneAlreadySet,
            "The invitation has ended",
            &with_link(&record, call),
        )
        .detail(format!("The invitation is {}", record.invitation.status)));
    }
    world.revoke_invitation(&id, request.reason, call.moment);
    Ok(Reply::json(200, &with_link(&find(world)?, call)))
}

/// An invitation with its link.
fn with_link(record: &InvitationRecord, call: &Call<'_>) -> SelfServiceInvitation {
    let link = links::invitation_url(call.origin, &record.token);
    SelfServiceInvitation { public_link_url: Some(link), ..record.invitation.clone() }
}
