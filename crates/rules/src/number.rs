//! Numbers as users write them, with separators of thousands and of decimals.

/// A number by its separators.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Number<'a> {
    /// A whole number, which may have groups.
    Whole(&'a str),
    /// A whole number in one group of three, or a number with three decimals: `18.500`.
    Either(&'a str),
    /// A whole number, which may have groups, and at least one decimal.
    Decimal(&'a str, &'a str),
}

/// Finds the separator of the decimals, if there is one. `None` if nothing follows it. The parts may still
/// contain other characters than digits.
pub(crate) fn split(number: &str) -> Option<Number<'_>> {
    let Some(at) = number.rfind([',', '.']) else { return Some(Number::Whole(number)) };
    let (whole, decimals) = (&number[..at], &number[at + 1..]);
    let separator = number.as_bytes()[at];
    if whole.bytes().any(|b| b == separator) {
        // `1.234.567`: a separator that occurs twice separates thousands.
        return Some(Number::Whole(number));
    }
    if decimals.is_empty() {
        return None;
    }
    let has_groups = whole.contains([',', '.', ' ', '\'']);
    // `0.500` has no thousands: no number begins with a group of zero.
    let could_be_group =
        decimals.len() == 3 && !has_groups && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    Some(if could_be_group { Number::Either(number) } else { Number::Decimal(whole, decimals) })
}

/// The digits of a whole number, which may have groups of three with one kind of separator. `None` if it has
/// other groups or other characters.
pub(crate) fn digits(whole: &str) -> Option<String> {
    let groups: Vec<&str> = match whole.chars().find(|c| !c.is_ascii_digit()) {
        None => vec![whole],
        Some(c @ (' ' | '\'' | '.' | ',')) => whole.split(c).collect(),
        Some(_) => return None,
    };
    let lengths_fit = match groups.as_slice() {
        [] => false,
        [only] => !only.is_empty(),
        [first, rest @ ..] => (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3),
    };
    let well_formed = lengths_fit && groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    well_formed.then(|| groups.concat())
}

/// A typed number with one kind of apostrophe, and without invisible characters and outer blanks.
pub(crate) fn plain(typed: &str) -> String {
    let one_kind = |c| if matches!(c, '\u{2019}' | '\u{2BC}' | '`' | '´') { '\'' } else { c };
    crate::typed::ascii(typed).chars().map(one_kind).collect()
}
