use crate::attempt::{Call, Payload};
use crate::client::header_value;
use crate::headers::IDEMPOTENCY_KEY;
use crate::multipart::Form;
use crate::{Answer, Client, Error, ErrorKind, Upload};
use bytes::Bytes;
use nt24::{ETag, IdempotencyKey, Operation};
use reqwest::header::IF_MATCH;
use serde::Serialize;

/// One write, complete: what a queue keeps and sends until it is answered. Sent twice, it is the same
/// to the last byte of its body.
#[derive(Clone)]
pub struct Write {
    /// What it does.
    pub operation: Operation,
    /// Path below the base address, as [`Operation::path`] makes it.
    pub path: String,
    /// One for each logical write, kept over all attempts.
    pub key: IdempotencyKey,
    /// The version that it changes.
    pub if_match: Option<ETag>,
    /// What it carries.
    pub body: Body,
}

/// The body of a write.
#[derive(Clone)]
pub enum Body {
    /// Nothing.
    Empty,
    /// JSON, exactly these bytes.
    Json(Bytes),
    /// A file in a form.
    Upload(Upload),
}

impl Write {
    pub(crate) fn empty(operation: Operation, ids: &[&str], key: IdempotencyKey) -> Self {
        Self { operation, path: path(operation, ids), key, if_match: None, body: Body::Empty }
    }

    pub(crate) fn json(
        operation: Operation,
        ids: &[&str],
        body: &impl Serialize,
        key: IdempotencyKey,
    ) -> Self {
        Self { operation, path: path(operation, ids), key, if_match: None, body: Body::Json(bytes_of(body)) }
    }

    pub(crate) fn upload(operation: Operation, ids: &[&str], upload: Upload, key: IdempotencyKey) -> Self {
        Self { operation, path: path(operation, ids), key, if_match: None, body: Body::Upload(upload) }
    }

    pub(crate) fn change(
        operation: Operation,
        ids: &[&str],
        body: &impl Serialize,
        version: &ETag,
        key: IdempotencyKey,
    ) -> Self {
        Self { if_match: Some(version.clone()), ..Self::json(operation, ids, body, key) }
    }
}

#[expect(clippy::expect_used, reason = "template and values stand side by side; a test builds every write")]
pub(crate) fn path(operation: Operation, ids: &[&str]) -> String {
    operation.path(ids).expect("as many values as the path has parameters")
}

#[expect(clippy::expect_used, reason = "the wire types hold text, numbers and dates under fixed names only")]
fn bytes_of(body: &impl Serialize) -> Bytes {
    serde_json::to_vec(body).expect("a wire type is JSON").into()
}

impl Client {
    /// Sends a write exactly as it is. It is sent again only after a 401, with a new token, and as far
    /// as [`with_retries`](Self::with_retries) says; always with the same key and the same bytes.
    ///
    /// With retries, the key must be a fresh one: how long a write was under way before this call is
    /// only known to the caller, and after 24 hours the server has forgotten the key.
    ///
    /// # Errors
    /// See [`Error::fate`] for what is certain of it, and [`Error::retry`] for whether to send it again.
    /// [`ErrorKind::BadAddress`] when the operation is a read or the path leads out of the API.
    pub async fn send(&self, write: &Write) -> Result<Answer, Error> {
        if !write.operation.is_write() {
            return Err(Error::never_sent(ErrorKind::BadAddress));
        }
        let payload = match &write.body {
            Body::Empty => Payload::Empty,
            Body::Json(json) => Payload::Json(json.clone()),
            Body::Upload(upload) => Payload::Upload(upload, Form::new(upload, &write.key)?),
        };
        let method = match write.operation.method() {
            nt24::Method::Get => reqwest::Method::GET,
            nt24::Method::Post => reqwest::Method::POST,
            nt24::Method::Patch => reqwest::Method::PATCH,
            nt24::Method::Delete => reqwest::Method::DELETE,
        };
        let mut call = Call::new(write.operation.id(), method, self.address(&write.path)?, payload);
        call.headers.insert(IDEMPOTENCY_KEY, header_value(write.key.as_str())?);
        if let Some(etag) = &write.if_match {
            call.headers.insert(IF_MATCH, header_value(&etag.0)?);
        }
        self.state_purpose(write.operation, &mut call);
        let received = self.exchange(&call).await?;
        Answer::complete(received).map_err(|error| call.describe(error))
    }
}

impl std::fmt::Debug for Write {
    // Path, tag and key identify the write; the body stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Write")
            .field("operation", &self.operation)
            .field("path", &self.path)
            .field("key", &self.key)
            .field("if_match", &self.if_match)
            .field("body", &self.body)
            .finish()
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Body::Empty => f.write_str("Empty"),
            Body::Json(json) => write!(f, "Json({} bytes)", json.len()),
            Body::Upload(upload) => upload.fmt(f),
        }
    }
}
