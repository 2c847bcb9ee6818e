use crate::lock::lock;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Arc, Mutex};

/// The sandbox's source of the time.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> DateTime<Utc>;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that the injected clock is made of")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that stands still until it is set or advanced.
#[derive(Debug)]
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
    /// A clock that shows this moment.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now))
    }

    /// Advances it.
    pub fn advance(&self, by: TimeDelta) {
        *lock(&self.0) += by;
    }

    /// Sets it.
    pub fn set(&self, now: DateTime<Utc>) {
        *lock(&self.0) = now;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *lock(&self.0)
    }
}

/// Another clock plus a shift that can be changed while it runs.
pub(crate) struct ShiftedClock {
    inner: Arc<dyn Clock>,
    shift: Mutex<TimeDelta>,
}

impl ShiftedClock {
    pub(crate) fn new(inner: Arc<dyn Clock>, shift: TimeDelta) -> Self {
        Self { inner, shift: Mutex::new(shift) }
    }

    pub(crate) fn shift(&self) -> TimeDelta {
        *lock(&self.shift)
    }

    /// Makes it show this moment now.
    pub(crate) fn set(&self, now: DateTime<Utc>) {
        *lock(&self.shift) = now - self.inner.now();
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> DateTime<Utc> {
        let now = self.inner.now();
        // The sum may overflow the calendar when the inner clock is near its end; then it is not shifted.
        now.checked_add_signed(self.shift()).unwrap_or(now)
    }
}
