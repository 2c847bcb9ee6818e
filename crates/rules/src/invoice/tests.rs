use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn good() -> InvoiceFacts {
    InvoiceFacts {
        invoice_date: Some(day("2026-11-20")),
        invoice_number: "R-118".into(),
        amount: Some(1_850_000),
        currency: "EUR".into(),
        order_total: Some(1_850_000),
        order_currency: "EUR".into(),
        purchase_date: Some(day("2026-11-19")),
        has_pdf: true,
        buyer_vat_number: "NL004495445B01".into(),
        departure_country: Some("DE".into()),
        ..InvoiceFacts::default()
    }
}

fn found(change: impl FnOnce(&mut InvoiceFacts)) -> Vec<&'static str> {
    let mut facts = good();
    change(&mut facts);
    check(&facts, day("2026-11-21")).into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn a_complete_exempt_invoice_has_no_findings() {
    assert!(found(|_| ()).is_empty());
}

#[test]
fn an_invoice_has_a_number_of_its_own() {
    let with = |other: &str| found(|i| (i.final_invoice, i.decision, i.other_number) = final_with(other));
    for other in ["R-118", " r-118 ", "R- 118"] {
        assert_eq!(with(other), ["invoice.number_taken"], "{other:?}");
    }
    for other in ["", "R-119", "R-118-P"] {
        assert!(with(other).is_empty(), "{other:?}");
    }
}

fn final_with(other: &str) -> (bool, Option<Decision>, String) {
    (true, Some(Decision::ValidExport), other.to_owned())
}

#[test]
fn margin_scheme_and_vat_included_are_checked_together() {
    for (margin_scheme, vat_included, rules) in [
        (false, false, vec![]),
        (false, true, vec![]),
        (true, true, vec![]),
        (true, false, vec!["invoice.margin_exempt"]),
    ] {
        let rules_found = found(|i| (i.margin_scheme, i.vat_included) = (margin_scheme, vat_included));
        assert_eq!(rules_found, rules, "margin {margin_scheme}, VAT {vat_included}");
    }
}

#[test]
fn a_new_vehicle_is_taxed_where_it_arrives() {
    for (margin_scheme, vat_included, rules) in [
        (false, false, vec![]),
        (false, true, vec!["invoice.new_vehicle_taxed"]),
        (true, true, vec!["invoice.new_vehicle_margin"]),
        (true, false, vec!["invoice.new_vehicle_margin", "invoice.margin_exempt"]),
    ] {
        let rules_found = found(|i| {
            (i.new_vehicle, i.margin_scheme, i.vat_included) = (true, margin_scheme, vat_included);
        });
        assert_eq!(rules_found, rules, "margin {margin_scheme}, VAT {vat_included}");
    }
    assert!(
        found(|i| {
            i.new_vehicle = true;
            i.buyer_vat_number.clear();
        })
        .is_empty()
    );
}

#[test]
fn an_exempt_invoice_needs_a_vat_number_of_another_state() {
    assert_eq!(found(|i| i.buyer_vat_number.clear()), ["invoice.exempt_vat_number"]);
    assert_eq!(found(|i| i.departure_country = Some("NL".into())), ["invoice.exempt_vat_number"]);
    assert!(found(|i| i.departure_country = None).is_empty());
    assert!(
        found(|i| {
            i.vat_included = true;
            i.buyer_vat_number.clear();
        })
        .is_empty()
    );
}

#[test]
fn the_final_invoice_follows_the_decision() {
    use Decision::{ValidExport, VatApplicable};
    for (decision, vat_included, rules) in [
        (Some(ValidExport), false, vec![]),
        (Some(ValidExport), true, vec!["invoice.export_with_vat"]),
        (Some(VatApplicable), true, vec![]),
        (Some(VatApplicable), false, vec!["invoice.taxed_without_vat"]),
        (None, false, vec!["invoice.undecided"]),
    ] {
        let rules_found = found(|i| {
            (i.final_invoice, i.decision, i.vat_included) = (true, decision, vat_included);
        });
        assert_eq!(rules_found, rules, "{decision:?}, VAT {vat_included}");
    }
    assert!(
        found(|i| i.decision = Some(VatApplicable)).is_empty(),
        "a preliminary invoice does not follow it"
    );
}

#[test]
fn the_amount_equals_the_total_of_the_order() {
    assert_eq!(found(|i| i.amount = None), ["required"]);
    assert_eq!(found(|i| i.amount = Some(0)), ["invoice.amount"]);
    assert_eq!(found(|i| i.amount = Some(1_850_001)), ["invoice.total"]);
    assert_eq!(found(|i| i.currency = "PLN".into()), ["invoice.currency"]);
    assert!(found(|i| i.order_total = None).is_empty());
    assert_eq!(
        found(|i| (i.amount, i.vat_included) = (Some(2_201_500), true)),
        ["invoice.total_with_vat"],
        "VAT may be added"
    );
    assert_eq!(found(|i| (i.amount, i.vat_included) = (Some(1_000_000), true)), ["invoice.total"]);
}

#[test]
fn dates_are_in_order() {
    assert_eq!(found(|i| i.invoice_date = None), ["required"]);
    assert_eq!(found(|i| i.invoice_date = Some(day("2026-11-22"))), ["date.future"]);
    assert_eq!(found(|i| i.invoice_date = Some(day("2026-11-18"))), ["invoice.before_purchase"]);
    let follows = |preliminary: &str| {
        found(|i| {
            (i.final_invoice, i.decision) = (true, Some(Decision::ValidExport));
            i.preliminary_date = Some(day(preliminary));
        })
    };
    assert!(follows("2026-11-20").is_empty());
    assert_eq!(follows("2026-11-21"), ["invoice.before_preliminary"]);
}

#[test]
fn the_pdf_is_attached_and_the_invoice_has_a_number() {
    assert_eq!(found(|i| i.has_pdf = false), ["invoice.pdf_missing"]);
    assert_eq!(found(|i| i.invoice_number = "  ".into()), ["required"]);
}
