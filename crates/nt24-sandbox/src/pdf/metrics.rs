//! Widths of Helvetica, for breaking lines. Letters with an accent are about as wide as without.

/// Widths of U+0020 to U+007E in thousandths of the size (Adobe, Core 14 metrics).
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Of any other letter.
const OTHER: u16 = 667;

/// Width of a text in points. Bold letters are up to a tenth wider; columns leave room for that.
pub(super) fn width(text: &str, size: f32) -> f32 {
    let thousandths: u32 = text
        .chars()
        .map(|letter| {
            let at = u32::from(letter).checked_sub(0x20).and_then(|at| usize::try_from(at).ok());
            u32::from(at.and_then(|at| HELVETICA.get(at)).copied().unwrap_or(OTHER))
        })
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "a line has a few thousand thousandths")]
    let thousandths = thousandths as f32;
    thousandths * size / 1000.0
}
