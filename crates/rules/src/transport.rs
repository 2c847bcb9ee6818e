//! Pickup and delivery.

use crate::country::same_address;
use crate::field::past;
use crate::finding::Finding;
use crate::table::*;
use crate::territory::{Area, area};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The kind of pickup: who moves the vehicle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PickupKind {
    /// The buyer. Needs a signed pickup declaration.
    #[default]
    SelfPickup,
    /// A carrier. Needs a CMR.
    CompanyTransport,
}

/// Whether the seller has released the vehicle: the payment is complete and it may be collected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Release {
    /// It was released.
    Yes,
    /// It was not.
    No,
    /// The order was not read, or has a state that this version does not know.
    #[default]
    NotKnown,
}

/// The input of the form of a pickup. No `Debug`: the driver is personal data.
#[derive(Clone, Default)]
pub struct PickupFacts {
    /// The party that moves the vehicle. `None` if it is not chosen yet.
    pub kind: Option<PickupKind>,
    /// Whether the vehicle was released.
    pub released: Release,
    /// Day of the pickup.
    pub pickup_date: Option<NaiveDate>,
    /// Day of the contract.
    pub purchase_date: Option<NaiveDate>,
    /// Day of the payment, if there is one.
    pub payment_date: Option<NaiveDate>,
    /// Whether the signed pickup declaration is attached.
    pub has_declaration: bool,
    /// Whether the CMR is attached.
    pub has_cmr: bool,
    /// The driver; empty if unknown.
    pub driver: String,
    /// State in which the vehicle was collected, if it is known.
    pub collection_country: Option<String>,
    /// Postal code of the place of collection; empty if unknown.
    pub collection_post_code: String,
}

/// The input of the form of a delivery.
#[derive(Clone, Debug, Default)]
pub struct DeliveryFacts {
    /// Day of the arrival.
    pub delivery_date: Option<NaiveDate>,
    /// Day of the pickup, if it is confirmed.
    pub pickup_date: Option<NaiveDate>,
    /// State in which the vehicle arrived, if it is known.
    pub delivery_country: Option<String>,
    /// Postal code of the place of arrival; empty if unknown.
    pub delivery_post_code: String,
    /// Prefix of the buyer's VAT number; empty if unknown.
    pub buyer_vat_country: String,
    /// State that it left, if it is known.
    pub departure_country: Option<String>,
    /// Whether a confirmation of arrival, or the CMR signed at delivery, is attached.
    pub has_arrival_proof: bool,
}

/// Checks a pickup. A missing document may still come, so it is never an error.
#[must_use]
pub fn check_pickup(facts: &PickupFacts, today: NaiveDate) -> Vec<Finding> {
    let mut findings = Vec::new();
    match facts.released {
        Release::Yes => {}
        Release::No => findings.push(PICKUP_NOT_RELEASED.at("type")),
        Release::NotKnown => findings.push(PICKUP_RELEASE_NOT_KNOWN.at("type")),
    }
    past(&mut findings, "pickupDate", facts.pickup_date, today);
    if let (Some(pickup), Some(purchase)) = (facts.pickup_date, facts.purchase_date)
        && pickup < purchase
    {
        let finding = PICKUP_BEFORE_PURCHASE.at("pickupDate").with("date", pickup);
        findings.push(finding.with("purchase_date", purchase));
    } else if let (Some(pickup), Some(payment)) = (facts.pickup_date, facts.payment_date)
        && pickup < payment
    {
        let finding = PICKUP_BEFORE_PAYMENT.at("pickupDate").with("date", pickup);
        findings.push(finding.with("payment_date", payment));
    }
    match facts.kind {
        None => findings.push(REQUIRED.at("pickupKind")),
        Some(PickupKind::SelfPickup) => {
            if !facts.has_declaration {
                findings.push(PICKUP_DECLARATION_MISSING.at("file"));
            }
            if facts.driver.trim().is_empty() {
                findings.push(PICKUP_DRIVER_MISSING.at("driverIdentification"));
            }
        }
        Some(PickupKind::CompanyTransport) if !facts.has_cmr => {
            findings.push(PICKUP_CMR_MISSING.at("file"));
        }
        Some(PickupKind::CompanyTransport) => {}
    }
    if let Some(country) = known(facts.collection_country.as_ref()) {
        match area(country, &facts.collection_post_code, "") {
            Area::Inside => {}
            Area::Excluded => findings.push(PICKUP_OUTSIDE_VAT_AREA.at("collectionAddress.postCode")),
            Area::ThirdState => {
                findings.push(PICKUP_NOT_MEMBER.at("collectionAddress.country").with("country", country));
            }
        }
    }
    findings
}

