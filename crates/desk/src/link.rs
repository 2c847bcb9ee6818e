//! What the last requests said of the connection. Judged by what happens to requests, never by the
//! network card.

use crate::clock::moment;
use crate::contract::{self, Failure, FailureCode};
use chrono::{DateTime, TimeDelta, Utc};
use nt24_client::Backoff;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Pauses between two tries while nobody answers.
const BACKOFF: Backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(30));

/// The state of the connection.
#[derive(Debug, Default)]
pub(crate) struct Link(Mutex<State>);

#[derive(Clone, Debug, Default)]
struct State {
    kind: Kind,
    last_success: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, Default)]
enum Kind {
    #[default]
    Unknown,
    Online,
    Offline {
        since: DateTime<Utc>,
        failure: Failure,
        tries: u32,
        next: DateTime<Utc>,
    },
    NeedsYou {
        failure: Failure,
    },
}

/// Whether requests may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    /// As many as one likes.
    Open,
    /// One, to see whether anybody answers.
    Probe,
    /// None before this moment.
    ClosedUntil(DateTime<Utc>),
    /// None before a person has done something.
    Closed,
}

impl Link {
    pub(crate) fn gate(&self, now: DateTime<Utc>) -> Gate {
        match &self.state().kind {
            Kind::Unknown => Gate::Probe,
            Kind::Online => Gate::Open,
            // A clock that was set back must not close the gate for a day.
            Kind::Offline { next, .. } if *next <= now || *next - now > pause(u32::MAX) => Gate::Probe,
            Kind::Offline { next, .. } => Gate::ClosedUntil(*next),
            Kind::NeedsYou { .. } => Gate::Closed,
        }
    }

    /// NT24 answered, whatever it said. True when it did not before.
    pub(crate) fn answered(&self, now: DateTime<Utc>) -> bool {
        let mut state = self.state();
        state.last_success = Some(now);
        let came_back = matches!(state.kind, Kind::Offline { .. } | Kind::Unknown);
        if !matches!(state.kind, Kind::NeedsYou { .. }) {
            state.kind = Kind::Online;
        }
        came_back
    }

    /// A person has done something, or `/me` answered well: NT24 may be asked again.
    pub(crate) fn cleared(&self) {
        self.state().kind = Kind::Unknown;
    }

    /// Nobody answered, or not NT24. True when that is news.
    pub(crate) fn unreachable(&self, failure: Failure, now: DateTime<Utc>) -> bool {
        let mut state = self.state();
        let (since, tries, news) = match &state.kind {
            Kind::Offline { since, tries, failure: before, .. } => {
                (*since, tries + 1, before.code != failure.code)
            }
            Kind::NeedsYou { .. } => return false,
            Kind::Unknown | Kind::Online => (now, 1, true),
        };
        state.kind = Kind::Offline { since, failure, tries, next: now + pause(tries) };
        news
    }

    /// Nothing goes on before a person has done something.
    pub(crate) fn needs_you(&self, failure: Failure) {
        self.state().kind = Kind::NeedsYou { failure };
    }

    pub(crate) fn is_online(&self) -> bool {
        matches!(self.state().kind, Kind::Online)
    }

    pub(crate) fn last_success(&self) -> Option<DateTime<Utc>> {
        self.state().last_success
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
            Kind::NeedsYou { failure } => contract::Link::NeedsYou { failure: failure.clone() },
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn pause(tries: u32) -> TimeDelta {
    TimeDelta::from_std(BACKOFF.ceiling(tries)).unwrap_or(TimeDelta::MAX)
}

/// What a failed request says of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// NT24 answered.
    Answered,
    /// Nobody answered, or somebody else.
    Unreachable,
    /// A person must do something.
    NeedsYou,
}

/// Reads a failure as news of the connection.
pub(crate) fn verdict(code: FailureCode) -> Verdict {
    match code {
        FailureCode::Unreachable
        | FailureCode::TlsUnknownIssuer
        | FailureCode::Tls
        | FailureCode::Timeout
        | FailureCode::ConnectionLost
        | FailureCode::NotTheApi
        | FailureCode::CaptivePortal => Verdict::Unreachable,
        FailureCode::Credentials | FailureCode::DpaNotAccepted | FailureCode::OtherOrganization => {
            Verdict::NeedsYou
        }
        _ => Verdict::Answered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn pauses_grow_and_end_with_an_answer() {
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
        assert!(link.answered(at(31)));
        assert_eq!(link.gate(at(31)), Gate::Open);
        assert!(!link.answered(at(32)), "an answer to a working connection is no news");
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_close_the_gate() {
        let link = Link::default();
        link.unreachable(Failure::of(FailureCode::Unreachable), at(90_000));
        assert_eq!(link.gate(at(0)), Gate::Probe);
    }

    #[test]
    fn what_needs_a_person_stays_until_cleared() {
        let link = Link::default();
        link.needs_you(Failure::of(FailureCode::Credentials));
        link.unreachable(Failure::of(FailureCode::Unreachable), at(0));
        link.answered(at(1));
        assert_eq!(link.gate(at(1)), Gate::Closed);
        link.cleared();
        assert_eq!(link.gate(at(1)), Gate::Probe);
    }
}
