//! Tests of events that are posted to receivers, and of their deliveries.

use crate::bench::{Bench, invoice_body};
use crate::receiver::{Manner, NOBODY, Receiver};
use chrono::{DateTime, TimeDelta};
use nt24::{BuyerId, KycVerificationStatus, OrderId, OrderUpdate};
use nt24_sandbox::{Options, RandomIds, SystemClock, ViesAnswer};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

#[tokio::test]
async fn events_of_an_order_are_signed_and_posted_to_subscribed_endpoints() {
    let bench = Bench::for_webhooks().await;
    let (all, files) = (Receiver::start().await, Receiver::start().await);
    let endpoint = bench.register(&all, &["compliance.*", "export_file.*", "kyc.*"]).await;
    bench.register(&files, &["export_file.generated"]).await;
    let (buyer, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "A-1").await;
    let uuid = order.rsplit('/').next().unwrap();
    bench.onboard(&buyer).await;
    bench.pay(&order).await;
    bench.pick_up(&order).await;
    bench.settled().await;
    assert_eq!(all.count(), 0, "no event without a decision");
    bench.deliver(&order).await;
    bench.settled().await;
    let changed = all.only("compliance.status_changed");
    assert_eq!(changed["data"]["orderUuid"], uuid);
    assert_eq!(
        (&changed["data"]["previousStatus"], &changed["data"]["currentStatus"]),
        (&json!("INCOMPLETE"), &json!("VALID"))
    );
    let made = all.only("compliance.decision_made");
    assert_eq!(made["data"], json!({"orderUuid": uuid, "decision": "VALID_EXPORT"}));
    for event in [&changed, &made] {
        assert_eq!((&event["source"], &event["schemaVersion"]), (&json!("API"), &json!(1)));
        assert_eq!(event["partnerUuid"], bench.seller.as_str());
        assert_eq!(event["organizationUuid"], bench.get("/me").await.json()["organizationUuid"]);
        assert_eq!(event["createdAt"], "2026-03-02T08:00:03Z");
    }
    assert_eq!(files.count(), 0);

    bench.advance(TimeDelta::seconds(4));
    bench.settled().await;
    let file = bench.get(&format!("{order}/finalization/export-file")).await.json();
    for receiver in [&all, &files] {
        let event = receiver.only("export_file.generated");
        assert_eq!(event["source"], "SYSTEM");
        assert_eq!(event["data"]["downloadUrl"], file["downloadUrl"]);
        assert_eq!(
            (&event["data"]["version"], &event["data"]["decision"]),
            (&json!(1), &json!("VALID_EXPORT"))
        );
    }
    assert_eq!(files.count(), 1);
    for received in all.received() {
        assert_eq!(received.line, "POST /hook?of=waybill HTTP/1.1");
        let time = received.signed_at(&endpoint.secret);
        let expected = if received.kind() == "export_file.generated" { 7 } else { 3 };
        assert_eq!(time, DateTime::parse_from_rfc3339(crate::bench::START).unwrap().timestamp() + expected);
        assert_eq!(received.headers["x-novatrade-event-id"], received.json()["id"].as_str().unwrap());
        assert!(received.json()["id"].as_str().unwrap().starts_with("evt_"));
        assert_eq!(received.headers["content-type"], "application/json");
        assert_eq!(received.headers["host"], all.url.split('/').nth(2).unwrap());
    }
    for delivery in bench.deliveries(&endpoint).await {
        assert_eq!((&delivery["status"], &delivery["httpStatus"]), (&json!("DELIVERED"), &json!(204)));
        assert_eq!((&delivery["attempts"], &delivery["nextRetryAt"]), (&json!(1), &Value::Null));
    }

    // A wrong final invoice withdraws the decision, and the corrected one restores it.
    bench.post(&format!("{order}/invoice"), invoice_body("FINAL", true)).await.expect(201);
    bench.settled().await;
    let types = all.types();
    assert_eq!(types.iter().filter(|kind| *kind == "compliance.status_changed").count(), 2, "{types:?}");
    assert_eq!(types.iter().filter(|kind| *kind == "compliance.decision_made").count(), 1, "{types:?}");
}

