//! Replies of the operations, and refusals as problem documents.

use crate::files::Content;
use nt24::{ETag, FieldError, Problem, ProblemType};
use serde::Serialize;
use serde_json::Value;

/// The result of an operation.
pub(crate) type Handled = Result<Reply, Refusal>;

/// A refusal: the problem document to send. Boxed, because it is far larger than a reply.
#[derive(Debug)]
pub(crate) struct Refusal(pub(crate) Box<Problem>);

/// A successful reply.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// A stored file that is sent instead of `body`.
    pub(crate) file: Option<Content>,
}

impl Reply {
    /// A reply without a body.
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), file: None }
    }

    /// A reply in JSON.
    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        // The wire types have text keys only, so none of them fails to serialize.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { body, ..Self::empty(status) }.with("content-type", "application/json".into())
    }

    /// A reply in JSON with the version of the resource as its `ETag`.
    pub(crate) fn versioned(status: u16, version: u64, body: &impl Serialize) -> Self {
        Self::json(status, body).with("etag", ETag::of_version(version).0)
    }

    /// A PDF.
    pub(crate) fn pdf(body: Vec<u8>) -> Self {
        Self { body, ..Self::empty(200) }.with("content-type", "application/pdf".into())
    }

    /// A stored file.
    pub(crate) fn file(file: Content, content_type: &str) -> Self {
        Self { file: Some(file), ..Self::empty(200) }.with("content-type", content_type.to_owned())
    }

    /// The same reply with one more header.
    pub(crate) fn with(mut self, name: &str, value: String) -> Self {
        self.headers.push((name.to_owned(), value));
        self
    }
}

impl Refusal {
    pub(crate) fn new(kind: &ProblemType, status: u16, title: &str) -> Self {
        Self(Box::new(Problem::new(kind, status, title)))
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(&ProblemType::MalformedRequest, 400, "Malformed request").detail(detail)
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(&ProblemType::NotFound, 404, "Not found").detail(format!("There is no such {what}"))
    }

    pub(crate) fn internal(detail: impl Into<String>) -> Self {
        Self::new(&ProblemType::InternalError, 500, "Internal error").detail(detail)
    }

    pub(crate) fn capability(flag: &str) -> Self {
        Self::new(&ProblemType::CapabilityRequired, 403, "Capability required")
            .detail(format!("The organization lacks {flag}"))
    }

    pub(crate) fn conflict(kind: &ProblemType, title: &str, current: &impl Serialize) -> Self {
        let mut refusal = Self::new(kind, 409, title);
        refusal.0.current_resource = serde_json::to_value(current).ok();
        refusal
    }

    pub(crate) fn exists(current: &impl Serialize) -> Self {
        Self::conflict(
            &ProblemType::ResourceExistsDifferentBody,
            "The resource exists with other data",
            current,
        )
    }

    pub(crate) fn fields(errors: Vec<FieldError>) -> Self {
        let mut refusal = Self::new(&ProblemType::ValidationError, 422, "Validation failed");
        refusal.0.errors = errors;
        refusal
    }

    /// Refuses one field; also used for a state that does not allow the call. The documented set has no
    /// type for "not in this state", and 422 `validation-error` is the one that carries a reason.
    pub(crate) fn field(field: &str, message: &str, rejected: Option<Value>) -> Self {
        Self::fields(vec![FieldError {
            field: field.to_owned(),
            message: message.to_owned(),
            rejected_value: rejected,
        }])
    }
}
