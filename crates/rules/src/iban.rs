//! The IBAN of the account that a payment came from.

use crate::country::same_address;
use crate::finding::Finding;
use crate::table::{
    IBAN_CHECK_DIGITS, IBAN_COUNTRY, IBAN_FORMAT, IBAN_LENGTH, IBAN_NEW, IBAN_UNKNOWN_COUNTRY,
};
use crate::typed;
use iban::{Iban, ParseBaseIbanError, ParseIbanError};

/// The field of the findings.
const FIELD: &str = "sourceIban";

/// Words before an IBAN on invoices, as they are left when separators are removed.
const LABELS: &[&str] =
    &["IBAN", "NUMBER", "NUMMER", "NO", "NR", "KONTO", "ACCOUNT", "REK", "RACHUNEK", "CODE"];

/// The characters of an IBAN in the countries of the single euro payments area (SWIFT IBAN registry).
#[rustfmt::skip]
const LENGTHS: &[(&str, usize)] = &[
    ("AT", 20), ("BE", 16), ("BG", 22), ("CH", 21), ("CY", 28), ("CZ", 24), ("DE", 22), ("DK", 18), ("EE", 20),
    ("ES", 24), ("FI", 18), ("FR", 27), ("GB", 22), ("GR", 27), ("HR", 21), ("HU", 28), ("IE", 22), ("IS", 26),
    ("IT", 27), ("LI", 21), ("LT", 20), ("LU", 20), ("LV", 21), ("MC", 27), ("MT", 31), ("NL", 18), ("NO", 15),
    ("PL", 28), ("PT", 25), ("RO", 24), ("SE", 24), ("SI", 19), ("SK", 24),
];

/// An IBAN as it is sent: in capitals, without separators and its label.
#[must_use]
pub fn normalise(text: &str) -> String {
    let whole = typed::identifier(text);
    typed::after_label(&whole, LABELS, &begins).map_or(whole.clone(), str::to_owned)
}

/// Whether a text begins like an IBAN: two letters and two digits.
fn begins(text: &str) -> bool {
    let is = |at: usize, kind: fn(&u8) -> bool| text.as_bytes().get(at).is_some_and(kind);
    is(0, u8::is_ascii_uppercase)
        && is(1, u8::is_ascii_uppercase)
        && is(2, u8::is_ascii_digit)
        && is(3, u8::is_ascii_digit)
}

/// The finding for an IBAN that has another length than those of its country. A missing digit spoils the check
/// digits as well, but it is the length that helps to find it.
fn wrong_length(number: &str) -> Option<Finding> {
    let (_, expected) = LENGTHS.iter().find(|(country, _)| number.starts_with(country))?;
    let is_whole = begins(number) && number.bytes().all(|b| b.is_ascii_alphanumeric());
    let finding = || IBAN_LENGTH.at(FIELD).with("expected", expected).with("length", number.len());
    (is_whole && number.len() != *expected).then(finding)
}

/// Whether a text is an IBAN as it is sent.
#[must_use]
pub fn is_iban(number: &str) -> bool {
    number.parse::<Iban>().is_ok()
}

