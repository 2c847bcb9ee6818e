//! Downloads to a file, and the formats that are accepted.

use crate::fixtures::{IDLE, buyer, bytes, client, impatient, impatient_within, order, seller};
use crate::server::{Reply, Server};
use crate::tokens::until;
use nt24_client::{Download, ErrorKind, Fate, FileKind};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

fn typed(content_type: &str, body: &[u8]) -> Reply {
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend_from_slice(body);
    Reply::raw(answer)
}

/// A PDF of this length without repetitions.
fn pdf(length: usize) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.extend(bytes(length - pdf.len()));
    pdf
}

fn names(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}

#[tokio::test]
async fn a_complete_file_gets_its_name() {
    let server = Server::api(|_| typed("application/pdf", &pdf(3_000_000))).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.pdf");
    std::fs::write(&path, "an older version").unwrap();
    let downloaded =
        client(&server).download_to_file(&Download::export_file(&seller(), &order()), &path).await.unwrap();
    assert_eq!((downloaded.length, downloaded.kind), (3_000_000, FileKind::Pdf));
    assert_eq!(std::fs::read(&path).unwrap(), pdf(3_000_000));
    assert_eq!(names(folder.path()), ["export.pdf"]);
    assert_eq!(server.request().target, "/v1/partners/s-1/orders/o-1/finalization/export-file/download");
}

