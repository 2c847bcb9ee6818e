use crate::bench::{Bench, PDF, form};
use crate::wire;
use nt24_sandbox::RequestBody;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn the_media_type_of_an_upload_is_told_by_its_content() {
    let mut bench = Bench::start().await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let path = format!("{buyer}/kyc/documents");
    for (file, content_type) in [
        (PDF, "application/pdf"),
        (b"\xFF\xD8\xFF\xE0 jpeg", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n png", "image/png"),
    ] {
        let document = bench.upload(&path, "COC_EXTRACT", file).await.expect(201).json();
        assert_eq!(document["contentType"], content_type);
        assert_eq!(document["sizeBytes"], file.len());
        assert_eq!(
            (&document["fileName"], &document["documentDate"]),
            (&json!("paper.pdf"), &json!("2026-02-27"))
        );
    }
    bench.upload(&path, "COC_EXTRACT", b"MZ program").await.expect(415);
    let RequestBody::Upload(parts) = bench.sandbox().control().exchanges().pop().unwrap().request_body else {
        panic!("an upload is logged as its parts");
    };
    assert_eq!((parts[2].size, parts[2].text.as_deref()), (10, None));
    let digest: String = Sha256::digest(b"MZ program").iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(parts[2].sha256, digest);
    bench.wrong_requests = true;
    let refused = bench.upload(&path, "TRANSPORT_CMR", PDF).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "type");
    let refused = bench.upload(&path, "COC_EXTRACT", b"").await.expect(422).json();
    assert_eq!(refused["errors"][0]["message"], "is empty");
    let key = bench.key();
    let headers = [("Idempotency-Key", &*key), ("Content-Type", "multipart/form-data")];
    let broken = bench.raw("POST", &path, &headers, &form("COC_EXTRACT", PDF)).await.unwrap();
    assert_eq!(broken.expect(400).problem(), "malformed-request");
}

#[tokio::test]
async fn the_newest_active_document_counts_and_archived_ones_stay() {
    let bench = Bench::start().await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    bench.onboard(&buyer).await;
    let complete = async || bench.get(&format!("{buyer}/kyc")).await.json()["documentsComplete"] == true;
    assert!(complete().await);
    let path = format!("{buyer}/kyc/documents");
    let second = bench.upload(&path, "COC_EXTRACT", PDF).await.expect(201).json();
    assert_eq!(second["version"], 2);
    let archive = async |id: &str| {
        let key = bench.key();
        let headers = [("Idempotency-Key", &*key), ("Content-Type", "application/json")];
        let path = format!("/documents/{id}");
        bench.raw("PATCH", &path, &headers, br#"{"status":"ARCHIVED"}"#).await.unwrap()
    };
    let archived = archive(second["uuid"].as_str().unwrap()).await.expect(200).json();
    assert_eq!(archived["status"], "ARCHIVED");
    assert!(complete().await, "the first version counts again");
    assert_eq!(archive("nothing").await.expect(404).problem(), "not-found");
    assert_eq!(bench.sandbox().control().counts().documents, 3);
}

/// Resident memory of this process in KiB. Returns `None` on systems that do not report it.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
}

#[tokio::test]
async fn a_file_of_200_megabytes_is_refused_in_constant_memory() {
    const PIECE: usize = 1024 * 1024;
    const PIECES: usize = 200;
    let bench = Bench::with(|options| options.behaviour.max_upload_bytes = 8 * 1024 * 1024).await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let key = bench.key();
    let token = bench.bearer();
    let (head, tail) = {
        let whole = form("COC_EXTRACT", b"FILE");
        let at = whole.windows(4).position(|window| window == b"FILE").unwrap();
        (whole[..at].to_vec(), whole[at + 4..].to_vec())
    };
    let length = head.len() + PIECE * PIECES + tail.len();
    let mut stream = TcpStream::connect(bench.authority()).await.unwrap();
    let request = format!(
        "POST /v1{buyer}/kyc/documents HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: {token}\r\n\
         Idempotency-Key: {key}\r\nContent-Type: multipart/form-data; boundary=sandbox\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.write_all(&head).await.unwrap();
    let piece = vec![b'x'; PIECE];
    let before = resident();
    for _ in 0..PIECES {
        stream.write_all(&piece).await.unwrap();
    }
    if let (Some(before), Some(after)) = (before, resident()) {
        // Other tests run at the same time, so the limit is generous, but far below 200 MiB.
        assert!(after < before + 64 * 1024, "memory grew from {before} to {after} KiB");
    }
    stream.write_all(&tail).await.unwrap();
    let answer = wire::read(&mut stream).await.unwrap().expect(413);
    assert_eq!(answer.problem(), "validation-error");
    assert_eq!(bench.sandbox().control().counts().documents, 0);
}

/// The head of a request with a body, on a connection that stays.
fn head(path: &str, authorization: &str, length: usize) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\nIdempotency-Key: k\r\n\
         Content-Type: multipart/form-data; boundary=sandbox\r\nContent-Length: {length}\r\n\r\n"
    );
    head.into_bytes()
}

/// Reads the head and the body of one answer, and leaves the connection open.
async fn status(stream: &mut TcpStream) -> u16 {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.split_once("content-length: ").unwrap().1.lines().next().unwrap();
            if body.len() == length.parse::<usize>().unwrap() {
                return head[9..12].parse().unwrap();
            }
        }
        // The answer comes before the body, or never.
        let byte = tokio::time::timeout(Duration::from_secs(60), stream.read_u8()).await;
        bytes.push(byte.unwrap().unwrap());
    }
}

#[tokio::test]
async fn a_request_without_a_valid_token_is_refused_before_its_body_is_read() {
    const MIB: usize = 1024 * 1024;
    let mut bench = Bench::start().await;
    let (buyer, _) = bench.buyer("PL5260001246").await;
    bench.wrong_requests = true;
    let expired = bench.bearer();
    bench.sandbox().control().revoke_tokens();
    bench.sign_in().await;
    let paths =
        [format!("/v1{buyer}/kyc/documents"), format!("/v1{buyer}/contacts"), "/v1/nowhere".to_owned()];
    for (path, authorization, refused) in [
        (&paths[0], "", 401),
        (&paths[0], "Bearer nobody", 401),
        (&paths[0], &expired, 401),
        (&paths[1], "Bearer nobody", 401),
        (&paths[2], "Bearer nobody", 404),
    ] {
        let mut stream = TcpStream::connect(bench.authority()).await.unwrap();
        stream.write_all(&head(path, authorization, 50 * MIB)).await.unwrap();
        assert_eq!(status(&mut stream).await, refused, "{path}");
        let exchange = bench.sandbox().control().exchanges().pop().unwrap();
        assert_eq!((exchange.status, exchange.request_body), (refused, RequestBody::Unread));
        // A client that sends its body all the same keeps the connection.
        for _ in 0..50 {
            stream.write_all(&vec![b'x'; MIB]).await.unwrap();
        }
        stream.write_all(&head(path, authorization, 0)).await.unwrap();
        assert_eq!(status(&mut stream).await, refused);
    }
    let mut stream = TcpStream::connect(bench.authority()).await.unwrap();
    stream.write_all(&head(&paths[0], "", 10_000 * MIB)).await.unwrap();
    assert_eq!(status(&mut stream).await, 401);
    let mut sent = 0;
    while sent < 10_000 && stream.write_all(&vec![b'x'; MIB]).await.is_ok() {
        sent += 1;
    }
    assert!((64..200).contains(&sent), "the connection ended after {sent} MiB");
}