#[tokio::test]
async fn an_event_names_its_source() {
    for (named, staff) in [(true, "WEB_APP"), (false, "SYSTEM")] {
        let bench = Bench::with(|options| {
            options.behaviour.rate_limited = false;
            options.behaviour.webhooks.staff_is_web_app = named;
        })
        .await;
        let receiver = Receiver::start().await;
        bench.register(&receiver, &["kyc.*", "compliance.status_changed"]).await;
        let (buyer, id) = bench.buyer("PL5260001246").await;
        let order = bench.order(&id, "A-1").await;
        let uuid = OrderId::from(order.rsplit('/').next().unwrap());
        bench.onboard(&buyer).await;
        bench.pay(&order).await;
        bench.pick_up(&order).await;
        bench.deliver(&order).await;
        let contact = json!({"responsibleContact": {"firstName": "Ada"}});
        let change: OrderUpdate = serde_json::from_value(contact).unwrap();
        bench.sandbox().control().edit_order(&uuid, change).unwrap();
        bench.settled().await;
        assert_eq!(receiver.only("compliance.status_changed")["source"], "API", "staff changed no status");

        let control = bench.sandbox().control();
        control.set_verification(&BuyerId::from(&*id), KycVerificationStatus::Rejected);
        bench.settled().await;
        let rejected = receiver.only("kyc.verification_completed");
        assert_eq!((&rejected["source"], &rejected["data"]["outcome"]), (&json!(staff), &json!("REJECTED")));
        assert!(rejected["data"]["reason"].is_string());

        control.vies("PL5260001246", ViesAnswer::Invalid);
        bench.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
        bench.advance(TimeDelta::seconds(2));
        bench.settled().await;
        let failed = receiver.only("kyc.vies_check_failed");
        assert_eq!(failed["source"], "SYSTEM");
        let data = &failed["data"];
        assert_eq!((&data["buyerUuid"], &data["vatNumber"]), (&json!(id), &json!("PL5260001246")));
        assert_eq!((&data["previousResult"], &data["currentResult"]), (&json!("VALID"), &json!("INVALID")));
    }
}

#[tokio::test]
async fn a_test_event_is_posted_unchanged_without_a_subscription() {
    let bench = Bench::for_webhooks().await;
    let receiver = Receiver::start().await;
    let endpoint = bench.register(&receiver, &["prospect.submitted"]).await;
    let data = json!({"z": 1, "a": null, "nested": [{"buyerUuid": NOBODY, "none": null}], "price": 1.5});
    let body = json!({"eventType": "kyc.vies_check_failed", "data": data});
    bench.post(&format!("{}/test", endpoint.path), body).await.expect(202);
    bench.settled().await;
    let received = &receiver.received()[0];
    received.signed_at(&endpoint.secret);
    assert_eq!((received.kind(), &received.json()["data"]), ("kyc.vies_check_failed".to_owned(), &data));
    assert_eq!(bench.deliveries(&endpoint).await[0]["eventType"], "kyc.vies_check_failed");
}

#[tokio::test]
async fn a_test_event_of_no_known_type_or_without_data_is_refused() {
    let mut bench = Bench::for_webhooks().await;
    bench.wrong_requests = true;
    let receiver = Receiver::start().await;
    let endpoint = bench.register(&receiver, &["kyc.*"]).await;
    for body in
        [json!({"eventType": "order.made", "data": {}}), json!({"eventType": "kyc.vies_check_failed"})]
    {
        bench.post(&format!("{}/test", endpoint.path), body).await.expect(422);
    }
    bench.settled().await;
    assert_eq!(receiver.count(), 0);
}

#[tokio::test]
async fn only_a_2xx_in_time_counts_as_delivered() {
    let bench = Bench::with(|options| {
        options.behaviour.rate_limited = false;
        // The receiver answers in this time also on a busy machine, unless it is silent.
        options.behaviour.webhooks.receiver_timeout = Duration::from_secs(2);
    })
    .await;
    let (receiver, elsewhere) = (Receiver::start().await, Receiver::start().await);
    let endpoint = bench.register(&receiver, &["kyc.*"]).await;
    let cases = [
        (Manner::Answer(500), json!(500)),
        (Manner::Answer(404), json!(404)),
        (Manner::Redirect(elsewhere.url.clone()), json!(307)),
        (Manner::Silence, Value::Null),
        (Manner::Cut, Value::Null),
    ];
    for (at, (manner, status)) in cases.into_iter().enumerate() {
        receiver.behave(manner.clone());
        bench.fire(&endpoint).await;
        bench.settled().await;
        assert_eq!(receiver.count(), at + 1, "{manner:?}");
        let last = &bench.deliveries(&endpoint).await[0];
        assert_eq!((&last["status"], &last["httpStatus"]), (&json!("PENDING"), &status), "{manner:?}");
        assert_eq!(last["nextRetryAt"], "2026-03-02T08:01:00Z");
    }
    assert_eq!(elsewhere.count(), 0, "no redirect is followed");
    let url = receiver.url.clone();
    drop(receiver);
    let gone = bench.register_with(json!({"url": url, "events": ["kyc.*"]})).await;
    // The port is free once the task of the listener has ended.
    tokio::task::yield_now().await;
    bench.fire(&gone).await;
    bench.settled().await;
    assert_eq!(bench.deliveries(&gone).await[0]["httpStatus"], Value::Null);
}

