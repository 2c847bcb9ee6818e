use std::sync::{Arc, Mutex, PoisonError};

/// Limit on the repetitions of a whole process. Each repetition costs tokens, and each success earns some:
/// while most calls succeed all failures are repeated, and while the server is down almost none is, so
/// that repetitions do not keep it down. The AWS SDKs use the same numbers.
///
/// Clones share the tokens.
#[derive(Clone, Debug)]
pub struct RetryAllowance(Arc<Mutex<u32>>);

/// Tokens at the start, and at most.
const MAX_TOKENS: u32 = 500;

/// Tokens for one repetition. They come back when the repetition succeeds.
const REPETITION_COST: u32 = 5;

/// Tokens earned by a call that succeeds at the first attempt.
const SUCCESS_GAIN: u32 = 1;

impl RetryAllowance {
    /// An allowance for a hundred repetitions without a success in between.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(MAX_TOKENS)))
    }

    /// Repetitions that are possible now.
    #[must_use]
    pub fn repetitions_left(&self) -> u32 {
        *self.lock() / REPETITION_COST
    }

    /// Takes the tokens of one repetition. False if too few are left.
    pub(crate) fn take(&self) -> bool {
        let mut left = self.lock();
        match left.checked_sub(REPETITION_COST) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => false,
        }
    }

    /// Records a success, of the first attempt or of a repetition.
    pub(crate) fn succeeded(&self, repeated: bool) {
        let mut left = self.lock();
        *left = (*left + if repeated { REPETITION_COST } else { SUCCESS_GAIN }).min(MAX_TOKENS);
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
    fn a_successful_repetition_is_free_and_the_allowance_has_a_maximum() {
        let allowance = RetryAllowance::new();
        assert!(allowance.take());
        allowance.succeeded(true);
        assert_eq!(allowance.repetitions_left(), 100);
        allowance.succeeded(true);
        assert_eq!(allowance.repetitions_left(), 100);
    }
}
