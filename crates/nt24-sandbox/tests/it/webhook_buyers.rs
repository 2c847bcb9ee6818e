//! Tests of the events of a buyer's pages and links.

use crate::bench::{Bench, PDF, buyer_body};
use crate::page::{hand_in, open, path_of, submit};
use crate::receiver::Receiver;
use chrono::TimeDelta;
use serde_json::json;

#[tokio::test]
async fn the_event_of_an_identity_check_has_session_and_reason() {
    for (fields, outcome, reason) in [
        ([("aml", "CLEAR"), ("reason", ""), ("outcome", "VERIFIED")], "VERIFIED", json!(null)),
        ([("aml", "CLEAR"), ("reason", "blurred"), ("outcome", "REJECTED")], "REJECTED", json!("blurred")),
    ] {
        let bench = Bench::start().await;
        let receiver = Receiver::start().await;
        bench.register(&receiver, &["kyc.verification_completed"]).await;
        let mut body = buyer_body("PL5260001246");
        body["kycMode"] = json!("NT24_LED");
        let id = bench.post(&bench.buyers(), body).await.expect(201).json()["uuid"].clone();
        let path = format!("{}/{}", bench.buyers(), id.as_str().unwrap());
        let session = bench.trigger(&format!("{path}/kyc/verify")).await.json();
        let page = path_of(&bench, session["idenfyUrl"].as_str().unwrap());
        open(&bench, &page).await.expect(200);
        submit(&bench, &page, &fields).await.expect(303);
        bench.settled().await;
        let event = receiver.only("kyc.verification_completed");
        assert_eq!((&event["source"], &event["partnerUuid"]), (&json!("SYSTEM"), &json!(bench.seller)));
        let data = &event["data"];
        assert_eq!((&data["buyerUuid"], &data["sessionId"]), (&id, &session["sessionId"]));
        assert_eq!((&data["outcome"], &data["reason"]), (&json!(outcome), &reason));
    }
}

#[tokio::test]
async fn used_and_expired_invitations_are_events() {
    let mut bench = Bench::start().await;
    let receiver = Receiver::start().await;
    bench.register(&receiver, &["self_service_invitation.*"]).await;
    let (buyer, id) = bench.buyer("PL5260001246").await;
    let path = format!("{buyer}/kyc/self-service-invitations");
    let body = json!({"recipientEmail": "a@b.example", "expiresInDays": 7});
    let used = bench.post(&path, body.clone()).await.expect(201).json();
    let expired = bench.post(&path, body).await.expect(201).json();
    let page = path_of(&bench, used["publicLinkUrl"].as_str().unwrap());
    hand_in(&bench, &page, "COC_EXTRACT", PDF).await.expect(303);
    bench.settled().await;
    assert_eq!(receiver.count(), 0);
    submit(&bench, &format!("{page}/finish"), &[("action", "finish")]).await.expect(303);
    bench.settled().await;
    let event = receiver.only("self_service_invitation.used");
    assert_eq!(event["source"], "SYSTEM");
    assert_eq!(
        event["data"],
        json!({
            "invitationUuid": used["uuid"], "kind": "KYC", "buyerUuid": id, "usedAt": "2026-03-02T08:00:00Z"
        })
    );
    bench.pass(TimeDelta::days(8)).await;
    assert_eq!(receiver.count(), 2);
    assert_eq!(
        receiver.only("self_service_invitation.expired")["data"],
        json!({
            "invitationUuid": expired["uuid"], "kind": "KYC", "buyerUuid": id,
            "expiredAt": "2026-03-09T08:00:00Z"
        })
    );
}
