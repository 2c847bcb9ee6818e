//! VAT identification numbers of the 27 member states and of Northern Ireland.
//!
//! The structures are those that VIES publishes: a number with another structure is an error. The check
//! digits are unofficial: a wrong one is a warning, because there are real numbers that fail the check.

mod digits;
mod east;
mod label;
mod likely;
mod north;
mod south;
mod structure;
mod west;

use crate::country::is_member_state;
use crate::finding::Finding;
use crate::table::*;
use crate::typed;
use chrono::NaiveDate;
use structure::{Form, Reading};

/// The field of the findings.
const FIELD: &str = "vatNumber";

/// A VAT number as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Normalised {
    /// The whole number, with prefix and without separators.
    pub number: String,
    /// The two letters in front, as in VAT numbers (`EL`, `XI`), even if they are not of a member state;
    /// empty if there are none.
    pub country: String,
    /// Whether the number differs from the typed text.
    pub changed: bool,
}

/// A number as it is sent: without separators, invisible characters and its label; in ASCII and in capitals; with
/// `EL` for `GR`, and the leading 0 that old Belgian documents omit.
#[must_use]
pub fn normalise(text: &str) -> Normalised {
    let mut number = label::removed(typed::identifier(text));
    if let Some(rest) = number.strip_prefix("GR") {
        number = format!("EL{rest}");
    }
    if let Some(rest) = number.strip_prefix("BE")
        && rest.len() == 9
        && rest.bytes().all(|b| b.is_ascii_digit())
    {
        number = format!("BE0{rest}");
    }
    let country: String = number.chars().take_while(char::is_ascii_uppercase).take(2).collect();
    let country = if country.len() == 2 { country } else { String::new() };
    Normalised { changed: number != text, number, country }
}

/// The state of a number's owner, as its prefix writes it (`EL`, `XI`). `None` if the number begins with no
/// prefix of the VAT area.
#[must_use]
pub fn state_of(number: &str) -> Option<String> {
    Some(normalise(number).country).filter(|country| is_member_state(country))
}

/// Checks a number as it was typed, by the rules that apply today.
#[must_use]
pub fn check(text: &str, today: NaiveDate) -> (Normalised, Vec<Finding>) {
    let normalised = normalise(text);
    let findings = judge(&normalised, today);
    (normalised, findings)
}

fn judge(normalised: &Normalised, today: NaiveDate) -> Vec<Finding> {
    let Normalised { number, country, .. } = normalised;
    if number.is_empty() {
        return vec![REQUIRED.at(FIELD)];
    }
    let forms = forms_of(country);
    let rule = match (country.as_str(), forms) {
        ("", _) => VAT_PREFIX,
        ("EU" | "IM", _) => VAT_OSS,
        ("GB", _) => VAT_GB,
        (_, None) => VAT_COUNTRY,
        (_, Some(forms)) => match structure::read(forms, &number[2..], today) {
            Reading::Broken => match likely::number(country, forms, &number[2..], today) {
                Some(meant) => {
                    return vec![VAT_LIKELY.at(FIELD).with("number", number).with("suggestion", meant)];
                }
                None => VAT_FORMAT,
            },
            // VIES accepts old Irish numbers with a symbol, NT24's pattern does not.
            Reading::Sound | Reading::Suspicious if number.contains(['+', '*']) => VAT_SYMBOL,
            Reading::Suspicious => VAT_CHECK_DIGIT,
            Reading::Sound if normalised.changed => {
                return vec![VAT_NORMALISED.at(FIELD).with("suggestion", number)];
            }
            Reading::Sound => return Vec::new(),
        },
    };
    vec![rule.at(FIELD).with("number", number).with("country", country)]
}

/// The forms of the VAT numbers of a state, by its prefix.
fn forms_of(country: &str) -> Option<&'static [Form]> {
    [west::STATES, north::STATES, south::STATES, east::STATES]
        .into_iter()
        .flatten()
        .find(|(prefix, _)| *prefix == country)
        .map(|(_, forms)| *forms)
}

#[cfg(test)]
mod tests;
