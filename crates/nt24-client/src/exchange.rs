//! A whole exchange: attempts with a token, each within its time, judged, and repeated as far as the
//! client's patience goes.

use crate::attempt::{Begun, Call, Received};
use crate::governor::{Category, PutOff, Turn};
use crate::headers::retry_after;
use crate::retry::KEY_LIFE;
use crate::{Client, Error, ErrorKind, Fate, Retry, judgement};
use reqwest::header::{HeaderValue, IF_NONE_MATCH};

/// How often the token of one attempt is replaced: a server that takes tokens and revokes them is not
/// asked for ever.
const TOKENS_REPLACED: u32 = 2;

impl Client {
    /// Sends until there is an answer that is a success, or a 304 that was asked for; or until there is
    /// no sense in going on, or the caller cancels.
    pub(crate) async fn exchange(&self, call: &Call<'_>) -> Result<Received, Error> {
        let outcome = match call.cancel() {
            None => self.persist(call).await,
            Some(cancel) => tokio::select! {
                biased;
                () = cancel.cancelled() => Err(Error::new(ErrorKind::Cancelled, call.fate_now())),
                outcome = self.persist(call) => outcome,
            },
        };
        outcome.map_err(|error| call.describe(error))
    }

    async fn persist(&self, call: &Call<'_>) -> Result<Received, Error> {
        // Not the same as the attempts of the call, which leave out those that ended at the token.
        let mut failures = 0;
        loop {
            let error = match self.exchange_once(call).await {
                Ok(received) => {
                    if let Some(policy) = &self.retries {
                        policy.allowance.succeeded(failures > 0);
                    }
                    return Ok(received);
                }
                Err(error) => call.conclude(error),
            };
            failures += 1;
            let tried = call.tried(failures, self.wire.clock.now());
            let advice = self.retries.as_ref().map_or(Retry::Never, |policy| policy.next(&error, &tried));
            let Retry::After(pause) = advice else { return Err(error) };
            tracing::debug!(operation = call.name, %error, ?pause, "NT24 request will be repeated");
            tokio::time::sleep(pause).await;
            // A machine that slept meanwhile wakes up much later than it thinks.
            let age = call.tried(failures, self.wire.clock.now()).key_age;
            if age.is_some_and(|age| age >= KEY_LIFE) {
                return Err(error);
            }
        }
    }

    /// One exchange, within the total time limit unless it is an upload.
    async fn exchange_once(&self, call: &Call<'_>) -> Result<Received, Error> {
        // Waiting for a turn says nothing of the network, and takes as long as it takes.
        let turn = self.turn(call).await;
        let whole = async { self.wire.finish(self.begin_in(call, turn).await?).await };
        let received = if call.cancel().is_some() {
            whole.await?
        } else {
            match tokio::time::timeout(self.wire.config.limits.total, whole).await {
                Ok(outcome) => outcome?,
                Err(_) => return Err(Error::new(ErrorKind::Timeout, call.fate_now())),
            }
        };
        if received.status == 304 && call.headers.contains_key(IF_NONE_MATCH) {
            return Ok(received);
        }
        judgement::judge(received, self.wire.clock.now())
    }

    /// Sends with a token until the answer begins, and again with a new one after a 401. A new token
    /// that is refused at once says that it is not the token; one that others used well before, or that
    /// grew old during a long attempt or while the machine slept, says nothing, and is replaced, too.
    pub(crate) async fn begin(&self, call: &Call<'_>) -> Result<Begun, Error> {
        let turn = self.turn(call).await;
        self.begin_in(call, turn).await
    }

    /// Waits until the budget lets the next attempt go.
    async fn turn(&self, call: &Call<'_>) -> Option<Turn> {
        let governor = self.governor.as_ref()?;
        Some(governor.turn(Category::of(call.name), call.is_write(), self.lane).await)
    }

    async fn begin_in(&self, call: &Call<'_>, mut turn: Option<Turn>) -> Result<Begun, Error> {
        call.begin(self.wire.clock.now());
        let mut token = self.tokens.current(None).await?;
        let mut replaced = 0;
        loop {
            let begun = self.attempt(call, &token.bearer, &mut turn).await?;
            if begun.status() != 401 {
                token.worked();
                return Ok(begun);
            }
            // Turned away at the door: until the next attempt, nothing has been executed.
            call.not_departed();
            if replaced == TOKENS_REPLACED {
                return Ok(begun);
            }
            token = match self.tokens.current(Some(token.serial)).await {
                // The token was fresh, so the answer means what it says.
                Err(error) if replaced > 0 && *error.kind() == ErrorKind::Credentials => return Ok(begun),
                next => next?,
            };
            replaced += 1;
        }
    }

    /// One attempt, in its turn.
    async fn attempt(
        &self,
        call: &Call<'_>,
        bearer: &HeaderValue,
        turn: &mut Option<Turn>,
    ) -> Result<Begun, Error> {
        if let Some(turn) = turn {
            turn.sent();
        }
        let outcome = self.wire.attempt(call, Some(bearer)).await;
        let uncounted = match &outcome {
            Ok(begun) => begun.status() == 401,
            Err(error) => error.fate() == Fate::NeverSent,
        };
        if uncounted {
            if let Some(turn) = turn {
                turn.not_counted();
            }
        } else if let (Ok(begun), Some(turn)) = (&outcome, turn.take()) {
            let headers = begun.response.headers();
            let now = self.wire.clock.now();
            let put_off = (begun.status() == 429).then(|| PutOff(retry_after(headers, now)));
            turn.answered(headers, put_off, now);
        }
        outcome
    }
}

/// What is certain of a call whose last attempt ended like this, when it is not certain what became
/// of an attempt before it.
pub(crate) fn fate_after_doubt(error: &Error) -> Fate {
    // A decision about the key or its data is one about every attempt: what was executed before would
    // have been answered with its stored success. Turned away before that says nothing of it.
    let refused_for_itself =
        error.problem().is_some_and(|problem| !matches!(problem.status, 403 | 413 | 429));
    if error.fate() == Fate::Decided && refused_for_itself { Fate::Decided } else { Fate::Unknown }
}
