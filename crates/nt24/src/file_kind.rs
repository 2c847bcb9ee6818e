/// A file format in which NT24 keeps documents (behaviour, section 13), told by the first bytes of a file and
/// never by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Portable Document Format.
    Pdf,
    /// A photo.
    Jpeg,
    /// A screenshot.
    Png,
}

/// What may stand before the header of a PDF: scanners and converters write a byte order mark or line ends
/// there, and readers skip it. Anything else is the beginning of another format, for example of an archive
/// or of a signed container that holds a PDF.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl FileKind {
    /// All formats.
    pub const ALL: &'static [FileKind] = &[FileKind::Pdf, FileKind::Jpeg, FileKind::Png];

    /// Bytes at the beginning of a file that are enough to tell its format. The header of a PDF begins
    /// within them (PDF Reference 1.7, implementation note 13).
    pub const BEGINNING: usize = 1024;

    /// The format of a file by its first bytes, of which those behind [`BEGINNING`](Self::BEGINNING) do not
    /// count. `None` for any other format.
    ///
    /// ```
    /// use nt24::FileKind;
    ///
    /// assert_eq!(FileKind::of_beginning(b"\xef\xbb\xbf\n%PDF-1.7\n"), Some(FileKind::Pdf));
    /// assert_eq!(FileKind::of_beginning(b"PK\x03\x04 scan.pdf %PDF-1.7\n"), None);
    /// ```
    #[must_use]
    pub fn of_beginning(bytes: &[u8]) -> Option<Self> {
        let beginning = bytes.get(..Self::BEGINNING).unwrap_or(bytes);
        Self::ALL.iter().copied().find(|kind| kind.skipped(beginning).starts_with(kind.mark()))
    }

    /// Whether more bytes of the same file cannot change its format any more.
    #[must_use]
    pub fn is_decided(bytes: &[u8]) -> bool {
        let may_become = |kind: &Self| {
            let rest = kind.skipped(bytes);
            rest.len() < kind.mark().len() && kind.mark().starts_with(rest)
        };
        let mark_begins = bytes.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(bytes);
        bytes.len() >= Self::BEGINNING || !(mark_begins || Self::ALL.iter().any(may_become))
    }

    /// The media type of the format.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Jpeg => "image/jpeg",
            FileKind::Png => "image/png",
        }
    }

    /// Whether a media type, in lower case and without parameters, means this format. Servers use some names
    /// that are not registered.
    #[must_use]
    pub fn is_named(self, media_type: &str) -> bool {
        let other: &[&str] = match self {
            FileKind::Pdf => &["application/x-pdf", "text/pdf"],
            FileKind::Jpeg => &["image/jpg", "image/pjpeg"],
            FileKind::Png => &["image/x-png"],
        };
        media_type == self.media_type() || other.contains(&media_type)
    }

    /// The usual ending of a file name, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            FileKind::Pdf => "pdf",
            FileKind::Jpeg => "jpg",
            FileKind::Png => "png",
        }
    }

    fn mark(self) -> &'static [u8] {
        match self {
            FileKind::Pdf => b"%PDF-",
            FileKind::Jpeg => b"\xff\xd8\xff",
            FileKind::Png => b"\x89PNG\r\n\x1a\n",
        }
    }

    /// The bytes from where the mark of this format has to stand.
    fn skipped(self, bytes: &[u8]) -> &[u8] {
        match self {
            FileKind::Pdf => bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes).trim_ascii_start(),
            FileKind::Jpeg | FileKind::Png => bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_told_by_the_first_bytes() {
        let late = |offset: usize| [vec![b' '; offset], b"%PDF-1.7\n".to_vec()].concat();
        let tar = |name: &[u8]| [name, &[0; 505], b"%PDF-1.7\n"].concat();
        let cases: &[(&[u8], Option<FileKind>)] = &[
            (b"%PDF-1.4\nrest", Some(FileKind::Pdf)),
            (b"\xef\xbb\xbf%PDF-1.4\nrest", Some(FileKind::Pdf)),
            (b"\r\n\n%PDF-1.4\nrest", Some(FileKind::Pdf)),
            (b"\xef\xbb\xbf\r\n%PDF-1.4\nrest", Some(FileKind::Pdf)),
            (&late(1019), Some(FileKind::Pdf)),
            (&late(1020), None),
            (b"\xff\xd8\xff\xe0\0\x10", Some(FileKind::Jpeg)),
            (b"\xff\xd8\xfe", None),
            (b"\x89PNG\r\n\x1a\n", Some(FileKind::Png)),
            (b"\n\x89PNG\r\n\x1a\n", None),
            (b"PK\x03\x04\x14\0\0\0\0\0scan.pdf%PDF-1.4\n", None),
            (&tar(b"scan.pdf"), None),
            (b"0\x82\x30\x39\x06\x09*\x86H\x86\xf7\r\x01\x07\x02%PDF-1.4\n", None),
            (b"0\x80\x06\x09*\x86H\x86\xf7\r\x01\x07\x02%PDF-1.4\n", None),
            (b"-----BEGIN PKCS7-----\n%PDF-1.4\n", None),
            (b"Content-Type: application/pdf\n\n%PDF-1.4\n", None),
            (b"<html>%PDF-1.4", None),
            (b"MZ", None),
            (b"%PDF", None),
            (b"", None),
        ];
        for (bytes, expected) in cases {
            let shown = String::from_utf8_lossy(bytes);
            assert_eq!(FileKind::of_beginning(bytes), *expected, "{}", shown.trim());
        }
    }

    #[test]
    fn a_decided_format_does_not_change_with_more_bytes() {
        for bytes in [&b""[..], b"\xef\xbb", b"\xef\xbb\xbf \n%PD", b"\xff\xd8", b"\x89PNG\r\n", b" \n "] {
            assert!(!FileKind::is_decided(bytes), "{bytes:?}");
        }
        for bytes in
            [&b"%PDF-"[..], b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"<h", b"%PX", b" x", &[b' '; 1024]]
        {
            assert!(FileKind::is_decided(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn names_of_media_types() {
        for kind in FileKind::ALL {
            assert!(kind.is_named(kind.media_type()));
            assert!(!kind.is_named("application/octet-stream") && !kind.is_named("text/html"));
        }
        assert!(FileKind::Jpeg.is_named("image/jpg") && FileKind::Pdf.is_named("application/x-pdf"));
        assert!(!FileKind::Png.is_named("image/jpeg"));
    }
}
