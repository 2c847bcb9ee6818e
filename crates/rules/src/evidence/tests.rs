use super::*;
use EvidenceKind::*;

fn document(kind: EvidenceKind, issuer: &str) -> EvidenceItem {
    EvidenceItem { kind, issuer: issuer.into(), independent: true, contradicts: false }
}

fn items_missing(gauge: &Gauge) -> Vec<&'static str> {
    match gauge {
        Gauge::Met => vec![],
        Gauge::Missing(missing) => missing.iter().map(|gap| gap.item).collect(),
        Gauge::NotApplicable => vec!["not applicable"],
    }
}

#[test]
fn nt24_requires_the_document_of_the_kind_of_pickup() {
    use PickupKind::{CompanyTransport, SelfPickup};
    for (kind, has_cmr, has_pickup_declaration, gaps) in [
        (SelfPickup, true, false, vec!["pickup_declaration"]),
        (SelfPickup, false, true, vec![]),
        (CompanyTransport, false, true, vec!["cmr"]),
        (CompanyTransport, true, false, vec![]),
    ] {
        let facts = EvidenceFacts { kind, has_cmr, has_pickup_declaration, ..EvidenceFacts::default() };
        assert_eq!(items_missing(&evidence(&facts).nt24_minimum), gaps, "{kind:?}");
    }
}

#[test]
fn the_presumption_requires_two_independent_documents() {
    let dependent = EvidenceItem { independent: false, ..document(CarrierInvoice, "Dealer Logistics") };
    let contradicting = EvidenceItem { contradicts: true, ..document(CarrierInvoice, "Trans GmbH") };
    for (items, gaps) in [
        (vec![], vec!["transport_document", "second_independent_document"]),
        (vec![document(SignedCmr, "Carrier SA")], vec!["second_independent_document"]),
        (vec![document(SignedCmr, "Carrier SA"), document(CarrierInvoice, "Trans GmbH")], vec![]),
        (vec![document(SignedCmr, "Carrier SA"), document(InsurancePolicy, "Insurer AG")], vec![]),
        (
            vec![document(InsurancePolicy, "Insurer AG"), document(WarehouseReceipt, "Depot BV")],
            vec!["transport_document", "second_independent_document"],
        ),
        // Two spellings of one carrier are one party.
        (
            vec![document(SignedCmr, "Carrier S.A."), document(CarrierInvoice, "CARRIER SA")],
            vec!["second_independent_document"],
        ),
        (
            vec![document(SignedCmr, "Carrier SA"), document(SignedCmr, "Trans GmbH")],
            vec!["second_independent_document"],
        ),
        (
            vec![document(SignedCmr, "Carrier SA"), document(InsurancePolicy, " ")],
            vec!["second_independent_document"],
        ),
        (vec![document(SignedCmr, "Carrier SA"), dependent], vec!["second_independent_document"]),
        (
            vec![document(SignedCmr, "Carrier SA"), contradicting],
            vec!["second_independent_document", "document_without_contradiction"],
        ),
    ] {
        let facts = EvidenceFacts { items: items.clone(), ..EvidenceFacts::default() };
        assert_eq!(items_missing(&evidence(&facts).presumption_45a), gaps, "{items:?}");
    }
}

#[test]
fn the_statement_of_a_buyer_who_transports_is_due_on_the_tenth() {
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    for (supplied, statement, gaps, until) in [
        ("2026-11-20", None, vec!["buyer_statement"], day("2026-12-10")),
        ("2026-12-31", None, vec!["buyer_statement"], day("2027-01-10")),
        ("2026-11-20", Some("2026-12-10"), vec![], None),
        ("2026-11-20", Some("2026-12-11"), vec!["buyer_statement_in_time"], day("2026-12-10")),
    ] {
        let facts = EvidenceFacts {
            transported_by: TransportedBy::Buyer,
            items: vec![document(SignedCmr, "Carrier SA"), document(InsurancePolicy, "Insurer AG")],
            supplied: day(supplied),
            buyer_statement: statement.and_then(day),
            ..EvidenceFacts::default()
        };
        let presumption = evidence(&facts).presumption_45a;
        assert_eq!(items_missing(&presumption), gaps, "{supplied} {statement:?}");
        if let Gauge::Missing(missing) = presumption {
            assert_eq!(missing[0].until, until);
        }
    }
}

#[test]
fn germany_has_a_national_alternative() {
    let complete = EntryCertificate {
        names_buyer: true,
        names_vehicle: true,
        names_place_and_month: true,
        dated: true,
        signed: true,
    };
    let unsigned = EntryCertificate { signed: false, ..complete };
    for (country, certificate, buyer_drives, registered, gaps) in [
        ("NL", Some(complete), false, false, vec!["not applicable"]),
        ("DE", None, false, false, vec!["entry_certificate"]),
        ("DE", Some(complete), false, false, vec![]),
        ("DE", Some(unsigned), false, false, vec!["entry_certificate.signature"]),
        ("DE", None, true, true, vec![]),
        ("DE", None, false, true, vec!["entry_certificate"]),
    ] {
        let facts = EvidenceFacts {
            departure_country: country.into(),
            entry_certificate: certificate,
            transported_by: if buyer_drives { TransportedBy::Buyer } else { TransportedBy::Seller },
            registered_at_destination: registered,
            ..EvidenceFacts::default()
        };
        assert_eq!(items_missing(&evidence(&facts).national), gaps, "{country} {certificate:?}");
    }
}

#[test]
fn the_evidence_has_the_json_that_the_page_reads() {
    let json = serde_json::to_value(evidence(&EvidenceFacts::default())).unwrap();
    assert_eq!(json["nt24_minimum"]["state"], "missing");
    assert_eq!(json["nt24_minimum"]["missing"][0]["item"], "pickup_declaration");
    assert_eq!(json["national"]["state"], "not_applicable");
}
