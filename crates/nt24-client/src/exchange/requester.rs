//! A whole exchange: attempts with a token, each within its time limit, judged, and repeated as the retry
//! policy says.

use crate::error::{Error, ErrorKind, Fate, Retry};
use crate::exchange::call::Call;
use crate::exchange::judgement;
use crate::exchange::received::{Begun, Received};
use crate::exchange::token::Tokens;
use crate::exchange::wire::Wire;
use crate::pace::governor::category::Category;
use crate::pace::governor::{Governor, NoTurn, Permit, Priority, RateLimited};
use crate::pace::retry::{KEY_LIFE, RetryPolicy};
use crate::protocol::headers::retry_after;
use reqwest::header::{HeaderValue, IF_NONE_MATCH};
use std::sync::Arc;

/// How often one attempt replaces a refused token. The limit ends the loop with a server that revokes
/// every token it issues.
const MAX_TOKEN_REPLACEMENTS: u32 = 2;

/// Sends calls: with a token, when the governor permits it, and again as the retry policy says.
#[derive(Clone)]
pub(crate) struct Requester {
    pub(crate) wire: Arc<Wire>,
    pub(crate) tokens: Tokens,
    pub(crate) retries: Option<RetryPolicy>,
    pub(crate) governor: Option<Governor>,
    pub(crate) priority: Priority,
}

impl Requester {
    /// Sends until the answer is a success, or a 304 to a conditional read; or until a repetition is of no
    /// use; or until the caller cancels.
    pub(crate) async fn exchange(&self, call: &Call<'_>) -> Result<Received, Error> {
        let outcome = match call.cancel() {
            None => self.exchange_with_retries(call).await,
            Some(cancel) => tokio::select! {
                biased;
                () = cancel.cancelled() => Err(Error::new(ErrorKind::Cancelled, call.fate_now())),
                outcome = self.exchange_with_retries(call) => outcome,
            },
        };
        outcome.map_err(|error| call.describe(error))
    }

    async fn exchange_with_retries(&self, call: &Call<'_>) -> Result<Received, Error> {
        // Differs from the attempts of the call, which leave out failures of the token call.
        let mut failures = 0;
        loop {
            let error = match self.exchange_once(call).await {
                Ok(received) => {
                    if let Some(policy) = &self.retries {
                        policy.allowance.succeeded(failures > 0);
                    }
                    return Ok(received);
                }
                Err(error) => call.end_attempt(error),
            };
            failures += 1;
            let tried = call.tried(failures, self.wire.clock.now());
            let advice = self.retries.as_ref().map_or(Retry::Never, |policy| policy.next(&error, &tried));
            let Retry::After(pause) = advice else { return Err(error) };
            tracing::debug!(operation = call.name, %error, ?pause, "NT24 request will be repeated");
            tokio::time::sleep(pause).await;
            // If the machine slept, the pause took longer than planned.
            let age = call.tried(failures, self.wire.clock.now()).key_age;
            if age.is_some_and(|age| age >= KEY_LIFE) {
                return Err(error);
            }
        }
    }

    /// One exchange, within the total time limit unless it is an upload.
    async fn exchange_once(&self, call: &Call<'_>) -> Result<Received, Error> {
        // The wait for a permit is outside the time limit: it says nothing about the network.
        let permit = self.permit(call).await?;
        let whole = async { self.wire.finish(self.begin_with(call, permit).await?).await };
        let received = if call.cancel().is_some() {
            whole.await?
        } else {
            match tokio::time::timeout(self.wire.config.limits.total, whole).await {
                Ok(outcome) => outcome?,
                Err(_) => return Err(Error::new(ErrorKind::Timeout, call.fate_now())),
            }
        };
        let now = self.wire.clock.now();
        let is_unchanged = received.status == 304 && call.headers.contains_key(IF_NONE_MATCH);
        let received = if is_unchanged { received } else { judgement::judge(received, now)? };
        // The time of a failure may be that of a gateway or a proxy.
        self.wire.server_time.record(&received.headers, now);
        Ok(received)
    }

    /// Sends a call once, and returns when its answer begins. A 401 is answered with a new token.
    ///
    /// If a token fetched for this request is refused, the credentials are wrong. A token that other calls
    /// used before, or that expired during a long attempt or while the machine slept, is replaced.
    pub(crate) async fn begin(&self, call: &Call<'_>) -> Result<Begun, Error> {
        let permit = self.permit(call).await?;
        self.begin_with(call, permit).await
    }

    /// Waits until the request budget permits the next attempt.
    async fn permit(&self, call: &Call<'_>) -> Result<Option<Permit>, Error> {
        let Some(governor) = &self.governor else { return Ok(None) };
        let longest = self.wire.config.limits.turn;
        let turn = governor.acquire_within(longest, Category::of(call.name), call.is_write(), self.priority);
        turn.await
            .map(Some)
            .map_err(|NoTurn { wait }| Error::never_sent(ErrorKind::NoTurn).with_wait(Some(wait)))
    }

    async fn begin_with(&self, call: &Call<'_>, mut permit: Option<Permit>) -> Result<Begun, Error> {
        call.begin(self.wire.clock.now());
        let mut token = self.tokens.current(None).await?;
        let mut replaced = 0;
        loop {
            let begun = self.attempt(call, &token.bearer, &mut permit).await?;
            if begun.status() != 401 {
                token.mark_accepted();
                return Ok(begun);
            }
            // A 401 is answered before anything is executed.
            call.mark_not_executed();
            if replaced == MAX_TOKEN_REPLACEMENTS {
                return Ok(begun);
            }
            token = match self.tokens.current(Some(token.serial)).await {
                // The refused token was fetched for this call, so the 401 means wrong credentials.
                Err(error) if replaced > 0 && *error.kind() == ErrorKind::Credentials => return Ok(begun),
                next => next?,
            };
            replaced += 1;
        }
    }

    /// Sends one attempt and reports its outcome to the governor.
    async fn attempt(
        &self,
        call: &Call<'_>,
        bearer: &HeaderValue,
        permit: &mut Option<Permit>,
    ) -> Result<Begun, Error> {
        if let Some(permit) = permit {
            permit.sent();
        }
        let outcome = self.wire.attempt(call, Some(bearer)).await;
        let uncounted = match &outcome {
            Ok(begun) => begun.status() == 401,
            Err(error) => error.fate() == Fate::NeverSent,
        };
        if uncounted {
            if let Some(permit) = permit {
                permit.not_counted();
            }
        } else if let (Ok(begun), Some(permit)) = (&outcome, permit.take()) {
            let headers = begun.response.headers();
            let now = self.wire.clock.now();
            let limited = (begun.status() == 429).then(|| RateLimited { wait: retry_after(headers, now) });
            permit.answered(headers, limited, now);
        }
        outcome
    }
}
