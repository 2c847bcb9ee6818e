//! The contract with the page, and the checks that all tests rely on.

use crate::bench::Bench;
use std::path::Path;

#[test]
fn the_typescript_contract_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/contract/index.ts");
    let kept = std::fs::read_to_string(&path).expect("ui/src/contract/index.ts");
    assert!(kept == desk::typescript(), "run `cargo xtask contract`");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_command_and_a_wrong_request_are_refused() {
    let bench = Bench::start().await;
    for (command, request) in [("fly", serde_json::json!({})), ("buyer", serde_json::json!({ "ident": 1 }))] {
        assert_eq!(bench.refused(command, request).await, desk::contract::FailureCode::Internal);
    }
    bench.finish_with_rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[should_panic(expected = "not of the API")]
async fn a_deliberate_violation_makes_the_run_fail() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let bench = Bench::start().await.signed_in().await;
    let address = bench.credentials()["apiUrl"].as_str().unwrap().replace("http://", "").replace("/v1", "");
    let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    let request = format!("GET /v1/nothing HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.read_to_end(&mut Vec::new()).await.unwrap();
    bench.finish().await;
}
