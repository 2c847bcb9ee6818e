//! What was checked is what is sent: every field of every form, as it is pasted from papers and chats. A form or a
//! field that is new does not compile, or fails, before it stands in the table.

use crate::bench::Bench;
use crate::deal::{Deal, Step};
use desk::contract::{FormKind, Person, VehicleForm};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A kind of value, as it is sent.
enum Kind {
    Text(&'static str),
    Day(&'static str),
    Email(&'static str),
    Phone(&'static str),
    Country(&'static str),
    /// As typed, and in minor units.
    Amount(&'static str, i64),
    /// As typed, and as a number.
    Number(&'static str, u64),
    /// An identifier, as typed and as sent.
    Identifier(&'static str, &'static str),
}

use Kind::{Amount, Country, Day, Email, Identifier, Number, Phone, Text};

impl Kind {
    /// The value as it is pasted: with a label, with invisible marks, or in the notation of a country.
    fn typed(&self) -> String {
        match self {
            Text(text) => format!("\u{200B}{}\u{A0}", text.replace(' ', "\u{A0}")),
            Day(day) => format!("\u{202D}{day}\u{202C}"),
            Email(address) => format!("mailto:{}", address.replace('@', "\u{200B}@")),
            Phone(number) => format!("\u{202D}{}\u{202C}", number.replace('-', "\u{2011}")),
            Country(code) => format!(" {}\u{200B}", code.to_lowercase()),
            Amount(typed, _) | Number(typed, _) | Identifier(typed, _) => (*typed).to_owned(),
        }
    }

    fn sent(&self) -> Value {
        match self {
            Text(sent) | Day(sent) | Email(sent) | Phone(sent) | Country(sent) | Identifier(_, sent) => {
                json!(sent)
            }
            Amount(_, minor) => json!(minor),
            Number(_, number) => json!(number),
        }
    }
}

/// A field: its place in the form, its value, and its place in the body of the request.
type Field = (String, Kind, String);

fn at(form: &str, kind: Kind, body: &str) -> Field {
    (form.to_owned(), kind, body.to_owned())
}

fn person(form: &str, body: &str, first_name: &'static str, email: &'static str) -> [Field; 4] {
    [
        (format!("{form}/firstName"), Text(first_name), format!("{body}/firstName")),
        (format!("{form}/lastName"), Text("van den Berg"), format!("{body}/lastName")),
        (format!("{form}/email"), Email(email), format!("{body}/email")),
        (format!("{form}/phone"), Phone("+48 170-1234567"), format!("{body}/phone")),
    ]
}

fn address(form: &str, body: &str, street: &'static str, country: &'static str) -> [Field; 4] {
    [
        (format!("{form}/street"), Text(street), format!("{body}/street")),
        (format!("{form}/postCode"), Text("90-001"), format!("{body}/postCode")),
        (format!("{form}/city"), Text("Nowa Łódź"), format!("{body}/city")),
        (format!("{form}/country"), Country(country), format!("{body}/country")),
    ]
}

/// The operation that a form queues, and its typed fields.
fn table(form: FormKind) -> (&'static str, Vec<Field>) {
    let invoice = |number, day| {
        vec![
            at("/invoiceNumber", Text(number), "/invoiceNumber"),
            at("/invoiceDate", Day(day), "/invoiceDate"),
            at("/amount", Amount("€ 18.500,—", 1_850_000), "/amount/value"),
        ]
    };
    match form {
        FormKind::Buyer => (
            "upsertBuyer",
            [
                at("/vatNumber", Identifier("NIP\u{A0}UE: PL 526-025-02-74", "PL5260250274"), "/vatNumber"),
                at("/companyName", Text("Auto Łódź Sp. z o.o."), "/companyName"),
            ]
            .into_iter()
            .chain(address("/address", "/address", "ul. Piotrkowska 1", "PL"))
            .chain(person("/contacts/0", "/contacts/0", "Jan", "jan@example.com"))
            .collect(),
        ),
        FormKind::BuyerChange => (
            "updateBuyer",
            [at("/companyName", Text("Auto Nowy"), "/companyName")]
                .into_iter()
                .chain(address("/address", "/address", "ul. Nowa 2", "PL"))
                .collect(),
        ),
        FormKind::Contact => ("addBuyerContact", person("/person", "", "Ola", "ola@example.com").into()),
        FormKind::Order => (
            "createOrder",
            [
                at("/externalOrderId", Text("A-1001"), "/externalOrderId"),
                at("/purchaseDate", Day("2024-01-15"), "/purchaseDate"),
                at(
                    "/vehicles/0/vin",
                    Identifier("FIN: WVW\u{200B}-ZZZ-1KZ-ＡＷ123456", "WVWZZZ1KZAW123456"),
                    "/vins/0/vin",
                ),
                at("/vehicles/0/brand", Text("VW"), "/vins/0/brand"),
                at("/vehicles/0/model", Text("Golf Variant"), "/vins/0/model"),
                at("/vehicles/0/amount", Amount("18.500,-- €", 1_850_000), "/vins/0/purchaseAmount/value"),
                at("/vehicles/0/mileage", Number("８５.000 km\u{200B}", 85_000), "/vins/0/mileage"),
                at("/vehicles/0/firstRegistration", Day("2019-03-04"), "/vins/0/firstRegistrationDate"),
            ]
            .into_iter()
            .chain(person("/responsible", "/responsibleContact", "Jan", "jan@example.com"))
            .collect(),
        ),
        FormKind::OrderChange => (
            "updateOrder",
            [at("/purchaseDate", Day("2024-01-16"), "/purchaseDate")]
                .into_iter()
                .chain(person("/responsible", "/responsibleContact", "Ola", "ola@example.com"))
                .collect(),
        ),
        FormKind::Invoice => ("submitInvoice", invoice("RE 1", "2024-01-16")),
        FormKind::FinalInvoice => ("submitFinalInvoice", invoice("RE 2", "2024-01-19")),
        FormKind::Payment => (
            "submitPayment",
            vec![
                at("/paymentDate", Day("2024-01-16"), "/paymentDate"),
                at("/bankAmount", Amount("+18\u{A0}000,00", 1_800_000), "/bankAmount/value"),
                at("/cashAmount", Amount("500.-- eur", 50_000), "/cashAmount/value"),
                at(
                    "/sourceIban",
                    Identifier(
                        "IBAN: PL61 1090 1014 0000 0712 1981 2874\u{200B}",
                        "PL61109010140000071219812874",
                    ),
                    "/sourceIban",
                ),
            ],
        ),
        FormKind::Pickup => (
            "confirmPickup",
            [
                at("/pickupDate", Day("2024-01-17"), "/pickupDate"),
                at("/driver", Text("J. van den Berg"), "/driverIdentification"),
            ]
            .into_iter()
            .chain(address("/collectionAddress", "/collectionAddress", "Kanalstraße 4", "DE"))
            .collect(),
        ),
        FormKind::Delivery => (
            "confirmDelivery",
            [at("/deliveryDate", Day("2024-01-18"), "/deliveryDate")]
                .into_iter()
                .chain(address("/deliveryAddress", "/deliveryAddress", "ul. Piotrkowska 1", "PL"))
                .collect(),
        ),
    }
}

/// Values that are chosen and not typed, and papers, which are uploads of their own.
const CHOSEN: &[&str] = &["/buyer", "/currency", "/kycMode", "/pickupKind"];

/// The places of all texts in the body of a form.
fn texts(value: &Value, place: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::String(_) if !CHOSEN.contains(&place) => drop(found.insert(place.to_owned())),
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| texts(value, &format!("{place}/{name}"), found));
        }
        Value::Array(_) if place == "/papers" => {}
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| texts(value, &format!("{place}/{at}"), found));
        }
        _ => {}
    }
}

/// Fills in every field of a form, submits it, and compares the body of the request.
async fn submit(
    bench: &Bench,
    form: FormKind,
    subject: Option<&str>,
    papers: Value,
) -> desk::contract::Subject {
    let (operation, fields) = table(form);
    let draft = bench.begin(form, subject).await;
    let mut body = serde_json::to_value(&draft.form).unwrap()["body"].take();
    for (list, one) in [
        ("contacts", serde_json::to_value(Person::default()).unwrap()),
        ("vehicles", serde_json::to_value(VehicleForm::default()).unwrap()),
    ] {
        if body.get(list).is_some() {
            body[list] = json!([one]);
        }
    }
    let mut places = BTreeSet::new();
    texts(&body, "", &mut places);
    let known: BTreeSet<_> = fields.iter().map(|(place, ..)| place.clone()).collect();
    assert_eq!(places, known, "every text of {form:?} stands in the table");
    for (place, kind, _) in &fields {
        *body.pointer_mut(place).unwrap() = json!(kind.typed());
    }
    if form == FormKind::Pickup {
        body["pickupKind"] = json!("companyTransport");
    }
    if body.get("papers").is_some() {
        body["papers"] = papers;
    }
    let subject = bench.submit_begun(draft, body).await;
    bench.drained().await;
    let sent = crate::typed::sent(bench, operation);
    for (_, kind, place) in &fields {
        assert_eq!(sent.pointer(place), Some(&kind.sent()), "{place} of {sent}");
    }
    subject
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_sends_the_values_that_were_checked() {
    let bench = Bench::start().await.signed_in().await;
    let none = || json!([]);
    let mut deal = Deal::new("PL5260250274");
    let papers = json!([
        bench.paper("krs extract.pdf", "COC_EXTRACT").await,
        bench.paper("aml.pdf", "AML_DECLARATION").await,
    ]);
    deal.buyer = Some(submit(&bench, FormKind::Buyer, None, papers).await);
    deal.until_done(&bench, Step::Buyer).await;
    let buyer = deal.buyer().id.clone();
    submit(&bench, FormKind::BuyerChange, Some(&buyer), none()).await;
    submit(&bench, FormKind::Contact, Some(&buyer), none()).await;
    deal.order = Some(submit(&bench, FormKind::Order, Some(&buyer), none()).await);
    let order = deal.order().id.clone();
    submit(&bench, FormKind::OrderChange, Some(&order), none()).await;
    let papers = json!([bench.paper("proforma.pdf", "SHIPMENT_PRELIMINARY_INVOICE").await]);
    submit(&bench, FormKind::Invoice, Some(&order), papers).await;
    let papers = json!([bench.paper("transfer.pdf", "PAYMENT_BANK_TRANSFER_SCREENSHOT").await]);
    submit(&bench, FormKind::Payment, Some(&order), papers).await;
    deal.play(&bench, Step::Ready).await;

    let mut paper = bench.paper("cmr.pdf", "TRANSPORT_CMR").await;
    paper["documentDate"] = json!(Day("2024-01-17").typed());
    submit(&bench, FormKind::Pickup, Some(&order), json!([paper])).await;
    let documents = bench.order(deal.order()).await.documents;
    let cmr = documents.iter().find(|one| one.name == "cmr.pdf").unwrap();
    assert_eq!(cmr.document_date.as_deref(), Some("2024-01-17"));
    let papers = json!([bench.paper("cmr delivery.pdf", "TRANSPORT_CMR_DELIVERY").await]);
    submit(&bench, FormKind::Delivery, Some(&order), papers).await;
    deal.until_done(&bench, Step::Delivery).await;
    let papers = json!([bench.paper("final invoice.pdf", "SHIPMENT_INVOICE").await]);
    submit(&bench, FormKind::FinalInvoice, Some(&order), papers).await;
    bench.finish().await;
}
