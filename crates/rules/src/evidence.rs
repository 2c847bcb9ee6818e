//! The evidence of transport, by three standards: each lists the missing items and their deadlines. None of
//! them means that a sale is safe.

use crate::country::state;
use crate::transport::PickupKind;
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// The evidence on file.
#[derive(Clone, Debug, Default)]
pub struct EvidenceFacts {
    /// The party that moves the vehicle, by the definition of NT24.
    pub kind: PickupKind,
    /// The party that moves it or orders the carrier: the presumption requires more if it is the buyer.
    pub transported_by: TransportedBy,
    /// Whether a CMR is on file.
    pub has_cmr: bool,
    /// Whether a signed pickup declaration is on file.
    pub has_pickup_declaration: bool,
    /// The documents of Art. 45a(3) that are on file.
    pub items: Vec<EvidenceItem>,
    /// Day of the buyer's written statement, if it is on file. Required if the buyer transports.
    pub buyer_statement: Option<NaiveDate>,
    /// Day of the supply (the pickup), if it has happened.
    pub supplied: Option<NaiveDate>,
    /// State that the vehicle leaves.
    pub departure_country: String,
    /// The German confirmation of arrival, if it is on file.
    pub entry_certificate: Option<EntryCertificate>,
    /// Whether the vehicle's registration in the buyer's name in the state of destination is on file.
    pub registered_at_destination: bool,
}

/// The party that transports, or has a third party transport on its behalf (Art. 45a(1)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransportedBy {
    /// Letter (a).
    #[default]
    Seller,
    /// Letter (b): the written statement of the buyer is required as well.
    Buyer,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceItem {
    /// The kind of document.
    pub kind: EvidenceKind,
    /// The issuer.
    pub issuer: String,
    /// Whether the issuer is independent of the seller and of the buyer.
    pub independent: bool,
    /// Whether it contradicts another document (vehicle, place, date).
    pub contradicts: bool,
}

/// The documents of Implementing Regulation 282/2011, Art. 45a(3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// Letter (a): signed CMR.
    SignedCmr,
    /// Letter (a): bill of lading.
    BillOfLading,
    /// Letter (a): airfreight invoice.
    AirfreightInvoice,
    /// Letter (a): the carrier's invoice.
    CarrierInvoice,
    /// Letter (b)(i): insurance policy for the transport.
    InsurancePolicy,
    /// Letter (b)(i): bank documents that prove the payment of the transport.
    BankProofOfTransport,
    /// Letter (b)(ii): a public authority's document, such as a notary's, that confirms the arrival.
    NotaryReceipt,
    /// Letter (b)(iii): receipt of a warehouse keeper in the state of destination.
    WarehouseReceipt,
}

/// The content of a Gelangensbestätigung (§ 17b(2) UStDV).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryCertificate {
    /// Name and address of the buyer.
    pub names_buyer: bool,
    /// The vehicle with its VIN.
    pub names_vehicle: bool,
    /// Place and month of the arrival (or of the transport's end, if the buyer transported).
    pub names_place_and_month: bool,
    /// Day of issue.
    pub dated: bool,
    /// Signature of the buyer or of someone on his behalf.
    pub signed: bool,
}

/// The evidence by each standard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The requirements of NT24.
    pub nt24_minimum: Gauge,
    /// The presumption of Art. 45a.
    pub presumption_45a: Gauge,
    /// The national alternative of the state of departure; only the German one is known.
    pub national: Gauge,
}

/// The result for one standard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", content = "missing", rename_all = "snake_case")]
pub enum Gauge {
    /// All required items are on file.
    Met,
    /// Some items are missing.
    Missing(Vec<Missing>),
    /// The standard does not apply.
    NotApplicable,
}

/// A missing item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Id; the page has a text for it.
    pub item: &'static str,
    /// The deadline, if there is one.
    pub until: Option<NaiveDate>,
}

impl EvidenceKind {
    /// Whether it is a document of letter (a), a transport document.
    #[must_use]
    pub fn is_transport_document(self) -> bool {
        matches!(self, Self::SignedCmr | Self::BillOfLading | Self::AirfreightInvoice | Self::CarrierInvoice)
    }
}

