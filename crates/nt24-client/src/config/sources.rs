use crate::config::Secret;
use chrono::{DateTime, Utc};

/// The source of time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The current time.
    fn now(&self) -> DateTime<Utc>;
}

/// The source of `X-Request-Id`: visible ASCII, different each time.
pub trait RequestIds: Send + Sync {
    /// The next id.
    fn next(&self) -> String;
}

/// The place of a secret that may change, for
/// [`Client::find_secrets_in`](crate::Client::find_secrets_in): a keychain, or a file that an administrator
/// replaces.
pub trait SecretSource: Send + Sync {
    /// The current secret; `None` when it cannot be read. Called on a thread for blocking work.
    fn secret(&self) -> Option<Secret>;
}
