//! A minimal browser: opens a page and sends its forms, without an API token.

use crate::bench::{Bench, form};
use crate::wire::{self, Answer};

/// The path of a URL of this sandbox.
pub(crate) fn path_of(bench: &Bench, address: &str) -> String {
    address.strip_prefix(&format!("http://{}", bench.authority())).unwrap().to_owned()
}

pub(crate) async fn open(bench: &Bench, path: &str) -> Answer {
    let answer = wire::send(&bench.authority(), "GET", path, &[], b"").await.unwrap();
    for (name, part) in [
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", "default-src 'none'"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert!(answer.header(name).contains(part), "{name}: {}", answer.header(name));
    }
    answer
}

/// Sends a form of text fields.
pub(crate) async fn submit(bench: &Bench, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    wire::send(&bench.authority(), "POST", path, &headers, body.as_bytes()).await.unwrap()
}

/// Sends a form with a file.
pub(crate) async fn hand_in(bench: &Bench, path: &str, kind: &str, file: &[u8]) -> Answer {
    let headers = [("Content-Type", "multipart/form-data; boundary=sandbox")];
    wire::send(&bench.authority(), "POST", path, &headers, &form(kind, file)).await.unwrap()
}

pub(crate) fn text(answer: &Answer) -> &str {
    std::str::from_utf8(&answer.body).unwrap()
}
