use crate::fixtures::{BUYER, buyer, bytes, client, key, order, seller, upload};
use crate::server::{Reply, Server};
use nt24::{
    Address, BuyerContactCreate, BuyerCreate, BuyerUpdate, DeliveryConfirm, ETag, InvoiceSubmit, InvoiceType,
    InvoiceUpdate, KycMode, Money, Operation, OrderCreate, OrderUpdate, PaymentSubmit, PaymentUpdate,
    PickupConfirm, PickupType, ReasonRequest,
};
use nt24_client::{Body, ErrorKind, Fate, Write};

fn date() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()
}

fn new_buyer() -> BuyerCreate {
    BuyerCreate {
        kyc_mode: KycMode::MarketplaceLed,
        vat_number: "PL5260001246".to_owned(),
        company_name: "Auto Handel".to_owned(),
        address: Address::default(),
        contacts: Vec::new(),
    }
}

fn invoice() -> InvoiceSubmit {
    InvoiceSubmit {
        kind: InvoiceType::Preliminary,
        invoice_date: date(),
        invoice_number: "R-1".to_owned(),
        vat_included: false,
        amount: Money::eur(100),
        margin_scheme: false,
    }
}

/// One write of each kind, in the order of the contract.
fn all() -> Vec<Write> {
    let (s, b, o, five) = (&seller(), &buyer(), &order(), &ETag::of_version(5));
    let person = BuyerContactCreate {
        first_name: "A".to_owned(),
        last_name: "B".to_owned(),
        email: "a@b.example".to_owned(),
        phone: None,
    };
    let new_order = OrderCreate {
        external_order_id: "4711".to_owned(),
        buyer_id: buyer(),
        purchase_date: None,
        responsible_contact: None,
        vins: Vec::new(),
        total_amount: Money::eur(100),
    };
    let payment = PaymentSubmit {
        payment_date: date(),
        bank_amount: Money::eur(1),
        cash_amount: Money::eur(0),
        source_iban: None,
    };
    let pickup = PickupConfirm {
        kind: PickupType::SelfPickup,
        pickup_date: date(),
        driver_identification: None,
        collection_address: None,
    };
    let delivery = DeliveryConfirm { delivery_date: date(), delivery_address: None };
    let reason = ReasonRequest { reason: "wrong day".to_owned() };
    vec![
        Write::upsert_buyer(s, &new_buyer(), key("k")),
        Write::update_buyer(s, b, &BuyerUpdate::default(), five, key("k")),
        Write::add_contact(s, b, &person, key("k")),
        Write::upload_kyc_document(s, b, upload(bytes(10)), key("k")),
        Write::trigger_vies_check(s, b, key("k")),
        Write::create_order(s, &new_order, key("k")),
        Write::update_order(s, o, &OrderUpdate::default(), five, key("k")),
        Write::submit_invoice(s, o, &invoice(), key("k")),
        Write::update_invoice(s, o, &InvoiceUpdate::default(), five, key("k")),
        Write::upload_invoice_document(s, o, upload(bytes(10)), key("k")),
        Write::submit_payment(s, o, &payment, key("k")),
        Write::update_payment(s, o, &PaymentUpdate::default(), five, key("k")),
        Write::upload_payment_document(s, o, upload(bytes(10)), key("k")),
        Write::mark_ready_for_pickup(s, o, key("k")),
        Write::confirm_pickup(s, o, &pickup, key("k")),
        Write::revoke_pickup(s, o, &reason, key("k")),
        Write::confirm_delivery(s, o, &delivery, key("k")),
        Write::upload_transport_document(s, o, upload(bytes(10)), key("k")),
        Write::submit_final_invoice(s, o, &invoice(), key("k")),
        Write::regenerate_export(s, o, key("k")),
        Write::archive_document(&"d-1".into(), key("k")),
    ]
}

