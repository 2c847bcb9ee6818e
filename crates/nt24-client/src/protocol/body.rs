//! Reading the body of an answer: with a limit on its length and on each silence. A body that is compressed
//! although this client never asks for it is read all the same.

use crate::error::{Error, ErrorKind};
use crate::protocol::library_error;
use bytes::{Bytes, BytesMut};
use flate2::write::MultiGzDecoder;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};
use std::io::Write as _;
use std::time::Duration;

/// Compressed bytes that are unpacked at once. They become about a thousand times as many at most.
const UNPACKED_AT_ONCE: usize = 4 * 1024;

/// The byte order mark that some servers send before JSON (RFC 8259, 8.1: a receiver may ignore it).
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The body of an answer, part by part.
pub(crate) struct Body {
    response: reqwest::Response,
    idle: Duration,
    unpacking: Option<Unpacking>,
}

/// A body in the gzip format.
struct Unpacking {
    decoder: MultiGzDecoder<Vec<u8>>,
    packed: Bytes,
}

impl Body {
    /// The body of an answer with these headers, with a limit on each silence.
    pub(crate) fn new(response: reqwest::Response, headers: &HeaderMap, idle: Duration) -> Self {
        let unpacking = is_gzip(headers)
            .then(|| Unpacking { decoder: MultiGzDecoder::new(Vec::new()), packed: Bytes::new() });
        Self { response, idle, unpacking }
    }

    /// The next part of the body, `None` at its end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            if let Some(unpacking) = &mut self.unpacking
                && let Some(part) = unpacking.next()?
            {
                return Ok(Some(part));
            }
            let received = match tokio::time::timeout(self.idle, self.response.chunk()).await {
                Ok(part) => part.map_err(library_error::from_reqwest)?,
                Err(_) => return Err(Error::unknown(ErrorKind::Timeout)),
            };
            match (&mut self.unpacking, received) {
                (None, received) => return Ok(received),
                (Some(unpacking), Some(received)) => unpacking.packed = received,
                (Some(unpacking), None) => return unpacking.end(),
            }
        }
    }
}

impl Unpacking {
    /// The next unpacked part. `None` if the received bytes are used up.
    fn next(&mut self) -> Result<Option<Bytes>, Error> {
        while !self.packed.is_empty() {
            let packed = self.packed.split_to(self.packed.len().min(UNPACKED_AT_ONCE));
            self.decoder.write_all(&packed).map_err(unreadable)?;
            if let Some(part) = self.unpacked() {
                return Ok(Some(part));
            }
        }
        Ok(None)
    }

    /// The last part, after the last received byte.
    fn end(&mut self) -> Result<Option<Bytes>, Error> {
        self.decoder.try_finish().map_err(unreadable)?;
        Ok(self.unpacked())
    }

    fn unpacked(&mut self) -> Option<Bytes> {
        let part = std::mem::take(self.decoder.get_mut());
        (!part.is_empty()).then(|| part.into())
    }
}

fn unreadable(fault: std::io::Error) -> Error {
    Error::unknown(ErrorKind::BadBody).with_source(fault)
}

/// The whole body of an answer that holds JSON, of at most `max_bytes`, without a byte order mark.
pub(crate) async fn read(
    response: reqwest::Response,
    headers: &HeaderMap,
    max_bytes: u64,
    idle: Duration,
) -> Result<Bytes, Error> {
    if announced(headers).is_some_and(|length| length > max_bytes) {
        return Err(Error::unknown(ErrorKind::TooLarge));
    }
    let mut source = Body::new(response, headers, idle);
    let mut body = BytesMut::new();
    while let Some(part) = source.next().await? {
        if body.len() as u64 + part.len() as u64 > max_bytes {
            return Err(Error::unknown(ErrorKind::TooLarge));
        }
        body.extend_from_slice(&part);
    }
    if body.starts_with(BYTE_ORDER_MARK) {
        drop(body.split_to(BYTE_ORDER_MARK.len()));
    }
    Ok(body.freeze())
}

/// The length that the head announces. That of a compressed body is not known.
pub(crate) fn announced(headers: &HeaderMap) -> Option<u64> {
    if is_gzip(headers) {
        return None;
    }
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn is_gzip(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_ENCODING)
        .and_then(|coding| coding.to_str().ok())
        .is_some_and(|coding| matches!(coding.trim().to_ascii_lowercase().as_str(), "gzip" | "x-gzip"))
}
