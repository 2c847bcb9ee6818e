use crate::fixtures::{ME, ManualClock, client, client_of, config};
use crate::proxy::again_with;
use crate::server::{Reply, Server};
use nt24_client::{Download, ErrorKind, Fate};
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A self-signed certificate and its key, as PEM.
fn self_signed() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

fn acceptor(certificate: &str, key: &str) -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

#[tokio::test]
async fn an_unknown_issuer_is_reported_and_no_request_is_sent() {
    let (certificate, key) = self_signed();
    let secure = Server::start_tls(acceptor(&certificate, &key), |_| Reply::json(200, ME)).await;
    let server = Server::api(|_| Reply::json(200, ME)).await;
    let mut config = config(&server);
    config.api_url = format!("https://localhost:{}/v1", secure.port).parse().unwrap();
    let error = client_of(config, ManualClock::new()).me().await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::Tls { unknown_issuer: true }, Fate::NeverSent));
    assert!(secure.requests().is_empty());
}

/// The platform reads its trusted certificates from the environment, so the test runs in a process of its own.
#[tokio::test]
async fn a_file_on_another_host_is_fetched_without_the_token() {
    const NAME: &str = "tls::a_file_on_another_host_is_fetched_without_the_token";
    let Ok(folder) = std::env::var("NT24_CLIENT_TEST_CERTIFICATE") else {
        let (certificate, key) = self_signed();
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("certificate-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("certificate.pem"), certificate).unwrap();
        std::fs::write(folder.join("key.pem"), key).unwrap();
        let trusted = folder.join("certificate.pem");
        again_with(NAME, &[("SSL_CERT_FILE", &trusted), ("NT24_CLIENT_TEST_CERTIFICATE", &folder)]);
        std::fs::remove_dir_all(folder).unwrap();
        return;
    };
    let read = |name: &str| std::fs::read_to_string(Path::new(&folder).join(name)).unwrap();
    let tls = acceptor(&read("certificate.pem"), &read("key.pem"));
    let files = Server::start_tls(tls, |request| match request.target.as_str() {
        "/refused" => Reply::new(401, "content-type: application/xml\r\n", "<expired/>"),
        _ => Reply::new(200, "content-type: application/pdf\r\n", "%PDF-1.7"),
    })
    .await;
    let server = Server::api(|_| Reply::json(200, ME)).await;
    let nt24 = client(&server);
    nt24.me().await.unwrap();
    let mut sink = Vec::new();
    let link = |path: &str| Download::link(format!("https://localhost:{}/{path}", files.port));
    nt24.download(&link("x?sig=1"), &mut sink).await.unwrap();
    assert_eq!(sink, b"%PDF-1.7");
    let refused = nt24.download(&link("refused"), &mut sink).await;
    assert_eq!(
        refused.unwrap_err().kind(),
        &ErrorKind::Status(401),
        "the error does not concern the credentials"
    );
    let requests = files.requests();
    assert_eq!(
        requests.iter().map(|request| request.target.as_str()).collect::<Vec<_>>(),
        ["/x?sig=1", "/refused"]
    );
    for request in requests {
        assert_eq!(request.header("authorization"), None);
        assert!(request.headers.iter().all(|(_, value)| !value.contains("token-")));
    }
}
