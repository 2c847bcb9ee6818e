use crate::InvitationId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// The purpose of a self-service link (guides/buyer-onboarding).
    InvitationKind {
        /// A registered buyer uploads documents.
        Kyc = "KYC",
        /// A company or person that is not a buyer yet submits their data.
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
        /// It was revoked.
        Revoked = "REVOKED",
        /// It has expired.
        Expired = "EXPIRED",
    }
);

/// A link with which a buyer does their part of the KYC without an account
/// (api-reference/self-service-invitations).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SelfServiceInvitation {
    /// Identifier.
    pub uuid: InvitationId,
    /// The purpose of the link.
    pub kind: InvitationKind,
    /// Whether the link still works.
    pub status: InvitationStatus,
    /// The link itself. It gives its holder the rights of the buyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_link_url: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
    /// The e-mail address that it was sent to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_email: Option<String>,
    /// A name for the link, for users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// When it was last opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<DateTime<Utc>>,
    /// How often it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_count: Option<u64>,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<Utc>>,
    /// The reason for the revocation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation_reason: Option<String>,
}

impl std::fmt::Debug for SelfServiceInvitation {
    // The link opens the buyer's file, and the e-mail address is personal data: both stay out of logs, and so
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

/// The body that invites a buyer by e-mail. The required fields are inferred.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KycInvitationCreate {
    /// The e-mail address of the buyer.
    pub recipient_email: String,
    /// Life of the link in days, at least 1; the upper bound and the default are not documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_days: Option<u32>,
    /// Language of the e-mail, two letters, for example `de`; the supported ones are not documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl std::fmt::Debug for KycInvitationCreate {
    // The e-mail address is personal data and stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KycInvitationCreate")
            .field("expires_in_days", &self.expires_in_days)
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

/// The body that revokes a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeInvitationRequest {
    /// The reason, 1 to 500 characters, kept for the audit.
    pub reason: String,
}
