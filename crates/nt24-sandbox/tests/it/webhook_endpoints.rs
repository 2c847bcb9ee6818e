//! Tests of the registration of endpoints.

use crate::bench::Bench;
use crate::receiver::{NOBODY, Receiver};
use nt24::WebhookStatus;
use nt24_sandbox::{RequestBody, Seller};
use serde_json::{Value, json};

#[tokio::test]
async fn an_endpoint_is_registered_listed_changed_and_deleted() {
    let bench = Bench::for_webhooks().await;
    let url = "https://receiver.example/hooks/1";
    let body = json!({"url": url, "events": ["compliance.*", "export_file.generated"]});
    let created = bench.post("/webhooks", body).await.expect(201).json();
    let id = created["id"].as_str().unwrap();
    assert!(id.starts_with("wh_"), "{id}");
    assert!(created["secret"].as_str().unwrap().starts_with("whsec_"), "{created}");
    assert_eq!((&created["status"], &created["acceptedSchemaVersions"]), (&json!("ACTIVE"), &json!([1])));
    let path = format!("/webhooks/{id}");

    let shown = bench.get(&path).await.expect(200).json();
    let mut expected = created.clone();
    expected.as_object_mut().unwrap().remove("secret");
    assert_eq!(shown, expected, "the secret is shown once");
    assert_eq!(bench.get("/webhooks").await.expect(200).json(), json!([expected]));
    assert_eq!(bench.sandbox().control().webhooks()[0].id.as_str(), id);

    bench.advance(chrono::TimeDelta::minutes(1));
    let key = bench.key();
    let headers = [("Idempotency-Key", &*key), ("Content-Type", "application/json")];
    let change = json!({"status": "PAUSED", "events": ["kyc.*"]}).to_string();
    let changed = bench.raw("PATCH", &path, &headers, change.as_bytes()).await.unwrap().expect(200).json();
    assert_eq!((&changed["status"], &changed["events"]), (&json!("PAUSED"), &json!(["kyc.*"])));
    assert_eq!((&changed["url"], &changed["updatedAt"]), (&json!(url), &json!("2026-03-02T08:01:00Z")));
    assert_eq!(bench.sandbox().control().webhooks()[0].status, WebhookStatus::Paused);

    let deleted = bench.raw("DELETE", &path, &[("Idempotency-Key", "gone")], b"").await.unwrap().expect(204);
    assert!(deleted.body.is_empty());
    assert_eq!(bench.raw("DELETE", &path, &[("Idempotency-Key", "gone")], b"").await.unwrap().status, 204);
    let again = bench.raw("DELETE", &path, &[("Idempotency-Key", "anew")], b"").await.unwrap().expect(404);
    assert_eq!(again.problem(), "not-found");
    assert_eq!(bench.get(&path).await.expect(404).problem(), "not-found");
    assert_eq!(bench.get("/webhooks").await.expect(200).json(), json!([]));
}

#[tokio::test]
async fn an_invalid_endpoint_is_refused_with_the_reason() {
    let mut bench = Bench::for_webhooks().await;
    bench.wrong_requests = true;
    let good = json!({"url": "https://receiver.example/", "events": ["kyc.*"]});
    let cases: &[(&str, Value)] = &[
        ("url", Value::Null),
        ("url", json!("receiver.example/hook")),
        ("url", json!("http://receiver.example/hook")),
        ("url", json!("http://10.0.0.1/hook")),
        ("url", json!("http://127.0.0.1.example/hook")),
        ("url", json!("ftp://localhost/hook")),
        ("url", json!("https://user:word@receiver.example/")),
        ("url", json!("https://user@receiver.example/")),
        ("url", json!("https://receiver.example/#part")),
        ("url", json!(format!("https://receiver.example/{}", "a".repeat(2048)))),
        ("events", Value::Null),
        ("events", json!([])),
        ("events", json!(["*"])),
        ("events", json!(["kyc.*", "compliance"])),
        ("events", json!(["order.*"])),
        ("events", json!(["compliance.decided"])),
        ("events", json!([5])),
        ("events", json!("kyc.*")),
        ("partnerIds", json!([NOBODY])),
        ("acceptedSchemaVersions", json!([2])),
        ("acceptedSchemaVersions", json!(["1"])),
        ("secret", json!("")),
        ("secret", json!("s".repeat(256))),
    ];
    for (field, value) in cases {
        let mut body = good.clone();
        body[field] = value.clone();
        let answer = bench.post("/webhooks", body.clone()).await.expect(422);
        assert_eq!(answer.problem(), "validation-error");
        let errors = answer.json()["errors"].as_array().unwrap().clone();
        assert_eq!((errors.len(), errors[0]["field"].as_str()), (1, Some(*field)), "{body}");
    }
    assert_eq!(bench.get("/webhooks").await.json(), json!([]));
    let endpoint = bench.register_with(good).await;
    for body in
        [json!({"url": "http://receiver.example/"}), json!({"status": "ASLEEP"}), json!({"events": []})]
    {
        let key = bench.key();
        let headers = [("Idempotency-Key", &*key), ("Content-Type", "application/json")];
        bench.raw("PATCH", &endpoint.path, &headers, body.to_string().as_bytes()).await.unwrap().expect(422);
    }
    let headers = [("Idempotency-Key", "nothing"), ("Content-Type", "application/json")];
    let nothing = bench.raw("PATCH", &endpoint.path, &headers, b"{}").await.unwrap().expect(400);
    assert_eq!(nothing.problem(), "malformed-request");
}

