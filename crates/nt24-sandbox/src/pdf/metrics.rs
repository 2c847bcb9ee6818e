//! Widths of the standard fonts: for breaking lines, and for the file, because a PDF reader gives no width
//! to a glyph that its own table lacks.

use super::glyphs::glyph_name;
use pdf_writer::Name;

/// A font of the document.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    Bold,
    Fixed,
}

impl Face {
    pub(super) const ALL: [Face; 3] = [Face::Regular, Face::Bold, Face::Fixed];

    /// Name in the resources of the pages.
    pub(super) fn resource(self) -> Name<'static> {
        match self {
            Face::Regular => Name(b"F1"),
            Face::Bold => Name(b"F2"),
            Face::Fixed => Name(b"F3"),
        }
    }

    /// Name of the standard font.
    pub(super) fn base(self) -> Name<'static> {
        match self {
            Face::Regular => Name(b"Helvetica"),
            Face::Bold => Name(b"Helvetica-Bold"),
            Face::Fixed => Name(b"Courier"),
        }
    }

    /// Width of a letter in thousandths of the font size. A letter with an accent is as wide as the plain
    /// one, which is the first letter of its glyph name.
    pub(super) fn letter(self, letter: char) -> u16 {
        let table = match self {
            Face::Regular => &HELVETICA,
            Face::Bold => &HELVETICA_BOLD,
            Face::Fixed => return 600,
        };
        let plain = match letter {
            '\u{C0}'..='\u{17F}' => glyph_name(letter).chars().next().unwrap_or(letter),
            other => other,
        };
        let at = u32::from(plain).checked_sub(0x20).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| table.get(at)).copied().unwrap_or(OTHER)
    }

    /// Width of a text in points.
    pub(super) fn width(self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| f32::from(self.letter(letter))).sum::<f32>() * size / 1000.0
    }
}

/// Helvetica, U+0020 to U+007E (Adobe, Core 14 metrics).
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Helvetica-Bold, U+0020 to U+007E (Adobe, Core 14 metrics).
const HELVETICA_BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
    556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
    556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
    333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// Width of any other letter; Greek and Cyrillic ones are about this wide.
const OTHER: u16 = 620;
