//! The sums that most check digits are computed from. The texts are ASCII. A character that is not a digit
//! counts as 0; the structure has excluded it before.

/// The value of the digit at a position.
pub(super) fn digit(text: &str, at: usize) -> u32 {
    text.as_bytes().get(at).filter(|b| b.is_ascii_digit()).map_or(0, |b| u32::from(b - b'0'))
}

/// The digits of a text.
pub(super) fn digits(text: &str) -> impl Iterator<Item = u32> {
    text.bytes().map(|b| if b.is_ascii_digit() { u32::from(b - b'0') } else { 0 })
}

/// The sum of digits times weights, position by position.
pub(super) fn weighted(text: &str, weights: &[u32]) -> u32 {
    digits(text).zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// The text as a number; at most 18 digits, which the structure guarantees for every caller.
pub(super) fn number(text: &str) -> u64 {
    digits(text).fold(0, |sum, digit| sum * 10 + u64::from(digit))
}

/// The text as a number modulo `by`, for any length.
pub(super) fn modulo(text: &str, by: u64) -> u64 {
    digits(text).fold(0, |rest, digit| (rest * 10 + u64::from(digit)) % by)
}

/// The sum of Luhn's algorithm (ISO/IEC 7812-1): every second digit is doubled, starting with the last but
/// one.
pub(super) fn luhn(text: &str) -> u32 {
    digits(text)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .enumerate()
        .map(|(position, digit)| match (position % 2, digit * 2) {
            (0, _) => digit,
            (_, doubled) => doubled / 10 + doubled % 10,
        })
        .sum()
}

/// ISO 7064, MOD 11,10: Germany and Croatia.
pub(super) fn mod_11_10(text: &str) -> bool {
    let (body, check) = text.split_at(text.len() - 1);
    let product = digits(body).fold(10, |product, digit| match (product + digit) % 10 {
        0 => 10 * 2 % 11,
        sum => sum * 2 % 11,
    });
    (product + digit(check, 0)) % 10 == 1
}

/// Whether month and day can be a birthday. The year is not checked: its century is never certain.
pub(super) fn is_birthday(month: u64, day: u64) -> bool {
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}
