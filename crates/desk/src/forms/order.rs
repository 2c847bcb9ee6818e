//! New order, and a change to one.

use super::{Desk, fields, finding, typed};
use crate::contract::{
    Checked, Failure, FailureCode, Finding, Form, MoneyAmount, OrderChangeForm, OrderForm, Person, Severity,
    Subject, SubjectKind, VehicleForm, VinHint,
};
use crate::outbox::{self, Content, Request};
use nt24::{BuyerId, Operation, OrderCreate, OrderStatus, OrderUpdate, OrderVinInput};
use rules::order::{OrderFacts, VehicleFacts};
use store::OrderRow;

pub(super) fn check(desk: &Desk<'_>, form: &OrderForm) -> Result<Checked, Failure> {
    let mut findings = Vec::new();
    let currency = currency(&form.currency);
    let mut vins = Vec::new();
    let mut vin_hints = Vec::new();
    for (at, vehicle) in form.vehicles.iter().enumerate() {
        let field = format!("vehicles[{at}].vin");
        if let Some(vin) = rules::vin::suggest(&vehicle.vin) {
            vin_hints.push(VinHint { field, vin });
        }
        vins.push(vehicle_facts(desk, vehicle, at, &currency, &mut findings)?);
    }
    // The total is the sum: NT24 wants both, a person types one.
    let total = vins.iter().map(|vehicle| vehicle.amount).sum::<Option<i64>>().filter(|_| !vins.is_empty());
    let buyer = match form.buyer.as_str() {
        "" => {
            findings.push(finding("required", Severity::Error, "buyer"));
            None
        }
        id => Some(desk.buyer(id)?),
    };
    if buyer
        .as_ref()
        .and_then(|row| row.server.as_ref())
        .is_some_and(|server| server.status == nt24::BuyerStatus::Blocked)
    {
        findings.push(finding("buyer.blocked", Severity::Error, "buyer"));
    }
    let number = form.external_order_id.trim();
    // An order is its buyer's seller's.
    let seller = match &buyer {
        Some(row) => row.seller.clone(),
        None => desk.seller()?,
    };
    let same = store::orders::by_external_id(desk.tx, &seller, number)?;
    if !number.is_empty() && same.is_some_and(|row| desk.subject != Some(row.id.as_str())) {
        findings.push(finding("order.exists", Severity::Error, "externalOrderId"));
    }
    let facts = OrderFacts {
        external_order_id: form.external_order_id.clone(),
        buyer_country: buyer.and_then(|row| row.country).unwrap_or_default(),
        seller_country: desk.open.country_of(&seller).unwrap_or_default(),
        purchase_date: typed::day(&form.purchase_date, "purchaseDate", &mut findings),
        vins,
        total,
        currency: currency.clone(),
        multi_vin_allowed: desk.open.me().is_some_and(|me| me.capabilities.allow_multi_vin_orders),
        contact_email: form.responsible.email.clone(),
    };
    findings.extend(fields::from_rules(rules::order::check(&facts, desk.today)));
    // What was typed and could not be read was told already.
    findings.retain(|finding| finding.field != "total" || finding.rule != "required");
    Ok(Checked {
        findings,
        vin_hints,
        total: total.map(|value| MoneyAmount { value, currency }),
        ..Checked::default()
    })
}

fn currency(typed: &str) -> String {
    let typed = typed.trim().to_uppercase();
    if typed.is_empty() { "EUR".to_owned() } else { typed }
}

fn vehicle_facts(
    desk: &Desk<'_>,
    form: &VehicleForm,
    at: usize,
    currency: &str,
    findings: &mut Vec<Finding>,
) -> Result<VehicleFacts, Failure> {
    let vin = vin(&form.vin);
    let mut facts = VehicleFacts {
        vin: vin.clone(),
        brand: form.brand.clone(),
        model: form.model.clone(),
        amount: typed::amount(&form.amount, currency, &format!("vehicles[{at}].amount"), findings),
        currency: currency.to_owned(),
        mileage: typed::kilometres(&form.mileage, &format!("vehicles[{at}].mileage"), findings),
        first_registration: typed::day(
            &form.first_registration,
            &format!("vehicles[{at}].firstRegistration"),
            findings,
        ),
        other_open_orders: Vec::new(),
        earlier_orders: Vec::new(),
    };
    if vin.len() == 17 {
        for row in store::orders::with_vin(desk.tx, &vin)? {
            if desk.subject == Some(row.id.as_str()) {
                continue;
            }
            let closed = row.server.as_ref().is_some_and(|server| {
                matches!(
                    server.status,
                    OrderStatus::ComplianceValid | OrderStatus::ComplianceInvalid | OrderStatus::Cancelled
                )
            });
            if closed {
                facts.earlier_orders.push(row.external_order_id);
            } else {
                facts.other_open_orders.push(row.external_order_id);
            }
        }
    }
    Ok(facts)
}

