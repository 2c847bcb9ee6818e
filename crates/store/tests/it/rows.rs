//! Rows for the tests, with all fields set.

use crate::at;
use nt24::{BuyerId, ETag, OrderId, SellerId};
use serde_json::json;
use store::{BuyerRow, FileRow, OrderRow, VerificationLink};

pub(crate) fn seller() -> SellerId {
    SellerId::from("seller-1")
}

/// A buyer with all fields set.
pub(crate) fn buyer(id: &str, name: &str, vat_number: &str, minutes: u32) -> BuyerRow {
    let created = json!({"kycMode": "MARKETPLACE_LED", "vatNumber": vat_number, "companyName": name,
        "address": {"city": "Wien", "country": "AT"}});
    BuyerRow {
        id: id.to_owned(),
        seller: seller(),
        remote: Some(BuyerId(format!("remote-{id}"))),
        vat_number: vat_number.to_owned(),
        name: name.to_owned(),
        country: Some("AT".to_owned()),
        wanted: Some(serde_json::from_value(created.clone()).unwrap()),
        server: Some(
            serde_json::from_value(json!({"uuid": format!("remote-{id}"), "vatNumber": vat_number,
                "companyName": name, "address": {}, "kycMode": "A_NEW_MODE", "status": "ACTIVE", "version": 3,
                "createdAt": at(0), "updatedAt": at(1)}))
            .unwrap(),
        ),
        kyc: Some(
            serde_json::from_value(json!({"viesResult": "PENDING", "documentsComplete": false})).unwrap(),
        ),
        verification: Some(VerificationLink {
            url: format!("https://id.example.com/{id}"),
            received_at: at(minutes),
            passed_on_at: Some(at(minutes + 1)),
        }),
        contacts: serde_json::from_value(
            json!([{"firstName": "Ana", "lastName": "Ü", "email": "a@example.com"}]),
        )
        .unwrap(),
        contacts_read_at: Some(at(minutes + 2)),
        created_at: at(minutes),
        updated_at: at(minutes + 1),
    }
}

/// An order with all fields set.
pub(crate) fn order(id: &str, buyer: &str, number: &str, vin: &str, minutes: u32) -> OrderRow {
    let money = json!({"value": 1_850_000, "currency": "EUR"});
    let vins = json!([{"vin": vin, "brand": "VW", "model": "Golf", "purchaseAmount": money, "mileage": 7}]);
    let invoice = |kind: &str| {
        json!({"type": kind, "invoiceDate": "2026-05-31", "invoiceNumber": "R-1", "vatIncluded": false,
            "amount": money, "marginScheme": false, "status": "SUBMITTED", "version": 2})
    };
    OrderRow {
        id: id.to_owned(),
        seller: seller(),
        buyer: buyer.to_owned(),
        remote: Some(OrderId(format!("remote-{id}"))),
        external_order_id: number.to_owned(),
        wanted: Some(
            serde_json::from_value(
                json!({"externalOrderId": number, "buyerId": "b", "vins": vins, "totalAmount": money}),
            )
            .unwrap(),
        ),
        server: Some(
            serde_json::from_value(json!({"uuid": format!("remote-{id}"), "externalOrderId": number,
                "buyerId": "b", "status": "CREATED", "vins": vins, "totalAmount": money, "version": 0,
                "createdAt": at(0), "updatedAt": at(1)}))
            .unwrap(),
        ),
        compliance: Some(
            serde_json::from_value(json!({"orderUuid": format!("remote-{id}"), "version": 4, "modules": {},
                "complianceStatus": "INCOMPLETE",
                "blockers": [{"module": "payment", "code": "c", "message": "m"}]}))
            .unwrap(),
        ),
        compliance_etag: Some(ETag::of_version(4)),
        preliminary: Some(serde_json::from_value(invoice("PRELIMINARY")).unwrap()),
        final_invoice: Some(serde_json::from_value(invoice("FINAL")).unwrap()),
        payment: Some(
            serde_json::from_value(
                json!({"paymentDate": "2026-06-01", "bankAmount": money, "cashAmount": money}),
            )
            .unwrap(),
        ),
        export_file: Some(serde_json::from_value(json!({"status": "READY", "version": 1})).unwrap()),
        refreshed_at: Some(at(40)),
        created_at: at(minutes),
        updated_at: at(minutes + 1),
    }
}

pub(crate) fn file(id: &str, sha256: &str, minutes: u32) -> FileRow {
    FileRow {
        id: id.to_owned(),
        sha256: sha256.to_owned(),
        name: "CMR Übergabe.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        size: 5_000_000_000,
        created_at: at(minutes),
        whole: Some(true),
    }
}
