//! The page's npm packages and its build.

use std::fs;
use std::process::Command;

use crate::checkout;
use crate::step::{Failure, step};

/// npm on the page. Install scripts are off by the page's own `.npmrc`.
pub(crate) fn npm<const N: usize>(arguments: [&str; N]) -> Command {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = Command::new(program);
    command.args(arguments).current_dir(checkout::page());
    command
        .env("npm_config_fund", "false")
        .env("npm_config_audit", "false")
        .env("npm_config_update_notifier", "false");
    command
}

/// Installs the locked packages, unless that was done for exactly this lockfile.
///
/// The proof is a copy of the lockfile inside of `node_modules`: it goes away with the folder.
pub(crate) fn install() -> Result<(), Failure> {
    needs_node()?;
    let locked = fs::read(checkout::page().join("package-lock.json"))
        .map_err(Failure::doing("ui/package-lock.json"))?;
    let installed = checkout::page().join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|installed| installed == locked) {
        return Ok(());
    }
    step("npm ci", &mut npm(["ci"]))?;
    fs::write(&installed, locked).map_err(Failure::doing(installed.display()))
}

/// Fails with advice on a machine without Node.js.
pub(crate) fn needs_node() -> Result<(), Failure> {
    match checkout::on_path("node") {
        Some(_) => Ok(()),
        None => Err(Failure::Missing(
            "Node.js is missing: install version 20 or newer from https://nodejs.org".into(),
        )),
    }
}

/// Builds `ui/dist`, which the program embeds: without it no Rust of the root package compiles.
pub(crate) fn build() -> Result<(), Failure> {
    step("page: build", &mut npm(["run", "build"])).map(drop)
}
