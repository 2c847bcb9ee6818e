//! Tests of several organizations in one sandbox, and several clients of one organization.

use crate::bench::{Bench, PDF, buyer_body};
use chrono::TimeDelta;
use nt24_sandbox::{OAuthClient, Options, Organization, Sandbox, Seller};

const SOUTH: &str = "api-client-autohaus-sued";
const SOUTH_SECRET: &str = "south-secret-0123456789abcdef0123456789abcdef0123456789abcdef0123456789";
const WORKSHOP: &str = "api-client-workshop";
const WORKSHOP_SECRET: &str = "workshop-secret-0123456789abcdef0123456789abcdef0123456789abcdef012345";

fn south() -> Organization {
    Organization {
        name: "Autohaus Süd GmbH".to_owned(),
        sellers: ["Autohaus Süd GmbH", "Auto Süd Austria GmbH"]
            .map(|name| Seller { name: name.to_owned(), country: "DE".to_owned() })
            .to_vec(),
        client_id: SOUTH.to_owned(),
        client_secret: SOUTH_SECRET.to_owned(),
        ..Organization::demo()
    }
}

fn two_organizations(options: &mut Options) {
    options.organization.further_clients =
        vec![OAuthClient { id: WORKSHOP.to_owned(), secrets: vec![WORKSHOP_SECRET.to_owned()] }];
    options.further_organizations = vec![south()];
}

#[tokio::test]
async fn an_organization_cannot_find_records_of_another() {
    let mut bench = Bench::with(two_organizations).await;
    let (north_buyer, buyer_id) = bench.buyer("PL5260001246").await;
    let north_order = bench.order(&buyer_id, "A-1").await;
    let document =
        bench.upload(&format!("{north_buyer}/kyc/documents"), "COC_EXTRACT", PDF).await.expect(201);
    let document = format!("/documents/{}", document.json()["uuid"].as_str().unwrap());

    bench.sign_in_as(SOUTH, SOUTH_SECRET).await;
    assert_eq!(bench.get("/me").await.expect(200).json()["authorizedPartners"].as_array().unwrap().len(), 2);
    // An organization may not act for a seller of another one.
    assert_eq!(bench.get(&north_buyer).await.expect(403).problem(), "forbidden");
    assert_eq!(bench.get(&north_order).await.expect(403).problem(), "forbidden");
    // Records of another organization are not found below an own seller, nor in paths without a seller.
    let order_id = north_order.rsplit('/').next().unwrap();
    for path in [format!("{}/{buyer_id}", bench.buyers()), format!("{}/{order_id}", bench.orders())] {
        assert_eq!(bench.get(&path).await.expect(404).problem(), "not-found");
    }
    let key = bench.key();
    let headers = [("Idempotency-Key", &*key), ("Content-Type", "application/json")];
    let archive = bench.raw("PATCH", &document, &headers, br#"{"status":"ARCHIVED"}"#).await.unwrap();
    assert_eq!(archive.expect(404).problem(), "not-found");
    // The same VAT number is a different buyer here, and the same key a different request.
    bench.post_with("shared-key", &bench.buyers(), buyer_body("PL5260001246")).await.expect(201);
    let control = bench.sandbox().control();
    assert_eq!(control.counts().buyers, 1);
    assert_eq!(control.of_client(SOUTH).unwrap().counts().buyers, 1);
    assert!(control.of_client("nobody").is_none());
    bench.sign_in().await;
    bench.post_with("shared-key", &bench.buyers(), buyer_body("PL7010001454")).await.expect(201);
}

#[tokio::test]
async fn clients_of_an_organization_share_its_rate_limit() {
    let mut bench = Bench::with(two_organizations).await;
    bench.get("/me").await.expect(200);
    bench.sign_in_as(WORKSHOP, WORKSHOP_SECRET).await;
    for _ in 0..348 {
        bench.get("/me").await.expect(200);
    }
    assert_eq!(bench.get("/me").await.expect(200).header("x-ratelimit-remaining"), "0");
    bench.get("/me").await.expect(429);
    bench.sign_in().await;
    bench.get("/me").await.expect(429);
    bench.sign_in_as(SOUTH, SOUTH_SECRET).await;
    assert_eq!(bench.get("/me").await.expect(200).header("x-ratelimit-remaining"), "300");
}

#[tokio::test]
async fn capabilities_belong_to_one_organization() {
    let mut bench = Bench::with(two_organizations).await;
    let south = bench.sandbox().control().of_client(SOUTH).unwrap();
    south.set_dpa(false);
    bench.get(&bench.orders()).await.expect(200);
    bench.sign_in_as(SOUTH, SOUTH_SECRET).await;
    assert_eq!(bench.get(&bench.orders()).await.expect(403).problem(), "dpa-not-accepted");
}

#[tokio::test]
async fn a_snapshot_holds_all_organizations() {
    let mut bench = Bench::with(two_organizations).await;
    bench.buyer("PL5260001246").await;
    bench.sign_in_as(SOUTH, SOUTH_SECRET).await;
    let me = bench.get("/me").await.json();
    bench.buyer("PL7010001454").await;
    bench.buyer("PL5250007738").await;
    let snapshot = bench.sandbox().snapshot();
    let (clock, kept) = (bench.clock.clone(), snapshot.clone());
    drop(bench);

    clock.advance(TimeDelta::hours(1));
    let mut again = Bench::at(clock, |options| {
        two_organizations(options);
        options.state = Some(kept);
    })
    .await;
    again.sign_in_as(SOUTH, SOUTH_SECRET).await;
    assert_eq!(again.get("/me").await.json(), me);
    let control = again.sandbox().control();
    assert_eq!(
        [control.counts().buyers, control.of_client(SOUTH).unwrap().counts().buyers],
        [1, 2],
        "each has its own"
    );
    let error = Sandbox::start(Options { state: Some(snapshot), ..Options::demo() }).await.err().unwrap();
    assert!(error.to_string().contains("more organizations"), "{error}");
}

#[tokio::test]
async fn a_snapshot_of_format_1_is_still_read() {
    let bench = Bench::start().await;
    let me = bench.get("/me").await.json();
    bench.buyer("PL5260001246").await;
    let snapshot: serde_json::Value = serde_json::from_slice(&bench.sandbox().snapshot()).unwrap();
    assert_eq!(snapshot["format"], 2);
    let mut first_form = snapshot["organizations"][0].clone();
    first_form["format"] = 1.into();
    let again = Bench::at(bench.clock.clone(), |options| {
        options.state = Some(first_form.to_string().into_bytes());
    })
    .await;
    assert_eq!(again.get("/me").await.json(), me);
    assert_eq!(again.sandbox().control().counts().buyers, 1);
}

#[tokio::test]
async fn two_clients_of_one_id_are_refused() {
    let mut options = Options::demo();
    options.further_organizations = vec![Organization::demo()];
    let error = Sandbox::start(options).await.err().unwrap();
    assert!(error.to_string().contains("two OAuth clients"), "{error}");
}
