//! Where the desk takes the time from: injected, so that a test can set it.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

/// The time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// This moment.
    fn now(&self) -> DateTime<Utc>;

    /// Today, where this desk stands.
    fn today(&self) -> NaiveDate;
}

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place where the desk's time comes from")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    #[expect(clippy::disallowed_methods, reason = "a clerk's day begins at local midnight")]
    fn today(&self) -> NaiveDate {
        chrono::Local::now().date_naive()
    }
}

/// The desk's clock for the client.
#[derive(Debug)]
pub(crate) struct ClientClock(pub(crate) std::sync::Arc<dyn Clock>);

impl nt24_client::Clock for ClientClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }
}

/// The desk's clock for the sandbox.
#[derive(Debug)]
pub(crate) struct SandboxClock(pub(crate) std::sync::Arc<dyn Clock>);

impl nt24_sandbox::Clock for SandboxClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }
}

/// A moment as the page gets it.
pub(crate) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A day as the page gets it.
pub(crate) fn day(on: NaiveDate) -> String {
    on.format("%Y-%m-%d").to_string()
}
