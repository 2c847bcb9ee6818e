//! Types, examples and the contract agree: every schema has a type, every enumeration the same values, and
//! every example is valid.

use crate::{CASES, example, without_nulls};
use nt24::{
    AmlStatus, BuyerStatus, ComplianceDecision, ComplianceStatus, DocumentStatus, DocumentType, EventSource,
    ExportFileStatus, InvitationKind, InvitationStatus, InvoiceType, KycMode, KycOverallStatus,
    KycVerificationStatus, OrderStatus, PickupType, RateLimitTier, RecordStatus, ViesResult,
    WebhookDeliveryStatus, WebhookEventType, WebhookStatus,
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Schemas without a type: forms, which are no JSON. The client writes them.
const FORMS: [&str; 5] = [
    "TokenRequest",
    "DocumentUpload",
    "InvoiceDocumentUpload",
    "PaymentDocumentUpload",
    "TransportDocumentUpload",
];

/// The schema of the payload in each example of an event.
const PAYLOADS: [(&str, &str); 10] = [
    ("event_compliance_status_changed", "ComplianceStatusChangedData"),
    ("event_compliance_decision_made", "ComplianceDecisionMadeData"),
    ("event_vies_check_failed", "ViesCheckFailedData"),
    ("event_kyc_verification_completed", "KycVerificationCompletedData"),
    ("event_export_file_generated", "ExportFileGeneratedData"),
    ("event_prospect_submitted", "ProspectSubmittedData"),
    ("event_invitation_used", "InvitationUsedData"),
    ("event_invitation_expired", "InvitationExpiredData"),
    ("event_endpoint_auto_paused", "EndpointAutoPausedData"),
    ("event_delivery_failed_terminal", "DeliveryFailedTerminalData"),
];

#[expect(clippy::unwrap_used, reason = "a contract that cannot be read fails every test here")]
fn schemas() -> Map<String, Value> {
    let contract: Value = serde_saphyr::from_str(nt24::OPENAPI_YAML).unwrap();
    contract["components"]["schemas"].as_object().unwrap().clone()
}

/// The names of the schemas that a schema refers to.
fn references(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                found.insert(reference.rsplit('/').next().unwrap_or_default().to_owned());
            }
            map.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_schema_of_the_contract_has_a_type_and_an_example() {
    let schemas = schemas();
    let mut open: Vec<String> = CASES.iter().map(|(_, schema, _)| (*schema).to_owned()).collect();
    open.extend(PAYLOADS.iter().map(|(_, schema)| (*schema).to_owned()));
    let mut covered: BTreeSet<String> = FORMS.iter().map(|name| (*name).to_owned()).collect();
    while let Some(name) = open.pop() {
        let schema = schemas.get(&name).unwrap_or_else(|| panic!("{name} is no schema of the contract"));
        if covered.insert(name) {
            // The schemas that it refers to are parts of its type.
            let mut parts = BTreeSet::new();
            references(schema, &mut parts);
            open.extend(parts);
        }
    }
    let all: BTreeSet<String> = schemas.keys().cloned().collect();
    assert_eq!(covered, all);
}

#[test]
fn every_example_is_valid_for_its_schema() {
    // A conflict is a problem with one more field, so each of the two lists its own fields only.
    let strict: Map<String, Value> = schemas()
        .into_iter()
        .map(|(name, schema)| match name.as_str() {
            "Problem" | "ConflictProblem" => (name, schema),
            _ => (name, without_other_fields(schema)),
        })
        .collect();
    let check = |name: &str, schema: &str, example: &Value| {
        let document = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$ref": format!("#/components/schemas/{schema}"),
            "unevaluatedProperties": false,
            "components": { "schemas": strict },
        });
        let validator = jsonschema::options().should_validate_formats(true).build(&document).unwrap();
        let wrong: Vec<String> = validator
            .iter_errors(&without_nulls(example))
            .map(|error| format!("{} {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{name} is no {schema}: {wrong:#?}");
    };
    for (name, schema, _) in CASES {
        let example = example(name);
        match (schema, &example) {
            // The example is an array of contacts.
            ("BuyerContact", Value::Array(items)) => items.iter().for_each(|item| check(name, schema, item)),
            _ => check(name, schema, &example),
        }
    }
    for (name, schema) in PAYLOADS {
        check(name, schema, &example(name)["data"]);
    }
}

/// The schema without additional fields: a field of an example that is not in the contract is a mistake.
fn without_other_fields(schema: Value) -> Value {
    match schema {
        Value::Object(mut map) => {
            if map.get("properties").is_some_and(Value::is_object)
                && !map.contains_key("additionalProperties")
            {
                map.insert("additionalProperties".to_owned(), json!(false));
            }
            Value::Object(map.into_iter().map(|(key, value)| (key, without_other_fields(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_other_fields).collect()),
        other => other,
    }
}

#[test]
fn every_enumeration_has_the_values_of_the_contract() {
    macro_rules! known {
        ($($name:ident),+ $(,)?) => {
            BTreeMap::from([$((
                stringify!($name).to_owned(),
                $name::KNOWN.iter().map(ToString::to_string).collect::<Vec<String>>(),
            )),+])
        };
    }
    let known = known!(
        AmlStatus,
        BuyerStatus,
        ComplianceDecision,
        ComplianceStatus,
        DocumentStatus,
        DocumentType,
        EventSource,
        ExportFileStatus,
        InvitationKind,
        InvitationStatus,
        InvoiceType,
        KycMode,
        KycOverallStatus,
        KycVerificationStatus,
        OrderStatus,
        PickupType,
        RateLimitTier,
        RecordStatus,
        ViesResult,
        WebhookDeliveryStatus,
        WebhookEventType,
        WebhookStatus,
    );
    let texts = |values: &Value| -> Vec<String> {
        values.as_array().unwrap().iter().map(|value| value.as_str().unwrap().to_owned()).collect()
    };
    let schemas = schemas();
    let mut documented: BTreeMap<String, Vec<String>> = schemas
        .iter()
        .filter_map(|(name, schema)| Some((name.clone(), texts(schema.get("enum")?))))
        .collect();
    // The contract lists the visible document types by group.
    let groups = &schemas["DocumentType"]["x-known-values"];
    let visible = ["kyc", "invoice", "payment", "transport"].iter().flat_map(|group| texts(&groups[group]));
    documented.insert("DocumentType".to_owned(), visible.collect());
    assert_eq!(known, documented);
}
