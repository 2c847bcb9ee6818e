use crate::SellerId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// The request budget of the organization (concepts/rate-limits).
    RateLimitTier {
        /// 300 reads and 60 writes a minute.
        Standard = "STANDARD",
        /// 1000 reads and 200 writes a minute.
        HighVolume = "HIGH_VOLUME",
        /// By agreement.
        Enterprise = "ENTERPRISE",
    }
);

/// The answer to `GET /me`: the calling organization, the sellers it may act for, and its capabilities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The organization; the same for all requests with one set of credentials.
    pub organization_uuid: String,
    /// Its name.
    pub name: String,
    /// The sellers that are allowed as `sellerId`.
    pub authorized_partners: Vec<AuthorizedPartner>,
    /// The granted capabilities.
    pub capabilities: Capabilities,
    /// The accepted version of the data processing agreement, for example `2026-01`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpa_version: Option<String>,
    /// When it was accepted. If absent, every other operation is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpa_accepted_at: Option<DateTime<Utc>>,
}

/// A seller for whom the organization may act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizedPartner {
    /// Allowed as `sellerId`.
    pub uuid: SellerId,
    /// Company name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// The capabilities of the organization. An absent flag is not granted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Capabilities {
    /// The request budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit_tier: Option<RateLimitTier>,
    /// Allows buyers in mode `MARKETPLACE_LED`.
    pub allow_marketplace_led_kyc: bool,
    /// Allows orders with more than one vehicle.
    pub allow_multi_vin_orders: bool,
    /// Allows reading the contacts of a buyer.
    pub allow_contact_personal_data: bool,
    /// Allows downloads of KYC files.
    pub allow_kyc_document_download: bool,
}
