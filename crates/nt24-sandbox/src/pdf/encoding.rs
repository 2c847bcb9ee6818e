//! A one-byte encoding made for a document: the code of each letter, its glyph, and the map from code back
//! to letter, which a PDF reader needs to search and copy.

use super::glyphs::glyph_name;
use super::metrics::Face;
use pdf_writer::types::{SystemInfo, UnicodeCmap};
use pdf_writer::writers::Type1Font;
use pdf_writer::{Name, Str};
use std::collections::BTreeMap;

/// First code in use. Lower codes are control characters, which some readers skip.
const FIRST: u8 = 32;

pub(crate) struct Encoding {
    codes: BTreeMap<char, u8>,
}

impl Encoding {
    /// The encoding of all letters of this text. It has room for 224 different letters, ASCII first; a
    /// letter without room is shown as a question mark.
    pub(super) fn of(text: &str) -> Self {
        let mut letters: Vec<char> = text.chars().filter(|c| !c.is_control()).chain([' ', '?']).collect();
        letters.sort_unstable();
        letters.dedup();
        Self { codes: letters.into_iter().zip(FIRST..=u8::MAX).collect() }
    }

    pub(super) fn encode(&self, text: &str) -> Vec<u8> {
        let fallback = self.codes.get(&'?').copied().unwrap_or(FIRST);
        text.chars()
            .filter(|c| !c.is_control())
            .map(|letter| self.codes.get(&letter).copied().unwrap_or(fallback))
            .collect()
    }

    /// Writes the encoding into a font, with the widths of its letters.
    pub(super) fn write(&self, font: &mut Type1Font<'_>, face: Face) {
        let last = self.codes.values().copied().max().unwrap_or(FIRST);
        font.first_char(FIRST).last_char(last);
        font.widths(self.codes.keys().map(|letter| f32::from(face.letter(*letter))));
        let names: Vec<String> = self.codes.keys().map(|letter| glyph_name(*letter)).collect();
        let mut encoding = font.encoding_custom();
        encoding.differences().consecutive(FIRST, names.iter().map(|name| Name(name.as_bytes())));
    }

    /// The map from code to letter, as a CMap.
    pub(super) fn to_unicode(&self) -> Vec<u8> {
        let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"UCS"), supplement: 0 };
        let mut cmap = UnicodeCmap::<u8>::new(Name(b"Sandbox"), info);
        for (letter, code) in &self.codes {
            cmap.pair(*code, *letter);
        }
        cmap.finish().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_without_room_is_shown_as_a_question_mark() {
        let many: String = (0x4E00..0x4E00 + 300).filter_map(char::from_u32).collect();
        let encoding = Encoding::of(&many);
        let question = encoding.encode("?");
        assert_eq!(encoding.encode(&many.chars().last().unwrap().to_string()), question);
        assert_ne!(encoding.encode("\u{4E00}"), question);
    }
}
