//! The routes: one for each operation.

use super::cut::{Cut, drop_connection};
use super::idempotency::KeyInUse;
use super::process::{process, refuse};
use super::send::send;
use super::token;
use crate::control::{self, Control};
use crate::fault::FaultKind;
use crate::lock::lock;
use crate::message::{Answer, ISSUE_TOKEN, Logged, Received, Refusal, Request, RequestBody, receive};
use crate::options::Clock as _;
use crate::pages;
use crate::state::Shared;
use axum::Router;
use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::http::header::DATE;
use axum::response::Response;
use axum::routing::{MethodFilter, on, post};
use bytes::Bytes;
use nt24::{Method, Operation, ProblemType};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    // A path with another method is answered with 405 and `Allow` (RFC 9110, section 15.5.6).
    let mut router = Router::new().route(nt24::TOKEN_PATH, post(issue_token)).fallback(unknown);
    for operation in Operation::ALL.iter().copied() {
        let method = match operation.method() {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Patch => MethodFilter::PATCH,
            Method::Delete => MethodFilter::DELETE,
        };
        let serve = move |State(shared): State<Arc<Shared>>, Extension(cut): Extension<Cut>, request| {
            serve(shared, cut, Some(operation), request)
        };
        router = router.route(&format!("/v1{}", operation.path_template()), on(method, serve));
    }
    let router = router.merge(pages::router()).with_state(shared.clone());
    if shared.control_plane {
        router.merge(control::http::router(Control::without_switch(shared)))
    } else {
        router
    }
}

async fn unknown(
    State(shared): State<Arc<Shared>>,
    Extension(cut): Extension<Cut>,
    request: axum::extract::Request,
) -> Response {
    serve(shared, cut, None, request).await
}

/// Answers a request like the router does, without building a router, which takes longer than many answers.
pub(crate) async fn answer(shared: Arc<Shared>, cut: Cut, request: axum::extract::Request) -> Response {
    let path = request.uri().path();
    if path == nt24::TOKEN_PATH && request.method() == axum::http::Method::POST {
        return issue_token(State(shared), Extension(cut), request).await;
    }
    let operation = Operation::ALL.iter().copied().find(|operation| {
        request.method().as_str() == operation.method().as_str()
            && path.strip_prefix("/v1").is_some_and(|path| path_matches(operation.path_template(), path))
    });
    serve(shared, cut, operation, request).await
}

/// Whether a path matches a template.
fn path_matches(template: &str, path: &str) -> bool {
    let mut path = path.split('/');
    let segments_match = template
        .split('/')
        .all(|segment| path.next().is_some_and(|value| value == segment || segment.starts_with('{')));
    segments_match && path.next().is_none()
}

async fn issue_token(
    State(shared): State<Arc<Shared>>,
    Extension(cut): Extension<Cut>,
    request: axum::extract::Request,
) -> Response {
    let fault = take_fault(&shared, &cut, Some(ISSUE_TOKEN)).await;
    let Some(mut request) = read_request(&shared, None, request, true).await else {
        return drop_connection(&cut).await;
    };
    let form = match &request.received.seen {
        RequestBody::Bytes(bytes) => bytes.clone(),
        RequestBody::Empty | RequestBody::Unread | RequestBody::Upload(_) => Bytes::new(),
    };
    request.received.seen = RequestBody::Bytes(token::blanked_form(&form));
    let answer = answer_of_fault(&shared, fault.as_ref(), &request)
        .unwrap_or_else(|| token::issue(&shared, &form, text(&request.headers, "authorization")));
    let seen = Answer { body: token::blanked_answer(&answer.body), ..answer.clone() };
    shared.record(Logged::new(shared.clock.now(), Some(ISSUE_TOKEN), request, &seen, fault.clone()));
    send(answer, fault.as_ref(), &cut).await
}

