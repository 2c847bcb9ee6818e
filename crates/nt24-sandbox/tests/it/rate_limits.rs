use crate::bench::Bench;
use chrono::TimeDelta;
use nt24::{Capabilities, RateLimitTier};

#[tokio::test]
async fn the_budget_is_counted_told_and_refilled() {
    let bench = Bench::start().await;
    let nobody = "00000000-0000-0000-0000-000000000000";
    let me = bench.get("/me").await.expect(200);
    assert_eq!(me.header("x-ratelimit-category"), "read");
    assert_eq!(me.header("x-ratelimit-limit"), "300");
    // One minute's budget and ten seconds of burst: 350, of which one is used.
    for _ in 0..349 {
        bench.get("/me").await.expect(200);
    }
    let refused = bench.get("/me").await.expect(429);
    assert_eq!(refused.problem(), "rate-limited");
    assert_eq!((refused.header("x-ratelimit-remaining"), refused.header("retry-after")), ("0", "1"));
    let now = bench.sandbox().control().exchanges().last().unwrap().at.timestamp();
    assert_eq!(refused.header("x-ratelimit-reset"), (now + 60).to_string());
    // Writes have a budget of their own.
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
    let bench = Bench::start().await;
    let capabilities =
        Capabilities { rate_limit_tier: Some(RateLimitTier::HighVolume), ..Capabilities::default() };
    bench.sandbox().control().set_capabilities(capabilities);
    assert_eq!(bench.get("/me").await.expect(200).header("x-ratelimit-limit"), "1000");
}

#[tokio::test]
async fn whether_a_304_counts_is_a_switch() {
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
async fn the_request_id_comes_back() {
    let bench = Bench::start().await;
    let answer = bench.raw("GET", "/me", &[("X-Request-Id", "mine-1")], b"").await.unwrap();
    assert_eq!(answer.header("x-request-id"), "mine-1");
    assert!(!bench.get("/me").await.header("x-request-id").is_empty());
}
