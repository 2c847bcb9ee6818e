use crate::attempt::{Call, Wire};
use crate::governor::Lane;
use crate::token::Tokens;
use crate::{
    Budget, Carrier, Conditional, Config, Error, ErrorKind, Fate, Fetched, Governor, Purpose, RetryPolicy,
    Secret, SecretSource, ServerTime,
};
use chrono::{DateTime, Utc};
use nt24::{ETag, Operation};
use reqwest::header::{HeaderValue, IF_NONE_MATCH};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use url::Url;

/// Where the time comes from.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present moment.
    fn now(&self) -> DateTime<Utc>;
}

/// Where `X-Request-Id` comes from: visible ASCII, different each time.
pub trait RequestIds: Send + Sync {
    /// The next one.
    fn next(&self) -> String;
}

/// The API for one set of credentials. Clones share the token, the connections and the budget.
///
/// Its methods need a Tokio runtime. Each one may be dropped while it waits.
#[derive(Clone)]
pub struct Client {
    pub(crate) wire: Arc<Wire>,
    pub(crate) tokens: Tokens,
    pub(crate) retries: Option<RetryPolicy>,
    pub(crate) purpose: Option<Purpose>,
    pub(crate) governor: Option<Governor>,
    pub(crate) lane: Lane,
}

impl Client {
    /// Nothing is sent yet.
    ///
    /// # Errors
    /// [`ErrorKind::BadAddress`] as in [`Config::new`], or when the user agent is no header;
    /// [`ErrorKind::Tls`] when the platform's trusted certificates cannot be loaded.
    pub fn new(config: Config, clock: Arc<dyn Clock>, ids: Arc<dyn RequestIds>) -> Result<Self, Error> {
        Self::of(config, clock, ids, None)
    }

    /// A client whose requests another one carries.
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
        Ok(Self {
            tokens: Tokens::new(Arc::clone(&wire)),
            wire,
            retries: None,
            purpose: None,
            governor: None,
            lane: Lane::Interactive,
        })
    }

    /// This client, which repeats what fails in passing. Without it each call is sent once, which suits
    /// a program with a queue of its own.
    #[must_use]
    pub fn with_retries(mut self, policy: RetryPolicy) -> Self {
        self.retries = Some(policy);
        self
    }

    /// This client, which waits for its turn before each request. Without it requests go out at once,
    /// and a 429 is the caller's.
    #[must_use]
    pub fn governed(mut self, governor: Governor) -> Self {
        self.governor = Some(governor);
        self
    }

    /// This client for what nobody waits for: where it is governed, its reads go behind those of the
    /// others.
    #[must_use]
    pub fn in_background(mut self) -> Self {
        self.lane = Lane::Background;
        self
    }

    /// From now on the client authenticates with this secret; so do its clones. Tokens that were fetched
    /// with the old one live on, and while the server takes both secrets no call fails.
    pub fn replace_secret(&self, secret: Secret) {
        self.tokens.replace_secret(secret);
    }

    /// Where to look for another secret when the present one is refused; for the clones, too.
    pub fn find_secrets_in(&self, source: Arc<dyn SecretSource>) {
        self.tokens.find_secrets_in(source);
    }

    /// What the server last said of the request budget, for each category seen so far.
    #[must_use]
    pub fn budget(&self) -> Vec<Budget> {
        self.wire.budgets.seen()
    }

    /// The latest time that the server showed in an answer; nothing before the first, and of a server that
    /// shows none.
    #[must_use]
    pub fn server_time(&self) -> Option<ServerTime> {
        self.wire.server_time.seen()
    }

    pub(crate) async fn read<T: DeserializeOwned>(
        &self,
        operation: Operation,
        ids: &[&str],
        query: &[(String, String)],
    ) -> Result<Fetched<T>, Error> {
        let call = self.reading(operation, ids, query)?;
        let received = self.exchange(&call).await?;
        Fetched::parse(received).map_err(|error| call.describe(error))
    }

    pub(crate) async fn read_unless<T: DeserializeOwned>(
        &self,
        operation: Operation,
        ids: &[&str],
        query: &[(String, String)],
        known: Option<&ETag>,
    ) -> Result<Conditional<T>, Error> {
        let mut call = self.reading(operation, ids, query)?;
        if let Some(etag) = known {
            call.headers.insert(IF_NONE_MATCH, header_value(&etag.0)?);
        }
        let received = self.exchange(&call).await?;
        if received.status == 304 {
            return Ok(Conditional::NotModified);
        }
        Fetched::parse(received).map(Conditional::Modified).map_err(|error| call.describe(error))
    }

    fn reading(
        &self,
        operation: Operation,
        ids: &[&str],
        query: &[(String, String)],
    ) -> Result<Call<'static>, Error> {
        let path = operation.path(ids).map_err(|_| Error::never_sent(ErrorKind::BadAddress))?;
        let mut url = self.address(&path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut call = Call::reading(operation.id(), url);
        self.state_purpose(operation, &mut call);
        Ok(call)
    }

    /// The address of a path below the base.
    pub(crate) fn address(&self, path: &str) -> Result<Url, Error> {
        let base = &self.wire.config.api_url;
        crate::address::below(base, path).ok_or_else(|| Error::never_sent(ErrorKind::BadAddress))
    }
}

/// A header from text that came from a server or a store.
pub(crate) fn header_value(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| Error::new(ErrorKind::BadAddress, Fate::NeverSent))
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("api_url", &self.wire.config.api_url.as_str()).finish_non_exhaustive()
    }
}