async fn serve(
    shared: Arc<Shared>,
    cut: Cut,
    operation: Option<Operation>,
    request: axum::extract::Request,
) -> Response {
    let id = operation.map(Operation::id);
    let key = KeyInUse::take(&shared, operation, request.headers());
    let fault = take_fault(&shared, &cut, id).await;
    let is_admitted = has_valid_token(&shared, request.headers());
    let Some(request) = read_request(&shared, operation, request, is_admitted).await else {
        return drop_connection(&cut).await;
    };
    let answer = answer_of_fault(&shared, fault.as_ref(), &request).unwrap_or_else(|| match &key {
        Ok(_) => process(&shared, &request),
        Err(refusal) => refuse(&shared, Refusal(refusal.0.clone()), None, &request),
    });
    let now = shared.clock.now();
    shared.record(Logged::new(now, id, request, &answer, fault.clone()));
    let mut response = send(answer, fault.as_ref(), &cut).await;
    // `Date` is by the sandbox's clock, by which keys expire, not by the machine's.
    if let Ok(date) = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string().try_into() {
        response.headers_mut().insert(DATE, date);
    }
    response
}

/// Takes the fault for this call, if any. Faults that act before the request is read are played here.
async fn take_fault(shared: &Shared, cut: &Cut, operation: Option<&str>) -> Option<FaultKind> {
    let fault = lock(&shared.state).faults.take(operation);
    match &fault {
        Some(FaultKind::CutBeforeHandling) => {
            drop_connection(cut).await;
        }
        Some(FaultKind::Latency(time)) => tokio::time::sleep(*time).await,
        _ => {}
    }
    fault
}

/// Whether the head of a request has a valid token.
fn has_valid_token(shared: &Shared, headers: &HeaderMap) -> bool {
    let token = text(headers, "authorization").and_then(|header| header.strip_prefix("Bearer "));
    let caller = |token| lock(&shared.state).accounts.caller(token, shared.clock.now());
    token.and_then(caller).is_some_and(|(_, is_valid)| is_valid)
}

/// Reads a request to its end, or only its head if it `is_admitted` no further. Returns `None` if the client
/// disconnected.
async fn read_request(
    shared: &Shared,
    operation: Option<Operation>,
    request: axum::extract::Request,
    is_admitted: bool,
) -> Option<Request> {
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    let received: Received = if !is_admitted {
        receive::unread(body)
    } else if operation.is_some_and(Operation::is_upload) {
        let content_type = text(&head.headers, "content-type").unwrap_or_default();
        receive::upload(body, content_type, shared.behaviour.max_upload_bytes, &shared.files).await.ok()?
    } else {
        receive::json(body).await.ok()?
    };
    Some(Request {
        operation,
        parameters: operation.map(|operation| parameters(operation, &path)).unwrap_or_default(),
        method: head.method.to_string(),
        path,
        query: head.uri.query().map(str::to_owned),
        request_id: text(&head.headers, "x-request-id")
            .filter(|id| !id.is_empty())
            .map_or_else(|| shared.ids.uuid(), str::to_owned),
        headers: head.headers,
        received,
    })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The parameters of the path. Identifiers are UUIDs, which are never percent-encoded.
fn parameters(operation: Operation, path: &str) -> BTreeMap<String, String> {
    let template = operation.path_template().split('/');
    let path = path.strip_prefix("/v1").unwrap_or(path).split('/');
    template
        .zip(path)
        .filter_map(|(name, value)| {
            let name = name.strip_prefix('{')?.strip_suffix('}')?;
            Some((name.to_owned(), value.to_owned()))
        })
        .collect()
}

/// The answer of a fault that prevents the execution. Returns `None` for other faults.
fn answer_of_fault(shared: &Shared, fault: Option<&FaultKind>, request: &Request) -> Option<Answer> {
    match fault? {
        FaultKind::Status(status, slug) => {
            let refusal = Refusal::new(&ProblemType::from(slug.as_str()), *status, "Played fault");
            Some(refuse(shared, refusal, None, request))
        }
        FaultKind::RateLimited(seconds) => {
            let refusal = Refusal::new(&ProblemType::RateLimited, 429, "Too many requests");
            Some(refuse(shared, refusal, Some(*seconds), request))
        }
        FaultKind::Html => Some(Answer {
            status: 200,
            headers: Arc::new(vec![("content-type".into(), "text/html; charset=utf-8".into())]),
            body: Bytes::from_static(b"<!doctype html><title>Sign in to the Wi-Fi</title><h1>Welcome</h1>"),
            file: None,
        }),
        _ => None,
    }
}
