//! New order, and a change of one.

use crate::contract::{
    Checked, Failure, FailureCode, FieldValue, Finding, MoneyAmount, OrderChangeForm, OrderForm, Severity,
    Subject, SubjectKind, ValueKind, VehicleForm, finding,
};
use crate::deal::pending::PendingWrites;
use crate::deal::{blocking, facts};
use crate::forms::again::queue_again;
use crate::forms::context::FormContext;
use crate::forms::order_of_draft::readable;
use crate::forms::{buyer, fields, responsible, typed};
use crate::queue::request::{Content, Request, enqueue};
use nt24::{Operation, OrderCreate, OrderStatus, OrderUpdate};
use rules::order::{OrderFacts, VehicleFacts};
use store::{BuyerRow, OrderRow};

pub(super) fn check(context: &FormContext<'_>, form: &OrderForm) -> Result<Checked, Failure> {
    let mut findings = Vec::new();
    let currency = typed::currency(&form.currency);
    let mut vins = Vec::new();
    let (mut suggestions, mut derived) = (Vec::new(), Vec::new());
    for (at, vehicle) in form.vehicles.iter().enumerate() {
        let field = |name: &str| format!("vehicles[{at}].{name}");
        if let Some(value) = rules::vin::suggest(&vehicle.vin) {
            suggestions.push(FieldValue { field: field("vin"), kind: ValueKind::Vin, value });
        }
        if let Some(make) = rules::vin::make(&vehicle.vin) {
            let (kind, value) = (ValueKind::Text, make.to_owned());
            derived.push(FieldValue { field: field("brand"), kind, value });
        }
        vins.push(vehicle_facts(context, vehicle, at, &currency, &mut findings)?);
    }
    // NT24 wants the prices and their total; the user types the prices.
    let prices = vins.iter().map(|vehicle| vehicle.amount).collect::<Option<Vec<_>>>();
    let total = prices.filter(|prices| !prices.is_empty()).map(rules::money::total);
    let buyer = match form.buyer.as_str() {
        "" => {
            findings.push(finding("required", Severity::Error, "buyer"));
            None
        }
        id => {
            // The buyer may have been withdrawn since; what was typed for the order stays.
            let buyer = store::buyers::get(context.tx, id)?;
            if buyer.is_none() {
                findings.push(finding("buyer.gone", Severity::Error, "buyer"));
            }
            buyer
        }
    };
    if let Some(row) = &buyer
        && blocking::is_blocked(row, &PendingWrites::of(context.tx, &row.id)?)
    {
        findings.push(finding("buyer.blocked", Severity::Error, "buyer"));
    }
    let number = rules::text(&form.external_order_id);
    // An order belongs to the seller of its buyer.
    let seller = match &buyer {
        Some(row) => row.seller.clone(),
        None => context.seller()?,
    };
    let same = store::orders::by_external_id(context.tx, &seller, &number)?;
    if !number.is_empty() && same.is_some_and(|row| context.subject != Some(row.id.as_str())) {
        findings.push(finding("order.exists", Severity::Error, "externalOrderId"));
    }
    let usual_currencies = match &buyer {
        Some(row) => usual_currencies(context, row)?,
        None => Vec::new(),
    };
    let facts = OrderFacts {
        usual_currencies,
        external_order_id: number,
        // The address of a buyer in Northern Ireland is in `GB`, and in Monaco in `MC`: the VAT number counts.
        buyer_country: buyer
            .and_then(|row| rules::vat::state_of(&row.vat_number).or(row.country))
            .unwrap_or_default(),
        seller_country: context.connection.country_of(&seller).unwrap_or_default(),
        purchase_date: typed::day(&form.purchase_date, "purchaseDate", &mut findings),
        vins,
        total,
        currency: currency.clone(),
        multi_vin_allowed: context.connection.me().is_some_and(|me| me.capabilities.allow_multi_vin_orders),
        contact_email: typed::read_person(&form.responsible).email,
    };
    findings.extend(fields::from_rules(rules::order::check(&facts, context.today)));
    // An unreadable amount has its own finding already.
    findings.retain(|finding| finding.field != "total" || finding.rule != "required");
    Ok(Checked {
        findings,
        suggestions,
        derived,
        total: total.map(|value| MoneyAmount { value, currency }),
        ..Checked::default()
    })
}

/// The currencies of this buyer's other orders; without one, that of the seller's state.
fn usual_currencies(context: &FormContext<'_>, buyer: &BuyerRow) -> Result<Vec<String>, Failure> {
    let orders = store::orders::of_buyer(context.tx, &buyer.id)?;
    let others = orders.iter().filter(|row| context.subject != Some(row.id.as_str()));
    let currencies = others.map(facts::order_facts).filter(|order| order.total.is_some());
    let mut usual: Vec<String> = currencies.map(|order| order.currency).collect();
    if usual.is_empty() {
        let country = context.connection.country_of(&buyer.seller);
        usual.extend(country.map(|country| rules::money::currency_of(&country).to_owned()));
    }
    usual.sort();
    usual.dedup();
    Ok(usual)
}

