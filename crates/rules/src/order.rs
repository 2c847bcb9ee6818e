//! The form of an order: its vehicles and their sum.

use crate::country::{is_member_state, state};
use crate::field::{not_future, past, require};
use crate::finding::Finding;
use crate::money::format_minor;
use crate::new_vehicle::{Newness, judge};
use crate::table::*;
use crate::{contact, vin};
use chrono::NaiveDate;

/// The input of the form. An empty text is a field that is not filled in.
#[derive(Clone, Default)]
pub struct OrderFacts {
    /// The seller's own order number.
    pub external_order_id: String,
    /// State of the buyer (of the VAT number, if there is one).
    pub buyer_country: String,
    /// State of the seller, from which the vehicles leave.
    pub seller_country: String,
    /// Day of the contract.
    pub purchase_date: Option<NaiveDate>,
    /// The vehicles.
    pub vins: Vec<VehicleFacts>,
    /// Total of all vehicles in minor units.
    pub total: Option<i64>,
    /// ISO 4217 code of the total.
    pub currency: String,
    /// The currencies in which this buyer usually pays. Empty if that is not known.
    pub usual_currencies: Vec<String>,
    /// Whether the organization may create orders with more than one vehicle.
    pub multi_vin_allowed: bool,
    /// E-mail address of the responsible contact; optional.
    pub contact_email: String,
}

/// One vehicle of an order.
#[derive(Clone, Default)]
pub struct VehicleFacts {
    /// VIN, as typed.
    pub vin: String,
    /// Make.
    pub brand: String,
    /// Model.
    pub model: String,
    /// Price in minor units.
    pub amount: Option<i64>,
    /// ISO 4217 code of the price.
    pub currency: String,
    /// Kilometres.
    pub mileage: Option<u64>,
    /// First registration.
    pub first_registration: Option<NaiveDate>,
    /// Numbers of unfinished other orders with this vehicle.
    pub other_open_orders: Vec<String>,
    /// Numbers of finished orders with this vehicle.
    pub earlier_orders: Vec<String>,
}

/// A price outside of EUR 200 to 500,000 was probably typed in the wrong unit.
const PRICE_WINDOW_EUR_CENTS: std::ops::RangeInclusive<i64> = 20_000..=50_000_000;
/// A mileage above this is implausible for a passenger car that is still sold.
const PLAUSIBLE_KILOMETRES: u64 = 1_000_000;

/// Checks an order.
#[must_use]
pub fn check(facts: &OrderFacts, today: NaiveDate) -> Vec<Finding> {
    let mut findings = Vec::new();
    require(&mut findings, "externalOrderId", &facts.external_order_id);
    past(&mut findings, "purchaseDate", facts.purchase_date, today);
    check_states(&mut findings, facts);
    let email = contact::email(&facts.contact_email);
    if !email.is_empty() && !contact::is_email(&email) {
        findings.push(CONTACT_EMAIL.at("responsibleContact.email"));
    }
    if facts.vins.is_empty() {
        findings.push(ORDER_NO_VEHICLE.at("vins"));
    }
    if facts.vins.len() > 1 && !facts.multi_vin_allowed {
        findings.push(ORDER_MULTI_VIN.at("vins").with("count", facts.vins.len()));
    }
    check_duplicates(&mut findings, &facts.vins);
    // The supply follows the contract. Its day is not known yet: use the day of the contract.
    let supplied = facts.purchase_date.unwrap_or(today);
    for (index, vehicle) in facts.vins.iter().enumerate() {
        check_vehicle(&mut findings, index, vehicle, supplied, today);
    }
    check_currency(&mut findings, facts);
    check_sum(&mut findings, facts);
    findings
}

fn check_states(findings: &mut Vec<Finding>, facts: &OrderFacts) {
    let (buyer, seller) = (facts.buyer_country.trim(), facts.seller_country.trim());
    for country in [buyer, seller] {
        if !country.is_empty() && !is_member_state(country) {
            findings.push(ORDER_NOT_MEMBER.at("buyerId").with("country", country));
        }
    }
    if !buyer.is_empty() && state(buyer) == state(seller) {
        findings.push(ORDER_SAME_STATE.at("buyerId").with("country", buyer));
    }
}

