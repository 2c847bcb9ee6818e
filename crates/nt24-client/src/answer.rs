use crate::attempt::Received;
use crate::{Error, ErrorKind, headers};
use bytes::Bytes;
use nt24::ETag;
use serde::de::DeserializeOwned;
use std::fmt::{Debug, Formatter};

/// What was read.
#[derive(Clone, PartialEq)]
pub struct Fetched<T> {
    /// The resource.
    pub value: T,
    /// Its version, when it has one.
    pub etag: Option<ETag>,
    /// To be quoted to support.
    pub request_id: String,
}

/// What was read with the tag of the version that is known already.
#[derive(Clone, PartialEq)]
pub enum Conditional<T> {
    /// There is a newer version, or none was known.
    Modified(Fetched<T>),
    /// The known version is the present one.
    NotModified,
}

/// What a write left behind.
#[derive(Clone, PartialEq)]
pub struct Written<T> {
    /// The resource as it is now.
    pub value: T,
    /// Its version, when it has one.
    pub etag: Option<ETag>,
    /// To be quoted to support.
    pub request_id: String,
    /// Whether it is new (201), or was there already with the same data (200).
    pub created: bool,
}

/// The success that answers a [`Write`](crate::Write).
#[derive(Clone, PartialEq)]
pub struct Answer {
    /// HTTP status, 200 to 299.
    pub status: u16,
    /// Version of the resource, when it has one.
    pub etag: Option<ETag>,
    /// To be quoted to support.
    pub request_id: String,
    /// JSON, or empty.
    pub body: Bytes,
}

impl Answer {
    /// The resource in the body. What does not fit was executed all the same, hence
    /// [`Fate::Unknown`](crate::Fate::Unknown) and never a refusal.
    ///
    /// # Errors
    /// [`ErrorKind::BadBody`] when the body is not of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        parse(&self.body, &self.request_id)
    }

    pub(crate) fn complete(received: Received) -> Result<Self, Error> {
        if !received.body.is_empty() {
            parse::<serde::de::IgnoredAny>(&received.body, &received.request_id)?;
        }
        Ok(Self {
            status: received.status,
            etag: headers::etag(&received.headers),
            request_id: received.request_id,
            body: received.body,
        })
    }
}

/// What a write method gives back: the resource in the answer, or the answer where it has no body.
pub(crate) trait Outcome: Sized {
    fn of(answer: Answer) -> Result<Self, Error>;
}

impl Outcome for Answer {
    fn of(answer: Answer) -> Result<Self, Error> {
        Ok(answer)
    }
}

impl<T: DeserializeOwned> Outcome for Written<T> {
    fn of(answer: Answer) -> Result<Self, Error> {
        let value = answer.json()?;
        let Answer { status, etag, request_id, .. } = answer;
        Ok(Self { value, etag, request_id, created: status == 201 })
    }
}

impl<T: DeserializeOwned> Fetched<T> {
    pub(crate) fn parse(received: Received) -> Result<Self, Error> {
        let value = parse(&received.body, &received.request_id)?;
        Ok(Self { value, etag: headers::etag(&received.headers), request_id: received.request_id })
    }
}

fn parse<T: DeserializeOwned>(body: &[u8], request_id: &str) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|fault| {
        Error::unknown(ErrorKind::BadBody).with_request_id(request_id).with_source(Unreadable::from(&fault))
    })
}

/// Where JSON could not be read. The parser's own error quotes what it found there, which may be
/// anybody's personal data.
#[derive(Debug, thiserror::Error)]
#[error("{category:?} fault at line {line}, column {column}")]
pub(crate) struct Unreadable {
    category: serde_json::error::Category,
    line: usize,
    column: usize,
}

impl From<&serde_json::Error> for Unreadable {
    fn from(fault: &serde_json::Error) -> Self {
        Self { category: fault.classify(), line: fault.line(), column: fault.column() }
    }
}

// Resources and bodies hold personal data, so these show everything but them.

impl<T> Debug for Fetched<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetched")
            .field("etag", &self.etag)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

impl<T> Debug for Conditional<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Conditional::Modified(fetched) => f.debug_tuple("Modified").field(fetched).finish(),
            Conditional::NotModified => f.write_str("NotModified"),
        }
    }
}

impl<T> Debug for Written<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Written")
            .field("etag", &self.etag)
            .field("request_id", &self.request_id)
            .field("created", &self.created)
            .finish_non_exhaustive()
    }
}

impl Debug for Answer {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("etag", &self.etag)
            .field("request_id", &self.request_id)
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}
