//! The IBAN of the account that a payment came from.

use crate::country::same_address;
use crate::finding::Finding;
use crate::table::{
    IBAN_CHECK_DIGITS, IBAN_COUNTRY, IBAN_FORMAT, IBAN_NEW, IBAN_SELLER, IBAN_UNKNOWN_COUNTRY,
};
use crate::typed;
use iban::{Iban, ParseBaseIbanError, ParseIbanError};

/// The field of the findings.
const FIELD: &str = "sourceIban";

/// Removes separators and converts to capitals.
#[must_use]
pub fn normalise(text: &str) -> String {
    typed::identifier(text)
}

/// Formats in groups of four.
#[must_use]
pub fn grouped(text: &str) -> String {
    let characters: Vec<char> = normalise(text).chars().collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Checks an IBAN against the standard, the buyer's country, the seller's own accounts, and the known
/// accounts of this buyer. Separators in any of them are ignored.
#[must_use]
pub fn check(iban: &str, buyer_country: &str, seller_ibans: &[&str], known: &[&str]) -> Vec<Finding> {
    let number = normalise(iban);
    let mut findings = Vec::new();
    match number.parse::<Iban>() {
        Ok(_) => {}
        Err(ParseIbanError::InvalidBaseIban { source: ParseBaseIbanError::InvalidChecksum }) => {
            return vec![IBAN_CHECK_DIGITS.at(FIELD)];
        }
        // A country may have joined after this version of the registry.
        Err(ParseIbanError::UnknownCountry(_)) => findings.push(IBAN_UNKNOWN_COUNTRY.at(FIELD)),
        Err(_) => return vec![IBAN_FORMAT.at(FIELD)],
    }
    let among = |ibans: &[&str]| ibans.iter().any(|other| normalise(other) == number);
    if among(seller_ibans) {
        findings.push(IBAN_SELLER.at(FIELD));
        return findings;
    }
    let country: String = number.chars().take(2).collect();
    if !buyer_country.trim().is_empty() && !same_address(&country, buyer_country) {
        findings
            .push(IBAN_COUNTRY.at(FIELD).with("iban_country", country).with("buyer_country", buyer_country));
    }
    // Each account is new on the first payment of a buyer.
    if !known.is_empty() && !among(known) {
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
        let cases: [(&str, &str, List, List, List); 16] = [
            (GERMAN, "DE", &[], &["DE44500105175407324931"], &[]),
            ("de44-5001-0517-5407-3249-31", "DE", &[], &[GERMAN], &[]),
            (GERMAN, "", &[], &[GERMAN], &[]),
            (GERMAN, "NL", &[], &[GERMAN], &["iban.country"]),
            (GERMAN, "DE", &[], &[], &[]),
            (GERMAN, "NL", &[], &[GREEK], &["iban.country", "iban.new"]),
            (GERMAN, "DE", &[], &[GREEK], &["iban.new"]),
            (GERMAN, "NL", &["DE44500105175407324931"], &[], &["iban.seller"]),
            (GREEK, "EL", &[], &[GREEK], &[]),
            (BRITISH, "XI", &[], &[BRITISH], &[]),
            ("DE45 5001 0517 5407 3249 31", "DE", &[], &[], &["iban.check_digits"]),
            ("DE44 5001 0517 5407 3249 3", "DE", &[], &[], &["iban.check_digits"]),
            // The check digits are right, but a German IBAN has two digits more.
            ("DE8850010517540732493", "DE", &[], &[], &["iban.format"]),
            (
                "ZZ33123456789012345",
                "DE",
                &[],
                &["ZZ33123456789012345"],
                &["iban.unknown_country", "iban.country"],
            ),
            ("hello", "DE", &[], &[], &["iban.format"]),
            ("", "DE", &[], &[], &["iban.format"]),
        ];
        for (iban, country, seller, known, rules) in cases {
            let found: Vec<_> = check(iban, country, seller, known).iter().map(|f| f.rule).collect();
            assert_eq!(found, rules, "{iban} {country}");
        }
    }

    #[test]
    fn groups_of_four() {
        assert_eq!(grouped("de44500105175407324931"), GERMAN);
        assert_eq!(grouped(GREEK), GREEK);
        assert_eq!(grouped(""), "");
    }
}
