//! The meaning of a complete answer: a success, or which error.

use crate::error::{Error, ErrorKind, Fate};
use crate::exchange::received::Received;
use crate::protocol::headers::{is_json, media_type, retry_after};
use chrono::{DateTime, Utc};
use nt24::{FieldError, Problem};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Media type of a problem document (RFC 9457, 6.1).
const PROBLEM_JSON: &str = "application/problem+json";

/// Returns a success of the API as it is, and any other answer as an error.
pub(crate) fn judge(received: Received, now: DateTime<Utc>) -> Result<Received, Error> {
    let error = match received.status {
        200..=299 if is_empty_or_json(&received) => return Ok(received),
        200..=299 => Error::unknown(ErrorKind::NotTheApi),
        300..=399 => Error::unknown(ErrorKind::Redirected),
        // The token is new by now, so the credentials are wrong. A page that is not JSON comes from a proxy
        // that asks for its own password.
        401 if is_empty_or_json(&received) => Error::never_sent(ErrorKind::Credentials),
        status => refusal(&received, status),
    };
    Err(error.with_wait(retry_after(&received.headers, now)).with_request_id(&received.request_id))
}

fn refusal(received: &Received, status: u16) -> Error {
    let kind = match problem(received, status) {
        Some(problem) => ErrorKind::Problem(Box::new(problem)),
        None if is_from_api(received, status) => ErrorKind::Status(status),
        None => ErrorKind::NotTheApi,
    };
    let fate = match (&kind, status) {
        // 413 and 429 are answered before anything is executed, by the API or the gateway in front of it.
        (ErrorKind::Problem(_) | ErrorKind::Status(_), 413 | 429) => Fate::Decided,
        // 408 is left out: by the server's account the request did not arrive as a whole.
        (ErrorKind::Problem(_), 400..=407 | 409..=499) => Fate::Decided,
        _ => Fate::Unknown,
    };
    Error::new(kind, fate)
}

/// Whether a status without a problem document comes from the API or its gateway. 511 comes from a network
/// that asks for a sign-in; a page with any other 4xx is not the API's either.
fn is_from_api(received: &Received, status: u16) -> bool {
    let gateway = matches!(status, 408 | 413 | 429 | 431 | 500..=510 | 512..);
    gateway || (status != 511 && is_empty_or_json(received))
}

fn is_empty_or_json(received: &Received) -> bool {
    received.body.is_empty() || is_json(&received.headers, &received.body)
}

/// The problem document of an answer: JSON with a `type`, or JSON that is declared as a problem. A problem
/// without a `type` has the type `about:blank` (RFC 9457, 3.1.1).
fn problem(received: &Received, status: u16) -> Option<Problem> {
    // A text in another encoding must not hide the decision.
    let text = String::from_utf8_lossy(&received.body);
    let mut members: Map<String, Value> = serde_json::from_str(&text).ok()?;
    // Samples show null where the text says that empty fields are left out (security/gdpr).
    members.retain(|_, value| !value.is_null());
    if !members.get("type").is_some_and(Value::is_string) {
        if media_type(&received.headers).as_deref() != Some(PROBLEM_JSON) {
            return None;
        }
        members.insert("type".to_owned(), "about:blank".into());
    }
    // A member of the wrong type must not hide the decision: it is left out.
    members.retain(|name, value| match name.as_str() {
        "title" | "detail" | "instance" | "traceId" => value.is_string(),
        "errors" => value.is_array(),
        _ => true,
    });
    if let Some(Value::Array(errors)) = members.get_mut("errors") {
        errors.retain(|error| FieldError::deserialize(error).is_ok());
    }
    // The status line counts; the member only repeats it (RFC 9457, 3.1.2).
    members.insert("status".to_owned(), status.into());
    members.entry("title").or_insert_with(|| Value::String(String::new()));
    serde_json::from_value(Value::Object(members)).ok()
}
