use crate::protocol::headers;
use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use std::sync::{Mutex, PoisonError};

/// A time that the server showed in an answer. The life of an idempotency key is measured by this clock, not
/// by that of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerTime {
    /// The server's time, to the second.
    pub at: DateTime<Utc>,
    /// When the answer came, by the client's clock.
    pub noted: DateTime<Utc>,
}

/// The time of the last answer. A later time of an earlier answer does not count: it would stay for ever if it was
/// wrong.
#[derive(Debug, Default)]
pub(crate) struct LatestServerTime(Mutex<Option<ServerTime>>);

impl LatestServerTime {
    pub(crate) fn latest(&self) -> Option<ServerTime> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the time of an answer of the server.
    pub(crate) fn record(&self, headers: &HeaderMap, noted: DateTime<Utc>) {
        let Some(at) = headers::date(headers) else { return };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(ServerTime { at, noted });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{DATE, HeaderValue};

    #[test]
    fn a_wrong_time_lasts_until_the_next_answer() {
        let (latest, noted) =
            (LatestServerTime::default(), DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let record =
            |text| latest.record(&[(DATE, HeaderValue::from_static(text))].into_iter().collect(), noted);
        let seen = || latest.latest().map(|time| time.at.to_rfc3339());
        record("Mon, 07 Nov 1994 08:49:30 GMT");
        record("Sun, 06 Nov 1994 08:49:37 GMT");
        record("no time at all");
        assert_eq!(seen().as_deref(), Some("1994-11-06T08:49:37+00:00"));
        record("Sun, 06 Nov 1994 08:50:00 GMT");
        assert_eq!(seen().as_deref(), Some("1994-11-06T08:50:00+00:00"));
    }
}
