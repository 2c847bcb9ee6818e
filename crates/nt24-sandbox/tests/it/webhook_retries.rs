//! Tests of retries, and of pausing and resuming an endpoint.

use crate::bench::Bench;
use crate::receiver::{Endpoint, Manner, Receiver};
use chrono::TimeDelta;
use nt24_sandbox::RetrySchedule;
use serde_json::{Value, json};

/// Retry times in minutes after the first attempt.
const OFFSETS: [i64; 10] = [1, 5, 15, 60, 240, 480, 960, 1440, 2160, 2880];
/// The sums of the delays, up to the first attempt after 72 hours of failure.
const DELAYS: [i64; 9] = [1, 6, 21, 81, 321, 801, 1761, 3201, 5361];

async fn bench(retries: RetrySchedule) -> Bench {
    Bench::with(|options| {
        options.behaviour.rate_limited = false;
        options.behaviour.webhooks.retries = retries;
    })
    .await
}

async fn status(bench: &Bench, endpoint: &Endpoint) -> Value {
    bench.get(&endpoint.path).await.expect(200).json()["status"].clone()
}

/// Lets an endpoint fail this many times in a row.
async fn fail(bench: &Bench, receiver: &Receiver, endpoint: &Endpoint, times: usize) {
    receiver.behave(Manner::Answer(500));
    for _ in 0..times {
        bench.fire(endpoint).await;
        bench.settled().await;
    }
}

#[tokio::test]
async fn retries_are_made_at_the_documented_times() {
    for (schedule, times) in [(RetrySchedule::Offsets, &OFFSETS[..]), (RetrySchedule::Delays, &DELAYS)] {
        let mut bench = bench(schedule).await;
        let receiver = Receiver::start().await;
        let endpoint = bench.register(&receiver, &["kyc.*"]).await;
        receiver.behave(Manner::Answer(500));
        bench.fire(&endpoint).await;
        bench.settled().await;
        let mut gone = TimeDelta::zero();
        for (at, minutes) in times.iter().enumerate() {
            assert_eq!(receiver.count(), at + 1, "{schedule:?}");
            let wait = TimeDelta::minutes(*minutes) - gone;
            bench.advance(wait - TimeDelta::seconds(1));
            bench.settled().await;
            assert_eq!(receiver.count(), at + 1, "{schedule:?}: a second too early for {minutes} minutes");
            bench.advance(TimeDelta::seconds(1));
            bench.settled().await;
            gone = TimeDelta::minutes(*minutes);
        }
        assert_eq!(receiver.count(), times.len() + 1, "{schedule:?}");
        bench.sign_in().await;
        let first = receiver.received()[0].clone();
        for received in receiver.received() {
            assert_eq!(received.body, first.body);
            received.signed_at(&endpoint.secret);
        }
        let delivery = bench.deliveries(&endpoint).await.remove(0);
        let status = status(&bench, &endpoint).await;
        assert_eq!(delivery["attempts"], times.len() + 1);
        assert_eq!(delivery["nextRetryAt"], Value::Null);
        match schedule {
            RetrySchedule::Offsets => {
                assert_eq!((&delivery["status"], status), (&json!("FAILED"), json!("ACTIVE")));
            }
            // The endpoint fails for 72 hours before the last retry.
            RetrySchedule::Delays => {
                assert_eq!((&delivery["status"], status), (&json!("PENDING"), json!("PAUSED")));
            }
        }
        bench.advance(TimeDelta::days(10));
        bench.settled().await;
        assert_eq!(receiver.count(), times.len() + 1, "no further retry is made");
    }
}

#[tokio::test]
async fn the_other_endpoints_get_an_event_when_retries_are_exhausted() {
    let mut bench = bench(RetrySchedule::Offsets).await;
    let (broken, watch) = (Receiver::start().await, Receiver::start().await);
    let endpoint = bench.register(&broken, &["kyc.*", "webhook.*"]).await;
    bench.register(&watch, &["webhook.*"]).await;
    broken.behave(Manner::Answer(410));
    bench.fire(&endpoint).await;
    // After a jump of the clock every attempt is made at its due time.
    bench.pass(TimeDelta::hours(48)).await;
    assert_eq!(broken.count(), 11);
    let told = watch.only("webhook.delivery_failed_terminal");
    let delivery = bench.deliveries(&endpoint).await.remove(0);
    assert_eq!(
        (&delivery["status"], &delivery["lastAttemptAt"]),
        (&json!("FAILED"), &json!("2026-03-04T08:00:00Z"))
    );
    assert_eq!(
        told["data"],
        json!({
            "endpointId": endpoint.id, "eventId": delivery["eventId"],
            "eventType": "compliance.decision_made", "attempts": 11, "lastHttpStatus": 410
        })
    );
    assert_eq!((&told["source"], &told["partnerUuid"]), (&json!("SYSTEM"), &Value::Null));
    assert_eq!(watch.count(), 1);
}

