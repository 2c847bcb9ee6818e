//! Clocks and ids of a desk in a schedule.

use crate::given::clock::Clock;
use crate::given::ids::Ids;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// The true time, which only the schedule moves.
#[derive(Clone, Debug)]
pub(super) struct TrueTime(Arc<Mutex<DateTime<Utc>>>);

impl TrueTime {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(DateTime::from_timestamp(1_800_000_000, 0).unwrap())))
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    pub(super) fn pass(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl nt24_sandbox::Clock for TrueTime {
    fn now(&self) -> DateTime<Utc> {
        TrueTime::now(self)
    }
}

/// A desk's own clock, which may be wrong.
#[derive(Debug)]
pub(super) struct DeskClock {
    pub(super) time: TrueTime,
    pub(super) wrong_by: Mutex<TimeDelta>,
}

impl Clock for DeskClock {
    fn now(&self) -> DateTime<Utc> {
        self.time.now() + *self.wrong_by.lock().unwrap()
    }

    fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

/// Ids that are counted, so that a run can be repeated.
#[derive(Debug)]
pub(super) struct CountedIds {
    desk: usize,
    next: AtomicU64,
}

impl CountedIds {
    pub(super) fn of_desk(desk: usize) -> Self {
        Self { desk, next: AtomicU64::new(1) }
    }
}

impl Ids for CountedIds {
    fn id(&self) -> String {
        format!("{:02}-{:012}", self.desk, self.next.fetch_add(1, Ordering::Relaxed))
    }

    fn random(&self, bytes: &mut [u8]) -> std::io::Result<()> {
        bytes.fill(7);
        Ok(())
    }
}
