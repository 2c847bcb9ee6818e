//! Prism as a validating proxy: it holds what passes against the contract, in both directions.

use anyhow::{Context as _, bail};
use std::io::{BufRead as _, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(300);

/// A running proxy. It ends when it is dropped.
pub(crate) struct Prism {
    child: Child,
    port: u16,
    log: Arc<Log>,
}

#[derive(Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    grown: Condvar,
}

impl Prism {
    /// Starts `command` in front of `upstream`. With `--errors` it answers a violation by an error, so
    /// that none can pass unseen.
    pub(crate) fn start(command: &[String], upstream: &str) -> anyhow::Result<Self> {
        let (program, arguments) = command.split_first().context("no program to start")?;
        // Free at this moment; that another program takes it in between shows as a failed start.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let contract = concat!(env!("CARGO_MANIFEST_DIR"), "/../nt24/openapi.yaml");
        let mut child = Command::new(program)
            .args(arguments)
            .args(["proxy", contract, upstream, "--errors", "--host", "127.0.0.1", "--port"])
            .arg(port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {program}"))?;
        let log = Arc::new(Log::default());
        log.follow(child.stdout.take().context("its output is piped")?);
        log.follow(child.stderr.take().context("its errors are piped")?);
        let prism = Self { child, port, log };
        if !prism.log.wait_for("Prism is listening") {
            bail!("the proxy did not start:\n{}", prism.log.lines().join("\n"));
        }
        Ok(prism)
    }

    /// Where it listens.
    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How many requests came in.
    pub(crate) fn requests(&self) -> usize {
        self.log.lines().iter().filter(|line| line.contains("Request received")).count()
    }

    /// What it found, as it wrote it.
    pub(crate) fn violations(&self) -> Vec<String> {
        let found = |line: &String| line.contains("Violation:") || line.contains("terminated with error");
        self.log.lines().into_iter().filter(found).collect()
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        // One that has ended by itself cannot be ended again.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Log {
    fn follow(self: &Arc<Self>, output: impl Read + Send + 'static) {
        let log = Arc::clone(self);
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                log.lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
                log.grown.notify_all();
            }
        });
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a line with this text came in time.
    fn wait_for(&self, text: &str) -> bool {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = |lines: &mut Vec<String>| !lines.iter().any(|line| line.contains(text));
        let waited = self.grown.wait_timeout_while(lines, PATIENCE, missing);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}