/// Checks a delivery.
#[must_use]
pub fn check_delivery(facts: &DeliveryFacts, today: NaiveDate) -> Vec<Finding> {
    let mut findings = Vec::new();
    past(&mut findings, "deliveryDate", facts.delivery_date, today);
    match (facts.pickup_date, facts.delivery_date) {
        (None, _) => findings.push(DELIVERY_NO_PICKUP.at("type")),
        (Some(pickup), Some(delivery)) if delivery < pickup => {
            let finding = DELIVERY_BEFORE_PICKUP.at("deliveryDate").with("date", delivery);
            findings.push(finding.with("pickup_date", pickup));
        }
        (Some(_), _) => {}
    }
    if let Some(country) = known(facts.delivery_country.as_ref()) {
        let field = "deliveryAddress.country";
        let departure = known(facts.departure_country.as_ref());
        match area(country, &facts.delivery_post_code, &facts.buyer_vat_country) {
            Area::Excluded => findings.push(DELIVERY_OUTSIDE_VAT_AREA.at("deliveryAddress.postCode")),
            Area::ThirdState => findings.push(DELIVERY_NOT_MEMBER.at(field).with("country", country)),
            Area::Inside if departure.is_some_and(|from| same_address(from, country)) => {
                findings.push(DELIVERY_SAME_STATE.at(field).with("country", country));
            }
            Area::Inside => {}
        }
    }
    if !facts.has_arrival_proof {
        findings.push(DELIVERY_PROOF_MISSING.at("file"));
    }
    findings
}

