use crate::fixtures::{AnnouncedFile, IDLE, Missing, bytes, client, impatient, impatient_within, key};
use crate::fixtures::{order, seller, upload, upload_of};
use crate::server::{Reply, Request, Server};
use crate::tokens::until;
use nt24_client::{Error, ErrorKind, Fate, Retry, Upload, Write};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

fn write(upload: Upload) -> Write {
    Write::upload_transport_document(&seller(), &order(), upload, key("upload-1"))
}

async fn accepting() -> Server {
    Server::api(|_| Reply::json(201, r#"{"uuid":"d-1","type":"TRANSPORT_CMR","status":"ACTIVE"}"#)).await
}

/// Waits until the server has seen the end of what was sent.
async fn seen(server: &Server) -> Request {
    until(|| !server.requests().is_empty()).await;
    server.request()
}

#[tokio::test]
async fn the_form_has_these_bytes_and_announces_its_length() {
    let server = accepting().await;
    let document = client(&server)
        .upload_transport_document(&seller(), &order(), upload(b"%PDF-1.7".to_vec()), &key("upload-1"))
        .await
        .unwrap();
    assert!(document.created);
    assert_eq!(document.value.uuid.as_str(), "d-1");
    let request = server.request();
    // The first 20 bytes of the SHA-256 of `upload-1`.
    let boundary = "nt24-9e59128999443fcd202adf9eb634955caa793d0b";
    assert_eq!(
        request.header("content-type"),
        Some(format!("multipart/form-data; boundary={boundary}").as_str())
    );
    let body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nTRANSPORT_CMR\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"documentDate\"\r\n\r\n2026-03-01\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"CMR %22März%22%0D%0AX: 1.pdf\"\r\n\
         Content-Type: application/pdf\r\n\r\n%PDF-1.7\r\n--{boundary}--\r\n"
    );
    assert_eq!(String::from_utf8(request.body.clone()).unwrap(), body);
    assert_eq!(request.header("content-length"), Some(body.len().to_string().as_str()));
    assert_eq!(request.header("transfer-encoding"), None);
}

#[tokio::test]
async fn a_form_without_a_date_has_no_date_part() {
    let server = accepting().await;
    let undated = Upload { document_date: None, ..upload(Vec::new()) };
    client(&server).send(&write(undated)).await.unwrap();
    let body = String::from_utf8(server.request().body).unwrap();
    assert!(!body.contains("documentDate"));
    assert!(body.contains("Content-Type: application/pdf\r\n\r\n\r\n--nt24-"), "an empty file: {body}");
}

#[tokio::test]
async fn a_repetition_has_the_same_bytes() {
    let server = Server::api(|request| match request.header("authorization") {
        Some("Bearer token-1") => Reply::problem(401, "unauthorized"),
        _ => Reply::raw(""),
    })
    .await;
    let content = bytes(1_000_000);
    let write = write(upload(content.clone()));
    // Refused for its token and repeated with a new one; then cut off, and sent again by the caller.
    let error = client(&server).send(&write).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.fate(), error.attempts()),
        (&ErrorKind::ConnectionLost, Fate::Unknown, 2)
    );
    client(&server).send(&write).await.unwrap_err();
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|request| request.complete));
    assert!(requests.iter().all(|request| request.body == requests[0].body));
    assert!(
        requests.iter().all(|request| request.header("content-type") == requests[0].header("content-type"))
    );
    let begin = requests[0].body.windows(4).rposition(|window| window == b"\r\n\r\n").map_or(0, |at| at + 4);
    assert!(begin > 0 && requests[0].body.windows(content.len()).any(|window| window == content));
}

#[tokio::test]
async fn progress_counts_the_file_up_to_its_end() {
    let server = accepting().await;
    let steps = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&steps);
    let progress = Arc::new(move |handed| told.lock().unwrap().push(handed));
    client(&server).send(&write(Upload { progress, ..upload(bytes(3_000_001)) })).await.unwrap();
    let steps = steps.lock().unwrap();
    assert!(steps.is_sorted());
    assert_eq!((steps.first(), steps.last()), (Some(&0), Some(&3_000_001)));
    assert!(steps.len() > 100);
}

