//! A receiver of webhooks on a real socket. It computes signatures itself, from their documentation.

use crate::bench::Bench;
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// How a receiver answers.
#[derive(Clone, Debug)]
pub(crate) enum Manner {
    Answer(u16),
    Redirect(String),
    /// Keeps the connection open without an answer.
    Silence,
    /// Ends the connection without an answer.
    Cut,
}

pub(crate) struct Receiver {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<Received>>>,
    manner: Arc<Mutex<Manner>>,
    task: JoinHandle<()>,
}

/// A received request.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) line: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        Self::serve(None, "http://127.0.0.1").await
    }

    pub(crate) async fn start_tls(acceptor: TlsAcceptor) -> Self {
        Self::serve(Some(acceptor), "https://localhost").await
    }

    async fn serve(acceptor: Option<TlsAcceptor>, origin: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{origin}:{}/hook?of=waybill", listener.local_addr().unwrap().port());
        let received = Arc::new(Mutex::new(Vec::new()));
        let manner = Arc::new(Mutex::new(Manner::Answer(204)));
        let (list, told) = (received.clone(), manner.clone());
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (list, told, acceptor) = (list.clone(), told.clone(), acceptor.clone());
                tokio::spawn(async move {
                    match acceptor {
                        None => take(stream, &list, &told).await,
                        Some(acceptor) => match acceptor.accept(stream).await {
                            Ok(stream) => take(stream, &list, &told).await,
                            Err(_) => None,
                        },
                    }
                });
            }
        });
        Self { url, received, manner, task }
    }

    pub(crate) fn behave(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.received.lock().unwrap().len()
    }

    /// The types of the received events, sorted: their order is not guaranteed.
    pub(crate) fn types(&self) -> Vec<String> {
        let mut types: Vec<String> = self.received().iter().map(Received::kind).collect();
        types.sort();
        types
    }

    /// The only received event of a type.
    pub(crate) fn only(&self, kind: &str) -> Value {
        let found: Vec<Received> = self.received().into_iter().filter(|r| r.kind() == kind).collect();
        assert_eq!(found.len(), 1, "{kind} in {:?}", self.types());
        found[0].json()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    list: &Mutex<Vec<Received>>,
    manner: &Mutex<Manner>,
) -> Option<()> {
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
    let mut lines = head.split("\r\n").map(str::to_owned);
    let line = lines.next().unwrap();
    let headers: BTreeMap<String, String> = lines
        .map(|line| line.split_once(": ").map(|(n, v)| (n.to_lowercase(), v.to_owned())).unwrap())
        .collect();
    let length: usize = headers["content-length"].parse().unwrap();
    while bytes.len() < end + 4 + length {
        stream.read_buf(&mut bytes).await.ok()?;
    }
    list.lock().unwrap().push(Received { line, headers, body: bytes[end + 4..].to_vec() });
    let manner = manner.lock().unwrap().clone();
    let answer = match manner {
        Manner::Answer(status) => format!("HTTP/1.1 {status} Said\r\nContent-Length: 0\r\n\r\n"),
        Manner::Redirect(to) => {
            format!("HTTP/1.1 307 Elsewhere\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n")
        }
        Manner::Silence => std::future::pending().await,
        Manner::Cut => return None,
    };
    stream.write_all(answer.as_bytes()).await.ok()?;
    stream.shutdown().await.ok()
}

impl Received {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    /// The time of the signature in Unix seconds. Returns `None` if the signature is wrong.
    #[track_caller]
    pub(crate) fn signed_at(&self, secret: &str) -> i64 {
        let header = &self.headers["x-novatrade-signature"];
        let (time, signature) = header.split_once(',').unwrap();
        let time = time.strip_prefix("t=").unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(time.as_bytes());
        mac.update(b".");
        mac.update(&self.body);
        let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(signature, format!("v1={expected}"));
        time.parse().unwrap()
    }
}

/// Registers an endpoint.
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) secret: String,
}

impl Bench {
    /// A bench whose webhook calls may exceed ten a minute.
    pub(crate) async fn for_webhooks() -> Self {
        Self::with(|options| options.behaviour.rate_limited = false).await
    }

    pub(crate) async fn register(&self, receiver: &Receiver, events: &[&str]) -> Endpoint {
        self.register_with(json!({"url": receiver.url, "events": events})).await
    }

    pub(crate) async fn register_with(&self, body: Value) -> Endpoint {
        let answer = self.post("/webhooks", body).await.expect(201);
        let endpoint = answer.json();
        let id = endpoint["id"].as_str().unwrap().to_owned();
        assert_eq!(answer.header("location"), format!("/v1/webhooks/{id}"));
        let secret = endpoint["secret"].as_str().unwrap().to_owned();
        Endpoint { path: format!("/webhooks/{id}"), id, secret }
    }

    /// Lets more time pass than the life of the token.
    pub(crate) async fn pass(&mut self, time: TimeDelta) {
        self.advance(time);
        self.settled().await;
        self.sign_in().await;
    }

    pub(crate) async fn settled(&self) {
        self.sandbox().control().webhooks_settled().await;
    }

    pub(crate) async fn change(&self, endpoint: &Endpoint, body: Value) -> Value {
        let key = self.key();
        let headers = [("Idempotency-Key", &*key), ("Content-Type", "application/json")];
        let body = body.to_string();
        self.raw("PATCH", &endpoint.path, &headers, body.as_bytes()).await.unwrap().expect(200).json()
    }

    pub(crate) async fn fire(&self, endpoint: &Endpoint) {
        let body = json!({"eventType": "compliance.decision_made", "data": {"orderUuid": NOBODY}});
        self.post(&format!("{}/test", endpoint.path), body).await.expect(202);
    }

    /// The deliveries of an endpoint from the API, newest first.
    pub(crate) async fn deliveries(&self, endpoint: &Endpoint) -> Vec<Value> {
        let page = self.get(&format!("{}/deliveries?size=100", endpoint.path)).await.expect(200).json();
        page["data"].as_array().unwrap().clone()
    }
}

/// The id that identifies a test event.
pub(crate) const NOBODY: &str = "00000000-0000-0000-0000-000000000000";
