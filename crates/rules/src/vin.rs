//! Vehicle identification numbers (ISO 3779).

use crate::finding::Finding;
use crate::table::{REQUIRED, VIN_CHARACTER, VIN_CHECK_DIGIT, VIN_LENGTH, VIN_NORMALISED};
use crate::typed;

/// Suggests a VIN: in capitals, without separators, and with digits for the three letters that a VIN never
/// contains (`O` and `Q` become 0, `I` becomes 1). `None` if it equals the text. The page offers it and
/// never applies it silently.
#[must_use]
pub fn suggest(text: &str) -> Option<String> {
    let meant: String = typed::identifier(text)
        .chars()
        .map(|c| match c {
            'O' | 'Q' => '0',
            'I' => '1',
            other => other,
        })
        .collect();
    (meant != text && !meant.is_empty()).then_some(meant)
}

/// Checks a VIN as it was typed; `field` is the field of the form, for example `vins[0].vin`.
#[must_use]
pub fn check(text: &str, field: &str) -> Vec<Finding> {
    let vin = typed::identifier(text);
    if vin.is_empty() {
        return vec![REQUIRED.at(field)];
    }
    let mut findings = Vec::new();
    let length = vin.chars().count();
    if length != 17 {
        findings.push(VIN_LENGTH.at(field).with("length", length));
    }
    let wrong: String = vin.chars().filter(|c| !is_vin_character(*c)).collect();
    if !wrong.is_empty() {
        let finding = VIN_CHARACTER.at(field).with("characters", wrong);
        findings.push(match suggest(text) {
            Some(meant) if meant.chars().all(is_vin_character) => finding.with("suggestion", meant),
            _ => finding,
        });
    }
    if !findings.is_empty() {
        return findings;
    }
    if has_binding_check_digit(&vin) && check_digit(&vin) != vin.chars().nth(8) {
        findings.push(VIN_CHECK_DIGIT.at(field));
    }
    if vin != text {
        findings.push(VIN_NORMALISED.at(field).with("suggestion", vin));
    }
    findings
}

fn is_vin_character(c: char) -> bool {
    c.is_ascii_digit() || (c.is_ascii_uppercase() && !matches!(c, 'I' | 'O' | 'Q'))
}

/// The ninth character is a check digit only in North America (1 to 5) and China (L). European makers use
/// it freely.
fn has_binding_check_digit(vin: &str) -> bool {
    vin.starts_with(['1', '2', '3', '4', '5', 'L'])
}

/// The check digit by 49 CFR 565.15(c): letters have values, positions have weights, modulo 11.
fn check_digit(vin: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let sum: u32 = vin.chars().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
    match sum % 11 {
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    }
}

/// A to H are 1 to 8, J to R are 1 to 9, S to Z are 2 to 9; I, O and Q do not occur.
fn value(c: char) -> u32 {
    match c {
        'A'..='H' => c as u32 - 'A' as u32 + 1,
        'J'..='R' => c as u32 - 'J' as u32 + 1,
        'S'..='Z' => c as u32 - 'S' as u32 + 2,
        digit => digit.to_digit(10).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_of_vins() {
        let cases: [(&str, &[&str]); 13] = [
            ("1M8GDM9AXKP042788", &[]),
            ("1HGCM82633A004352", &[]),
            ("11111111111111111", &[]),
            ("1M8GDM9A1KP042788", &["vin.check_digit"]),
            ("LJCPCBLCX11000237", &[]),
            ("LJCPCBLC111000237", &["vin.check_digit"]),
            // European makers use the ninth character freely.
            ("WVWZZZ1KZAW123456", &[]),
            ("WBA3A5C51CF256985", &[]),
            ("wvwzzz1kzaw123456", &["vin.normalised"]),
            ("WVWZZZ1KZAW12345", &["vin.length"]),
            ("WVWZZZ1KZAWI23456", &["vin.character"]),
            ("WVWZZZ1KZAWI2345", &["vin.length", "vin.character"]),
            ("  ", &["required"]),
        ];
        for (vin, rules) in cases {
            let findings = check(vin, "vins[0].vin");
            assert_eq!(findings.iter().map(|f| f.rule).collect::<Vec<_>>(), rules, "{vin}");
            assert!(findings.iter().all(|f| f.field == "vins[0].vin"));
        }
    }

    #[test]
    fn a_correction_is_suggested() {
        for (typed, meant) in [
            ("WVWZZZIKZAWO2345Q", Some("WVWZZZ1KZAW023450")),
            ("wvw zzz 1kzaw123456", Some("WVWZZZ1KZAW123456")),
            ("WVWZZZ1KZAW123456", None),
            ("", None),
            (" ", None),
        ] {
            assert_eq!(suggest(typed).as_deref(), meant, "{typed}");
        }
        let found = &check("WVWZZZ1KZAWI23456", "vin")[0];
        assert_eq!(found.params["characters"], "I");
        assert_eq!(found.params["suggestion"], "WVWZZZ1KZAW123456");
        assert!(!check("WVWZZZ1KZAW?23456", "vin")[0].params.contains_key("suggestion"));
    }
}
