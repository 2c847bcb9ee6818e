use crate::fault::FaultKind;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use nt24::{WebhookEventType, WebhookId};

/// The `operation` of a call of the token endpoint, which is no operation of the API.
pub(crate) const ISSUE_TOKEN: &str = "issueToken";

/// Is called for every exchange, after its answer is made and before it is sent.
pub trait Observer: Send + Sync {
    /// One request and its answer.
    fn exchange(&self, exchange: &Exchange);

    /// One attempt to post an event to an endpoint, successful or not.
    fn webhook_attempt(&self, attempt: &WebhookAttempt) {
        let _ = attempt;
    }
}

/// One attempt to post an event to a registered endpoint.
#[derive(Clone)]
pub struct WebhookAttempt {
    /// Start of the attempt.
    pub at: DateTime<Utc>,
    /// The endpoint.
    pub webhook: WebhookId,
    /// Type of the event.
    pub event_type: WebhookEventType,
    /// Whether it is a test event, whose data is free.
    pub synthetic: bool,
    /// Request headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// Request body, as it was signed.
    pub body: Bytes,
    /// HTTP status of the receiver. `None` if it could not be reached, or did not answer in time.
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
    /// Time of the answer.
    pub at: DateTime<Utc>,
    /// `operationId`, or `issueToken` for the token call. `None` for a path that the contract lacks.
    pub operation: Option<&'static str>,
    /// HTTP method.
    pub method: String,
    /// Path with its prefix, `/v1/…`.
    pub path: String,
    /// Query, without the question mark.
    pub query: Option<String>,
    /// Names in lower case.
    pub request_headers: Vec<(String, String)>,
    /// Body of the request.
    pub request_body: RequestBody,
    /// HTTP status of the answer.
    pub status: u16,
    /// Names in lower case.
    pub response_headers: Vec<(String, String)>,
    /// Body of the answer before any fault changed or cut it. Empty for a stored file of more than 256 KiB,
    /// which is streamed.
    pub response_body: Bytes,
    /// The fault of this exchange, if any.
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
    /// No body.
    Empty,
    /// A body that was not read: the head of the request has no valid token.
    Unread,
    /// Any body but an upload.
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
    /// The text of a field. `None` for a file.
    pub text: Option<String>,
    /// Length in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal digits; empty for a part that was not read to its end.
    pub sha256: String,
}
