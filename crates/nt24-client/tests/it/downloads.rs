use crate::fixtures::client;
use crate::server::{Reply, Server};
use nt24_client::{Download, Downloaded, Error, ErrorKind, Fate, FileKind};

fn pdf(body: &str) -> Reply {
    Reply::new(200, "content-type: application/pdf\r\n", body)
}

async fn fetched(server: &Server, address: &str, max_bytes: u64) -> (Result<Downloaded, Error>, Vec<u8>) {
    let mut sink = Vec::new();
    let outcome = client(server).download(&Download::link(address).at_most(max_bytes), &mut sink).await;
    (outcome, sink)
}

#[tokio::test]
async fn a_file_of_the_api_is_fetched_with_the_token() {
    let server = Server::api(|_| pdf("%PDF-1.7 all of it")).await;
    for (address, target) in [
        ("/v1/files/1?v=2", "/v1/files/1?v=2"),
        ("files/1", "/v1/files/1"),
        (server.url("/other/1").as_str(), "/other/1"),
    ] {
        let (outcome, sink) = fetched(&server, address, 100).await;
        let Downloaded { length, kind, content_type, request_id } = outcome.unwrap();
        assert_eq!((length, kind, content_type.as_deref()), (18, FileKind::Pdf, Some("application/pdf")));
        assert_eq!(request_id, "id-2", "the token call had the first");
        assert_eq!(sink, b"%PDF-1.7 all of it");
        let request = server.requests().pop().unwrap();
        assert_eq!(request.target, target);
        assert!(request.header("authorization").unwrap().starts_with("Bearer token-"));
    }
}

#[tokio::test]
async fn a_401_is_answered_with_a_new_token() {
    let server = Server::api(|request| match request.header("authorization") {
        Some("Bearer token-1") => Reply::problem(401, "unauthorized"),
        _ => pdf("%PDF-1.7"),
    })
    .await;
    fetched(&server, "/v1/x", 100).await.0.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_answer_that_is_no_pdf_is_not_written() {
    for reply in [
        || Reply::html(200),
        || Reply::new(200, "content-type: application/pdf\r\n", "<html>%PDF"),
        || Reply::new(200, "content-type: application/pdf\r\n", "%PD"),
        || Reply::new(200, "content-type: application/json\r\n", "%PDF-1.7"),
        || Reply::new(204, "", ""),
    ] {
        let server = Server::api(move |_| reply()).await;
        let (outcome, sink) = fetched(&server, "/v1/x", 100).await;
        assert_eq!(outcome.unwrap_err().kind(), &ErrorKind::NotTheApi);
        assert!(sink.is_empty());
    }
}

#[tokio::test]
async fn a_pdf_may_arrive_in_parts_of_any_size() {
    let server = Server::api(|_| {
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/pdf\r\n\r\n";
        let pause = std::time::Duration::from_millis(30);
        Reply::Parts(vec![
            (pause, head.into()),
            (pause, b"%P".into()),
            (pause, b"DF-1".into()),
            (pause, b".7".into()),
        ])
    })
    .await;
    let (outcome, sink) = fetched(&server, "/v1/x", 8).await;
    assert_eq!((outcome.unwrap().length, sink.as_slice()), (8, b"%PDF-1.7".as_slice()));
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused() {
    let server = Server::api(|request| match request.target.as_str() {
        "/v1/announced" => pdf("%PDF-1.7 too long"),
        _ => Reply::raw(
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7 too long",
        ),
    })
    .await;
    for address in ["/v1/announced", "/v1/not-announced"] {
        let (outcome, sink) = fetched(&server, address, 16).await;
        assert_eq!(outcome.unwrap_err().kind(), &ErrorKind::TooLarge);
        assert!(sink.len() <= 16);
    }
}

#[tokio::test]
async fn an_incomplete_file_is_an_error() {
    let server = Server::api(|_| {
        Reply::raw("HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 100\r\n\r\n%PDF-1.7")
    })
    .await;
    let error = fetched(&server, "/v1/x", 1000).await.0.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::ConnectionLost);
    assert!(error.request_id().is_some());
}

#[tokio::test]
async fn a_refusal_and_a_redirect_are_different_errors() {
    let elsewhere = Server::start(|_| pdf("%PDF-1.7")).await;
    let target = elsewhere.url("/x");
    let server = Server::api(move |request| match request.target.as_str() {
        "/v1/gone" => Reply::problem(404, "not-found"),
        _ => Reply::new(302, &format!("location: {target}\r\n"), ""),
    })
    .await;
    let refused = fetched(&server, "/v1/gone", 100).await.0.unwrap_err();
    assert_eq!((refused.problem().map(|problem| problem.status), refused.fate()), (Some(404), Fate::Decided));
    let redirected = fetched(&server, "/v1/moved", 100).await.0.unwrap_err();
    assert_eq!(redirected.kind(), &ErrorKind::Redirected);
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn another_host_without_encryption_is_not_called() {
    let server = Server::api(|_| pdf("%PDF-1.7")).await;
    let elsewhere = Server::start(|_| pdf("%PDF-1.7")).await;
    for address in
        [elsewhere.url("/x"), "file:///etc/passwd".to_owned(), "https://user:word@127.0.0.1/x".to_owned()]
    {
        let error = fetched(&server, &address, 100).await.0.unwrap_err();
        assert_eq!((error.kind(), error.fate()), (&ErrorKind::BadAddress, Fate::NeverSent));
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_full_disk_is_reported() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let server = Server::api(|_| pdf("%PDF-1.7")).await;
    let error = client(&server).download(&Download::link("/v1/x"), &mut Full).await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::CannotStore, Fate::Decided));
}
