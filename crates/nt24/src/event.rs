use crate::{
    Blocker, BuyerId, ComplianceDecision, ComplianceStatus, EventId, InvitationId, InvitationKind, OrderId,
    ProspectId, SellerId, ViesResult, WebhookId,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// The type of an event. Phase 1 of the catalogue (webhooks/event-catalog).
    WebhookEventType {
        /// The rollup of an order changed.
        ComplianceStatusChanged = "compliance.status_changed",
        /// The decision on VAT was made.
        ComplianceDecisionMade = "compliance.decision_made",
        /// VIES no longer confirms a buyer's VAT number. Urgent.
        ViesCheckFailed = "kyc.vies_check_failed",
        /// The identity check of mode B ended.
        KycVerificationCompleted = "kyc.verification_completed",
        /// A version of an export file was made.
        ExportFileGenerated = "export_file.generated",
        /// A prospect submitted their data through a public link.
        ProspectSubmitted = "prospect.submitted",
        /// The flow behind a self-service link was completed.
        InvitationUsed = "self_service_invitation.used",
        /// A self-service link expired.
        InvitationExpired = "self_service_invitation.expired",
        /// An endpoint was paused after too many failures; the other endpoints get this event.
        EndpointAutoPaused = "webhook.endpoint_auto_paused",
        /// An event was not delivered in any attempt.
        DeliveryFailedTerminal = "webhook.delivery_failed_terminal",
    }
);

open_enum!(
    /// The origin of an event. One page places `WEB_APP` in phase 3, another one lists it as current
    /// (contract, contradiction 12).
    EventSource {
        /// A call of the API.
        Api = "API",
        /// Staff of the platform.
        WebApp = "WEB_APP",
        /// The platform itself.
        System = "SYSTEM",
    }
);

/// The body of every delivery (concepts/webhooks-overview).
///
/// Events arrive at least once and in any order: keep the [`EventId`]s of processed events, and read the
/// resource after an event instead of relying on its payload.
///
/// ```
/// use nt24::{ComplianceDecision, EventData, EventEnvelope};
///
/// let event: EventEnvelope = serde_json::from_str(
///     r#"{"id": "evt_1", "type": "compliance.decision_made", "schemaVersion": 1, "source": "SYSTEM",
///         "createdAt": "2026-05-07T08:15:00Z", "organizationUuid": "o", "partnerUuid": "p",
///         "data": {"orderUuid": "order", "decision": "VALID_EXPORT"}}"#,
/// )?;
/// let EventData::ComplianceDecisionMade(made) = event.event_data() else { panic!("another event") };
/// assert_eq!(made.decision, ComplianceDecision::ValidExport);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventEnvelope {
    /// The same on every retry and replay; samples use an `evt_` prefix.
    pub id: EventId,
    /// The type of the event.
    #[serde(rename = "type")]
    pub event_type: WebhookEventType,
    /// Schema version of `data`; [`EventData`] reads version 1.
    pub schema_version: u32,
    /// The origin of the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<EventSource>,
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// The organization.
    pub organization_uuid: String,
    /// The partner; events about endpoints have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_uuid: Option<SellerId>,
    /// The payload as received; [`EventEnvelope::event_data`] reads it as a type.
    pub data: serde_json::Value,
}

impl EventEnvelope {
    /// Reads the payload as its type. Never fails: an unreadable payload is [`EventData::Unknown`].
    #[must_use]
    pub fn event_data(&self) -> EventData {
        EventData::read(&self.event_type, self.schema_version, &self.data)
    }
}

