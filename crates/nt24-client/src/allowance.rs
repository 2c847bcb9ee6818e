use std::sync::{Arc, Mutex, PoisonError};

/// How many repetitions a whole process may still send. Each one costs, a success earns a little: while
/// most calls succeed everything is repeated, and when the server is down almost nothing is, so that
/// repetitions never are what keeps it down. The AWS SDKs do it with these numbers.
///
/// Clones share it.
#[derive(Clone, Debug)]
pub struct RetryAllowance(Arc<Mutex<u32>>);

/// What is there at first, and at most.
const MOST: u32 = 500;

/// What one repetition costs. It comes back when the repetition succeeds.
const COST: u32 = 5;

/// What a call earns that succeeds at once.
const EARNED: u32 = 1;

impl RetryAllowance {
    /// Enough for a hundred repetitions without a success in between.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(MOST)))
    }

    /// How many repetitions are possible now.
    #[must_use]
    pub fn repetitions_left(&self) -> u32 {
        *self.lock() / COST
    }

    /// Pays for one repetition; false when there is not enough.
    pub(crate) fn take(&self) -> bool {
        let mut left = self.lock();
        match left.checked_sub(COST) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => false,
        }
    }

    /// A call succeeded, at once or with its last repetition.
    pub(crate) fn succeeded(&self, repeated: bool) {
        let mut left = self.lock();
        *left = (*left + if repeated { COST } else { EARNED }).min(MOST);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, u32> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for RetryAllowance {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_down_gets_a_hundred_repetitions_from_all_clones() {
        let allowance = RetryAllowance::new();
        let clones = [allowance.clone(), allowance.clone()];
        let granted = (0..1000).filter(|turn| clones[turn % 2].take()).count();
        assert_eq!((granted, allowance.repetitions_left()), (100, 0));
        for _ in 0..4 {
            allowance.succeeded(false);
        }
        assert!(!allowance.take());
        allowance.succeeded(false);
        assert!(allowance.take(), "five successes earn one repetition");
    }

    #[test]
    fn a_repetition_that_succeeds_costs_nothing_and_nothing_piles_up() {
        let allowance = RetryAllowance::new();
        assert!(allowance.take());
        allowance.succeeded(true);
        assert_eq!(allowance.repetitions_left(), 100);
        allowance.succeeded(true);
        assert_eq!(allowance.repetitions_left(), 100);
    }
}
