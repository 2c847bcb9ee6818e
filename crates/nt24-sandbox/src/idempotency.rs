//! A write happens once for each idempotency key (concepts/idempotency).

use crate::account::Place;
use crate::process::{self, Request};
use crate::reply::{Handled, Refusal, Reply};
use crate::shared::Shared;
use crate::world::{Moment, StoredAnswer, World};
use crate::{
    Behaviour, Clock as _, ComparedUnderAKey, ConcurrentKey, RepeatStatus, RequestBody, UploadsCompared,
};
use axum::http::HeaderMap;
use chrono::TimeDelta;
use nt24::{Operation, ProblemType};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// How long an answer is stored.
const LIFE: TimeDelta = TimeDelta::hours(24);

/// Executes a write, unless its key has an answer already.
pub(crate) fn once(
    world: &mut World,
    request: &Request,
    moment: Moment<'_>,
    changed: &mut bool,
    execute: impl FnOnce(&mut World) -> Handled,
) -> Handled {
    let key = request
        .header("idempotency-key")
        .filter(|key| (1..=255).contains(&key.chars().count()))
        .ok_or_else(|| Refusal::malformed("Idempotency-Key is missing, or not of 1 to 255 characters"))?;
    world.idempotency.forget_until(moment.now - LIFE);
    let fingerprint = fingerprint(request, moment.behaviour);
    if let Some(stored) = world.idempotency.get(key) {
        if stored.fingerprint != fingerprint {
            return Err(Refusal::new(&ProblemType::IdempotencyKeyReused, 422, "Idempotency key reused")
                .detail("The key belongs to another request of the last 24 hours"));
        }
        return Ok(repeated(stored, moment.behaviour));
    }
    let handled = execute(world);
    let to_store = match &handled {
        Ok(reply) => Some((reply.status, reply.headers.clone(), reply.body.clone())),
        Err(refusal) if moment.behaviour.error_answers_stored => {
            let reply = process::problem_reply(refusal, request);
            Some((reply.status, reply.headers, reply.body))
        }
        Err(_) => None,
    };
    if let Some((status, headers, body)) = to_store {
        *changed = true;
        // The answers to writes are JSON, hence text.
        let body = String::from_utf8(body).unwrap_or_default();
        let answer = StoredAnswer { at: moment.now, fingerprint, status, headers, body };
        world.idempotency.insert(key.to_owned(), answer);
    }
    handled
}

fn repeated(stored: &StoredAnswer, behaviour: &Behaviour) -> Reply {
    let status = match (behaviour.repeat_status, stored.status) {
        (RepeatStatus::Ok, 201) => 200,
        (_, status) => status,
    };
    Reply { status, headers: stored.headers.clone(), body: stored.body.clone().into_bytes(), file: None }
}

/// Two requests with the same one are the same request.
fn fingerprint(request: &Request, behaviour: &Behaviour) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update(text);
        hash.update([0]);
    };
    if behaviour.compared_under_a_key != ComparedUnderAKey::Body {
        part(&request.method);
        part(&request.path);
        part(request.query.as_deref().unwrap_or(""));
    }
    if behaviour.compared_under_a_key == ComparedUnderAKey::RequestAndIfMatch {
        part(request.header("if-match").unwrap_or(""));
    }
    match &request.received.seen {
        RequestBody::Upload(parts) if behaviour.uploads_compared == UploadsCompared::Parts => {
            for one in parts {
                part(&one.name);
                part(one.file_name.as_deref().unwrap_or(""));
                part(&one.sha256);
            }
        }
        _ => part(&request.received.digest),
    }
    crate::receive::hex(&hash.finalize())
}

/// The turn of a write whose key is being answered. It ends when this is dropped, with the answer
/// or with the connection.
pub(crate) struct Turn {
    shared: Arc<Shared>,
    place: Place,
    key: String,
}

impl Turn {
    /// Takes the turn for the key of a request whose head is there. None where keys wait for each
    /// other, which the lock of the state sees to, and where there is no key to take.
    ///
    /// # Errors
    /// The refusal, when another request with the key is being answered.
    pub(crate) fn take(
        shared: &Arc<Shared>,
        operation: Option<Operation>,
        headers: &HeaderMap,
    ) -> Result<Option<Self>, Refusal> {
        let is_write = operation.is_some_and(Operation::is_write);
        if shared.behaviour.concurrent_key == ConcurrentKey::Waits || !is_write {
            return Ok(None);
        }
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let token = header("authorization").and_then(|header| header.strip_prefix("Bearer "));
        let (Some(token), Some(key)) = (token, header("idempotency-key")) else { return Ok(None) };
        let mut state = crate::lock(&shared.state);
        let Some((place, _)) = state.accounts.caller(token, shared.clock.now()) else { return Ok(None) };
        let turn = (place, key.to_owned());
        if state.keys_in_flight.contains(&turn) {
            return Err(Refusal::new(&ProblemType::IdempotencyKeyReused, 409, "Idempotency key in use")
                .detail("A request with this key is still being answered"));
        }
        state.keys_in_flight.push(turn);
        Ok(Some(Self { shared: shared.clone(), place, key: key.to_owned() }))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = crate::lock(&self.shared.state);
        state.keys_in_flight.retain(|(place, key)| *place != self.place || *key != self.key);
    }
}
