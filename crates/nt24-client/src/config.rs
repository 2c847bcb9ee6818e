//! The configuration of a client: addresses, credentials and time limits, and the sources of time, ids and
//! secrets.

pub(crate) mod carrier;
pub(crate) mod purpose;
pub(crate) mod sources;

use crate::error::{Error, ErrorKind};
use crate::protocol::address;
use std::time::Duration;
use url::Url;
use zeroize::Zeroizing;

/// Where the API is, and who calls it.
#[derive(Clone, Debug)]
pub struct Config {
    /// Base of all paths, for example `https://api.novatrade24.com/v1`.
    pub api_url: Url,
    /// The token endpoint, for example
    /// `https://auth.novatrade24.com/realms/nt24-idp/protocol/openid-connect/token`.
    pub token_url: Url,
    /// OAuth client id; belongs to exactly one organization.
    pub client_id: String,
    /// OAuth client secret.
    pub client_secret: Secret,
    /// `User-Agent` of each request; `nt24-client/<version>` by default.
    pub user_agent: String,
    /// Time limits and the largest JSON answer.
    pub limits: Limits,
}

impl Config {
    /// A configuration with the default limits.
    ///
    /// # Errors
    /// [`ErrorKind::BadAddress`] when an address is no URL, carries a user name, a query or a
    /// fragment, or is neither `https` nor `http` on a loopback host.
    pub fn new(
        api_url: &str,
        token_url: &str,
        client_id: impl Into<String>,
        client_secret: Secret,
    ) -> Result<Self, Error> {
        let parse = |text: &str| Url::parse(text).map_err(|_| Error::never_sent(ErrorKind::BadAddress));
        let config = Self {
            api_url: parse(api_url)?,
            token_url: parse(token_url)?,
            client_id: client_id.into(),
            client_secret,
            user_agent: concat!("nt24-client/", env!("CARGO_PKG_VERSION")).to_owned(),
            limits: Limits::default(),
        };
        config.check()?;
        Ok(config)
    }

    /// Checks the addresses. The fields are public, so the check is repeated where the configuration is
    /// used.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if address::may_be_configured(&self.api_url) && address::may_be_configured(&self.token_url) {
            Ok(())
        } else {
            Err(Error::never_sent(ErrorKind::BadAddress))
        }
    }
}

/// Time limits of a request, and the largest JSON answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Name lookup, connection and TLS together; 10 s.
    pub connect: Duration,
    /// Longest silence: until the answer begins, and between two parts of it; 30 s.
    pub idle: Duration,
    /// A whole JSON exchange; 60 s. Uploads and downloads have no such limit.
    pub total: Duration,
    /// Longest silence after the last byte of an upload was handed over; 120 s. It is longer than
    /// `idle` because the operating system may still hold megabytes that a slow line has to carry.
    pub upload_answer: Duration,
    /// Longest wait for a permit of the governor, for a request that a user waits for; 60 s.
    pub turn: Duration,
    /// Longest JSON answer in bytes; 8 MiB.
    pub json_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            total: Duration::from_secs(60),
            upload_answer: Duration::from_secs(120),
            turn: Duration::from_secs(60),
            json_bytes: 8 * 1024 * 1024,
        }
    }
}

/// A text that `Debug` never shows and that is wiped from memory when it is dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// A secret that takes over the text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself; the name makes each use easy to find.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}
