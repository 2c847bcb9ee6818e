//! Denmark, Estonia, Finland, Latvia, Lithuania, Sweden.

use super::digits::{digit, is_birthday, luhn, number, weighted};
use super::structure::{Form, form};

pub(super) const STATES: &[(&str, &[Form])] = &[
    ("DK", &[form("dddddddd", denmark)]),
    ("EE", &[form("ddddddddd", estonia)]),
    ("FI", &[form("dddddddd", finland)]),
    ("LT", &[form("ddddddddd", lithuania), form("dddddddddddd", lithuania)]),
    ("LV", &[form("ddddddddddd", latvia)]),
    ("SE", &[form("dddddddddddd", sweden)]),
];

fn denmark(body: &str) -> bool {
    !body.starts_with('0') && weighted(body, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn estonia(body: &str) -> bool {
    weighted(body, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}

fn finland(body: &str) -> bool {
    weighted(body, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11)
}

/// The digit before the check digit is 1. The weights run from 1 to 9 repeatedly; if the result is 10, they
/// start at 3.
fn lithuania(body: &str) -> bool {
    let last = body.len() - 1;
    let sum = |start: u32| {
        let weights: Vec<u32> = (0..9).cycle().skip(start as usize).take(last).map(|w| w + 1).collect();
        weighted(&body[..last], &weights) % 11
    };
    let check = match sum(0) {
        10 => sum(2) % 10,
        check => check,
    };
    digit(body, last - 1) == 1 && digit(body, last) == check
}

/// Numbers of companies begin with 4 or more. Personal codes begin with the day of birth or, since 2017,
/// with 32.
fn latvia(body: &str) -> bool {
    if digit(body, 0) > 3 {
        return weighted(body, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3;
    }
    let day = number(&body[..2]);
    let born = is_birthday(number(&body[2..4]), day);
    let check = (1 + weighted(body, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10;
    (day == 32 || born) && check == digit(body, 10)
}

/// The organisation number, followed by 01.
fn sweden(body: &str) -> bool {
    luhn(&body[..10]).is_multiple_of(10) && &body[10..] == "01"
}
