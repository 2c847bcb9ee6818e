//! The state that connections, controls and the posting of events share.

mod accounts;
mod bell;
mod rate_limit;
mod shared;
mod snapshot;

pub(crate) use accounts::{Account, Place};
pub(crate) use rate_limit::{Category, RateLimitStatus};
pub(crate) use shared::{Shared, State};
