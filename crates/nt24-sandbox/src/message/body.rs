//! The body of a request after it was read.

use super::exchange::RequestBody;
use super::reply::Refusal;
use crate::files::{ReceivedFile, StoredFile};
use bytes::Bytes;

/// A request body that was read.
pub(crate) struct Received {
    /// The body for the operation.
    pub(crate) payload: Payload,
    /// The body for observers and the log.
    pub(crate) seen: RequestBody,
    /// SHA-256 of all bytes of the body.
    pub(crate) digest: String,
}

pub(crate) enum Payload {
    Bytes(Bytes),
    Upload(Upload),
    /// The body is refused. Checks with precedence, such as the token's, still run first.
    Refused(Refusal),
}

/// The fields of an upload.
pub(crate) struct Upload {
    pub(crate) kind: Option<String>,
    pub(crate) document_date: Option<String>,
    pub(crate) file: Option<StoredFile>,
    /// The bytes of `file`, for [`crate::files::FileStore::keep`]. `None` if they are kept already.
    pub(crate) received_file: Option<ReceivedFile>,
    /// Whether the file's first bytes are those of PDF, JPEG or PNG.
    pub(crate) recognised: bool,
}
