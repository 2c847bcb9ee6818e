//! Cyprus, Greece, Italy, Malta, Portugal, Spain.

use super::digits::{digit, digits, luhn, number, weighted};
use super::structure::{Form, form};

pub(super) const STATES: &[(&str, &[Form])] = &[
    ("CY", &[form("ddddddddl", cyprus)]),
    ("EL", &[form("ddddddddd", greece)]),
    ("ES", &[form("ldddddddd", spain), form("ddddddddl", spain), form("ldddddddl", spain)]),
    ("IT", &[form("ddddddddddd", italy)]),
    ("MT", &[form("dddddddd", malta)]),
    ("PT", &[form("ddddddddd", portugal)]),
];

/// Digits at odd positions are translated, the others are added unchanged; the letter is the sum modulo 26.
fn cyprus(body: &str) -> bool {
    const TRANSLATED: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let sum: u32 = digits(&body[..8])
        .enumerate()
        .map(|(position, digit)| if position % 2 == 0 { TRANSLATED[digit as usize] } else { digit })
        .sum();
    !body.starts_with("12") && u32::from(body.as_bytes()[8] - b'A') == sum % 26
}

fn greece(body: &str) -> bool {
    number(body) > 0 && weighted(body, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == digit(body, 8)
}

/// Numbers of persons end in a letter (the number modulo 23). Numbers of companies begin with a letter and
/// end in Luhn's digit, or the letter for it.
fn spain(body: &str) -> bool {
    let (first, last) = (body.as_bytes()[0], body.as_bytes()[8]);
    let person = |number: u64| b"TRWAGMYFPDXBNJZSQVHLCKE"[(number % 23) as usize] == last;
    match first {
        b'0'..=b'9' => person(number(&body[..8])),
        b'K' | b'L' | b'M' => person(number(&body[1..8])),
        b'X'..=b'Z' => person(u64::from(first - b'X') * 10_000_000 + number(&body[1..8])),
        b'I' | b'O' | b'T' => false,
        _ => {
            let check = (10 - luhn(&format!("{}0", &body[1..8])) % 10) % 10;
            last == b"0123456789"[check as usize] || last == b"JABCDEFGHI"[check as usize]
        }
    }
}

/// Luhn's digit; the three digits before it are the province of the tax office.
fn italy(body: &str) -> bool {
    let province = number(&body[7..10]);
    let exists = matches!(province, 1..=100 | 120 | 121 | 888 | 999);
    exists && number(&body[..7]) > 0 && luhn(body).is_multiple_of(10)
}

fn malta(body: &str) -> bool {
    let sum = u64::from(weighted(&body[..6], &[3, 4, 6, 7, 8, 9])) + number(&body[6..]);
    !body.starts_with('0') && sum.is_multiple_of(37)
}

fn portugal(body: &str) -> bool {
    let check = match 11 - weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 {
        10 | 11 => 0,
        check => check,
    };
    !body.starts_with('0') && check == digit(body, 8)
}
