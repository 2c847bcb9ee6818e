use crate::bench::Bench;
use chrono::TimeDelta;

#[tokio::test]
async fn a_token_ends_after_300_seconds() {
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
async fn secrets_stay_out_of_the_log() {
    let bench = Bench::start().await;
    bench.get("/me").await.expect(200);
    let secret = bench.sandbox().client_secret();
    let log = format!("{:?}", bench.sandbox().control().exchanges());
    assert!(!log.contains(&secret));
    assert!(!log.contains("token-00000001"), "{log}");
    assert_eq!(bench.sandbox().control().exchanges().len(), 2);
}
