//! Tests of the control plane over HTTP.

use crate::bench::{Bench, buyer_body};
use crate::wire::{self, Answer};
use nt24_sandbox::{OAuthClient, Options, Organization, Sandbox};
use serde_json::{Value, json};

async fn bench() -> Bench {
    Bench::with(|options| options.control_plane = true).await
}

/// Calls the control plane.
async fn call(bench: &Bench, method: &str, path: &str, body: Option<Value>) -> Answer {
    let text = body.map(|body| body.to_string()).unwrap_or_default();
    let headers: &[(&str, &str)] =
        if text.is_empty() { &[] } else { &[("Content-Type", "application/json")] };
    let path = format!("/_sandbox{path}");
    wire::send(&bench.authority(), method, &path, headers, text.as_bytes()).await.unwrap()
}

#[tokio::test]
async fn it_is_off_by_default() {
    let mut bench = Bench::start().await;
    bench.wrong_requests = true;
    for (method, path) in
        [("GET", "/clock"), ("POST", "/reset"), ("GET", "/exchanges"), ("DELETE", "/faults")]
    {
        call(&bench, method, path, Some(json!({}))).await.expect(404);
    }
    assert_eq!(bench.sandbox().control().counts().buyers, 0);
}

#[tokio::test]
async fn browser_pages_and_other_hosts_are_refused() {
    let bench = bench().await;
    let authority = bench.authority();
    let port = authority.rsplit(':').next().unwrap();
    for (name, value) in [
        ("Origin", "https://example.org".to_owned()),
        ("Origin", "null".to_owned()),
        ("Origin", format!("http://{authority}")),
        ("Sec-Fetch-Site", "cross-site".to_owned()),
    ] {
        let headers = [(name, value.as_str())];
        wire::send(&authority, "GET", "/_sandbox/clock", &headers, b"").await.unwrap().expect(403);
        wire::send(&authority, "DELETE", "/_sandbox/faults", &headers, b"").await.unwrap().expect(403);
    }
    for (host, status) in [
        (format!("rebound.example:{port}"), 403),
        (format!("127.0.0.1.example:{port}"), 403),
        ("192.168.0.7".to_owned(), 403),
        (format!("localhost:{port}"), 200),
        (format!("[::1]:{port}"), 200),
    ] {
        let answer = wire::send_as(&authority, &host, "GET", "/_sandbox/clock").await.unwrap();
        assert_eq!(answer.status, status, "{host}");
    }
}

#[tokio::test]
async fn it_listens_on_loopback_only() {
    let listen = "0.0.0.0:0".parse().unwrap();
    let options = Options { listen, control_plane: true, ..Options::demo() };
    let error = Sandbox::start(options).await.err().unwrap();
    assert!(error.to_string().contains("loopback"), "{error}");
}

#[tokio::test]
async fn the_clock_is_read_set_and_advanced() {
    let mut bench = bench().await;
    let now = call(&bench, "GET", "/clock", None).await.expect(200).json();
    assert_eq!(now["now"], "2026-03-02T08:00:00Z");
    let (buyer, _) = bench.buyer("PL5260001246").await;
    bench.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
    call(&bench, "POST", "/clock/advance", Some(json!({"seconds": 3}))).await.expect(200);
    assert_eq!(bench.get(&format!("{buyer}/kyc")).await.expect(200).json()["viesResult"], "VALID");
    let set = call(&bench, "PUT", "/clock", Some(json!({"now": "2027-01-01T00:00:00Z"}))).await.expect(200);
    assert_eq!(set.json()["now"], "2027-01-01T00:00:00Z");
    bench.get("/me").await.expect(401);
    bench.sign_in().await;
    bench.get("/me").await.expect(200);
    call(&bench, "POST", "/clock/advance", Some(json!({"seconds": -1}))).await.expect(422);
    call(&bench, "POST", "/clock/advance", Some(json!({"seconds": i64::MAX}))).await.expect(422);
    // A world that continues from a snapshot keeps its time.
    let snapshot = bench.sandbox().snapshot();
    let again = Bench::at(bench.clock.clone(), |options| options.state = Some(snapshot)).await;
    assert_eq!(again.sandbox().control().now().to_rfc3339(), "2027-01-01T00:00:00+00:00");
}

