//! A request that was read, and the answer to send.

use super::body::Received;
use super::reply::{Refusal, Reply};
use crate::files::Content;
use axum::http::HeaderMap;
use bytes::Bytes;
use nt24::Operation;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A request that was read.
pub(crate) struct Request {
    pub(crate) operation: Option<Operation>,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) received: Received,
    pub(crate) request_id: String,
}

/// An answer to send.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Arc<Vec<(String, String)>>,
    pub(crate) body: Bytes,
    /// A stored file that is too long for one piece; then `body` is empty.
    pub(crate) file: Option<Content>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The bearer token.
    pub(crate) fn token(&self) -> Option<&str> {
        self.header("authorization").and_then(|header| header.strip_prefix("Bearer "))
    }

    /// The problem document of a refusal, as the reply to this request.
    pub(crate) fn problem_reply(&self, refusal: &Refusal) -> Reply {
        let mut problem = refusal.0.clone();
        problem.instance = Some(self.path.clone());
        problem.trace_id = Some(format!("req_{}", self.request_id.replace('-', "")));
        let mut reply = Reply::json(problem.status, &problem);
        reply.headers = vec![("content-type".into(), "application/problem+json".into())];
        reply
    }
}