async fn upload_changed(announced: u64, real: usize) -> (Error, Server) {
    let server = accepting().await;
    let file = AnnouncedFile { announced, bytes: Arc::new(bytes(real)) };
    let error = client(&server).send(&write(upload_of(file))).await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (&ErrorKind::FileChanged, Retry::Never));
    (error, server)
}

#[tokio::test]
async fn a_large_file_that_changes_never_arrives_complete() {
    for real in [4_999_999, 5_000_001] {
        let (error, server) = upload_changed(5_000_000, real).await;
        assert_eq!((error.fate(), error.attempts()), (Fate::Unknown, 1));
        let request = seen(&server).await;
        assert!(!request.complete);
        assert!(!request.body.ends_with(b"--\r\n"), "no closing boundary");
    }
}

#[tokio::test]
async fn a_small_file_that_changed_is_not_sent() {
    for (announced, real) in [(1000, 999), (1000, 1001), (0, 1), (1, 0)] {
        let (error, server) = upload_changed(announced, real).await;
        assert_eq!((error.fate(), error.attempts()), (Fate::NeverSent, 0));
        assert!(server.requests().is_empty());
    }
}

#[tokio::test]
async fn a_missing_file_is_not_sent() {
    let server = accepting().await;
    let error = client(&server).send(&write(upload_of(Missing))).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.fate(), error.retry()),
        (&ErrorKind::FileGone, Fate::NeverSent, Retry::Never)
    );
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_media_type_cannot_add_a_header() {
    let server = accepting().await;
    let bad = Upload { content_type: "application/pdf\r\nX: 1".to_owned(), ..upload(bytes(10)) };
    let error = client(&server).send(&write(bad)).await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::BadAddress, Fate::NeverSent));
}

#[tokio::test]
async fn an_upload_cancelled_before_it_starts_was_never_sent() {
    let server = accepting().await;
    let upload = upload(bytes(10));
    upload.cancel.cancel();
    let error = client(&server).send(&write(upload)).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.fate(), error.retry()),
        (&ErrorKind::Cancelled, Fate::NeverSent, Retry::Never)
    );
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_fate_of_an_upload_cancelled_while_sending_is_unknown() {
    let server = Server::api(|_| Reply::Silence).await;
    let whole = upload(bytes(10));
    let cancel = whole.cancel.clone();
    let progress = Arc::new(move |handed| {
        if handed == 10 {
            cancel.cancel();
        }
    });
    let error = client(&server).send(&write(Upload { progress, ..whole })).await.unwrap_err();
    assert_eq!((error.kind(), error.fate(), error.attempts()), (&ErrorKind::Cancelled, Fate::Unknown, 1));
}

#[tokio::test]
async fn an_upload_may_take_longer_than_any_limit_while_it_moves() {
    // Read from a file that needs 150 ms for each of its pieces, 2.4 s altogether: more than the
    // silence and the total of other calls that this client allows.
    const PIECES: u64 = 16;
    struct Slow;
    impl nt24_client::FileSource for Slow {
        fn length(&self) -> u64 {
            PIECES * 256 * 1024
        }
        fn open(&self) -> std::io::Result<Box<dyn std::io::Read + Send>> {
            struct Dripping(u64);
            impl std::io::Read for Dripping {
                fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                    let length = (buffer.len() as u64).min(self.0);
                    if self.0.is_multiple_of(256 * 1024) && length > 0 {
                        std::thread::sleep(Duration::from_millis(150));
                    }
                    let length = length.min(4096);
                    self.0 -= length;
                    buffer[..length as usize].fill(7);
                    Ok(length as usize)
                }
            }
            Ok(Box::new(Dripping(PIECES * 256 * 1024)))
        }
    }
    let server = accepting().await;
    let begun = std::time::Instant::now();
    impatient_within(&server, IDLE, IDLE).send(&write(upload_of(Slow))).await.unwrap();
    assert!(begun.elapsed() > IDLE);
    assert!(server.request().complete);
}

#[tokio::test]
async fn a_server_that_does_not_answer_an_upload_runs_into_a_timeout() {
    let server = Server::api(|_| Reply::Silence).await;
    let begun = std::time::Instant::now();
    let error = impatient(&server).send(&write(upload(bytes(10)))).await.unwrap_err();
    assert_eq!((error.kind(), error.fate()), (&ErrorKind::Timeout, Fate::Unknown));
    assert!(begun.elapsed() >= 2 * IDLE, "there is more patience after the last byte");
}

