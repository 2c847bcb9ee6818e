//! Concurrent requests with the same key (open question 24).

use crate::bench::{Bench, buyer_body};
use nt24_sandbox::{ConcurrentKey, Fault, FaultKind};
use std::time::Duration;

async fn two_at_once(concurrent_key: ConcurrentKey) -> (Bench, Vec<u16>) {
    let mut bench = Bench::with(|options| options.behaviour.concurrent_key = concurrent_key).await;
    bench.wrong_requests = true;
    // The first one is still being answered when the second arrives, also on a busy machine.
    let latency = FaultKind::Latency(Duration::from_secs(2));
    bench.sandbox().control().fault(Fault { operation: Some("upsertBuyer".into()), times: 2, kind: latency });
    let path = bench.buyers();
    let send = || bench.post_with("k", &path, buyer_body("PL5260001246"));
    let (one, other) = tokio::join!(send(), send());
    let mut statuses = vec![one.status, other.status];
    statuses.sort_unstable();
    (bench, statuses)
}

#[tokio::test]
async fn the_second_request_waits_for_the_answer_of_the_first() {
    let (bench, statuses) = two_at_once(ConcurrentKey::Waits).await;
    assert_eq!(statuses, [201, 201]);
    assert_eq!(bench.sandbox().control().counts().buyers, 1);
}

#[tokio::test]
async fn the_second_request_is_refused_until_the_first_is_answered() {
    let (bench, statuses) = two_at_once(ConcurrentKey::Refused).await;
    assert_eq!(statuses, [201, 409]);
    bench.post_with("k", &bench.buyers(), buyer_body("PL5260001246")).await.expect(201);
    assert_eq!(bench.sandbox().control().counts().buyers, 1);
}

#[tokio::test]
async fn a_cut_connection_frees_its_key() {
    let bench = Bench::with(|options| options.behaviour.concurrent_key = ConcurrentKey::Refused).await;
    for kind in [FaultKind::CutBeforeHandling, FaultKind::CutAfterHandling] {
        bench.sandbox().control().fault(Fault { operation: Some("upsertBuyer".into()), times: 1, kind });
        let body = buyer_body("PL5260001246").to_string();
        let headers = [("Idempotency-Key", "k"), ("Content-Type", "application/json")];
        assert!(bench.raw("POST", &bench.buyers(), &headers, body.as_bytes()).await.is_none());
    }
    bench.post_with("k", &bench.buyers(), buyer_body("PL5260001246")).await.expect(201);
}
