//! Whether NT24 can be reached, judged by the outcome of requests and never by the network card.

use crate::contract::{self, Failure, FailureCode};
use crate::given::clock::moment;
use crate::given::lock;
use chrono::{DateTime, TimeDelta, Utc};
use nt24_client::Backoff;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

/// Back-off between two probes while NT24 does not answer.
const BACKOFF: Backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(30));

/// The state of the link to NT24.
#[derive(Debug, Default)]
pub(crate) struct Link(Mutex<State>);

#[derive(Clone, Debug, Default)]
struct State {
    kind: Kind,
}

#[derive(Clone, Debug, Default)]
enum Kind {
    #[default]
    Unknown,
    Online,
    Offline {
        since: DateTime<Utc>,
        failure: Failure,
        attempts: u32,
        next: DateTime<Utc>,
    },
    UserActionRequired {
        failure: Failure,
    },
}

/// Whether requests may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    /// Without limit.
    Open,
    /// One, as a probe.
    Probe,
    /// Not before this moment.
    ClosedUntil(DateTime<Utc>),
    /// Not before the user has acted.
    Closed,
}

impl Link {
    pub(crate) fn gate(&self, now: DateTime<Utc>) -> Gate {
        match &self.state().kind {
            Kind::Unknown => Gate::Probe,
            Kind::Online => Gate::Open,
            // After the clock was set back, `next` may lie a day ahead: probe instead of waiting for it.
            Kind::Offline { next, .. } if *next <= now || *next - now > pause(u32::MAX) => Gate::Probe,
            Kind::Offline { next, .. } => Gate::ClosedUntil(*next),
            Kind::UserActionRequired { .. } => Gate::Closed,
        }
    }

    /// Records an answer of NT24, of whatever status. Returns whether the link came back with it.
    pub(crate) fn answered(&self) -> bool {
        let mut state = self.state();
        let came_back = matches!(state.kind, Kind::Offline { .. } | Kind::Unknown);
        if !matches!(state.kind, Kind::UserActionRequired { .. }) {
            state.kind = Kind::Online;
        }
        came_back
    }

    /// Forgets the last outcome, after the user has acted: the next request is a probe.
    pub(crate) fn reset(&self) {
        self.state().kind = Kind::Unknown;
    }

    /// Records that NT24 did not answer. Returns whether the reason is a new one.
    pub(crate) fn unreachable(&self, failure: Failure, now: DateTime<Utc>) -> bool {
        let mut state = self.state();
        let (since, attempts, is_new) = match &state.kind {
            Kind::Offline { since, attempts, failure: before, .. } => {
                (*since, attempts + 1, before.code != failure.code)
            }
            Kind::UserActionRequired { .. } => return false,
            Kind::Unknown | Kind::Online => (now, 1, true),
        };
        state.kind = Kind::Offline { since, failure, attempts, next: now + pause(attempts) };
        is_new
    }

    /// Stops all requests until the user has acted.
    pub(crate) fn user_action_required(&self, failure: Failure) {
        self.state().kind = Kind::UserActionRequired { failure };
    }

    pub(crate) fn is_online(&self) -> bool {
        matches!(self.state().kind, Kind::Online)
    }

    pub(crate) fn facts(&self) -> contract::Link {
        match &self.state().kind {
            Kind::Unknown => contract::Link::Unknown,
            Kind::Online => contract::Link::Online,
            Kind::Offline { since, failure, next, .. } => contract::Link::Offline {
                since: moment(*since),
                failure: failure.clone(),
                next_try_at: Some(moment(*next)),
            },
            Kind::UserActionRequired { failure } => contract::Link::NeedsYou { failure: failure.clone() },
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

fn pause(attempts: u32) -> TimeDelta {
    TimeDelta::from_std(BACKOFF.ceiling(attempts)).unwrap_or(TimeDelta::MAX)
}

/// Whether a failed request reached NT24.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reachability {
    /// NT24 answered.
    Answered,
    /// No answer, or one from something else than NT24.
    Unreachable,
    /// NT24 refuses all requests until the user has acted.
    UserActionRequired,
}

/// The state of the link after a failure.
pub(crate) fn reachability(code: FailureCode) -> Reachability {
    match code {
        FailureCode::Unreachable
        | FailureCode::TlsUnknownIssuer
        | FailureCode::Tls
        | FailureCode::Timeout
        | FailureCode::ConnectionLost
        | FailureCode::NotTheApi
        | FailureCode::CaptivePortal => Reachability::Unreachable,
        FailureCode::Credentials | FailureCode::DpaNotAccepted | FailureCode::OtherOrganization => {
            Reachability::UserActionRequired
        }
        _ => Reachability::Answered,
    }
}

/// Whether no other request would be answered either: NT24 is out of reach, refuses everything, or throttles.
pub(crate) fn concerns_all(code: FailureCode) -> bool {
    reachability(code) != Reachability::Answered || code == FailureCode::RateLimited
}

/// Whether a failure may be that of one request although NT24 answers others: the server was reached, and then
/// there was no answer, or one from something else than NT24.
pub(crate) fn may_concern_one(code: FailureCode) -> bool {
    matches!(
        code,
        FailureCode::Timeout
            | FailureCode::ConnectionLost
            | FailureCode::NotTheApi
            | FailureCode::CaptivePortal
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn pauses_double_up_to_the_limit_until_an_answer() {
        let link = Link::default();
        assert_eq!(link.gate(at(0)), Gate::Probe);
        let mut pauses = Vec::new();
        for _ in 0..7 {
            link.unreachable(Failure::of(FailureCode::Unreachable), at(0));
            let Gate::ClosedUntil(next) = link.gate(at(0)) else { panic!("closed after a failure") };
            pauses.push((next - at(0)).num_seconds());
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(link.gate(at(30)), Gate::Probe);
        assert!(link.answered());
        assert_eq!(link.gate(at(31)), Gate::Open);
        assert!(!link.answered(), "the link was up before");
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_close_the_gate() {
        let link = Link::default();
        link.unreachable(Failure::of(FailureCode::Unreachable), at(90_000));
        assert_eq!(link.gate(at(0)), Gate::Probe);
    }

    #[test]
    fn a_required_user_action_blocks_until_reset() {
        let link = Link::default();
        link.user_action_required(Failure::of(FailureCode::Credentials));
        link.unreachable(Failure::of(FailureCode::Unreachable), at(0));
        link.answered();
        assert_eq!(link.gate(at(1)), Gate::Closed);
        link.reset();
        assert_eq!(link.gate(at(1)), Gate::Probe);
    }
}
