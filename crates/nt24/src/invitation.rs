use crate::InvitationId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// What a self-service link is for (guides/buyer-onboarding).
    InvitationKind {
        /// A buyer who is on file hands in documents.
        Kyc = "KYC",
        /// Somebody who is not yet a buyer introduces himself.
        Prospect = "PROSPECT",
    }
);

open_enum!(
    /// Whether a self-service link still works.
    InvitationStatus {
        /// It works.
        Active = "ACTIVE",
        /// The flow behind it was completed.
        Used = "USED",
        /// Taken back.
        Revoked = "REVOKED",
        /// Its time ran out.
        Expired = "EXPIRED",
    }
);

/// A link by which a buyer does his part of the KYC without an account
/// (api-reference/self-service-invitations).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SelfServiceInvitation {
    /// Identifier.
    pub uuid: InvitationId,
    /// What the link is for.
    pub kind: InvitationKind,
    /// Whether the link still works.
    pub status: InvitationStatus,
    /// The link itself. Whoever has it may act for the buyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_link_url: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
    /// Where the mail went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_email: Option<String>,
    /// A name for the link, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// When it was last opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<DateTime<Utc>>,
    /// How often it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_count: Option<u64>,
    /// When it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<Utc>>,
    /// Why it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation_reason: Option<String>,
}

impl std::fmt::Debug for SelfServiceInvitation {
    // The link opens the buyer's file and the address is personal; both stay out of logs, and so
    // does free text.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SelfServiceInvitation")
            .field("uuid", &self.uuid)
            .field("kind", &self.kind)
            .field("status", &self.status)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// The body that invites a buyer by mail. Which fields are required is inferred.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KycInvitationCreate {
    /// Where the mail goes.
    pub recipient_email: String,
    /// Life of the link in days, from 1; the upper bound and the default are not documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_days: Option<u32>,
    /// Language of the mail, two letters, for example `de`; the supported ones are not documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl std::fmt::Debug for KycInvitationCreate {
    // The address is personal; it stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KycInvitationCreate")
            .field("expires_in_days", &self.expires_in_days)
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

/// The body that takes a link back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeInvitationRequest {
    /// Why, 1 to 500 characters, kept for the audit.
    pub reason: String,
}