fn check_duplicates(findings: &mut Vec<Finding>, vehicles: &[VehicleFacts]) {
    let numbers: Vec<String> = vehicles.iter().map(|vehicle| vin::normalise(&vehicle.vin)).collect();
    for (index, number) in numbers.iter().enumerate() {
        if !number.is_empty() && numbers[..index].contains(number) {
            findings.push(ORDER_VIN_TWICE.at(format!("vins[{index}].vin")).with("vin", number));
        }
    }
}

fn check_vehicle(
    findings: &mut Vec<Finding>,
    index: usize,
    vehicle: &VehicleFacts,
    supplied: NaiveDate,
    today: NaiveDate,
) {
    let field = |name: &str| format!("vins[{index}].{name}");
    findings.extend(vin::check(&vehicle.vin, &field("vin")));
    if !vehicle.other_open_orders.is_empty() {
        findings.push(ORDER_VIN_OPEN.at(field("vin")).with("orders", vehicle.other_open_orders.join(", ")));
    }
    if !vehicle.earlier_orders.is_empty() {
        findings.push(ORDER_VIN_EARLIER.at(field("vin")).with("orders", vehicle.earlier_orders.join(", ")));
    }
    require(findings, field("brand"), &vehicle.brand);
    require(findings, field("model"), &vehicle.model);
    match vehicle.amount {
        None => findings.push(REQUIRED.at(field("purchaseAmount"))),
        Some(amount) if amount <= 0 => findings.push(ORDER_AMOUNT.at(field("purchaseAmount"))),
        Some(amount) if vehicle.currency == "EUR" && !PRICE_WINDOW_EUR_CENTS.contains(&amount) => {
            let amount = format_minor(amount, &vehicle.currency);
            findings.push(
                ORDER_PRICE_WINDOW
                    .at(field("purchaseAmount"))
                    .with("amount", amount)
                    .with("currency", &vehicle.currency),
            );
        }
        Some(_) => {}
    }
    if let Some(mileage) = vehicle.mileage.filter(|mileage| *mileage > PLAUSIBLE_KILOMETRES) {
        findings.push(ORDER_MILEAGE.at(field("mileage")).with("mileage", mileage));
    }
    if let Some(registered) = vehicle.first_registration {
        not_future(findings, &field("firstRegistrationDate"), registered, today);
        if registered > supplied && registered <= today {
            findings
                .push(ORDER_REGISTRATION_LATE.at(field("firstRegistrationDate")).with("date", registered));
        }
    }
    let newness = match judge(vehicle.first_registration, vehicle.mileage, supplied) {
        Newness::New => ORDER_NEW_VEHICLE,
        Newness::Near => ORDER_NEW_VEHICLE_NEAR,
        Newness::Unknown => ORDER_NEW_VEHICLE_UNKNOWN,
        Newness::Used => return,
    };
    findings.push(newness.at(field("firstRegistrationDate")));
}

/// A currency that the buyer never had was probably chosen by mistake: a scanner types into any field.
fn check_currency(findings: &mut Vec<Finding>, facts: &OrderFacts) {
    if !facts.usual_currencies.is_empty() && !facts.usual_currencies.contains(&facts.currency) {
        let finding = ORDER_CURRENCY_UNUSUAL.at("currency").with("chosen", &facts.currency);
        findings.push(finding.with("usual", facts.usual_currencies.join(", ")));
    }
}

/// All amounts have one currency, and their sum is the total. Not checked while an amount is missing.
fn check_sum(findings: &mut Vec<Finding>, facts: &OrderFacts) {
    let Some(total) = facts.total else { return findings.push(REQUIRED.at("totalAmount")) };
    if let Some(index) = facts.vins.iter().position(|vehicle| vehicle.currency != facts.currency) {
        let finding = ORDER_CURRENCY.at(format!("vins[{index}].purchaseAmount"));
        return findings.push(
            finding.with("currency", &facts.vins[index].currency).with("total_currency", &facts.currency),
        );
    }
    let Some(amounts) = facts.vins.iter().map(|vehicle| vehicle.amount).collect::<Option<Vec<_>>>() else {
        return;
    };
    let sum = crate::money::total(amounts);
    if sum != total && !facts.vins.is_empty() {
        let finding = ORDER_TOTAL.at("totalAmount").with("currency", &facts.currency);
        findings.push(
            finding
                .with("total", format_minor(total, &facts.currency))
                .with("sum", format_minor(sum, &facts.currency)),
        );
    }
}

#[cfg(test)]
mod tests;
