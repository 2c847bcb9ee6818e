use crate::{DeliveryId, EventId, Page, SellerId, WebhookEventType, WebhookId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use zeroize::Zeroize;

open_enum!(
    /// Whether an endpoint gets events.
    WebhookStatus {
        /// It does.
        Active = "ACTIVE",
        /// It does not, by hand or after too many failures; `ACTIVE` by PATCH resumes (webhooks/setup).
        Paused = "PAUSED",
        /// It does not, for good.
        Disabled = "DISABLED",
    }
);

open_enum!(
    /// How the delivery of one event to one endpoint went (webhooks/replay-and-test).
    WebhookDeliveryStatus {
        /// Not tried yet, or to be tried again.
        Pending = "PENDING",
        /// The receiver answered 2xx.
        Delivered = "DELIVERED",
        /// Out of attempts.
        Failed = "FAILED",
    }
);

/// A receiver of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEndpoint {
    /// Identifier; samples use a `wh_` prefix.
    pub id: WebhookId,
    /// Where events are posted to.
    pub url: String,
    /// Which events it gets.
    pub events: Vec<WebhookSubscription>,
    /// Whether it gets them.
    pub status: WebhookStatus,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// Whose events it gets.
    #[serde(default, skip_serializing_if = "PartnerScope::is_all")]
    pub partner_ids: PartnerScope,
    /// Only in the answer to the registration (webhooks/setup; contract, contradiction 4). There is
    /// no way to read it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<WebhookSecret>,
    /// When it last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
    /// Payload schema versions that the receiver accepts (reference/versioning; contract,
    /// contradiction 3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_schema_versions: Option<Vec<u32>>,
}

/// The body that registers an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookCreate {
    /// Where events shall be posted to.
    pub url: String,
    /// Which events, at least one line.
    pub events: Vec<WebhookSubscription>,
    /// Whose events.
    #[serde(default, skip_serializing_if = "PartnerScope::is_all")]
    pub partner_ids: PartnerScope,
    /// An own secret; the server makes one when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<WebhookSecret>,
    /// Payload schema versions that the receiver accepts; `[1]` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_schema_versions: Option<Vec<u32>>,
}

/// The body of a change to an endpoint; what is absent stays as it is. At least one field is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WebhookUpdate {
    /// Where events shall be posted to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Which events, at least one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<WebhookSubscription>>,
    /// Whose events; `Some(PartnerScope::All)` is sent as null and lifts a limit.
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub partner_ids: Option<PartnerScope>,
    /// `ACTIVE` resumes, `PAUSED` pauses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<WebhookStatus>,
    /// Payload schema versions that the receiver accepts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_schema_versions: Option<Vec<u32>>,
}

/// Reads a field that is there as `Some`, null too: null is a value here, not an absence.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PartnerScope>, D::Error> {
    PartnerScope::deserialize(deserializer).map(Some)
}

/// The delivery of one event to one endpoint. Kept for 30 days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookDelivery {
    /// Identifier; samples use a `del_` prefix.
    pub id: DeliveryId,
    /// The event; the same on every retry and replay.
    pub event_id: EventId,
    /// Its type.
    pub event_type: WebhookEventType,
    /// How it went.
    pub status: WebhookDeliveryStatus,
    /// What the receiver answered last; nothing when it was not reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// How often it was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// When it was last tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// When it is tried next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_retry_at: Option<DateTime<Utc>>,
    /// When the event was queued for this endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
}

/// A page of deliveries.
pub type WebhookDeliveryPage = Page<WebhookDelivery>;

/// What a list of deliveries is narrowed to; what is absent does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WebhookDeliveryFilter {
    /// Only this status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<WebhookDeliveryStatus>,
    /// Only what happened after this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    /// From 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u64>,
    /// 1 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Field and direction, for example `createdAt,desc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}

/// The body that fires a test event, signed, whatever the endpoint subscribed to. All-zero UUIDs
/// tell a test from the truth (webhooks/replay-and-test).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookTestRequest {
    /// Type of the event.
    pub event_type: WebhookEventType,
    /// Its payload, freely chosen.
    pub data: serde_json::Map<String, serde_json::Value>,
}

