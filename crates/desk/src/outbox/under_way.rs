//! Until when an attempt of which nothing is known may still arrive. As for a key's age, NT24's clock
//! decides: by this desk's, which may be set, a row would wait for days, or not at all.

use super::key_age::SLACK;
use super::outcome::Problem;
use super::request;
use crate::clock::moment;
use crate::open::Open;
use crate::sabotage::sabotaged;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use store::{OutboxRow, OutboxState};

/// How long after an attempt its request may still arrive: in a proxy, or in a server that was busy.
const LONGEST_WAY: TimeDelta = TimeDelta::hours(1);

/// The moment after which an attempt does not arrive any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UnderWay {
    /// By NT24's clock.
    Server(DateTime<Utc>),
    /// By this desk's, where NT24 shows no time.
    Desk(DateTime<Utc>),
    /// Nobody noted when it left. It is counted from when NT24 answers next.
    Unknown,
}

impl UnderWay {
    /// Of the attempts before the present one; `row` is as it was before that. Nothing when there was
    /// none, or when it may arrive twice.
    pub(super) fn of(row: &OutboxRow) -> Option<Self> {
        row.first_sent_at?;
        let harmless = request::may_repeat_without_key(&row.operation);
        (!harmless).then(|| row.last_sent_after.map_or(Self::Unknown, Self::since_server))
    }

    fn since_server(at: DateTime<Utc>) -> Self {
        Self::Server(at + SLACK + LONGEST_WAY)
    }

    /// Whether that moment has not come yet, as far as NT24 has told.
    pub(super) fn holds(self, open: &Open) -> bool {
        if sabotaged!(WayIgnored) {
            return false;
        }
        match self {
            Self::Server(until) => open.client().server_time().is_none_or(|latest| latest.at < until),
            Self::Desk(until) => open.parts.clock.now() < until,
            Self::Unknown => true,
        }
    }

    /// The moment for the screen, by this desk's clock.
    pub(super) fn shown(self, open: &Open) -> String {
        moment(match (self, open.client().server_time()) {
            (Self::Server(until), Some(latest)) => latest.noted + (until - latest.at),
            (Self::Server(until) | Self::Desk(until), _) => until,
            (Self::Unknown, _) => open.parts.clock.now() + LONGEST_WAY,
        })
    }
}

/// NT24 has answered. Whether something on the screen waits for its clock.
///
/// # Errors
/// When the database fails.
pub(crate) fn heard(open: &Open) -> Result<bool, store::Error> {
    let rows = open.store.read(store::outbox::waiting)?;
    let mut waits = false;
    for row in rows.iter().filter(|row| row.state == OutboxState::Unconfirmed) {
        let Some(problem) = Problem::read(row).filter(|problem| problem.under_way.is_some()) else {
            continue;
        };
        waits = true;
        if problem.under_way == Some(UnderWay::Unknown) {
            let by_own_clock = || UnderWay::Desk(open.parts.clock.now() + LONGEST_WAY);
            let latest = open.client().server_time();
            let known = latest.map_or_else(by_own_clock, |latest| UnderWay::since_server(latest.at));
            let problem = Problem { under_way: Some(known), ..problem };
            open.store.write(|tx| {
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
