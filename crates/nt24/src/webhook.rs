use crate::{DeliveryId, EventId, Page, SellerId, WebhookEventType, WebhookId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use zeroize::Zeroize;

open_enum!(
    /// Whether an endpoint receives events.
    WebhookStatus {
        /// It receives events.
        Active = "ACTIVE",
        /// Paused by a user or after too many failures; a PATCH to `ACTIVE` resumes it (webhooks/setup).
        Paused = "PAUSED",
        /// It receives no events any more.
        Disabled = "DISABLED",
    }
);

open_enum!(
    /// The state of the delivery of one event to one endpoint (webhooks/replay-and-test).
    WebhookDeliveryStatus {
        /// Before the first or the next attempt.
        Pending = "PENDING",
        /// The receiver answered 2xx.
        Delivered = "DELIVERED",
        /// All attempts failed.
        Failed = "FAILED",
    }
);

/// A receiver of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEndpoint {
    /// Identifier; samples use a `wh_` prefix.
    pub id: WebhookId,
    /// The address to which events are posted.
    pub url: String,
    /// The events that it receives.
    pub events: Vec<WebhookSubscription>,
    /// Whether it receives events.
    pub status: WebhookStatus,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// The partners whose events it receives.
    #[serde(default, skip_serializing_if = "PartnerScope::is_all")]
    pub partner_ids: PartnerScope,
    /// Only in the answer to the registration (webhooks/setup; contract, contradiction 4). It cannot be
    /// read again.
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
    /// The address to which events are to be posted.
    pub url: String,
    /// The events, at least one entry.
    pub events: Vec<WebhookSubscription>,
    /// The partners whose events it receives.
    #[serde(default, skip_serializing_if = "PartnerScope::is_all")]
    pub partner_ids: PartnerScope,
    /// A secret of the caller; the server makes one if it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<WebhookSecret>,
    /// Payload schema versions that the receiver accepts; `[1]` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_schema_versions: Option<Vec<u32>>,
}

/// The body of a change to an endpoint; absent fields stay unchanged. At least one field is required.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WebhookUpdate {
    /// The address to which events are to be posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The events, at least one entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<WebhookSubscription>>,
    /// The partners whose events it receives; `Some(PartnerScope::All)` is sent as null and removes a limit.
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub partner_ids: Option<PartnerScope>,
    /// `ACTIVE` resumes, `PAUSED` pauses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<WebhookStatus>,
    /// Payload schema versions that the receiver accepts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_schema_versions: Option<Vec<u32>>,
}

/// Reads a present field as `Some`, null included: null is a value here.
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
    /// The type of the event.
    pub event_type: WebhookEventType,
    /// The state of the delivery.
    pub status: WebhookDeliveryStatus,
    /// Last HTTP status of the receiver; `None` if it was not reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// Number of attempts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// Time of the last attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// Time of the next attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_retry_at: Option<DateTime<Utc>>,
    /// When the event was queued for this endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
}

/// A page of deliveries.
pub type WebhookDeliveryPage = Page<WebhookDelivery>;

/// The filter of a list of deliveries; an absent field does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WebhookDeliveryFilter {
    /// Only deliveries with this status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<WebhookDeliveryStatus>,
    /// Only deliveries after this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    /// Number of the page, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u64>,
    /// Entries of a page, 1 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Field and direction, for example `createdAt,desc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}

/// The body that sends a signed test event, of any type, subscribed or not. All-zero UUIDs distinguish a test
/// from a real event (webhooks/replay-and-test).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookTestRequest {
    /// The type of the event.
    pub event_type: WebhookEventType,
    /// Any payload.
    pub data: serde_json::Map<String, serde_json::Value>,
}

impl std::fmt::Debug for WebhookTestRequest {
    // The payload may be anything; it stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookTestRequest").field("event_type", &self.event_type).finish_non_exhaustive()
    }
}

/// The events for an endpoint: an exact type, or a segment wildcard such as `compliance.*`.
///
/// A subscription from a server is accepted unchecked; [`new`](Self::new) checks the text, because the server
/// refuses a bare `*` (webhooks/setup).
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
    /// Unless the text is two or more segments of lower-case letters, digits and underscores, joined by full
    /// stops. The last segment may be `*`.
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

    /// Whether it includes events of this type. A wildcard stands for one segment or more; every documented
    /// type has two.
    #[must_use]
    pub fn matches(&self, event_type: &WebhookEventType) -> bool {
        let event_type = event_type.as_str();
        match self.0.strip_suffix('*') {
            // The full stop is part of the prefix, so that `kyc.*` does not match `kycx.…`; a bare `*` has none.
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

/// The partners whose events an endpoint receives; sent as null or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PartnerScope {
    /// Every partner that the organization may act for.
    #[default]
    All,
    /// Only these partners.
    Only(Vec<SellerId>),
}

impl PartnerScope {
    /// Whether it is [`All`](Self::All).
    #[must_use]
    pub fn is_all(&self) -> bool {
        matches!(self, PartnerScope::All)
    }

    /// Whether the scope includes events of this partner. Events of the organization itself have no partner
    /// and are in every scope.
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

/// The secret that signs an endpoint's deliveries. `Debug` does not show it, and it is wiped from memory when
/// it is dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebhookSecret(String);

impl WebhookSecret {
    /// A secret from text; samples use a `whsec_` prefix, which is part of it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text of the secret, for signing or for safe storage.
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
