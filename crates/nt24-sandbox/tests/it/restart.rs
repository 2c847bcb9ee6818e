use crate::bench::{Bench, PDF, buyer_body};
use chrono::TimeDelta;
use nt24_sandbox::SequentialIds;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

#[tokio::test]
async fn a_world_continues_from_a_snapshot() {
    let mut bench = Bench::start().await;
    let (buyer, id) = bench.buyer("PL5260001246").await;
    let order = bench.order(&id, "A-1").await;
    bench.onboard(&buyer).await;
    bench.pay(&order).await;
    bench.pick_up(&order).await;
    bench
        .upload_with("kept", &format!("{order}/transport/documents"), "TRANSPORT_PICTURE_OF_TRANSPORT", PDF)
        .await;
    let me = bench.get("/me").await.json();
    let rollup = bench.rollup(&order).await;
    let counts = bench.sandbox().control().counts();
    let snapshot = bench.sandbox().snapshot();
    let secret = bench.sandbox().client_secret();
    assert!(!String::from_utf8(snapshot.clone()).unwrap().contains(&secret));
    let (clock, authority) = (bench.clock.clone(), bench.authority());
    bench.sandbox.take().unwrap().stop().await;

    // The address is free again. Sequential ids start again, without a collision.
    let mut again = Bench::at(clock, |options| {
        options.listen = authority.parse().unwrap();
        options.state = Some(snapshot);
        options.ids = Arc::new(SequentialIds::new(1));
    })
    .await;
    // Idempotency keys of the first run are used.
    again.keys.store(1000, Ordering::Relaxed);
    assert_eq!(again.get("/me").await.json(), me);
    assert_eq!(again.rollup(&order).await, rollup);
    assert_eq!(again.sandbox().control().counts(), counts);
    let documents = format!("{order}/transport/documents");
    again.upload_with("kept", &documents, "TRANSPORT_PICTURE_OF_TRANSPORT", PDF).await.expect(201);
    assert_eq!(again.sandbox().control().counts(), counts, "the stored answer was repeated");
    again.post(&again.buyers(), buyer_body("PL7010001454")).await.expect(201);
    assert_eq!(again.sandbox().control().counts().buyers, 2);
    // Events that were due happen as well.
    again.advance(TimeDelta::days(1));
    assert_eq!(again.sandbox().control().counts().vies_checks, 2);
    again.sign_in().await;
    again.deliver(&order).await;
}

#[tokio::test]
async fn a_change_is_reported_before_its_answer_is_sent() {
    let kept: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
    let sink = kept.clone();
    let bench = Bench::with(|options| {
        options.on_change = Some(Arc::new(move |snapshot| sink.lock().unwrap().push(snapshot.to_vec())));
    })
    .await;
    let count = || kept.lock().unwrap().len();
    let before = count();
    let (buyer, _) = bench.buyer("PL5260001246").await;
    assert_eq!(count(), before + 1);
    assert_eq!(*kept.lock().unwrap().last().unwrap(), bench.sandbox().snapshot());
    bench.get(&buyer).await.expect(200);
    assert_eq!(count(), before + 1, "a read changes nothing");
    bench.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
    bench.advance(TimeDelta::seconds(3));
    bench.get(&buyer).await.expect(200);
    assert_eq!(count(), before + 3, "a read that plays a due event changes the world");
}

#[tokio::test]
async fn a_snapshot_of_an_unknown_format_is_refused() {
    let options = nt24_sandbox::Options { state: Some(b"{}".to_vec()), ..nt24_sandbox::Options::demo() };
    assert!(nt24_sandbox::Sandbox::start(options).await.is_err());
}
