//! What a server or a gateway may send although the contract does not show it: the answer is understood, or
//! the request prevents it.

use crate::fixtures::{BUYER, ME, buyer, client, key, order, seller, upload};
use crate::server::{Reply, Server};
use flate2::Compression;
use flate2::write::GzEncoder;
use nt24::ProblemType;
use nt24_client::{Download, Error, ErrorKind, Fate, FileKind, Retry, Write as Request};
use std::io::Write as _;
use std::time::Duration;

fn reply(status: u16, headers: &str, body: &[u8]) -> Reply {
    let head = format!(
        "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    );
    Reply::raw([head.as_bytes(), body].concat())
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

async fn written(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Result<nt24_client::Answer, Error> {
    let server = Server::api(move |_| reply()).await;
    client(&server).send(&Request::mark_ready_for_pickup(&seller(), &order(), key("k"))).await
}

async fn read(headers: &'static str, body: &'static [u8]) -> Result<u64, Error> {
    let server = Server::api(move |_| reply(200, headers, body)).await;
    client(&server).buyer(&seller(), &buyer(), None).await.map(|answer| match answer {
        nt24_client::Conditional::Modified(fetched) => fetched.value.version,
        nt24_client::Conditional::NotModified => 0,
    })
}

#[tokio::test]
async fn a_declared_problem_without_a_type_is_a_decision_with_its_detail() {
    for body in [
        r#"{"title":"Conflict","detail":"closed on Friday","status":409}"#,
        r#"{"type":null,"detail":"closed on Friday"}"#,
        r#"{"type":7,"detail":"closed on Friday"}"#,
    ] {
        let sent = written(move || {
            Reply::new(409, "Content-Type: Application/Problem+JSON; charset=utf-8\r\n", body)
        });
        let error = sent.await.unwrap_err();
        assert_eq!((error.fate(), error.retry()), (Fate::Decided, Retry::Never), "{body}");
        let problem = error.problem().unwrap();
        assert_eq!((problem.status, problem.detail.as_deref()), (409, Some("closed on Friday")), "{body}");
        assert_eq!(problem.kind(), ProblemType::Unknown("about:blank".to_owned()));
    }
}

#[tokio::test]
async fn a_problem_is_read_with_a_mark_a_slash_and_a_text_in_another_encoding() {
    let bodies: [&[u8]; 3] = [
        b"\xef\xbb\xbf{\"type\":\"https://api.novatrade24.com/problems/validation-error\"}",
        b"{\"type\":\"https://api.novatrade24.com/problems/validation-error/\"}",
        b"{\"type\":\"validation-error\",\"detail\":\"M\xfcller\"}",
    ];
    for body in bodies {
        let error = written(move || reply(422, "content-type: application/problem+json\r\n", body))
            .await
            .unwrap_err();
        assert_eq!(error.problem().map(nt24::Problem::kind), Some(ProblemType::ValidationError), "{body:?}");
        assert_eq!(error.fate(), Fate::Decided);
    }
}

#[tokio::test]
async fn no_answer_is_compressed_and_one_that_is_all_the_same_is_read() {
    let server = Server::api(|request| {
        assert_eq!(request.header("accept-encoding"), Some("identity"));
        reply(200, "content-type: application/json\r\ncontent-encoding: gzip\r\n", &gzip(ME.as_bytes()))
    })
    .await;
    assert_eq!(client(&server).me().await.unwrap().value.name, "Autohaus");
    assert_eq!(server.request().header("accept-encoding"), Some("identity"));

    let answer = written(|| {
        let head = "content-type: application/json\r\nContent-Encoding: x-gzip\r\n";
        reply(201, head, &gzip(BUYER.as_bytes()))
    });
    assert_eq!(answer.await.unwrap().json::<nt24::Buyer>().unwrap().version, 3);

    let refusal = written(|| {
        let head = "content-type: application/problem+json\r\ncontent-encoding: GZIP\r\n";
        reply(422, head, &gzip(br#"{"type":"validation-error","detail":"no such day"}"#))
    });
    let error = refusal.await.unwrap_err();
    assert_eq!(error.problem().unwrap().detail.as_deref(), Some("no such day"));
}

#[tokio::test]
async fn a_compressed_answer_is_limited_by_its_unpacked_length_and_must_be_whole() {
    let head = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
    let bomb = gzip(&vec![b' '; 9 * 1024 * 1024]);
    assert!(bomb.len() < 20_000);
    let error = written(move || reply(200, head, &bomb)).await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::TooLarge, Fate::Unknown));
    let packed = gzip(BUYER.as_bytes());
    for broken in [packed[..packed.len() - 9].to_vec(), b"not compressed".to_vec()] {
        let error = written(move || reply(200, head, &broken)).await.unwrap_err();
        assert_eq!((error.kind(), error.fate()), (&ErrorKind::BadBody, Fate::Unknown));
    }
}

#[tokio::test]
async fn json_is_told_by_its_bytes_where_the_head_says_nothing() {
    let body = BUYER.as_bytes();
    for headers in [
        "CONTENT-TYPE: APPLICATION/JSON;CHARSET=UTF-8\r\n",
        "content-type: text/json\r\n",
        "content-type: text/plain; charset=utf-8\r\n",
        "content-type: binary/octet-stream\r\n",
        "content-type: application/vnd.nt24.buyer+json\r\n",
        "",
    ] {
        assert_eq!(read(headers, body).await.unwrap(), 3, "{headers}");
    }
    let marked: &'static [u8] = Box::leak([b"\xef\xbb\xbf".as_slice(), body].concat().into_boxed_slice());
    assert_eq!(read("content-type: application/json\r\n", marked).await.unwrap(), 3);
    for headers in ["content-type: text/html\r\n", "content-type: text/plain\r\n", ""] {
        let error = read(headers, b"<html>Sign in</html>").await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::NotTheApi, "{headers}");
    }
}

#[tokio::test]
async fn an_empty_success_is_a_success_of_a_write() {
    for headers in ["", "content-type: application/json\r\n", "content-type: text/html\r\n"] {
        for status in [200, 201, 202, 204] {
            let answer = written(move || Reply::new(status, headers, "")).await.unwrap();
            assert!(answer.body.is_empty(), "{status} {headers}");
        }
    }
}

#[tokio::test]
async fn a_marked_answer_of_a_write_is_kept_without_its_mark() {
    let answer = written(|| reply(200, "content-type: application/json\r\n", b"\xef\xbb\xbf{\"a\":1}"));
    assert_eq!(&answer.await.unwrap().body[..], b"{\"a\":1}");
}

#[tokio::test]
async fn a_file_is_told_by_its_bytes_where_the_head_says_nothing() {
    let pdf = b"%PDF-1.7 all of it";
    for headers in [
        "content-type: binary/octet-stream\r\n",
        "content-type: application/force-download\r\n",
        "content-type: application/x-pdf\r\n",
        "content-type: application/pdf; qs=0.001\r\n",
        "",
    ] {
        let server = Server::api(move |_| reply(200, headers, pdf)).await;
        let mut sink = Vec::new();
        let download = Download::export_file(&seller(), &order());
        let downloaded = client(&server).download(&download, &mut sink).await.unwrap();
        assert_eq!((downloaded.kind, sink.as_slice()), (FileKind::Pdf, pdf.as_slice()), "{headers}");
    }
    let server = Server::api(|_| reply(200, "", b"<html>Sign in to the network</html>")).await;
    let error = client(&server).download(&Download::link("/v1/x"), &mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotTheApi);
}

#[tokio::test]
async fn a_pdf_behind_a_mark_arrives_as_it_is_however_it_is_cut() {
    for pdf in [&b"\xef\xbb\xbf\r\n%PDF-1.7 all of it"[..], b"\n%PDF-1.7"] {
        for cut in [1, 2, 4, 7] {
            let server = Server::api(move |_| {
                let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/pdf\r\n\r\n";
                let parts = [head.as_bytes(), &pdf[..cut], &pdf[cut..]];
                Reply::Parts(parts.map(|part| (Duration::from_millis(5), part.to_vec())).to_vec())
            })
            .await;
            let mut sink = Vec::new();
            client(&server).download(&Download::link("/v1/x"), &mut sink).await.unwrap();
            assert_eq!(sink, pdf, "cut at {cut}");
        }
    }
}

#[tokio::test]
async fn a_compressed_file_arrives_unpacked() {
    let pdf = [b"%PDF-1.7\n".to_vec(), crate::fixtures::bytes(300_000)].concat();
    let packed = gzip(&pdf);
    let server = Server::api(move |_| {
        reply(200, "content-type: application/pdf\r\ncontent-encoding: gzip\r\n", &packed)
    })
    .await;
    let mut sink = Vec::new();
    let download = Download::link("/v1/x").of_length(pdf.len() as u64);
    let downloaded = client(&server).download(&download, &mut sink).await.unwrap();
    assert_eq!(downloaded.length, pdf.len() as u64);
    assert!(sink == pdf);
}

#[tokio::test]
async fn the_token_is_read_whatever_type_its_life_has() {
    let server = Server::start(|request| match request.target.as_str() {
        "/token" => reply(
            200,
            "content-type: text/plain\r\n",
            b"\xef\xbb\xbf{\"access_token\":\"t\",\"expires_in\":\"300\",\"token_type\":\"Bearer\"}",
        ),
        _ => Reply::json(200, ME),
    })
    .await;
    let nt24 = client(&server);
    nt24.me().await.unwrap();
    nt24.me().await.unwrap();
    assert_eq!(server.token_calls(), 1, "the token is used for its life");
}

#[tokio::test]
async fn a_backslash_in_the_name_of_a_file_is_a_quoted_pair() {
    for (name, written) in [("scans\\cmr.pdf", "scans\\\\cmr.pdf"), ("cmr\\", "cmr\\\\"), ("a\"b", "a%22b")] {
        let server = Server::api(|_| Reply::json(201, "{}")).await;
        let mut upload = upload(b"%PDF-1.7".to_vec());
        upload.file_name = name.to_owned();
        let write = Request::upload_transport_document(&seller(), &order(), upload, key("k"));
        client(&server).send(&write).await.unwrap();
        let body = String::from_utf8(server.request().body).unwrap();
        assert!(body.contains(&format!("; filename=\"{written}\"\r\n")), "{body}");
    }
}
