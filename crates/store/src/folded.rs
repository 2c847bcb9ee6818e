use icu_normalizer::DecomposingNormalizerBorrowed;

/// Text for the search: letters in lower case without accents, and digits. The search compares text that
/// users type with text from forms and from NT24, and both differ in spaces, hyphens, case, width and in how
/// an accent is encoded. Line feeds stay: they separate the fields of a row, so that no text is found across
/// two of them.
pub(crate) fn folded(text: &str) -> String {
    let normalizer = const { DecomposingNormalizerBorrowed::new_nfkd() };
    let decomposed = normalizer.normalize(text.trim());
    let kept = decomposed.chars().filter(|c| c.is_alphanumeric() || *c == '\n');
    // Letters without a decomposition in Unicode, as they are typed where the keyboard has none of them.
    kept.flat_map(char::to_lowercase).fold(String::new(), |mut text, c| {
        match c {
            'ß' => text.push_str("ss"),
            'æ' => text.push_str("ae"),
            'œ' => text.push_str("oe"),
            'þ' => text.push_str("th"),
            'ø' => text.push('o'),
            'ł' => text.push('l'),
            'đ' | 'ð' => text.push('d'),
            'ħ' => text.push('h'),
            'ı' => text.push('i'),
            // The Greek sigma has a second form at the end of a word.
            'ς' => text.push('σ'),
            other => text.push(other),
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn marks_case_width_and_accents_are_not_compared() {
        for (typed, expected) in [
            (" BE 0403.019.261 ", "be0403019261"),
            ("WVW-ZZZ-1KZ\u{200B}AW123456", "wvwzzz1kzaw123456"),
            ("ＷＶＷ１", "wvw1"),
            ("Mu\u{308}ller", "muller"),
            ("MÜLLER", "muller"),
            ("Łódź", "lodz"),
            ("Straße", "strasse"),
            ("STRASSE", "strasse"),
            ("Ærø", "aero"),
            ("İstanbul ILGIN", "istanbulilgin"),
            ("ΟΔΟΣ", "οδοσ"),
            ("Ångström 100% AB", "angstrom100ab"),
            ("name\nBE 1", "name\nbe1"),
            ("-", ""),
        ] {
            assert_eq!(folded(typed), expected, "{typed}");
        }
    }
}
