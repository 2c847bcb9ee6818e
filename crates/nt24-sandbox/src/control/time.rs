//! The sandbox's clock: the one that it was given, put forward or back.

use super::Control;
use crate::Clock as _;
use chrono::{DateTime, TimeDelta, Utc};

impl Control {
    /// The sandbox's present moment.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.clock.now()
    }

    /// Makes the sandbox's clock show this moment; it goes on from there. What became due in
    /// between is played; going back takes nothing back.
    pub fn set_clock(&self, now: DateTime<Utc>) {
        self.shared.clock.set(now);
        self.shared.catch_up();
    }

    /// Puts the sandbox's clock forward.
    pub fn advance_clock(&self, by: TimeDelta) {
        self.set_clock(self.now() + by);
    }
}
