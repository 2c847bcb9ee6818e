//! Prism as a validating proxy: it checks requests and answers against the contract.

use anyhow::{Context as _, bail};
use std::io::{BufRead as _, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Longest time until the proxy has started.
const START_TIMEOUT: Duration = Duration::from_secs(300);

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
    /// Starts `command` in front of `upstream`. With `--errors` it answers a violation with an error, so that
    /// none is missed.
    pub(crate) fn start(command: &[String], upstream: &str) -> anyhow::Result<Self> {
        let (program, arguments) = command.split_first().context("no program to start")?;
        // The port is free now. If another program takes it before Prism does, the start fails.
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

    /// The address of the proxy.
    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Number of requests received.
    pub(crate) fn requests(&self) -> usize {
        self.log.lines().iter().filter(|line| line.contains("Request received")).count()
    }

    /// The violations in the log.
    pub(crate) fn violations(&self) -> Vec<String> {
        let found = |line: &String| line.contains("Violation:") || line.contains("terminated with error");
        self.log.lines().into_iter().filter(found).collect()
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        // `kill` fails if the process has ended already.
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

    /// Waits for a line with this text. False after the timeout.
    fn wait_for(&self, text: &str) -> bool {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = |lines: &mut Vec<String>| !lines.iter().any(|line| line.contains(text));
        let waited = self.grown.wait_timeout_while(lines, START_TIMEOUT, missing);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}