impl std::fmt::Debug for EventEnvelope {
    // The payload may name companies and reasons; it stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventEnvelope")
            .field("id", &self.id)
            .field("type", &self.event_type)
            .field("schema_version", &self.schema_version)
            .field("source", &self.source)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

macro_rules! event_data {
    ($($(#[$meta:meta])* $variant:ident($payload:ty),)+) => {
        /// The payload of an event, one variant for each type of the catalogue. Serializes as the payload
        /// alone.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum EventData {
            $(
                #[doc = concat!("The payload of [`WebhookEventType::", stringify!($variant), "`].")]
                $variant($payload),
            )+
            /// An unknown type or schema version, or a payload other than documented: a test event may carry
            /// any payload. The envelope has the JSON.
            Unknown,
        }

        impl EventData {
            /// Reads the payload of an event. Schema versions other than 1 are not read, because their fields
            /// may have another meaning.
            #[must_use]
            pub fn read(event_type: &WebhookEventType, schema_version: u32, data: &serde_json::Value) -> Self {
                if schema_version != 1 {
                    return EventData::Unknown;
                }
                match event_type {
                    $(
                        WebhookEventType::$variant => {
                            <$payload>::deserialize(data).map_or(EventData::Unknown, EventData::$variant)
                        }
                    )+
                    WebhookEventType::Unknown(_) => EventData::Unknown,
                }
            }

            /// The type of the event; `None` for [`EventData::Unknown`].
            #[must_use]
            pub fn event_type(&self) -> Option<WebhookEventType> {
                match self {
                    $(EventData::$variant(_) => Some(WebhookEventType::$variant),)+
                    EventData::Unknown => None,
                }
            }
        }
    };
}

event_data! {
    ComplianceStatusChanged(ComplianceStatusChangedData),
    ComplianceDecisionMade(ComplianceDecisionMadeData),
    ViesCheckFailed(ViesCheckFailedData),
    KycVerificationCompleted(KycVerificationCompletedData),
    ExportFileGenerated(ExportFileGeneratedData),
    ProspectSubmitted(ProspectSubmittedData),
    InvitationUsed(InvitationUsedData),
    InvitationExpired(InvitationExpiredData),
    EndpointAutoPaused(EndpointAutoPausedData),
    DeliveryFailedTerminal(DeliveryFailedTerminalData),
}

/// The rollup of an order changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ComplianceStatusChangedData {
    /// The order.
    pub order_uuid: OrderId,
    /// The status before.
    pub previous_status: ComplianceStatus,
    /// The status now.
    pub current_status: ComplianceStatus,
    /// The missing requirements.
    pub blockers: Vec<Blocker>,
}

/// The decision on VAT was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ComplianceDecisionMadeData {
    /// The order.
    pub order_uuid: OrderId,
    /// The decision.
    pub decision: ComplianceDecision,
}

/// VIES no longer confirms a buyer's VAT number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ViesCheckFailedData {
    /// The buyer.
    pub buyer_uuid: BuyerId,
    /// The checked number.
    pub vat_number: String,
    /// The result of the check before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_result: Option<ViesResult>,
    /// The result of this check.
    pub current_result: ViesResult,
    /// When the number was checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<DateTime<Utc>>,
    /// The reason, for users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

open_enum!(
    /// The outcome of the identity check of mode B.
    KycVerificationOutcome {
        /// Passed.
        Verified = "VERIFIED",
        /// Failed.
        Rejected = "REJECTED",
    }
);

/// The identity check of mode B ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KycVerificationCompletedData {
    /// The buyer.
    pub buyer_uuid: BuyerId,
    /// The outcome.
    pub outcome: KycVerificationOutcome,
    /// The session, as in [`KycVerificationSession`](crate::KycVerificationSession).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<DateTime<Utc>>,
    /// The reason of a rejection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A version of an export file was made. All fields but `downloadUrl` are inferred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportFileGeneratedData {
    /// The order.
    pub order_uuid: OrderId,
    /// Version, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// The decision that it records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<ComplianceDecision>,
    /// Relative to the API host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub download_url: Option<String>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated_at: Option<DateTime<Utc>>,
}

open_enum!(
    /// The kind of prospect.
    ProspectType {
        /// A company.
        Company = "COMPANY",
        /// A private person.
        Consumer = "CONSUMER",
    }
);

/// A prospect submitted their data through a public link. All fields but the type are inferred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProspectSubmittedData {
    /// Identifier; no documented operation takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prospect_uuid: Option<ProspectId>,
    /// The kind of prospect.
    #[serde(rename = "type")]
    pub prospect_type: ProspectType,
    /// When it was submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<DateTime<Utc>>,
}

/// The flow behind a self-service link was completed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InvitationUsedData {
    /// The link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation_uuid: Option<InvitationId>,
    /// The purpose of the link.
    pub kind: InvitationKind,
    /// The buyer, for a link of kind `KYC`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer_uuid: Option<BuyerId>,
    /// The prospect, for a link of kind `PROSPECT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prospect_uuid: Option<ProspectId>,
    /// When it was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<DateTime<Utc>>,
}

/// A self-service link expired. The payload is inferred.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InvitationExpiredData {
    /// The link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation_uuid: Option<InvitationId>,
    /// The purpose of the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<InvitationKind>,
    /// The buyer, for a link of kind `KYC`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer_uuid: Option<BuyerId>,
    /// When it expired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expired_at: Option<DateTime<Utc>>,
}

/// An endpoint was paused after too many failures. The payload is inferred.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EndpointAutoPausedData {
    /// The endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_id: Option<WebhookId>,
    /// The reason, for users.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Number of deliveries that failed in a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consecutive_failures: Option<u32>,
    /// When it was paused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused_at: Option<DateTime<Utc>>,
}

/// An event was not delivered in any attempt. The payload is inferred.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DeliveryFailedTerminalData {
    /// The endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_id: Option<WebhookId>,
    /// The event that was not delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<EventId>,
    /// The type of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<WebhookEventType>,
    /// Number of attempts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// Last HTTP status of the receiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_http_status: Option<u16>,
}