#[tokio::test]
async fn the_event_id_header_is_a_switch() {
    let bench = Bench::with(|options| options.behaviour.webhooks.event_id_header = false).await;
    let receiver = Receiver::start().await;
    let endpoint = bench.register(&receiver, &["kyc.*"]).await;
    bench.fire(&endpoint).await;
    bench.settled().await;
    let received = &receiver.received()[0];
    received.signed_at(&endpoint.secret);
    assert!(!received.headers.contains_key("x-novatrade-event-id"));
}

#[tokio::test]
async fn a_replay_has_the_same_event_and_a_new_signature() {
    let mut bench = Bench::for_webhooks().await;
    let receiver = Receiver::start().await;
    let endpoint = bench.register(&receiver, &["kyc.*"]).await;
    bench.fire(&endpoint).await;
    bench.settled().await;
    let first = bench.deliveries(&endpoint).await.remove(0);
    bench.pass(TimeDelta::hours(1)).await;
    let path = format!("{}/deliveries/{}/replay", endpoint.path, first["id"].as_str().unwrap());
    bench.trigger(&path).await.expect(202);
    bench.settled().await;
    let received = receiver.received();
    assert_eq!((received.len(), &received[0].body), (2, &received[1].body));
    assert_eq!(received[1].signed_at(&endpoint.secret) - received[0].signed_at(&endpoint.secret), 3600);
    let listed = bench.deliveries(&endpoint).await;
    assert_eq!((listed.len(), &listed[0]["eventId"]), (2, &first["eventId"]));
    assert_eq!(listed[1], first, "the first delivery keeps its result");
    bench.trigger(&format!("{}/deliveries/del_0/replay", endpoint.path)).await.expect(404);
}

#[tokio::test]
async fn deliveries_are_filtered_sorted_paged_and_kept_for_30_days() {
    let mut bench = Bench::for_webhooks().await;
    let receiver = Receiver::start().await;
    let endpoint = bench.register(&receiver, &["kyc.*"]).await;
    let path = format!("{}/deliveries", endpoint.path);
    for status in [204, 500, 204] {
        receiver.behave(Manner::Answer(status));
        bench.fire(&endpoint).await;
        bench.settled().await;
        bench.advance(TimeDelta::seconds(10));
    }
    for (query, expected) in [
        ("", &["20", "10", "00"][..]),
        ("status=DELIVERED", &["20", "00"]),
        ("status=PENDING", &["10"]),
        ("status=FAILED", &[]),
        // Only deliveries created after the moment, not at it.
        ("since=2026-03-02T08:00:00Z", &["20", "10"]),
        ("sort=createdAt,asc&size=2", &["00", "10"]),
        ("sort=createdAt,asc&size=2&page=1", &["20"]),
        ("sort=lastAttemptAt,desc&size=1", &["20"]),
    ] {
        assert_eq!(seconds(&bench, &format!("{path}?{query}")).await, expected, "{query}");
    }
    let page = bench.get(&format!("{path}?size=2")).await.json()["pagination"].clone();
    assert_eq!((&page["totalElements"], &page["totalPages"]), (&json!(3), &json!(2)));
    for wrong in ["sort=url,asc", "sort=createdAt,up"] {
        let answer = bench.get(&format!("{path}?{wrong}")).await.expect(400);
        assert_eq!(answer.problem(), "malformed-request");
    }
    bench.pass(TimeDelta::days(30) - TimeDelta::seconds(25)).await;
    assert_eq!(seconds(&bench, &path).await, ["20", "10"]);
    bench.pass(TimeDelta::days(1)).await;
    assert_eq!(seconds(&bench, &path).await, [""; 0]);
}

/// The second at which each listed delivery was created.
async fn seconds(bench: &Bench, path: &str) -> Vec<String> {
    let page = bench.get(path).await.expect(200).json();
    let times = page["data"].as_array().unwrap().iter().map(|one| one["createdAt"].as_str().unwrap());
    times.map(|time| time[17..19].to_owned()).collect()
}

