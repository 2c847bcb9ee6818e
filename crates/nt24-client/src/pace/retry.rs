//! The retry policy: whether and when a failed call is repeated.

use crate::error::{Error, ErrorKind, Retry};
use crate::pace::allowance::RetryAllowance;
use crate::pace::backoff::Backoff;
use std::sync::Arc;
use std::time::Duration;

/// How long after its first use an idempotency key may be sent again. The server keeps a key for 24 hours
/// ([`IdempotencyKey::KEPT_BY_SERVER`](nt24::IdempotencyKey::KEPT_BY_SERVER)); one hour is left for clocks
/// that differ and for requests that take long.
pub const KEY_LIFE: Duration = Duration::from_secs(23 * 60 * 60);

/// Attempts of one call by default, the first included.
const DEFAULT_ATTEMPTS: u32 = 4;

/// Latest start of an attempt after the first one by default.
const DEFAULT_TOTAL: Duration = Duration::from_secs(120);

/// Default back-off after a connection that failed or broke.
const CONNECTION_BACKOFF: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(60));

/// Default back-off after a 429 or an error of the server.
const ANSWER_BACKOFF: Backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(60));

/// When a client repeats failed calls, for [`Client::with_retries`](crate::Client::with_retries). Clones
/// share the allowance: give one policy to all clients of a process.
///
/// A call is repeated if its failure is temporary and comes from the network or an overloaded server. A
/// network that asks for a sign-in, a company's gateway and refused credentials need a user, and are
/// reported at once. A write is repeated only with the same key and the same bytes.
#[derive(Clone)]
pub struct RetryPolicy {
    /// Attempts of one call, the first included; 4.
    pub attempts: u32,
    /// Latest start of an attempt after the first one; two minutes. If the server asks for a longer pause,
    /// the caller has to wait: [`Error::retry`] says how long.
    pub total: Duration,
    /// Back-off after a connection that failed or broke; from 50 ms to 60 s.
    pub connection: Backoff,
    /// Back-off after a 429 or an error of the server; from 1 s to 60 s, added to `Retry-After`.
    pub answer: Backoff,
    /// Limit on the repetitions of the whole process.
    pub allowance: RetryAllowance,
    jitter: Arc<dyn Jitter>,
}

/// The source of randomness.
pub trait Jitter: Send + Sync {
    /// A random number, uniform from 0 to 1.
    fn fraction(&self) -> f64;
}

impl<F: Fn() -> f64 + Send + Sync> Jitter for F {
    fn fraction(&self) -> f64 {
        self()
    }
}

/// The attempts of a call so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Number of attempts, the one that just failed included.
    pub attempts: u32,
    /// Time since the first attempt began.
    pub elapsed: Duration,
    /// Time since the idempotency key was first sent; `None` for a read.
    pub key_age: Option<Duration>,
}

impl RetryPolicy {
    /// The default policy, with an allowance of its own.
    #[must_use]
    pub fn new(jitter: Arc<dyn Jitter>) -> Self {
        Self {
            attempts: DEFAULT_ATTEMPTS,
            total: DEFAULT_TOTAL,
            connection: CONNECTION_BACKOFF,
            answer: ANSWER_BACKOFF,
            allowance: RetryAllowance::new(),
            jitter,
        }
    }

    /// Whether the call that just failed with `error` is repeated, and after which pause. Returning
    /// [`Retry::After`] takes the repetition out of the [allowance](RetryAllowance).
    #[must_use]
    pub fn next(&self, error: &Error, tried: &Tried) -> Retry {
        let (Retry::After(_), Some(backoff)) = (error.retry(), self.backoff(error.kind())) else {
            return Retry::Never;
        };
        if tried.attempts >= self.attempts {
            return Retry::Never;
        }
        let server_wait = error.server_wait().unwrap_or_default();
        let pause = server_wait.saturating_add(backoff.pause(tried.attempts, self.jitter.fraction()));
        if tried.elapsed.saturating_add(pause) > self.total {
            return Retry::Never;
        }
        // If the server has forgotten the key, the repetition would be a second write.
        if tried.key_age.is_some_and(|age| age.saturating_add(pause) >= KEY_LIFE) {
            return Retry::Never;
        }
        if self.allowance.take() { Retry::After(pause) } else { Retry::Never }
    }

    /// The back-off after a temporary failure; `None` for other failures.
    fn backoff(&self, kind: &ErrorKind) -> Option<&Backoff> {
        match kind {
            ErrorKind::Unreachable | ErrorKind::ConnectionLost | ErrorKind::Timeout => Some(&self.connection),
            ErrorKind::Problem(_) | ErrorKind::Status(_) => Some(&self.answer),
            _ => None,
        }
    }
}

