//! A sandbox with a manual clock, an authenticated client, and the contract check: a test fails if one of
//! its exchanges broke the contract.

use crate::wire::{self, Answer};
use chrono::{DateTime, TimeDelta, Utc};
use nt24_sandbox::{ContractCheck, ManualClock, Observer, Options, Sandbox, SequentialIds};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) const START: &str = "2026-03-02T08:00:00Z";

pub(crate) struct Bench {
    pub(crate) sandbox: Option<Sandbox>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) check: Arc<ContractCheck>,
    pub(crate) seller: String,
    token: String,
    pub(crate) keys: AtomicU64,
    /// Requests that break the contract are part of the test.
    pub(crate) wrong_requests: bool,
}

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::with(|_| ()).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let start: DateTime<Utc> = START.parse().unwrap();
        let clock = Arc::new(ManualClock::new(start));
        Self::at(clock, change).await
    }

    pub(crate) async fn at(clock: Arc<ManualClock>, change: impl FnOnce(&mut Options)) -> Self {
        let check = Arc::new(ContractCheck::new().unwrap());
        let mut options = Options {
            clock: clock.clone(),
            ids: Arc::new(SequentialIds::new(1)),
            observer: Some(check.clone() as Arc<dyn Observer>),
            ..Options::demo()
        };
        change(&mut options);
        let sandbox = Sandbox::start(options).await.unwrap();
        let seller = sandbox.control().sellers()[0].to_string();
        let mut bench = Self {
            sandbox: Some(sandbox),
            clock,
            check,
            seller,
            token: String::new(),
            keys: AtomicU64::new(0),
            wrong_requests: false,
        };
        bench.sign_in().await;
        bench
    }

    pub(crate) fn sandbox(&self) -> &Sandbox {
        self.sandbox.as_ref().unwrap()
    }

    pub(crate) fn authority(&self) -> String {
        let url = self.sandbox().api_url();
        url.strip_prefix("http://").unwrap().strip_suffix("/v1").unwrap().to_owned()
    }

    pub(crate) async fn sign_in(&mut self) {
        let (id, secret) = (self.sandbox().client_id(), self.sandbox().client_secret());
        self.sign_in_as(&id, &secret).await;
    }

    /// Calls are made by this client from now on.
    pub(crate) async fn sign_in_as(&mut self, client_id: &str, secret: &str) {
        let fields = [("grant_type", "client_credentials"), ("client_secret", secret)];
        let answer = self.token_of(client_id, &fields).await.expect(200).json();
        self.token = answer["access_token"].as_str().unwrap().to_owned();
        let control = self.sandbox().control().of_client(client_id).unwrap();
        self.seller = control.sellers()[0].to_string();
    }

    /// Calls the token endpoint with the right client id and these fields.
    pub(crate) async fn token(&self, fields: &[(&str, &str)]) -> Answer {
        self.token_of(&self.sandbox().client_id(), fields).await
    }

    pub(crate) async fn token_of(&self, client_id: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = format!("client_id={client_id}");
        for (name, value) in fields {
            form.push_str(&format!("&{name}={value}"));
        }
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let path = nt24::TOKEN_PATH;
        wire::send(&self.authority(), "POST", path, &headers, form.as_bytes()).await.unwrap()
    }

    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    pub(crate) fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// A new idempotency key.
    pub(crate) fn key(&self) -> String {
        format!("key-{}", self.keys.fetch_add(1, Ordering::Relaxed))
    }

    /// Sends a request. Returns `None` if the connection was cut.
    pub(crate) async fn raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<Answer> {
        let bearer = self.bearer();
        let mut all = vec![("Authorization", bearer.as_str())];
        all.extend_from_slice(headers);
        wire::send(&self.authority(), method, &format!("/v1{path}"), &all, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.raw("GET", path, &[], b"").await.unwrap()
    }

    pub(crate) async fn get_if_changed(&self, path: &str, etag: &str) -> Answer {
        self.raw("GET", path, &[("If-None-Match", etag)], b"").await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_with(&self.key(), path, body).await
    }

    pub(crate) async fn post_with(&self, key: &str, path: &str, body: Value) -> Answer {
        let headers = [("Idempotency-Key", key), ("Content-Type", "application/json")];
        self.raw("POST", path, &headers, body.to_string().as_bytes()).await.unwrap()
    }

    /// A write without a body.
    pub(crate) async fn trigger(&self, path: &str) -> Answer {
        self.raw("POST", path, &[("Idempotency-Key", &self.key())], b"").await.unwrap()
    }

    pub(crate) async fn patch(&self, path: &str, etag: &str, body: Value) -> Answer {
        let key = self.key();
        let headers = [("Idempotency-Key", &*key), ("If-Match", etag), ("Content-Type", "application/json")];
        self.raw("PATCH", path, &headers, body.to_string().as_bytes()).await.unwrap()
    }

    pub(crate) async fn upload(&self, path: &str, kind: &str, file: &[u8]) -> Answer {
        self.upload_with(&self.key(), path, kind, file).await
    }

    pub(crate) async fn upload_with(&self, key: &str, path: &str, kind: &str, file: &[u8]) -> Answer {
        let body = form(kind, file);
        let headers = [("Idempotency-Key", key), ("Content-Type", "multipart/form-data; boundary=sandbox")];
        self.raw("POST", path, &headers, &body).await.unwrap()
    }

    pub(crate) fn buyers(&self) -> String {
        format!("/partners/{}/buyers", self.seller)
    }

    pub(crate) fn orders(&self) -> String {
        format!("/partners/{}/orders", self.seller)
    }

    /// Creates a buyer of mode A. Returns its path.
    pub(crate) async fn buyer(&self, vat_number: &str) -> (String, String) {
        let buyer = self.post(&self.buyers(), buyer_body(vat_number)).await.expect(201).json();
        let id = buyer["uuid"].as_str().unwrap().to_owned();
        (format!("{}/{id}", self.buyers()), id)
    }

    /// Creates an order of one vehicle at EUR 18,500.00. Returns its path.
    pub(crate) async fn order(&self, buyer_id: &str, number: &str) -> String {
        let order = self.post(&self.orders(), order_body(buyer_id, number)).await.expect(201).json();
        format!("{}/{}", self.orders(), order["uuid"].as_str().unwrap())
    }

    /// Uploads both KYC documents and waits for a VIES answer.
    pub(crate) async fn onboard(&self, buyer: &str) {
        for kind in ["COC_EXTRACT", "AML_DECLARATION"] {
            self.upload(&format!("{buyer}/kyc/documents"), kind, PDF).await.expect(201);
        }
        self.trigger(&format!("{buyer}/kyc/vies-check")).await.expect(202);
        self.advance(TimeDelta::seconds(3));
    }

    /// Makes all steps up to the release for pickup.
    pub(crate) async fn pay(&self, order: &str) {
        self.post(&format!("{order}/invoice"), invoice_body("PRELIMINARY", false)).await.expect(201);
        let documents = format!("{order}/invoice/documents");
        self.upload(&documents, "SHIPMENT_PRELIMINARY_INVOICE", PDF).await.expect(201);
        self.post(&format!("{order}/payment"), payment_body("DE89370400440532013000")).await.expect(201);
        let documents = format!("{order}/payment/documents");
        self.upload(&documents, "PAYMENT_CONFIRMATION", PDF).await.expect(201);
        self.trigger(&format!("{order}/payment/ready-for-pickup")).await.expect(200);
    }

    pub(crate) async fn pick_up(&self, order: &str) {
        let body = json!({
            "type": "COMPANY_TRANSPORT",
            "pickupDate": "2026-03-03",
            "driverIdentification": "Żaneta Wójcik, ABC 12345",
            "collectionAddress": {"street": "Hafenstraße 1", "postCode": "20457", "city": "Hamburg", "country": "DE"}
        });
        self.post(&format!("{order}/transport/pickup"), body).await.expect(200);
        let documents = format!("{order}/transport/documents");
        self.upload(&documents, "TRANSPORT_CMR", PDF).await.expect(201);
    }

    pub(crate) async fn deliver(&self, order: &str) {
        let body =
            json!({"deliveryDate": "2026-03-05", "deliveryAddress": {"city": "Łódź", "country": "PL"}});
        self.post(&format!("{order}/transport/delivery"), body).await.expect(200);
    }

    /// The rollup from the API.
    pub(crate) async fn rollup(&self, order: &str) -> Value {
        self.get(&format!("{order}/compliance")).await.expect(200).json()
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if !std::thread::panicking() && !self.wrong_requests {
            assert_eq!(self.check.violations(), Vec::<String>::new());
        }
    }
}

