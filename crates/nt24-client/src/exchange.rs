//! A whole exchange: attempts with a token, each within its time, judged, and repeated as far as the
//! client's patience goes.

use crate::attempt::{Begun, Call, Received};
use crate::retry::KEY_LIFE;
use crate::{Client, Error, ErrorKind, Fate, Retry, judgement};
use reqwest::header::IF_NONE_MATCH;

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
        let whole = async { self.wire.finish(self.begin(call).await?).await };
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

    /// Sends with a token until the answer begins; once more with a new token after a 401.
    pub(crate) async fn begin(&self, call: &Call<'_>) -> Result<Begun, Error> {
        call.begin(self.wire.clock.now());
        let token = self.tokens.current(None).await?;
        let begun = self.wire.attempt(call, Some(&token.bearer)).await?;
        if begun.status() != 401 {
            return Ok(begun);
        }
        // Turned away at the door: until the next attempt, nothing has been executed.
        call.not_departed();
        let token = self.tokens.current(Some(token.serial)).await?;
        self.wire.attempt(call, Some(&token.bearer)).await
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
