use crate::file::upload::Progress;
use crate::protocol::address::operation_path;
use nt24::FileKind;
use nt24::{BuyerId, DocumentId, Operation, OrderId, SellerId};
use std::sync::Arc;

/// Largest download unless [`Download::at_most`] sets another limit, in bytes: 256 MiB, far more than any
/// document of a vehicle sale.
const DEFAULT_MAX_BYTES: u64 = 256 * 1024 * 1024;

/// A file at NT24: its address, and the formats and lengths that are accepted.
#[derive(Clone)]
pub struct Download {
    pub(crate) source: Source,
    pub(crate) kinds: &'static [FileKind],
    pub(crate) max_bytes: u64,
    pub(crate) length: Option<u64>,
    pub(crate) progress: Progress,
}

/// The address of a file.
#[derive(Clone)]
pub(crate) enum Source {
    Operation(Operation, String),
    Link(String),
}

/// A file that was downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    /// Length in bytes.
    pub length: u64,
    /// The format, by the first bytes.
    pub kind: FileKind,
    /// Media type as the server named it.
    pub content_type: Option<String>,
    /// Quote it to support.
    pub request_id: String,
}

impl Download {
    /// A document, in the format in which it was uploaded.
    #[must_use]
    pub fn document(document: &DocumentId) -> Self {
        Self::of(Operation::DownloadDocument, &[document.as_str()], FileKind::ALL)
    }

    /// The signed profile of a verified buyer, a PDF. Needs a capability.
    #[must_use]
    pub fn kyc_profile(seller: &SellerId, buyer: &BuyerId) -> Self {
        Self::of(Operation::DownloadKycProfile, &[seller.as_str(), buyer.as_str()], &[FileKind::Pdf])
    }

    /// The newest export file of an order, a PDF.
    #[must_use]
    pub fn export_file(seller: &SellerId, order: &OrderId) -> Self {
        Self::of(Operation::DownloadExportFile, &[seller.as_str(), order.as_str()], &[FileKind::Pdf])
    }

    /// A PDF behind a `downloadUrl`, as the API gave it: one version of an export file. The address may
    /// begin at the host (`/v1/…`), be relative to the base, or lead to another host. Another host must be
    /// encrypted and never gets the token.
    #[must_use]
    pub fn link(download_url: impl Into<String>) -> Self {
        Self::new(Source::Link(download_url.into()), &[FileKind::Pdf])
    }

    fn of(operation: Operation, ids: &[&str], kinds: &'static [FileKind]) -> Self {
        Self::new(Source::Operation(operation, operation_path(operation, ids)), kinds)
    }

    fn new(source: Source, kinds: &'static [FileKind]) -> Self {
        Self { source, kinds, max_bytes: DEFAULT_MAX_BYTES, length: None, progress: Arc::new(|_| {}) }
    }

    /// Accepts at most this many bytes; 256 MiB by default.
    #[must_use]
    pub fn at_most(self, bytes: u64) -> Self {
        Self { max_bytes: bytes, ..self }
    }

    /// Accepts exactly this many bytes: `sizeBytes` of the document.
    #[must_use]
    pub fn of_length(self, bytes: u64) -> Self {
        Self { length: Some(bytes), ..self }
    }

    /// Calls `progress` with the bytes received so far.
    #[must_use]
    pub fn watched_by(self, progress: Progress) -> Self {
        Self { progress, ..self }
    }
}

impl std::fmt::Debug for Download {
    // A signed link is as good as a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let source = match &self.source {
            Source::Operation(_, path) => path.as_str(),
            Source::Link(_) => "[link]",
        };
        f.debug_struct("Download")
            .field("source", &source)
            .field("max_bytes", &self.max_bytes)
            .finish_non_exhaustive()
    }
}