fn vin(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
}

pub(super) fn submit(desk: &Desk<'_>, form: &OrderForm) -> Result<Subject, Failure> {
    let seller = desk.buyer(&form.buyer)?.seller;
    let now = desk.open.parts.clock.now();
    let wanted = wanted(form)?;
    let reopened = match desk.subject {
        Some(id) => store::orders::get(desk.tx, id)?,
        None => None,
    };
    let row = OrderRow {
        id: reopened.as_ref().map_or_else(|| desk.open.parts.ids.id(), |row| row.id.clone()),
        seller: seller.clone(),
        buyer: form.buyer.clone(),
        remote: None,
        external_order_id: wanted.external_order_id.clone(),
        wanted: Some(wanted.clone()),
        server: None,
        compliance: None,
        compliance_etag: None,
        preliminary: None,
        final_invoice: None,
        payment: None,
        export_file: None,
        watched_until: None,
        refreshed_at: None,
        created_at: now,
        updated_at: now,
    };
    let body = serde_json::to_value(&wanted).map_err(Failure::bad_call)?;
    let mut request = Request::of_order(seller, &row.id, Content::Json(body));
    request.buyer = Some(form.buyer.clone());
    match &reopened {
        Some(before) if before.remote.is_some() => return Err(Failure::of(FailureCode::AlreadySent)),
        Some(_) => {
            store::orders::save(desk.tx, &row)?;
            queue_again(desk, &row.id, Operation::CreateOrder, &request)?;
        }
        None => {
            store::orders::insert(desk.tx, &row)?;
            outbox::enqueue(desk.tx, desk.open, Operation::CreateOrder, &request, desk.draft.clone())?;
        }
    }
    Ok(subject(&row))
}

/// A refused row that makes a buyer or an order goes out again with what was mended, in its old place.
pub(super) fn queue_again(
    desk: &Desk<'_>,
    subject: &str,
    operation: Operation,
    request: &Request,
) -> Result<(), Failure> {
    let rows = store::outbox::of_subject(desk.tx, subject)?;
    let old = rows.into_iter().find(|row| !row.state.is_finished() && row.operation == operation.id());
    match old {
        Some(old) => {
            outbox::supersede(desk.tx, desk.open, &old, operation, request, desk.draft.clone())?;
        }
        None => outbox::enqueue(desk.tx, desk.open, operation, request, desk.draft.clone())?,
    }
    Ok(())
}

/// The body as it will be sent, but for the buyer's id, which this desk may not know yet.
fn wanted(form: &OrderForm) -> Result<OrderCreate, Failure> {
    let mut unread = Vec::new();
    let wanted = readable(form, &mut unread);
    if unread.is_empty() {
        Ok(wanted)
    } else {
        Err(Failure { findings: unread, ..Failure::of(FailureCode::FormIncomplete) })
    }
}

/// An order that is still a draft, as far as it can be read. Nothing where the id is not of one.
pub(super) fn of_draft(desk: &Desk<'_>, id: &str) -> Result<Option<OrderRow>, Failure> {
    let Some(draft) = store::drafts::get(desk.tx, id)? else { return Ok(None) };
    let Form::Order(form) = crate::drafts::form(&draft)? else { return Ok(None) };
    let buyer = store::buyers::get(desk.tx, &form.buyer)?;
    let seller = match &buyer {
        Some(row) => row.seller.clone(),
        None => desk.seller.clone().map_or_else(|| desk.open.seller(), Ok)?,
    };
    Ok(Some(OrderRow {
        id: draft.id,
        seller,
        buyer: buyer.map(|row| row.id).unwrap_or_default(),
        remote: None,
        external_order_id: form.external_order_id.clone(),
        wanted: Some(readable(&form, &mut Vec::new())),
        server: None,
        compliance: None,
        compliance_etag: None,
        preliminary: None,
        final_invoice: None,
        payment: None,
        export_file: None,
        watched_until: None,
        refreshed_at: None,
        created_at: draft.created_at,
        updated_at: draft.updated_at,
    }))
}

