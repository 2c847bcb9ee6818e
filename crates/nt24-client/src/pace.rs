//! When a request may be sent: the request budget, and the repetition of failed calls.

pub(crate) mod allowance;
pub(crate) mod backoff;
pub(crate) mod budget;
pub(crate) mod governor;
pub(crate) mod retry;
