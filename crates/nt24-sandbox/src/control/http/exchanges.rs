use super::answer::{Answered, DONE, Done};
use crate::control::Control;
use crate::message::{Exchange, Part, RequestBody};
use axum::Json;
use axum::extract::{Query, State};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
pub(super) struct Asked {
    last: Option<usize>,
    operation: Option<String>,
}

/// An exchange of the log, which has no tokens, secrets and bytes of files.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExchangeView {
    at: DateTime<Utc>,
    operation: Option<&'static str>,
    method: String,
    path: String,
    query: Option<String>,
    request_headers: Map<String, Value>,
    request_body: Value,
    status: u16,
    response_headers: Map<String, Value>,
    response_body: Value,
    fault: Option<super::faults::Kind>,
}

/// `GET /_sandbox/exchanges`, oldest first.
pub(super) async fn list(
    State(control): State<Control>,
    Query(asked): Query<Asked>,
) -> Answered<Vec<ExchangeView>> {
    let mut exchanges = control.exchanges();
    if let Some(operation) = asked.operation {
        exchanges.retain(|exchange| exchange.operation == Some(operation.as_str()));
    }
    let skipped = exchanges.len().saturating_sub(asked.last.unwrap_or(usize::MAX));
    Ok(Json(exchanges.into_iter().skip(skipped).map(view).collect()))
}

/// `DELETE /_sandbox/exchanges`
pub(super) async fn clear(State(control): State<Control>) -> Done {
    control.clear_exchanges();
    DONE
}

fn view(exchange: Exchange) -> ExchangeView {
    ExchangeView {
        at: exchange.at,
        operation: exchange.operation,
        method: exchange.method,
        path: exchange.path,
        query: exchange.query,
        request_headers: headers(exchange.request_headers),
        request_body: match exchange.request_body {
            RequestBody::Empty | RequestBody::Unread => Value::Null,
            RequestBody::Bytes(bytes) => body(&bytes),
            RequestBody::Upload(parts) => parts.into_iter().map(part).collect(),
        },
        status: exchange.status,
        response_headers: headers(exchange.response_headers),
        response_body: body(&exchange.response_body),
        fault: exchange.fault.map(Into::into),
    }
}

fn headers(headers: Vec<(String, String)>) -> Map<String, Value> {
    headers.into_iter().map(|(name, value)| (name, value.into())).collect()
}

/// A body: JSON as it is, other text as text, anything else as its length.
fn body(bytes: &Bytes) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(bytes).unwrap_or_else(|_| match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => json!({ "bytes": bytes.len() }),
    })
}

fn part(part: Part) -> Value {
    json!({
        "name": part.name,
        "fileName": part.file_name,
        "contentType": part.content_type,
        "text": part.text,
        "size": part.size,
        "sha256": part.sha256,
    })
}
