//! Ends a download that is too slow. The client limits each silence only, so that a server which sends a
//! byte now and then could hold a download for ever.

use crate::connection::Connection;
use crate::contract::{Failure, FailureCode};
use crate::given::clock::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use std::io::{self, Write};

/// Time for the first bytes.
const GRACE: TimeDelta = TimeDelta::seconds(60);

/// Least bytes a second after that, on average: the largest export file takes at most 4 h 33 min.
const SLOWEST: u64 = 16 * 1024;

/// Writes a download to a file while it arrives fast enough.
pub(crate) struct Steady<'a, W> {
    file: &'a mut W,
    clock: &'a dyn Clock,
    begun: DateTime<Utc>,
    received: u64,
    too_slow: bool,
}

impl<'a, W: Write> Steady<'a, W> {
    /// The time begins now.
    pub(crate) fn new(file: &'a mut W, connection: &'a Connection) -> Self {
        Self::by_clock(file, &*connection.given.clock)
    }

    fn by_clock(file: &'a mut W, clock: &'a dyn Clock) -> Self {
        Self { file, clock, begun: clock.now(), received: 0, too_slow: false }
    }

    /// The failure of the download that wrote to this.
    pub(crate) fn failure(&self, failure: Failure) -> Failure {
        if self.too_slow { Failure::of(FailureCode::Timeout) } else { failure }
    }
}

impl<W: Write> Write for Steady<'_, W> {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        let allowed = i64::try_from(self.received / SLOWEST).unwrap_or(i64::MAX);
        if (self.clock.now() - self.begun - GRACE).num_seconds() > allowed {
            self.too_slow = true;
            return Err(io::ErrorKind::TimedOut.into());
        }
        let written = self.file.write(part)?;
        self.received += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use std::sync::Mutex;

    #[derive(Debug)]
    struct Manual(Mutex<DateTime<Utc>>);

    impl Clock for Manual {
        fn now(&self) -> DateTime<Utc> {
            *self.0.lock().unwrap()
        }

        fn today(&self) -> NaiveDate {
            self.now().date_naive()
        }
    }

    /// Writes parts of this length, one every 29 seconds. Returns after how many seconds it ended, if it did.
    fn trickle(bytes: usize) -> Option<i64> {
        let clock = Manual(Mutex::new(DateTime::UNIX_EPOCH));
        let mut file = Vec::new();
        let mut steady = Steady::by_clock(&mut file, &clock);
        for _ in 0..1000 {
            *clock.0.lock().unwrap() += TimeDelta::seconds(29);
            if steady.write_all(&vec![0; bytes]).is_err() {
                assert_eq!(steady.failure(Failure::of(FailureCode::CannotSave)).code, FailureCode::Timeout);
                return Some(clock.now().timestamp());
            }
        }
        None
    }

    #[test]
    fn a_download_ends_if_it_only_trickles() {
        assert_eq!(trickle(1), Some(87));
    }

    #[test]
    fn a_slow_line_is_waited_for() {
        assert_eq!(trickle(29 * 16 * 1024), None);
    }

    #[test]
    fn another_failure_stays_what_it_is() {
        let clock = Manual(Mutex::new(DateTime::UNIX_EPOCH));
        let mut file = Vec::new();
        let steady = Steady::by_clock(&mut file, &clock);
        assert_eq!(steady.failure(Failure::of(FailureCode::DiskFull)).code, FailureCode::DiskFull);
    }
}
