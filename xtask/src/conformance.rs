//! `cargo xtask conformance`: client and sandbox, held against the contract by programs that share no
//! code with them. Prism stands between the two; Schemathesis makes up requests to the sandbox.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::checkout;
use crate::page;
use crate::step::{Failure, step};

/// How many requests Schemathesis makes up for each operation, beside those that it derives from the
/// schemas one by one.
const EXAMPLES: &str = "20";
/// The same requests each time, so that a failure can be met again.
const SEED: &str = "24";

/// Stops at the first failure; prints what was counted.
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

/// The lines of an output that hold the figures.
fn say(output: &str, words: &[&str]) {
    for line in output.lines().filter(|line| words.iter().any(|word| line.contains(word))) {
        println!("    {}", line.trim());
    }
}

/// The locked packages of Prism, inside of `target/tools`; its program.
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

/// The locked packages of Schemathesis in a Python of their own, inside of `target/tools`; its program.
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

/// Installs unless that was done for exactly this lock file, of which a copy is left as the proof.
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

/// The sandbox as a program of its own, which ends with this value.
struct Sandbox {
    child: Child,
    /// The line of JSON that it says where it is with.
    ready: String,
}

impl Sandbox {
    fn start() -> Result<Self, Failure> {
        let program = checkout::built_program("nt24-sandbox");
        let mut child = Command::new(&program)
            // The budget would be spent in the first second.
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

    /// A text of the line in which it said that it serves.
    fn told(&self, name: &str) -> Result<String, Failure> {
        text_member(&self.ready, name)
            .map(str::to_owned)
            .ok_or_else(|| Failure::Missing(format!("the sandbox did not say its {name}")))
    }

    /// Schemathesis with all of its checks, with requests that keep to the contract and ones that do not.
    fn schemathesis(&self, program: &Path, url: &str) -> Result<Command, Failure> {
        // It leaves a cache where it runs, which another run shall not find.
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
            // `hooks.py` has the same check, which knows what null means here.
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
        // One that has ended by itself cannot be ended again.
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
