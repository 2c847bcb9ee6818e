//! Sends an answer, with the effect of a fault.

use super::cut::{Cut, drop_connection};
use crate::fault::FaultKind;
use crate::message::Answer;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use serde_json::Value;
use std::io;
use std::time::Duration;

/// Pause before a connection is cut, so that the sent bytes leave the buffers.
const PAUSE_BEFORE_CUT: Duration = Duration::from_millis(50);

/// A body as a stream of pieces.
type Pieces = BoxStream<'static, io::Result<Bytes>>;

/// Sends an answer, with the effect of a fault.
pub(crate) async fn send(mut answer: Answer, fault: Option<&FaultKind>, cut: &Cut) -> Response {
    if let Some(FaultKind::Member { name, text }) = fault {
        answer.body = with_member(answer.body, name, text);
    }
    let length = length(&answer);
    let half = length / 2;
    let (body, announced) = match fault {
        Some(FaultKind::CutAfterHandling) => return drop_connection(cut).await,
        // An empty body has no half, so the head is not sent either.
        Some(FaultKind::CutDuringAnswer) if length == 0 => return drop_connection(cut).await,
        Some(FaultKind::CutDuringAnswer) => (then_cut(pieces(&answer, half), cut), Some(length)),
        Some(FaultKind::BrokenJson) => {
            (pieces(&answer, half).chain(spaces(length - half)).boxed(), Some(length))
        }
        Some(FaultKind::HalfBody) => (pieces(&answer, half), Some(half)),
        Some(FaultKind::Drip { bytes, pause }) => {
            (drip(pieces(&answer, length), *bytes, *pause), Some(length))
        }
        // Announces more than there is, even if the body is longer than the fault's length.
        Some(FaultKind::Promised(bytes)) => {
            (then_cut(pieces(&answer, length), cut), Some((*bytes).max(length + 1)))
        }
        Some(FaultKind::Endless) => (pieces(&answer, length).chain(spaces(u64::MAX)).boxed(), None),
        _ if answer.file.is_some() => (pieces(&answer, length), Some(length)),
        // Without such a fault the answer is sent in one piece.
        _ => return with_media_type_of_fault(with_head(&answer, Body::from(answer.body.clone())), fault),
    };
    let mut response = with_media_type_of_fault(with_head(&answer, Body::from_stream(body)), fault);
    if let Some(announced) = announced {
        response.headers_mut().insert("content-length", HeaderValue::from(announced));
    }
    response
}

/// The body with a member that is a text. A body that is no JSON object stays as it is.
fn with_member(body: Bytes, name: &str, text: &str) -> Bytes {
    match serde_json::from_slice(&body) {
        Ok(Value::Object(mut members)) => {
            members.insert(name.to_owned(), Value::from(text));
            Value::Object(members).to_string().into()
        }
        _ => body,
    }
}

/// Replaces the media type, if that is the fault.
fn with_media_type_of_fault(mut response: Response, fault: Option<&FaultKind>) -> Response {
    if let Some(FaultKind::ContentType(wrong)) = fault
        && let Ok(wrong) = HeaderValue::from_str(wrong)
    {
        response.headers_mut().insert("content-type", wrong);
    }
    response
}

fn length(answer: &Answer) -> u64 {
    match &answer.file {
        Some(file) => file.length(),
        None => u64::try_from(answer.body.len()).unwrap_or(u64::MAX),
    }
}

/// The first `length` bytes of the body.
fn pieces(answer: &Answer, length: u64) -> Pieces {
    match answer.file.clone() {
        Some(file) => file.stream(length),
        None => {
            let end = usize::try_from(length).unwrap_or(usize::MAX).min(answer.body.len());
            let piece = answer.body.slice(..end);
            stream::once(async move { Ok(piece) }).boxed()
        }
    }
}

/// A number of spaces, which JSON allows after a value.
fn spaces(mut left: u64) -> Pieces {
    const PIECE: &[u8] = &[b' '; 64 * 1024];
    let pieces = std::iter::from_fn(move || {
        let now = usize::try_from(left).unwrap_or(usize::MAX).min(PIECE.len());
        left -= u64::try_from(now).unwrap_or(left);
        (now > 0).then(|| Ok(Bytes::from_static(PIECE).slice(..now)))
    });
    stream::iter(pieces).boxed()
}

/// Splits a body into pieces of this length, with a pause before each.
fn drip(pieces: Pieces, bytes: usize, pause: Duration) -> Pieces {
    let split = pieces.flat_map(move |piece| match piece {
        Ok(mut rest) => stream::iter(std::iter::from_fn(move || {
            let now = bytes.max(1).min(rest.len());
            (now > 0).then(|| Ok(rest.split_to(now)))
        }))
        .boxed(),
        Err(error) => stream::once(async move { Err(error) }).boxed(),
    });
    split
        .then(move |piece| async move {
            tokio::time::sleep(pause).await;
            piece
        })
        .boxed()
}

/// Appends a cut of the connection to a body. The pause lets the bytes leave the buffers first.
fn then_cut(pieces: Pieces, cut: &Cut) -> Pieces {
    let cut = cut.clone();
    let end = stream::once(async move {
        tokio::time::sleep(PAUSE_BEFORE_CUT).await;
        cut.notify_one();
        std::future::pending().await
    });
    pieces.chain(end).boxed()
}

fn with_head(answer: &Answer, body: Body) -> Response {
    let mut response = Response::new(body);
    if let Ok(status) = answer.status.try_into() {
        *response.status_mut() = status;
    }
    let headers = response.headers_mut();
    for (name, value) in answer.headers.iter() {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            headers.append(name, value);
        }
    }
    response
}
