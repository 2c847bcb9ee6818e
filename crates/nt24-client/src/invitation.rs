use crate::Written;
use nt24::{
    BuyerId, InvitationId, KycInvitationCreate, RevokeInvitationRequest, SelfServiceInvitation, SellerId,
};

writes! {
    /// Invites a buyer by mail to hand in his documents himself. Each new key sends one more mail.
    invite_buyer(seller: SellerId, buyer: BuyerId)(body: &KycInvitationCreate)
        -> Written<SelfServiceInvitation> = json CreateKycInvitation;

    /// Takes an invitation back, so that its link no longer works; the reason is kept.
    revoke_invitation(seller: SellerId, buyer: BuyerId, invitation: InvitationId)
        (body: &RevokeInvitationRequest) -> Written<SelfServiceInvitation> = json RevokeKycInvitation;
}
