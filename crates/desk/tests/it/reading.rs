//! What the footer says about reading: when everything was last looked at, and what cannot be read.

use crate::bench::Bench;
use crate::deal::{new_order, onboard};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_footer_counts_what_cannot_be_read_until_it_can_be() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let kind = FaultKind::Status(404, "not-found".into());
    bench.control().fault(Fault { operation: Some("getBuyer".into()), times: 1000, kind });
    bench.buyer(&buyer).await;
    new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    bench
        .until("the footer says so", async || {
            bench.buyer(&buyer).await;
            (bench.status().await.unreadable == 1).then_some(())
        })
        .await;
    bench.control().clear_faults();
    bench.ask::<Value>("try_now", json!({})).await;
    let status = bench
        .until("it is read", async || {
            let status = bench.status().await;
            (status.unreadable == 0).then_some(status)
        })
        .await;
    assert!(status.last_sync_at.is_some(), "the list was read to its end");
    bench.finish().await;
}
