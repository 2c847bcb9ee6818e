//! The structure of a number, as data.

use chrono::NaiveDate;

/// One form of the numbers of a state, without the prefix.
pub(super) struct Form {
    /// `d` is a digit, `l` a letter, `x` a digit or a letter, `s` any of these or `+` or `*`; a capital is
    /// itself.
    pub(super) shape: &'static str,
    /// The first day on which such numbers exist, if it matters.
    pub(super) since: Option<NaiveDate>,
    /// The unofficial check of the check digits.
    pub(super) check: fn(&str) -> bool,
}

/// The result of reading a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Structure and check digits fit.
    Sound,
    /// The structure fits, the check digits do not.
    Suspicious,
    /// No structure of the state fits.
    Broken,
}

/// A form without a first day.
pub(super) const fn form(shape: &'static str, check: fn(&str) -> bool) -> Form {
    Form { shape, since: None, check }
}

/// Reads a number without its prefix.
pub(super) fn read(forms: &[Form], body: &str, today: NaiveDate) -> Reading {
    let mut fitting = forms
        .iter()
        .filter(|form| form.since.is_none_or(|since| since <= today) && fits(form.shape, body))
        .peekable();
    if fitting.peek().is_none() {
        Reading::Broken
    } else if fitting.any(|form| (form.check)(body)) {
        Reading::Sound
    } else {
        Reading::Suspicious
    }
}

fn fits(shape: &str, body: &str) -> bool {
    shape.len() == body.len()
        && shape.bytes().zip(body.bytes()).all(|(kind, b)| match kind {
            b'd' => b.is_ascii_digit(),
            b'l' => b.is_ascii_uppercase(),
            b'x' => b.is_ascii_digit() || b.is_ascii_uppercase(),
            b's' => b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'+' | b'*'),
            literal => literal == b,
        })
}
