//! The body of a download, part by part, held against what was expected.

use crate::attempt::Begun;
use crate::{Download, Downloaded, Error, ErrorKind, Fate, FileKind, Progress, body, headers};
use bytes::{Bytes, BytesMut};
use std::time::Duration;

/// Gives away nothing before the head and the first bytes agree on a format that is expected.
pub(crate) struct CheckedBody {
    response: reqwest::Response,
    request_id: String,
    content_type: Option<String>,
    kinds: &'static [FileKind],
    cap: u64,
    expected: Option<u64>,
    idle: Duration,
    progress: Progress,
    length: u64,
    beginning: BytesMut,
    kind: Option<FileKind>,
    ended: bool,
}

impl CheckedBody {
    pub(crate) fn new(begun: Begun, download: &Download, idle: Duration) -> Result<Self, Error> {
        let Begun { response, request_id } = begun;
        let content_type = headers::media_type(response.headers());
        let announced = body::announced(response.headers());
        let body = Self {
            response,
            request_id,
            content_type,
            kinds: download.kinds,
            // A byte too many is found as soon as it comes.
            cap: download.length.unwrap_or(download.cap).min(download.cap),
            expected: download.length.or(announced),
            idle,
            progress: download.progress.clone(),
            length: 0,
            beginning: BytesMut::new(),
            kind: None,
            ended: false,
        };
        if !body.kinds.iter().any(|kind| body.may_be(*kind)) {
            return Err(body.failed(ErrorKind::NotTheApi));
        }
        match announced {
            Some(length) if length > body.cap => Err(body.failed(ErrorKind::TooLarge)),
            Some(length) if body.expected.is_some_and(|expected| length < expected) => {
                Err(body.failed(ErrorKind::ConnectionLost))
            }
            _ => Ok(body),
        }
    }

    /// The next part, nothing at the end of a file that is whole.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        while !self.ended {
            let part = body::next(&mut self.response, self.idle).await;
            let Some(part) = part.map_err(|error| error.with_request_id(&self.request_id))? else {
                self.ended = true;
                return self.last();
            };
            self.length += part.len() as u64;
            if self.length > self.cap {
                return Err(self.failed(ErrorKind::TooLarge));
            }
            (self.progress)(self.length);
            if self.kind.is_some() {
                return Ok(Some(part));
            }
            self.beginning.extend_from_slice(&part);
            if self.beginning.len() >= FileKind::LONGEST_MARK {
                return self.recognised().map(Some);
            }
        }
        Ok(None)
    }

    fn last(&mut self) -> Result<Option<Bytes>, Error> {
        if self.expected.is_some_and(|expected| self.length < expected) {
            return Err(self.failed(ErrorKind::ConnectionLost));
        }
        // A file may be shorter than the longest mark.
        if self.kind.is_none() { self.recognised().map(Some) } else { Ok(None) }
    }

    /// The first bytes, once they are known for what they are.
    fn recognised(&mut self) -> Result<Bytes, Error> {
        let kind = FileKind::of_beginning(&self.beginning)
            .filter(|kind| self.kinds.contains(kind) && self.may_be(*kind))
            .ok_or_else(|| self.failed(ErrorKind::NotTheApi))?;
        self.kind = Some(kind);
        Ok(self.beginning.split().freeze())
    }

    /// Whether the head allows this format. Without a word on it, it may be anybody's answer.
    fn may_be(&self, kind: FileKind) -> bool {
        self.content_type
            .as_deref()
            .is_some_and(|named| named == kind.media_type() || named == "application/octet-stream")
    }

    fn failed(&self, kind: ErrorKind) -> Error {
        Error::new(kind, Fate::Decided).with_request_id(&self.request_id)
    }

    pub(crate) fn cannot_store(&self, fault: std::io::Error) -> Error {
        self.failed(ErrorKind::CannotStore).with_source(fault)
    }

    /// What came, after its end.
    pub(crate) fn downloaded(self) -> Result<Downloaded, Error> {
        let kind = self.kind.ok_or_else(|| self.failed(ErrorKind::NotTheApi))?;
        let Self { length, content_type, request_id, .. } = self;
        Ok(Downloaded { length, kind, content_type, request_id })
    }
}
