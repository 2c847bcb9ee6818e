//! One HTTP request to a receiver. Redirects are not followed, and addresses outside of this machine need
//! TLS.

use anyhow::Context as _;
use axum::body::Body;
use bytes::Bytes;
use hyper::client::conn::http1;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use url::{Position, Url};

/// The certificates that are trusted for receivers.
pub(crate) struct Receivers {
    certificates: Vec<Vec<u8>>,
    /// Made on first use: reading the platform's certificates takes a while.
    tls: OnceLock<Option<TlsConnector>>,
}

impl Receivers {
    pub(crate) fn new(certificates: Vec<Vec<u8>>) -> Self {
        Self { certificates, tls: OnceLock::new() }
    }

    fn tls(&self) -> anyhow::Result<TlsConnector> {
        let made = self.tls.get_or_init(|| connector(&self.certificates).ok());
        made.clone().context("no certificates to trust")
    }
}

fn connector(certificates: &[Vec<u8>]) -> anyhow::Result<TlsConnector> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let extra = certificates.iter().map(|bytes| CertificateDer::from(bytes.clone()));
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(extra, provider.clone())?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Posts a body. Returns the HTTP status of the receiver; the rest of its answer is not read.
pub(crate) async fn post(
    receivers: &Receivers,
    url: &str,
    headers: &[(String, String)],
    body: Bytes,
) -> anyhow::Result<u16> {
    let url = Url::parse(url)?;
    let host = url.host_str().context("no host")?;
    let port = url.port_or_known_default().context("no port")?;
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(&url[Position::BeforePath..Position::AfterQuery])
        .header("host", &url[Position::BeforeHost..Position::AfterPort])
        .header("content-length", body.len());
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(body))?;
    // An IPv6 address has brackets in a URL, and none elsewhere.
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let addresses: Vec<SocketAddr> = tokio::net::lookup_host((bare, port)).await?.collect();
    if url.scheme() == "https" {
        let stream = TcpStream::connect(addresses.as_slice()).await?;
        let name = ServerName::try_from(bare.to_owned())?;
        exchange(receivers.tls()?.connect(name, stream).await?, request).await
    } else {
        // `localhost` may resolve to another machine.
        let own: Vec<SocketAddr> =
            addresses.into_iter().filter(|address| address.ip().is_loopback()).collect();
        exchange(TcpStream::connect(own.as_slice()).await?, request).await
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Body>,
) -> anyhow::Result<u16> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let answered = sender.send_request(request);
    tokio::pin!(connection, answered);
    tokio::select! {
        response = &mut answered => Ok(response?.status().as_u16()),
        ended = &mut connection => {
            ended?;
            // The answer may have arrived together with the end of the connection.
            Ok(answered.await?.status().as_u16())
        }
    }
}
