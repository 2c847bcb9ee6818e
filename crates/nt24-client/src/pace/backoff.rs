use std::time::Duration;

/// Back-off: pauses that double from the first to the longest.
///
/// Two ways to use it: [`ceiling`](Self::ceiling) alone, for a queue that computes the next time from a
/// stored number of failures; and [`pause`](Self::pause) with full jitter, for many callers that must not
/// repeat at the same moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// Longest pause after the first failure.
    pub first: Duration,
    /// Longest pause after any number of failures.
    pub longest: Duration,
}

impl Backoff {
    /// Pauses from `first` to `longest`.
    #[must_use]
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest }
    }

    /// The longest pause after this many failures in a row; zero after 0.
    #[must_use]
    pub fn ceiling(&self, failures: u32) -> Duration {
        let Some(doublings) = failures.checked_sub(1) else { return Duration::ZERO };
        let grown = 2_u32.checked_pow(doublings).and_then(|factor| self.first.checked_mul(factor));
        grown.unwrap_or(self.longest).min(self.longest)
    }

    /// A pause between zero and the [ceiling](Self::ceiling), at the fraction `chance` (0 to 1). Random
    /// fractions spread the repetitions of callers that failed together.
    #[must_use]
    pub fn pause(&self, failures: u32, chance: f64) -> Duration {
        // A NaN from the caller must not become a pause.
        let chance = if chance.is_finite() { chance.clamp(0.0, 1.0) } else { 1.0 };
        self.ceiling(failures).mul_f64(chance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(60));

    #[test]
    fn ceilings_double_up_to_the_longest() {
        let millis: Vec<_> = (0..6).map(|failures| BACKOFF.ceiling(failures).as_millis()).collect();
        assert_eq!(millis, [0, 50, 100, 200, 400, 800]);
        assert_eq!(BACKOFF.ceiling(11).as_millis(), 51_200);
        for failures in [12, 33, 34, 64, u32::MAX] {
            assert_eq!(BACKOFF.ceiling(failures), Duration::from_secs(60), "{failures}");
        }
    }

    #[test]
    fn the_pause_is_a_fraction_of_the_ceiling() {
        assert_eq!(BACKOFF.pause(3, 0.0), Duration::ZERO);
        assert_eq!(BACKOFF.pause(3, 0.25), Duration::from_millis(50));
        assert_eq!(BACKOFF.pause(3, 1.0), Duration::from_millis(200));
        for broken in [f64::NAN, f64::INFINITY, 7.0] {
            assert_eq!(BACKOFF.pause(3, broken), Duration::from_millis(200));
        }
        assert_eq!(BACKOFF.pause(3, -1.0), Duration::ZERO);
    }
}
