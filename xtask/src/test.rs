//! `cargo xtask test`: all checks that must pass before a change is accepted.

use std::panic::resume_unwind;
use std::process::ExitCode;
use std::time::Instant;

use crate::cargo_tools::{CARGO_DENY, TAURI_DRIVER, install_components};
use crate::counts::{Counts, Runner};
use crate::step::{Failure, duration, step};
use crate::system_packages::{self, Need};
use crate::{checkout, page, window};

/// Stops at the first failure. The last line always contains the counts over all runners.
pub(crate) fn test() -> ExitCode {
    let started = Instant::now();
    let mut counts = Counts::default();
    let done = phases(&mut counts);
    println!("\nin {}", duration(started.elapsed()));
    if let Err(failure) = &done {
        println!("\n{failure}\n");
        // A failed lint or build counts as a failure, although no test was counted.
        counts.failed = counts.failed.max(1);
    }
    if counts.skipped > 0 {
        println!("{} skipped", counts.skipped);
    }
    println!("{} passed, {} failed", counts.passed, counts.failed);
    if done.is_ok() && counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn phases(counts: &mut Counts) -> Result<(), Failure> {
    println!("set-up");
    system_packages::install(Need::Tests)?;
    install_components()?;
    page::install()?;
    CARGO_DENY.install()?;
    if cfg!(target_os = "linux") {
        TAURI_DRIVER.install()?;
    }

    println!("page");
    page::build()?;
    std::thread::scope(|scope| {
        // One core each.
        let lint = scope.spawn(|| step("page: lint", &mut page::npm(["run", "lint"])));
        step("page: types", &mut page::npm(["run", "check"]))?;
        counted(counts, Runner::Vitest, "page: unit tests", &mut page::npm(["run", "test"]))?;
        lint.join().unwrap_or_else(|panicked| resume_unwind(panicked))
    })?;

    println!("rust");
    step("format", &mut checkout::cargo(["fmt", "--all", "--check"]))?;
    step("licences and sources", &mut CARGO_DENY.command(["check", "bans", "licenses", "sources"]))?;
    let mut clippy = checkout::cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    step("clippy", &mut clippy)?;
    let mut doc = checkout::cargo(["doc", "--workspace", "--no-deps"]);
    step("documentation", doc.env("RUSTDOCFLAGS", "-D warnings"))?;
    step("build programs", &mut checkout::cargo(["build", "--workspace", "--bins"]))?;
    step("build tests", &mut checkout::cargo(["test", "--workspace", "--no-run"]))?;
    let mut tests = checkout::cargo(["test", "--workspace"]);
    // Most tests wait: for a server, a pause or a disk.
    let threads = 2 * std::thread::available_parallelism().map_or(1, usize::from);
    tests.env("RUST_TEST_THREADS", threads.to_string());
    counted(counts, Runner::Cargo, "tests", &mut tests)?;

    println!("page over the real core");
    let mut browser = page::npm(["run", "e2e", "--", "--reporter=list"]);
    if let Some(chromium) = system_packages::chromium() {
        browser.env("CHROMIUM_PATH", chromium);
    }
    browser.env("WAYBILL_WEB_HOST", checkout::built_program("web-host"));
    counted(counts, Runner::Playwright, "browser journeys", &mut browser)?;

    println!("window");
    if cfg!(target_os = "linux") {
        let mut journeys = window::playwright("e2e/window/playwright.config.ts");
        counted(counts, Runner::Playwright, "window journeys", &mut journeys)?;
    } else {
        println!("  left out: tauri-driver drives WebKitGTK, on Linux only");
    }
    Ok(())
}

/// A step whose output contains the numbers of tests. No test at all is a failure.
fn counted(
    counts: &mut Counts,
    runner: Runner,
    name: &str,
    command: &mut std::process::Command,
) -> Result<(), Failure> {
    let done = step(name, command);
    let output = done.as_ref().map_or_else(|failure| failure.output(), String::as_str);
    let ran = runner.count(output);
    *counts += ran;
    if done.is_ok() && ran == Counts::default() {
        return Err(Failure::Missing(format!("{name}: the runner ended well and reported no test at all")));
    }
    done.map(drop)
}
