//! From a request that was taken in to its answer: who calls, within which budget, whether it is a
//! repeat, and what it does. All of it happens under one lock, so that of two requests with the
//! same key the second finds the answer of the first.

use crate::account::Account;
use crate::files::Content;
use crate::operations::{self, Call};
use crate::rate::{Category, Standing};
use crate::receive::Received;
use crate::reply::{Handled, Refusal, Reply};
use crate::shared::Shared;
use crate::world::{Cause, Moment, World};
use crate::{EmptyFields, empty_fields, idempotency};
use axum::http::HeaderMap;
use bytes::Bytes;
use nt24::{Operation, ProblemType};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A request as it was taken in.
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

/// An answer as it leaves.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Arc<Vec<(String, String)>>,
    pub(crate) body: Bytes,
    /// A kept file that is too long to be made one piece of; then `body` is empty.
    pub(crate) file: Option<Content>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The bearer token.
    fn token(&self) -> Option<&str> {
        self.header("authorization").and_then(|header| header.strip_prefix("Bearer "))
    }
}

impl Shared {
    /// Answers a request.
    pub(crate) fn process(&self, request: &Request) -> Answer {
        let mut state = crate::lock(&self.state);
        let moment = self.moment(Cause::Api);
        let category = Category::of(request.operation, &self.behaviour);
        let caller = request.token().and_then(|token| state.accounts.caller(token, moment.now));
        let Some((place, good)) = caller else {
            let refusal = request.operation.map_or_else(no_such_path, |_| unauthorized());
            return finish(Err(refusal), &Standing::of_nobody(category, moment.now), request);
        };
        let account = state.accounts.of_mut(place);
        let mut changed = account.world.advance(moment);
        let mut standing = account.standing(category, moment);
        let handled = match request.operation {
            None => Err(no_such_path()),
            Some(_) if !good => Err(unauthorized()),
            Some(operation) => admit(account, operation, moment, category, &mut standing)
                .and_then(|()| execute(&mut account.world, self, request, operation, moment, &mut changed)),
        };
        if let Ok(Reply { status: 304, .. }) = &handled
            && !self.behaviour.not_modified_counts
        {
            account.budget.give_back(category);
            standing = account.standing(category, moment);
        }
        if changed {
            self.keep(&state.accounts);
        } else {
            // A clock that is moved by hand tells nobody; the next request does.
            self.ring_if_heard(&state.accounts);
        }
        drop(state);
        finish(handled, &standing, request)
    }
}

/// Whether there is budget left, and whether the organization may call at all.
fn admit(
    account: &mut Account,
    operation: Operation,
    moment: Moment<'_>,
    category: Category,
    standing: &mut Standing,
) -> Result<(), Refusal> {
    match account.take(category, moment) {
        Ok(after) => *standing = after,
        Err(after) => {
            *standing = after;
            if moment.behaviour.rate_limited {
                return Err(Refusal::new(&ProblemType::RateLimited, 429, "Too many requests"));
            }
        }
    }
    // How else would a client learn what is missing?
    if operation == Operation::GetMe { Ok(()) } else { account.world.check_dpa(moment) }
}

fn no_such_path() -> Refusal {
    Refusal::not_found("path")
}

fn unauthorized() -> Refusal {
    Refusal::new(&ProblemType::Unauthorized, 401, "Unauthorized")
        .detail("The token is missing, expired or unknown")
}

/// Executes a request; a write only when it is not the repeat of another.
fn execute(
    world: &mut World,
    shared: &Shared,
    request: &Request,
    operation: Operation,
    moment: Moment<'_>,
    changed: &mut bool,
) -> Handled {
    let query: Vec<(String, String)> =
        url::form_urlencoded::parse(request.query.as_deref().unwrap_or("").as_bytes()).into_owned().collect();
    let call = Call {
        operation,
        parameters: &request.parameters,
        query: &query,
        if_match: request.header("if-match"),
        if_none_match: request.header("if-none-match"),
        payload: &request.received.payload,
        moment,
        files: &shared.files,
        origin: shared.origin(),
    };
    let handle = |world: &mut World| {
        let mut handled = operations::handle(world, &call);
        if let Ok(reply) = &mut handled
            && moment.behaviour.empty_fields == EmptyFields::Null
        {
            empty_fields::fill(operation, reply);
        }
        handled
    };
    if operation.is_write() {
        idempotency::once(world, request, moment, changed, handle)
    } else {
        handle(world)
    }
}

pub(crate) fn problem_reply(refusal: &Refusal, request: &Request) -> Reply {
    let mut problem = refusal.0.clone();
    problem.instance = Some(request.path.clone());
    problem.trace_id = Some(format!("req_{}", request.request_id.replace('-', "")));
    let mut reply = Reply::json(problem.status, &problem);
    reply.headers = vec![("content-type".into(), "application/problem+json".into())];
    reply
}

fn finish(handled: Handled, standing: &Standing, request: &Request) -> Answer {
    let mut reply = handled.unwrap_or_else(|refusal| problem_reply(&refusal, request));
    match reply.status {
        401 => reply.headers.push(("www-authenticate".into(), "Bearer".into())),
        429 => reply.headers.push(("retry-after".into(), standing.retry_after().to_string())),
        _ => {}
    }
    reply.headers.extend(standing.headers());
    reply.headers.push(("x-request-id".into(), request.request_id.clone()));
    let Reply { status, headers, body, file } = reply;
    let headers = Arc::new(headers);
    match file.as_ref().and_then(Content::small) {
        Some(body) => Answer { status, headers, body, file: None },
        None => Answer { status, headers, body: body.into(), file },
    }
}

impl Answer {
    /// The answer of a fault: a problem that no operation gave.
    pub(crate) fn of_fault(shared: &Shared, refusal: Refusal, wait: Option<u64>, request: &Request) -> Self {
        let moment = shared.moment(Cause::System);
        let category = Category::of(request.operation, &shared.behaviour);
        let mut state = crate::lock(&shared.state);
        let caller = request.token().and_then(|token| state.accounts.caller(token, moment.now));
        let standing = caller.map_or_else(
            || Standing::of_nobody(category, moment.now),
            |(place, _)| state.accounts.of_mut(place).standing(category, moment),
        );
        drop(state);
        let mut answer = finish(Err(refusal), &standing, request);
        if let Some(seconds) = wait {
            let headers = Arc::make_mut(&mut answer.headers);
            headers.retain(|(name, _)| name != "retry-after");
            headers.push(("retry-after".into(), seconds.to_string()));
        }
        answer
    }
}
