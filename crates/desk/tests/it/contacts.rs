//! The contact persons of a buyer, as NT24 has them.

use crate::bench::Bench;
use crate::deal::onboard;
use desk::contract::{BuyerPage, FailureCode, FormKind, Subject};
use serde_json::{Value, json};

async fn read(bench: &Bench, buyer: &Subject, purpose: &str) -> BuyerPage {
    bench.ask::<Value>("read_contacts", json!({ "id": buyer.id, "purpose": purpose })).await;
    bench.buyer(buyer).await
}

fn names(page: &BuyerPage) -> Vec<&str> {
    page.contacts.iter().map(|person| person.first_name.as_str()).collect()
}

fn person(name: &str) -> Value {
    json!({ "person": { "firstName": name, "lastName": "Nowak", "email": "n@example.com", "phone": "" } })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn contact_persons_are_read_for_a_purpose_that_is_kept() {
    let first = Bench::start().await.signed_in().await;
    let buyer = onboard(&first, "PL5260250274").await;
    first.drained().await;
    let page = first.buyer(&buyer).await;
    assert!(page.can_read_contacts && page.purpose.is_empty() && page.contacts_read_at.is_none());
    for purpose in ["", "  ", "für die Rechnung", "two  blanks"] {
        let request = json!({ "id": buyer.id, "purpose": purpose });
        assert_eq!(first.refused("read_contacts", request).await, FailureCode::FormIncomplete, "{purpose}");
    }

    // Another desk adds a person, and this one has added another that is not sent yet.
    let second = Bench::start().await;
    second.ask::<Value>("connect", first.credentials()).await;
    let look_up = json!({ "vatNumber": "PL5260250274", "draft": null });
    let there: Subject = second.ask("take_over_buyer", look_up).await;
    second.submit(FormKind::Contact, Some(&there.id), person("Ewa")).await;
    second.drained().await;
    first.ask::<Value>("pause_outbox", json!({ "paused": true })).await;
    first.submit(FormKind::Contact, Some(&buyer.id), person("Piotr")).await;

    let page = read(&first, &buyer, " CONTRACT_EXECUTION ").await;
    assert_eq!(names(&page), ["Jan", "Ewa", "Piotr"]);
    assert!(page.contacts_read_at.is_some());
    assert_eq!(page.purpose, "CONTRACT_EXECUTION", "it is chosen once");
    assert!(page.history.iter().any(|entry| entry.fact.key == "contacts.read"));
    let exchanges = first.control().exchanges();
    let asked = exchanges.iter().filter(|one| one.operation == Some("listBuyerContacts")).collect::<Vec<_>>();
    assert_eq!(asked.len(), 1, "each reading is logged for six years: nothing reads them by itself");
    assert_eq!(asked[0].request_header("x-purpose"), Some("CONTRACT_EXECUTION"));
    first.ask::<Value>("pause_outbox", json!({ "paused": false })).await;
    first.drained().await;
    assert_eq!(names(&read(&first, &buyer, "CONTRACT_EXECUTION").await), ["Jan", "Ewa", "Piotr"]);
    second.finish_with_rest().await;
    first.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_capability_nothing_is_asked() {
    let change = |options: &mut nt24_sandbox::Options| {
        options.organization.capabilities.allow_contact_personal_data = false;
    };
    let bench = Bench::with(change, std::sync::Arc::new(desk::MemoryKeychain::default())).await;
    let bench = bench.signed_in().await;
    let body = json!({
        "vatNumber": "PL5260250274", "companyName": "Auto Łódź", "contacts": [],
        "address": { "street": "ul. Piotrkowska 1", "postCode": "90-001", "city": "Łódź", "country": "PL" },
    });
    let buyer = bench.submit(FormKind::Buyer, None, body).await;
    bench.drained().await;
    assert!(!bench.buyer(&buyer).await.can_read_contacts);
    bench.finish().await;
}
