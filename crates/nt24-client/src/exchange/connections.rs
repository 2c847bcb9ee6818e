//! The connections to the server: this crate's own, or a carrier.

use crate::config::Config;
use crate::config::carrier::Carrier;
use crate::error::{Error, ErrorKind};
use crate::protocol::{address, headers, library_error};
use bytes::Bytes;
use std::sync::Arc;

/// How requests reach the server.
pub(crate) enum Connections {
    Own {
        remote: reqwest::Client,
        /// Without a proxy: it would look for these hosts on its own machine.
        loopback: reqwest::Client,
    },
    Carried(Arc<dyn Carrier>),
}

impl Connections {
    /// Connections of this crate's own.
    pub(crate) fn own(config: &Config) -> Result<Self, Error> {
        let user_agent = headers::value(&config.user_agent)?;
        let builder = || {
            reqwest::Client::builder()
                .user_agent(user_agent.clone())
                .connect_timeout(config.limits.connect)
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .retry(reqwest::retry::never())
        };
        // A machine without any certificates cannot speak TLS. Plain HTTP works there all the same.
        let plain = config.api_url.scheme() == "http" && config.token_url.scheme() == "http";
        let build = |builder: &dyn Fn() -> reqwest::ClientBuilder| match builder().build() {
            Err(_) if plain => builder().tls_certs_only([]).build(),
            built => built,
        };
        let failed = |fault| Error::never_sent(ErrorKind::Tls { unknown_issuer: false }).with_source(fault);
        let remote = build(&builder).map_err(failed)?;
        let loopback = build(&|| builder().no_proxy()).map_err(failed)?;
        Ok(Self::Own { remote, loopback })
    }

    /// Whether requests go through a carrier, which takes whole bodies only.
    pub(crate) fn are_carried(&self) -> bool {
        matches!(self, Self::Carried(_))
    }

    /// Sends a request, and returns when its answer begins.
    pub(crate) async fn execute(&self, request: reqwest::Request) -> Result<reqwest::Response, Error> {
        let http = match self {
            Self::Carried(carrier) => return carry(&**carrier, request).await,
            Self::Own { loopback, .. } if address::is_loopback(request.url()) => loopback,
            Self::Own { remote, .. } => remote,
        };
        http.execute(request).await.map_err(library_error::from_reqwest)
    }
}

/// Hands a request over whose body is in memory.
async fn carry(carrier: &dyn Carrier, request: reqwest::Request) -> Result<reqwest::Response, Error> {
    let bad = |_| Error::never_sent(ErrorKind::BadAddress);
    let request: http::Request<reqwest::Body> = request.try_into().map_err(bad)?;
    let request = request.map(|body| body.as_bytes().map(Bytes::copy_from_slice).unwrap_or_default());
    Ok(carrier.carry(request).await?.into())
}
