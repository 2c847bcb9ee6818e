//! The sandbox's clock: that of the options plus a shift.

use super::Control;
use crate::options::Clock as _;
use chrono::{DateTime, TimeDelta, Utc};

impl Control {
    /// The time of the sandbox.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.clock.now()
    }

    /// Sets the sandbox's clock; it runs on from there. Events that became due in between are played;
    /// setting it back undoes none.
    pub fn set_clock(&self, now: DateTime<Utc>) {
        self.shared.clock.set(now);
        self.shared.catch_up();
    }

    /// Advances the sandbox's clock.
    pub fn advance_clock(&self, by: TimeDelta) {
        self.set_clock(self.now() + by);
    }
}
