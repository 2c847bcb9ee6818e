//! The typed payload of an event, and payloads that cannot be read.

use crate::example;
use nt24::{EventData, EventEnvelope, WebhookEventType};
use serde_json::json;

#[expect(clippy::unwrap_used, reason = "an example that cannot be read fails the test that asks for it")]
fn event(name: &str) -> EventEnvelope {
    serde_json::from_value(example(name)).unwrap()
}

const NAMES: [&str; 10] = [
    "event_compliance_status_changed",
    "event_compliance_decision_made",
    "event_vies_check_failed",
    "event_kyc_verification_completed",
    "event_export_file_generated",
    "event_prospect_submitted",
    "event_invitation_used",
    "event_invitation_expired",
    "event_endpoint_auto_paused",
    "event_delivery_failed_terminal",
];

#[test]
fn the_payload_of_every_type_of_the_catalogue_is_read_without_losing_a_field() {
    assert_eq!(NAMES.len(), WebhookEventType::KNOWN.len());
    for (name, event_type) in NAMES.iter().zip(WebhookEventType::KNOWN) {
        let event = event(name);
        assert_eq!(&event.event_type, event_type, "{name}");
        let data = event.event_data();
        assert_eq!(data.event_type().as_ref(), Some(event_type), "{name}");
        assert_eq!(serde_json::to_value(&data).unwrap(), event.data, "{name}");
    }
}

#[test]
fn an_unreadable_payload_is_unknown_and_stays_in_the_envelope() {
    let mut newer = event("event_compliance_decision_made");
    newer.schema_version = 2;
    assert_eq!(newer.event_data(), EventData::Unknown);

    let mut of_another_type = event("event_compliance_decision_made");
    of_another_type.event_type = WebhookEventType::from("compliance.reopened");
    assert_eq!(of_another_type.event_data(), EventData::Unknown);

    let mut test_fire = event("event_compliance_decision_made");
    test_fire.data = json!({"hello": ["world"]});
    assert_eq!(test_fire.event_data(), EventData::Unknown);
    assert_eq!(test_fire.data["hello"][0], "world");
}

#[test]
fn debug_of_an_event_hides_its_payload() {
    let shown = format!("{:?}", event("event_vies_check_failed"));
    assert!(shown.contains("evt_01hx4") && shown.contains("ViesCheckFailed"), "{shown}");
    assert!(!shown.contains("registered"), "{shown}");
}