#[tokio::test]
async fn http_addresses_of_this_machine_are_accepted_by_a_switch() {
    for (allowed, status) in [(true, 201), (false, 422)] {
        let bench = Bench::with(|options| options.behaviour.webhooks.plain_loopback = allowed).await;
        for url in ["http://127.0.0.1:9/a", "http://[::1]:9/a", "http://localhost/a"] {
            bench.post("/webhooks", json!({"url": url, "events": ["kyc.*"]})).await.expect(status);
        }
    }
}

#[tokio::test]
async fn a_caller_may_choose_the_secret_and_a_switch_shows_it_always() {
    for always in [false, true] {
        let bench = Bench::with(|options| options.behaviour.webhooks.secret_always_shown = always).await;
        let body = json!({"url": "https://receiver.example/", "events": ["kyc.*"], "secret": "mine alone"});
        let endpoint = bench.register_with(body).await;
        assert_eq!(endpoint.secret, "mine alone");
        let expected = if always { json!("mine alone") } else { Value::Null };
        assert_eq!(bench.get(&endpoint.path).await.json()["secret"], expected);
        assert_eq!(bench.get("/webhooks").await.json()[0]["secret"], expected);
        assert_eq!(bench.change(&endpoint, json!({"events": ["prospect.*"]})).await["secret"], expected);
        let told: Vec<u8> = bench
            .sandbox()
            .control()
            .exchanges()
            .into_iter()
            .flat_map(|exchange| {
                let RequestBody::Bytes(sent) = exchange.request_body else { return exchange.response_body };
                [sent, exchange.response_body].concat().into()
            })
            .collect();
        assert!(!String::from_utf8(told).unwrap().contains("mine alone"), "the log does not contain it");
    }
}

#[tokio::test]
async fn a_repeated_registration_returns_the_same_secret() {
    let bench = Bench::for_webhooks().await;
    let body = json!({"url": "https://receiver.example/", "events": ["kyc.*"]});
    let first = bench.post_with("once", "/webhooks", body.clone()).await.expect(201).json();
    assert_eq!(bench.post_with("once", "/webhooks", body).await.expect(201).json(), first);
    assert_eq!(bench.get("/webhooks").await.json().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn schema_versions_are_accepted_or_ignored() {
    for known in [true, false] {
        let bench = Bench::with(|options| options.behaviour.webhooks.schema_versions = known).await;
        let body = json!({
            "url": "https://receiver.example/", "events": ["kyc.*"], "acceptedSchemaVersions": [1, 2]
        });
        let endpoint = bench.register_with(body).await;
        let expected = if known { json!([1, 2]) } else { Value::Null };
        assert_eq!(bench.get(&endpoint.path).await.json()["acceptedSchemaVersions"], expected);
        let changed = bench.change(&endpoint, json!({"acceptedSchemaVersions": [1]})).await;
        assert_eq!(changed["acceptedSchemaVersions"], if known { json!([1]) } else { Value::Null });
    }
}

#[tokio::test]
async fn the_partner_filter_is_set_and_removed_by_null() {
    let bench = Bench::with(|options| {
        options.behaviour.rate_limited = false;
        options.organization.sellers.push(Seller { name: "Second".into(), country: "DE".into() });
    })
    .await;
    let receiver = Receiver::start().await;
    let other = bench.sandbox().control().sellers()[1].to_string();
    assert_ne!(other, bench.seller);
    let body = json!({"url": receiver.url, "events": ["kyc.*"], "partnerIds": [other]});
    let endpoint = bench.register_with(body).await;
    assert_eq!(bench.get(&endpoint.path).await.json()["partnerIds"], json!([other]));
    let fails = async |vat_number: &str| {
        let (buyer, _) = bench.buyer(vat_number).await;
        bench.onboard(&buyer).await;
        bench.settled().await;
    };
    fails("PL5260001000").await;
    assert_eq!(receiver.count(), 0, "the buyer is another partner's");
    let changed = bench.change(&endpoint, json!({"partnerIds": null})).await;
    assert_eq!(changed["partnerIds"], Value::Null);
    fails("PL5260002000").await;
    assert_eq!(receiver.only("kyc.vies_check_failed")["partnerUuid"], bench.seller.as_str());
    bench.change(&endpoint, json!({"partnerIds": [bench.seller]})).await;
    fails("PL5260003000").await;
    assert_eq!(receiver.count(), 2);
}

#[tokio::test]
async fn an_unknown_endpoint_is_404() {
    let bench = Bench::for_webhooks().await;
    let test = json!({"eventType": "compliance.decision_made", "data": {}});
    for path in ["/webhooks/wh_0", "/webhooks/wh_0/deliveries"] {
        assert_eq!(bench.get(path).await.expect(404).problem(), "not-found");
    }
    assert_eq!(bench.post("/webhooks/wh_0/test", test).await.expect(404).problem(), "not-found");
    let replay = bench.trigger("/webhooks/wh_0/deliveries/del_0/replay").await.expect(404);
    assert_eq!(replay.problem(), "not-found");
}
