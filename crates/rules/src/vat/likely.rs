//! The number that was probably meant by one with the wrong structure: a part was left out, or the national number
//! was copied. It is offered only if its check digits are right, and it is never applied silently.

use super::structure::{Form, Reading, read};
use chrono::NaiveDate;

/// The whole number that was probably meant, with its prefix. `body`: the number without its prefix.
pub(super) fn number(country: &str, forms: &[Form], body: &str, today: NaiveDate) -> Option<String> {
    let meant = candidate(country, body)?;
    (read(forms, &meant, today) == Reading::Sound).then(|| format!("{country}{meant}"))
}

fn candidate(country: &str, body: &str) -> Option<String> {
    let digits = body.bytes().all(|b| b.is_ascii_digit()).then_some(body.len());
    match (country, digits) {
        ("AT", Some(8)) => Some(format!("U{body}")),
        // A leading zero was lost in a spreadsheet.
        ("EL", Some(8)) | ("FI", Some(7)) | ("IT", Some(10)) => Some(format!("0{body}")),
        ("FR", Some(9)) => Some(with_french_key(body)),
        // The SIRET is the SIREN and the number of the establishment.
        ("FR", Some(14)) => body.get(..9).map(with_french_key),
        // The national tax number: after the first eight digits come the kind of taxation and the county.
        ("HU", Some(11)) => body.get(..8).map(str::to_owned),
        ("NL", Some(9)) => Some(format!("{body}B01")),
        ("NL", None) => {
            let (serial, branch) = body.split_once('B')?;
            (serial.len() == 9 && branch.len() == 1).then(|| format!("{serial}B0{branch}"))
        }
        // The organisation number.
        ("SE", Some(10)) => Some(format!("{body}01")),
        _ => None,
    }
}

/// The key of a SIREN (Code général des impôts, annexe III).
fn with_french_key(siren: &str) -> String {
    let key = (12 + 3 * (super::digits::number(siren) % 97)) % 97;
    format!("{key:02}{siren}")
}

#[cfg(test)]
mod tests {
    use super::super::check;

    #[test]
    fn a_likely_number_is_offered_if_its_check_digits_are_right() {
        let today = "2026-11-21".parse().unwrap();
        for (typed, meant) in [
            ("NL805734958B1", Some("NL805734958B01")),
            ("NL805734958", Some("NL805734958B01")),
            ("AT14189108", Some("ATU14189108")),
            ("SE5560743089", Some("SE556074308901")),
            ("HU10625790-2-44", Some("HU10625790")),
            ("EL94259216", Some("EL094259216")),
            ("IT743110157", None),
            ("IT0743110157", Some("IT00743110157")),
            ("FR303265045", Some("FR40303265045")),
            ("FR30326504500011", Some("FR40303265045")),
            // The offer would have a wrong check digit, or the state has no such habit.
            ("NL123456789B1", None),
            ("AT14189109", None),
            ("DE13669597", None),
            ("ESB583784310", None),
        ] {
            let findings = check(typed, today).1;
            let rule = if meant.is_some() { "vat.likely" } else { "vat.format" };
            assert_eq!(findings[0].rule, rule, "{typed}");
            assert_eq!(findings[0].params.get("suggestion").map(String::as_str), meant, "{typed}");
        }
    }
}
