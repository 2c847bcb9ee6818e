use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Arc, Mutex};

/// Where the sandbox takes the time from.
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

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
    /// A clock that shows this moment.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves it on.
    pub fn advance(&self, by: TimeDelta) {
        *crate::lock(&self.0) += by;
    }

    /// Sets it.
    pub fn set(&self, now: DateTime<Utc>) {
        *crate::lock(&self.0) = now;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *crate::lock(&self.0)
    }
}

/// Another clock, put forward or back by a difference that can be changed while it runs.
pub(crate) struct ShiftedClock {
    inner: Arc<dyn Clock>,
    shift: Mutex<TimeDelta>,
}

impl ShiftedClock {
    pub(crate) fn new(inner: Arc<dyn Clock>, shift: TimeDelta) -> Self {
        Self { inner, shift: Mutex::new(shift) }
    }

    pub(crate) fn shift(&self) -> TimeDelta {
        *crate::lock(&self.shift)
    }

    /// Makes it show this moment now.
    pub(crate) fn set(&self, now: DateTime<Utc>) {
        *crate::lock(&self.shift) = now - self.inner.now();
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> DateTime<Utc> {
        let now = self.inner.now();
        // A moment that no calendar holds cannot be set, but the inner clock may come close to one.
        now.checked_add_signed(self.shift()).unwrap_or(now)
    }
}
