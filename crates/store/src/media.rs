//! The kind of a file, recognised from its content and never from its name.

/// A kind of file that NT24 accepts as a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Media {
    /// Portable Document Format.
    Pdf,
    /// JPEG picture.
    Jpeg,
    /// PNG picture.
    Png,
}

/// The header of a PDF begins within this many bytes (PDF Reference 1.7, implementation note 13).
const PDF_HEADER_WITHIN: usize = 1024;
const PDF_HEADER: &[u8] = b"%PDF-";
const PDF_END: &[u8] = b"%%EOF";
const JPEG_START: &[u8] = &[0xFF, 0xD8, 0xFF];
const JPEG_END: &[u8] = &[0xFF, 0xD9];
/// The signature, and the first chunk: 13 bytes of IHDR (PNG specification, 5.2 and 11.2.2).
const PNG_START: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const PNG_END: &[u8] = b"IEND\xae\x42\x60\x82";

/// Recognises the kind of a file from its first bytes; 1 KiB is enough.
#[must_use]
pub fn recognise(head: &[u8]) -> Option<Media> {
    if head.starts_with(JPEG_START) {
        return Some(Media::Jpeg);
    }
    if head.starts_with(PNG_START) {
        return Some(Media::Png);
    }
    let beginning = &head[..head.len().min(PDF_HEADER_WITHIN)];
    holds(beginning, PDF_HEADER).then_some(Media::Pdf)
}

impl Media {
    /// The media type for HTTP.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The usual ending of a file name, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    /// Whether the last bytes contain the end mark of this kind. Without it the file is cut off, for example
    /// a scan that was read before the scanner had finished. Other bytes may follow the mark: many
    /// cameras and scanners add some.
    #[must_use]
    pub fn is_whole(self, tail: &[u8]) -> bool {
        let end = match self {
            Self::Pdf => PDF_END,
            Self::Jpeg => JPEG_END,
            Self::Png => PNG_END,
        };
        holds(tail, end)
    }
}

fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_recognised_from_the_content() {
        let late = |offset: usize| [vec![b' '; offset], b"%PDF-1.7\n".to_vec()].concat();
        let cases: &[(&[u8], Option<Media>)] = &[
            (b"%PDF-1.4\nrest", Some(Media::Pdf)),
            (&late(1019), Some(Media::Pdf)),
            (&late(1020), None),
            (&[0xFF, 0xD8, 0xFF, 0xE0, 0, 16], Some(Media::Jpeg)),
            (&[0xFF, 0xD8, 0xFE], None),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0", Some(Media::Png)),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIDAT\0", None),
            (b"\x89PNG\r\n\x1a\n", None),
            (b"PK\x03\x04 scan.pdf", None),
            (b"MZ", None),
            (b"", None),
        ];
        for (head, expected) in cases {
            assert_eq!(recognise(head), *expected, "{:?}", String::from_utf8_lossy(head).trim());
        }
    }

    #[test]
    fn a_file_without_its_end_mark_is_not_whole() {
        assert!(Media::Pdf.is_whole(b"startxref\n9\n%%EOF\r\n\0\0"));
        assert!(!Media::Pdf.is_whole(b"startxref\n9\n%%EO"));
        assert!(Media::Jpeg.is_whole(&[1, 0xFF, 0xD9, 0, 0]));
        assert!(!Media::Jpeg.is_whole(&[1, 0xFF, 0xD8]));
        assert!(Media::Png.is_whole(b"\0\0\0\0IEND\xae\x42\x60\x82"));
        assert!(!Media::Png.is_whole(b"\0\0\0\0IEND"));
    }

    #[test]
    fn content_types_and_extensions() {
        let names =
            [Media::Pdf, Media::Jpeg, Media::Png].map(|media| (media.content_type(), media.extension()));
        assert_eq!(names, [("application/pdf", "pdf"), ("image/jpeg", "jpg"), ("image/png", "png")]);
    }
}
