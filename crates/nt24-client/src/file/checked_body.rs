//! The body of a download, part by part, checked against the expected format and length.

use crate::error::{Error, ErrorKind, Fate};
use crate::file::download::{Download, Downloaded};
use crate::file::upload::Progress;
use crate::protocol::body::{self, Body};
use crate::protocol::headers;
use bytes::{Bytes, BytesMut};
use nt24::FileKind;
use std::time::Duration;

/// Returns no byte before the head and the first bytes agree on an expected format.
pub(crate) struct CheckedBody {
    source: Body,
    request_id: String,
    content_type: Option<String>,
    kinds: &'static [FileKind],
    max_bytes: u64,
    expected: Option<u64>,
    progress: Progress,
    length: u64,
    first_bytes: BytesMut,
    kind: Option<FileKind>,
    ended: bool,
}

impl CheckedBody {
    pub(crate) fn new(
        response: reqwest::Response,
        request_id: String,
        download: &Download,
        idle: Duration,
    ) -> Result<Self, Error> {
        let headers = response.headers().clone();
        let content_type = headers::media_type(&headers);
        let announced = body::announced(&headers);
        let body = Self {
            source: Body::new(response, &headers, idle),
            request_id,
            content_type,
            kinds: download.kinds,
            // With an expected length, the first byte too many is an error.
            max_bytes: download.length.unwrap_or(download.max_bytes).min(download.max_bytes),
            expected: download.length.or(announced),
            progress: download.progress.clone(),
            length: 0,
            first_bytes: BytesMut::new(),
            kind: None,
            ended: false,
        };
        if !body.kinds.iter().any(|kind| body.content_type_allows(*kind)) {
            return Err(body.failed(ErrorKind::NotTheApi));
        }
        match announced {
            Some(length) if length > body.max_bytes => Err(body.failed(ErrorKind::TooLarge)),
            Some(length) if body.expected.is_some_and(|expected| length < expected) => {
                Err(body.failed(ErrorKind::ConnectionLost))
            }
            _ => Ok(body),
        }
    }

    /// The next part. Returns `None` at the end of a complete file.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        while !self.ended {
            let part = self.source.next().await;
            let Some(part) = part.map_err(|error| error.with_request_id(&self.request_id))? else {
                self.ended = true;
                return self.last();
            };
            self.length += part.len() as u64;
            if self.length > self.max_bytes {
                return Err(self.failed(ErrorKind::TooLarge));
            }
            (self.progress)(self.length);
            if self.kind.is_some() {
                return Ok(Some(part));
            }
            self.first_bytes.extend_from_slice(&part);
            if FileKind::is_decided(&self.first_bytes) {
                return self.checked_first_bytes().map(Some);
            }
        }
        Ok(None)
    }

    fn last(&mut self) -> Result<Option<Bytes>, Error> {
        if self.expected.is_some_and(|expected| self.length < expected) {
            return Err(self.failed(ErrorKind::ConnectionLost));
        }
        // A file may be shorter than the longest mark.
        if self.kind.is_none() { self.checked_first_bytes().map(Some) } else { Ok(None) }
    }

    /// The first bytes, if they are of an expected format that the head allows.
    fn checked_first_bytes(&mut self) -> Result<Bytes, Error> {
        let kind = FileKind::of_beginning(&self.first_bytes)
            .filter(|kind| self.kinds.contains(kind) && self.content_type_allows(*kind))
            .ok_or_else(|| self.failed(ErrorKind::NotTheApi))?;
        self.kind = Some(kind);
        Ok(self.first_bytes.split().freeze())
    }

    /// Whether the head allows this format. A head that names no type leaves the decision to the bytes.
    fn content_type_allows(&self, kind: FileKind) -> bool {
        self.content_type.as_deref().is_none_or(|named| headers::is_unspecific(named) || kind.is_named(named))
    }

    fn failed(&self, kind: ErrorKind) -> Error {
        Error::new(kind, Fate::Decided).with_request_id(&self.request_id)
    }

    pub(crate) fn cannot_store(&self, fault: std::io::Error) -> Error {
        self.failed(ErrorKind::CannotStore).with_source(fault)
    }

    /// Describes the file, after its end.
    pub(crate) fn downloaded(self) -> Result<Downloaded, Error> {
        let kind = self.kind.ok_or_else(|| self.failed(ErrorKind::NotTheApi))?;
        let Self { length, content_type, request_id, .. } = self;
        Ok(Downloaded { length, kind, content_type, request_id })
    }
}