fn vehicle_facts(
    context: &FormContext<'_>,
    form: &VehicleForm,
    at: usize,
    currency: &str,
    findings: &mut Vec<Finding>,
) -> Result<VehicleFacts, Failure> {
    let vin = rules::vin::normalise(&form.vin);
    let mut facts = VehicleFacts {
        vin: form.vin.clone(),
        brand: rules::text(&form.brand),
        model: rules::text(&form.model),
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
        for row in store::orders::with_vin(context.tx, &vin)? {
            if context.subject == Some(row.id.as_str()) {
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

pub(super) fn submit(context: &FormContext<'_>, form: &OrderForm) -> Result<Subject, Failure> {
    let seller = context.buyer(&form.buyer)?.seller;
    let now = context.connection.given.clock.now();
    let wanted = wanted(form)?;
    let reopened = match context.subject {
        Some(id) => store::orders::get(context.tx, id)?,
        None => None,
    };
    let id = reopened.as_ref().map_or_else(|| context.connection.given.ids.id(), |row| row.id.clone());
    let row = OrderRow {
        wanted: Some(wanted.clone()),
        ..OrderRow::new(id, seller.clone(), form.buyer.as_str(), wanted.external_order_id.as_str(), now)
    };
    let body = serde_json::to_value(&wanted).map_err(Failure::bad_call)?;
    let mut request = Request::of_order(seller, &row.id, Content::Json(body));
    request.buyer = Some(form.buyer.clone());
    match &reopened {
        Some(before) if before.remote.is_some() => return Err(Failure::of(FailureCode::AlreadySent)),
        Some(_) => {
            store::orders::save(context.tx, &row)?;
            queue_again(context, &row.id, Operation::CreateOrder, &request)?;
        }
        None => {
            store::orders::insert(context.tx, &row)?;
            enqueue(context.tx, context.connection, Operation::CreateOrder, &request, context.draft.clone())?;
        }
    }
    responsible::remember(context, &row.seller, &form.responsible)?;
    Ok(subject(&row))
}

/// The body of the write, except for the buyer's id, which this desk may not know yet.
fn wanted(form: &OrderForm) -> Result<OrderCreate, Failure> {
    let mut unread = Vec::new();
    let wanted = readable(form, &mut unread);
    if unread.is_empty() {
        Ok(wanted)
    } else {
        Err(Failure { findings: unread, ..Failure::of(FailureCode::FormIncomplete) })
    }
}

pub(super) fn subject(row: &OrderRow) -> Subject {
    Subject { kind: SubjectKind::Order, id: row.id.clone(), label: row.external_order_id.clone() }
}

pub(super) fn check_change(context: &FormContext<'_>, form: &OrderChangeForm) -> Result<Checked, Failure> {
    let row = context.order()?;
    let mut findings = Vec::new();
    let date = typed::day(&form.purchase_date, "purchaseDate", &mut findings);
    if date.is_some_and(|date| date > context.today) {
        findings.push(finding("date.future", Severity::Error, "purchaseDate"));
    }
    let facts = rules::buyer::BuyerFacts {
        contacts: vec![buyer::contact_facts(&form.responsible)],
        ..rules::buyer::BuyerFacts::default()
    };
    if !typed::is_empty(&form.responsible) {
        for mut found in fields::from_rules(rules::buyer::check(&facts, context.today)) {
            // Which parts of a responsible person are required is not documented.
            if let Some(field) = found.field.strip_prefix("contacts[0].").filter(|_| found.rule != "required")
            {
                found.field = format!("responsible.{field}");
                findings.push(found);
            }
        }
    }
    match context.begun_on(row.server.as_ref()) {
        None => findings.push(finding("order.not_known_yet", Severity::Error, "")),
        Some(before) => {
            let no_day = typed::is_blank(&form.purchase_date);
            findings.extend(typed::kept(before.purchase_date.as_ref(), no_day, "purchaseDate"));
            let nobody = typed::is_empty(&form.responsible);
            findings.extend(typed::kept(before.responsible_contact.as_ref(), nobody, "responsible.lastName"));
        }
    }
    Ok(Checked { findings, ..Checked::default() })
}

pub(super) fn submit_change(context: &FormContext<'_>, form: &OrderChangeForm) -> Result<Subject, Failure> {
    context.none_waits(&[Operation::UpdateOrder])?;
    let row = context.order()?;
    let server =
        context.begun_on(row.server.as_ref()).ok_or_else(|| Failure::of(FailureCode::NotReadyYet))?;
    let mut unread = Vec::new();
    let date = typed::day(&form.purchase_date, "purchaseDate", &mut unread);
    if !unread.is_empty() {
        return Err(Failure { findings: unread, ..Failure::of(FailureCode::FormIncomplete) });
    }
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
        enqueue(context.tx, context.connection, Operation::UpdateOrder, &request, context.draft.clone())?;
    }
    Ok(subject(&row))
}
