//! Invitations: links by which a buyer hands in KYC documents without an account
//! (guides/buyer-onboarding).

use super::agenda::Due;
use super::document_record::Owner;
use super::invitation_record::InvitationRecord;
use super::moment::Moment;
use super::state::{Link, World};
use crate::files::StoredFile;
use chrono::{NaiveDate, TimeDelta};
use nt24::{
    BuyerId, DocumentType, InvitationId, InvitationKind, InvitationStatus, KycInvitationCreate,
    SelfServiceInvitation, SellerId,
};

impl World {
    /// Creates an invitation. The fields are checked already.
    pub(crate) fn invite(
        &mut self,
        seller: SellerId,
        buyer: BuyerId,
        create: KycInvitationCreate,
        moment: Moment<'_>,
    ) -> InvitationRecord {
        let behaviour = moment.behaviour;
        let id = self.new_id(moment.ids);
        // The reference calls the id a UUID, the guide shows a prefix (contradiction 11).
        let id = if behaviour.invitation_ids_prefixed { format!("inv_{}", id.replace('-', "")) } else { id };
        let days = create.expires_in_days.unwrap_or(behaviour.invitation_default_days);
        let invitation = SelfServiceInvitation {
            uuid: InvitationId(id),
            kind: InvitationKind::Kyc,
            status: InvitationStatus::Active,
            public_link_url: None,
            created_at: moment.now,
            expires_at: moment.now + TimeDelta::days(days.into()),
            recipient_email: Some(create.recipient_email),
            label: None,
            last_used_at: None,
            usage_count: Some(0),
            revoked_at: None,
            revocation_reason: None,
        };
        let language = create.language.or_else(|| behaviour.invitation_languages.first().cloned());
        let record = InvitationRecord {
            seller,
            buyer,
            token: moment.ids.token(),
            language: language.unwrap_or_else(|| "en".to_owned()),
            documents: Vec::new(),
            invitation,
        };
        let id = record.invitation.uuid.clone();
        self.links.insert(record.token.clone(), Link::Invitation(id.clone()));
        self.agenda.schedule(record.invitation.expires_at, Due::InvitationExpires(id.clone()));
        self.invitations.insert(id, record.clone());
        record
    }

    /// Revokes an active invitation.
    pub(crate) fn revoke_invitation(&mut self, id: &InvitationId, reason: String, moment: Moment<'_>) {
        self.agenda.unschedule(&Due::InvitationExpires(id.clone()));
        if let Some(invitation) = self.active_invitation(id) {
            invitation.status = InvitationStatus::Revoked;
            invitation.revoked_at = Some(moment.now);
            invitation.revocation_reason = Some(reason);
        }
    }

    /// Records that the buyer opened the page.
    pub(crate) fn open_invitation(&mut self, id: &InvitationId, moment: Moment<'_>) {
        if let Some(invitation) = self.active_invitation(id) {
            invitation.last_used_at = Some(moment.now);
            invitation.usage_count = Some(invitation.usage_count.unwrap_or(0) + 1);
        }
    }

    /// Stores a document that the buyer handed in, like one uploaded by the API.
    pub(crate) fn hand_in(
        &mut self,
        id: &InvitationId,
        kind: DocumentType,
        date: Option<NaiveDate>,
        file: &StoredFile,
        moment: Moment<'_>,
    ) {
        let Some(record) = self.invitations.get(id).filter(|record| record.is_active()) else { return };
        let (seller, owner) = (record.seller.clone(), Owner::Buyer(record.buyer.clone()));
        let document = self.add_document(seller, owner, kind, date, file, moment);
        if let Some(record) = self.invitations.get_mut(id) {
            record.documents.push(document.uuid);
        }
    }

    /// Ends an invitation whose buyer finished it.
    pub(crate) fn finish_invitation(&mut self, id: &InvitationId, moment: Moment<'_>) {
        self.agenda.unschedule(&Due::InvitationExpires(id.clone()));
        if let Some(invitation) = self.active_invitation(id) {
            invitation.status = InvitationStatus::Used;
            invitation.last_used_at = Some(moment.now);
            self.emit_invitation_used(id, moment);
        }
    }

    pub(super) fn invitation_expires(&mut self, id: &InvitationId, moment: Moment<'_>) {
        if let Some(invitation) = self.active_invitation(id) {
            invitation.status = InvitationStatus::Expired;
            self.emit_invitation_expired(id, moment);
        }
    }

    fn active_invitation(&mut self, id: &InvitationId) -> Option<&mut SelfServiceInvitation> {
        let record = self.invitations.get_mut(id).filter(|record| record.is_active())?;
        Some(&mut record.invitation)
    }
}
