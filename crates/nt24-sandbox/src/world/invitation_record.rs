//! An invitation as it is stored.

use nt24::{BuyerId, DocumentId, InvitationStatus, SelfServiceInvitation, SellerId};
use serde::{Deserialize, Serialize};

/// An invitation with its token and documents.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct InvitationRecord {
    pub(crate) seller: SellerId,
    pub(crate) buyer: BuyerId,
    /// The invitation without its link, which depends on the address of the sandbox.
    pub(crate) invitation: SelfServiceInvitation,
    /// Secret of the link to the buyer's page.
    pub(crate) token: String,
    /// Language of the mail and the page, two letters.
    pub(crate) language: String,
    /// Documents that were handed in.
    pub(crate) documents: Vec<DocumentId>,
}

impl InvitationRecord {
    pub(crate) fn is_active(&self) -> bool {
        self.invitation.status == InvitationStatus::Active
    }
}
