//! The rules as the desk uses them: whole forms, through the public interface only.

#![expect(clippy::unwrap_used, reason = "a helper outside of a test function may fail the test, too")]

use chrono::NaiveDate;
use rules::{
    Finding, blocking, buyer, cash, contact, day, document, iban, invoice, mileage, money, order, payment,
    rule, transport, vat, vin,
};
use std::collections::BTreeSet;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

/// The findings of a deal in which every form is wrong.
fn findings_of_a_wrong_deal() -> Vec<Finding> {
    let tomorrow = today().succ_opt();
    let contact = buyer::ContactFacts { email: "x".into(), phone: "?".into(), ..Default::default() };
    let buyer = buyer::BuyerFacts { contacts: vec![contact], ..Default::default() };
    let vehicle = order::VehicleFacts {
        vin: "O".into(),
        amount: Some(1),
        currency: "EUR".into(),
        mileage: Some(0),
        other_open_orders: vec!["A".into()],
        earlier_orders: vec!["B".into()],
        ..Default::default()
    };
    let order = order::OrderFacts {
        vins: vec![vehicle.clone(), vehicle],
        total: Some(1),
        currency: "EUR".into(),
        buyer_country: "DE".into(),
        seller_country: "DE".into(),
        purchase_date: tomorrow,
        ..Default::default()
    };
    let invoice = invoice::InvoiceFacts {
        final_invoice: true,
        margin_scheme: true,
        new_vehicle: true,
        amount: Some(1),
        order_total: Some(2),
        invoice_date: tomorrow,
        ..Default::default()
    };
    let payment = payment::PaymentFacts {
        bank: Some(1),
        cash: Some(2_000_000),
        currency: "EUR".into(),
        order_total: Some(1),
        source_iban: "?".into(),
        seller_country: "IT".into(),
        ..Default::default()
    };
    [
        buyer::check(&buyer, today()),
        order::check(&order, today()),
        invoice::check(&invoice, today()),
        payment::check(&payment, today()),
        transport::check_pickup(&Default::default(), today()),
        transport::check_delivery(&Default::default(), today()),
        document::check("COC_EXTRACT", NaiveDate::from_ymd_opt(2020, 1, 1), today()),
        vat::check("GB980780684", today()).1,
        vin::check("1M8GDM9A1KP042788", "vin"),
        iban::check("NL91ABNA0417164300", "DE", &[]),
        cash::check(2_000_000, 0, "EUR", "PL", today()),
        vec![money::parse("-5", "EUR").unwrap_err().finding("amount")],
    ]
    .concat()
}

#[test]
fn every_finding_has_the_severity_of_its_rule_in_the_table() {
    let findings = findings_of_a_wrong_deal();
    assert!(blocking(&findings));
    for finding in &findings {
        let rule = rule(finding.rule).unwrap_or_else(|| panic!("{} is not in the table", finding.rule));
        assert_eq!(finding.severity, rule.severity, "{}", finding.rule);
        assert!(!finding.field.is_empty(), "{}", finding.rule);
    }
    let ids: BTreeSet<_> = findings.iter().map(|finding| finding.rule).collect();
    assert!(ids.len() > 30, "a wrong deal breaks many rules: {}", ids.len());
}

/// Reads the sources: a rule of the table that no check uses would be a false promise.
#[test]
fn every_rule_of_the_table_is_used_by_a_check() {
    let sources = sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let table = &sources.iter().find(|(name, _)| name == "table.rs").unwrap().1;
    let names: Vec<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("    ")?.split_once(' '))
        .filter(|(_, rest)| ["Error \"", "Warning \"", "Info \""].iter().any(|s| rest.starts_with(s)))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names.len(), rules::RULES.len(), "all rows of the table are read");
    for name in names {
        let used =
            |text: &str| text.split(|c: char| !(c.is_ascii_uppercase() || c == '_')).any(|word| word == name);
        assert!(
            sources
                .iter()
                .any(|(file, text)| !matches!(file.as_str(), "table.rs" | "tests.rs") && used(text)),
            "{name} is not used"
        );
    }
}

fn sources(folder: &std::path::Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(sources(&entry.path()));
        } else {
            let name = entry.file_name().to_string_lossy().into_owned();
            found.push((name, std::fs::read_to_string(entry.path()).unwrap()));
        }
    }
    found
}

/// Any pasted text results in a finding, never in a panic.
#[test]
fn no_text_makes_a_check_panic() {
    let texts = [
        "",
        "\0",
        "é",
        "DEé",
        "ＤＥ",
        "IE",
        "IEé1234567",
        "BE\u{200B}",
        "€",
        "€,",
        ",€",
        "-€",
        "1,é",
        "\u{FEFF}",
        "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
    ];
    let long = ["NO", "N", "VAT", "IBAN", "9", "é"].map(|word| word.repeat(20_000));
    for text in texts.into_iter().chain(long.iter().map(String::as_str)) {
        let shown: String = text.chars().take(20).collect();
        assert!(!vat::check(text, today()).1.is_empty(), "{shown:?}");
        assert!(!vin::check(text, "vin").is_empty(), "{shown:?}");
        assert!(!iban::check(text, text, &[]).is_empty(), "{shown:?}");
        assert!(money::parse(text, "EUR").is_err(), "{shown:?}");
        assert!(mileage::parse(text).is_err(), "{shown:?}");
        assert_eq!(day::parse(text), None, "{shown:?}");
        assert_eq!(vin::suggest(text), None, "{shown:?}");
        for read in [vin::normalise, iban::normalise, contact::email, contact::phone, rules::text] {
            assert_eq!(read(&read(text)), read(text), "reading again changes nothing: {shown:?}");
        }
        assert_eq!(iban::normalise(&iban::grouped(text)), iban::normalise(text), "{shown:?}");
    }
}
