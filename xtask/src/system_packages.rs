//! Packages of the operating system. They are installed if that needs no password.

use std::process::Command;

use crate::checkout;
use crate::step::{Failure, ask, step};

/// To compile the program: WebKitGTK, GTK, and a C compiler with Perl for the vendored OpenSSL.
const BUILD: &[&str] = &[
    "build-essential",
    "file",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "pkg-config",
];

/// To drive the real window without a display, and to inspect its output.
const WINDOW: &[&str] = &[
    "dbus",
    "fonts-dejavu-core",
    "gir1.2-gtk-3.0",
    "gnome-keyring",
    "imagemagick",
    "openbox",
    "poppler-utils",
    "python3-gi",
    "webkit2gtk-driver",
    "x11-utils",
    "xdotool",
    "xvfb",
];

/// Chromium without a display, as Debian packages it: it needs two thirds of the processor time.
const HEADLESS: &str = "chromium-headless-shell";

/// Browsers for the tests of the page, in order of preference.
const CHROMIUMS: &[&str] = &[HEADLESS, "chromium", "google-chrome", "chromium-browser"];

/// The requirements of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Compile and run.
    Build,
    /// Also drive the real window.
    Window,
    /// Also drive the page in Chromium.
    Tests,
}

/// The browser for the tests of the page.
pub(crate) fn chromium() -> Option<std::path::PathBuf> {
    let named = std::env::var_os("CHROMIUM_PATH").map(Into::into);
    named.or_else(|| CHROMIUMS.iter().find_map(|name| checkout::on_path(name)))
}

/// Installs missing packages, or prints the command that does.
pub(crate) fn install(need: Need) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let mut wanted = BUILD.to_vec();
    if need != Need::Build {
        wanted.extend_from_slice(WINDOW);
    }
    if need == Need::Tests {
        wanted.extend(browser_to_install());
    }
    if checkout::on_path("dpkg-query").is_none() {
        // Other distributions have other package names; the compiler reports what is missing.
        println!(
            "  not a Debian system: these packages are needed by their Debian names: {}",
            wanted.join(" ")
        );
        return Ok(());
    }
    let missing: Vec<&str> = wanted.into_iter().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("sudo apt-get install --no-install-recommends {}", missing.join(" "));
    let Some(prefix) = right_to_install() else {
        return Err(Failure::Missing(format!(
            "system packages are missing, install them with:\n\n  {by_hand}\n"
        )));
    };
    println!("  installing: {}", missing.join(" "));
    step("apt-get update", &mut apt(prefix, &["update"]))?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(missing);
    step("apt-get install", &mut apt(prefix, &arguments)).map(drop)
}

/// The package of a browser, if there is none or only a slower one that can be helped without a question.
fn browser_to_install() -> Option<&'static str> {
    let is_debian = std::fs::read_to_string("/etc/os-release")
        .is_ok_and(|release| release.lines().any(|line| line == "ID=debian"));
    let best = if is_debian { HEADLESS } else { "chromium" };
    let named = std::env::var_os("CHROMIUM_PATH").is_some();
    let suffices = named || !is_debian || right_to_install().is_none();
    (checkout::on_path(HEADLESS).is_none() && !(chromium().is_some() && suffices)).then_some(best)
}

fn is_installed(package: &str) -> bool {
    ask(Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]))
        .is_some_and(|status| status == "installed")
}

/// The prefix of `apt-get`: empty for root, `sudo` if it needs no password.
fn right_to_install() -> Option<&'static [&'static str]> {
    if ask(Command::new("id").arg("-u"))?.trim() == "0" {
        return Some(&[]);
    }
    ask(Command::new("sudo").args(["-n", "true"]))?;
    Some(&["sudo", "-n"])
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Command {
    // `env` sets the variable behind sudo, which drops the environment.
    let mut words = prefix.to_vec();
    words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    words.extend(arguments);
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apt_never_asks_a_question() {
        let shown = |prefix: &[&str]| format!("{:?}", apt(prefix, &["install", "--yes", "file"]));
        assert_eq!(
            shown(&[]),
            r#""env" "DEBIAN_FRONTEND=noninteractive" "apt-get" "install" "--yes" "file""#
        );
        assert!(shown(&["sudo", "-n"]).starts_with(r#""sudo" "-n" "env""#));
    }

    #[test]
    fn no_package_is_named_twice() {
        let mut all: Vec<&str> = BUILD.iter().chain(WINDOW).copied().collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
