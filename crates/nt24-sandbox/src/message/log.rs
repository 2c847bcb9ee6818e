//! The log of the last exchanges. Their parts are moved in or shared, not copied: most entries are never
//! read, so logging must cost less than answering.

use super::exchange::{Exchange, RequestBody};
use super::request::{Answer, Request};
use crate::fault::FaultKind;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderValue};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::Arc;

/// Number of exchanges that are kept; older ones are dropped.
const LENGTH: usize = 2000;

/// The last exchanges, oldest first.
#[derive(Default)]
pub(crate) struct Log(VecDeque<Logged>);

/// One exchange, with its credentials blanked.
pub(crate) struct Logged {
    at: DateTime<Utc>,
    operation: Option<&'static str>,
    method: String,
    path: String,
    query: Option<String>,
    request_headers: HeaderMap,
    request_body: RequestBody,
    status: u16,
    response_headers: Arc<Vec<(String, String)>>,
    response_body: Bytes,
    fault: Option<FaultKind>,
}

impl Log {
    pub(crate) fn push(&mut self, logged: Logged) {
        if self.0.len() >= LENGTH {
            self.0.pop_front();
        }
        self.0.push_back(logged);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.0.iter().map(Logged::exchange).collect()
    }
}

impl Logged {
    pub(crate) fn new(
        at: DateTime<Utc>,
        operation: Option<&'static str>,
        request: Request,
        answer: &Answer,
        fault: Option<FaultKind>,
    ) -> Self {
        let mut request_headers = request.headers;
        if let Some(value) = request_headers.get_mut(AUTHORIZATION) {
            let basic = value.as_bytes().starts_with(b"Basic ");
            *value = HeaderValue::from_static(if basic { "Basic blanked" } else { "Bearer blanked" });
        }
        let (mut request_body, mut response_body) = (request.received.seen, answer.body.clone());
        if request.operation.is_some_and(|operation| operation.path_template().starts_with("/webhooks")) {
            response_body = without_secrets(&response_body);
            if let RequestBody::Bytes(bytes) = &mut request_body {
                *bytes = without_secrets(bytes);
            }
        }
        Self {
            at,
            operation,
            method: request.method,
            path: request.path,
            query: request.query,
            request_headers,
            request_body,
            status: answer.status,
            response_headers: answer.headers.clone(),
            response_body,
            fault,
        }
    }

    pub(crate) fn exchange(&self) -> Exchange {
        let text = |value: &HeaderValue| value.to_str().unwrap_or("not text").to_owned();
        Exchange {
            at: self.at,
            operation: self.operation,
            method: self.method.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            request_headers: self
                .request_headers
                .iter()
                .map(|(name, value)| (name.to_string(), text(value)))
                .collect(),
            request_body: self.request_body.clone(),
            status: self.status,
            response_headers: self.response_headers.to_vec(),
            response_body: self.response_body.clone(),
            fault: self.fault.clone(),
        }
    }
}

/// Blanks the secrets of webhook endpoints in a body.
fn without_secrets(body: &Bytes) -> Bytes {
    let mut value: Value = serde_json::from_slice(body).unwrap_or_default();
    let endpoints = match &mut value {
        Value::Array(endpoints) => endpoints.as_mut_slice(),
        endpoint => std::slice::from_mut(endpoint),
    };
    let mut secrets = endpoints.iter_mut().filter_map(|endpoint| endpoint.get_mut("secret")).peekable();
    if secrets.peek().is_none() {
        return body.clone();
    }
    secrets.for_each(|secret| *secret = "blanked".into());
    serde_json::to_vec(&value).unwrap_or_default().into()
}
