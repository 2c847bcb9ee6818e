use crate::{BuyerId, KycMode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// The result of the VIES check of a VAT number. A pending check or an outage is never `INVALID`.
    ViesResult {
        /// Registered for intra-Community trade.
        Valid = "VALID",
        /// Not registered.
        Invalid = "INVALID",
        /// Requested, not answered yet.
        Pending = "PENDING",
        /// Never requested, or the member state did not answer.
        Unasked = "UNKNOWN",
    }
);

open_enum!(
    /// The KYC state of a buyer as a whole.
    KycOverallStatus {
        /// Requirements are missing.
        Incomplete = "INCOMPLETE",
        /// All requirements are met.
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
        /// The buyer has started it.
        InProgress = "IN_PROGRESS",
        /// Passed.
        Verified = "VERIFIED",
        /// Failed.
        Rejected = "REJECTED",
    }
);

open_enum!(
    /// The anti-money-laundering check of mode B.
    AmlStatus {
        /// Mode A.
        NotApplicable = "NOT_APPLICABLE",
        /// Not finished.
        Pending = "PENDING",
        /// No match found.
        Clear = "CLEAR",
        /// A match was found.
        Flagged = "FLAGGED",
    }
);

open_enum!(
    /// The progress of a VIES check.
    ViesCheckProgress {
        /// Accepted.
        Queued = "QUEUED",
        /// VIES was asked.
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
    /// The party that checks the buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kyc_mode: Option<KycMode>,
    /// The state as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overall_status: Option<KycOverallStatus>,
    /// When VIES last answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vies_last_checked_at: Option<DateTime<Utc>>,
    /// The result of that check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vies_result: Option<ViesResult>,
    /// Whether all documents are present.
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
    /// The progress of the check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ViesCheckProgress>,
}

/// An identity check of mode B, which the buyer does on a page of iDenfy.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KycVerificationSession {
    /// The session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The page for the buyer. It gives its holder the rights of the buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idenfy_url: Option<String>,
}

impl std::fmt::Debug for KycVerificationSession {
    // The page accepts identity documents; its address stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KycVerificationSession").field("session_id", &self.session_id).finish_non_exhaustive()
    }
}
