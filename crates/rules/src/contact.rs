//! E-mail addresses and telephone numbers as they are sent.

use crate::typed::{ascii, is_invisible};

/// Words before an address or a number in signatures and links, in lower case and without punctuation.
const LABELS: &[&str] = &[
    "e-mail",
    "email",
    "mail",
    "mailto",
    "tel",
    "telefon",
    "telephone",
    "phone",
    "fon",
    "mobil",
    "mobile",
    "mob",
    "handy",
    "t",
    "m",
    "e",
];

/// An e-mail address without invisible characters, its label (`mailto:`) and the name before `<…>`.
#[must_use]
pub fn email(typed: &str) -> String {
    let text = ascii(typed);
    let inner = text
        .strip_suffix('>')
        .and_then(|text| text.split_once('<'))
        .map_or(text.as_str(), |(_, inner)| inner);
    match inner.split_once(':') {
        Some((label, rest)) if is_label(label) => rest.trim().to_owned(),
        _ => inner.trim().to_owned(),
    }
}

/// A telephone number without invisible characters and its label (`tel:`), with plain hyphens and spaces.
#[must_use]
pub fn phone(typed: &str) -> String {
    let text = ascii(typed);
    let start = text.find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(')).unwrap_or(0);
    let (label, number) = text.split_at(start);
    if is_label(label) { number.to_owned() } else { text }
}

fn is_label(text: &str) -> bool {
    let word = text.trim_matches([' ', '.', ':']).to_lowercase();
    LABELS.contains(&word.as_str())
}

/// Whether a text looks like one e-mail address. Deliberately tolerant: only sending a mail can prove it.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    !name.is_empty()
        && !text
            .contains(|c: char| c.is_whitespace() || is_invisible(c) || matches!(c, ',' | ';' | '<' | '>'))
        && !domain.contains('@')
        && domain.contains('.')
        && domain
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}

/// Whether a text looks like a telephone number.
pub(crate) fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.chars().all(|c| c.is_ascii_digit() || " +()/.-".contains(c)) && (5..=15).contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_e_mail_address_has_a_name_and_a_domain() {
        for good in ["a@b.eu", "jan.de-vries+cars@mail.example.co", "ü@müller.de"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "a@b", "@b.eu", "a@b..eu", "a b@c.eu", "a@b@c.eu", "a@b.eu;c@d.eu", "a@-b.eu"] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn marks_and_labels_around_an_address_are_dropped() {
        for (typed, sent) in [
            ("jan\u{200B}@example.com", "jan@example.com"),
            ("\u{FEFF}jan@example.com\r\n", "jan@example.com"),
            ("mailto:jan@example.com", "jan@example.com"),
            ("E-Mail: jan@example.com", "jan@example.com"),
            ("Jan Kowalski <jan@example.com>", "jan@example.com"),
            ("jan＠example.com", "jan@example.com"),
            ("jan\u{2011}k@example.com", "jan-k@example.com"),
            ("ask Jan", "ask Jan"),
            ("", ""),
        ] {
            assert_eq!(email(typed), sent, "{typed:?}");
            assert_eq!(email(sent), sent, "reading again changes nothing");
        }
    }

    #[test]
    fn marks_and_labels_around_a_telephone_number_are_dropped() {
        for (typed, sent) in [
            ("\u{202D}+49 170 1234567\u{202C}", "+49 170 1234567"),
            ("+49 170\u{2011}1234567", "+49 170-1234567"),
            ("+49\u{A0}(0)170/12 34 567", "+49 (0)170/12 34 567"),
            ("tel:+491701234567", "+491701234567"),
            ("Tel.: 0170 1234567", "0170 1234567"),
            ("＋４９ １７０１２３４５６７", "+49 1701234567"),
            ("ask Jan", "ask Jan"),
            ("", ""),
        ] {
            assert_eq!(phone(typed), sent, "{typed:?}");
            assert_eq!(phone(sent), sent, "reading again changes nothing");
        }
        for good in ["+49 170-1234567", "0170/1234567"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in ["ask Jan", "1234", "+49 170 1234567 ext. 12", "12345678901234567"] {
            assert!(!is_phone(bad), "{bad}");
        }
    }
}
