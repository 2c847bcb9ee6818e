//! The real window under a virtual display: its tests, and the demo of a deal.

use std::process::Command;

use crate::step::{Failure, step};
use crate::system_packages::Need;
use crate::{cargo_tools, checkout, page, system_packages};

/// Playwright as the runner of `ui/e2e/window`, with the paths of the program and of the driver.
pub(crate) fn playwright(config: &str) -> Command {
    let mut command = Command::new("node");
    command.args(["node_modules/@playwright/test/cli.js", "test", "--config", config]);
    command.current_dir(checkout::page());
    command.env("WAYBILL_PROGRAM", checkout::built_program("waybill"));
    command.env("TAURI_DRIVER", cargo_tools::TAURI_DRIVER.path());
    command
}

/// Runs a whole deal in the real window, and writes screenshots and the export file.
pub(crate) fn demo() -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::Missing(
            "the demo drives WebKitGTK, so it runs on Linux only; see `cargo xtask run`".into(),
        ));
    }
    system_packages::install(Need::Window)?;
    page::install()?;
    page::build()?;
    cargo_tools::TAURI_DRIVER.install()?;
    step("build", &mut checkout::cargo(["build", "--workspace", "--bins"]))?;
    let folder = checkout::target().join("demo");
    step("demo", playwright("e2e/window/demo.config.ts").env("WAYBILL_DEMO", &folder))?;
    println!("screenshots and the export file: {}", folder.display());
    Ok(())
}

/// Measures the start of the release build, beside the same page in two browsers.
pub(crate) fn measure() -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::Missing("the start is measured beside WebKitGTK, so on Linux only".into()));
    }
    system_packages::install(Need::Window)?;
    page::install()?;
    page::build()?;
    step("build", &mut checkout::cargo(["build", "--release", "--locked", "--workspace", "--bins"]))?;
    let released = |name: &str| checkout::target().join("release").join(name);
    let mut measure = playwright("e2e/window/measure.config.ts");
    measure.env("WAYBILL_PROGRAM", released("waybill")).env("WAYBILL_WEB_HOST", released("web-host"));
    if let Some(chromium) = checkout::on_path("chromium").or_else(system_packages::chromium) {
        measure.env("CHROMIUM_PATH", chromium);
    }
    // Not as a step, which would keep its output in a log: each round is shown when it ends.
    let status = measure.status().map_err(Failure::doing("the measurement"))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Missing(format!("the measurement ended with {status}")))
    }
}

/// Takes pictures of every screen in both languages and appearances, in four widths and in every state.
pub(crate) fn pictures() -> Result<(), Failure> {
    system_packages::install(Need::Tests)?;
    page::install()?;
    page::build()?;
    step("build", &mut checkout::cargo(["build", "--workspace", "--bins"]))?;
    let folder = checkout::target().join("pictures");
    let mut pictures = page::browser(["--config", "e2e/pictures/pictures.config.ts"]);
    step("pictures", pictures.env("WAYBILL_PICTURES", &folder))?;
    println!("pictures: {}", folder.display());
    Ok(())
}
