//! Looks for the end of a file by its structure: the marks of an end also stand inside of files.

use nt24::FileKind;

/// Bytes behind which the mark of the end of a PDF does not count, without padding (PDF Reference 1.7,
/// implementation note 18).
const END_OF_PDF: u64 = 1024;

/// The mark of the end of a PDF, as a number.
const PDF_MARK: u64 = u64::from_be_bytes([0, 0, 0, b'%', b'%', b'E', b'O', b'F']);

/// Where a file of some kind has got to.
pub(super) enum Ending {
    Pdf(Pdf),
    Jpeg(Jpeg),
    Png(Png),
}

impl Ending {
    pub(super) fn of(kind: FileKind) -> Self {
        match kind {
            FileKind::Pdf => Self::Pdf(Pdf::default()),
            FileKind::Jpeg => Self::Jpeg(Jpeg::Between),
            // The mark of the beginning.
            FileKind::Png => Self::Png(Png { skip: 8, ..Png::default() }),
        }
    }

    /// Looks at the next part of the file.
    pub(super) fn look_at(&mut self, part: &[u8]) {
        match self {
            Self::Pdf(pdf) => part.iter().for_each(|byte| pdf.next(*byte)),
            Self::Jpeg(jpeg) => jpeg.look_at(part),
            Self::Png(png) => png.look_at(part),
        }
    }

    pub(super) fn is_reached(&self) -> bool {
        match self {
            Self::Pdf(pdf) => pdf.mark_at > 0 && pdf.content_at - pdf.mark_at <= END_OF_PDF,
            Self::Jpeg(jpeg) => matches!(jpeg, Jpeg::Ended),
            Self::Png(png) => png.ended,
        }
    }
}

/// The last mark of an end, and the last byte that is no padding.
#[derive(Default)]
pub(super) struct Pdf {
    /// The last bytes, as a number.
    last: u64,
    at: u64,
    mark_at: u64,
    content_at: u64,
}

impl Pdf {
    fn next(&mut self, byte: u8) {
        self.at += 1;
        self.last = (self.last << 8 | u64::from(byte)) & 0xFF_FFFF_FFFF;
        if self.last == PDF_MARK {
            self.mark_at = self.at;
        }
        if byte != 0 && !byte.is_ascii_whitespace() {
            self.content_at = self.at;
        }
    }
}

/// A JPEG is a row of segments; behind that of a scan stand data in which the byte of a mark is escaped
/// (ITU-T T.81, B.1).
pub(super) enum Jpeg {
    /// Looks for the first byte of a mark.
    Between,
    /// Reads the kind of a mark.
    Mark,
    /// Reads the length of a segment.
    Length {
        high: Option<u8>,
        is_scan: bool,
    },
    /// Inside of a segment.
    Segment {
        left: usize,
        is_scan: bool,
    },
    /// In the data of a scan.
    Data,
    /// Behind a byte in the data of a scan that may begin a mark.
    Escaped,
    Ended,
}

impl Jpeg {
    fn look_at(&mut self, mut part: &[u8]) {
        while let Some((byte, rest)) = part.split_first() {
            let (next, rest) = match *self {
                Self::Ended => return,
                Self::Between if *byte == 0xFF => (Self::Mark, rest),
                Self::Between => (Self::Between, rest),
                Self::Mark => (Self::after_mark(*byte, Self::Between), rest),
                Self::Escaped => (Self::after_mark(*byte, Self::Data), rest),
                Self::Length { high: None, is_scan } => (Self::Length { high: Some(*byte), is_scan }, rest),
                Self::Length { high: Some(high), is_scan } => {
                    // The length counts itself.
                    let left = usize::from(u16::from_be_bytes([high, *byte])).saturating_sub(2);
                    (Self::after_bytes(left, is_scan), rest)
                }
                Self::Segment { left, is_scan } => {
                    let here = left.min(part.len());
                    (Self::after_bytes(left - here, is_scan), part.get(here..).unwrap_or_default())
                }
                Self::Data => match part.iter().position(|byte| *byte == 0xFF) {
                    Some(at) => (Self::Escaped, part.get(at + 1..).unwrap_or_default()),
                    None => return,
                },
            };
            (*self, part) = (next, rest);
        }
    }

    /// `around` is where marks without a segment stand.
    fn after_mark(kind: u8, around: Self) -> Self {
        match kind {
            0xD9 => Self::Ended,
            // A mark may be padded.
            0xFF if matches!(around, Self::Data) => Self::Escaped,
            0xFF => Self::Mark,
            // No mark; the beginning; a restart.
            0x00 | 0x01 | 0xD0..=0xD8 => around,
            kind => Self::Length { high: None, is_scan: kind == 0xDA },
        }
    }

    fn after_bytes(left: usize, is_scan: bool) -> Self {
        match (left, is_scan) {
            (0, true) => Self::Data,
            (0, false) => Self::Between,
            _ => Self::Segment { left, is_scan },
        }
    }
}

/// A PNG is a row of chunks: length, kind, data and check sum (PNG Specification, 5.3).
#[derive(Default)]
pub(super) struct Png {
    /// Bytes to the next chunk.
    skip: u64,
    /// Length and kind of the chunk, as a number, and how many bytes of them were read.
    head: u64,
    read: u32,
    /// Whether the chunk is the last one.
    is_last: bool,
    ended: bool,
}

impl Png {
    fn look_at(&mut self, mut part: &[u8]) {
        while let Some((byte, rest)) = part.split_first() {
            if self.ended {
                return;
            }
            if self.skip > 0 {
                let here = usize::try_from(self.skip).unwrap_or(usize::MAX).min(part.len());
                self.skip -= here as u64;
                part = part.get(here..).unwrap_or_default();
            } else {
                self.head = self.head << 8 | u64::from(*byte);
                self.read += 1;
                part = rest;
                if self.read < 8 {
                    continue;
                }
                let (length, kind) = (self.head >> 32, self.head & u64::from(u32::MAX));
                self.is_last = kind == u64::from(u32::from_be_bytes(*b"IEND"));
                // With the check sum.
                self.skip = length + 4;
                (self.head, self.read) = (0, 0);
            }
            self.ended = self.is_last && self.skip == 0;
        }
    }
}
