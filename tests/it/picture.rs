//! The program draws small pictures when it is started for that: without a window, a screen or an environment.

use std::io::Write;
use std::process::{Command, Stdio};

/// Any picture.
const ICON: &[u8] = include_bytes!("../../icons/128x128.png");

#[test]
fn the_program_draws_a_picture_without_a_window() {
    let mut process = Command::new(env!("CARGO_BIN_EXE_waybill"))
        .args(["--draw-small-picture", "image/png"])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    process.stdin.take().expect("piped").write_all(ICON).expect("written");
    let output = process.wait_with_output().expect("ended");
    assert!(output.status.success());
    assert!(output.stdout.starts_with(b"\xff\xd8\xff") && output.stdout.ends_with(b"\xff\xd9"));
}
