use crate::bench::{Bench, PDF, buyer_body};
use crate::wire;
use nt24_sandbox::{Fault, FaultKind};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

fn once(operation: &str, kind: FaultKind) -> Fault {
    Fault { operation: Some(operation.to_owned()), times: 1, kind }
}

async fn try_post(bench: &Bench, key: &str) -> Option<wire::Answer> {
    let headers = [("Idempotency-Key", key), ("Content-Type", "application/json")];
    let body = buyer_body("PL5260001246").to_string();
    bench.raw("POST", &bench.buyers(), &headers, body.as_bytes()).await
}

#[tokio::test]
async fn a_cut_before_handling_executes_nothing_and_a_later_one_does() {
    let bench = Bench::start().await;
    let control = bench.sandbox().control();
    control.fault(once("upsertBuyer", FaultKind::CutBeforeHandling));
    assert!(try_post(&bench, "k").await.is_none());
    assert_eq!(control.counts().buyers, 0);
    control.fault(once("upsertBuyer", FaultKind::CutAfterHandling));
    assert!(try_post(&bench, "k").await.is_none());
    assert_eq!(control.counts().buyers, 1);
    control.fault(once("upsertBuyer", FaultKind::CutDuringAnswer));
    let half = try_post(&bench, "k").await.unwrap();
    assert!(half.status == 201 && !half.complete && !half.body.is_empty());
    let whole = try_post(&bench, "k").await.unwrap().expect(201);
    assert!(whole.complete && whole.body.starts_with(&half.body));
    assert_eq!(control.counts().buyers, 1);
}

