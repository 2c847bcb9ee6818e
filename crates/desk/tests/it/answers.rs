//! Answers other than success: each has its own failure code, and no write is lost.

use crate::bench::Bench;
use crate::deal::{new_order, onboard};
use chrono::TimeDelta;
use desk::MemoryKeychain;
use desk::contract::{Entry, EntryAction, EntryState, FailureCode, FormKind, Link, Session};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;

fn fault(operation: &str, times: u32, kind: FaultKind) -> Fault {
    Fault { operation: Some(operation.to_owned()), times, kind }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_does_not_decide_an_earlier_attempt_whose_answer_was_lost() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    bench.desk_clock.set_wrong_by(TimeDelta::hours(25));
    bench.control().fault(fault("addBuyerContact", 1, FaultKind::CutAfterHandling));
    bench.control().fault(fault("addBuyerContact", 1, FaultKind::Status(403, "capability-required".into())));
    let person =
        json!({ "firstName": "Anna", "lastName": "Nowak", "email": "anna@example.com", "phone": "" });
    bench.submit(FormKind::Contact, Some(&buyer.id), json!({ "person": person })).await;
    let entry = bench
        .until("the user is asked", async || {
            let entry = bench.outbox().await.entries.into_iter().next()?;
            (entry.state == EntryState::Unconfirmed).then_some(entry)
        })
        .await;
    assert_eq!(entry.failure.unwrap().code, FailureCode::CapabilityRequired);
    // The earlier attempt may still be under way: with another key now, there could be two contacts.
    assert!(entry.under_way_until.is_some());
    assert_eq!(entry.actions, [EntryAction::Arrived]);
    // The time under way does not depend on the desk's own clock.
    bench.desk_clock.set_wrong_by(TimeDelta::hours(50));
    bench.clock.advance(TimeDelta::minutes(55));
    bench.ask::<Value>("try_now", json!({})).await;
    let later = bench
        .until("the desk has read the time of NT24", async || {
            let later = bench.outbox().await.entries.into_iter().next()?;
            (later.under_way_until != entry.under_way_until).then_some(later)
        })
        .await;
    assert!(later.under_way_until.is_some());
    assert_eq!(later.actions, [EntryAction::Arrived]);
    bench.desk_clock.set_wrong_by(TimeDelta::hours(-25));
    bench.clock.advance(TimeDelta::minutes(15));
    bench.ask::<Value>("try_now", json!({})).await;
    let both = [EntryAction::Arrived, EntryAction::SendAgain];
    bench
        .until("it may be sent again", async || {
            (bench.outbox().await.entries.first()?.actions == both).then_some(())
        })
        .await;
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "arrived" })).await;
    bench.drained().await;
    assert_eq!(bench.counts().contacts, 2, "the contact of the buyer form, and this one");
    bench.finish().await;
}

