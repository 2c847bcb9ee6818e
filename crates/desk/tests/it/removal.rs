//! How long contents stay on this computer: for ever, unless the user chose days and NT24 has just proven that
//! it gives the document back.

use crate::bench::Bench;
use crate::data::{file_cmr, safety, vault};
use crate::deal::{new_order, onboard};
use chrono::TimeDelta;
use desk::contract::{DataSafety, DocumentFacts, Session, Subject};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

async fn change(bench: &Bench, days: u32) -> DataSafety {
    bench.ask("change_local_days", json!({ "days": days })).await
}

/// A buyer with two KYC documents and an order with a CMR, all at NT24.
async fn filed(bench: &Bench) -> (Subject, Subject) {
    // The daily backup is made before the papers exist, so it names none of them.
    bench.until("a backup is made", async || safety(bench).await.backups.pop()).await;
    let buyer = onboard(bench, "PL5260250274").await;
    let order = new_order(bench, &buyer.id, "A-1").await;
    bench.drained().await;
    file_cmr(bench, &order).await;
    bench.drained().await;
    assert_eq!(safety(bench).await.files, 3);
    (buyer, order)
}

async fn papers(bench: &Bench, buyer: &Subject, order: &Subject) -> Vec<DocumentFacts> {
    let mut papers = bench.buyer(buyer).await.documents;
    papers.extend(bench.order(order).await.documents);
    papers
}

fn downloads(bench: &Bench) -> usize {
    let exchanges = bench.control().exchanges();
    exchanges.iter().filter(|exchange| exchange.operation == Some("downloadDocument")).count()
}

async fn open_all(bench: &Bench, papers: &[DocumentFacts]) {
    for paper in papers {
        bench.ask::<Value>("open_document", json!({ "id": paper.id })).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_default_every_paper_stays_for_ever() {
    let mut bench = Bench::start().await.signed_in().await;
    let (buyer, order) = filed(&bench).await;
    let before = vault(&bench).await;
    assert_eq!(safety(&bench).await.local_days, 0);
    bench.clock.advance(TimeDelta::days(400));
    bench.restart().await;
    bench
        .until("another daily backup is made", async || {
            (safety(&bench).await.backups.len() > 1).then_some(())
        })
        .await;
    bench.restart().await;
    assert_eq!(vault(&bench).await, before);
    open_all(&bench, &papers(&bench, &buyer, &order).await).await;
    assert_eq!(downloads(&bench), 0);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kyc_paper_stays_while_the_capability_to_download_it_is_missing() {
    let bench = Bench::start().await.signed_in().await;
    let (buyer, order) = filed(&bench).await;
    let mut capabilities = bench.control().capabilities();
    capabilities.allow_kyc_document_download = false;
    bench.control().set_capabilities(capabilities.clone());
    bench.clock.advance(TimeDelta::hours(26));
    change(&bench, 1).await;
    // The paper of the order has no such condition: it is proven, and removed.
    let removed = async || {
        let papers = papers(&bench, &buyer, &order).await;
        papers.iter().any(|paper| !paper.local).then_some(papers)
    };
    let papers_left = bench.until("the CMR is removed", removed).await;
    let local = papers_left.iter().map(|paper| paper.local).collect::<Vec<_>>();
    assert_eq!(local, [true, true, false]);
    assert_eq!(downloads(&bench), 1, "NT24 is not asked for what it would refuse");
    assert!(safety(&bench).await.kyc_stays);
    open_all(&bench, &papers_left).await;

    // Once NT24 allows it, the KYC papers are proven, too.
    capabilities.allow_kyc_document_download = true;
    bench.control().set_capabilities(capabilities);
    change(&bench, 1).await;
    let gone = async || (safety(&bench).await.files == 0).then_some(());
    bench.until("the KYC papers are removed", gone).await;
    assert!(!safety(&bench).await.kyc_stays);
    open_all(&bench, &papers_left).await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paper_whose_download_is_refused_or_altered_stays() {
    let mut bench = Bench::start().await.signed_in().await;
    let (buyer, order) = filed(&bench).await;
    let before = vault(&bench).await;
    bench.clock.advance(TimeDelta::hours(26));
    // A refusal is of one document; an answer that is not NT24's ends the pass.
    for (kind, asked_at_least) in [
        (FaultKind::Status(403, "capability-required".into()), 3),
        (FaultKind::Status(404, "not-found".into()), 3),
        (FaultKind::HalfBody, 1),
        (FaultKind::Html, 1),
    ] {
        let asked = downloads(&bench);
        bench.control().fault(Fault { operation: Some("downloadDocument".into()), times: 1000, kind });
        change(&bench, 1).await;
        let all_asked = async || (downloads(&bench) >= asked + asked_at_least).then_some(());
        bench.until("the papers were asked for", all_asked).await;
        bench.restart().await;
        assert_eq!(vault(&bench).await, before);
        bench.control().clear_faults();
    }
    let papers = papers(&bench, &buyer, &order).await;
    assert!(papers.iter().all(|paper| paper.local));
    open_all(&bench, &papers).await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_every_capability_off_every_paper_can_still_be_opened() {
    let bench = Bench::start().await.signed_in().await;
    let (buyer, order) = filed(&bench).await;
    let none = nt24::Capabilities {
        rate_limit_tier: bench.control().capabilities().rate_limit_tier,
        ..Default::default()
    };
    bench.control().set_capabilities(none);
    bench.clock.advance(TimeDelta::hours(26));
    change(&bench, 1).await;
    bench.until("the CMR is removed", async || (safety(&bench).await.files == 2).then_some(())).await;
    open_all(&bench, &papers(&bench, &buyer, &order).await).await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_removed_while_nt24_cannot_be_reached() {
    let bench = Bench::start().await.signed_in().await;
    let (buyer, order) = filed(&bench).await;
    bench.network(false);
    bench.clock.advance(TimeDelta::hours(26));
    change(&bench, 1).await;
    bench.ask::<Session>("close_connection", json!({})).await;
    let id = std::fs::read_dir(bench.data())
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let id = id.filter(|name| bench.data().join(name).join("vault").exists()).last().unwrap();
    bench.ask::<Session>("open_connection", json!({ "id": id })).await;
    let papers = papers(&bench, &buyer, &order).await;
    assert!(papers.len() == 3 && papers.iter().all(|paper| paper.local));
    bench.network(true);
    bench.finish().await;
}
