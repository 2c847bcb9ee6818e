use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use std::sync::{Mutex, PoisonError};

/// What is left of the organization's requests, as the last answer said (concepts/rate-limits). All
/// clients of the organization share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// `read` or `write`; open.
    pub category: String,
    /// Requests in a period.
    pub limit: u64,
    /// Requests left in this period.
    pub remaining: u64,
    /// When the next period begins.
    pub reset: DateTime<Utc>,
}

/// The last budget of each category.
#[derive(Debug, Default)]
pub(crate) struct Budgets(Mutex<Vec<Budget>>);

impl Budgets {
    pub(crate) fn seen(&self) -> Vec<Budget> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps what the headers say; headers that are absent or make no sense change nothing.
    pub(crate) fn record(&self, headers: &HeaderMap) {
        let Some(budget) = read(headers) else { return };
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match seen.iter_mut().find(|known| known.category == budget.category) {
            Some(known) => *known = budget,
            None => seen.push(budget),
        }
    }
}

/// What the headers say, when all of them are there and make sense.
pub(crate) fn read(headers: &HeaderMap) -> Option<Budget> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    Some(Budget {
        category: text("x-ratelimit-category")?.to_owned(),
        limit: text("x-ratelimit-limit")?.parse().ok()?,
        remaining: text("x-ratelimit-remaining")?.parse().ok()?,
        reset: DateTime::from_timestamp(text("x-ratelimit-reset")?.parse().ok()?, 0)?,
    })
}
