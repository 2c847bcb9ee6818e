//! Subscriptions and the partner scope.

use nt24::{PartnerScope, SellerId, WebhookEventType, WebhookSubscription, WebhookUpdate};
use serde_json::json;

#[test]
fn a_subscription_is_an_exact_type_or_a_segment_wildcard() {
    for text in ["compliance.status_changed", "compliance.*", "self_service_invitation.*", "kyc.aml.*"] {
        assert!(WebhookSubscription::new(text).is_ok(), "{text}");
    }
    for text in
        ["", "*", ".", ".*", "*.*", "kyc", "kyc.", "kyc*", "kyc.v*", "*.used", "kyc.*.x", "KYC.*", "kyc. *"]
    {
        assert!(WebhookSubscription::new(text).is_err(), "{text}");
    }
    for event_type in WebhookEventType::KNOWN {
        assert!(WebhookSubscription::new(event_type.as_str()).is_ok(), "{event_type}");
    }
}

#[test]
fn a_subscription_matches_its_own_types_only() {
    let matches = |subscription: &str, event_type: &str| {
        WebhookSubscription::new(subscription).unwrap().matches(&WebhookEventType::from(event_type))
    };
    assert!(matches("kyc.vies_check_failed", "kyc.vies_check_failed"));
    assert!(!matches("kyc.vies_check_failed", "kyc.vies_check_failed_again"));
    assert!(matches("kyc.*", "kyc.vies_check_failed"));
    assert!(matches("kyc.*", "kyc.event.of_the_future"));
    assert!(!matches("kyc.*", "kycx.vies_check_failed"));
    assert!(!matches("kyc.*", "kyc."));
    assert!(!matches("kyc.*", "compliance.status_changed"));
    // A server may still hold a bare asterisk from before the rule; it matches no type.
    let bare: WebhookSubscription = serde_json::from_value(json!("*")).unwrap();
    assert!(WebhookEventType::KNOWN.iter().all(|event_type| !bare.matches(event_type)));
}

#[test]
fn a_scope_is_absent_null_or_a_list() {
    let scope = |body| serde_json::from_value::<WebhookUpdate>(body).unwrap().partner_ids;
    assert_eq!(scope(json!({})), None);
    assert_eq!(scope(json!({"partnerIds": null})), Some(PartnerScope::All));
    let only = PartnerScope::Only(vec![SellerId::from("p1")]);
    assert_eq!(scope(json!({"partnerIds": ["p1"]})), Some(only.clone()));

    let lifted = WebhookUpdate { partner_ids: Some(PartnerScope::All), ..WebhookUpdate::default() };
    assert_eq!(serde_json::to_value(&lifted).unwrap(), json!({"partnerIds": null}));
    assert_eq!(serde_json::to_value(WebhookUpdate::default()).unwrap(), json!({}));

    assert!(only.contains(Some(&SellerId::from("p1"))) && only.contains(None));
    assert!(!only.contains(Some(&SellerId::from("p2"))));
    assert!(PartnerScope::All.contains(Some(&SellerId::from("p2"))));
}
