//! Vehicle identification numbers (ISO 3779).

use crate::finding::Finding;
use crate::table::{REQUIRED, VIN_CHARACTER, VIN_CHECK_DIGIT, VIN_LENGTH};
use crate::typed;

/// Words before a VIN on papers, as they are left when separators are removed.
const LABELS: &[&str] = &[
    "VIN",
    "FIN",
    "NUMBER",
    "NUMMER",
    "NO",
    "NR",
    "N°",
    "CODE",
    "CHASSIS",
    "FAHRGESTELL",
    "FAHRZEUG",
    "IDENT",
];

/// Manufacturers with one make, by the first three characters of their VINs.
#[rustfmt::skip]
const MAKES: &[(&[&str], &str)] = &[
    (&["ZAR"], "Alfa Romeo"), (&["WAU", "WA1", "TRU"], "Audi"), (&["WBA", "WBS", "WBX", "WBY"], "BMW"),
    (&["VF7", "VR7"], "Citroën"), (&["UU1"], "Dacia"), (&["VR1"], "DS"), (&["ZFF"], "Ferrari"),
    (&["ZFA"], "Fiat"), (&["WF0"], "Ford"), (&["JHM", "SHH"], "Honda"), (&["KMH", "TMA", "NLH"], "Hyundai"),
    (&["SAJ"], "Jaguar"), (&["KNA", "U5Y"], "Kia"), (&["ZHW"], "Lamborghini"), (&["SAL"], "Land Rover"),
    (&["JTH"], "Lexus"), (&["ZAM"], "Maserati"), (&["JMZ"], "Mazda"),
    (&["WDB", "WDC", "WDD", "WDF", "W1K", "W1N", "W1V"], "Mercedes-Benz"), (&["WMW"], "MINI"),
    (&["JN1", "SJN"], "Nissan"), (&["W0L", "W0V"], "Opel"), (&["VF3", "VR3"], "Peugeot"),
    (&["WP0", "WP1"], "Porsche"), (&["TMB"], "Škoda"), (&["WME"], "smart"), (&["JF1", "JF2"], "Subaru"),
    (&["JSA", "TSM"], "Suzuki"), (&["5YJ", "7SA", "LRW", "XP7"], "Tesla"),
    (&["JTD", "SB1", "VNK", "NMT"], "Toyota"), (&["WVW", "WVG", "WV1", "WV2"], "Volkswagen"),
    (&["YV1", "YV4"], "Volvo"),
];

/// The characters of a VIN.
const LENGTH: usize = 17;

/// A VIN as it is sent: in capitals, without separators, its label, and the asterisks around it on the vehicle.
#[must_use]
pub fn normalise(text: &str) -> String {
    let whole = typed::identifier(text);
    let vin = whole.trim_matches(['*', '#']);
    if has_length(vin) {
        return vin.to_owned();
    }
    typed::after_label(vin, LABELS, &has_length).unwrap_or(vin).to_owned()
}

fn has_length(vin: &str) -> bool {
    vin.chars().count() == LENGTH
}

/// Suggests a VIN: with digits for the three letters that a VIN never contains (`O` and `Q` become 0, `I`
/// becomes 1), and without the `I` with which the barcodes of imported vehicles begin. `None` if it equals the
/// typed VIN, or if the rules would object to it, too. The page offers it and never applies it silently.
#[must_use]
pub fn suggest(text: &str) -> Option<String> {
    let typed = normalise(text);
    let vin = typed.as_str();
    let vin = vin.strip_prefix('I').filter(|rest| has_length(rest)).unwrap_or(vin);
    let meant: String = vin
        .chars()
        .map(|c| match c {
            'O' | 'Q' => '0',
            'I' => '1',
            other => other,
        })
        .collect();
    let is_sound = has_length(&meant) && meant.chars().all(is_vin_character) && !is_mistyped(&meant);
    (meant != typed && is_sound).then_some(meant)
}

/// The make by the manufacturer's part of a VIN (ISO 3780), where it stands for one make alone. `None` for a
/// VIN that is not complete, and for a manufacturer of several makes.
#[must_use]
pub fn make(text: &str) -> Option<&'static str> {
    let vin = normalise(text);
    if !has_length(&vin) || !vin.chars().all(is_vin_character) {
        return None;
    }
    MAKES.iter().find(|(codes, _)| codes.contains(&&vin[..3])).map(|(_, make)| *make)
}

