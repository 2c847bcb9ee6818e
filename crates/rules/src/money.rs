//! Amounts as users type them, in integer minor units. No floating point is used.

use crate::finding::Finding;
use crate::number::{self, Number};
use crate::table::{
    MONEY_AMBIGUOUS, MONEY_CURRENCY, MONEY_DECIMALS, MONEY_FORMAT, MONEY_NEGATIVE, MONEY_TOO_LARGE, REQUIRED,
};
use iso_currency::Currency;

/// The largest amount: JavaScript numbers above it are not exact.
pub const MAX_MINOR: i64 = (1 << 53) - 1;

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is blank.
    #[error("no amount")]
    Empty,
    /// Not digits with the usual separators.
    #[error("not an amount")]
    NotANumber,
    /// The separator may mean thousands or decimals; only in currencies with three decimals.
    #[error("thousands or decimals")]
    Ambiguous,
    /// Below zero.
    #[error("a negative amount")]
    Negative,
    /// More decimals than the currency has.
    #[error("more decimals than the currency has: {allowed}")]
    TooManyDecimals {
        /// The number of decimals of the currency.
        allowed: u16,
    },
    /// More than [`MAX_MINOR`].
    #[error("too large")]
    TooLarge,
    /// Not an ISO 4217 code.
    #[error("no currency of ISO 4217")]
    UnknownCurrency,
}

impl MoneyError {
    /// The finding for a field of a form.
    #[must_use]
    pub fn finding(self, field: &str) -> Finding {
        match self {
            Self::Empty => REQUIRED.at(field),
            Self::NotANumber => MONEY_FORMAT.at(field),
            Self::Ambiguous => MONEY_AMBIGUOUS.at(field),
            Self::Negative => MONEY_NEGATIVE.at(field),
            Self::TooManyDecimals { allowed } => MONEY_DECIMALS.at(field).with("allowed", allowed),
            Self::TooLarge => MONEY_TOO_LARGE.at(field),
            Self::UnknownCurrency => MONEY_CURRENCY.at(field),
        }
    }
}

/// Parses an amount to minor units of the currency: `18.500,00`, `18 500,00`, `18'500.00`, `18500`, `18.500,--`,
/// each with or without the code or sign of the currency.
/// A single separator before three digits separates thousands (`18.500` is 18500); before fewer digits it
/// separates decimals (`18,50` is 18.50).
///
/// # Errors
/// See [`MoneyError`].
pub fn parse(text: &str, currency: &str) -> Result<i64, MoneyError> {
    let exponent = exponent(currency).ok_or(MoneyError::UnknownCurrency)?;
    let number = bare_number(text, currency);
    if number.is_empty() {
        return Err(MoneyError::Empty);
    }
    if is_negative(&number) {
        return Err(MoneyError::Negative);
    }
    let (whole, decimals) = match number::split(without_empty_decimals(&number)) {
        None => return Err(MoneyError::NotANumber),
        Some(Number::Either(_)) if exponent >= 3 => return Err(MoneyError::Ambiguous),
        Some(Number::Either(whole) | Number::Whole(whole)) => (whole, ""),
        Some(Number::Decimal(whole, decimals)) => (whole, decimals),
    };
    let whole = number::digits(whole).ok_or(MoneyError::NotANumber)?;
    if !decimals.chars().all(|c| c.is_ascii_digit()) {
        return Err(MoneyError::NotANumber);
    }
    if decimals.len() > usize::from(exponent) {
        return Err(MoneyError::TooManyDecimals { allowed: exponent });
    }
    let minor = format!("{whole}{decimals:0<width$}", width = usize::from(exponent));
    match minor.parse::<i64>() {
        Ok(value) if value <= MAX_MINOR => Ok(value),
        // Only digits are left: parsing can fail only if there are too many.
        _ => Err(MoneyError::TooLarge),
    }
}

/// The currency of a state, as an ISO 4217 code. Euro for any other state.
#[must_use]
pub fn currency_of(country: &str) -> &'static str {
    match crate::country::state(country).as_str() {
        "CZ" => "CZK",
        "DK" => "DKK",
        "HU" => "HUF",
        "PL" => "PLN",
        "RO" => "RON",
        "SE" => "SEK",
        _ => "EUR",
    }
}