#[tokio::test]
async fn faults_are_set_listed_and_cleared() {
    let bench = bench().await;
    let fault = json!({"operation": "getMe", "after": 1, "times": 2, "kind": "rateLimited", "retryAfter": 7});
    let listed = call(&bench, "POST", "/faults", Some(fault.clone())).await.expect(200).json();
    assert_eq!(listed, json!([fault]));
    bench.get("/me").await.expect(200);
    assert_eq!(bench.get("/me").await.expect(429).header("retry-after"), "7");
    let left = call(&bench, "GET", "/faults", None).await.expect(200).json();
    assert_eq!((&left[0]["after"], &left[0]["times"]), (&json!(0), &json!(1)));
    call(&bench, "DELETE", "/faults", None).await.expect(204);
    bench.get("/me").await.expect(200);
    for kind in [
        json!({"kind": "cutBeforeHandling"}),
        json!({"kind": "status", "status": 503}),
        json!({"kind": "latency", "milliseconds": 5}),
        json!({"kind": "html"}),
        json!({"kind": "drip", "bytes": 1, "milliseconds": 5}),
        json!({"kind": "promised", "bytes": 10_000_000_000_u64}),
        json!({"kind": "contentType", "contentType": "text/plain"}),
        json!({"kind": "endless"}),
    ] {
        let listed = call(&bench, "POST", "/faults", Some(kind.clone())).await.expect(200).json();
        let last = listed.as_array().unwrap().last().unwrap();
        for (name, value) in kind.as_object().unwrap() {
            assert_eq!(&last[name], value);
        }
        assert_eq!(last["times"], 1);
    }
    for wrong in [
        json!({"kind": "status", "status": 200}),
        json!({"kind": "drip", "bytes": 0, "milliseconds": 5}),
        json!({"kind": "html", "operation": "getNothing"}),
        json!({"kind": "somethingElse"}),
    ] {
        call(&bench, "POST", "/faults", Some(wrong)).await.expect(422);
    }
}

#[tokio::test]
async fn the_log_shows_exchanges_without_secrets() {
    let bench = bench().await;
    bench.buyer("PL5260001246").await;
    let log = call(&bench, "GET", "/exchanges", None).await.expect(200);
    let text = String::from_utf8(log.body.clone()).unwrap();
    assert!(!text.contains(&bench.sandbox().client_secret()) && !text.contains("token-00000001"), "{text}");
    let log = log.json();
    assert_eq!((&log[0]["operation"], &log[1]["operation"]), (&json!("issueToken"), &json!("upsertBuyer")));
    assert_eq!(log[1]["requestBody"]["vatNumber"], "PL5260001246");
    assert_eq!((&log[1]["status"], &log[1]["responseBody"]["version"]), (&json!(201), &json!(0)));
    let one = call(&bench, "GET", "/exchanges?operation=upsertBuyer&last=5", None).await.json();
    assert_eq!(one.as_array().unwrap().len(), 1);
    call(&bench, "DELETE", "/exchanges", None).await.expect(204);
    assert_eq!(call(&bench, "GET", "/exchanges", None).await.json(), json!([]));
}

#[tokio::test]
async fn edits_by_staff_are_visible_in_the_api() {
    let bench = bench().await;
    let (buyer, id) = bench.buyer("PL5260001246").await;
    let path = format!("/buyers/{id}");
    let edited =
        call(&bench, "PATCH", &path, Some(json!({"companyName": "Nowa Sp. z o.o."}))).await.expect(200);
    assert_eq!(edited.json()["version"], 1);
    assert_eq!(bench.get(&buyer).await.expect(200).json()["companyName"], "Nowa Sp. z o.o.");
    call(&bench, "PUT", &format!("{path}/status"), Some(json!({"status": "BLOCKED"}))).await.expect(200);
    assert_eq!(bench.get(&buyer).await.json()["status"], "BLOCKED");
    call(&bench, "PUT", &format!("{path}/status"), Some(json!({"status": "GONE"}))).await.expect(422);
    call(&bench, "PUT", &format!("{path}/status"), Some(json!({"status": "ACTIVE"}))).await.expect(200);
    let order = bench.order(&id, "A-1").await;
    bench.onboard(&buyer).await;
    bench.pay(&order).await;
    let order_id = order.rsplit('/').next().unwrap();
    let number = json!({"invoiceNumber": "R-7"});
    let invoice =
        call(&bench, "PATCH", &format!("/orders/{order_id}/invoices/PRELIMINARY"), Some(number)).await;
    assert_eq!(invoice.expect(200).json()["invoiceNumber"], "R-7");
    let none = call(&bench, "PATCH", &format!("/orders/{order_id}/invoices/FINAL"), Some(json!({}))).await;
    assert_eq!(none.expect(404).json()["error"], "there is no such invoice");
    let iban = json!({"sourceIban": "DE02120300000000202051"});
    call(&bench, "PATCH", &format!("/orders/{order_id}/payment"), Some(iban)).await.expect(200);
    let purchase = json!({"purchaseDate": "2026-02-28"});
    call(&bench, "PATCH", &format!("/orders/{order_id}"), Some(purchase)).await.expect(200);
    assert_eq!(bench.get(&order).await.json()["purchaseDate"], "2026-02-28");
    let rollup =
        call(&bench, "GET", &format!("/orders/{order_id}/compliance"), None).await.expect(200).json();
    assert_eq!(rollup, bench.rollup(&order).await);
    call(&bench, "POST", &format!("{path}/ibans"), Some(json!({"iban": "DE02120300000000202051"})))
        .await
        .expect(204);
    call(&bench, "GET", "/buyers/nobody", None).await.expect(404);
    call(&bench, "POST", "/documents/nothing/archive", None).await.expect(404);
}

