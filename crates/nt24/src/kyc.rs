use crate::{BuyerId, KycMode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// What VIES said of a VAT number. `Pending` and an outage are never "invalid".
    ViesResult {
        /// Registered for intra-Community trade.
        Valid = "VALID",
        /// Not registered.
        Invalid = "INVALID",
        /// Asked, not answered yet.
        Pending = "PENDING",
        /// Never asked, or the member state did not answer.
        Unasked = "UNKNOWN",
    }
);

open_enum!(
    /// The KYC state of a buyer as a whole.
    KycOverallStatus {
        /// Something is missing.
        Incomplete = "INCOMPLETE",
        /// All fine.
        Valid = "VALID",
        /// Failed.
        Invalid = "INVALID",
    }
);

open_enum!(
    /// The identity check of mode B.
    KycVerificationStatus {
        /// No session yet.
        NotStarted = "NOT_STARTED",
        /// The buyer is at it.
        InProgress = "IN_PROGRESS",
        /// Passed.
        Verified = "VERIFIED",
        /// Failed.
        Rejected = "REJECTED",
    }
);

open_enum!(
    /// The money laundering check of mode B.
    AmlStatus {
        /// Mode A.
        NotApplicable = "NOT_APPLICABLE",
        /// Not finished.
        Pending = "PENDING",
        /// Nothing found.
        Clear = "CLEAR",
        /// Something found.
        Flagged = "FLAGGED",
    }
);

open_enum!(
    /// How far a VIES check is.
    ViesCheckProgress {
        /// Accepted.
        Queued = "QUEUED",
        /// Asked.
        InProgress = "IN_PROGRESS",
    }
);

/// The KYC state of a buyer. No field is declared as required.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KycStatus {
    /// The buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer_id: Option<BuyerId>,
    /// Who checks the buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kyc_mode: Option<KycMode>,
    /// The state as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overall_status: Option<KycOverallStatus>,
    /// When VIES last answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vies_last_checked_at: Option<DateTime<Utc>>,
    /// What it said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vies_result: Option<ViesResult>,
    /// Whether all documents are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents_complete: Option<bool>,
    /// Mode B only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification_status: Option<KycVerificationStatus>,
    /// Mode B only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aml_status: Option<AmlStatus>,
}

/// The answer to a request for a VIES check; the result appears in the KYC state later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ViesCheckAccepted {
    /// How far it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ViesCheckProgress>,
}

/// An identity check of mode B, to be done by the buyer on a page of iDenfy.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KycVerificationSession {
    /// The session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The page for the buyer. Whoever has it may act for him.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idenfy_url: Option<String>,
}

impl std::fmt::Debug for KycVerificationSession {
    // The page takes in identity papers; its address stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KycVerificationSession").field("session_id", &self.session_id).finish_non_exhaustive()
    }
}
