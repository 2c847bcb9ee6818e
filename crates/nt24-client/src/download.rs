use crate::attempt::{Begun, Call};
use crate::checked::CheckedBody;
use crate::write::path;
use crate::{Client, Error, ErrorKind, Fate, FileKind, Progress, address, judgement};
use nt24::{BuyerId, DocumentId, Operation, OrderId, SellerId};
use std::io::Write;
use std::sync::Arc;

/// Longest file unless said otherwise; no document of a vehicle sale comes near it.
const USUAL_CAP: u64 = 256 * 1024 * 1024;

/// A file at NT24: where it is, and what is taken for it.
#[derive(Clone)]
pub struct Download {
    source: Source,
    pub(crate) kinds: &'static [FileKind],
    pub(crate) cap: u64,
    pub(crate) length: Option<u64>,
    pub(crate) progress: Progress,
}

#[derive(Clone)]
enum Source {
    Operation(Operation, String),
    Link(String),
}

/// What was downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    /// Length in bytes.
    pub length: u64,
    /// What it is, by its first bytes.
    pub kind: FileKind,
    /// Media type as the server named it.
    pub content_type: Option<String>,
    /// To be quoted to support.
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

    /// A PDF behind a `downloadUrl`, as the API gave it: one certain version of an export file. The
    /// address may begin at the host (`/v1/…`), be relative to the base, or lead to another host, which
    /// must be encrypted and never sees the token.
    #[must_use]
    pub fn link(download_url: impl Into<String>) -> Self {
        Self::new(Source::Link(download_url.into()), &[FileKind::Pdf])
    }

    fn of(operation: Operation, ids: &[&str], kinds: &'static [FileKind]) -> Self {
        Self::new(Source::Operation(operation, path(operation, ids)), kinds)
    }

    fn new(source: Source, kinds: &'static [FileKind]) -> Self {
        Self { source, kinds, cap: USUAL_CAP, length: None, progress: Arc::new(|_| {}) }
    }

    /// Takes at most this many bytes; 256 MiB unless said otherwise.
    #[must_use]
    pub fn at_most(self, bytes: u64) -> Self {
        Self { cap: bytes, ..self }
    }

    /// Takes exactly this many bytes: `sizeBytes` of the document.
    #[must_use]
    pub fn of_length(self, bytes: u64) -> Self {
        Self { length: Some(bytes), ..self }
    }

    /// Told how many bytes have come so far.
    #[must_use]
    pub fn watched_by(self, progress: Progress) -> Self {
        Self { progress, ..self }
    }
}

impl Client {
    /// Downloads a file. Its parts are written to `sink` as they come, on the task that calls. Nothing
    /// is written before the head and the first bytes agree on a format that is expected. After an error
    /// `sink` may hold the beginning of the file; see
    /// [`download_to_file`](Client::download_to_file) for all or nothing. Stops when it is dropped.
    ///
    /// # Errors
    /// [`ErrorKind::BadAddress`] when the address may not be called, [`ErrorKind::NotTheApi`] when the
    /// answer is no such file, [`ErrorKind::TooLarge`] when it is longer than allowed or expected,
    /// [`ErrorKind::ConnectionLost`] when it is shorter than announced or expected,
    /// [`ErrorKind::CannotStore`] when `sink` fails.
    pub async fn download(
        &self,
        download: &Download,
        sink: &mut (dyn Write + Send),
    ) -> Result<Downloaded, Error> {
        let (call, is_own) = self.asking_for(download)?;
        let outcome = async {
            let mut body = self.body_of(&call, is_own, download).await?;
            while let Some(part) = body.next().await? {
                sink.write_all(&part).map_err(|fault| body.cannot_store(fault))?;
            }
            body.downloaded()
        };
        outcome.await.map_err(|error| call.describe(error))
    }

    /// The request for a file, and whether it goes to the API itself.
    pub(crate) fn asking_for(&self, download: &Download) -> Result<(Call<'static>, bool), Error> {
        match &download.source {
            Source::Operation(operation, path) => {
                let mut call = Call::reading(operation.id(), self.address(path)?);
                self.state_purpose(*operation, &mut call);
                Ok((call, true))
            }
            Source::Link(link) => {
                let address = address::download(&self.wire.config.api_url, link)
                    .ok_or_else(|| Error::never_sent(ErrorKind::BadAddress))?;
                Ok((Call::reading("download", address.url), address.is_own))
            }
        }
    }

    /// Asks for a file until it begins. There is no limit on the whole time, only on each silence.
    pub(crate) async fn body_of(
        &self,
        call: &Call<'_>,
        is_own: bool,
        download: &Download,
    ) -> Result<CheckedBody, Error> {
        let begun = if is_own { self.begin(call).await? } else { self.wire.attempt(call, None).await? };
        match begun.status() {
            200 => CheckedBody::new(begun, download, self.wire.config.limits.idle),
            _ if is_own => Err(self.refused(begun).await),
            // Nobody else's 401 says anything about our credentials.
            300..=399 => Err(Error::unknown(ErrorKind::Redirected).with_request_id(&begun.request_id)),
            status => Err(Error::unknown(ErrorKind::Status(status)).with_request_id(&begun.request_id)),
        }
    }

    /// The error behind any other answer.
    async fn refused(&self, begun: Begun) -> Error {
        match self.wire.finish(begun).await {
            Ok(received) => {
                let request_id = received.request_id.clone();
                match judgement::judge(received, self.wire.clock.now()) {
                    Err(error) => error,
                    // Another success than 200 carries no file.
                    Ok(_) => Error::new(ErrorKind::NotTheApi, Fate::Decided).with_request_id(&request_id),
                }
            }
            Err(error) => error,
        }
    }
}

impl std::fmt::Debug for Download {
    // A link may be signed, and then it is as good as a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match &self.source {
            Source::Operation(_, path) => path.as_str(),
            Source::Link(_) => "[link]",
        };
        f.debug_struct("Download").field("what", &what).field("cap", &self.cap).finish_non_exhaustive()
    }
}
