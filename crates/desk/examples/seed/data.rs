use chrono::{DateTime, TimeDelta, Utc};
use nt24::{BuyerId, DocumentId, DocumentType, ETag, OrderId, SellerId};
use serde::Serialize;
use serde_json::{Value, json};
use std::io::Error;
use std::path::Path;
use store::{
    BuyerRow, DocumentRow, EventRow, FileRow, Frozen, Key, OrderRow, OutboxRow, Receipt, Store, Tx, buyers,
    documents, events, files, orders, outbox, passphrase,
};

/// How many orders each buyer has.
const ORDERS_OF_BUYER: u32 = 10;
/// How many rows are written in one transaction.
const AT_ONCE: u32 = 500;
/// Per order, as counted after a whole deal.
const EVENTS: u32 = 24;
/// The operations of a deal, each of which has left a receipt.
const OPERATIONS: [&str; 9] = [
    "createOrder",
    "submitInvoice",
    "uploadInvoiceDocument",
    "submitPayment",
    "uploadPaymentDocument",
    "markReadyForPickup",
    "confirmPickup",
    "uploadTransportDocument",
    "confirmDelivery",
];

/// Writes orders with their buyers, documents, receipts and events into the data of a connection.
pub(crate) fn write(
    folder: &Path,
    connection: &str,
    passphrase: &str,
    seller: &str,
    orders: u32,
) -> Result<(), Error> {
    let register: Value = serde_json::from_slice(&std::fs::read(folder.join("connections.json"))?)?;
    let wrapped = register["connections"][0]["home"]["passphrase"].clone();
    let key: Key = passphrase::unwrap(&serde_json::from_value(wrapped)?, passphrase).map_err(Error::other)?;
    let store = Store::open(&folder.join(connection), &key).map_err(Error::other)?;
    let seller = SellerId::from(seller);
    for first in (0..orders).step_by(AT_ONCE as usize) {
        let written = store.write(|tx| {
            (first..orders.min(first + AT_ONCE)).try_for_each(|number| deal(tx, &seller, number))
        });
        written.map_err(Error::other)?;
    }
    Ok(())
}

/// A time in the last years; one order an hour.
fn at(number: u32) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::hours(i64::from(number))
}

fn deal(tx: &Tx<'_>, seller: &SellerId, number: u32) -> Result<(), store::Error> {
    let buyer = format!("seed-buyer-{}", number / ORDERS_OF_BUYER);
    if number.is_multiple_of(ORDERS_OF_BUYER) {
        buyers::insert(tx, &buyer_row(seller, number / ORDERS_OF_BUYER, &buyer)?)?;
    }
    let id = format!("seed-order-{number}");
    orders::insert(tx, &order_row(seller, number, &id, &buyer)?)?;
    for (place, operation) in OPERATIONS.iter().enumerate() {
        receipt(tx, number, &format!("seed-write-{number}-{place}"), operation, &id)?;
    }
    for place in 0..3 {
        let file = format!("seed-file-{number}-{place}");
        files::insert(
            tx,
            &FileRow {
                id: file.clone(),
                sha256: format!("{number:032x}{place:032x}"),
                name: "CMR.pdf".into(),
                content_type: "application/pdf".into(),
                size: 80_000,
                created_at: at(number),
                whole: Some(true),
            },
        )?;
        let document = format!("seed-document-{number}-{place}");
        let mut row =
            DocumentRow::new(document.clone(), &id, "order", DocumentType::from("CMR"), file, at(number));
        row.remote = Some(DocumentId::from(document.as_str()));
        documents::insert(tx, &row)?;
    }
    for place in 0..EVENTS {
        events::add(
            tx,
            &EventRow {
                id: format!("seed-event-{number}-{place}"),
                subject: id.clone(),
                at: at(number) + TimeDelta::minutes(i64::from(place)),
                source: "api".into(),
                kind: "status.changed".into(),
                facts: json!({"from": "CREATED", "to": "INVOICE_SUBMITTED"}),
            },
        )?;
    }
    Ok(())
}

