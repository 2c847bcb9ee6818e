//! The clock of the desk's computer jumps a day ahead or back while rows wait to be sent.

use crate::bench::Bench;
use crate::deal::{Deal, Step, assert_one_of_each};
use chrono::TimeDelta;
use desk::contract::Decision;
use futures_util::StreamExt;
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

/// At one step of a deal, the clock jumps between drafting and sending.
async fn deal_with_a_jump(jumps: Step, hours: i64) {
    let bench = Bench::start().await.signed_in().await;
    let mut deal = Deal::new("PL5260250274");
    for step in Step::ALL {
        bench.network(step != jumps);
        deal.play(&bench, step).await;
        if step == jumps {
            bench.desk_clock.set_wrong_by(TimeDelta::hours(hours));
            bench.network(true);
        }
        deal.until_done(&bench, step).await;
        // The clock is corrected: times that were stored meanwhile lie in the future, or a day ago.
        bench.desk_clock.set_wrong_by(TimeDelta::zero());
    }
    let decision = bench.order(deal.order()).await.decision;
    assert_eq!(decision, Some(Decision::ValidExport), "{jumps:?} by {hours} h");
    assert_one_of_each(&bench);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_jump_of_a_day_at_any_step_loses_and_doubles_no_write() {
    let jumps = Step::ALL.into_iter().flat_map(|step| [(step, 25), (step, -25)]);
    let deals = futures_util::stream::iter(jumps);
    deals.for_each_concurrent(4, |(step, hours)| deal_with_a_jump(step, hours)).await;
}

/// The answer to a paper is lost, and the clock jumps. By NT24's time, which its answers show, the key is still
/// valid.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_clock_jump_an_uncertain_paper_is_sent_again_under_its_key() {
    for hours in [25, -25] {
        let bench = Bench::start().await.signed_in().await;
        let mut deal = Deal::new("PL5260250274");
        deal.play(&bench, Step::Buyer).await;
        deal.until_done(&bench, Step::Buyer).await;
        let documents = bench.counts().documents;
        let kind = FaultKind::CutAfterHandling;
        bench.control().fault(Fault { operation: Some("uploadKycDocument".to_owned()), times: 1, kind });
        let paper = bench.paper("address.pdf", "COC_EXTRACT").await;
        bench.ask::<Value>("file_papers", json!({ "subject": deal.buyer().id, "papers": [paper] })).await;
        bench
            .until("the upload was executed", async || (bench.counts().documents > documents).then_some(()))
            .await;
        bench.network(false);
        bench.desk_clock.set_wrong_by(TimeDelta::hours(hours));
        bench.network(true);
        bench.ask::<Value>("try_now", json!({})).await;
        bench.drained().await;
        assert_eq!(bench.counts().documents, documents + 1, "{hours} h");
        bench.finish().await;
    }
}
