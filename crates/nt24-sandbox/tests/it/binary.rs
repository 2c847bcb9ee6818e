//! Tests of the program: its output, its options, its exit code.

use crate::wire;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_nt24-sandbox"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Starts the program, sends one request and stops the program. Returns exit code and stderr.
async fn run(path: &str) -> (Option<i32>, String) {
    let mut child = start(&["--listen", "127.0.0.1:0", "--check-contract"]);
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    let authority = ready["api_url"].as_str().unwrap().strip_prefix("http://").unwrap();
    let authority = authority.strip_suffix("/v1").unwrap();
    assert!(ready["client_secret"].as_str().unwrap().len() >= 64);
    assert_eq!(
        wire::send(authority, "GET", path, &[], b"").await.unwrap().status,
        if path == "/v1/me" { 401 } else { 404 }
    );
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "one line only");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn it_prints_its_address_and_ends_on_a_signal() {
    assert_eq!(run("/v1/me").await, (Some(0), String::new()));
}

#[tokio::test]
async fn a_violation_goes_to_stderr_and_into_the_exit_code() {
    let (code, stderr) = run("/v1/nowhere").await;
    assert_eq!(code, Some(1));
    assert_eq!(stderr, "unknown: GET /v1/nowhere: the contract has no such operation\n");
}

#[test]
fn it_listens_on_loopback_only() {
    let output = start(&["--listen", "0.0.0.0:0"]).wait_with_output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
}

/// Starts the program and reads its line of JSON.
fn serving(arguments: &[&str]) -> (Child, Value) {
    let mut child = start(arguments);
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

#[tokio::test]
async fn the_rate_limit_can_be_switched_off() {
    let (mut child, ready) = serving(&["--listen", "127.0.0.1:0", "--no-rate-limit"]);
    let authority = ready["api_url"].as_str().unwrap().strip_prefix("http://").unwrap();
    let authority = authority.strip_suffix("/v1").unwrap();
    let bearer = format!("Bearer {}", token(&ready).await.unwrap());
    // More than twice the 300 reads of a minute, which no burst allows.
    for _ in 0..700 {
        let answer = wire::send(authority, "GET", "/v1/me", &[("Authorization", &bearer)], b"").await;
        answer.unwrap().expect(200);
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

async fn token(ready: &Value) -> Option<String> {
    let authority = ready["api_url"].as_str().unwrap().strip_prefix("http://")?.strip_suffix("/v1")?;
    let secret = ready["client_secret"].as_str().unwrap();
    let client_id = ready["client_id"].as_str().unwrap();
    let form = format!("grant_type=client_credentials&client_id={client_id}&client_secret={secret}");
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = wire::send(authority, "POST", nt24::TOKEN_PATH, &headers, form.as_bytes()).await?;
    Some(answer.expect(200).json()["access_token"].as_str()?.to_owned())
}

#[tokio::test]
async fn its_state_survives_a_restart() {
    let file = std::env::temp_dir().join(format!("nt24-sandbox-{}.json", std::process::id()));
    let secret = "s".repeat(64);
    let mut organizations = Vec::new();
    for clock in ["2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z"] {
        let arguments = [
            "--listen",
            "127.0.0.1:0",
            "--control",
            "--state",
            file.to_str().unwrap(),
            "--clock",
            clock,
            "--seed",
            "demo",
            "--client-id",
            "mine",
            "--client-secret",
            &secret,
        ];
        let (mut child, ready) = serving(&arguments);
        assert_eq!((&ready["client_id"], &ready["client_secret"]), (&"mine".into(), &secret.as_str().into()));
        let authority = ready["api_url"].as_str().unwrap().strip_prefix("http://").unwrap();
        let authority = authority.strip_suffix("/v1").unwrap();
        let shown =
            wire::send(authority, "GET", "/_sandbox/clock", &[], b"").await.unwrap().expect(200).json();
        assert!(shown["now"].as_str().unwrap().starts_with(&clock[..15]), "{shown}");
        let bearer = format!("Bearer {}", token(&ready).await.unwrap());
        let me = wire::send(authority, "GET", "/v1/me", &[("Authorization", &bearer)], b"").await.unwrap();
        organizations.push(me.expect(200).json()["organizationUuid"].clone());
        let counts = wire::send(authority, "GET", "/_sandbox/counts", &[], b"").await.unwrap().json();
        assert_eq!(counts["orders"], 120, "it is seeded once");
        child.kill().unwrap();
        child.wait().unwrap();
    }
    std::fs::remove_file(&file).unwrap();
    assert_eq!(organizations[0], organizations[1]);
}
