//! The client, and the ways to use it: reads, writes, downloads, and a store of known versions.

pub(crate) mod download;
mod download_to_file;
mod read;
pub(crate) mod versions;
pub(crate) mod write;

use crate::config::carrier::Carrier;
use crate::config::purpose::Purpose;
use crate::config::sources::{Clock, RequestIds, SecretSource};
use crate::config::{Config, Secret};
use crate::error::{Error, ErrorKind};
use crate::exchange::call::Call;
use crate::exchange::requester::Requester;
use crate::exchange::token::Tokens;
use crate::exchange::wire::Wire;
use crate::pace::budget::Budget;
use crate::pace::governor::{Governor, Priority};
use crate::pace::retry::RetryPolicy;
use crate::protocol::server_time::ServerTime;
use crate::protocol::{address, headers};
use nt24::Operation;
use std::sync::Arc;
use url::Url;

/// The API for one set of credentials. Clones share the token, the connections and the budget.
///
/// Its methods need a Tokio runtime. The future of each method may be dropped at any time.
#[derive(Clone)]
pub struct Client {
    pub(crate) requester: Requester,
    purpose: Option<Purpose>,
}

impl Client {
    /// A client with connections of its own. Sends no request yet.
    ///
    /// # Errors
    /// [`ErrorKind::BadAddress`] as in [`Config::new`], or when the user agent is no header;
    /// [`ErrorKind::Tls`] when the platform's trusted certificates cannot be loaded.
    pub fn new(config: Config, clock: Arc<dyn Clock>, ids: Arc<dyn RequestIds>) -> Result<Self, Error> {
        Self::of(config, clock, ids, None)
    }

    /// A client that sends its requests through a carrier.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn over(
        carrier: Arc<dyn Carrier>,
        config: Config,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn RequestIds>,
    ) -> Result<Self, Error> {
        Self::of(config, clock, ids, Some(carrier))
    }

    fn of(
        config: Config,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn RequestIds>,
        carrier: Option<Arc<dyn Carrier>>,
    ) -> Result<Self, Error> {
        config.check()?;
        let wire = Arc::new(Wire::new(config, clock, ids, carrier)?);
        let requester = Requester {
            tokens: Tokens::new(Arc::clone(&wire)),
            wire,
            retries: None,
            governor: None,
            priority: Priority::Interactive,
        };
        Ok(Self { requester, purpose: None })
    }

    /// A client that repeats calls after temporary failures. Without a policy each call is sent once, which
    /// suits a program with a queue of its own.
    #[must_use]
    pub fn with_retries(mut self, policy: RetryPolicy) -> Self {
        self.requester.retries = Some(policy);
        self
    }

    /// A client that waits for a permit of the governor before each request. Without a governor requests go
    /// out at once, and the caller has to handle a 429.
    #[must_use]
    pub fn governed(mut self, governor: Governor) -> Self {
        self.requester.governor = Some(governor);
        self
    }

    /// Ends the pause of the governor after a 429 for one request of each category, for a user who asks to
    /// try now. Has no effect without a governor.
    pub fn try_now(&self) {
        if let Some(governor) = &self.requester.governor {
            governor.probe();
        }
    }

    /// A client for background reads; a governor serves them after interactive ones.
    #[must_use]
    pub fn in_background(mut self) -> Self {
        self.requester.priority = Priority::Background;
        self
    }

    /// A clone that states this purpose to the operations that ask for one
    /// ([`Operation::takes_purpose`]): contact persons, identity documents, the KYC profile.
    ///
    /// ```
    /// # fn show(nt24: nt24_client::Client) -> Result<(), nt24_client::BadPurpose> {
    /// let nt24 = nt24.for_purpose(nt24_client::Purpose::new("CONTRACT_EXECUTION")?);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn for_purpose(&self, purpose: Purpose) -> Self {
        let mut client = self.clone();
        client.purpose = Some(purpose);
        client
    }

    /// Replaces the client secret, for the clones too. Tokens that were fetched with the old secret stay
    /// valid; as long as the server accepts both secrets no call fails.
    pub fn replace_secret(&self, secret: Secret) {
        self.requester.tokens.replace_secret(secret);
    }

    /// Sets the source of another secret when the current one is refused, for the clones too.
    pub fn find_secrets_in(&self, source: Arc<dyn SecretSource>) {
        self.requester.tokens.find_secrets_in(source);
    }

    /// The request budget of each category, as the last answer of the category showed it.
    #[must_use]
    pub fn budget(&self) -> Vec<Budget> {
        self.requester.wire.budgets.latest()
    }

    /// The time that the server showed in the last answer that was no failure. `None` before the first one, and
    /// if the server shows no time.
    #[must_use]
    pub fn server_time(&self) -> Option<ServerTime> {
        self.requester.wire.server_time.latest()
    }

    /// The address of a path below the base.
    pub(crate) fn address(&self, path: &str) -> Result<Url, Error> {
        let base = &self.requester.wire.config.api_url;
        address::below(base, path).ok_or_else(|| Error::never_sent(ErrorKind::BadAddress))
    }

    /// Adds `X-Purpose` where the operation takes it.
    pub(crate) fn state_purpose(&self, operation: Operation, call: &mut Call<'_>) {
        if let Some(purpose) = &self.purpose
            && operation.takes_purpose()
        {
            call.headers.insert(headers::PURPOSE, purpose.header_value());
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let api_url = self.requester.wire.config.api_url.as_str();
        f.debug_struct("Client").field("api_url", &api_url).finish_non_exhaustive()
    }
}
