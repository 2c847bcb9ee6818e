//! The examples in `tests/examples` follow the vendor's documentation (its samples, and the fields of the
//! contract). Each must be read without losing a field and written back equal.

mod contract;
mod events;
mod privacy;
mod signature;
mod webhooks;

use nt24::{
    Buyer, BuyerContact, BuyerCreate, BuyerUpdate, ComplianceRollup, DeliveryConfirm, Document,
    DocumentUpdate, EventEnvelope, ExportFile, Invoice, InvoiceSubmit, InvoiceUpdate, KycInvitationCreate,
    KycStatus, KycVerificationSession, Me, OAuthError, Order, OrderCreate, OrderUpdate, Page, Payment,
    PaymentSubmit, PaymentUpdate, PickupConfirm, Problem, ProblemType, ReasonRequest,
    RevokeInvitationRequest, SelfServiceInvitation, TokenResponse, TransportState, ViesCheckAccepted,
    WebhookCreate, WebhookDelivery, WebhookDeliveryPage, WebhookEndpoint, WebhookTestRequest, WebhookUpdate,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(crate) type RoundTrip = fn(&Value) -> serde_json::Result<Value>;

/// Each example, its schema and its type.
pub(crate) const CASES: [(&str, &str, RoundTrip); 54] = [
    ("token", "TokenResponse", round_trip::<TokenResponse>),
    ("oauth_error", "OAuthError", round_trip::<OAuthError>),
    ("me", "Me", round_trip::<Me>),
    ("buyer_create", "BuyerCreate", round_trip::<BuyerCreate>),
    ("buyer", "Buyer", round_trip::<Buyer>),
    ("buyer_update", "BuyerUpdate", round_trip::<BuyerUpdate>),
    ("buyer_contacts", "BuyerContact", round_trip::<Vec<BuyerContact>>),
    ("reason", "ReasonRequest", round_trip::<ReasonRequest>),
    ("kyc_status", "KycStatus", round_trip::<KycStatus>),
    ("kyc_status_mode_b", "KycStatus", round_trip::<KycStatus>),
    ("vies_check_accepted", "ViesCheckAccepted", round_trip::<ViesCheckAccepted>),
    ("order_create", "OrderCreate", round_trip::<OrderCreate>),
    ("order", "Order", round_trip::<Order>),
    ("order_update", "OrderUpdate", round_trip::<OrderUpdate>),
    ("order_page", "OrderPage", round_trip::<Page<Order>>),
    ("invoice_submit", "InvoiceSubmit", round_trip::<InvoiceSubmit>),
    ("invoice", "Invoice", round_trip::<Invoice>),
    ("invoice_update", "InvoiceUpdate", round_trip::<InvoiceUpdate>),
    ("payment_submit", "PaymentSubmit", round_trip::<PaymentSubmit>),
    ("payment", "Payment", round_trip::<Payment>),
    ("payment_update", "PaymentUpdate", round_trip::<PaymentUpdate>),
    ("pickup_confirm", "PickupConfirm", round_trip::<PickupConfirm>),
    ("delivery_confirm", "DeliveryConfirm", round_trip::<DeliveryConfirm>),
    ("transport_state", "TransportState", round_trip::<TransportState>),
    ("compliance_incomplete", "ComplianceRollup", round_trip::<ComplianceRollup>),
    ("compliance_valid", "ComplianceRollup", round_trip::<ComplianceRollup>),
    ("export_file", "ExportFile", round_trip::<ExportFile>),
    ("document", "Document", round_trip::<Document>),
    ("document_update", "DocumentUpdate", round_trip::<DocumentUpdate>),
    ("problem_validation", "Problem", round_trip::<Problem>),
    ("problem_version_mismatch", "ConflictProblem", round_trip::<Problem>),
    ("problem_rate_limited", "Problem", round_trip::<Problem>),
    ("kyc_verification_session", "KycVerificationSession", round_trip::<KycVerificationSession>),
    ("kyc_invitation_create", "KycInvitationCreate", round_trip::<KycInvitationCreate>),
    ("revoke_invitation", "RevokeInvitationRequest", round_trip::<RevokeInvitationRequest>),
    ("self_service_invitation", "SelfServiceInvitation", round_trip::<SelfServiceInvitation>),
    ("self_service_invitation_revoked", "SelfServiceInvitation", round_trip::<SelfServiceInvitation>),
    ("webhook_create", "WebhookCreate", round_trip::<WebhookCreate>),
    ("webhook_update", "WebhookUpdate", round_trip::<WebhookUpdate>),
    ("webhook_endpoint", "WebhookEndpoint", round_trip::<WebhookEndpoint>),
    ("webhook_endpoint_created", "WebhookEndpoint", round_trip::<WebhookEndpoint>),
    ("webhook_delivery", "WebhookDelivery", round_trip::<WebhookDelivery>),
    ("webhook_delivery_page", "WebhookDeliveryPage", round_trip::<WebhookDeliveryPage>),
    ("webhook_test", "WebhookTestRequest", round_trip::<WebhookTestRequest>),
    ("event_compliance_status_changed", "EventEnvelope", round_trip::<EventEnvelope>),
    ("event_compliance_decision_made", "EventEnvelope", round_trip::<EventEnvelope>),
    ("event_vies_check_failed", "EventEnvelope", round_trip::<EventEnvelope>),
    ("event_kyc_verification_completed", "EventEnvelope", round_trip::<EventEnvelope>),
    ("event_export_file_generated", "EventEnvelope", round_trip::<EventEnvelope>),
    ("event_prospect_submitted", "EventEnvelope", round_trip::<EventEnvelope>),
    ("event_invitation_used", "EventEnvelope", round_trip::<EventEnvelope>),
    ("event_invitation_expired", "EventEnvelope", round_trip::<EventEnvelope>),
    ("event_endpoint_auto_paused", "EventEnvelope", round_trip::<EventEnvelope>),
    ("event_delivery_failed_terminal", "EventEnvelope", round_trip::<EventEnvelope>),
];

fn round_trip<T: DeserializeOwned + Serialize>(example: &Value) -> serde_json::Result<Value> {
    // From text, as it is received: an open enumeration borrows from it.
    let read: T = serde_json::from_str(&example.to_string())?;
    serde_json::to_value(&read)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples")
}

#[expect(clippy::unwrap_used, reason = "a missing example fails the test that asks for it")]
pub(crate) fn example(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder().join(format!("{name}.json"))).unwrap()).unwrap()
}