#[tokio::test]
async fn a_delivery_continues_after_a_restart() {
    let bench = Bench::for_webhooks().await;
    let receiver = Receiver::start().await;
    let endpoint = bench.register(&receiver, &["kyc.*"]).await;
    receiver.behave(Manner::Answer(503));
    bench.fire(&endpoint).await;
    bench.settled().await;
    let (clock, snapshot) = (bench.clock.clone(), bench.sandbox().snapshot());
    drop(bench);
    receiver.behave(Manner::Answer(200));
    let again = Bench::at(clock, |options| options.state = Some(snapshot)).await;
    again.advance(TimeDelta::minutes(1));
    again.settled().await;
    let received = receiver.received();
    assert_eq!((received.len(), &received[0].body), (2, &received[1].body));
    received[1].signed_at(&endpoint.secret);
    let delivery = again.deliveries(&endpoint).await.remove(0);
    assert_eq!((&delivery["status"], &delivery["attempts"]), (&json!("DELIVERED"), &json!(2)));
    // Sequential ids start again, without a collision.
    again
        .post_with(
            "later",
            &format!("{}/test", endpoint.path),
            json!({"eventType": "kyc.vies_check_failed", "data": {}}),
        )
        .await
        .expect(202);
    assert_eq!(again.deliveries(&endpoint).await.len(), 2);
}

#[tokio::test]
async fn no_event_is_posted_while_the_host_is_off_the_network() {
    let mut bench = Bench::for_webhooks().await;
    let receiver = Receiver::start().await;
    let endpoint = bench.register(&receiver, &["kyc.*"]).await;
    receiver.behave(Manner::Answer(500));
    bench.fire(&endpoint).await;
    bench.settled().await;
    let control = bench.sandbox().control().clone();
    control.set_network(false).unwrap();
    bench.advance(TimeDelta::hours(1));
    bench.settled().await;
    assert_eq!(receiver.count(), 1);
    receiver.behave(Manner::Answer(200));
    control.set_network(true).unwrap();
    bench.settled().await;
    assert_eq!(receiver.count(), 2);
    bench.sign_in().await;
    assert_eq!(bench.deliveries(&endpoint).await[0]["status"], "DELIVERED");
}

#[tokio::test]
async fn events_for_a_deleted_endpoint_are_not_posted() {
    let bench = Bench::for_webhooks().await;
    let receiver = Receiver::start().await;
    let endpoint = bench.register(&receiver, &["kyc.*"]).await;
    receiver.behave(Manner::Answer(500));
    bench.fire(&endpoint).await;
    bench.settled().await;
    bench.raw("DELETE", &endpoint.path, &[("Idempotency-Key", "gone")], b"").await.unwrap().expect(204);
    bench.advance(TimeDelta::days(3));
    bench.settled().await;
    assert_eq!(receiver.count(), 1);
}

#[tokio::test]
async fn over_tls_events_are_posted_to_trusted_receivers_only() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = made.cert.der().to_vec();
    for (trusted, expected) in [(vec![certificate.clone()], 1), (Vec::new(), 0)] {
        let receiver = Receiver::start_tls(acceptor(&certificate, &made.signing_key.serialize_der())).await;
        let bench = Bench::with(|options| options.webhook_certificates = trusted).await;
        let endpoint = bench.register(&receiver, &["kyc.*"]).await;
        bench.fire(&endpoint).await;
        bench.settled().await;
        assert_eq!(receiver.count(), expected);
        let status = if expected == 1 { json!("DELIVERED") } else { json!("PENDING") };
        assert_eq!(bench.deliveries(&endpoint).await[0]["status"], status);
    }
}

fn acceptor(certificate: &[u8], key: &[u8]) -> TlsAcceptor {
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(certificate.to_vec())],
            PrivateKeyDer::try_from(key.to_vec()).unwrap(),
        )
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// With the machine's clock no request is needed: the answer of VIES and its event come by themselves.
#[tokio::test]
async fn events_come_without_a_request() {
    let bench = Bench::with(|options| {
        options.clock = Arc::new(SystemClock);
        options.ids = Arc::new(RandomIds);
        options.behaviour.vies_delay = TimeDelta::milliseconds(100);
    })
    .await;
    let receiver = Receiver::start().await;
    bench.register(&receiver, &["kyc.*"]).await;
    let (buyer, _) = bench.buyer("PL5260001000").await;
    bench.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
    let came = async {
        while receiver.count() == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), came).await.unwrap();
    receiver.only("kyc.vies_check_failed");
}

#[tokio::test]
async fn an_organization_gets_its_own_events_only() {
    let second =
        nt24_sandbox::Organization { client_id: "second".to_owned(), ..Options::demo().organization };
    let bench = Bench::with(|options| options.further_organizations.push(second)).await;
    let receiver = Receiver::start().await;
    let endpoint = bench.register(&receiver, &["kyc.*"]).await;
    bench.fire(&endpoint).await;
    bench.settled().await;
    assert_eq!(receiver.count(), 1);
    let other = bench.sandbox().control().of_client("second").unwrap();
    assert_eq!(other.webhooks().len(), 0);
}
