//! Tests of the data processing agreement: without it only `/me` works.

use crate::bench::Bench;
use chrono::TimeDelta;

#[tokio::test]
async fn a_new_version_stops_calls_after_its_grace_period() {
    let mut bench = Bench::with(|options| options.behaviour.dpa_grace = TimeDelta::days(14)).await;
    let control = bench.sandbox().control().clone();
    control.publish_dpa("2026-04");
    bench.get(&bench.orders()).await.expect(200);
    assert_eq!(bench.get("/me").await.expect(200).json()["dpaVersion"], "2026-01");
    bench.advance(TimeDelta::days(14) - TimeDelta::minutes(1));
    bench.sign_in().await;
    bench.get(&bench.orders()).await.expect(200);
    bench.advance(TimeDelta::minutes(1));
    assert_eq!(bench.get(&bench.orders()).await.expect(403).problem(), "dpa-not-accepted");
    let write = bench
        .trigger(&format!("{}/00000000-0000-0000-0000-000000000000/kyc/vies-check", bench.buyers()))
        .await;
    assert_eq!(write.expect(403).problem(), "dpa-not-accepted");
    bench.get("/me").await.expect(200);
    control.set_dpa(true);
    bench.get(&bench.orders()).await.expect(200);
    assert_eq!(bench.get("/me").await.expect(200).json()["dpaVersion"], "2026-04");
    // It stays accepted after a restart.
    let (snapshot, clock) = (bench.sandbox().snapshot(), bench.clock.clone());
    clock.advance(TimeDelta::days(60));
    let again = Bench::at(clock, |options| options.state = Some(snapshot)).await;
    again.get(&again.orders()).await.expect(200);
}

#[tokio::test]
async fn me_works_without_the_agreement() {
    let bench = Bench::with(|options| options.organization.dpa = None).await;
    assert!(bench.get("/me").await.expect(200).json().get("dpaVersion").is_none());
    assert_eq!(bench.get(&bench.orders()).await.expect(403).problem(), "dpa-not-accepted");
}
