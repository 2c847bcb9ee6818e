//! Identifiers as users type and paste them: from a PDF, a chat, an Asian keyboard.

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
    fn an_e_mail_address_has_a_name_and_a_domain() {
        for good in ["a@b.eu", "jan.de-vries+cars@mail.example.co", "ü@müller.de"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "a@b", "@b.eu", "a@b..eu", "a b@c.eu", "a@b@c.eu", "a@b.eu;c@d.eu", "a@-b.eu"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
