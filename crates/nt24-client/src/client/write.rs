use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::exchange::answer::Answer;
use crate::exchange::call::{Call, Payload};
use crate::file::multipart::Form;
use crate::file::upload::Upload;
use crate::protocol::address::operation_path;
use crate::protocol::headers::{self, IDEMPOTENCY_KEY};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use nt24::{ETag, IdempotencyKey, Operation};
use reqwest::header::IF_MATCH;
use serde::Serialize;

/// One complete write: a queue keeps it and sends it until it is answered. A repetition has the same body
/// to the last byte.
#[derive(Clone)]
pub struct Write {
    /// The operation.
    pub operation: Operation,
    /// Path below the base address, as [`Operation::path`] makes it.
    pub path: String,
    /// One key for each logical write, the same for all attempts.
    pub key: IdempotencyKey,
    /// The version that it changes.
    pub if_match: Option<ETag>,
    /// The body.
    pub body: Body,
    /// Latest time at which a byte of it is sent, by the client's clock. If its turn or its token comes later, it
    /// fails with [`ErrorKind::NoTurn`]. `None` for no limit.
    pub not_after: Option<DateTime<Utc>>,
}

/// The body of a write.
#[derive(Clone)]
pub enum Body {
    /// No body.
    Empty,
    /// JSON, exactly these bytes.
    Json(Bytes),
    /// A file in a form.
    Upload(Upload),
}

impl Write {
    pub(crate) fn empty(operation: Operation, ids: &[&str], key: IdempotencyKey) -> Self {
        let (path, body) = (operation_path(operation, ids), Body::Empty);
        Self { operation, path, key, if_match: None, body, not_after: None }
    }

    pub(crate) fn json(
        operation: Operation,
        ids: &[&str],
        body: &impl Serialize,
        key: IdempotencyKey,
    ) -> Self {
        Self { body: Body::Json(bytes_of(body)), ..Self::empty(operation, ids, key) }
    }

    pub(crate) fn upload(operation: Operation, ids: &[&str], upload: Upload, key: IdempotencyKey) -> Self {
        Self { body: Body::Upload(upload), ..Self::empty(operation, ids, key) }
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

#[expect(clippy::expect_used, reason = "the wire types hold text, numbers and dates under fixed names only")]
fn bytes_of(body: &impl Serialize) -> Bytes {
    serde_json::to_vec(body).expect("a wire type is JSON").into()
}

impl Client {
    /// Sends a write exactly as it is. It is repeated after a 401, with a new token, and as
    /// [`with_retries`](Self::with_retries) says; always with the same key and the same bytes.
    ///
    /// With retries, the key must be unused: only the caller knows how long an earlier attempt is ago, and
    /// after 24 hours the server has forgotten the key.
    ///
    /// # Errors
    /// See [`Error::fate`] for what became of the write, and [`Error::retry`] for whether to send it again.
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
        call.headers.insert(IDEMPOTENCY_KEY, headers::value(write.key.as_str())?);
        if let Some(etag) = &write.if_match {
            call.headers.insert(IF_MATCH, headers::value(&etag.0)?);
        }
        call.not_after = write.not_after;
        self.state_purpose(write.operation, &mut call);
        let received = self.requester.exchange(&call).await?;
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
            .field("not_after", &self.not_after)
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