/// Removes the fields that are null: the documentation omits empty fields, but some samples show null
/// (contract, contradiction 16).
pub(crate) fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.clone(), without_nulls(value)))
            .collect(),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

#[test]
fn every_example_is_written_back_unchanged() {
    for (name, _, round_trip) in CASES {
        let example = example(name);
        let back = round_trip(&example).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(without_nulls(&back), without_nulls(&example), "{name}");
    }
}

#[test]
fn every_example_has_a_case() {
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let cases: BTreeSet<String> = CASES.iter().map(|(name, _, _)| (*name).to_owned()).collect();
    assert_eq!(files, cases);
}

#[test]
fn an_unknown_field_is_ignored_in_every_type() {
    for (name, _, round_trip) in CASES {
        let mut example = example(name);
        let Value::Object(map) = &mut example else { continue };
        map.insert("fieldOfTheFuture".to_owned(), "x".into());
        assert!(round_trip(&example).is_ok(), "{name}");
    }
}

#[test]
fn an_unknown_value_is_kept() {
    for (name, field) in [
        ("buyer", "/status"),
        ("buyer", "/kycMode"),
        ("order", "/status"),
        ("kyc_status", "/viesResult"),
        ("invoice", "/status"),
        ("document", "/type"),
        ("export_file", "/decision"),
        ("transport_state", "/status"),
        ("compliance_valid", "/complianceStatus"),
        ("compliance_valid", "/modules/exportFile/status"),
        ("me", "/capabilities/rateLimitTier"),
    ] {
        let mut example = example(name);
        *example.pointer_mut(field).unwrap() = "VALUE_OF_THE_FUTURE".into();
        let (_, _, round_trip) = CASES.iter().find(|(case, _, _)| *case == name).unwrap();
        assert_eq!(without_nulls(&round_trip(&example).unwrap()), without_nulls(&example), "{name}{field}");
    }
}

#[test]
fn a_missing_required_field_is_an_error() {
    for (name, field) in
        [("buyer", "vatNumber"), ("order", "vins"), ("compliance_valid", "blockers"), ("me", "name")]
    {
        let mut example = example(name);
        example.as_object_mut().unwrap().remove(field);
        let (_, _, round_trip) = CASES.iter().find(|(case, _, _)| *case == name).unwrap();
        assert!(round_trip(&example).is_err(), "{name} without {field}");
    }
}

#[test]
fn a_problem_is_recognised_by_its_type() {
    for (name, kind) in [
        ("problem_validation", ProblemType::ValidationError),
        ("problem_version_mismatch", ProblemType::VersionMismatch),
        ("problem_rate_limited", ProblemType::RateLimited),
    ] {
        let problem: Problem = serde_json::from_value(example(name)).unwrap();
        assert_eq!(problem.kind(), kind);
    }
    let validation: Problem = serde_json::from_value(example("problem_validation")).unwrap();
    let shown = format!("{validation:?}");
    assert!(shown.contains("vatNumber") && !shown.contains("pl-526"), "{shown}");
}
