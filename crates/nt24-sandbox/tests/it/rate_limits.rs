use crate::bench::Bench;
use chrono::TimeDelta;
use nt24::{Capabilities, RateLimitTier};
use nt24_sandbox::{RequestLimits, WebhookReads};

#[tokio::test]
async fn the_rate_limit_is_counted_reported_and_refilled() {
    let bench = Bench::start().await;
    let nobody = "00000000-0000-0000-0000-000000000000";
    let me = bench.get("/me").await.expect(200);
    assert_eq!(me.header("x-ratelimit-category"), "read");
    assert_eq!(me.header("x-ratelimit-limit"), "300");
    // The budget of one minute and ten seconds of burst: 350, of which one is used.
    for _ in 0..349 {
        bench.get("/me").await.expect(200);
    }
    let refused = bench.get("/me").await.expect(429);
    assert_eq!(refused.problem(), "rate-limited");
    assert_eq!((refused.header("x-ratelimit-remaining"), refused.header("retry-after")), ("0", "1"));
    let now = bench.sandbox().control().exchanges().last().unwrap().at.timestamp();
    assert_eq!(refused.header("x-ratelimit-reset"), (now + 60).to_string());
    // Writes have their own budget.
    let write = bench.trigger(&format!("{}/{nobody}/kyc/vies-check", bench.buyers())).await.expect(404);
    assert_eq!(write.header("x-ratelimit-category"), "write");
    bench.advance(TimeDelta::seconds(1));
    for _ in 0..5 {
        bench.get("/me").await.expect(200);
    }
    bench.get("/me").await.expect(429);
}

#[tokio::test]
async fn a_tier_sets_the_limits() {
    let agreed = RequestLimits { read: 4321, write: 500, webhook_management: 50 };
    let mut bench = Bench::with(|options| options.behaviour.enterprise = agreed).await;
    // The contract lists three tiers; a client must handle an unknown one.
    bench.wrong_requests = true;
    for (tier, expected) in [
        (Some(RateLimitTier::Standard), "300"),
        (Some(RateLimitTier::HighVolume), "1000"),
        (Some(RateLimitTier::Enterprise), "4321"),
        (Some(RateLimitTier::Unknown("PLATINUM".to_owned())), "300"),
        (None, "300"),
    ] {
        let capabilities = Capabilities { rate_limit_tier: tier, ..Capabilities::default() };
        bench.sandbox().control().set_capabilities(capabilities);
        assert_eq!(bench.get("/me").await.expect(200).header("x-ratelimit-limit"), expected);
    }
}

#[tokio::test]
async fn the_category_of_a_get_below_webhooks_is_a_switch() {
    for (switch, category) in [(WebhookReads::WebhookManagement, "webhook"), (WebhookReads::Read, "read")] {
        let mut bench = Bench::with(|options| options.behaviour.webhook_reads = switch).await;
        // The category does not depend on whether the endpoint exists.
        bench.wrong_requests = true;
        assert_eq!(bench.get("/webhooks").await.header("x-ratelimit-category"), category);
        let write = bench.trigger("/webhooks/wh_1/test").await;
        assert_eq!(write.header("x-ratelimit-category"), "webhook");
    }
}

#[tokio::test]
async fn counting_a_304_is_a_switch() {
    for (counts, expected) in [(true, "290"), (false, "300")] {
        let bench = Bench::with(|options| options.behaviour.not_modified_counts = counts).await;
        let (buyer, _) = bench.buyer("PL5260001246").await;
        for _ in 0..59 {
            bench.get_if_changed(&buyer, "\"0\"").await.expect(304);
        }
        let last = bench.get_if_changed(&buyer, "\"0\"").await.expect(304);
        assert_eq!(last.header("x-ratelimit-remaining"), expected);
    }
}

#[tokio::test]
async fn the_request_id_is_returned() {
    let bench = Bench::start().await;
    let answer = bench.raw("GET", "/me", &[("X-Request-Id", "mine-1")], b"").await.unwrap();
    assert_eq!(answer.header("x-request-id"), "mine-1");
    assert!(!bench.get("/me").await.header("x-request-id").is_empty());
}