#[tokio::test]
async fn no_part_of_an_incomplete_file_remains() {
    let server = Server::api(|request| match request.target.as_str() {
        "/v1/cut" => Reply::raw(
            [
                b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 3000000\r\n\r\n"
                    .to_vec(),
                pdf(1_000_000),
            ]
            .concat(),
        ),
        "/v1/page" => Reply::html(200),
        "/v1/refused" => Reply::problem(404, "not-found"),
        _ => Reply::Parts(vec![
            (
                Duration::ZERO,
                b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 99\r\n\r\n%PDF-1.7\n"
                    .to_vec(),
            ),
            (Duration::from_secs(3600), Vec::new()),
        ]),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.pdf");
    std::fs::write(&path, "an older version").unwrap();
    for (link, kind) in [
        ("/v1/cut", ErrorKind::ConnectionLost),
        ("/v1/page", ErrorKind::NotTheApi),
        ("/v1/silent", ErrorKind::Timeout),
    ] {
        let error = impatient(&server).download_to_file(&Download::link(link), &path).await.unwrap_err();
        assert_eq!(error.kind(), &kind, "{link}");
        assert_eq!(names(folder.path()), ["export.pdf"], "{link}");
    }
    let error = client(&server).download_to_file(&Download::link("/v1/refused"), &path).await.unwrap_err();
    assert_eq!(error.problem().map(|problem| problem.status), Some(404));
    assert_eq!(std::fs::read(&path).unwrap(), b"an older version");
}

#[tokio::test]
async fn a_dropped_download_leaves_no_file() {
    let server = Server::api(|_| {
        let head =
            b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 99\r\n\r\n%PDF-1.7\n";
        Reply::Parts(vec![(Duration::ZERO, head.to_vec()), (Duration::from_secs(3600), Vec::new())])
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.pdf");
    let nt24 = client(&server);
    let (begun, first_part) = tokio::sync::oneshot::channel();
    let begun = Mutex::new(Some(begun));
    let progress = Arc::new(move |_| {
        if let Some(begun) = begun.lock().unwrap().take() {
            begun.send(()).unwrap();
        }
    });
    let download = Download::link("/v1/x").watched_by(progress);
    tokio::select! {
        _ = nt24.download_to_file(&download, &path) => panic!("the download cannot end"),
        started = first_part => started.unwrap(),
    }
    until(|| names(folder.path()).is_empty()).await;
}

#[tokio::test]
async fn without_a_folder_no_request_is_sent() {
    let server = Server::api(|_| typed("application/pdf", &pdf(100))).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/export.pdf");
    let error = client(&server).download_to_file(&Download::link("/v1/x"), &path).await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::CannotStore, Fate::NeverSent));
    assert!(server.requests().is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_with_the_name_of_the_file_is_an_error() {
    let server = Server::api(|_| typed("application/pdf", &pdf(100))).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("taken");
    std::fs::create_dir(&path).unwrap();
    let error = client(&server).download_to_file(&Download::link("/v1/x"), &path).await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::CannotStore, Fate::Decided));
    assert_eq!(names(folder.path()), ["taken"]);
}

#[tokio::test]
async fn the_format_of_a_document_follows_from_its_head_and_its_first_bytes() {
    let png: &[u8] = b"\x89PNG\r\n\x1a\n";
    let jpeg: &[u8] = b"\xff\xd8\xff";
    for (content_type, body, expected) in [
        ("application/octet-stream", b"%PDF-1.7".as_slice(), Some(FileKind::Pdf)),
        ("application/octet-stream", png, Some(FileKind::Png)),
        ("application/octet-stream", jpeg, Some(FileKind::Jpeg)),
        ("image/jpeg", jpeg, Some(FileKind::Jpeg)),
        ("Image/PNG; x=y", png, Some(FileKind::Png)),
        ("image/png", jpeg, None),
        ("application/pdf", png, None),
        ("text/html", b"%PDF-1.7", None),
        ("application/octet-stream", b"MZ\x90\0\x03\0\0\0\x04", None),
        ("application/octet-stream", b"", None),
    ] {
        let body = body.to_vec();
        let server = Server::api(move |_| typed(content_type, &body)).await;
        let mut sink = Vec::new();
        let outcome = client(&server).download(&Download::document(&"d-1".into()), &mut sink).await;
        match (outcome, expected) {
            (Ok(downloaded), Some(kind)) => assert_eq!(downloaded.kind, kind),
            (Err(error), None) => {
                assert_eq!((error.kind(), sink.len()), (&ErrorKind::NotTheApi, 0), "{content_type}");
            }
            (outcome, expected) => panic!("{content_type}: {outcome:?}, expected {expected:?}"),
        }
    }
}

#[tokio::test]
async fn a_profile_must_be_a_pdf() {
    let server = Server::api(|_| typed("application/octet-stream", b"\x89PNG\r\n\x1a\n")).await;
    let profile = Download::kyc_profile(&seller(), &buyer());
    let error = client(&server).download(&profile, &mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotTheApi);
    assert_eq!(server.request().target, "/v1/partners/s-1/buyers/b-1/kyc/profile");
}

#[tokio::test]
async fn another_length_than_expected_is_an_error() {
    let server = Server::api(|request| match request.target.as_str() {
        "/v1/announced" => typed("application/pdf", b"%PDF-1.7"),
        _ => Reply::raw(
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7",
        ),
    })
    .await;
    for link in ["/v1/announced", "/v1/not-announced"] {
        for (expected, kind) in
            [(7, Some(ErrorKind::TooLarge)), (8, None), (9, Some(ErrorKind::ConnectionLost))]
        {
            let download = Download::link(link).of_length(expected);
            let outcome = client(&server).download(&download, &mut Vec::new()).await;
            assert_eq!(outcome.err().map(|error| error.kind().clone()), kind, "{link} {expected}");
        }
    }
}

#[tokio::test]
async fn a_download_may_take_longer_than_any_limit_while_it_moves() {
    // 2.4 s altogether: more than the silence and the total of other calls that this client allows.
    let server = Server::api(|_| {
        let head = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7";
        let mut parts = vec![(Duration::ZERO, head.to_vec())];
        parts.extend((0..16).map(|_| (Duration::from_millis(150), b"x".to_vec())));
        Reply::Parts(parts)
    })
    .await;
    let nt24 = impatient_within(&server, IDLE, IDLE);
    let begun = Instant::now();
    let downloaded = nt24.download(&Download::link("/v1/x"), &mut Vec::new()).await.unwrap();
    assert!(begun.elapsed() > IDLE);
    assert_eq!(downloaded.length, 24);
}

#[tokio::test]
async fn an_announced_length_of_ten_gigabytes_is_refused() {
    let server = Server::api(|_| {
        Reply::raw(
            "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 10000000000\r\n\r\n%PDF-1.7",
        )
    })
    .await;
    let error = client(&server).download(&Download::link("/v1/x"), &mut Vec::new()).await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::TooLarge, Fate::Decided));
}