/// What can be read of the form; what cannot, is told.
fn readable(form: &OrderForm, unread: &mut Vec<Finding>) -> OrderCreate {
    let currency = currency(&form.currency);
    let vins = form
        .vehicles
        .iter()
        .map(|vehicle| {
            let amount = typed::amount(&vehicle.amount, &currency, "", unread);
            OrderVinInput {
                vin: vin(&vehicle.vin),
                brand: vehicle.brand.trim().to_owned(),
                model: vehicle.model.trim().to_owned(),
                purchase_amount: typed::money(amount.unwrap_or_default(), &currency),
                mileage: typed::kilometres(&vehicle.mileage, "", unread),
                first_registration_date: typed::day(&vehicle.first_registration, "", unread),
            }
        })
        .collect::<Vec<_>>();
    let total = vins.iter().map(|vehicle| vehicle.purchase_amount.value).sum();
    let purchase_date = typed::day(&form.purchase_date, "", unread);
    OrderCreate {
        external_order_id: form.external_order_id.trim().to_owned(),
        buyer_id: BuyerId::from(form.buyer.as_str()),
        purchase_date,
        responsible_contact: typed::responsible(&form.responsible),
        vins,
        total_amount: typed::money(total, &currency),
    }
}

pub(super) fn subject(row: &OrderRow) -> Subject {
    Subject { kind: SubjectKind::Order, id: row.id.clone(), label: row.external_order_id.clone() }
}

pub(super) fn check_change(desk: &Desk<'_>, form: &OrderChangeForm) -> Result<Checked, Failure> {
    let row = desk.order()?;
    let mut findings = Vec::new();
    let date = typed::day(&form.purchase_date, "purchaseDate", &mut findings);
    if date.is_some_and(|date| date > desk.today) {
        findings.push(finding("date.future", Severity::Error, "purchaseDate"));
    }
    let facts = rules::buyer::BuyerFacts {
        contacts: vec![rules::buyer::ContactFacts {
            first_name: form.responsible.first_name.clone(),
            last_name: form.responsible.last_name.clone(),
            email: form.responsible.email.clone(),
            phone: form.responsible.phone.clone(),
        }],
        ..rules::buyer::BuyerFacts::default()
    };
    if form.responsible != Person::default() {
        for mut found in fields::from_rules(rules::buyer::check(&facts, desk.today)) {
            // Which parts of a responsible person are required is not documented.
            if let Some(field) = found.field.strip_prefix("contacts[0].").filter(|_| found.rule != "required")
            {
                found.field = format!("responsible.{field}");
                findings.push(found);
            }
        }
    }
    if row.server.is_none() {
        findings.push(finding("order.not_known_yet", Severity::Error, ""));
    }
    Ok(Checked { findings, ..Checked::default() })
}

pub(super) fn submit_change(desk: &Desk<'_>, form: &OrderChangeForm) -> Result<Subject, Failure> {
    desk.none_waits(&[Operation::UpdateOrder])?;
    let row = desk.order()?;
    let server = desk.begun_on(row.server.as_ref()).ok_or_else(|| Failure::of(FailureCode::NotReadyYet))?;
    let mut unread = Vec::new();
    let date = typed::day(&form.purchase_date, "", &mut unread);
    let responsible = typed::responsible(&form.responsible);
    let update = OrderUpdate {
        purchase_date: date.filter(|_| date != server.purchase_date),
        responsible_contact: responsible.filter(|new| Some(new) != server.responsible_contact.as_ref()),
    };
    if update != OrderUpdate::default() {
        let body = serde_json::to_value(&update).map_err(Failure::bad_call)?;
        let base = serde_json::to_value(&server).map_err(Failure::bad_call)?;
        let request = Request::of_order(row.seller.clone(), &row.id, Content::Json(body))
            .based_on(base, server.version);
        outbox::enqueue(desk.tx, desk.open, Operation::UpdateOrder, &request, desk.draft.clone())?;
    }
    Ok(subject(&row))
}
