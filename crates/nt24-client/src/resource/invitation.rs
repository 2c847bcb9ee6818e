use crate::exchange::answer::Written;
use nt24::{
    BuyerId, InvitationId, KycInvitationCreate, RevokeInvitationRequest, SelfServiceInvitation, SellerId,
};

writes! {
    /// Invites a buyer by e-mail to upload documents. Each new key sends another e-mail.
    invite_buyer(seller: SellerId, buyer: BuyerId)(body: &KycInvitationCreate)
        -> Written<SelfServiceInvitation> = json CreateKycInvitation;

    /// Revokes an invitation, so that its link no longer works; NT24 keeps the reason.
    revoke_invitation(seller: SellerId, buyer: BuyerId, invitation: InvitationId)
        (body: &RevokeInvitationRequest) -> Written<SelfServiceInvitation> = json RevokeKycInvitation;
}