#[tokio::test]
async fn each_write_has_the_request_of_the_contract_with_its_key() {
    let server = Server::api(|_| Reply::json(200, "{}")).await;
    let nt24 = client(&server);
    let writes = all();
    for write in &writes {
        nt24.send(write).await.unwrap();
    }
    let requests = server.requests();
    assert_eq!(requests.len(), writes.len());
    for (write, request) in writes.iter().zip(requests) {
        let operation = write.operation;
        let values =
            [("{sellerId}", "s-1"), ("{buyerId}", "b-1"), ("{uuid}", "o-1"), ("{documentId}", "d-1")];
        let path = values
            .iter()
            .fold(operation.path_template().to_owned(), |path, (name, id)| path.replace(name, id));
        assert_eq!(
            (request.method.as_str(), request.target),
            (operation.method().as_str(), format!("/v1{path}"))
        );
        assert_eq!(request.headers.iter().filter(|(name, _)| name == "idempotency-key").count(), 1);
        assert_eq!(request.headers.iter().find(|(name, _)| name == "idempotency-key").unwrap().1, "k");
        let if_match =
            request.headers.iter().find(|(name, _)| name == "if-match").map(|(_, tag)| tag.as_str());
        assert_eq!(if_match, operation.needs_if_match().then_some("\"5\""), "{operation:?}");
        let body = match &write.body {
            Body::Empty => "none",
            Body::Json(json) => {
                assert_eq!(request.body, json[..]);
                "json"
            }
            Body::Upload(_) => "upload",
        };
        assert_eq!(body == "upload", operation.is_upload(), "{operation:?}");
        let content_type =
            request.headers.iter().find(|(name, _)| name == "content-type").map(|(_, kind)| kind.as_str());
        match body {
            "none" => assert_eq!((content_type, request.body.len()), (None, 0)),
            "json" => assert_eq!(content_type, Some("application/json")),
            _ => assert!(content_type.unwrap().starts_with("multipart/form-data; boundary=nt24-")),
        }
        assert!(request.headers.iter().any(|(name, _)| name == "content-length"), "{operation:?}");
    }
}

#[tokio::test]
async fn a_typed_write_reports_whether_the_resource_is_new() {
    let server = Server::api(|request| {
        let status = if request.header("idempotency-key") == Some("first") { 201 } else { 200 };
        Reply::new(status, "content-type: application/json\r\netag: \"3\"\r\n", BUYER)
    })
    .await;
    let nt24 = client(&server);
    let first = nt24.upsert_buyer(&seller(), &new_buyer(), &key("first")).await.unwrap();
    assert_eq!((first.created, first.etag, first.value.version), (true, Some(ETag::of_version(3)), 3));
    let second = nt24.upsert_buyer(&seller(), &new_buyer(), &key("second")).await.unwrap();
    assert!(!second.created);
    let sent: BuyerCreate = serde_json::from_slice(&server.request().body).unwrap();
    assert_eq!(sent, new_buyer());
}

#[tokio::test]
async fn the_answer_to_an_accepted_write_may_have_no_body() {
    let server = Server::api(|_| Reply::new(202, "", "")).await;
    let answer = client(&server).regenerate_export(&seller(), &order(), &key("k")).await.unwrap();
    assert_eq!((answer.status, answer.body.len()), (202, 0));
}

#[tokio::test]
async fn a_read_or_a_path_out_of_the_api_is_not_sent_as_a_write() {
    let server = Server::api(|_| Reply::json(200, "{}")).await;
    let nt24 = client(&server);
    let good = Write::mark_ready_for_pickup(&seller(), &order(), key("k"));
    let read = Write { operation: Operation::GetMe, path: "/me".to_owned(), ..good.clone() };
    let mut errors = vec![nt24.send(&read).await.unwrap_err()];
    for path in ["/../admin", "me", "/a?b=c", "/a/%2e%2e/b"] {
        errors.push(nt24.send(&Write { path: path.to_owned(), ..good.clone() }).await.unwrap_err());
    }
    errors
        .push(nt24.send(&Write { if_match: Some(ETag("a\r\nb: c".to_owned())), ..good }).await.unwrap_err());
    for error in errors {
        assert_eq!(
            (error.kind(), error.fate(), error.attempts()),
            (&ErrorKind::BadAddress, Fate::NeverSent, 0)
        );
    }
    assert!(server.requests().is_empty());
}

#[test]
fn debug_of_a_write_hides_its_body() {
    for write in all() {
        let shown = format!("{write:?}");
        assert!(shown.contains("key"), "{shown}");
        for secret in ["a@b.example", "PL5260001246", "R-1", "wrong day", "März"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
