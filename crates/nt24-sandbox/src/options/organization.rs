//! Organizations, their sellers and their OAuth clients.

use nt24::{Capabilities, RateLimitTier};

/// An organization. Its clients share its sellers, capabilities and request budget.
#[derive(Clone)]
pub struct Organization {
    /// Its name.
    pub name: String,
    /// The sellers it may act for.
    pub sellers: Vec<Seller>,
    /// Capabilities that are granted.
    pub capabilities: Capabilities,
    /// Accepted version of the data processing agreement. With `None` every call but `/me` is refused.
    pub dpa: Option<String>,
    /// OAuth client id, unique in a sandbox.
    pub client_id: String,
    /// OAuth client secret, 64 characters or more.
    pub client_secret: String,
    /// The organization's other clients.
    pub further_clients: Vec<OAuthClient>,
}

/// A further OAuth client of an organization.
#[derive(Clone)]
pub struct OAuthClient {
    /// Its id.
    pub id: String,
    /// The valid secrets: two of them during a rotation.
    pub secrets: Vec<String>,
}

/// A seller. Its id is made at the first start and stays in the snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seller {
    /// Company name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

impl Organization {
    /// A German dealer with all capabilities.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            name: "Autohaus Nordlicht GmbH".to_owned(),
            sellers: vec![Seller { name: "Autohaus Nordlicht GmbH".to_owned(), country: "DE".to_owned() }],
            capabilities: Capabilities {
                rate_limit_tier: Some(RateLimitTier::Standard),
                allow_marketplace_led_kyc: true,
                allow_multi_vin_orders: true,
                allow_contact_personal_data: true,
                allow_kyc_document_download: true,
            },
            dpa: Some("2026-01".to_owned()),
            client_id: "api-client-autohaus-nordlicht".to_owned(),
            client_secret: "sandbox-secret-0123456789abcdef0123456789abcdef0123456789abcdef01234567"
                .to_owned(),
            further_clients: Vec::new(),
        }
    }
}