/// Checks a VIN as it was typed; `field` is the field of the form, for example `vins[0].vin`.
#[must_use]
pub fn check(text: &str, field: &str) -> Vec<Finding> {
    let vin = normalise(text);
    if vin.is_empty() {
        return vec![REQUIRED.at(field)];
    }
    let mut findings = Vec::new();
    let length = vin.chars().count();
    if length != LENGTH {
        findings.push(VIN_LENGTH.at(field).with("length", length));
    }
    let wrong: String = vin.chars().filter(|c| !is_vin_character(*c)).collect();
    if !wrong.is_empty() {
        let finding = VIN_CHARACTER.at(field).with("characters", wrong);
        findings.push(match suggest(text) {
            Some(meant) => finding.with("suggestion", meant),
            None => finding,
        });
    }
    if !findings.is_empty() {
        return findings;
    }
    if is_mistyped(&vin) {
        findings.push(VIN_CHECK_DIGIT.at(field));
    }
    findings
}

fn is_vin_character(c: char) -> bool {
    c.is_ascii_digit() || (c.is_ascii_uppercase() && !matches!(c, 'I' | 'O' | 'Q'))
}

/// Whether the ninth character is a check digit, and the wrong one. It is one only in North America (1 to 5) and
/// China (L); European makers use it freely, also in vehicles that they build there for Europe: those have
/// another letter than X in its place, or `ZZZ` as filler before it.
fn is_mistyped(vin: &str) -> bool {
    let built_for_europe = vin.get(3..6) == Some("ZZZ");
    let ninth = vin.chars().nth(8).filter(|c| c.is_ascii_digit() || *c == 'X');
    vin.starts_with(['1', '2', '3', '4', '5', 'L'])
        && !built_for_europe
        && ninth.is_some_and(|ninth| check_digit(vin) != Some(ninth))
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
        let cases: [(&str, &[&str]); 15] = [
            ("1M8GDM9AXKP042788", &[]),
            ("1HGCM82633A004352", &[]),
            ("11111111111111111", &[]),
            ("1M8GDM9A1KP042788", &["vin.check_digit"]),
            ("LJCPCBLCX11000237", &[]),
            ("LJCPCBLC111000237", &["vin.check_digit"]),
            // European makers use the ninth character freely.
            ("WVWZZZ1KZAW123456", &[]),
            ("WBA3A5C51CF256985", &[]),
            // Built in Mexico for Europe.
            ("3VWZZZ16ZBM123456", &[]),
            ("3VWZZZ161BM123456", &[]),
            ("wvwzzz1kzaw123456", &[]),
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
    fn a_pasted_vin_is_sent_without_separators_marks_and_label() {
        for typed in [
            "WVW-ZZZ-1KZ-AW123456",
            "WVWZZZ1KZ\u{200B}AW123456",
            "ＷＶＷＺＺＺ１ＫＺＡＷ１２３４５６",
            "wvw zzz 1kz aw 123456",
            "*WVWZZZ1KZAW123456*",
            "VIN: WVWZZZ1KZAW123456",
            "FIN WVWZZZ1KZAW123456",
            "Fahrzeug-Ident.-Nr.: WVWZZZ1KZAW123456",
            "Chassis no. WVWZZZ1KZAW123456",
        ] {
            assert_eq!(normalise(typed), "WVWZZZ1KZAW123456", "{typed:?}");
            assert_eq!(check(typed, "vin"), [], "{typed:?}");
        }
        // A number that begins like a label is one, and a label alone is not dropped.
        assert_eq!(normalise("VINZZZ1KZAW123456"), "VINZZZ1KZAW123456");
        assert_eq!(normalise("VIN 123"), "VIN123");
    }

    #[test]
    fn a_correction_is_suggested() {
        for (typed, meant) in [
            ("WVWZZZIKZAWO2345Q", Some("WVWZZZ1KZAW023450")),
            ("wvw zzz 1kzaw123456", None),
            ("WVWZZZ1KZAW123456", None),
            // The I of a barcode; another character too many; a check digit that would be wrong.
            ("I1M8GDM9AXKP042788", Some("1M8GDM9AXKP042788")),
            ("X1M8GDM9AXKP042788", None),
            ("1M8GDM9A1KP04278O", None),
            ("WVWZZZ1KZAWI2345", None),
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

    #[test]
    fn a_make_is_named_only_where_the_manufacturer_has_one() {
        for (vin, named) in [
            ("wba8e 9c50gk645321", Some("BMW")),
            ("WVWZZZ1KZAW123456", Some("Volkswagen")),
            ("SALGA2BE5KA123456", Some("Land Rover")),
            // SEAT and Cupra; a maker that is not in the table; not complete; no VIN.
            ("VSSZZZ5FZGR123456", None),
            ("9BWZZZ377VT004251", None),
            ("WBA8E9C50GK64532", None),
            ("WBA8E9C50GK64532I", None),
            ("", None),
        ] {
            assert_eq!(make(vin), named, "{vin}");
        }
        let codes: Vec<_> = MAKES.iter().flat_map(|(codes, _)| codes.iter()).collect();
        let different: std::collections::BTreeSet<_> = codes.iter().collect();
        assert_eq!(codes.len(), different.len());
        assert!(codes.iter().all(|code| code.len() == 3 && code.chars().all(is_vin_character)));
    }
}
