//! Data that `Debug` must not show, because its output ends in logs.

use crate::example;
use nt24::{
    BuyerContact, BuyerCreate, KycInvitationCreate, KycVerificationSession, OrderCreate, Payment,
    PaymentSubmit, PaymentUpdate, PickupConfirm, SelfServiceInvitation, WebhookCreate, WebhookEndpoint,
};
use serde::de::DeserializeOwned;
use std::fmt::Debug;

#[expect(clippy::unwrap_used, reason = "an example that cannot be read fails the test that asks for it")]
fn shown<T: DeserializeOwned + Debug>(name: &str) -> String {
    format!("{:?}", serde_json::from_value::<T>(example(name)).unwrap())
}

#[test]
fn debug_hides_persons_accounts_links_and_secrets() {
    let all = [
        shown::<WebhookCreate>("webhook_create"),
        shown::<WebhookEndpoint>("webhook_endpoint_created"),
        shown::<KycInvitationCreate>("kyc_invitation_create"),
        shown::<SelfServiceInvitation>("self_service_invitation"),
        shown::<KycVerificationSession>("kyc_verification_session"),
        shown::<BuyerCreate>("buyer_create"),
        shown::<Vec<BuyerContact>>("buyer_contacts"),
        shown::<OrderCreate>("order_create"),
        shown::<PaymentSubmit>("payment_submit"),
        shown::<PaymentUpdate>("payment_update"),
        shown::<Payment>("payment"),
        shown::<PickupConfirm>("pickup_confirm"),
    ];
    let hidden = [
        "whsec_",
        "einkauf@",
        "kyc.novatrade24.com",
        "authToken",
        "Ewa",
        "Nowak",
        "600 000",
        "Petersen",
        "@example",
        "Kowalski",
        "DE8937",
    ];
    for hidden in hidden {
        assert!(all.iter().all(|shown| !shown.contains(hidden)), "{hidden} in {all:#?}");
    }
}
