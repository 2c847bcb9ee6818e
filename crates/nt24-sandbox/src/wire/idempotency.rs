//! Executes a write once for each idempotency key (concepts/idempotency).

use crate::files::hex;
use crate::lock::lock;
use crate::message::{Handled, Refusal, Reply, Request, RequestBody};
use crate::options::{
    Behaviour, Clock as _, ComparedUnderAKey, ConcurrentKey, RepeatStatus, UploadsCompared,
};
use crate::state::{Place, Shared};
use crate::world::{Moment, StoredAnswer, World};
use axum::http::HeaderMap;
use chrono::TimeDelta;
use nt24::{Operation, ProblemType};
use sha2::{Digest, Sha256};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Life of an idempotency key: how long its answer is stored (concepts/idempotency).
const IDEMPOTENCY_KEY_LIFE: TimeDelta = TimeDelta::hours(24);
/// Characters of an idempotency key (concepts/idempotency).
const KEY_CHARACTERS: RangeInclusive<usize> = 1..=255;

/// Executes a write, or repeats the stored answer of its key.
pub(crate) fn execute_once(
    world: &mut World,
    request: &Request,
    moment: Moment<'_>,
    changed: &mut bool,
    execute: impl FnOnce(&mut World) -> Handled,
) -> Handled {
    let key =
        request
            .header("idempotency-key")
            .filter(|key| KEY_CHARACTERS.contains(&key.chars().count()))
            .ok_or_else(|| Refusal::malformed("Idempotency-Key is missing, or not of 1 to 255 characters"))?;
    world.idempotency.forget_until(moment.now - IDEMPOTENCY_KEY_LIFE);
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
            let reply = request.problem_reply(refusal);
            Some((reply.status, reply.headers, reply.body))
        }
        Err(_) => None,
    };
    if let Some((status, headers, body)) = to_store {
        *changed = true;
        // The answers to writes are JSON, so they are UTF-8.
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

/// A hash of the compared parts of a request. Requests with equal hashes count as repeats.
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
    hex(&hash.finalize())
}

/// Marks the key of a write as in use. Dropping it, with the answer or with the connection, frees the key.
pub(crate) struct KeyInUse {
    shared: Arc<Shared>,
    place: Place,
    key: String,
}

impl KeyInUse {
    /// Takes the key of a request, once its head was read. Returns `None` if the request has no key, or if
    /// requests with the same key wait for each other: the lock of the state makes them wait.
    ///
    /// # Errors
    /// The refusal, if another request with the key is being answered.
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
        let mut state = lock(&shared.state);
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

impl Drop for KeyInUse {
    fn drop(&mut self) {
        let mut state = lock(&self.shared.state);
        state.keys_in_flight.retain(|(place, key)| *place != self.place || *key != self.key);
    }
}
