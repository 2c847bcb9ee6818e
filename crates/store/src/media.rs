//! The kind of a file, recognised from its content and never from its name. Vault, client and sandbox share
//! the marks of [`FileKind`], so that what is taken here is neither refused when it is sent nor when it comes
//! back.

pub use nt24::FileKind;

/// Recognises the kind of a file from its first bytes; 1 KiB is enough.
#[must_use]
pub fn recognise(head: &[u8]) -> Option<FileKind> {
    FileKind::of_beginning(head)
}
