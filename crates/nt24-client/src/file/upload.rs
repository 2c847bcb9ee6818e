use chrono::NaiveDate;
use nt24::DocumentType;
use std::io::Read;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Called with the bytes of the file that were handed to the socket so far. A second attempt begins at 0
/// again. Runs on the runtime: it must not block.
pub type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// A file to send to NT24. The parts of the form and their order are fixed, so that the same values and the
/// same key make the same bytes.
#[derive(Clone)]
pub struct Upload {
    /// The type of the document.
    pub kind: DocumentType,
    /// The date on the document.
    pub document_date: Option<NaiveDate>,
    /// Name of the file, without folders.
    pub file_name: String,
    /// Media type of the file, for example `application/pdf`.
    pub content_type: String,
    /// The source of the bytes.
    pub file: Arc<dyn FileSource>,
    /// Called as bytes are handed to the socket.
    pub progress: Progress,
    /// Cancels the upload.
    pub cancel: CancellationToken,
}

/// A file that can be read more than once. It is read in chunks of 256 KiB on a thread for blocking work,
/// and never held in memory as a whole.
pub trait FileSource: Send + Sync {
    /// Length in bytes. If the file yields fewer or more, the request ends with an error.
    fn length(&self) -> u64;

    /// Opens the file at its start.
    ///
    /// # Errors
    /// When the file does not exist or may not be read.
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
