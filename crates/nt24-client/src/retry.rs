//! Whether and when a failed call is repeated: the one place where that is decided.

use crate::{Backoff, Error, ErrorKind, Retry, RetryAllowance};
use std::sync::Arc;
use std::time::Duration;

/// The server keeps an idempotency key for 24 hours (concepts/idempotency). The hour between is for
/// clocks that differ and for requests that travel long.
pub(crate) const KEY_LIFE: Duration = Duration::from_secs(23 * 60 * 60);

/// How patient a client is, for [`Client::with_retries`](crate::Client::with_retries). Clones share the
/// allowance: give one policy to all clients of a process.
///
/// A call is repeated when its failure passes by itself and comes from the network or a struggling
/// server. A network that wants a sign-in, a company's gateway and refused credentials take a person,
/// and are reported at once. A write goes out again with the same key and the same bytes, or not.
#[derive(Clone)]
pub struct RetryPolicy {
    /// Attempts of one call, the first included; 4.
    pub attempts: u32,
    /// No attempt begins later than this after the first one; two minutes. A server that wants a longer
    /// pause gets it from the caller: [`Error::retry`] tells how long.
    pub total: Duration,
    /// After a connection that failed or broke; from 50 ms to 60 s.
    pub connection: Backoff,
    /// After an answer that put the call off or came from a struggling server; from 1 s to 60 s, on top
    /// of what `Retry-After` says.
    pub answer: Backoff,
    /// What the whole process may still repeat.
    pub allowance: RetryAllowance,
    jitter: Arc<dyn Jitter>,
}

/// Where chance comes from.
pub trait Jitter: Send + Sync {
    /// Evenly spread from 0 to 1, different each time.
    fn fraction(&self) -> f64;
}

impl<F: Fn() -> f64 + Send + Sync> Jitter for F {
    fn fraction(&self) -> f64 {
        self()
    }
}

/// What has been done for a call so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Attempts, the one that just failed included.
    pub attempts: u32,
    /// Since the first of them began.
    pub elapsed: Duration,
    /// Since the idempotency key was sent for the first time; nothing for a read.
    pub key_age: Option<Duration>,
}

impl RetryPolicy {
    /// The usual patience, with an allowance of its own.
    #[must_use]
    pub fn new(jitter: Arc<dyn Jitter>) -> Self {
        let longest = Duration::from_secs(60);
        Self {
            attempts: 4,
            total: Duration::from_secs(120),
            connection: Backoff::new(Duration::from_millis(50), longest),
            answer: Backoff::new(Duration::from_secs(1), longest),
            allowance: RetryAllowance::new(),
            jitter,
        }
    }

    /// Whether the call that just failed with `error` is repeated, and after which pause. An answer of
    /// [`Retry::After`] has paid for the repetition from the [allowance](RetryAllowance).
    #[must_use]
    pub fn next(&self, error: &Error, tried: &Tried) -> Retry {
        let (Retry::After(_), Some(backoff)) = (error.retry(), self.backoff(error.kind())) else {
            return Retry::Never;
        };
        if tried.attempts >= self.attempts {
            return Retry::Never;
        }
        let wish = error.server_wait().unwrap_or_default();
        let pause = wish.saturating_add(backoff.pause(tried.attempts, self.jitter.fraction()));
        if tried.elapsed.saturating_add(pause) > self.total {
            return Retry::Never;
        }
        // Under a key that the server has forgotten, the repetition would be a second write.
        if tried.key_age.is_some_and(|age| age.saturating_add(pause) >= KEY_LIFE) {
            return Retry::Never;
        }
        if self.allowance.take() { Retry::After(pause) } else { Retry::Never }
    }

    /// The pauses after a failure that passes by itself soon.
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
    use crate::Fate;
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
    fn a_broken_connection_is_tried_soon_and_a_struggling_server_later() {
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
    fn the_servers_wish_is_kept_with_jitter_on_top() {
        assert_eq!(policy(0.0).next(&limited(Some(7)), &tried(1, 0)), after(7000));
        assert_eq!(policy(0.5).next(&limited(Some(7)), &tried(2, 0)), after(8000));
        assert_eq!(policy(0.5).next(&limited(None), &tried(1, 0)), after(500));
    }

    #[test]
    fn what_only_a_person_can_change_is_not_repeated() {
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
        let patient = policy(0.0);
        assert_eq!(patient.next(&limited(Some(20)), &tried(1, 100)), after(20_000));
        assert_eq!(patient.next(&limited(Some(20)), &tried(1, 101)), Retry::Never);
        assert_eq!(patient.next(&limited(Some(600)), &tried(1, 0)), Retry::Never);
    }

    #[test]
    fn a_write_ends_with_its_key() {
        let mut patient = policy(1.0);
        patient.total = Duration::MAX;
        let aged = |age| Tried { key_age: Some(age), ..tried(1, 0) };
        let lost = error(ErrorKind::ConnectionLost);
        let last = KEY_LIFE - Duration::from_millis(51);
        assert_eq!(patient.next(&lost, &aged(last)), after(50));
        assert_eq!(patient.next(&lost, &aged(last + Duration::from_millis(1))), Retry::Never);
        assert_eq!(patient.next(&lost, &tried(1, 24 * 3600)), after(50), "a read has no key");
    }

    #[test]
    fn repetitions_end_when_the_server_is_down_for_everybody() {
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