#[tokio::test]
async fn answers_can_be_html_broken_json_or_refused() {
    let bench = Bench::start().await;
    let control = bench.sandbox().control();
    control.fault(once("getMe", FaultKind::Html));
    let page = bench.get("/me").await.expect(200);
    assert!(page.header("content-type").starts_with("text/html"));
    control.fault(once("getMe", FaultKind::BrokenJson));
    let broken = bench.get("/me").await.expect(200);
    assert!(broken.complete && serde_json::from_slice::<serde_json::Value>(&broken.body).is_err());
    control.fault(once("getMe", FaultKind::Member { name: "sellers".to_owned(), text: "none".to_owned() }));
    assert_eq!(bench.get("/me").await.expect(200).json()["sellers"], "none");
    control.fault(once("getMe", FaultKind::RateLimited(7)));
    let limited = bench.get("/me").await.expect(429);
    assert_eq!((limited.problem().as_str(), limited.header("retry-after")), ("rate-limited", "7"));
    control.fault(once("getMe", FaultKind::Status(503, "internal-error".to_owned())));
    assert_eq!(bench.get("/me").await.expect(503).problem(), "internal-error");
    control.fault(once("getMe", FaultKind::Latency(Duration::from_millis(80))));
    let before = Instant::now();
    bench.get("/me").await.expect(200);
    assert!(before.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn a_fault_applies_to_its_operation_a_number_of_times() {
    let bench = Bench::start().await;
    let control = bench.sandbox().control();
    let kind = FaultKind::Status(500, "internal-error".to_owned());
    control.fault(Fault { operation: Some("listOrders".to_owned()), times: 2, kind: kind.clone() });
    bench.get("/me").await.expect(200);
    bench.get(&bench.orders()).await.expect(500);
    bench.get(&bench.orders()).await.expect(500);
    bench.get(&bench.orders()).await.expect(200);
    control.fault(Fault { operation: None, times: 9, kind });
    bench.get("/me").await.expect(500);
    control.clear_faults();
    bench.get("/me").await.expect(200);
}

#[tokio::test]
async fn the_token_call_can_fail_too() {
    let bench = Bench::start().await;
    let control = bench.sandbox().control();
    control.fault(once("issueToken", FaultKind::CutBeforeHandling));
    let path = nt24::TOKEN_PATH;
    assert!(wire::send(&bench.authority(), "POST", path, &[], b"").await.is_none());
    assert_eq!(control.token_calls(), 1);
}

#[tokio::test]
async fn the_host_can_leave_the_network_and_come_back() {
    let bench = Bench::start().await;
    let control = bench.sandbox().control();
    let mut open = TcpStream::connect(bench.authority()).await.unwrap();
    // The first request makes sure that the server accepted the connection.
    bench.get("/me").await.expect(200);
    control.set_network(false).unwrap();
    assert!(wire::read(&mut open).await.is_none(), "an open connection is cut");
    let refused = TcpStream::connect(bench.authority()).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    control.set_network(false).unwrap();
    control.set_network(true).unwrap();
    control.set_network(true).unwrap();
    bench.get("/me").await.expect(200);
}

#[tokio::test]
async fn a_fault_can_let_calls_pass_first() {
    let bench = Bench::start().await;
    let control = bench.sandbox().control();
    control.fault_after(2, once("getMe", FaultKind::Status(503, "internal-error".to_owned())));
    bench.get("/me").await.expect(200);
    bench.get(&bench.orders()).await.expect(200);
    bench.get("/me").await.expect(200);
    assert_eq!(control.faults().len(), 1);
    bench.get("/me").await.expect(503);
    bench.get("/me").await.expect(200);
    assert!(control.faults().is_empty());
}

#[tokio::test]
async fn a_body_can_contradict_its_length_or_type() {
    let bench = Bench::start().await;
    let control = bench.sandbox().control();
    let whole = bench.get("/me").await.expect(200).body;

    control.fault(once("getMe", FaultKind::HalfBody));
    let half = bench.get("/me").await.expect(200);
    assert!(half.complete && half.body == whole[..whole.len() / 2]);

    control.fault(once("getMe", FaultKind::ContentType("text/plain".to_owned())));
    let other = bench.get("/me").await.expect(200);
    assert_eq!((other.header("content-type"), &other.body), ("text/plain", &whole));

    let promised = 10 * 1024 * 1024 * 1024_u64;
    control.fault(once("getMe", FaultKind::Promised(promised)));
    let short = bench.get("/me").await.expect(200);
    assert_eq!((short.header("content-length"), &short.body), (promised.to_string().as_str(), &whole));
    assert!(!short.complete);

    let pause = Duration::from_millis(10);
    control.fault(once("getMe", FaultKind::Drip { bytes: whole.len().div_ceil(5), pause }));
    let before = Instant::now();
    assert_eq!(bench.get("/me").await.expect(200).body, whole);
    assert!(before.elapsed() >= pause * 5);
}

#[tokio::test]
async fn a_body_can_be_endless() {
    let bench = Bench::start().await;
    bench.sandbox().control().fault(once("getMe", FaultKind::Endless));
    let mut stream = TcpStream::connect(bench.authority()).await.unwrap();
    let head = format!(
        "GET /v1/me HTTP/1.1\r\nHost: {}\r\nAuthorization: {}\r\n\r\n",
        bench.authority(),
        bench.bearer()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut buffer = vec![0; 64 * 1024];
    let mut seen = 0;
    while seen < 8 * 1024 * 1024 {
        let read = stream.read(&mut buffer).await.unwrap();
        assert!(read > 0, "it ended after {seen} bytes");
        seen += read;
    }
    drop(stream);
    bench.get("/me").await.expect(200);
}

#[tokio::test]
async fn faults_apply_to_downloads() {
    let bench = Bench::start().await;
    let control = bench.sandbox().control();
    let (buyer, _) = bench.buyer("PL5260001246").await;
    let document = bench.upload(&format!("{buyer}/kyc/documents"), "COC_EXTRACT", PDF).await.expect(201);
    let path = format!("/documents/{}/download", document.json()["uuid"].as_str().unwrap());
    control.fault(once("downloadDocument", FaultKind::HalfBody));
    assert_eq!(bench.get(&path).await.expect(200).body, PDF[..PDF.len() / 2]);
    control.fault(once("downloadDocument", FaultKind::Promised(1000)));
    let short = bench.get(&path).await.expect(200);
    assert_eq!((short.header("content-length"), short.body.as_slice(), short.complete), ("1000", PDF, false));
    control.fault(once("downloadDocument", FaultKind::BrokenJson));
    let broken = bench.get(&path).await.expect(200);
    assert!(broken.complete && broken.body != PDF && broken.body.len() == PDF.len());
    assert_eq!(bench.get(&path).await.expect(200).body, PDF);
}
