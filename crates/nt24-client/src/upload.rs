use chrono::NaiveDate;
use nt24::DocumentType;
use std::io::Read;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Told how many bytes of the file were handed to the socket so far. A second attempt begins at 0
/// again. Called on the runtime: it must not block.
pub type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// A file on its way to NT24. The parts of the form and their order are fixed, so that the same values
/// and the same key make the same bytes.
#[derive(Clone)]
pub struct Upload {
    /// What the document is.
    pub kind: DocumentType,
    /// The date on the document.
    pub document_date: Option<NaiveDate>,
    /// Name of the file, without folders.
    pub file_name: String,
    /// Media type of the file, for example `application/pdf`.
    pub content_type: String,
    /// Where its bytes come from.
    pub file: Arc<dyn FileSource>,
    /// Told how far it is.
    pub progress: Progress,
    /// Stops it.
    pub cancel: CancellationToken,
}

/// A file that can be read more than once. It is read in pieces of 256 KiB on a thread for blocking
/// work, and never held in memory as a whole.
pub trait FileSource: Send + Sync {
    /// Length in bytes. When the file yields fewer or more, the request is broken off.
    fn length(&self) -> u64;

    /// Begins to read at the start.
    ///
    /// # Errors
    /// When the file is not there or may not be read.
    fn open(&self) -> std::io::Result<Box<dyn Read + Send>>;
}

impl std::fmt::Debug for Upload {
    // The name of a file often names a person; it stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload")
            .field("kind", &self.kind)
            .field("length", &self.file.length())
            .finish_non_exhaustive()
    }
}
