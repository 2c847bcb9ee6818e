//! Austria, Belgium, France, Germany, Ireland, Luxembourg, the Netherlands, Northern Ireland.

use super::digits::{digit, luhn, mod_11_10, modulo, number, weighted};
use super::structure::{Form, form};
use chrono::NaiveDate;

pub(super) const STATES: &[(&str, &[Form])] = &[
    ("AT", &[form("Udddddddd", austria)]),
    ("BE", &[form("0ddddddddd", belgium), form("1ddddddddd", belgium)]),
    ("DE", &[form("ddddddddd", germany)]),
    ("FR", &[form("xxddddddddd", france)]),
    ("IE", &[form("dsdddddl", ireland), form("dddddddll", ireland)]),
    ("LU", &[form("dddddddd", luxembourg)]),
    (
        "NL",
        &[
            form("dddddddddBdd", netherlands),
            // Since 2020 sole traders have numbers that need not pass the eleven test.
            Form {
                shape: "dddddddddBdd",
                since: NaiveDate::from_ymd_opt(2020, 1, 1),
                check: netherlands_sole_trader,
            },
        ],
    ),
    (
        "XI",
        &[
            northern_ireland("ddddddddd", united_kingdom),
            northern_ireland("dddddddddddd", united_kingdom),
            northern_ireland("GDddd", government),
            northern_ireland("HAddd", health_authority),
        ],
    ),
];

/// The prefix XI exists since the end of the transition period.
const fn northern_ireland(shape: &'static str, check: fn(&str) -> bool) -> Form {
    Form { shape, since: NaiveDate::from_ymd_opt(2021, 1, 1), check }
}

fn austria(body: &str) -> bool {
    // Luhn's sum of the seven digits, in which the last digit is not doubled, plus 4.
    (luhn(&body[1..8]) + 4 + digit(body, 8)).is_multiple_of(10)
}

fn belgium(body: &str) -> bool {
    number(body) > 0 && 97 - number(&body[..8]) % 97 == number(&body[8..])
}

fn germany(body: &str) -> bool {
    !body.starts_with('0') && mod_11_10(body)
}

/// The key before the SIREN is a number modulo 97; with letters it is checked modulo 11.
fn france(body: &str) -> bool {
    let (key, siren) = body.split_at(2);
    // Monaco's numbers begin with 000 and contain no SIREN.
    if !siren.starts_with("000") && !luhn(siren).is_multiple_of(10) {
        return false;
    }
    let siren = number(siren);
    if key.bytes().all(|b| b.is_ascii_digit()) {
        return number(key) == (12 + 3 * (siren % 97)) % 97;
    }
    let (Some(first), Some(second)) = (french_value(key, 0), french_value(key, 1)) else { return false };
    let key = if first < 10 { first * 24 + second - 10 } else { first * 34 + second - 100 };
    (siren + key / 11 + 1) % 11 == key % 11
}

/// The index of a character of the key among the digits and the letters without I and O.
fn french_value(key: &str, at: usize) -> Option<u64> {
    let character = key.chars().nth(at)?;
    "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ".chars().zip(0..).find(|(c, _)| *c == character).map(|(_, at)| at)
}

/// New numbers have seven digits, a check letter and sometimes one more letter with weight 9. Old numbers
/// have a letter or symbol at the second position; their first digit moves to the end.
fn ireland(body: &str) -> bool {
    let counted = if body.as_bytes()[1].is_ascii_digit() {
        body[..7].to_owned()
    } else {
        format!("0{}{}", &body[2..7], &body[..1])
    };
    let extra = body.as_bytes().get(8).map_or(Some(0), |b| irish_value(*b));
    let Some(extra) = extra else { return false };
    let sum = weighted(&counted, &[8, 7, 6, 5, 4, 3, 2]) + 9 * extra;
    irish_value(body.as_bytes()[7]) == Some(sum % 23)
}

/// W is 0, A is 1, up to V, which is 22.
fn irish_value(letter: u8) -> Option<u32> {
    match letter {
        b'W' => Some(0),
        b'A'..=b'V' => Some(u32::from(letter - b'A') + 1),
        _ => None,
    }
}

fn luxembourg(body: &str) -> bool {
    number(&body[..6]) % 89 == number(&body[6..])
}

/// The eleven test of the first nine digits; branches count from 01.
fn netherlands(body: &str) -> bool {
    number(&body[..9]) > 0
        && number(&body[10..]) > 0
        && weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == digit(body, 8)
}

/// ISO 7064 MOD 97-10 over the whole number, prefix and letters as two digits: N is 23, L 21, B 11.
fn netherlands_sole_trader(body: &str) -> bool {
    number(&body[10..]) > 0 && modulo(&format!("2321{}11{}", &body[..9], &body[10..]), 97) == 1
}

/// The weighted sum is a multiple of 97; for newer numbers, from one million, the remainder may be 42 or 55.
fn united_kingdom(body: &str) -> bool {
    let serial = number(&body[..7]);
    match weighted(body, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97 {
        0 => serial > 0,
        42 | 55 => serial >= 1_000_000,
        _ => false,
    }
}

fn government(body: &str) -> bool {
    number(&body[2..]) < 500
}

fn health_authority(body: &str) -> bool {
    number(&body[2..]) >= 500
}
