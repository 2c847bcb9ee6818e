use crate::bench::Bench;
use crate::wire;
use chrono::TimeDelta;

#[tokio::test]
async fn a_token_expires_after_300_seconds() {
    let mut bench = Bench::start().await;
    assert_eq!(bench.get("/me").await.expect(200).json()["name"], "Autohaus Nordlicht GmbH");
    bench.advance(TimeDelta::seconds(299));
    bench.get("/me").await.expect(200);
    bench.advance(TimeDelta::seconds(1));
    let refused = bench.get("/me").await.expect(401);
    assert_eq!(refused.problem(), "unauthorized");
    assert_eq!(refused.header("www-authenticate"), "Bearer");
    bench.sign_in().await;
    bench.get("/me").await.expect(200);
    bench.sandbox().control().revoke_tokens();
    bench.get("/me").await.expect(401);
    assert_eq!(bench.sandbox().control().token_calls(), 2);
}

#[tokio::test]
async fn wrong_credentials_are_an_oauth_error() {
    let mut bench = Bench::start().await;
    bench.wrong_requests = true;
    let secret = bench.sandbox().client_secret();
    let wrong = "x".repeat(64);
    for (fields, status, error) in [
        (vec![("grant_type", "client_credentials"), ("client_secret", &*wrong)], 401, "invalid_client"),
        (vec![("grant_type", "password"), ("client_secret", &secret)], 400, "unsupported_grant_type"),
        (vec![("client_secret", &*secret)], 400, "invalid_request"),
    ] {
        let answer = bench.token(&fields).await.expect(status);
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.json()["error"], error);
    }
}

#[tokio::test]
async fn a_path_with_another_method_is_405_with_allow() {
    let bench = Bench::start().await;
    for (method, path, allowed) in [("GET", nt24::TOKEN_PATH, "POST"), ("DELETE", "/v1/me", "GET")] {
        let answer = wire::send(&bench.authority(), method, path, &[], b"").await.unwrap().expect(405);
        assert!(answer.header("allow").contains(allowed), "{answer:?}");
    }
}

#[tokio::test]
async fn secrets_stay_out_of_the_log() {
    let bench = Bench::start().await;
    bench.get("/me").await.expect(200);
    let secret = bench.sandbox().client_secret();
    let log = format!("{:?}", bench.sandbox().control().exchanges());
    assert!(!log.contains(&secret));
    assert!(!log.contains("token-00000001"), "{log}");
    assert_eq!(bench.sandbox().control().exchanges().len(), 2);
}

const NEW_SECRET: &str = "rotated-secret-0123456789abcdef0123456789abcdef0123456789abcdef01234567";

#[tokio::test]
async fn two_secrets_work_until_the_window_ends() {
    let mut bench = Bench::start().await;
    let (id, old) = (bench.sandbox().client_id(), bench.sandbox().client_secret());
    let grant = ("grant_type", "client_credentials");
    let control = bench.sandbox().control().clone();
    assert!(control.rotate_secret(&id, NEW_SECRET, TimeDelta::hours(24)));
    assert!(!control.rotate_secret("nobody", NEW_SECRET, TimeDelta::hours(24)));
    // The token of the old secret stays valid.
    bench.get("/me").await.expect(200);
    for secret in [old.as_str(), NEW_SECRET] {
        bench.token(&[grant, ("client_secret", secret)]).await.expect(200);
    }
    bench.advance(TimeDelta::hours(24));
    let refused = bench.token(&[grant, ("client_secret", &old)]).await.expect(401);
    assert_eq!(refused.json()["error"], "invalid_client");
    bench.sign_in_as(&id, NEW_SECRET).await;
    bench.get("/me").await.expect(200);
}

#[tokio::test]
async fn the_life_of_a_token_is_a_switch() {
    let bench = Bench::with(|options| options.behaviour.token_life = TimeDelta::seconds(5)).await;
    let secret = bench.sandbox().client_secret();
    let fields = [("grant_type", "client_credentials"), ("client_secret", secret.as_str())];
    assert_eq!(bench.token(&fields).await.expect(200).json()["expires_in"], 5);
    bench.advance(TimeDelta::seconds(5));
    bench.get("/me").await.expect(401);
}

#[tokio::test]
async fn tokens_are_revoked_for_all_or_for_one_client() {
    let mut bench = Bench::with(|options| {
        let further =
            nt24_sandbox::OAuthClient { id: "second".to_owned(), secrets: vec![NEW_SECRET.to_owned()] };
        options.organization.further_clients = vec![further];
    })
    .await;
    let control = bench.sandbox().control().clone();
    assert!(control.revoke_tokens_of("second") && !control.revoke_tokens_of("nobody"));
    bench.get("/me").await.expect(200);
    bench.sign_in_as("second", NEW_SECRET).await;
    control.revoke_tokens_of("second");
    bench.get("/me").await.expect(401);
    control.revoke_tokens();
    let fields = [("grant_type", "client_credentials"), ("client_secret", NEW_SECRET)];
    let answer = bench.token_of("second", &fields).await.expect(200).json();
    assert_eq!(answer["not-before-policy"], bench.sandbox().control().now().timestamp());
    bench.sign_in().await;
    bench.get("/me").await.expect(200);
}

#[tokio::test]
async fn credentials_may_be_in_the_authorization_header() {
    let mut bench = Bench::start().await;
    // Keycloak accepts it; the contract names only the form.
    bench.wrong_requests = true;
    // "api-client-autohaus-nordlicht" and the secret of `Organization::demo`, joined by a colon.
    let basic = "Basic YXBpLWNsaWVudC1hdXRvaGF1cy1ub3JkbGljaHQ6c2FuZGJveC1zZWNyZXQtMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc=";
    for (authorization, status) in [(basic, 200), ("Basic eA==", 401), ("Basic ***", 401)] {
        let headers =
            [("Content-Type", "application/x-www-form-urlencoded"), ("Authorization", authorization)];
        let body = b"grant_type=client_credentials";
        wire::send(&bench.authority(), "POST", nt24::TOKEN_PATH, &headers, body)
            .await
            .unwrap()
            .expect(status);
    }
    assert!(!format!("{:?}", bench.sandbox().control().exchanges()).contains("YXBp"));
}
