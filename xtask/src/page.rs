//! The npm packages and the build of the page.

use std::fs;
use std::process::Command;

use crate::step::{Failure, step};
use crate::{checkout, system_packages};

/// npm in the directory of the page, whose `.npmrc` disables install scripts.
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

/// Installs the locked packages, unless a copy of exactly this lockfile in `node_modules` shows that it was
/// done. The copy is removed together with that folder.
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

/// The message on a machine without Node.js.
pub(crate) fn needs_node() -> Result<(), Failure> {
    match checkout::on_path("node") {
        Some(_) => Ok(()),
        None => Err(Failure::Missing(
            "Node.js is missing: install version 20 or newer from https://nodejs.org".into(),
        )),
    }
}

/// Builds `ui/dist`, which the program embeds: without it the root package does not compile.
pub(crate) fn build() -> Result<(), Failure> {
    step("page: build", &mut npm(["run", "build"])).map(drop)
}

/// Playwright with Chromium over the built `web-host` and the sandbox.
pub(crate) fn browser<const N: usize>(arguments: [&str; N]) -> Command {
    let mut browser = npm(["run", "e2e", "--"]);
    browser.args(arguments);
    if let Some(chromium) = system_packages::chromium() {
        browser.env("CHROMIUM_PATH", chromium);
    }
    browser.env("WAYBILL_WEB_HOST", checkout::built_program("web-host"));
    browser.env("WAYBILL_SANDBOX", checkout::built_program("nt24-sandbox"));
    browser
}