impl std::fmt::Debug for WebhookTestRequest {
    // The payload is anything at all; it stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookTestRequest").field("event_type", &self.event_type).finish_non_exhaustive()
    }
}

/// Which events an endpoint wants: an exact type, or a segment wildcard such as `compliance.*`.
///
/// What a server sends is taken as it is; what is made here is checked, because a bare `*` is refused
/// (webhooks/setup).
///
/// ```
/// use nt24::{WebhookEventType, WebhookSubscription};
///
/// let all_of_kyc = WebhookSubscription::new("kyc.*")?;
/// assert!(all_of_kyc.matches(&WebhookEventType::ViesCheckFailed));
/// assert!(!all_of_kyc.matches(&WebhookEventType::ComplianceDecisionMade));
/// assert!(WebhookSubscription::new("*").is_err());
/// # Ok::<(), nt24::BadSubscription>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebhookSubscription(String);

impl WebhookSubscription {
    /// A subscription from text.
    ///
    /// # Errors
    /// When the text is not two or more segments of small letters, digits and underscores, joined by
    /// full stops, of which the last may be `*`.
    pub fn new(text: impl Into<String>) -> Result<Self, BadSubscription> {
        let text = text.into();
        let (head, last) = text.rsplit_once('.').ok_or(BadSubscription)?;
        let fits = head.split('.').all(is_segment) && (last == "*" || is_segment(last));
        if fits { Ok(Self(text)) } else { Err(BadSubscription) }
    }

    /// The subscription as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether events of this type are wanted. A wildcard stands for one segment or more; the
    /// documentation knows no type of more than two.
    #[must_use]
    pub fn matches(&self, event_type: &WebhookEventType) -> bool {
        let event_type = event_type.as_str();
        match self.0.strip_suffix('*') {
            // With its full stop, so that `kyc.*` does not match `kycx.…`; a bare `*` has none.
            Some(head) if head.ends_with('.') => {
                event_type.strip_prefix(head).is_some_and(|rest| !rest.is_empty())
            }
            _ => self.0 == event_type,
        }
    }
}

fn is_segment(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

impl From<&WebhookEventType> for WebhookSubscription {
    fn from(event_type: &WebhookEventType) -> Self {
        Self(event_type.as_str().to_owned())
    }
}

impl std::fmt::Display for WebhookSubscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no subscription.
#[derive(Debug, thiserror::Error)]
#[error("a subscription is an event type such as `compliance.status_changed`, or `compliance.*`")]
pub struct BadSubscription;

/// Whose events an endpoint gets: on the wire, null or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PartnerScope {
    /// Those of every partner that the organization may act for.
    #[default]
    All,
    /// Those of these partners.
    Only(Vec<SellerId>),
}

impl PartnerScope {
    /// Whether there is no limit.
    #[must_use]
    pub fn is_all(&self) -> bool {
        matches!(self, PartnerScope::All)
    }

    /// Whether events of this partner are within. Events of the organization itself have no partner
    /// and are within every scope.
    #[must_use]
    pub fn contains(&self, partner: Option<&SellerId>) -> bool {
        match (self, partner) {
            (PartnerScope::All, _) | (_, None) => true,
            (PartnerScope::Only(partners), Some(partner)) => partners.contains(partner),
        }
    }
}

impl Serialize for PartnerScope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            PartnerScope::All => serializer.serialize_none(),
            PartnerScope::Only(partners) => partners.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for PartnerScope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let partners = Option::<Vec<SellerId>>::deserialize(deserializer)?;
        Ok(partners.map_or(PartnerScope::All, PartnerScope::Only))
    }
}

/// The secret with which an endpoint's deliveries are signed. Never shown by `Debug`, and wiped from
/// memory when it is dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebhookSecret(String);

impl WebhookSecret {
    /// A secret from text; samples use a `whsec_` prefix, which is part of it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret, to be signed with or to be kept in a safe place.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for WebhookSecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}