#[tokio::test]
async fn an_upload_cancelled_between_a_401_and_the_new_token_was_never_executed() {
    let asked = AtomicU32::new(0);
    let server = Server::start(move |request| match request.target.as_str() {
        "/token" if asked.fetch_add(1, Ordering::SeqCst) == 0 => {
            Reply::json(200, r#"{"access_token":"t","expires_in":300,"token_type":"Bearer"}"#)
        }
        "/token" => Reply::Silence,
        _ => Reply::problem(401, "unauthorized"),
    })
    .await;
    let upload = upload(bytes(10));
    let cancel = upload.cancel.clone();
    let nt24 = client(&server);
    let sending = tokio::spawn(async move { nt24.send(&write(upload)).await });
    until(|| server.token_calls() == 2).await;
    cancel.cancel();
    let error = sending.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.fate(), error.attempts()), (&ErrorKind::Cancelled, Fate::NeverSent, 1));
}

#[tokio::test]
async fn a_read_error_in_the_middle_of_a_file_is_not_sent_as_its_end() {
    // A removed USB stick, and a reader with a defect.
    struct Stops(fn() -> std::io::Result<usize>);
    impl nt24_client::FileSource for Stops {
        fn length(&self) -> u64 {
            2_000_000
        }
        fn open(&self) -> std::io::Result<Box<dyn std::io::Read + Send>> {
            struct Reader(usize, fn() -> std::io::Result<usize>);
            impl std::io::Read for Reader {
                fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                    if self.0 == 0 {
                        return self.1();
                    }
                    let length = buffer.len().min(self.0);
                    self.0 -= length;
                    Ok(length)
                }
            }
            Ok(Box::new(Reader(1_000_000, self.0)))
        }
    }
    let failures: [fn() -> std::io::Result<usize>; 2] =
        [|| Err(std::io::ErrorKind::NotFound.into()), || panic!("a defect of the reader")];
    for failure in failures {
        let server = accepting().await;
        let error = client(&server).send(&write(upload_of(Stops(failure)))).await.unwrap_err();
        assert_eq!((error.kind(), error.fate(), error.attempts()), (&ErrorKind::FileGone, Fate::Unknown, 1));
        assert!(!seen(&server).await.complete);
    }
}

#[tokio::test]
async fn a_file_is_read_in_large_chunks() {
    // Each read requests 256 KiB. One is interrupted, and one returns fewer bytes, as reads of files do.
    struct Asked(Arc<Mutex<Vec<usize>>>);
    struct Reader(Arc<Mutex<Vec<usize>>>, u64);
    impl nt24_client::FileSource for Asked {
        fn length(&self) -> u64 {
            1_000_000
        }
        fn open(&self) -> std::io::Result<Box<dyn std::io::Read + Send>> {
            Ok(Box::new(Reader(Arc::clone(&self.0), self.length())))
        }
    }
    impl std::io::Read for Reader {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let mut asked = self.0.lock().unwrap();
            asked.push(buffer.len());
            let length = match asked.len() {
                2 => return Err(std::io::ErrorKind::Interrupted.into()),
                3 => 1000,
                _ => buffer.len() as u64,
            };
            let length = length.min(self.1);
            self.1 -= length;
            buffer[..length as usize].fill(7);
            Ok(length as usize)
        }
    }
    let server = accepting().await;
    let asked = Arc::new(Mutex::new(Vec::new()));
    client(&server).send(&write(upload_of(Asked(Arc::clone(&asked))))).await.unwrap();
    let request = server.request();
    assert!(request.complete);
    assert_eq!(request.body.iter().filter(|byte| **byte == 7).count(), 1_000_000);
    const CHUNK: usize = 256 * 1024;
    let rest = 1_000_000 - 3 * CHUNK;
    // The read of a single byte checks for the end, where a file that grew would continue.
    assert_eq!(*asked.lock().unwrap(), [CHUNK, CHUNK, CHUNK, CHUNK - 1000, CHUNK, rest, 1]);
}
