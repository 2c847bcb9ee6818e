/// ISO 3166-1 codes of the EU member states.
const MEMBER_STATES: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// The state of a country code, as an ISO 3166-1 code where there is one: Greece is `EL` in VAT numbers.
/// `XI` is kept, because Northern Ireland is in the VAT area for goods and the rest of the United Kingdom
/// is not.
pub(crate) fn state(code: &str) -> String {
    let code = code.trim().to_ascii_uppercase();
    if code == "EL" { "GR".to_owned() } else { code }
}

/// The country of an address, from its code as typed or from a VAT number: Greece is `GR` in addresses and `EL` in
/// VAT numbers, Northern Ireland belongs to `GB`.
#[must_use]
pub fn address_country(code: &str) -> String {
    match state(&crate::typed::identifier(code)).as_str() {
        "XI" | "UK" => "GB".to_owned(),
        other => other.to_owned(),
    }
}

/// Whether a state belongs to the EU's VAT area for goods: the 27 member states, and Northern Ireland
/// (`XI`; Windsor Framework, goods only). Accepts ISO codes and VAT prefixes.
#[must_use]
pub fn is_member_state(code: &str) -> bool {
    let code = state(code);
    code == "XI" || MEMBER_STATES.contains(&code.as_str())
}

/// Whether two codes mean the same state. An address in Northern Ireland has the code `GB`, the VAT number
/// of its owner `XI`.
pub(crate) fn same_address(left: &str, right: &str) -> bool {
    let plain = |code: &str| match state(code).as_str() {
        "XI" => "GB".to_owned(),
        // Monaco has French VAT numbers (Directive 2006/112, Art. 7) and its own country code in addresses.
        "MC" => "FR".to_owned(),
        other => other.to_owned(),
    };
    plain(left) == plain(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greece_has_two_codes_and_northern_ireland_is_included() {
        for member in ["DE", "de", "EL", "GR", "XI", " FR "] {
            assert!(is_member_state(member), "{member}");
        }
        for other in ["GB", "CH", "NO", "", "EU"] {
            assert!(!is_member_state(other), "{other}");
        }
    }

    #[test]
    fn an_address_has_an_iso_code() {
        for (code, country) in
            [(" el", "GR"), ("XI", "GB"), ("uk", "GB"), ("d\u{200B}e", "DE"), ("MC", "MC"), ("", "")]
        {
            assert_eq!(address_country(code), country, "{code:?}");
        }
    }

    #[test]
    fn addresses_in_northern_ireland_and_monaco_have_their_own_codes() {
        assert!(same_address("XI", "GB"));
        assert!(same_address("EL", "GR"));
        assert!(same_address("MC", "FR"));
        assert!(!same_address("DE", "AT"));
    }
}
