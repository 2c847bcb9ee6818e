//! A server on raw TCP: reads one request from each connection, and answers with the bytes of a script.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// A received request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body was as long as announced.
    pub(crate) complete: bool,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The answer to a request.
pub(crate) enum Reply {
    /// These parts, each after a pause; then the end of the connection.
    Parts(Vec<(Duration, Vec<u8>)>),
    /// The first part once, then the second one repeatedly until the client closes the connection.
    Flood(Vec<u8>, Vec<u8>),
    /// Another reply, once the test allows it.
    Held(Arc<Notify>, Box<Reply>),
    /// No answer until the client closes the connection.
    Silence,
}

impl Reply {
    /// Exactly these bytes; without bytes the connection ends without an answer.
    pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::Parts(vec![(Duration::ZERO, bytes.into())])
    }

    pub(crate) fn new(status: u16, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::raw(format!(
            "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        ))
    }

    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::new(status, "content-type: application/json\r\n", body)
    }

    pub(crate) fn problem(status: u16, slug: &str) -> Self {
        let body = format!(
            r#"{{"type":"https://api.novatrade24.com/problems/{slug}","title":"T","status":{status},"traceId":"req_1"}}"#
        );
        Self::new(status, "content-type: application/problem+json\r\n", &body)
    }

    pub(crate) fn html(status: u16) -> Self {
        Self::new(status, "content-type: text/html\r\n", "<html>Sign in to the wireless network</html>")
    }
}

/// A running server and its requests.
pub(crate) struct Server {
    pub(crate) port: u16,
    log: Arc<Mutex<Vec<Request>>>,
    /// Bytes sent by all floods together.
    pub(crate) flooded: Arc<AtomicU64>,
    /// Connections that the client closed while it had no answer.
    given_up: Arc<AtomicU64>,
}

impl Server {
    /// Answers `/token` with a new token each time, and any other request with `script`.
    pub(crate) async fn api(script: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let issued = std::sync::atomic::AtomicU32::new(0);
        Self::start(move |request| {
            if request.target == "/token" {
                let number = issued.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
                let body =
                    format!(r#"{{"access_token":"token-{number}","expires_in":300,"token_type":"Bearer"}}"#);
                Reply::json(200, &body)
            } else {
                script(request)
            }
        })
        .await
    }

    pub(crate) async fn start(script: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let log = Arc::new(Mutex::new(Vec::new()));
        let flooded = Arc::new(AtomicU64::new(0));
        let given_up = Arc::new(AtomicU64::new(0));
        let server = Self {
            port,
            log: Arc::clone(&log),
            flooded: Arc::clone(&flooded),
            given_up: Arc::clone(&given_up),
        };
        let script = Arc::new(script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, log) = (Arc::clone(&script), Arc::clone(&log));
                tokio::spawn(serve(stream, script, log, Arc::clone(&flooded), Arc::clone(&given_up)));
            }
        });
        server
    }

    /// A server with TLS. A connection whose handshake fails is not in the log.
    pub(crate) async fn start_tls(
        tls: tokio_rustls::TlsAcceptor,
        script: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let log = Arc::new(Mutex::new(Vec::new()));
        let flooded = Arc::new(AtomicU64::new(0));
        let given_up = Arc::new(AtomicU64::new(0));
        let server = Self {
            port,
            log: Arc::clone(&log),
            flooded: Arc::clone(&flooded),
            given_up: Arc::clone(&given_up),
        };
        let script = Arc::new(script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(stream) = tls.accept(stream).await {
                    let (script, log) = (Arc::clone(&script), Arc::clone(&log));
                    tokio::spawn(serve(stream, script, log, Arc::clone(&flooded), Arc::clone(&given_up)));
                }
            }
        });
        server
    }

    /// All requests except the token calls.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.log.lock().unwrap().iter().filter(|request| request.target != "/token").cloned().collect()
    }

    pub(crate) fn token_calls(&self) -> usize {
        self.log.lock().unwrap().iter().filter(|request| request.target == "/token").count()
    }

    /// How often the client closed a connection while it had no answer.
    pub(crate) fn given_up(&self) -> u64 {
        self.given_up.load(Ordering::SeqCst)
    }

    /// The first request that is no token call.
    pub(crate) fn request(&self) -> Request {
        self.requests().first().cloned().expect("a request")
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    script: Arc<impl Fn(&Request) -> Reply>,
    log: Arc<Mutex<Vec<Request>>>,
    flooded: Arc<AtomicU64>,
    given_up: Arc<AtomicU64>,
) {
    let Some(request) = read(&mut stream).await else { return };
    log.lock().unwrap().push(request.clone());
    let mut reply = script(&request);
    while let Reply::Held(gate, next) = reply {
        gate.notified().await;
        reply = *next;
    }
    match reply {
        Reply::Parts(parts) => {
            for (pause, part) in parts {
                tokio::time::sleep(pause).await;
                if stream.write_all(&part).await.is_err() {
                    return;
                }
            }
            let _ = stream.shutdown().await;
        }
        Reply::Flood(head, piece) => {
            let mut sent = stream.write_all(&head).await;
            while sent.is_ok() {
                sent = stream.write_all(&piece).await;
                flooded.fetch_add(piece.len() as u64, Ordering::Relaxed);
            }
        }
        Reply::Silence | Reply::Held(..) => {
            while matches!(stream.read(&mut [0; 64]).await, Ok(1..)) {}
            given_up.fetch_add(1, Ordering::SeqCst);
        }
    }
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let mut request = Request {
        method: first.next()?.to_owned(),
        target: first.next()?.to_owned(),
        headers: lines
            .map(|line| line.split_once(':').unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: bytes.split_off(end + 4),
        complete: true,
    };
    let length: usize = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    while request.body.len() < length {
        if !matches!(stream.read_buf(&mut request.body).await, Ok(1..)) {
            request.complete = false;
            break;
        }
    }
    Some(request)
}