#[tokio::test]
async fn twenty_failures_in_a_row_pause_an_endpoint_until_it_is_resumed() {
    let mut bench = bench(RetrySchedule::Offsets).await;
    let (broken, watch) = (Receiver::start().await, Receiver::start().await);
    let endpoint = bench.register(&broken, &["kyc.*", "webhook.*"]).await;
    bench.register(&watch, &["webhook.endpoint_auto_paused"]).await;
    fail(&bench, &broken, &endpoint, 19).await;
    broken.behave(Manner::Answer(200));
    bench.fire(&endpoint).await;
    bench.settled().await;
    fail(&bench, &broken, &endpoint, 19).await;
    assert_eq!(
        (status(&bench, &endpoint).await, watch.count()),
        (json!("ACTIVE"), 0),
        "a success begins the count again"
    );
    fail(&bench, &broken, &endpoint, 1).await;
    assert_eq!(status(&bench, &endpoint).await, "PAUSED");
    let told = watch.only("webhook.endpoint_auto_paused");
    assert_eq!(told["data"]["endpointId"], endpoint.id);
    assert_eq!((&told["data"]["consecutiveFailures"], &told["source"]), (&json!(20), &json!("SYSTEM")));

    let before = broken.count();
    bench.fire(&endpoint).await;
    bench.pass(TimeDelta::days(2)).await;
    assert_eq!(broken.count(), before, "a paused endpoint gets no event");
    broken.behave(Manner::Answer(200));
    bench.change(&endpoint, json!({"status": "ACTIVE"})).await;
    bench.settled().await;
    assert_eq!(broken.count(), before + 40, "all pending deliveries are posted at once");
    let deliveries = bench.deliveries(&endpoint).await;
    assert!(deliveries.iter().all(|delivery| delivery["status"] == "DELIVERED"), "{deliveries:?}");
    fail(&bench, &broken, &endpoint, 19).await;
    assert_eq!(status(&bench, &endpoint).await, "ACTIVE", "its failures are reset");
}

#[tokio::test]
async fn seventy_two_hours_of_failure_pause_an_endpoint() {
    let mut bench = bench(RetrySchedule::Offsets).await;
    let receiver = Receiver::start().await;
    let endpoint = bench.register(&receiver, &["kyc.*"]).await;
    receiver.behave(Manner::Answer(500));
    // Two events: neither is tried for 72 hours, and together they have fewer than twenty attempts.
    bench.fire(&endpoint).await;
    bench.settled().await;
    bench.pass(TimeDelta::hours(71) + TimeDelta::minutes(59)).await;
    assert_eq!(receiver.count(), 11);
    bench.fire(&endpoint).await;
    bench.settled().await;
    assert_eq!(status(&bench, &endpoint).await, "ACTIVE");
    bench.advance(TimeDelta::minutes(1));
    bench.settled().await;
    assert_eq!(status(&bench, &endpoint).await, "PAUSED");
    assert_eq!(receiver.count(), 13);
}

#[tokio::test]
async fn events_during_a_pause_are_missed_or_queued() {
    for (waits, expected) in [(false, 0), (true, 1)] {
        let bench = Bench::with(|options| {
            options.behaviour.rate_limited = false;
            options.behaviour.webhooks.queued_while_paused = waits;
        })
        .await;
        let receiver = Receiver::start().await;
        let endpoint = bench.register(&receiver, &["kyc.*"]).await;
        bench.change(&endpoint, json!({"status": "PAUSED"})).await;
        let (buyer, _) = bench.buyer("PL5260001000").await;
        bench.onboard(&buyer).await;
        bench.settled().await;
        assert_eq!((receiver.count(), bench.deliveries(&endpoint).await.len()), (0, expected));
        bench.change(&endpoint, json!({"status": "ACTIVE"})).await;
        bench.settled().await;
        assert_eq!(receiver.count(), expected);
        bench.change(&endpoint, json!({"status": "DISABLED"})).await;
        bench.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
        bench.advance(TimeDelta::seconds(3));
        bench.settled().await;
        assert_eq!(bench.deliveries(&endpoint).await.len(), expected, "a disabled endpoint gets no event");
    }
}
