/// A file format that NT24 keeps documents in (contract, section 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Portable Document Format.
    Pdf,
    /// A photo.
    Jpeg,
    /// A picture of a screen.
    Png,
}

impl FileKind {
    /// All of them.
    pub const ALL: &'static [FileKind] = &[FileKind::Pdf, FileKind::Jpeg, FileKind::Png];

    /// So many bytes of a file tell its format.
    pub(crate) const LONGEST_MARK: usize = 8;

    /// The format of a file by its first bytes.
    #[must_use]
    pub fn of_beginning(bytes: &[u8]) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| bytes.starts_with(kind.mark()))
    }

    /// Its media type.
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