fn buyer_row(seller: &SellerId, number: u32, id: &str) -> Result<BuyerRow, store::Error> {
    let vat = format!("ATU{number:08}");
    let name = format!("Käufer {number} GmbH");
    let mut row = BuyerRow::new(id, seller.clone(), vat.clone(), name.clone(), at(number));
    row.remote = Some(BuyerId::from(id));
    row.country = Some("AT".into());
    row.server = Some(read(json!({"uuid": id, "vatNumber": vat, "companyName": name,
        "address": {"city": "Wien", "country": "AT"}, "kycMode": "MARKETPLACE_LED", "status": "ACTIVE",
        "version": 3, "createdAt": at(number), "updatedAt": at(number)}))?);
    row.kyc =
        Some(read(json!({"viesResult": "VALID", "documentsComplete": true, "overallStatus": "VALID"}))?);
    Ok(row)
}

fn order_row(seller: &SellerId, number: u32, id: &str, buyer: &str) -> Result<OrderRow, store::Error> {
    let money = json!({"value": 1_850_000, "currency": "EUR"});
    let external = format!("A-{number:06}");
    let vin = format!("WVWZZZ1KZAW{number:06}");
    let vins = json!([{"uuid": format!("{id}-vin"), "vin": vin, "brand": "VW", "model": "Golf",
        "purchaseAmount": money, "mileage": 84_200}]);
    let invoice = |kind: &str| {
        json!({"type": kind, "invoiceDate": "2026-05-31", "invoiceNumber": external, "vatIncluded": false,
            "amount": money, "marginScheme": false, "status": "SUBMITTED", "version": 2})
    };
    let mut row = OrderRow::new(id, seller.clone(), buyer, external.clone(), at(number));
    row.remote = Some(OrderId::from(id));
    row.server = Some(read(json!({"uuid": id, "externalOrderId": external, "buyerId": buyer, "vins": vins,
        "totalAmount": money, "status": "CREATED", "version": 4, "createdAt": at(number),
        "updatedAt": at(number)}))?);
    row.preliminary = Some(read(invoice("PRELIMINARY"))?);
    row.compliance_etag = Some(ETag("\"1\"".into()));
    row.refreshed_at = Some(at(number));
    // Four of five orders are decided; the others wait for the payment.
    let (status, blockers) = match number % 5 {
        0 => ("INCOMPLETE", json!([{"module": "payment", "code": "MISSING_PAYMENT", "message": ""}])),
        _ => ("VALID", json!([])),
    };
    row.compliance = Some(read(json!({"orderUuid": id, "version": 4, "complianceStatus": status,
        "blockers": blockers, "modules": {}}))?);
    Ok(row)
}

fn receipt(tx: &Tx<'_>, number: u32, id: &str, operation: &str, order: &str) -> Result<(), store::Error> {
    let request = json!({"seller": "s", "buyer": null, "order": order, "document": null,
        "content": {"json": {"invoiceNumber": "R-1", "text": "x".repeat(600)}}, "base": null,
        "if_match": null});
    let now = at(number);
    outbox::enqueue(tx, &OutboxRow::new(id, format!("order:{order}"), operation, order, request, now))?;
    let frozen = Frozen { path: "/v1".into(), body: vec![b'x'; 600], sha256: "0".repeat(64), if_match: None };
    outbox::freeze(tx, id, &frozen)?;
    outbox::begin(tx, id, now)?;
    let receipt = Receipt { request_id: id.into(), status: 200, at: now, trace_id: None, merged: vec![] };
    outbox::finish(tx, id, &receipt, now)
}

/// A type of the API from its JSON.
fn read<T: serde::de::DeserializeOwned>(value: impl Serialize) -> Result<T, store::Error> {
    let read = serde_json::to_value(value).and_then(serde_json::from_value);
    read.map_err(|error| store::Error::Io(std::io::Error::other(error)))
}
