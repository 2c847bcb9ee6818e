use crate::{BuyerId, ContactId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// The KYC mode: the party that checks the buyer (guides/kyc-modes). It can change from A to B only.
    KycMode {
        /// Mode A: the partner collects the documents, NT24 stores them and runs VIES.
        MarketplaceLed = "MARKETPLACE_LED",
        /// Mode B: NT24 checks identity and AML and issues a profile.
        Nt24Led = "NT24_LED",
    }
);

open_enum!(
    /// Whether a buyer may be used for new orders.
    BuyerStatus {
        /// Allowed for new orders.
        Active = "ACTIVE",
        /// Refused for new orders; running orders continue.
        Blocked = "BLOCKED",
    }
);

/// A postal address. The required fields are not documented.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Address {
    /// Present in answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_code: Option<String>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// A contact person as it is sent.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BuyerContactCreate {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl std::fmt::Debug for BuyerContactCreate {
    // Every field is personal data and stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BuyerContactCreate").finish_non_exhaustive()
    }
}

/// A contact person as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BuyerContact {
    /// Identifier.
    pub uuid: ContactId,
    /// The person.
    #[serde(flatten)]
    pub person: BuyerContactCreate,
    /// When it was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
}

/// The body of the buyer upsert; the natural key is seller and VAT number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BuyerCreate {
    /// The party that checks the buyer.
    pub kyc_mode: KycMode,
    /// `^[A-Z]{2}[0-9A-Z]+$`, no separators.
    pub vat_number: String,
    /// Registered name.
    pub company_name: String,
    /// Registered address.
    pub address: Address,
    /// Contact persons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<BuyerContactCreate>,
}

/// The body of a change to a buyer; absent fields stay unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BuyerUpdate {
    /// Registered name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// Registered address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Only from `MARKETPLACE_LED` to `NT24_LED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kyc_mode: Option<KycMode>,
}

/// A buyer: company data only, no contact persons (security/gdpr).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Buyer {
    /// Identifier.
    pub uuid: BuyerId,
    /// VAT number.
    pub vat_number: String,
    /// Registered name.
    pub company_name: String,
    /// Registered address.
    pub address: Address,
    /// The party that checks the buyer.
    pub kyc_mode: KycMode,
    /// Whether the buyer may be used for new orders.
    pub status: BuyerStatus,
    /// Starts at 0 and grows by one with each change; the number in the `ETag`.
    pub version: u64,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A reason, kept for the audit, 1 to 500 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonRequest {
    /// The reason.
    pub reason: String,
}