/// The sum of amounts in minor units of one currency. Amounts may come from a server: a sum that no number holds
/// is the largest, or the smallest, that there is.
#[must_use]
pub fn total(amounts: impl IntoIterator<Item = i64>) -> i64 {
    amounts.into_iter().fold(0, i64::saturating_add)
}

/// Formats minor units as a plain decimal: `18500.00`. Assumes two decimals for an unknown currency, so that
/// a stored value can be shown.
#[must_use]
pub fn format_minor(value: i64, currency: &str) -> String {
    let exponent = usize::from(exponent(currency).unwrap_or(2));
    let sign = if value < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = exponent + 1);
    let (whole, decimals) = digits.split_at(digits.len() - exponent);
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

/// The number of decimals of a currency.
fn exponent(currency: &str) -> Option<u16> {
    Currency::from_code(currency).and_then(Currency::exponent)
}

/// Removes the code and sign of the currency, and a plus in front.
fn bare_number(text: &str, currency: &str) -> String {
    let plain = number::plain(text).to_lowercase();
    let mut rest = plain.as_str();
    for name in signs(currency).iter().chain(&[currency.to_lowercase().as_str()]) {
        rest = rest.strip_prefix(name).or_else(|| rest.strip_suffix(name)).unwrap_or(rest).trim();
    }
    rest.strip_prefix('+').unwrap_or(rest).trim_start().to_owned()
}

/// The names and signs of a currency beside its code, in lower case, the longest first.
fn signs(currency: &str) -> &'static [&'static str] {
    match currency {
        "EUR" => &["euro", "€"],
        "BGN" => &["лв.", "лв"],
        "CHF" => &["sfr.", "sfr", "fr.", "fr"],
        "CZK" => &["kč", "kc"],
        "DKK" | "NOK" | "SEK" | "ISK" => &["kr.", "kr"],
        "GBP" => &["£"],
        "HUF" => &["ft.", "ft"],
        "PLN" => &["zł", "zl"],
        "RON" => &["lei", "leu"],
        "USD" => &["us$", "$"],
        _ => &[],
    }
}

/// Whether there is a minus in front, or, as in accounting, behind or as brackets.
fn is_negative(number: &str) -> bool {
    let in_brackets = number.starts_with('(') && number.ends_with(')');
    let behind = without_empty_decimals(number).ends_with('-');
    (in_brackets || behind || number.starts_with('-')) && number.contains(|c: char| c.is_ascii_digit())
}