impl std::fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("attempts", &self.attempts)
            .field("total", &self.total)
            .field("connection", &self.connection)
            .field("answer", &self.answer)
            .field("allowance", &self.allowance)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Fate;
    use nt24::{Problem, ProblemType};

    fn policy(chance: f64) -> RetryPolicy {
        RetryPolicy::new(Arc::new(move || chance))
    }

    fn tried(attempts: u32, seconds: u64) -> Tried {
        Tried { attempts, elapsed: Duration::from_secs(seconds), key_age: None }
    }

    fn error(kind: ErrorKind) -> Error {
        Error::new(kind, Fate::Unknown)
    }

    fn limited(seconds: Option<u64>) -> Error {
        let problem = Problem::new(&ProblemType::RateLimited, 429, "slow down");
        let error = Error::new(ErrorKind::Problem(Box::new(problem)), Fate::Decided);
        error.with_wait(seconds.map(Duration::from_secs))
    }

    fn after(millis: u64) -> Retry {
        Retry::After(Duration::from_millis(millis))
    }

    #[test]
    fn a_broken_connection_is_retried_sooner_than_an_error_of_the_server() {
        let full = policy(1.0);
        for kind in [ErrorKind::Unreachable, ErrorKind::ConnectionLost, ErrorKind::Timeout] {
            let pauses = [1, 2, 3, 4].map(|attempts| full.next(&error(kind.clone()), &tried(attempts, 0)));
            assert_eq!(pauses, [after(50), after(100), after(200), Retry::Never], "{kind}");
        }
        let pauses = [1, 2, 3].map(|attempts| full.next(&error(ErrorKind::Status(503)), &tried(attempts, 0)));
        assert_eq!(pauses, [after(1000), after(2000), after(4000)]);
        assert_eq!(policy(0.5).next(&error(ErrorKind::Status(503)), &tried(1, 0)), after(500));
    }

    #[test]
    fn retry_after_is_kept_and_jitter_is_added() {
        assert_eq!(policy(0.0).next(&limited(Some(7)), &tried(1, 0)), after(7000));
        assert_eq!(policy(0.5).next(&limited(Some(7)), &tried(2, 0)), after(8000));
        assert_eq!(policy(0.5).next(&limited(None), &tried(1, 0)), after(500));
    }

    #[test]
    fn failures_that_need_a_user_are_not_repeated() {
        for kind in [
            ErrorKind::Credentials,
            ErrorKind::NotTheApi,
            ErrorKind::Redirected,
            ErrorKind::Tls { unknown_issuer: true },
            ErrorKind::Status(404),
            ErrorKind::Problem(Box::new(Problem::new(&ProblemType::ValidationError, 422, "t"))),
            ErrorKind::FileGone,
            ErrorKind::Cancelled,
        ] {
            assert_eq!(policy(0.0).next(&error(kind.clone()), &tried(1, 0)), Retry::Never, "{kind}");
        }
    }

    #[test]
    fn no_attempt_begins_after_the_total_time() {
        let policy = policy(0.0);
        assert_eq!(policy.next(&limited(Some(20)), &tried(1, 100)), after(20_000));
        assert_eq!(policy.next(&limited(Some(20)), &tried(1, 101)), Retry::Never);
        assert_eq!(policy.next(&limited(Some(600)), &tried(1, 0)), Retry::Never);
    }

    #[test]
    fn a_write_is_not_repeated_after_the_life_of_its_key() {
        let mut policy = policy(1.0);
        policy.total = Duration::MAX;
        let aged = |age| Tried { key_age: Some(age), ..tried(1, 0) };
        let lost = error(ErrorKind::ConnectionLost);
        let last = KEY_LIFE - Duration::from_millis(51);
        assert_eq!(policy.next(&lost, &aged(last)), after(50));
        assert_eq!(policy.next(&lost, &aged(last + Duration::from_millis(1))), Retry::Never);
        assert_eq!(policy.next(&lost, &tried(1, 24 * 3600)), after(50), "a read has no key");
    }

    #[test]
    fn repetitions_end_when_every_call_fails() {
        let policy = policy(0.0);
        let other = policy.clone();
        let down = error(ErrorKind::Unreachable);
        let repeated = (0..400).filter(|call| {
            let policy = if call % 2 == 0 { &policy } else { &other };
            policy.next(&down, &tried(1, 0)) != Retry::Never
        });
        assert_eq!(repeated.count(), 100);
    }
}
