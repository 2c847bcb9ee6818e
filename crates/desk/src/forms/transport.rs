//! Pickup and delivery. Each is final once NT24 has it.

use crate::connection::subject::SubjectId;
use crate::contract::{
    Checked, DeliveryForm, Failure, FailureCode, Finding, PickupForm, PickupKind, Severity, Subject, finding,
};
use crate::deal::facts;
use crate::deal::stops::ARRIVAL_DOCUMENTS;
use crate::forms::context::FormContext;
use crate::forms::{fields, order, papers, typed};
use crate::papers::documents;
use crate::queue::request::{Content, Request, enqueue};
use chrono::NaiveDate;
use nt24::{DeliveryConfirm, DocumentType, Operation, PickupConfirm, PickupType};
use rules::transport::{DeliveryFacts, PickupFacts};

pub(super) fn check_pickup(context: &FormContext<'_>, form: &PickupForm) -> Result<Checked, Failure> {
    let row = context.order()?;
    let order = facts::order_facts(&row);
    let mut findings = Vec::new();
    let collection = typed::read_address(&form.collection_address);
    let facts = PickupFacts {
        kind: form.pickup_kind.map(|kind| match kind {
            PickupKind::SelfPickup => rules::transport::PickupKind::SelfPickup,
            PickupKind::CompanyTransport => rules::transport::PickupKind::CompanyTransport,
        }),
        released: facts::released(context.tx, &row)?,
        pickup_date: typed::day(&form.pickup_date, "pickupDate", &mut findings),
        purchase_date: order.purchase_date,
        payment_date: facts::payment_date(context.tx, &row)?,
        has_declaration: papers::has(
            context.tx,
            &row.id,
            &form.papers,
            &[DocumentType::TransportPickupDeclaration],
        )?,
        has_cmr: papers::has(context.tx, &row.id, &form.papers, &[DocumentType::TransportCmr])?,
        driver: rules::text(&form.driver),
        collection_country: Some(collection.country),
        collection_post_code: collection.post_code,
    };
    findings.extend(placed(rules::transport::check_pickup(&facts, context.today), "collectionAddress"));
    if facts::transport(context.tx, &row)?.picked_up_on.is_some() {
        findings.push(finding("pickup.already", Severity::Error, ""));
    }
    Ok(Checked { findings, ..Checked::default() })
}

pub(super) fn check_delivery(context: &FormContext<'_>, form: &DeliveryForm) -> Result<Checked, Failure> {
    let row = context.order()?;
    let transport = facts::transport(context.tx, &row)?;
    let buyer = context.buyer_of(&row)?;
    let mut findings = Vec::new();
    let delivery = typed::read_address(&form.delivery_address);
    let facts = DeliveryFacts {
        delivery_date: typed::day(&form.delivery_date, "deliveryDate", &mut findings),
        pickup_date: transport.picked_up_on.as_deref().and_then(|day| day.parse::<NaiveDate>().ok()),
        delivery_country: Some(delivery.country),
        delivery_post_code: delivery.post_code,
        buyer_vat_country: rules::vat::state_of(&buyer.vat_number).unwrap_or_default(),
        departure_country: context.seller_country(),
        has_arrival_proof: papers::has(context.tx, &row.id, &form.papers, ARRIVAL_DOCUMENTS)?,
    };
    findings.extend(placed(rules::transport::check_delivery(&facts, context.today), "deliveryAddress"));
    if transport.delivered_on.is_some() {
        findings.push(finding("delivery.already", Severity::Error, ""));
    }
    Ok(Checked { findings, ..Checked::default() })
}

fn placed(findings: Vec<rules::Finding>, address: &str) -> Vec<Finding> {
    let mut findings = fields::from_rules(findings);
    for finding in &mut findings {
        let inner = finding.field.strip_prefix("address.").or_else(|| finding.field.split('.').nth(1));
        if let Some(inner) = inner {
            finding.field = format!("{address}.{inner}");
        } else if finding.field.ends_with("Address") {
            finding.field = format!("{address}.country");
        }
    }
    findings
}

pub(super) fn submit_pickup(context: &FormContext<'_>, form: &PickupForm) -> Result<Subject, Failure> {
    context.none_waits(&[Operation::ConfirmPickup])?;
    let row = context.order()?;
    let body = PickupConfirm {
        kind: match form.pickup_kind {
            Some(PickupKind::SelfPickup) => PickupType::SelfPickup,
            Some(PickupKind::CompanyTransport) => PickupType::CompanyTransport,
            None => return Err(Failure::of(FailureCode::FormIncomplete)),
        },
        pickup_date: required(&form.pickup_date, "pickupDate")?,
        driver_identification: typed::optional(&form.driver),
        collection_address: typed::optional_address(&form.collection_address),
    };
    let value = serde_json::to_value(&body).map_err(Failure::bad_call)?;
    let request = Request::of_order(row.seller.clone(), &row.id, Content::Json(value));
    enqueue(context.tx, context.connection, Operation::ConfirmPickup, &request, context.draft.clone())?;
    documents::file(context.tx, context.connection, &SubjectId::Order(row.id.clone()), &form.papers)?;
    Ok(order::subject(&row))
}

pub(super) fn submit_delivery(context: &FormContext<'_>, form: &DeliveryForm) -> Result<Subject, Failure> {
    context.none_waits(&[Operation::ConfirmDelivery])?;
    let row = context.order()?;
    let body = DeliveryConfirm {
        delivery_date: required(&form.delivery_date, "deliveryDate")?,
        delivery_address: typed::optional_address(&form.delivery_address),
    };
    let value = serde_json::to_value(&body).map_err(Failure::bad_call)?;
    let request = Request::of_order(row.seller.clone(), &row.id, Content::Json(value));
    enqueue(context.tx, context.connection, Operation::ConfirmDelivery, &request, context.draft.clone())?;
    documents::file(context.tx, context.connection, &SubjectId::Order(row.id.clone()), &form.papers)?;
    Ok(order::subject(&row))
}

fn required(text: &str, field: &str) -> Result<NaiveDate, Failure> {
    let mut unread = Vec::new();
    typed::day(text, field, &mut unread)
        .ok_or_else(|| Failure { findings: unread, ..Failure::of(FailureCode::FormIncomplete) })
}
