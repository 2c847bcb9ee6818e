//! The VAT number of a new buyer is asked for at NT24 while the form is filled in.

use crate::bench::Bench;
use crate::deal::onboard;
use desk::contract::{BuyerList, FailureCode, FormKind, KycMode, Link, Subject, VatLookUp, WhyNotAsked};
use nt24_sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use std::time::Duration;

const KNOWN: &str = "PL5260250274";
const OTHER: &str = "PL5260250995";

async fn look_up(bench: &Bench, number: &str) -> VatLookUp {
    bench.ask("look_up_vat", json!({ "vatNumber": number, "draft": null })).await
}

/// How often NT24 was asked.
fn asked(bench: &Bench) -> usize {
    let exchanges = bench.control().exchanges();
    exchanges.iter().filter(|one| one.operation == Some("lookupBuyerByVat")).count()
}

fn fault(bench: &Bench, kind: FaultKind) {
    bench.control().fault(Fault { operation: Some("lookupBuyerByVat".to_owned()), times: 1, kind });
}

/// A desk that has a buyer, and another one of the same organization.
async fn two_desks() -> (Bench, Bench) {
    let first = Bench::start().await.signed_in().await;
    onboard(&first, KNOWN).await;
    first.drained().await;
    let second = Bench::start().await;
    second.ask::<Value>("connect", first.credentials()).await;
    let online = async || matches!(second.status().await.link, Link::Online).then_some(());
    second.until("the second desk is connected", online).await;
    (first, second)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_three_answers_and_what_differs_from_the_form() {
    let (first, second) = two_desks().await;
    let VatLookUp::Here { buyer } = look_up(&first, KNOWN).await else { panic!("it is here") };
    assert_eq!(buyer.label, "Auto Łódź Sp. z o.o.");
    assert_eq!(asked(&first), 0, "this desk knows it");
    assert_eq!(look_up(&second, OTHER).await, VatLookUp::NotThere);

    // As it is typed, with blanks and small letters.
    let VatLookUp::AtNt24 { found } = look_up(&second, " pl 526-025 02 74").await else { panic!() };
    assert_eq!((found.name.as_str(), found.kyc_mode), ("Auto Łódź Sp. z o.o.", KycMode::MarketplaceLed));
    assert_eq!((found.address.city.as_str(), found.blocked), ("Łódź", false));
    assert!(found.differs.is_empty(), "nothing is typed yet");
    let body = json!({
        "vatNumber": KNOWN, "companyName": "Auto Lodz", "contacts": [],
        "address": { "street": "ul. Piotrkowska 1", "postCode": "90-001", "city": "Łódź", "country": "PL" },
    });
    let (draft, _) = second.fill(FormKind::Buyer, None, body).await;
    let request = json!({ "vatNumber": KNOWN, "draft": draft });
    let VatLookUp::AtNt24 { found } = second.ask("look_up_vat", request).await else { panic!() };
    let differs: Vec<_> = found.differs.iter().map(|one| (one.field.as_str(), one.from.as_deref())).collect();
    assert_eq!(differs, [("companyName", Some("Auto Lodz"))]);
    assert_eq!(asked(&first), 2, "one question for each number");
    second.finish_with_rest().await;
    first.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_and_a_used_up_budget_are_no_answer() {
    let (first, second) = two_desks().await;
    fault(&first, FaultKind::RateLimited(60));
    let not_asked = |why| VatLookUp::NotAsked { why };
    assert_eq!(look_up(&second, KNOWN).await, not_asked(WhyNotAsked::Limit));
    second.ask::<Value>("try_now", json!({})).await;
    fault(&first, FaultKind::Html);
    assert_eq!(look_up(&second, KNOWN).await, not_asked(WhyNotAsked::Offline), "a captive portal");
    fault(&first, FaultKind::Status(400, "malformed-request".to_owned()));
    assert_eq!(look_up(&second, KNOWN).await, not_asked(WhyNotAsked::Failed));
    let before = asked(&first);
    first.network(false);
    assert_eq!(look_up(&second, KNOWN).await, not_asked(WhyNotAsked::Offline));
    let offline = async || (!matches!(second.status().await.link, Link::Online)).then_some(());
    second.until("the desk knows that it is offline", offline).await;
    assert_eq!(look_up(&second, KNOWN).await, not_asked(WhyNotAsked::Offline));
    assert_eq!(asked(&first), before);
    first.network(true);
    second.ask::<Value>("try_now", json!({})).await;
    let answered = async || matches!(look_up(&second, KNOWN).await, VatLookUp::AtNt24 { .. }).then_some(());
    second.until("NT24 answers", answered).await;
    second.finish_with_rest().await;
    first.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_number_ends_the_question_that_runs() {
    let (first, second) = two_desks().await;
    fault(&first, FaultKind::Latency(Duration::from_secs(120)));
    let slow = look_up(&second, KNOWN);
    let next = async {
        // The first question is on its way.
        tokio::time::sleep(Duration::from_millis(300)).await;
        look_up(&second, OTHER).await
    };
    let (slow, next) = tokio::join!(slow, next);
    assert_eq!(slow, VatLookUp::NotAsked { why: WhyNotAsked::Overtaken });
    assert_eq!(next, VatLookUp::NotThere);
    second.finish_with_rest().await;
    first.control().clear_faults();
    first.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyer_that_nt24_has_is_taken_over_once() {
    let (first, second) = two_desks().await;
    let missing = json!({ "vatNumber": OTHER, "draft": null });
    assert_eq!(second.refused("take_over_buyer", missing).await, FailureCode::NotFound);
    let request = json!({ "vatNumber": KNOWN, "draft": null });
    let taken: Subject = second.ask("take_over_buyer", request.clone()).await;
    let page = second.buyer(&taken).await;
    assert_eq!((page.row.name.as_str(), page.row.vat_number.as_str()), ("Auto Łódź Sp. z o.o.", KNOWN));
    assert!(page.row.known && page.steps.iter().any(|step| step.on.is_some()), "its checks are known");
    assert!(page.history.iter().any(|entry| entry.fact.key == "buyer.takenOver"));
    assert_eq!(second.ask::<Subject>("take_over_buyer", request).await, taken);
    let list: BuyerList = second.ask("buyers", json!({ "text": "", "offset": 0, "limit": 9 })).await;
    assert_eq!(list.total, 1);
    assert!(matches!(look_up(&second, KNOWN).await, VatLookUp::Here { .. }));
    second.finish_with_rest().await;
    first.finish().await;
}
