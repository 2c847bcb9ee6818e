use crate::{
    Blocker, BuyerId, ComplianceDecision, ComplianceStatus, EventId, InvitationId, InvitationKind, OrderId,
    ProspectId, SellerId, ViesResult, WebhookId,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// What happened. Phase 1 of the catalogue (webhooks/event-catalog).
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
        /// Somebody introduced himself by a public link.
        ProspectSubmitted = "prospect.submitted",
        /// The flow behind a self-service link was completed.
        InvitationUsed = "self_service_invitation.used",
        /// A self-service link ran out.
        InvitationExpired = "self_service_invitation.expired",
        /// An endpoint failed too often; the others are told.
        EndpointAutoPaused = "webhook.endpoint_auto_paused",
        /// One event ran out of attempts.
        DeliveryFailedTerminal = "webhook.delivery_failed_terminal",
    }
);

open_enum!(
    /// Whose doing it was. `WEB_APP` belongs to phase 3 by one page and is current by another
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

/// What every delivery carries (concepts/webhooks-overview).
///
/// Events come at least once and in any order: keep the [`EventId`]s that were dealt with, and take an
/// event as a reason to read rather than as the truth.
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
    /// What happened.
    #[serde(rename = "type")]
    pub event_type: WebhookEventType,
    /// Version of the shape of `data`; [`EventData`] knows 1.
    pub schema_version: u32,
    /// Whose doing it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<EventSource>,
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// The organization.
    pub organization_uuid: String,
    /// The partner; events about endpoints have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_uuid: Option<SellerId>,
    /// The payload as it came; [`EventEnvelope::event_data`] is the typed view of it.
    pub data: serde_json::Value,
}

impl EventEnvelope {
    /// The payload, typed. Never fails: what cannot be read is [`EventData::Unknown`].
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
        /// The payload of an event, one case for each type of the catalogue. Serializes as the payload
        /// alone.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum EventData {
            $(
                #[doc = concat!("Of [`WebhookEventType::", stringify!($variant), "`].")]
                $variant($payload),
            )+
            /// Of a type or a schema version that this version does not know, or of another shape than
            /// documented: a test event carries whatever its author liked. The envelope has it raw.
            Unknown,
        }

        impl EventData {
            /// Reads the payload of an event. A schema version other than 1 is not guessed at, because
            /// its fields may mean something else.
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

            /// The type whose payload this is; nothing when it is not known.
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
    /// What the verdict was.
    pub previous_status: ComplianceStatus,
    /// What it is.
    pub current_status: ComplianceStatus,
    /// What is missing.
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
    /// The number that was asked for.
    pub vat_number: String,
    /// What VIES said before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_result: Option<ViesResult>,
    /// What it says.
    pub current_result: ViesResult,
    /// When it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<DateTime<Utc>>,
    /// Why, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

open_enum!(
    /// How the identity check of mode B ended.
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
    /// How it ended.
    pub outcome: KycVerificationOutcome,
    /// The session, as in [`KycVerificationSession`](crate::KycVerificationSession).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<DateTime<Utc>>,
    /// Why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A version of an export file was made. All but `downloadUrl` is inferred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportFileGeneratedData {
    /// The order.
    pub order_uuid: OrderId,
    /// From 1.
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
    /// What a prospect is.
    ProspectType {
        /// A company.
        Company = "COMPANY",
        /// A private person.
        Consumer = "CONSUMER",
    }
);

/// Somebody introduced himself by a public link. All but the type is inferred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProspectSubmittedData {
    /// Identifier; no documented call takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prospect_uuid: Option<ProspectId>,
    /// What the prospect is.
    #[serde(rename = "type")]
    pub prospect_type: ProspectType,
    /// When.
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
    /// What the link was for.
    pub kind: InvitationKind,
    /// With `KYC`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer_uuid: Option<BuyerId>,
    /// With `PROSPECT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prospect_uuid: Option<ProspectId>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<DateTime<Utc>>,
}

/// A self-service link ran out. The payload is inferred.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InvitationExpiredData {
    /// The link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation_uuid: Option<InvitationId>,
    /// What the link was for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<InvitationKind>,
    /// With `KYC`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer_uuid: Option<BuyerId>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expired_at: Option<DateTime<Utc>>,
}

/// An endpoint failed too often. The payload is inferred.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EndpointAutoPausedData {
    /// The endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_id: Option<WebhookId>,
    /// Why, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How many deliveries failed in a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consecutive_failures: Option<u32>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused_at: Option<DateTime<Utc>>,
}

/// One event ran out of attempts. The payload is inferred.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DeliveryFailedTerminalData {
    /// The endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_id: Option<WebhookId>,
    /// The event that was not delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<EventId>,
    /// Its type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<WebhookEventType>,
    /// How often it was tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// What the receiver answered last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_http_status: Option<u16>,
}