/// Submits an order whose first answer is lost and whose repeat is refused. Returns its entry.
async fn refused_on_repeat(bench: &Bench, buyer: &str, lost: FaultKind) -> Entry {
    bench.control().fault(fault("createOrder", 1, lost));
    bench.control().fault(fault("createOrder", 1, FaultKind::Status(403, "capability-required".into())));
    // The first look-up fails as well.
    bench.control().fault(fault("listOrders", 999, FaultKind::Status(503, "internal-error".into())));
    new_order(bench, buyer, "A-1").await;
    let entry = bench
        .until("the repeat is refused", async || {
            let entry = bench.outbox().await.entries.into_iter().next()?;
            (entry.state == EntryState::Unconfirmed).then_some(entry)
        })
        .await;
    assert_eq!(entry.failure.as_ref().unwrap().code, FailureCode::CapabilityRequired);
    assert!(entry.looked_up, "the program looks it up");
    for action in ["withdraw", "reopen"] {
        let settle = json!({ "id": entry.id, "action": action });
        assert_eq!(bench.refused("settle", settle).await, FailureCode::AlreadySent, "{action}");
    }
    bench.control().clear_faults();
    entry
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_repeat_is_done_if_the_look_up_finds_the_first_attempt() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    refused_on_repeat(&bench, &buyer.id, FaultKind::CutAfterHandling).await;
    bench
        .until("the order was found", async || {
            bench.ask::<Value>("try_now", json!({})).await;
            bench.outbox().await.entries.is_empty().then_some(())
        })
        .await;
    assert_eq!(bench.counts().orders, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_repeat_can_be_withdrawn_once_nothing_can_arrive_any_more() {
    let bench = Bench::start().await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.drained().await;
    let entry = refused_on_repeat(&bench, &buyer.id, FaultKind::CutBeforeHandling).await;
    bench.ask::<Value>("try_now", json!({})).await;
    bench
        .until("the desk knows until when the first attempt may arrive", async || {
            bench.ask::<Value>("try_now", json!({})).await;
            bench.outbox().await.entries.into_iter().next()?.under_way_until
        })
        .await;
    assert_eq!(bench.outbox().await.entries[0].state, EntryState::Unconfirmed, "it may still arrive");
    bench
        .until("the refusal stands", async || {
            bench.clock.advance(TimeDelta::minutes(70));
            bench.ask::<Value>("try_now", json!({})).await;
            let entry = bench.outbox().await.entries.into_iter().next()?;
            (entry.state == EntryState::Refused).then_some(())
        })
        .await;
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "withdraw" })).await;
    bench.drained().await;
    assert_eq!(bench.counts().orders, 0);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_credentials_and_addresses_have_different_failure_codes() {
    let bench = Bench::start().await;
    let with = |name: &str, value: &str| {
        let mut credentials = bench.credentials();
        credentials[name] = Value::String(value.to_owned());
        credentials
    };
    let dead = "http://127.0.0.1:9/v1";
    for (credentials, code) in [
        (with("clientSecret", &"x".repeat(64)), FailureCode::Credentials),
        (with("clientId", "nobody"), FailureCode::Credentials),
        (with("apiUrl", "http://example.com/v1"), FailureCode::BadAddress),
        (with("apiUrl", "not an address"), FailureCode::BadAddress),
        (with("tokenUrl", "http://127.0.0.1:9/token"), FailureCode::Unreachable),
    ] {
        assert_eq!(bench.refused("test_connection", credentials.clone()).await, code, "{credentials}");
        assert_eq!(bench.refused("connect", credentials).await, code);
    }
    assert_eq!(bench.refused("test_connection", with("apiUrl", dead)).await, FailureCode::Unreachable);
    for (kind, code) in [
        (FaultKind::Html, FailureCode::NotTheApi),
        (FaultKind::BrokenJson, FailureCode::BadAnswer),
        (FaultKind::Status(500, "internal-error".into()), FailureCode::ServerError),
        (FaultKind::Status(403, "dpa-not-accepted".into()), FailureCode::DpaNotAccepted),
        (FaultKind::Status(403, "something-new".into()), FailureCode::RequestRefused),
        (FaultKind::RateLimited(3), FailureCode::RateLimited),
        (FaultKind::CutAfterHandling, FailureCode::ConnectionLost),
    ] {
        bench.control().fault(fault("getMe", 1, kind.clone()));
        assert_eq!(bench.refused("test_connection", bench.credentials()).await, code, "{kind:?}");
    }
    let session: Session = bench.ask("session", json!({})).await;
    assert!(session.connections.is_empty(), "no connection is kept after a failure");
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_is_sent_again_after_throttling_server_faults_and_foreign_pages() {
    for kind in [
        FaultKind::RateLimited(1),
        FaultKind::Status(500, "internal-error".into()),
        FaultKind::Status(503, "unheard-of".into()),
        FaultKind::Html,
        FaultKind::BrokenJson,
    ] {
        let bench = Bench::start().await.signed_in().await;
        bench.control().fault(fault("upsertBuyer", 1, kind.clone()));
        onboard(&bench, "PL5260250274").await;
        bench.drained().await;
        assert_eq!(bench.counts().buyers, 1, "{kind:?}");
        bench.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_wait_while_the_dpa_is_not_accepted_and_are_sent_afterwards() {
    let bench = Bench::start().await.signed_in().await;
    bench.control().fault(fault("upsertBuyer", 1, FaultKind::Status(403, "dpa-not-accepted".into())));
    onboard(&bench, "PL5260250274").await;
    bench
        .until("the status says that the agreement is missing", async || match bench.status().await.link {
            Link::NeedsYou { failure } if failure.code == FailureCode::DpaNotAccepted => Some(()),
            _ => None,
        })
        .await;
    assert!(!bench.outbox().await.entries.is_empty(), "the rows wait");
    bench.ask::<Value>("try_now", json!({})).await;
    bench.drained().await;
    assert_eq!(bench.counts().buyers, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_capability_is_a_finding_before_any_write_is_sent() {
    let keychain = Arc::new(MemoryKeychain::default());
    let bench = Bench::with(
        |options| {
            options.organization.capabilities.allow_marketplace_led_kyc = false;
            options.organization.capabilities.allow_multi_vin_orders = false;
        },
        keychain,
    )
    .await
    .signed_in()
    .await;
    // A draft from before the capability was taken away.
    let body = json!({ "vatNumber": "PL5260250274", "kycMode": "marketplaceLed" });
    let (_, checked) = bench.fill(FormKind::Buyer, None, body).await;
    assert!(checked.findings.iter().any(|finding| finding.rule == "kyc.mode_a_not_allowed"));
    assert_eq!(bench.counts().buyers, 0);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_form_is_reopened_and_submitted_for_the_same_buyer() {
    let bench = Bench::start().await.signed_in().await;
    let kind = FaultKind::Status(422, "validation-error".into());
    bench.control().fault(fault("upsertBuyer", 1, kind));
    let buyer = onboard(&bench, "PL5260250274").await;
    // The order is for a buyer that NT24 has refused: it waits for that row.
    let order = new_order(&bench, &buyer.id, "A-1").await;
    let entry = bench
        .until("the row is parked", async || {
            let entries = bench.outbox().await.entries;
            entries.into_iter().find(|entry| entry.state == EntryState::Refused)
        })
        .await;
    assert_eq!(entry.failure.as_ref().unwrap().code, FailureCode::Validation);
    let page = bench.buyer(&buyer).await;
    assert_eq!(page.steps[0].code.as_deref(), Some("outbox_parked"), "the page shows the parked row");
    let settled: desk::contract::Settled =
        bench.ask("settle", json!({ "id": entry.id, "action": "reopen" })).await;
    let draft = settled.draft.unwrap();
    let reopened: desk::contract::Draft = bench.ask("draft", json!({ "id": draft })).await;
    assert_eq!(serde_json::to_value(&reopened.form).unwrap()["body"]["companyName"], "Auto Łódź Sp. z o.o.");
    let submitted: desk::contract::Submitted = bench.ask("submit_draft", json!({ "id": draft })).await;
    assert_eq!(submitted.subject.id, buyer.id, "the same buyer");
    bench.drained().await;
    let counts = bench.counts();
    assert_eq!((counts.buyers, counts.orders, counts.documents), (1, 1, 2));
    assert!(bench.order(&order).await.row.status.is_some());
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_secret_resumes_sending() {
    let bench = Bench::start().await.signed_in().await;
    // A fresh token is refused, too: the secret itself is no longer valid.
    bench.control().fault(fault("upsertBuyer", 2, FaultKind::Status(401, "unauthorized".into())));
    onboard(&bench, "PL5260250274").await;
    bench
        .until("the status asks for the secret", async || match bench.status().await.link {
            Link::NeedsYou { failure } if failure.code == FailureCode::Credentials => Some(()),
            _ => None,
        })
        .await;
    bench.control().clear_faults();
    let wrong = json!({ "clientSecret": "y".repeat(64) });
    assert_eq!(bench.refused("replace_secret", wrong).await, FailureCode::Credentials);
    let secret = bench.credentials()["clientSecret"].clone();
    bench.ask::<Session>("replace_secret", json!({ "clientSecret": secret })).await;
    bench.drained().await;
    assert_eq!(bench.counts().buyers, 1);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reopened_form_is_one_draft_and_never_a_second_buyer() {
    let bench = Bench::start().await.signed_in().await;
    bench.control().fault(fault("upsertBuyer", 1, FaultKind::Status(422, "validation-error".into())));
    onboard(&bench, "PL5260250274").await;
    let entry = bench
        .until("the row is parked", async || {
            let entries = bench.outbox().await.entries;
            entries.into_iter().find(|entry| entry.state == EntryState::Refused)
        })
        .await;
    let reopen = json!({ "id": entry.id, "action": "reopen" });
    let first: desk::contract::Settled = bench.ask("settle", reopen.clone()).await;
    let second: desk::contract::Settled = bench.ask("settle", reopen).await;
    assert_eq!(first.draft, second.draft, "a second click returns the same draft");
    // A screen that is out of date sends the row unchanged.
    bench.ask::<Value>("settle", json!({ "id": entry.id, "action": "sendNow" })).await;
    bench.drained().await;
    let late = json!({ "id": first.draft });
    assert_eq!(bench.refused("submit_draft", late.clone()).await, FailureCode::AlreadySent);
    bench.ask::<Value>("draft", late).await;
    assert_eq!(bench.counts().buyers, 1, "one buyer, and the draft still exists");
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawn_buyer_and_order_free_their_numbers() {
    let bench = Bench::start().await.signed_in().await;
    bench.network(false);
    let buyer = onboard(&bench, "PL5260250274").await;
    new_order(&bench, &buyer.id, "A-1").await;
    let entries = bench.outbox().await.entries;
    let buyer_entry = entries.iter().find(|entry| entry.operation == "upsertBuyer").unwrap();
    bench
        .until("the row can be withdrawn", async || {
            // An attempt that does not reach NT24 may be under way.
            let request = json!({ "id": buyer_entry.id, "action": "withdraw" });
            bench.try_ask::<Value>("settle", request).await.ok()
        })
        .await;
    assert!(bench.outbox().await.entries.is_empty(), "the rows that depend on it are withdrawn, too");
    let list = json!({ "text": "", "offset": 0, "limit": 9 });
    assert_eq!(bench.ask::<desk::contract::BuyerList>("buyers", list).await.total, 0);
    bench.network(true);
    let buyer = onboard(&bench, "PL5260250274").await;
    new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    let counts = bench.counts();
    assert_eq!((counts.buyers, counts.orders), (1, 1));
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_resource_that_cannot_be_read_does_not_block_the_others() {
    let begun = Instant::now();
    let bench = Bench::start().await.signed_in().await;
    bench.control().fault(fault("getKycStatus", 1000, FaultKind::Status(404, "not-found".into())));
    let buyer = onboard(&bench, "PL5260250274").await;
    let order = new_order(&bench, &buyer.id, "A-1").await;
    bench.drained().await;
    bench
        .until("the order is read", async || {
            let page = bench.order(&order).await;
            page.steps
                .iter()
                .any(|step| step.code.as_deref() == Some("MISSING_PRELIMINARY_INVOICE"))
                .then_some(())
        })
        .await;
    let reads = bench.control().exchanges();
    let reads = reads.iter().filter(|exchange| exchange.operation == Some("getKycStatus")).count();
    // A resource that is about to change is read every two seconds.
    let most = 20 + begun.elapsed().as_secs() as usize;
    assert!(reads < most, "{reads} reads of a resource that cannot be read");
    bench.finish().await;
}
