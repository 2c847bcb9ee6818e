//! VAT identification numbers of the 27 member states and of Northern Ireland.
//!
//! The structure is the one that VIES publishes: a number that breaks it is an error. The check digits
//! are unofficial, so a wrong one is a warning: real numbers have been seen that fail them.

mod digits;
mod east;
mod north;
mod south;
mod structure;
mod west;

use crate::table::*;
use crate::{Finding, typed};
use chrono::NaiveDate;
use structure::{Form, Reading};

/// The field that the findings belong to.
const FIELD: &str = "vatNumber";

/// A number as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Normalised {
    /// The whole number, with its prefix and without separators.
    pub number: String,
    /// The two letters in front as VAT writes them (`EL`, `XI`), whether or not they are a member
    /// state's; empty if there are none.
    pub country: String,
    /// Whether it differs from what was typed.
    pub changed: bool,
}

/// Drops separators, invisible characters and full-width forms, writes capitals, `EL` for `GR`, and the
/// leading 0 that old Belgian papers leave out.
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

/// Checks a number as it was typed, by the rules that hold today.
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
            // VIES knows old Irish numbers with a symbol, NT24's pattern does not take one.
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

/// The forms of a state's numbers, by its VAT prefix.
fn forms_of(country: &str) -> Option<&'static [Form]> {
    [west::STATES, north::STATES, south::STATES, east::STATES]
        .into_iter()
        .flatten()
        .find(|(prefix, _)| *prefix == country)
        .map(|(_, forms)| *forms)
}

#[cfg(test)]
mod tests;
