use crate::bench::{Bench, codes};
use chrono::TimeDelta;
use nt24_sandbox::ViesAnswer;
use serde_json::json;

#[tokio::test]
async fn a_check_is_pending_until_vies_answers() {
    let bench = Bench::start().await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let kyc = async || bench.get(&format!("{buyer}/kyc")).await.expect(200).json();
    let before = kyc().await;
    assert_eq!((&before["viesResult"], before.get("viesLastCheckedAt")), (&json!("UNKNOWN"), None));
    let check = format!("{buyer}/kyc/vies-check");
    assert_eq!(bench.trigger(&check).await.expect(202).json()["status"], "QUEUED");
    assert_eq!(bench.trigger(&check).await.expect(202).json()["status"], "IN_PROGRESS");
    bench.advance(TimeDelta::milliseconds(1999));
    assert_eq!(kyc().await["viesResult"], "PENDING");
    bench.advance(TimeDelta::milliseconds(1));
    let after = kyc().await;
    assert_eq!(after["viesResult"], "VALID");
    assert_eq!(after["viesLastCheckedAt"], "2026-03-02T08:00:02Z");
    assert_eq!(after["overallStatus"], "INCOMPLETE");
    assert_eq!(bench.sandbox().control().counts().vies_checks, 1);
}

#[tokio::test]
async fn the_end_of_the_number_decides_unless_the_control_sets_an_answer() {
    let bench = Bench::start().await;
    for (number, instruction, expected) in [
        ("PL5260001000", None, ["INVALID", "INVALID"]),
        ("PL5260001999", None, ["UNKNOWN", "UNKNOWN"]),
        ("PL5260000009", None, ["VALID", "INVALID"]),
        ("PL5260001246", None, ["VALID", "VALID"]),
        ("PL5260002000", Some(ViesAnswer::Valid), ["VALID", "VALID"]),
    ] {
        if let Some(answer) = instruction {
            bench.sandbox().control().vies(number, answer);
        }
        let (buyer, _) = bench.buyer(number).await;
        for result in expected {
            bench.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
            bench.advance(TimeDelta::seconds(3));
            let kyc = bench.get(&format!("{buyer}/kyc")).await.expect(200).json();
            assert_eq!(kyc["viesResult"], result, "{number}");
        }
    }
}

#[tokio::test]
async fn the_daily_check_runs_from_release_to_delivery() {
    let mut bench = Bench::start().await;
    let (buyer, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "A-1").await;
    bench.onboard(&buyer).await;
    bench.pay(&order).await;
    let active = |rollup: &serde_json::Value| rollup["modules"]["transport"]["dailyViesChecksActive"].clone();
    assert_eq!(active(&bench.rollup(&order).await), true);
    let checks = |bench: &Bench| bench.sandbox().control().counts().vies_checks;
    assert_eq!(checks(&bench), 1);
    // A clock that jumps leaves no gap.
    bench.advance(TimeDelta::days(3));
    assert_eq!(checks(&bench), 4);
    bench.sign_in().await;
    let rollup = bench.rollup(&order).await;
    assert!(codes(&rollup).contains(&"VIES_PENDING"), "the daily check is running");
    bench.advance(TimeDelta::seconds(3));
    assert!(!codes(&bench.rollup(&order).await).contains(&"VIES_PENDING"));
    bench.pick_up(&order).await;
    bench.deliver(&order).await;
    assert_eq!(active(&bench.rollup(&order).await), false);
    bench.advance(TimeDelta::days(3));
    assert_eq!(checks(&bench), 4);
}

#[tokio::test]
async fn the_daily_check_can_end_with_the_pickup() {
    let bench = Bench::with(|options| options.behaviour.vies_recheck_until_delivery = false).await;
    let (buyer, id) = bench.buyer("PL5260000009").await;
    let order = bench.order(&id, "A-1").await;
    bench.onboard(&buyer).await;
    bench.pay(&order).await;
    bench.pick_up(&order).await;
    bench.advance(TimeDelta::days(2));
    assert_eq!(bench.sandbox().control().counts().vies_checks, 1);
}
