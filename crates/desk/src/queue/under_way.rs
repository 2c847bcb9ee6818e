//! How long an attempt without a known outcome may still reach NT24. As for the age of a key, NT24's clock
//! decides: by this desk's clock, which may be set, a row would wait for days, or not at all.

use crate::connection::Connection;
use crate::contract::{Failure, FailureCode};
use crate::given::clock::moment;
use crate::queue::problem::Problem;
use crate::queue::repeat::is_shown;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use store::{OutboxRow, OutboxState};

/// How far the server's clock may be corrected, and how long an attempt may wait for its turn after the
/// server was asked for its time.
pub(crate) const SLACK: TimeDelta = TimeDelta::minutes(5);

/// How long a request may travel: it can wait in a proxy, or in a busy server.
const LONGEST_TRAVEL: TimeDelta = TimeDelta::hours(1);

/// When an attempt can no longer reach NT24.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UnderWay {
    /// By NT24's clock.
    Server(DateTime<Utc>),
    /// By this desk's clock, where NT24 shows no time.
    Desk(DateTime<Utc>),
    /// The time of the attempt was not recorded. It is counted from the next answer of NT24.
    Unknown,
}

impl UnderWay {
    /// Of the attempts before the present one; `row` is as it was before that. Returns `None` if there was
    /// none.
    pub(crate) fn of(row: &OutboxRow) -> Option<Self> {
        row.first_sent_at?;
        Some(row.last_sent_after.map_or(Self::Unknown, Self::since_server))
    }

    fn since_server(at: DateTime<Utc>) -> Self {
        Self::Server(at + SLACK + LONGEST_TRAVEL)
    }

    /// Whether the attempt may still arrive, by the latest time that NT24 has shown.
    pub(crate) fn may_arrive(self, connection: &Connection) -> bool {
        match self {
            Self::Server(until) => connection.client().server_time().is_none_or(|latest| latest.at < until),
            Self::Desk(until) => connection.given.clock.now() < until,
            Self::Unknown => true,
        }
    }

    /// The moment for the screen, by this desk's clock.
    pub(crate) fn shown(self, connection: &Connection) -> String {
        moment(match (self, connection.client().server_time()) {
            (Self::Server(until), Some(latest)) => latest.noted + (until - latest.at),
            (Self::Server(until) | Self::Desk(until), _) => until,
            (Self::Unknown, _) => connection.given.clock.now() + LONGEST_TRAVEL,
        })
    }
}

/// The problem of a row whose earlier attempt may still arrive.
fn uncertain(row: &OutboxRow) -> Option<Problem> {
    let problem = Problem::read(row);
    match row.state {
        OutboxState::Unconfirmed => problem.filter(|problem| problem.under_way.is_some()),
        // A stopped attempt is counted from the next answer of NT24.
        OutboxState::Held if row.first_sent_at.is_some() && is_shown(row) => {
            let problem = problem.unwrap_or_else(|| Problem::of(Failure::of(FailureCode::Unconfirmed)));
            let under_way = problem.under_way.or(Some(UnderWay::Unknown));
            Some(Problem { under_way, ..problem })
        }
        _ => None,
    }
}

/// Fills in deadlines that had no time yet, if NT24 has just `answered`: an older time may lie before the
/// attempt. Returns whether a row on the screen waits for NT24's clock.
pub(crate) fn refresh_uncertain_deadlines(
    connection: &Connection,
    answered: bool,
) -> Result<bool, store::Error> {
    let rows = connection.store.read(store::outbox::waiting)?;
    let mut waits = false;
    for row in &rows {
        let Some(problem) = uncertain(row) else { continue };
        waits = true;
        if answered && problem.under_way == Some(UnderWay::Unknown) {
            let by_own_clock = || UnderWay::Desk(connection.given.clock.now() + LONGEST_TRAVEL);
            let latest = connection.client().server_time();
            let known = latest.map_or_else(by_own_clock, |latest| UnderWay::since_server(latest.at));
            let problem = Problem { under_way: Some(known), ..problem };
            connection.store.write(|tx| {
                let now = store::outbox::get(tx, &row.id)?;
                match now.is_some_and(|now| now.state == row.state && now.problem == row.problem) {
                    true => store::outbox::park(tx, &row.id, row.state, Some(&problem.value())),
                    false => Ok(()),
                }
            })?;
        }
    }
    Ok(waits)
}
