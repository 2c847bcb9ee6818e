//! `cargo xtask test`: all checks that must pass before a change is accepted.

use std::panic::resume_unwind;
use std::process::{Command, ExitCode};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Instant;

use crate::cargo_tools::{CARGO_DENY, TAURI_DRIVER, install_components};
use crate::counts::{Counts, Runner};
use crate::step::{Failure, duration, step};
use crate::system_packages::{self, Need};
use crate::{checkout, page, planted, window};

/// Steps that run one after the other, until the first failure.
type Lane<'a> = Box<dyn FnOnce(&mut Counts) -> Result<(), Failure> + Send + 'a>;

/// The last line is always the counts over all runners.
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
    // The program embeds the page: no Rust of the root package compiles without it.
    page::build()?;

    println!("lints, builds and tests");
    let (built, programs) = mpsc::channel();
    side_by_side(
        counts,
        [
            Box::new(move |counts| rust(counts, built)),
            Box::new(move |counts| journeys(counts, programs)),
            Box::new(page_sources),
        ],
    )
}

/// One lane, because one Cargo at a time compiles. Tells `built` when the programs are there; `built` goes with
/// the lane, so that the journeys do not wait for a lane that failed.
fn rust(counts: &mut Counts, built: Sender<()>) -> Result<(), Failure> {
    // A fault that does not fit the code any more is told at once, and not after all tests.
    let mut planted_faults = planted::command()?;
    step("format", &mut checkout::cargo(["fmt", "--all", "--check"]))?;
    step("licences and sources", &mut CARGO_DENY.command(["check", "bans", "licenses", "sources"]))?;
    let mut clippy = checkout::cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    step("clippy", &mut clippy)?;
    let mut doc = checkout::cargo(["doc", "--workspace", "--no-deps"]);
    step("documentation", doc.env("RUSTDOCFLAGS", "-D warnings"))?;
    step("build programs", &mut checkout::cargo(["build", "--workspace", "--bins"]))?;
    // The journeys' lane may have failed and gone.
    built.send(()).ok();
    step("packages", &mut packages())?;
    step("build tests", &mut checkout::cargo(["test", "--workspace", "--no-run"]))?;
    let mut tests = checkout::cargo(["test", "--workspace"]);
    // Most tests wait: for a server, a pause or a disk.
    let threads = 2 * std::thread::available_parallelism().map_or(1, usize::from);
    tests.env("RUST_TEST_THREADS", threads.to_string());
    counted(counts, Runner::Cargo, "Rust tests", &mut tests)?;
    step("planted faults", &mut planted_faults)?;
    // One test. Its runner has filtered out the others, which have run before, and is therefore not counted.
    counts.passed += 1;
    Ok(())
}

/// Packages the crates that do not know Waybill, as a registry takes them: with a version of each crate that
/// they depend on. Their code is not compiled once more.
fn packages() -> Command {
    let mut package = checkout::cargo(["package", "--no-verify", "--offline", "--allow-dirty"]);
    package.args(["--package", "nt24", "--package", "nt24-client", "--package", "nt24-sandbox"]);
    package
}

/// The page's sources.
fn page_sources(counts: &mut Counts) -> Result<(), Failure> {
    counted(counts, Runner::Vitest, "page: unit tests", &mut page::npm(["run", "test"]))?;
    step("page: types", &mut page::npm(["run", "check"]))?;
    step("page: lint", &mut page::npm(["run", "lint"]))?;
    Ok(())
}

/// The journeys through the window and the page, once the programs are there.
fn journeys(counts: &mut Counts, programs: Receiver<()>) -> Result<(), Failure> {
    if programs.recv().is_err() {
        // The Rust lane has failed before it built them, and says so.
        return Ok(());
    }
    if cfg!(target_os = "linux") {
        let mut journeys = window::playwright("e2e/window/playwright.config.ts");
        counted(counts, Runner::Playwright, "window journeys", &mut journeys)?;
    } else {
        println!("  window journeys left out: tauri-driver drives WebKitGTK, on Linux only");
    }
    let mut browser = page::browser(["--reporter=list"]);
    counted(counts, Runner::Playwright, "browser journeys", &mut browser)
}

/// Runs the lanes at the same time, each to its end, so that all cores are busy. Returns the failure of the
/// first lane that failed, and prints those of the others.
fn side_by_side<const LANES: usize>(counts: &mut Counts, lanes: [Lane<'_>; LANES]) -> Result<(), Failure> {
    let ended = std::thread::scope(|scope| {
        let running = lanes.map(|lane| {
            scope.spawn(move || {
                let mut counts = Counts::default();
                let done = lane(&mut counts);
                if let Err(Failure::Step { name, .. }) = &done {
                    println!("  {name} FAILED; the other steps go on");
                }
                (counts, done)
            })
        });
        running.map(|lane| lane.join().unwrap_or_else(|panicked| resume_unwind(panicked)))
    });
    let mut first = Ok(());
    for (ran, done) in ended {
        *counts += ran;
        match (&first, done) {
            (Ok(()), done) => first = done,
            (Err(_), Err(failure)) => println!("\n{failure}"),
            (Err(_), Ok(())) => {}
        }
    }
    first
}

/// A step whose output contains the numbers of tests. No test at all is a failure.
fn counted(counts: &mut Counts, runner: Runner, name: &str, command: &mut Command) -> Result<(), Failure> {
    let done = step(name, command);
    let output = done.as_ref().map_or_else(|failure| failure.output(), String::as_str);
    let ran = runner.count(output);
    *counts += ran;
    if done.is_ok() && ran == Counts::default() {
        return Err(Failure::Missing(format!("{name}: the runner ended well and reported no test at all")));
    }
    done.map(drop)
}