/// Compares the evidence with the three standards.
#[must_use]
pub fn evidence(facts: &EvidenceFacts) -> Evidence {
    Evidence {
        nt24_minimum: gauge(nt24_minimum(facts)),
        presumption_45a: gauge(presumption(facts)),
        national: national(facts),
    }
}

fn gauge(missing: Vec<Missing>) -> Gauge {
    if missing.is_empty() { Gauge::Met } else { Gauge::Missing(missing) }
}

fn missing(item: &'static str) -> Missing {
    Missing { item, until: None }
}

/// NT24 guides/transport: a CMR for company transport, a pickup declaration for self pickup.
fn nt24_minimum(facts: &EvidenceFacts) -> Vec<Missing> {
    match facts.kind {
        PickupKind::SelfPickup if !facts.has_pickup_declaration => vec![missing("pickup_declaration")],
        PickupKind::CompanyTransport if !facts.has_cmr => vec![missing("cmr")],
        _ => Vec::new(),
    }
}

/// Art. 45a(1): two documents that do not contradict each other, issued by two parties that are independent
/// of each other, of the seller and of the buyer; at least one of them is a transport document.
fn presumption(facts: &EvidenceFacts) -> Vec<Missing> {
    let counted: Vec<&EvidenceItem> =
        facts.items.iter().filter(|item| item.independent && !item.contradicts).collect();
    let transport = counted.iter().filter(|item| item.kind.is_transport_document());
    let pair = transport.clone().any(|first| {
        counted
            .iter()
            .any(|second| first.kind != second.kind && issuers_differ(&first.issuer, &second.issuer))
    });
    let mut gaps = Vec::new();
    if transport.count() == 0 {
        gaps.push(missing("transport_document"));
    }
    if !pair {
        gaps.push(missing("second_independent_document"));
    }
    if facts.items.iter().any(|item| item.contradicts) && !pair {
        gaps.push(missing("document_without_contradiction"));
    }
    if facts.transported_by == TransportedBy::Buyer {
        let until = facts.supplied.and_then(tenth_of_next_month);
        match facts.buyer_statement {
            None => gaps.push(Missing { item: "buyer_statement", until }),
            Some(day) if until.is_some_and(|until| day > until) => {
                gaps.push(Missing { item: "buyer_statement_in_time", until });
            }
            Some(_) => {}
        }
    }
    gaps
}

/// Whether two names are different parties. Spellings of one name are one party; a blank name is unknown.
fn issuers_differ(left: &str, right: &str) -> bool {
    let plain = |name: &str| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (left, right) = (plain(left), plain(right));
    !left.is_empty() && !right.is_empty() && left != right
}

/// The buyer's statement is due by the tenth day of the month that follows the supply.
fn tenth_of_next_month(supplied: NaiveDate) -> Option<NaiveDate> {
    supplied.with_day(1)?.checked_add_months(Months::new(1))?.with_day(10)
}

/// Germany: § 17b(2) UStDV; or, for a vehicle that the buyer moves, its registration in the state of
/// destination (§ 17b(3) no. 5 UStDV).
fn national(facts: &EvidenceFacts) -> Gauge {
    if state(&facts.departure_country) != "DE" {
        return Gauge::NotApplicable;
    }
    if facts.registered_at_destination && facts.transported_by == TransportedBy::Buyer {
        return Gauge::Met;
    }
    let Some(certificate) = facts.entry_certificate else {
        return Gauge::Missing(vec![missing("entry_certificate")]);
    };
    let contents = [
        (certificate.names_buyer, "entry_certificate.buyer"),
        (certificate.names_vehicle, "entry_certificate.vehicle"),
        (certificate.names_place_and_month, "entry_certificate.place_and_month"),
        (certificate.dated, "entry_certificate.date"),
        (certificate.signed, "entry_certificate.signature"),
    ];
    gauge(contents.into_iter().filter(|(present, _)| !present).map(|(_, item)| missing(item)).collect())
}

#[cfg(test)]
mod tests;
