use crate::FaultKind;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use nt24::{WebhookEventType, WebhookId};

/// Sees every exchange, after its answer is made and before it leaves.
pub trait Observer: Send + Sync {
    /// One request and its answer.
    fn exchange(&self, exchange: &Exchange);

    /// An event was posted to an endpoint, or could not be.
    fn webhook_attempt(&self, attempt: &WebhookAttempt) {
        let _ = attempt;
    }
}

/// One posting of an event to a registered endpoint.
#[derive(Clone)]
pub struct WebhookAttempt {
    /// When it began.
    pub at: DateTime<Utc>,
    /// The endpoint.
    pub webhook: WebhookId,
    /// Type of the event.
    pub event_type: WebhookEventType,
    /// Whether it is a test event, whose data is anything.
    pub synthetic: bool,
    /// What was sent; names in lower case.
    pub headers: Vec<(String, String)>,
    /// What was signed and sent.
    pub body: Bytes,
    /// What the receiver answered; none when it was not reached, or not in time.
    pub status: Option<u16>,
}

impl WebhookAttempt {
    /// A header; the name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

/// One request and its answer. Bearer tokens, client secrets and the secrets of
/// webhook endpoints are blanked.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// When it was answered.
    pub at: DateTime<Utc>,
    /// `operationId`, `issueToken` for the token call; none for a path that the contract lacks.
    pub operation: Option<&'static str>,
    /// HTTP method.
    pub method: String,
    /// Path with everything in front of it, `/v1/…`.
    pub path: String,
    /// Query, without the question mark.
    pub query: Option<String>,
    /// Names in lower case.
    pub request_headers: Vec<(String, String)>,
    /// What was sent.
    pub request_body: RequestBody,
    /// HTTP status of the answer.
    pub status: u16,
    /// Names in lower case.
    pub response_headers: Vec<(String, String)>,
    /// The answer's body, as it was made; a fault may have kept it from arriving. Empty for a
    /// stored file of more than 256 KiB, which is sent as it is read.
    pub response_body: Bytes,
    /// The fault that was played, if any.
    pub fault: Option<FaultKind>,
}

impl Exchange {
    /// A header of the request; the name in lower case.
    #[must_use]
    pub fn request_header(&self, name: &str) -> Option<&str> {
        find(&self.request_headers, name)
    }

    /// A header of the answer; the name in lower case.
    #[must_use]
    pub fn response_header(&self, name: &str) -> Option<&str> {
        find(&self.response_headers, name)
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestBody {
    /// None.
    Empty,
    /// Anything but an upload.
    Bytes(Bytes),
    /// An upload: its parts with their sizes, never the file's bytes.
    Upload(Vec<Part>),
}

/// A part of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Name of the form field.
    pub name: String,
    /// Name of the file, for a file.
    pub file_name: Option<String>,
    /// Declared media type.
    pub content_type: Option<String>,
    /// The text of a field; none for a file.
    pub text: Option<String>,
    /// Length in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal digits; empty for a part that was not read to its end.
    pub sha256: String,
}
