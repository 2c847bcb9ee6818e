/// A file format in which NT24 keeps documents (contract, section 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Portable Document Format.
    Pdf,
    /// A photo.
    Jpeg,
    /// A screenshot.
    Png,
}

impl FileKind {
    /// All formats.
    pub const ALL: &'static [FileKind] = &[FileKind::Pdf, FileKind::Jpeg, FileKind::Png];

    /// Bytes at the beginning of a file that are enough to tell its format.
    pub(crate) const LONGEST_MARK: usize = 8;

    /// The format of a file by its first bytes.
    #[must_use]
    pub fn of_beginning(bytes: &[u8]) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| bytes.starts_with(kind.mark()))
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

    fn mark(self) -> &'static [u8] {
        match self {
            FileKind::Pdf => b"%PDF-",
            FileKind::Jpeg => b"\xff\xd8\xff",
            FileKind::Png => b"\x89PNG\r\n\x1a\n",
        }
    }
}
