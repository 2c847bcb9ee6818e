//! Processes a request that was read: authentication, rate limit, DPA, idempotency, operation. All of it
//! happens under one lock, so that the second of two requests with the same key finds the answer of the
//! first.

use super::{empty_fields, idempotency};
use crate::files::Content;
use crate::lock::lock;
use crate::message::{Answer, Handled, Refusal, Reply, Request};
use crate::operations::{self, Call};
use crate::options::EmptyFields;
use crate::state::{Account, Category, RateLimitStatus, Shared};
use crate::world::{Cause, DpaMissing, Moment, World};
use nt24::{Operation, ProblemType};
use std::sync::Arc;

/// Answers a request.
pub(crate) fn process(shared: &Shared, request: &Request) -> Answer {
    let mut state = lock(&shared.state);
    let moment = shared.moment(Cause::Api);
    let category = Category::of(request.operation, &shared.behaviour);
    let caller = request.token().and_then(|token| state.accounts.caller(token, moment.now));
    let Some((place, valid)) = caller else {
        let refusal = request.operation.map_or_else(no_such_path, |_| unauthorized());
        return finish(Err(refusal), &RateLimitStatus::of_unknown_caller(category, moment.now), request);
    };
    let account = state.accounts.of_mut(place);
    let mut changed = account.world.advance(moment);
    let mut limit_status = account.limit_status(category, moment);
    let handled = match request.operation {
        None => Err(no_such_path()),
        Some(_) if !valid => Err(unauthorized()),
        Some(operation) => admit(account, operation, moment, category, &mut limit_status)
            .and_then(|()| execute(&mut account.world, shared, request, operation, moment, &mut changed)),
    };
    if let Ok(Reply { status: 304, .. }) = &handled
        && !shared.behaviour.not_modified_counts
    {
        account.budget.give_back(category);
        limit_status = account.limit_status(category, moment);
    }
    if changed {
        shared.report_change(&state.accounts);
    } else {
        // A manual clock gives no signal when it is moved, so each request checks for due events.
        shared.wake_webhooks(&state.accounts);
    }
    drop(state);
    finish(handled, &limit_status, request)
}

/// Checks the rate limit and the DPA.
fn admit(
    account: &mut Account,
    operation: Operation,
    moment: Moment<'_>,
    category: Category,
    limit_status: &mut RateLimitStatus,
) -> Result<(), Refusal> {
    match account.take(category, moment) {
        Ok(after) => *limit_status = after,
        Err(after) => {
            *limit_status = after;
            if moment.behaviour.rate_limited {
                return Err(Refusal::new(&ProblemType::RateLimited, 429, "Too many requests"));
            }
        }
    }
    // `/me` works without an agreement, so that a client can learn that it is missing.
    if operation == Operation::GetMe {
        return Ok(());
    }
    account.world.check_dpa(moment).map_err(|missing| {
        Refusal::new(&ProblemType::DpaNotAccepted, 403, "DPA not accepted").detail(match missing {
            DpaMissing::NeverAccepted => "The organization has to accept the data processing agreement",
            DpaMissing::Outdated => {
                "The organization has to accept the new version of the data processing agreement"
            }
        })
    })
}

fn no_such_path() -> Refusal {
    Refusal::not_found("path")
}

fn unauthorized() -> Refusal {
    Refusal::new(&ProblemType::Unauthorized, 401, "Unauthorized")
        .detail("The token is missing, expired or unknown")
}

/// Executes a request. A repeated write gets its stored answer.
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
        idempotency::execute_once(world, request, moment, changed, handle)
    } else {
        handle(world)
    }
}

fn finish(handled: Handled, limit_status: &RateLimitStatus, request: &Request) -> Answer {
    let mut reply = handled.unwrap_or_else(|refusal| request.problem_reply(&refusal));
    match reply.status {
        401 => reply.headers.push(("www-authenticate".into(), "Bearer".into())),
        429 => reply.headers.push(("retry-after".into(), limit_status.retry_after().to_string())),
        _ => {}
    }
    reply.headers.extend(limit_status.headers());
    reply.headers.push(("x-request-id".into(), request.request_id.clone()));
    let Reply { status, headers, body, file } = reply;
    let headers = Arc::new(headers);
    match file.as_ref().and_then(Content::small) {
        Some(body) => Answer { status, headers, body, file: None },
        None => Answer { status, headers, body: body.into(), file },
    }
}

/// The answer for a refusal that comes from a fault or a key in use, not from an operation.
pub(crate) fn refuse(shared: &Shared, refusal: Refusal, wait: Option<u64>, request: &Request) -> Answer {
    let moment = shared.moment(Cause::System);
    let category = Category::of(request.operation, &shared.behaviour);
    let mut state = lock(&shared.state);
    let caller = request.token().and_then(|token| state.accounts.caller(token, moment.now));
    let limit_status = caller.map_or_else(
        || RateLimitStatus::of_unknown_caller(category, moment.now),
        |(place, _)| state.accounts.of_mut(place).limit_status(category, moment),
    );
    drop(state);
    let mut answer = finish(Err(refusal), &limit_status, request);
    if let Some(seconds) = wait {
        let headers = Arc::make_mut(&mut answer.headers);
        headers.retain(|(name, _)| name != "retry-after");
        headers.push(("retry-after".into(), seconds.to_string()));
    }
    answer
}
