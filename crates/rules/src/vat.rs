//! VAT identification numbers of the 27 member states and of Northern Ireland.
//!
//! The structures are those that VIES publishes: a number with another structure is an error. The check
//! digits are unofficial: a wrong one is a warning, because there are real numbers that fail the check.

mod digits;
mod east;
mod north;
mod south;
mod structure;
mod west;

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

/// Removes separators and invisible characters; converts to ASCII, to capitals, `GR` to `EL`; and adds the
/// leading 0 that old Belgian documents omit.
#[must_use]
pub fn normalise(text: &str) -> Normalised {
    let mut number = typed::identifier(text);
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
            Reading::Broken => VAT_FORMAT,
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
