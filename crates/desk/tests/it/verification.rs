//! Buyers whom NT24 checks: the identity check, its link, its outcome and its profile; and the change from mode A.

use crate::bench::Bench;
use crate::deal::{new_order, onboard};
use desk::contract::{
    BuyerPage, EntryState, FailureCode, Fix, Form, FormKind, LinkState, Milestone, Saved, Session, Settled,
    StepState, Subject, Turn,
};
use nt24::{BuyerId, KycMode, KycVerificationStatus};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

const NUMBER: &str = "PL5260250274";

/// A buyer whom NT24 is to check.
async fn of_mode_b(bench: &Bench) -> Subject {
    let buyer = bench
        .submit(
            FormKind::Buyer,
            None,
            json!({
                "vatNumber": NUMBER,
                "companyName": "Auto Łódź Sp. z o.o.",
                "address": { "street": "ul. Piotrkowska 1", "postCode": "90-001", "city": "Łódź", "country": "PL" },
                "kycMode": "nt24Led",
            }),
        )
        .await;
    bench.drained().await;
    buyer
}

async fn act(bench: &Bench, command: &str, buyer: &Subject) -> Value {
    bench.ask(command, json!({ "id": buyer.id })).await
}

/// The code, state and fix of the step of the identity check.
fn check(page: &BuyerPage) -> (String, StepState, Option<Fix>) {
    let step = page.steps.iter().find(|step| step.milestone == Milestone::Verification).unwrap();
    (step.code.clone().unwrap_or_default(), step.state, step.fix.clone())
}

async fn until_code(bench: &Bench, buyer: &Subject, code: &str) -> BuyerPage {
    let reached = async || {
        let page = bench.buyer(buyer).await;
        (check(&page).0 == code).then_some(page)
    };
    bench.until(code, reached).await
}

fn remote(bench: &Bench) -> BuyerId {
    bench.control().buyers().into_iter().find(|buyer| buyer.vat_number == NUMBER).unwrap().uuid
}

