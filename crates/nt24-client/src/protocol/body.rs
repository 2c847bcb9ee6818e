//! Reading the body of an answer: with a limit on its length and on each silence.

use crate::error::{Error, ErrorKind};
use crate::protocol::library_error;
use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_LENGTH, HeaderMap};
use std::time::Duration;

/// The whole body of an answer that holds JSON, of at most `max_bytes`.
pub(crate) async fn read(
    mut response: reqwest::Response,
    headers: &HeaderMap,
    max_bytes: u64,
    idle: Duration,
) -> Result<Bytes, Error> {
    if announced(headers).is_some_and(|length| length > max_bytes) {
        return Err(Error::unknown(ErrorKind::TooLarge));
    }
    let mut body = BytesMut::new();
    while let Some(part) = next(&mut response, idle).await? {
        if body.len() as u64 + part.len() as u64 > max_bytes {
            return Err(Error::unknown(ErrorKind::TooLarge));
        }
        body.extend_from_slice(&part);
    }
    Ok(body.freeze())
}

/// The next part of a body, `None` at its end.
pub(crate) async fn next(response: &mut reqwest::Response, idle: Duration) -> Result<Option<Bytes>, Error> {
    match tokio::time::timeout(idle, response.chunk()).await {
        Ok(part) => part.map_err(library_error::from_reqwest),
        Err(_) => Err(Error::unknown(ErrorKind::Timeout)),
    }
}

/// The length that the head announces.
pub(crate) fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
