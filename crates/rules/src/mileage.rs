//! Kilometres as users type them.

use crate::number::{self, Number};

/// The text is not a whole number of kilometres.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a whole number of kilometres")]
pub struct NotKilometres;

/// Reads kilometres: `85000`, `85.000 km`, `85 000`. A single separator before three digits separates
/// thousands. Decimals other than zeros are refused, because dropping them could decide whether a vehicle is new.
///
/// # Errors
/// [`NotKilometres`] for any other text, and for a number above 2^64.
pub fn parse(text: &str) -> Result<u64, NotKilometres> {
    let text = number::plain(text).to_lowercase();
    let number = text.strip_suffix("km").or_else(|| text.strip_prefix("km")).unwrap_or(&text).trim();
    let whole = match number::split(number).ok_or(NotKilometres)? {
        Number::Whole(whole) | Number::Either(whole) => whole,
        Number::Decimal(whole, decimals) if decimals.bytes().all(|b| b == b'0') => whole,
        Number::Decimal(..) => return Err(NotKilometres),
    };
    number::digits(whole).and_then(|digits| digits.parse().ok()).ok_or(NotKilometres)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kilometres_may_be_written_in_any_local_style() {
        for text in [
            "85000",
            "85.000",
            "85 000",
            "85'000",
            "85\u{2019}000",
            "85,000 km",
            "85000KM",
            "km 85000",
            "85\u{A0}000\u{200B}",
            "85000,0",
            "85.000,00",
            "８５０００",
        ] {
            assert_eq!(parse(text), Ok(85_000), "{text:?}");
        }
        assert_eq!(parse("5.999"), Ok(5_999));
        assert_eq!(parse("1.234.567"), Ok(1_234_567));
        assert_eq!(parse("0"), Ok(0));
    }

    #[test]
    fn a_separator_is_never_swallowed() {
        for text in [
            "5.999,5",
            "84200.5",
            "84200.500",
            "8.50",
            "85,5",
            "85.00.0",
            "85 00",
            "85000,",
            "85 tkm",
            "-5",
            "many",
            "",
            "km",
            "99999999999999999999",
        ] {
            assert_eq!(parse(text), Err(NotKilometres), "{text:?}");
        }
    }
}