/// Formats in groups of four.
#[must_use]
pub fn grouped(text: &str) -> String {
    let characters: Vec<char> = normalise(text).chars().collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Checks an IBAN against the standard, the buyer's country, and the known accounts of this buyer. Separators in
/// any of them are ignored.
#[must_use]
pub fn check(iban: &str, buyer_country: &str, known: &[&str]) -> Vec<Finding> {
    let number = normalise(iban);
    let mut findings = Vec::new();
    if let Some(finding) = wrong_length(&number) {
        return vec![finding];
    }
    match number.parse::<Iban>() {
        Ok(_) => {}
        Err(ParseIbanError::InvalidBaseIban { source: ParseBaseIbanError::InvalidChecksum }) => {
            return vec![IBAN_CHECK_DIGITS.at(FIELD)];
        }
        // A country may have joined after this version of the registry.
        Err(ParseIbanError::UnknownCountry(_)) => findings.push(IBAN_UNKNOWN_COUNTRY.at(FIELD)),
        Err(_) => return vec![IBAN_FORMAT.at(FIELD)],
    }
    let country: String = number.chars().take(2).collect();
    if !buyer_country.trim().is_empty() && !same_address(&country, buyer_country) {
        findings
            .push(IBAN_COUNTRY.at(FIELD).with("iban_country", country).with("buyer_country", buyer_country));
    }
    // Each account is new on the first payment of a buyer.
    if !known.is_empty() && !known.iter().any(|other| normalise(other) == number) {
        findings.push(IBAN_NEW.at(FIELD));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const GERMAN: &str = "DE44 5001 0517 5407 3249 31";
    const GREEK: &str = "GR16 0110 1250 0000 0001 2300 695";
    const BRITISH: &str = "GB82 WEST 1234 5698 7654 32";

    #[test]
    fn findings_of_accounts() {
        type List = &'static [&'static str];
        let cases: [(&str, &str, List, List); 17] = [
            (GERMAN, "DE", &["DE44500105175407324931"], &[]),
            ("de44-5001-0517-5407-3249-31", "DE", &[GERMAN], &[]),
            (GERMAN, "", &[GERMAN], &[]),
            (GERMAN, "NL", &[GERMAN], &["iban.country"]),
            (GERMAN, "DE", &[], &[]),
            (GERMAN, "NL", &[GREEK], &["iban.country", "iban.new"]),
            (GERMAN, "DE", &[GREEK], &["iban.new"]),
            (GREEK, "EL", &[GREEK], &[]),
            (BRITISH, "XI", &[BRITISH], &[]),
            ("DE45 5001 0517 5407 3249 31", "DE", &[], &["iban.check_digits"]),
            ("DE44 5001 0517 5407 3249 3", "DE", &[], &["iban.length"]),
            ("DE44 5001 0517 5407 3249 3?", "DE", &[], &["iban.format"]),
            // The check digits are right, but a German IBAN has two digits more.
            ("DE8850010517540732493", "DE", &[], &["iban.length"]),
            ("IBAN: DE44 5001 0517 5407 3249 31", "DE", &[GERMAN], &[]),
            (
                "ZZ33123456789012345",
                "DE",
                &["ZZ33123456789012345"],
                &["iban.unknown_country", "iban.country"],
            ),
            ("hello", "DE", &[], &["iban.format"]),
            ("", "DE", &[], &["iban.format"]),
        ];
        for (iban, country, known, rules) in cases {
            let found: Vec<_> = check(iban, country, known).iter().map(|f| f.rule).collect();
            assert_eq!(found, rules, "{iban} {country}");
        }
    }

    #[test]
    fn a_label_is_dropped() {
        for (typed, sent) in [
            ("IBAN: DE44 5001 0517 5407 3249 31", "DE44500105175407324931"),
            ("IBAN-Nr. DE44500105175407324931\u{202C}", "DE44500105175407324931"),
            ("iban no. no93 8601 1117 947", "NO9386011117947"),
            ("IBAN NO93 8601 1117 947", "NO9386011117947"),
            ("NO93 8601 1117 947", "NO9386011117947"),
            ("IBAN", "IBAN"),
            ("IBAN 5001", "IBAN5001"),
        ] {
            assert_eq!(normalise(typed), sent, "{typed:?}");
        }
    }

    #[test]
    fn the_lengths_are_those_of_the_registry() {
        for iban in [GERMAN, GREEK, BRITISH, "NO93 8601 1117 947", "MT84 MALT 0110 0001 2345 MTLC AST0 01S"] {
            assert!(wrong_length(&normalise(iban)).is_none(), "{iban}");
            let finding = wrong_length(&format!("{}0", normalise(iban)));
            assert_eq!(finding.map(|one| one.rule), Some("iban.length"), "{iban}");
        }
    }

    #[test]
    fn groups_of_four() {
        assert_eq!(grouped("de44500105175407324931"), GERMAN);
        assert_eq!(grouped(GREEK), GREEK);
        assert_eq!(grouped(""), "");
    }
}
