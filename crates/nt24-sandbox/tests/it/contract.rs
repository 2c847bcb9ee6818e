use crate::bench::Bench;
use nt24_sandbox::{ContractCheck, Exchange, RequestBody, WebhookAttempt};
use serde_json::json;

/// The last exchange of an operation, to be changed.
fn exchange(bench: &Bench, operation: &str) -> Exchange {
    let log = bench.sandbox().control().exchanges();
    log.into_iter().rfind(|exchange| exchange.operation == Some(operation)).unwrap()
}

#[tokio::test]
async fn a_deliberate_violation_is_found() {
    let mut bench = Bench::start().await;
    bench.wrong_requests = true;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    bench.get(&buyer).await.expect(200);
    let contacts = format!("{buyer}/contacts");
    let person = json!({"firstName": "Ewa", "lastName": "Nowak", "email": "ewa@example.pl"});
    bench.post(&contacts, person).await.expect(201);
    assert_eq!(bench.check.violations(), Vec::<String>::new());

    type Spoil = fn(&mut Exchange);
    let cases: [(&str, &str, Spoil); 12] = [
        ("getBuyer", "additional", |e| edit(e, |body| body["statuss"] = "ACTIVE".into())),
        ("getBuyer", "status", |e| edit(e, |body| body["status"] = "SLEEPING".into())),
        ("getBuyer", "createdAt", |e| edit(e, |body| body["createdAt"] = "yesterday".into())),
        ("getBuyer", "\"version\" is a required", |e| {
            edit(e, |body| drop(body.as_object_mut().unwrap().remove("version")));
        }),
        ("getBuyer", "418 is not listed", |e| e.status = 418),
        ("getBuyer", "lacks etag", |e| e.response_headers.retain(|(name, _)| name != "etag")),
        ("getBuyer", "lacks x-request-id", |e| e.response_headers.retain(|(name, _)| name != "x-request-id")),
        ("getBuyer", "query parameter colour", |e| e.query = Some("colour=red".to_owned())),
        ("getBuyer", "buyerId", |e| e.path = e.path.replace("00000001-", "x-")),
        ("addBuyerContact", "lacks Idempotency-Key", |e| {
            e.request_headers.retain(|(name, _)| name != "idempotency-key");
        }),
        ("addBuyerContact", "additional", |e| {
            e.request_body = RequestBody::Bytes(
                br#"{"firstName":"a","lastName":"b","email":"a@b.c","fon":"1"}"#.as_slice().into(),
            );
        }),
        ("addBuyerContact", "email", |e| {
            e.request_body =
                RequestBody::Bytes(br#"{"firstName":"a","lastName":"b","email":"nobody"}"#.as_slice().into());
        }),
    ];
    for (operation, expected, spoil) in cases {
        let mut spoiled = exchange(&bench, operation);
        assert_eq!(bench.check.check(&spoiled), Vec::<String>::new());
        spoil(&mut spoiled);
        let found = bench.check.check(&spoiled).join("\n").to_lowercase();
        assert!(found.contains(&expected.to_lowercase()), "{expected:?} not in {found:?}");
    }
}

fn edit(exchange: &mut Exchange, change: impl FnOnce(&mut serde_json::Value)) {
    let mut body = serde_json::from_slice(&exchange.response_body).unwrap();
    change(&mut body);
    exchange.response_body = serde_json::to_vec(&body).unwrap().into();
}

#[tokio::test]
async fn values_do_not_leak_into_violations() {
    let mut bench = Bench::start().await;
    bench.wrong_requests = true;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let contacts = format!("{buyer}/contacts");
    bench.post(&contacts, json!({"firstName": 5, "lastName": "Geheim", "email": "geheim"})).await.expect(422);
    let found = bench.check.violations().join("\n");
    assert!(!found.is_empty() && !found.to_lowercase().contains("geheim"), "{found}");
}

type Spoil = fn(&mut WebhookAttempt);

#[test]
fn posted_events_are_checked_against_the_contract() {
    let check = ContractCheck::new().unwrap();
    assert_eq!(check.check_webhook(&posted(|_| ())), Vec::<String>::new());
    let cases: [(&str, Spoil); 7] = [
        ("lacks X-Novatrade-Signature", |a| a.headers.retain(|(name, _)| name != "x-novatrade-signature")),
        ("another event", |a| a.headers.push(("x-novatrade-event-id".into(), "evt_2".into()))),
        ("text/plain", |a| a.headers[0].1 = "text/plain".into()),
        ("blocker", |a| edit_event(a, |event| event["data"]["blocker"] = json!([]))),
        ("organizationuuid", |a| edit_event(a, |event| event["organizationUuid"] = json!(5))),
        ("/source", |a| edit_event(a, |event| event["source"] = json!("NOBODY"))),
        ("no such event", |a| a.event_type = "order.made".into()),
    ];
    for (expected, spoil) in cases {
        let found = check.check_webhook(&posted(spoil)).join("\n").to_lowercase();
        assert!(found.contains(&expected.to_lowercase()), "{expected:?} not in {found:?}");
        assert!(!found.contains("valid_export"), "{found}");
    }
    let free = |synthetic| {
        check.check_webhook(&posted(|attempt| {
            attempt.synthetic = synthetic;
            edit_event(attempt, |event| event["data"] = json!({"any": null}));
        }))
    };
    assert_eq!((free(true).len(), free(false).is_empty()), (0, false), "the data of a test event is free");
}

fn posted(change: impl FnOnce(&mut WebhookAttempt)) -> WebhookAttempt {
    let nobody = "00000000-0000-0000-0000-000000000000";
    let event = json!({
        "id": "evt_1", "type": "compliance.decision_made", "schemaVersion": 1, "source": "API",
        "createdAt": "2026-03-02T08:00:00Z", "organizationUuid": nobody,
        "data": {"orderUuid": nobody, "decision": "VALID_EXPORT"}
    });
    let mut attempt = WebhookAttempt {
        at: "2026-03-02T08:00:00Z".parse().unwrap(),
        webhook: "wh_1".into(),
        event_type: "compliance.decision_made".into(),
        synthetic: false,
        headers: vec![
            ("content-type".into(), "application/json".into()),
            ("x-novatrade-signature".into(), "t=1,v1=00".into()),
        ],
        body: event.to_string().into(),
        status: Some(200),
    };
    change(&mut attempt);
    attempt
}

fn edit_event(attempt: &mut WebhookAttempt, change: impl FnOnce(&mut serde_json::Value)) {
    let mut event = serde_json::from_slice(&attempt.body).unwrap();
    change(&mut event);
    attempt.body = serde_json::to_vec(&event).unwrap().into();
}
