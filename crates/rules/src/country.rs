/// ISO 3166-1 codes of the member states.
const MEMBER_STATES: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// The state behind a country code, as an ISO 3166-1 code where there is one: VAT writes Greece `EL`.
/// `XI` stays, because Northern Ireland is in the VAT area for goods and the rest of the kingdom is not.
pub(crate) fn state(code: &str) -> String {
    let code = code.trim().to_ascii_uppercase();
    if code == "EL" { "GR".to_owned() } else { code }
}

/// Whether goods that arrive there stay inside the EU's VAT area: the 27 member states, and Northern
/// Ireland (`XI`; Windsor Framework, goods only). Takes ISO codes and VAT prefixes.
#[must_use]
pub fn is_member_state(code: &str) -> bool {
    let code = state(code);
    code == "XI" || MEMBER_STATES.contains(&code.as_str())
}

/// Whether two codes name the same state. An address in Northern Ireland is written `GB`, and the VAT
/// number of its owner `XI`.
pub(crate) fn same_address(left: &str, right: &str) -> bool {
    let plain = |code: &str| match state(code).as_str() {
        "XI" => "GB".to_owned(),
        // Monaco has French VAT numbers (Directive 2006/112, Art. 7) and addresses of its own.
        "MC" => "FR".to_owned(),
        other => other.to_owned(),
    };
    plain(left) == plain(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greece_has_two_codes_and_northern_ireland_counts() {
        for member in ["DE", "de", "EL", "GR", "XI", " FR "] {
            assert!(is_member_state(member), "{member}");
        }
        for other in ["GB", "CH", "NO", "", "EU"] {
            assert!(!is_member_state(other), "{other}");
        }
    }

    #[test]
    fn an_address_of_northern_ireland_is_written_gb() {
        assert!(same_address("XI", "GB"));
        assert!(same_address("EL", "GR"));
        assert!(same_address("MC", "FR"));
        assert!(!same_address("DE", "AT"));
    }
}