/// A bench whose connection is the built-in sandbox: only its pages are on this computer.
async fn in_sandbox() -> Bench {
    let bench = Bench::start().await;
    bench.ask::<Session>("start_sandbox", json!({})).await;
    bench
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_is_started_passed_on_and_followed_to_the_profile() {
    let bench = in_sandbox().await;
    let buyer = of_mode_b(&bench).await;
    let page = until_code(&bench, &buyer, "verification_not_started").await;
    assert_eq!(page.row.turn, Turn::You);
    assert_eq!(check(&page).2, Some(Fix::StartVerification { buyer: buyer.id.clone() }));
    assert!(page.verification.as_ref().unwrap().can_start);
    assert!(page.documents.is_empty() && page.steps.iter().all(|step| step.takes.is_empty()));

    act(&bench, "start_verification", &buyer).await;
    let page = until_code(&bench, &buyer, "verification_link_ready").await;
    assert_eq!(check(&page).2, Some(Fix::PassOnLink { buyer: buyer.id.clone() }));
    assert_eq!(page.verification.as_ref().unwrap().link, LinkState::Ready);
    let fact = |page: &BuyerPage| {
        let step = page.steps.iter().find(|step| step.milestone == Milestone::Verification).unwrap();
        step.fact.as_ref().map(|fact| fact.key.clone())
    };
    assert_eq!(fact(&page).as_deref(), Some("verification.received"));

    act(&bench, "copy_verification", &buyer).await;
    let page = until_code(&bench, &buyer, "KYC_VERIFICATION_PENDING").await;
    assert_eq!((page.row.turn, check(&page).1), (Turn::Buyer, StepState::Waiting));
    assert_eq!(page.verification.as_ref().unwrap().link, LinkState::PassedOn);
    assert_eq!(fact(&page).as_deref(), Some("verification.passedOn"));
    let copied = bench.host.clipboard.lock().unwrap().clone();
    assert!(copied.starts_with("http://127.0.0.1:") && copied.contains("/idenfy/"), "{copied}");
    act(&bench, "open_verification", &buyer).await;
    assert_eq!(*bench.host.addresses.lock().unwrap(), std::slice::from_ref(&copied));
    let told = serde_json::to_string(&bench.buyer(&buyer).await).unwrap();
    assert!(!told.contains("idenfy"), "the page never gets the address: {told}");
    assert_eq!(bench.refused("save_kyc_profile", json!({ "id": buyer.id })).await, FailureCode::NotFound);

    let play = json!({ "act": "identityVerified", "subject": buyer.id });
    bench.ask::<Value>("play_sandbox", play).await;
    let verified = async || {
        act(&bench, "try_now", &buyer).await;
        let page = bench.buyer(&buyer).await;
        page.verification.as_ref().unwrap().profile.then_some(page)
    };
    let page = bench.until("the check is passed", verified).await;
    assert_eq!(check(&page).1, StepState::Done);
    assert_eq!(page.verification.as_ref().unwrap().link, LinkState::None, "it is used up");
    let facts = page.history.iter().map(|entry| entry.fact.key.as_str()).collect::<Vec<_>>();
    for key in ["verification.copied", "verification.opened", "verification.result"] {
        assert!(facts.contains(&key), "{key} in {facts:?}");
    }
    assert_eq!(bench.refused("copy_verification", json!({ "id": buyer.id })).await, FailureCode::Gone);

    let place = bench.folder.path().join("profile.pdf");
    *bench.host.save_to.lock().unwrap() = Some(place.clone());
    let saved: Saved = bench.ask("save_kyc_profile", json!({ "id": buyer.id })).await;
    assert!(saved.saved && std::fs::read(&place).unwrap().starts_with(b"%PDF"));
    bench.ask::<Value>("set_sandbox_network", json!({ "up": false })).await;
    act(&bench, "open_kyc_profile", &buyer).await;
    let opened = bench.host.opened.lock().unwrap().last().unwrap().clone();
    assert_eq!(std::fs::read(opened).unwrap(), std::fs::read(&place).unwrap(), "the last one, offline");
    let loose: desk::contract::FileList = bench.ask("loose_files", json!({})).await;
    assert!(loose.files.is_empty(), "a profile waits for no place");
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_survives_a_restart_and_is_replaced_when_it_has_run_out_or_the_check_was_rejected() {
    let mut bench = in_sandbox().await;
    let buyer = of_mode_b(&bench).await;
    until_code(&bench, &buyer, "verification_not_started").await;
    act(&bench, "start_verification", &buyer).await;
    until_code(&bench, &buyer, "verification_link_ready").await;
    act(&bench, "copy_verification", &buyer).await;
    let first = bench.host.clipboard.lock().unwrap().clone();

    bench.restart().await;
    act(&bench, "copy_verification", &buyer).await;
    let again = bench.host.clipboard.lock().unwrap().clone();
    assert_eq!(again.rsplit('/').next(), first.rsplit('/').next(), "the same session");

    bench.ask::<Value>("play_sandbox", json!({ "act": "monthForward" })).await;
    let page = until_code(&bench, &buyer, "verification_link_unused").await;
    assert_eq!(page.verification.as_ref().unwrap().link, LinkState::Unused);
    assert_eq!(page.row.turn, Turn::Buyer);
    act(&bench, "start_verification", &buyer).await;
    until_code(&bench, &buyer, "verification_link_ready").await;
    act(&bench, "copy_verification", &buyer).await;
    let second = bench.host.clipboard.lock().unwrap().clone();
    assert_ne!(second.rsplit('/').next(), first.rsplit('/').next());

    bench.ask::<Value>("play_sandbox", json!({ "act": "identityRejected", "subject": buyer.id })).await;
    let page = until_code(&bench, &buyer, "KYC_VERIFICATION_REJECTED").await;
    assert_eq!(page.verification.as_ref().unwrap().link, LinkState::None);
    assert_eq!(page.row.turn, Turn::You);
    act(&bench, "start_verification", &buyer).await;
    until_code(&bench, &buyer, "verification_link_ready").await;
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_is_not_encrypted_is_neither_opened_nor_copied() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = of_mode_b(&bench).await;
    until_code(&bench, &buyer, "verification_not_started").await;
    // The sandbox of this bench is no part of the desk: its links are plain http.
    act(&bench, "start_verification", &buyer).await;
    until_code(&bench, &buyer, "verification_link_ready").await;
    for command in ["open_verification", "copy_verification"] {
        assert_eq!(bench.refused(command, json!({ "id": buyer.id })).await, FailureCode::UnsafeLink);
    }
    assert!(bench.host.addresses.lock().unwrap().is_empty());
    assert_eq!(*bench.host.clipboard.lock().unwrap(), "");
    assert_eq!(bench.buyer(&buyer).await.verification.unwrap().link, LinkState::Ready);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_identity_check_that_may_have_started_is_not_started_again_without_the_user() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = of_mode_b(&bench).await;
    until_code(&bench, &buyer, "verification_not_started").await;
    let cut = FaultKind::CutAfterHandling;
    bench.control().fault(Fault {
        operation: Some("startKycVerification".to_owned()),
        times: 999,
        kind: cut,
    });
    act(&bench, "start_verification", &buyer).await;
    let cut_off = async || (bench.counts().verifications == 1).then_some(());
    bench.until("the start has arrived", cut_off).await;
    // The fault stays until nothing is sent: a repeat that began before must not get its answer.
    bench.ask::<Value>("pause_outbox", json!({ "paused": true })).await;
    act(&bench, "start_verification", &buyer).await;
    assert_eq!(bench.outbox().await.entries.len(), 1, "a second press queues nothing");
    bench.clock.advance(chrono::TimeDelta::hours(25));
    bench.ask::<Value>("pause_outbox", json!({ "paused": false })).await;
    let unconfirmed = async || {
        bench.ask::<Value>("try_now", json!({})).await;
        let entries = bench.outbox().await.entries;
        entries.first().is_some_and(|entry| entry.state == EntryState::Unconfirmed).then_some(entries)
    };
    let entries = bench.until("the user is asked", unconfirmed).await;
    let page = bench.buyer(&buyer).await;
    assert!(!page.verification.unwrap().can_start, "first the user decides on the first start");
    bench.control().clear_faults();
    bench.ask::<Settled>("settle", json!({ "id": entries[0].id, "action": "arrived", "choices": [] })).await;
    bench.drained().await;
    assert_eq!(bench.counts().verifications, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_capability_for_mode_a_a_buyer_is_onboarded_for_nt24_to_check() {
    let change = |options: &mut nt24_sandbox::Options| {
        options.organization.capabilities.allow_marketplace_led_kyc = false;
    };
    let bench = Bench::with(change, std::sync::Arc::new(desk::MemoryKeychain::default())).await;
    let bench = bench.signed_in().await;
    let draft = bench.begin(FormKind::Buyer, None).await;
    let Form::Buyer(form) = &draft.form else { panic!("{:?}", draft.form) };
    assert_eq!(form.kyc_mode, desk::contract::KycMode::Nt24Led);
    // A file that was dropped before, and has no type.
    let taken = bench.take(bench.pdf("scan_0001.pdf")).await;
    let paper = json!({ "file": taken.files[0].id, "document": "", "documentDate": "" });
    let body = json!({
        "vatNumber": NUMBER,
        "companyName": "Auto Łódź Sp. z o.o.",
        "address": { "street": "ul. Piotrkowska 1", "postCode": "90-001", "city": "Łódź", "country": "PL" },
        "contacts": [],
        "papers": [paper],
    });
    let buyer = bench.submit_begun(draft, body).await;
    bench.drained().await;
    assert_eq!(bench.control().buyer(&remote(&bench)).unwrap().kyc_mode, KycMode::Nt24Led);
    assert_eq!(bench.counts().documents, 0);
    let loose: desk::contract::FileList = bench.ask("loose_files", json!({})).await;
    assert_eq!(loose.files.len(), 1, "the file waits in the tray");
    until_code(&bench, &buyer, "verification_not_started").await;
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nt24_takes_the_check_over_after_the_time_to_undo_and_never_gives_it_back() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, NUMBER).await;
    bench.drained().await;
    let mode_a = json!({ "id": buyer.id });
    assert_eq!(bench.refused("start_verification", mode_a).await, FailureCode::Gone, "of mode A");
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    let ready = async || bench.buyer(&buyer).await.can_upgrade.then_some(());
    bench.until("the buyer is read", ready).await;
    let request = json!({ "id": buyer.id });
    let settled: Settled = bench.ask("let_nt24_check", request.clone()).await;
    assert_eq!(bench.refused("let_nt24_check", request.clone()).await, FailureCode::Gone);
    bench.ask::<Value>("undo_settle", json!({ "id": settled.undo })).await;
    bench.drained().await;
    assert_eq!(bench.control().buyer(&remote(&bench)).unwrap().kyc_mode, KycMode::MarketplaceLed);

    bench.ask::<Settled>("let_nt24_check", request.clone()).await;
    bench.clock.advance(chrono::TimeDelta::seconds(10));
    bench.ask::<Value>("try_now", json!({})).await;
    bench.drained().await;
    let page = until_code(&bench, &buyer, "verification_not_started").await;
    assert!(!page.can_upgrade);
    assert_eq!(bench.refused("let_nt24_check", request).await, FailureCode::Gone);
    // From the order it leads to the buyer's page, where the check is started.
    let leads = async || {
        bench.ask::<Value>("try_now", json!({})).await;
        let page = bench.order(&order).await;
        let step = page.steps.iter().find(|step| step.code.as_deref() == Some("KYC_VERIFICATION_PENDING"))?;
        Some((step.state, step.turn, step.fix.clone()))
    };
    let (state, turn, fix) = bench.until("NT24 blocks the order", leads).await;
    assert_eq!((state, turn), (StepState::Next, Turn::You));
    assert_eq!(fix, Some(Fix::OpenBuyer { buyer: buyer.id.clone() }));
    bench.control().set_verification(&remote(&bench), KycVerificationStatus::Verified);
    bench.finish().await;
}
