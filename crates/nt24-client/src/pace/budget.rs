use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use std::sync::{Mutex, PoisonError};

/// The request budget of the organization, as the last answer showed it (concepts/rate-limits). All clients
/// of the organization share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// `read` or `write`; other values may appear.
    pub category: String,
    /// Requests allowed in a period.
    pub limit: u64,
    /// Requests left in this period.
    pub remaining: u64,
    /// Start of the next period.
    pub reset: DateTime<Utc>,
}

/// The last budget of each category.
#[derive(Debug, Default)]
pub(crate) struct Budgets(Mutex<Vec<Budget>>);

impl Budgets {
    pub(crate) fn latest(&self) -> Vec<Budget> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps the budget of the headers. Headers that are missing or unreadable change no entry.
    pub(crate) fn record(&self, headers: &HeaderMap) {
        let Some(budget) = read(headers) else { return };
        let mut budgets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match budgets.iter_mut().find(|known| known.category == budget.category) {
            Some(known) => *known = budget,
            None => budgets.push(budget),
        }
    }
}

/// The budget of the headers, if all of them are present and readable.
pub(crate) fn read(headers: &HeaderMap) -> Option<Budget> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    Some(Budget {
        category: text("x-ratelimit-category")?.to_owned(),
        limit: text("x-ratelimit-limit")?.parse().ok()?,
        remaining: text("x-ratelimit-remaining")?.parse().ok()?,
        reset: DateTime::from_timestamp(text("x-ratelimit-reset")?.parse().ok()?, 0)?,
    })
}
