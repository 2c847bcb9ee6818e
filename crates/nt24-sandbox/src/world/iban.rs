//! Comparison of IBANs.

/// An IBAN for comparison: without spaces, in capital letters.
pub(crate) fn compact(iban: &str) -> String {
    iban.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
}