pub(crate) const PDF: &[u8] = b"%PDF-1.7\nany\n%%EOF\n";

pub(crate) fn form(kind: &str, file: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--sandbox\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\n{kind}\r\n\
         --sandbox\r\nContent-Disposition: form-data; name=\"documentDate\"\r\n\r\n2026-02-27\r\n\
         --sandbox\r\nContent-Disposition: form-data; name=\"file\"; filename=\"paper.pdf\"\r\n\
         Content-Type: application/pdf\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--sandbox--\r\n");
    body
}

pub(crate) fn eur(cents: i64) -> Value {
    json!({"value": cents, "currency": "EUR"})
}

pub(crate) fn buyer_body(vat_number: &str) -> Value {
    json!({
        "kycMode": "MARKETPLACE_LED",
        "vatNumber": vat_number,
        "companyName": "Auto-Świat Łódź Sp. z o.o.",
        "address": {"street": "ul. Piotrkowska 12", "postCode": "90-001", "city": "Łódź", "country": "PL"}
    })
}

pub(crate) fn order_body(buyer_id: &str, number: &str) -> Value {
    json!({
        "externalOrderId": number,
        "buyerId": buyer_id,
        "purchaseDate": "2026-03-01",
        "responsibleContact": {"firstName": "Jörg", "lastName": "Übermut", "email": "jorg@nordlicht.example"},
        "vins": [{
            "vin": "WVWZZZ1KZAW000001", "brand": "Škoda", "model": "Octavia",
            "purchaseAmount": eur(1_850_000), "mileage": 48_200, "firstRegistrationDate": "2021-05-04"
        }],
        "totalAmount": eur(1_850_000)
    })
}

pub(crate) fn invoice_body(kind: &str, vat_included: bool) -> Value {
    json!({
        "type": kind, "invoiceDate": "2026-03-02", "invoiceNumber": format!("R-{kind}-1"),
        "vatIncluded": vat_included, "amount": eur(1_850_000), "marginScheme": false
    })
}

pub(crate) fn payment_body(iban: &str) -> Value {
    json!({
        "paymentDate": "2026-03-02", "bankAmount": eur(1_800_000), "cashAmount": eur(50_000), "sourceIban": iban
    })
}

/// The codes of a rollup's blockers, in their order.
pub(crate) fn codes(rollup: &Value) -> Vec<&str> {
    rollup["blockers"].as_array().unwrap().iter().map(|b| b["code"].as_str().unwrap()).collect()
}
