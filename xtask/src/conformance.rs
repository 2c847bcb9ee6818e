//! `cargo xtask conformance`: checks client and sandbox against the contract with programs that share no code
//! with them. Prism is a proxy between the two; Schemathesis generates requests to the sandbox.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::checkout;
use crate::page;
use crate::step::{Failure, step};

/// The number of random requests that Schemathesis generates for each operation, in addition to those that
/// it derives from the schemas.
const EXAMPLES: &str = "20";
/// A fixed seed: a failure can be reproduced.
const SEED: &str = "24";

/// Stops at the first failure; prints the counts.
pub(crate) fn conformance() -> Result<(), Failure> {
    println!("set-up");
    let prism = install_prism()?;
    let schemathesis = install_schemathesis()?;
    step("build sandbox", &mut checkout::cargo(["build", "--package", "nt24-sandbox", "--bins"]))?;
    let example = ["build", "--package", "nt24-client", "--example", "every_operation"];
    step("build every_operation", &mut checkout::cargo(example))?;

    println!("every operation of the client, through Prism");
    let mut tour = Command::new(checkout::built_program("examples/every_operation"));
    say(&step("prism", tour.arg("node").arg(prism))?, &["exchanges", "Prism"]);

    println!("requests that Schemathesis makes up, to the sandbox");
    let sandbox = Sandbox::start()?;
    let api = sandbox.told("api_url")?;
    let mut requests = sandbox.schemathesis(&schemathesis, &api)?;
    requests.args(["--exclude-operation-id", "issueToken"]);
    say(&step("schemathesis", &mut requests)?, &["generated", "Tested:"]);
    let host = api.strip_suffix("/v1").unwrap_or(&api);
    let mut requests = sandbox.schemathesis(&schemathesis, host)?;
    requests.args(["--include-operation-id", "issueToken"]);
    say(&step("schemathesis: token", &mut requests)?, &["generated", "Tested:"]);
    Ok(())
}

/// The lines of an output that contain the figures.
fn say(output: &str, words: &[&str]) {
    for line in output.lines().filter(|line| words.iter().any(|word| line.contains(word))) {
        println!("    {}", line.trim());
    }
}

/// Installs the locked packages of Prism in `target/tools`. Returns its program.
fn install_prism() -> Result<PathBuf, Failure> {
    page::needs_node()?;
    let folder = tools().join("prism");
    let program = folder.join("node_modules/@stoplight/prism-cli/dist/index.js");
    install_once(&folder, "package-lock.json", |folder| {
        for file in ["package.json", ".npmrc"] {
            let copy = folder.join(file);
            fs::copy(sources().join(file), &copy).map_err(Failure::doing(copy.display()))?;
        }
        step("install Prism", page::npm(["ci"]).current_dir(folder)).map(drop)
    })?;
    Ok(program)
}

/// Installs the locked packages of Schemathesis in a virtual environment in `target/tools`. Returns its
/// program.
fn install_schemathesis() -> Result<PathBuf, Failure> {
    if checkout::on_path("python3").is_none() {
        return Err(Failure::Missing("Python is missing: install version 3.11 or newer, with venv".into()));
    }
    let folder = tools().join("schemathesis");
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    install_once(&folder, "requirements.txt", |folder| {
        let mut python = Command::new("python3");
        step("python environment", python.args(["-m", "venv", "--clear"]).arg(folder))?;
        let mut pip = Command::new(programs.join("python"));
        pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"])
            .args(["--require-hashes", "--requirement"])
            .arg(sources().join("requirements.txt"));
        step("install Schemathesis", &mut pip).map(drop)
    })?;
    Ok(programs.join(format!("schemathesis{}", std::env::consts::EXE_SUFFIX)))
}

/// Installs unless a copy of exactly this lock file shows that it was done.
fn install_once(
    folder: &Path,
    lock: &str,
    install: impl FnOnce(&Path) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let wanted = sources().join(lock);
    let locked = fs::read(&wanted).map_err(Failure::doing(wanted.display()))?;
    let proof = folder.join(".installed-lock");
    if fs::read(&proof).is_ok_and(|installed| installed == locked) {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(Failure::doing(folder.display()))?;
    let copy = folder.join(lock);
    fs::write(&copy, &locked).map_err(Failure::doing(copy.display()))?;
    install(folder)?;
    fs::write(&proof, locked).map_err(Failure::doing(proof.display()))
}

/// The sandbox as a separate process, which ends when this value is dropped.
struct Sandbox {
    child: Child,
    /// The line of JSON that it prints at start, with its addresses.
    ready: String,
}

impl Sandbox {
    fn start() -> Result<Self, Failure> {
        let program = checkout::built_program("nt24-sandbox");
        let mut child = Command::new(&program)
            // The rate limit would be reached in the first second.
            .args(["--listen", "127.0.0.1:0", "--no-rate-limit"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Failure::doing(program.display()))?;
        let mut ready = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut ready).map_err(Failure::doing("the sandbox"))?;
        }
        Ok(Self { child, ready })
    }

    /// A text member of that line.
    fn told(&self, name: &str) -> Result<String, Failure> {
        text_member(&self.ready, name)
            .map(str::to_owned)
            .ok_or_else(|| Failure::Missing(format!("the sandbox did not say its {name}")))
    }

    /// Runs Schemathesis with all checks, with valid and invalid requests.
    fn schemathesis(&self, program: &Path, url: &str) -> Result<Command, Failure> {
        // It leaves a cache in its directory, which the next run must not use.
        let folder = checkout::target().join("conformance");
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(Failure::doing(folder.display()))?;
        }
        fs::create_dir_all(&folder).map_err(Failure::doing(folder.display()))?;
        let mut command = Command::new(program);
        command
            .arg("--config-file")
            .arg(sources().join("schemathesis.toml"))
            .args(["--no-color", "run"])
            .arg(checkout::root().join("crates/nt24/openapi.yaml"))
            .args(["--url", url, "--mode", "all", "--continue-on-failure", "--checks", "all"])
            // `hooks.py` has the same check, adapted to the meaning of null in this API.
            .args(["--exclude-checks", "negative_data_rejection"])
            .args(["--max-examples", EXAMPLES, "--seed", SEED])
            .current_dir(&folder)
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("PYTHONPATH", sources())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("NT24_API_URL", self.told("api_url")?)
            .env("NT24_TOKEN_URL", self.told("token_url")?)
            .env("NT24_CLIENT_ID", self.told("client_id")?)
            .env("NT24_CLIENT_SECRET", self.told("client_secret")?);
        Ok(command)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // An error means that it has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The value of a text member, in JSON without escapes.
fn text_member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = json.split_once(&format!("\"{name}\":\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

fn sources() -> PathBuf {
    checkout::root().join("xtask/conformance")
}

fn tools() -> PathBuf {
    checkout::target().join("tools")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_found_by_its_whole_name() {
        let line = r#"{"api_url":"http://127.0.0.1:1/v1","token_url":"http://127.0.0.1:1/t"}"#;
        assert_eq!(text_member(line, "token_url"), Some("http://127.0.0.1:1/t"));
        assert_eq!(text_member(line, "url"), None);
    }
}