/// Removes `,-`, `.--` and `:-`: price tags show whole amounts as `18.500,-`.
fn without_empty_decimals(number: &str) -> &str {
    let whole = number.strip_suffix("--").or_else(|| number.strip_suffix('-'));
    whole.and_then(|whole| whole.strip_suffix([',', '.', ':'])).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_parsed_in_all_common_notations() {
        for (text, minor) in [
            ("18500", 1_850_000),
            ("18.500,00", 1_850_000),
            ("18,500.00", 1_850_000),
            ("18 500,00", 1_850_000),
            ("18\u{A0}500,00", 1_850_000),
            ("18\u{202F}500,00", 1_850_000),
            ("18\u{2009}500", 1_850_000),
            ("18'500.00", 1_850_000),
            ("18\u{2019}500.00", 1_850_000),
            ("18.500", 1_850_000),
            ("18,500", 1_850_000),
            ("18,50", 1_850),
            ("18.5", 1_850),
            ("0,05", 5),
            ("0", 0),
            ("1.234.567", 123_456_700),
            ("1.234.567,8", 123_456_780),
            ("1,234,567.89", 123_456_789),
            ("18500.00", 1_850_000),
            ("18500,-", 1_850_000),
            ("18.500,\u{2013}", 1_850_000),
            ("18.500,--", 1_850_000),
            ("18.500,\u{2014} €", 1_850_000),
            ("18'500.--", 1_850_000),
            ("18 500:-", 1_850_000),
            ("18500 eur", 1_850_000),
            ("Eur 18500", 1_850_000),
            ("18.500 Euro", 1_850_000),
            ("+18500", 1_850_000),
            ("+ 18.500,00 €", 1_850_000),
            ("１８５００", 1_850_000),
            ("€ 18.500,00", 1_850_000),
            ("18.500,00 EUR", 1_850_000),
            ("\u{200B} 18500\u{FEFF}", 1_850_000),
        ] {
            assert_eq!(parse(text, "EUR"), Ok(minor), "{text:?}");
        }
    }

    #[test]
    fn refused_texts_have_their_error() {
        use MoneyError::*;
        for (text, error) in [
            ("", Empty),
            ("   ", Empty),
            ("EUR", Empty),
            ("-5", Negative),
            ("\u{2212}18.500,00", Negative),
            ("5-", Negative),
            ("(5,00)", Negative),
            ("18,5000", TooManyDecimals { allowed: 2 }),
            ("0.500", TooManyDecimals { allowed: 2 }),
            ("18500.123", TooManyDecimals { allowed: 2 }),
            ("1.850,123", TooManyDecimals { allowed: 2 }),
            ("abc", NotANumber),
            ("18 50", NotANumber),
            ("1.23.456", NotANumber),
            ("1..000", NotANumber),
            ("18.", NotANumber),
            (",50", NotANumber),
            ("1e5", NotANumber),
            ("18 500.000,00", NotANumber),
            ("-", NotANumber),
            ("90071992547409,92", TooLarge),
            ("99999999999999999999", TooLarge),
            ("18500 USD", NotANumber),
            ("18500 zł", NotANumber),
            ("++5", NotANumber),
            ("18.500,---", Negative),
        ] {
            assert_eq!(parse(text, "EUR"), Err(error), "{text:?}");
        }
        assert_eq!(parse("90071992547409,91", "EUR"), Ok(MAX_MINOR));
        assert_eq!(parse("1", "EURO"), Err(UnknownCurrency));
    }

    #[test]
    fn an_amount_may_have_the_sign_of_its_currency() {
        for (text, currency, minor) in [
            ("79 900,00 zł", "PLN", 7_990_000),
            ("79 900 ZŁ", "PLN", 7_990_000),
            ("18'500.-- Fr.", "CHF", 1_850_000),
            ("SFr. 18'500.\u{2013}", "CHF", 1_850_000),
            ("185 000:- kr", "SEK", 18_500_000),
            ("kr. 185.000,-", "DKK", 18_500_000),
            ("450 000,00 Kč", "CZK", 45_000_000),
            ("92.500,00 lei", "RON", 9_250_000),
            ("36 000 лв.", "BGN", 3_600_000),
            ("£18,500.00", "GBP", 1_850_000),
            ("US$18,500", "USD", 1_850_000),
        ] {
            assert_eq!(parse(text, currency), Ok(minor), "{text:?} {currency}");
        }
    }

    #[test]
    fn the_currency_decides_the_decimals() {
        assert_eq!(parse("18.500", "JPY"), Ok(18_500));
        assert_eq!(parse("18,5", "JPY"), Err(MoneyError::TooManyDecimals { allowed: 0 }));
        assert_eq!(parse("18,500", "TND"), Err(MoneyError::Ambiguous));
        assert_eq!(parse("18500", "TND"), Ok(18_500_000));
        assert_eq!(parse("1.850,500", "TND"), Ok(1_850_500));
    }

    #[test]
    fn formatted_amounts_are_parsed_again() {
        for (value, currency, text) in [
            (1_850_000, "EUR", "18500.00"),
            (5, "EUR", "0.05"),
            (0, "EUR", "0.00"),
            (-123, "EUR", "-1.23"),
            (18_500, "JPY", "18500"),
            (18_500, "TND", "18.500"),
            (100, "???", "1.00"),
            (i64::MIN, "EUR", "-92233720368547758.08"),
        ] {
            assert_eq!(format_minor(value, currency), text);
        }
        for value in [0, 1, 99, 100, 123_456, 1_850_000, MAX_MINOR] {
            assert_eq!(parse(&format_minor(value, "EUR"), "EUR"), Ok(value));
        }
    }

    #[test]
    fn a_sum_that_no_number_holds_is_the_largest_or_the_smallest() {
        assert_eq!(total([]), 0);
        assert_eq!(total([1_850_000, -50_000]), 1_800_000);
        assert_eq!(total([i64::MAX, i64::MAX]), i64::MAX);
        assert_eq!(total([i64::MIN, -1]), i64::MIN);
    }

    #[test]
    fn an_error_becomes_a_finding_of_the_field() {
        let finding = MoneyError::TooManyDecimals { allowed: 2 }.finding("bankAmount");
        assert_eq!((finding.rule, finding.field.as_str()), ("money.decimals", "bankAmount"));
        assert_eq!(finding.params["allowed"], "2");
        assert_eq!(MoneyError::Empty.finding("amount").rule, "required");
    }
}
