//! Rust programs that the tests use, at exact versions, in `target/tools`.

use std::path::PathBuf;
use std::process::Command;

use crate::checkout;
use crate::step::{Failure, ask, step};

/// A program from crates.io.
#[derive(Debug)]
pub(crate) struct CargoTool {
    name: &'static str,
    version: &'static str,
}

/// The WebDriver server for the real window. Its version follows tauri.
pub(crate) const TAURI_DRIVER: CargoTool = CargoTool { name: "tauri-driver", version: "2.1.0" };
/// Checks licences, sources and versions of the locked crates.
pub(crate) const CARGO_DENY: CargoTool = CargoTool { name: "cargo-deny", version: "0.20.2" };

impl CargoTool {
    /// The path of the program after [`CargoTool::install`].
    pub(crate) fn path(&self) -> PathBuf {
        tools().join("bin").join(format!("{}{}", self.name, std::env::consts::EXE_SUFFIX))
    }

    /// A command that runs the program in the root of the checkout.
    pub(crate) fn command<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = Command::new(self.path());
        command.args(arguments).current_dir(checkout::root());
        command
    }

    /// Compiles the program unless exactly this version is installed.
    ///
    /// Without optimisation: it runs for a second, and compiling takes longer.
    pub(crate) fn install(&self) -> Result<(), Failure> {
        // `cargo install` keeps a list of the installed programs, with versions.
        let receipt = std::fs::read_to_string(tools().join(".crates.toml")).unwrap_or_default();
        if self.path().is_file() && receipt.contains(&format!("\"{} {} ", self.name, self.version)) {
            return Ok(());
        }
        let root = tools().display().to_string();
        let mut install = checkout::cargo([
            "install",
            self.name,
            "--version",
            self.version,
            "--locked",
            "--debug",
            "--root",
            &root,
        ]);
        step(&format!("install {} {}", self.name, self.version), &mut install).map(drop)
    }
}

fn tools() -> PathBuf {
    checkout::target().join("tools")
}

/// Adds rustfmt and clippy if the toolchain does not contain them.
pub(crate) fn install_components() -> Result<(), Failure> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if ask(&mut checkout::cargo([subcommand, "--version"])).is_none() {
            step(
                &format!("rustup component {component}"),
                Command::new("rustup").args(["component", "add", component]),
            )?;
        }
    }
    Ok(())
}