/// A country that was filled in.
fn known(country: Option<&String>) -> Option<&str> {
    country.map(|country| country.trim()).filter(|country| !country.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rules(findings: &[Finding]) -> Vec<&'static str> {
        findings.iter().map(|finding| finding.rule).collect()
    }

    fn pickup(change: impl FnOnce(&mut PickupFacts)) -> Vec<&'static str> {
        let mut facts = PickupFacts {
            kind: Some(PickupKind::SelfPickup),
            released: Release::Yes,
            pickup_date: Some(day("2026-11-20")),
            purchase_date: Some(day("2026-11-19")),
            has_declaration: true,
            driver: "J. de Vries, NL passport".into(),
            collection_country: Some("DE".into()),
            ..PickupFacts::default()
        };
        change(&mut facts);
        rules(&check_pickup(&facts, day("2026-11-21")))
    }

    #[test]
    fn a_pickup_needs_the_document_of_its_kind() {
        assert!(pickup(|_| ()).is_empty());
        assert_eq!(pickup(|p| p.has_declaration = false), ["transport.declaration_missing"]);
        assert_eq!(pickup(|p| p.driver = " ".into()), ["transport.driver_missing"]);
        assert_eq!(pickup(|p| p.kind = Some(PickupKind::CompanyTransport)), ["transport.cmr_missing"]);
        assert!(
            pickup(|p| {
                p.kind = Some(PickupKind::CompanyTransport);
                (p.has_cmr, p.has_declaration) = (true, false);
                p.driver.clear();
            })
            .is_empty()
        );
        assert_eq!(pickup(|p| p.collection_country = Some("CH".into())), ["transport.pickup_not_member"]);
        assert!(pickup(|p| p.collection_country = Some(String::new())).is_empty());
        assert_eq!(
            pickup(|p| p.collection_post_code = "27498".into()),
            ["transport.pickup_outside_vat_area"]
        );
    }

    #[test]
    fn the_pickup_follows_the_release() {
        assert_eq!(pickup(|p| p.released = Release::No), ["transport.not_released"]);
        assert_eq!(pickup(|p| p.released = Release::NotKnown), ["transport.release_not_known"]);
        assert_eq!(pickup(|p| p.kind = None), ["required"]);
    }

    #[test]
    fn the_pickup_follows_the_purchase() {
        assert_eq!(pickup(|p| p.pickup_date = None), ["required"]);
        assert_eq!(pickup(|p| p.pickup_date = Some(day("2026-11-22"))), ["date.future"]);
        assert_eq!(pickup(|p| p.pickup_date = Some(day("2026-11-18"))), ["transport.pickup_before_purchase"]);
        let paid = |on: &str| pickup(|p| p.payment_date = Some(day(on)));
        assert_eq!(paid("2026-11-21"), ["transport.pickup_before_payment"]);
        assert!(paid("2026-11-20").is_empty());
        assert!(pickup(|p| p.pickup_date = Some(day("2026-11-19"))).is_empty());
    }

    fn delivery(change: impl FnOnce(&mut DeliveryFacts)) -> Vec<&'static str> {
        let mut facts = DeliveryFacts {
            delivery_date: Some(day("2026-11-21")),
            pickup_date: Some(day("2026-11-21")),
            delivery_country: Some("NL".into()),
            delivery_post_code: "1011 AB".into(),
            buyer_vat_country: "NL".into(),
            departure_country: Some("DE".into()),
            has_arrival_proof: true,
        };
        change(&mut facts);
        rules(&check_delivery(&facts, day("2026-11-21")))
    }

    #[test]
    fn the_delivery_follows_the_pickup_in_another_state() {
        assert!(delivery(|_| ()).is_empty());
        assert_eq!(delivery(|d| d.delivery_date = None), ["required"]);
        assert_eq!(delivery(|d| d.pickup_date = None), ["transport.no_pickup"]);
        assert_eq!(
            delivery(|d| d.delivery_date = Some(day("2026-11-20"))),
            ["transport.delivery_before_pickup"]
        );
        assert_eq!(delivery(|d| d.delivery_date = Some(day("2026-11-22"))), ["date.future"]);
        assert_eq!(delivery(|d| d.delivery_country = Some("DE".into())), ["transport.same_state"]);
        assert_eq!(delivery(|d| d.delivery_country = Some("GB".into())), ["transport.delivery_not_member"]);
        assert!(delivery(|d| d.delivery_country = Some("XI".into())).is_empty());
        assert!(delivery(|d| d.delivery_country = None).is_empty());
        let to = |country: &str, post_code: &str, vat_country: &str| {
            delivery(|d| {
                d.delivery_country = Some(country.into());
                d.delivery_post_code = post_code.into();
                d.buyer_vat_country = vat_country.into();
            })
        };
        assert!(to("GB", "BT1 5GS", "XI").is_empty());
        assert!(to("MC", "98000", "FR").is_empty());
        assert_eq!(to("ES", "35001", "ES"), ["transport.delivery_outside_vat_area"]);
        // The vehicle leaves the VAT territory, although it does not leave the state.
        assert_eq!(to("DE", "27498", "DE"), ["transport.delivery_outside_vat_area"]);
        let from_france = |d: &mut DeliveryFacts| {
            d.departure_country = Some("FR".into());
            d.delivery_country = Some("MC".into());
        };
        assert_eq!(delivery(from_france), ["transport.same_state"]);
        assert_eq!(delivery(|d| d.has_arrival_proof = false), ["transport.arrival_proof_missing"]);
    }
}