#[tokio::test]
async fn capabilities_dpa_tokens_and_secrets_can_be_changed() {
    let mut bench = Bench::with(|options| {
        options.control_plane = true;
        let secrets = vec!["second-secret".repeat(5)];
        let further_clients = vec![OAuthClient { id: "second-a".to_owned(), secrets }];
        let second = Organization { client_id: "second".to_owned(), further_clients, ..Organization::demo() };
        options.further_organizations = vec![second];
    })
    .await;
    let id = bench.sandbox().client_id();
    let organizations = call(&bench, "GET", "/organizations", None).await.expect(200).json();
    assert_eq!(organizations[1]["clients"], json!(["second", "second-a"]));
    let text = organizations.to_string();
    assert!(!text.contains(&bench.sandbox().client_secret()));

    let mut capabilities = call(&bench, "GET", "/capabilities", None).await.expect(200).json();
    capabilities["rateLimitTier"] = "HIGH_VOLUME".into();
    capabilities["allowMarketplaceLedKyc"] = false.into();
    call(&bench, "PUT", "/capabilities", Some(capabilities)).await.expect(200);
    let refused = bench.post(&bench.buyers(), buyer_body("PL5260001246")).await.expect(403);
    assert_eq!(refused.problem(), "capability-required");
    let other = call(&bench, "GET", "/capabilities?client=second-a", None).await.expect(200).json();
    assert_eq!(other["rateLimitTier"], "STANDARD");
    call(&bench, "GET", "/capabilities?client=nobody", None).await.expect(404);

    call(&bench, "PUT", "/dpa", Some(json!({"accepted": false}))).await.expect(204);
    assert_eq!(bench.get(&bench.orders()).await.expect(403).problem(), "dpa-not-accepted");
    call(&bench, "POST", "/dpa/publish", Some(json!({"version": "2026-09"}))).await.expect(204);
    call(&bench, "PUT", "/dpa", Some(json!({"accepted": true}))).await.expect(204);
    assert_eq!(bench.get("/me").await.expect(200).json()["dpaVersion"], "2026-09");

    let rotation = json!({"clientId": id, "secret": "n".repeat(64), "windowSeconds": 60});
    call(&bench, "POST", "/secrets/rotate", Some(rotation)).await.expect(204);
    let rotation = json!({"clientId": "nobody", "secret": "n".repeat(64), "windowSeconds": 60});
    call(&bench, "POST", "/secrets/rotate", Some(rotation)).await.expect(404);
    call(&bench, "POST", "/tokens/revoke", Some(json!({"clientId": id}))).await.expect(204);
    bench.get("/me").await.expect(401);
    bench.sign_in().await;
    bench.sign_in_as(&id, &"n".repeat(64)).await;
    call(&bench, "POST", "/tokens/revoke", Some(json!({}))).await.expect(204);
    bench.get("/me").await.expect(401);
    assert_eq!(call(&bench, "GET", "/tokens", None).await.expect(200).json()["calls"], 3);
}

#[tokio::test]
async fn vies_answers_are_set_and_removed() {
    let bench = bench().await;
    call(&bench, "PUT", "/vies/PL5260001246", Some(json!({"answer": "INVALID"}))).await.expect(204);
    let (buyer, _) = bench.buyer("PL5260001246").await;
    for (wanted, then) in [("INVALID", "DELETE"), ("VALID", "GET")] {
        bench.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
        call(&bench, "POST", "/clock/advance", Some(json!({"seconds": 3}))).await.expect(200);
        assert_eq!(bench.get(&format!("{buyer}/kyc")).await.json()["viesResult"], wanted);
        if then == "DELETE" {
            call(&bench, "DELETE", "/vies/PL5260001246", None).await.expect(204);
        }
    }
    call(&bench, "PUT", "/vies/PL5260001246", Some(json!({"answer": "MAYBE"}))).await.expect(422);
}

#[tokio::test]
async fn a_reset_empties_the_worlds_and_keeps_credentials() {
    let bench = bench().await;
    let me = bench.get("/me").await.json();
    let (_, id) = bench.buyer("PL5260001246").await;
    bench.order(&id, "A-1").await;
    bench.sandbox().control().set_dpa(false);
    assert_eq!(call(&bench, "GET", "/counts", None).await.expect(200).json()["orders"], 1);
    call(&bench, "POST", "/reset", None).await.expect(204);
    let counts = call(&bench, "GET", "/counts", None).await.expect(200).json();
    assert!(counts.as_object().unwrap().values().all(|count| *count == 0), "{counts}");
    // The token is still valid, and the ids of organization and seller have not changed.
    let again = bench.get("/me").await.expect(200);
    assert_eq!(again.header("x-ratelimit-remaining"), "300");
    assert_eq!(again.json(), me);
    bench.buyer("PL5260001246").await;
    let nonsense = json!({"seed": "nonsense"});
    call(&bench, "POST", "/reset", Some(nonsense)).await.expect(422);
    assert_eq!(bench.sandbox().control().counts().buyers, 1);
    call(&bench, "POST", "/reset", Some(json!({"seed": "demo"}))).await.expect(204);
    let counts = bench.sandbox().control().counts();
    assert_eq!((counts.buyers, counts.orders), (40, 120));
    assert_eq!(bench.get("/me").await.expect(200).json(), me);
}
