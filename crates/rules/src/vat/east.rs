//! Bulgaria, Croatia, Czechia, Hungary, Poland, Romania, Slovakia, Slovenia.

use super::digits::{digit, is_birthday, mod_11_10, number, weighted};
use super::structure::{Form, form};

pub(super) const STATES: &[(&str, &[Form])] = &[
    ("BG", &[form("ddddddddd", bulgaria_company), form("dddddddddd", bulgaria_person)]),
    (
        "CZ",
        &[
            form("dddddddd", czechia_company),
            form("ddddddddd", czechia_person_short),
            form("dddddddddd", czechia_person_long),
        ],
    ),
    ("HR", &[form("ddddddddddd", mod_11_10)]),
    ("HU", &[form("dddddddd", hungary)]),
    ("PL", &[form("dddddddddd", poland)]),
    (
        "RO",
        &[
            form("dd", romania),
            form("ddd", romania),
            form("dddd", romania),
            form("ddddd", romania),
            form("dddddd", romania),
            form("ddddddd", romania),
            form("dddddddd", romania),
            form("ddddddddd", romania),
            form("dddddddddd", romania),
        ],
    ),
    ("SI", &[form("dddddddd", slovenia)]),
    ("SK", &[form("dddddddddd", slovakia)]),
];

fn bulgaria_company(body: &str) -> bool {
    let check = match weighted(body, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11 {
        10 => weighted(body, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10,
        check => check,
    };
    check == digit(body, 8)
}

/// Citizens, foreigners and others have different sums; the number does not show which one applies.
fn bulgaria_person(body: &str) -> bool {
    let citizen = weighted(body, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10;
    let foreigner = weighted(body, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10;
    let other = (11 - weighted(body, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    // The month is increased by 20 or 40 to show the century.
    let month = number(&body[2..4]);
    let born = month <= 52 && is_birthday(month % 20, number(&body[4..6]));
    let last = digit(body, 9);
    (born && last == citizen) || last == foreigner || last == other
}

fn czechia_company(body: &str) -> bool {
    let check = match (11 - weighted(body, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 11 {
        0 => 1,
        check => check % 10,
    };
    !body.starts_with('9') && check == digit(body, 7)
}

/// Nine digits: a special number that begins with 6, or a birth number from before 1954, which has no
/// check digit.
fn czechia_person_short(body: &str) -> bool {
    if let Some(special) = body.strip_prefix('6') {
        let rest = weighted(special, &[8, 7, 6, 5, 4, 3, 2]) % 11;
        let check = (8 + 10 - (10 + 11 - rest) % 11) % 10;
        return check == digit(body, 8);
    }
    let year = number(&body[..2]);
    (year <= 53 || year >= 80) && is_birthday(number(&body[2..4]) % 50 % 20, number(&body[4..6]))
}

fn czechia_person_long(body: &str) -> bool {
    let born = is_birthday(number(&body[2..4]) % 50 % 20, number(&body[4..6]));
    born && number(&body[..9]) % 11 % 10 == u64::from(digit(body, 9))
}

fn hungary(body: &str) -> bool {
    weighted(body, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10)
}

fn poland(body: &str) -> bool {
    number(body) > 0 && weighted(body, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digit(body, 9)
}

/// Shorter numbers are filled with leading zeros.
fn romania(body: &str) -> bool {
    let long = format!("{body:0>10}");
    let check = weighted(&long, &[7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10 % 11 % 10;
    !body.starts_with('0') && check == digit(&long, 9)
}

fn slovenia(body: &str) -> bool {
    let check = match 11 - weighted(body, &[8, 7, 6, 5, 4, 3, 2]) % 11 {
        10 => Some(0),
        // No number is issued if the remainder is 0.
        11 => None,
        check => Some(check),
    };
    !body.starts_with('0') && check == Some(digit(body, 7))
}

/// Companies have a multiple of 11. Persons may have their birth number, as in Czechia.
fn slovakia(body: &str) -> bool {
    let company = !body.starts_with('0') && matches!(digit(body, 2), 2..=4 | 7..=9);
    (company && number(body).is_multiple_of(11)) || czechia_person_long(body)
}
