//! A minimal HTTP client over a socket, so that a test controls every byte, without the behaviour of the
//! real client.

use serde_json::Value;
use std::collections::BTreeMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
    /// Whether the body has the announced length.
    pub(crate) complete: bool,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.headers))
    }

    pub(crate) fn etag(&self) -> String {
        self.header("etag").to_owned()
    }

    /// The last part of the problem's type.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let body = self.json();
        assert_eq!(body["status"], self.status);
        assert!(body["traceId"].as_str().unwrap().starts_with("req_"), "{body}");
        assert!(body["instance"].as_str().unwrap().starts_with("/v1/"), "{body}");
        body["type"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }
}

/// Sends one request on its own connection. Returns `None` if the connection ended before the head of an
/// answer arrived.
pub(crate) async fn send(
    authority: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<Answer> {
    let mut stream = TcpStream::connect(authority).await.ok()?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(body).await.ok()?;
    read(&mut stream).await
}

/// Sends a request without a body, with the `Host` of another host.
pub(crate) async fn send_as(authority: &str, host: &str, method: &str, path: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(authority).await.ok()?;
    let head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.ok()?;
    read(&mut stream).await
}

/// Reads one answer to its end.
pub(crate) async fn read(stream: &mut TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    // After a reset, the bytes received before it still count.
    let _ = stream.read_to_end(&mut bytes).await;
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let body = bytes[end + 4..].to_vec();
    let announced = headers.get("content-length").and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
    let complete = body.len() == announced;
    Some(Answer { status, headers, body, complete })
}
