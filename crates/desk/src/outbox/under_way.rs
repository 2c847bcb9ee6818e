//! Until when an attempt of which nothing is known may still arrive. As for a key's age, NT24's clock
//! decides: by this desk's, which may be set, a row would wait for days, or not at all.

use super::key_age::FRESH;
use super::request;
use crate::clock::moment;
use crate::open::Open;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use store::OutboxRow;

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
}

impl UnderWay {
    /// Of the attempts before the present one; `row` is as it was before that. Nothing when there was
    /// none, or when it may arrive twice.
    pub(super) fn of(open: &Open, row: &OutboxRow) -> Option<Self> {
        let first = row.first_sent_at?;
        if request::may_repeat_without_key(&row.operation) {
            return None;
        }
        // Where the time of the attempt was not noted: it left before the present one's answer came.
        let latest = || open.client().server_time().map(|latest| latest.at);
        Some(match row.last_sent_after.or_else(latest) {
            Some(after) => Self::Server(after + FRESH + LONGEST_WAY),
            None => Self::Desk(row.last_attempt_at.unwrap_or(first) + LONGEST_WAY),
        })
    }

    /// Whether that moment has not come yet, as far as NT24 has told.
    pub(super) fn holds(self, open: &Open) -> bool {
        match self {
            Self::Server(until) => open.client().server_time().is_none_or(|latest| latest.at < until),
            Self::Desk(until) => open.parts.clock.now() < until,
        }
    }

    /// The moment for the screen, by this desk's clock.
    pub(super) fn shown(self, open: &Open) -> String {
        moment(match (self, open.client().server_time()) {
            (Self::Server(until), Some(latest)) => latest.noted + (until - latest.at),
            (Self::Server(until) | Self::Desk(until), _) => until,
        })
    }
}
