//! The short verbs.

use std::fs;
use std::process::{Command, Stdio};

use crate::step::{Failure, ask, step};
use crate::system_packages::{self, Need};
use crate::{cargo_tools, checkout, page, planted, window};

/// Installs missing packages, builds, and opens the window.
pub(crate) fn run() -> Result<(), Failure> {
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if cfg!(target_os = "linux") && !has_display {
        println!(
            "there is no display here (DISPLAY and WAYLAND_DISPLAY are not set): playing the demo instead"
        );
        return window::demo();
    }
    system_packages::install(Need::Build)?;
    page::install()?;
    page::build()?;
    step("build", &mut checkout::cargo(["build", "--workspace", "--bins"]))?;
    let program = checkout::built_program("waybill");
    let status = Command::new(&program)
        .current_dir(checkout::root())
        .stdin(Stdio::null())
        .status()
        .map_err(Failure::doing(program.display()))?;
    if status.success() { Ok(()) } else { Err(Failure::Missing(format!("waybill ended with {status}"))) }
}

/// Builds a Debian package with the Tauri CLI from npm.
pub(crate) fn package() -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::Missing("a .deb is built on Linux only".into()));
    }
    system_packages::install(Need::Build)?;
    page::install()?;
    // The CLI builds the page, as configured in `tauri.conf.json`.
    let tauri = checkout::page().join("node_modules/.bin/tauri");
    step(
        "package",
        Command::new(tauri).args(["build", "--ci", "--bundles", "deb"]).current_dir(checkout::root()),
    )?;
    let folder = checkout::target().join("release/bundle/deb");
    let entries = fs::read_dir(&folder).map_err(Failure::doing(folder.display()))?;
    let newest = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .max_by_key(|path| path.metadata().and_then(|metadata| metadata.modified()).ok());
    match newest {
        Some(package) => println!("{}", package.display()),
        None => return Err(Failure::Missing(format!("no .deb in {}", folder.display()))),
    }
    Ok(())
}

/// Generates the contract of the page from the Rust types.
pub(crate) fn contract() -> Result<(), Failure> {
    let printed = ask(&mut checkout::cargo(["run", "--quiet", "--package", "desk", "--example", "contract"]))
        .ok_or_else(|| Failure::Missing("`cargo run --package desk --example contract` failed".into()))?;
    let file = checkout::page().join("src/contract/index.ts");
    fs::write(&file, printed).map_err(Failure::doing(file.display()))?;
    println!("{}", file.display());
    Ok(())
}

/// Measures release builds: uploads and downloads of the client compared with `curl`, and the queue compared
/// with the disk.
pub(crate) fn bench() -> Result<(), Failure> {
    if checkout::on_path("curl").is_none() {
        return Err(Failure::Missing("there is no curl to compare with".into()));
    }
    for (package, bench) in [("nt24-client", "transfer"), ("store", "queue")] {
        // Not as a step, which would keep its output in a log: the result of each run is shown when it ends.
        let status = checkout::cargo(["bench", "--locked", "--package", package, "--bench", bench])
            .status()
            .map_err(Failure::doing("cargo bench"))?;
        if !status.success() {
            return Err(Failure::Missing(format!("the measurement ended with {status}")));
        }
    }
    Ok(())
}

/// Makes a data folder with many orders, unless it exists, and measures the lists in a release build.
pub(crate) fn seed(orders: u32, folder: &str) -> Result<(), Failure> {
    let status =
        checkout::cargo(["run", "--release", "--locked", "--package", "desk", "--example", "seed", "--"])
            .args([&orders.to_string(), folder])
            .status()
            .map_err(Failure::doing("cargo run"))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Missing(format!("the measurement ended with {status}")))
    }
}

/// Kills the desk many times while it works, and checks that no write is lost or sent twice.
pub(crate) fn crash(times: u64) -> Result<(), Failure> {
    let mut tests = checkout::cargo(["test", "--workspace", "--test", "it", "--", "--nocapture", "--exact"]);
    let status = tests
        .arg("crash::accepted_writes_are_sent_once_however_often_the_program_is_killed")
        .env("WAYBILL_CRASHES", times.to_string())
        .status()
        .map_err(Failure::doing("cargo test"))?;
    if status.success() { Ok(()) } else { Err(Failure::Missing(format!("the kills ended with {status}"))) }
}

/// Plays the planted faults in a scratch copy of the desk, and shows which schedule noticed each.
pub(crate) fn planted() -> Result<(), Failure> {
    let status = planted::command()?.status().map_err(Failure::doing("cargo test"))?;
    if status.success() { Ok(()) } else { Err(Failure::Missing(format!("the faults ended with {status}"))) }
}

/// Compares the locked crates with the RustSec database.
pub(crate) fn advisories() -> Result<(), Failure> {
    cargo_tools::CARGO_DENY.install()?;
    let checked = step("advisories", &mut cargo_tools::CARGO_DENY.command(["check", "advisories"]));
    match checked {
        Err(failure) if failure.output().contains("failed to fetch advisory database") => {
            Err(Failure::Missing(
                "the advisory database cannot be reached: this machine is offline, nothing was checked"
                    .into(),
            ))
        }
        done => done.map(drop),
    }
}
