use crate::error::Error;
use crate::exchange::json;
use crate::exchange::received::Received;
use crate::protocol::headers;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use nt24::ETag;
use serde::de::DeserializeOwned;
use std::fmt::{Debug, Formatter};

/// The answer to a read.
#[derive(Clone, PartialEq)]
pub struct Fetched<T> {
    /// The resource.
    pub value: T,
    /// Its version, if it has one.
    pub etag: Option<ETag>,
    /// The server's time when it answered, to the second; `None` if it shows none.
    pub date: Option<DateTime<Utc>>,
    /// Quote it to support.
    pub request_id: String,
}

/// The answer to a read that named a known version.
#[derive(Clone, PartialEq)]
pub enum Conditional<T> {
    /// A newer version, or no version was named.
    Modified(Fetched<T>),
    /// The known version is the current one.
    NotModified,
}

/// The answer to a write.
#[derive(Clone, PartialEq)]
pub struct Written<T> {
    /// The resource after the write.
    pub value: T,
    /// Its version, if it has one.
    pub etag: Option<ETag>,
    /// Quote it to support.
    pub request_id: String,
    /// Whether the resource is new (201), or existed already with the same data (200).
    pub created: bool,
}

/// The success that answers a [`Write`](crate::Write).
#[derive(Clone, PartialEq)]
pub struct Answer {
    /// HTTP status, 200 to 299.
    pub status: u16,
    /// Version of the resource, if it has one.
    pub etag: Option<ETag>,
    /// Quote it to support.
    pub request_id: String,
    /// JSON, or empty.
    pub body: Bytes,
}

impl Answer {
    /// The resource in the body. The write was executed even if its body cannot be read, so the error has
    /// [`Fate::Unknown`](crate::Fate::Unknown) and is never a refusal.
    ///
    /// # Errors
    /// [`ErrorKind::BadBody`](crate::ErrorKind::BadBody) when the body is not of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        json::parse(&self.body, &self.request_id)
    }

    /// Checks that the body is JSON or empty.
    pub(crate) fn complete(received: Received) -> Result<Self, Error> {
        if !received.body.is_empty() {
            json::parse::<serde::de::IgnoredAny>(&received.body, &received.request_id)?;
        }
        Ok(Self {
            status: received.status,
            etag: headers::etag(&received.headers),
            request_id: received.request_id,
            body: received.body,
        })
    }
}

/// The result of a write method: the resource in the answer, or the answer if it has no body.
pub(crate) trait FromAnswer: Sized {
    fn from_answer(answer: Answer) -> Result<Self, Error>;
}

impl FromAnswer for Answer {
    fn from_answer(answer: Answer) -> Result<Self, Error> {
        Ok(answer)
    }
}

impl<T: DeserializeOwned> FromAnswer for Written<T> {
    fn from_answer(answer: Answer) -> Result<Self, Error> {
        let value = answer.json()?;
        let Answer { status, etag, request_id, .. } = answer;
        Ok(Self { value, etag, request_id, created: status == 201 })
    }
}

impl<T: DeserializeOwned> Fetched<T> {
    pub(crate) fn parse(received: Received) -> Result<Self, Error> {
        let value = json::parse(&received.body, &received.request_id)?;
        let (etag, date) = (headers::etag(&received.headers), headers::date(&received.headers));
        Ok(Self { value, etag, date, request_id: received.request_id })
    }
}

// Resources and bodies hold personal data: `Debug` leaves them out.

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
