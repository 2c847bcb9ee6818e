//! The state that connections, controls and the posting of events share.

mod accounts;
mod rate_limit;
mod shared;
mod snapshot;
mod webhook_signals;

pub(crate) use accounts::{Account, Place};
pub(crate) use rate_limit::{Category, RateLimitStatus};
pub(crate) use shared::{Shared, State};
