//! Texts and identifiers as users type and paste them: from a PDF, a chat, an Asian keyboard.

/// A text without invisible characters and outer blanks; line breaks and special blanks become spaces.
#[must_use]
pub fn text(typed: &str) -> String {
    let shown = typed.chars().filter(|c| c.is_whitespace() || !is_invisible(*c));
    let spaced: String = shown.map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    spaced.trim().to_owned()
}

/// A text as [`text`] reads it, with full-width forms converted to ASCII and every dash to a hyphen.
pub(crate) fn ascii(typed: &str) -> String {
    text(typed).chars().map(half_width).map(|c| if is_dash(c) { '-' } else { c }).collect()
}

/// The bytes of the longest identifier with a label. A longer text is something else that was pasted.
const LONGEST_LABELLED: usize = 120;

/// The rest of an identifier after the words of a label, where it begins as it should: `IBANDE44…` after
/// `IBAN` is `DE44…`. `None` if there is no label.
pub(crate) fn after_label<'a>(
    text: &'a str,
    words: &[&str],
    begins: &impl Fn(&str) -> bool,
) -> Option<&'a str> {
    if text.len() > LONGEST_LABELLED {
        return None;
    }
    let mut rests = words.iter().filter_map(|word| text.strip_prefix(word)).filter(|rest| !rest.is_empty());
    rests.find_map(|rest| if begins(rest) { Some(rest) } else { after_label(rest, words, begins) })
}

/// Converts full-width forms to ASCII, removes invisible characters and separators, and converts to
/// capitals. Other characters are kept, so that a wrong character is shown.
pub(crate) fn identifier(text: &str) -> String {
    text.chars().map(half_width).filter(|c| !is_separator(*c)).flat_map(char::to_uppercase).collect()
}

/// The ASCII form of a full-width character (U+FF01 to U+FF5E mirror U+0021 to U+007E).
fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        other => other,
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || is_dash(c) || matches!(c, '.' | '/' | ',' | ':' | '(' | ')' | '·')
}

/// Invisible characters: zero-width spaces and joiners, direction marks, soft hyphen, BOM.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Hyphens and dashes of every width, and the minus sign.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_widths_are_removed_and_wrong_characters_kept() {
        for (typed, clean) in [
            ("de 123.456-789", "DE123456789"),
            ("ＤＥ１２３", "DE123"),
            ("\u{FEFF}BE\u{200B}0123\u{A0}456\u{2013}789\r\n", "BE0123456789"),
            ("IE7*12345B", "IE7*12345B"),
            ("DE12_3", "DE12_3"),
        ] {
            assert_eq!(identifier(typed), clean, "{typed:?}");
        }
    }

    #[test]
    fn a_text_has_no_invisible_characters_and_one_kind_of_blank() {
        for (typed, read) in [
            ("Auto\u{200B} Łódź\u{A0}Sp. z o.o. ", "Auto Łódź Sp. z o.o."),
            ("\u{FEFF}Kade 1\r\n", "Kade 1"),
            ("Kade 1\nrear", "Kade 1 rear"),
            ("\u{202D}\u{202C}", ""),
            ("De Vries Auto's B.V.", "De Vries Auto's B.V."),
        ] {
            assert_eq!(text(typed), read, "{typed:?}");
        }
    }

    #[test]
    fn a_label_ends_where_the_identifier_begins() {
        let begins = |rest: &str| rest.starts_with("NO9") || rest.starts_with("DE");
        for (text, rest) in [
            ("IBANDE44", Some("DE44")),
            ("IBANNODE44", Some("DE44")),
            ("IBANNO93", Some("NO93")),
            ("DE44", None),
            ("IBAN", None),
            ("IBANFR76", None),
        ] {
            assert_eq!(after_label(text, &["IBAN", "NO", "N"], &begins), rest, "{text}");
        }
    }
}
