//! `nt24-sandbox`: the sandbox as a program, for any client.
//!
//! Prints one line of JSON as soon as it serves: `api_url`, `token_url`, `client_id`, `client_secret`.

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use nt24_sandbox::{Files, Options, Sandbox, Seed};
use serde_json::json;
use std::io::{ErrorKind, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

const USAGE: &str = "\
usage: nt24-sandbox [options]
  --listen ADDRESS        address to listen on, loopback only (127.0.0.1:8024)
  --client-id ID          the OAuth client id
  --client-secret SECRET  its secret
  --seed NAME             its initial world: empty, demo, large (empty)
  --clock MOMENT          the initial time of its clock, such as 2026-03-02T08:00:00Z
  --state FILE            keeps its world in this file, and continues from it
  --files FOLDER          keeps the bytes of documents in this folder
  --max-file-bytes N      upload limit in bytes
  --no-rate-limit         no rate limit
  --control               the control plane below /_sandbox/
  --check-contract        violations of the contract to stderr, and exit code 1";

struct Arguments {
    listen: SocketAddr,
    files: Option<PathBuf>,
    max_file_bytes: Option<u64>,
    client_id: Option<String>,
    client_secret: Option<String>,
    clock: Option<DateTime<Utc>>,
    state: Option<PathBuf>,
    seed: Seed,
    control: bool,
    check_contract: bool,
    rate_limited: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let Some(arguments) = parse(std::env::args().skip(1))? else {
        writeln!(std::io::stdout(), "{USAGE}")?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut options = Options { listen: arguments.listen, ..Options::demo() };
    if let Some(folder) = arguments.files {
        options.files = Files::Folder(folder);
    }
    if let Some(limit) = arguments.max_file_bytes {
        options.behaviour.max_upload_bytes = limit;
    }
    let organization = &mut options.organization;
    organization.client_id = arguments.client_id.unwrap_or_else(|| organization.client_id.clone());
    organization.client_secret =
        arguments.client_secret.unwrap_or_else(|| organization.client_secret.clone());
    options.control_plane = arguments.control;
    if let Some(file) = arguments.state {
        keep_state(&mut options, file)?;
    }
    options.behaviour.rate_limited = arguments.rate_limited;
    let check = if arguments.check_contract { Some(attach_check(&mut options)?) } else { None };
    let continues = options.state.is_some();
    let sandbox = Sandbox::start(options).await?;
    if let Some(now) = arguments.clock {
        sandbox.control().set_clock(now);
    }
    // A seed's story ends at the present moment, so the clock is set first.
    if !continues && arguments.seed != Seed::Empty {
        sandbox.control().reset(arguments.seed).context("the seed's files cannot be kept")?;
    }
    let ready = json!({
        "api_url": sandbox.api_url(),
        "token_url": sandbox.token_url(),
        "client_id": sandbox.client_id(),
        "client_secret": sandbox.client_secret(),
    });
    // A caller may send the signal as soon as it has read the line.
    let stopped = stop_signal()?;
    let mut out = std::io::stdout();
    writeln!(out, "{ready}")?;
    out.flush()?;
    stopped.await;
    sandbox.stop().await;
    let clean = check.is_none_or(|check| check.is_clean());
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Parses the arguments. Returns `None` for `--help`.
fn parse(mut words: impl Iterator<Item = String>) -> anyhow::Result<Option<Arguments>> {
    let mut arguments = Arguments {
        listen: SocketAddr::from(([127, 0, 0, 1], 8024)),
        files: None,
        max_file_bytes: None,
        client_id: None,
        client_secret: None,
        clock: None,
        state: None,
        seed: Seed::Empty,
        control: false,
        check_contract: false,
        rate_limited: true,
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--listen" => {
                let value = words.next().context(USAGE)?;
                arguments.listen =
                    value.parse().with_context(|| format!("not an address and port: {value}"))?;
            }
            "--files" => arguments.files = Some(words.next().context(USAGE)?.into()),
            "--max-file-bytes" => {
                let value = words.next().context(USAGE)?;
                arguments.max_file_bytes =
                    Some(value.parse().with_context(|| format!("not a number of bytes: {value}"))?);
            }
            "--client-id" => arguments.client_id = Some(words.next().context(USAGE)?),
            "--client-secret" => arguments.client_secret = Some(words.next().context(USAGE)?),
            "--clock" => {
                let value = words.next().context(USAGE)?;
                arguments.clock = Some(value.parse().with_context(|| format!("not a moment: {value}"))?);
            }
            "--seed" => arguments.seed = words.next().context(USAGE)?.parse()?,
            "--state" => arguments.state = Some(words.next().context(USAGE)?.into()),
            "--no-rate-limit" => arguments.rate_limited = false,
            "--control" => arguments.control = true,
            "--check-contract" => arguments.check_contract = true,
            "--help" | "-h" => return Ok(None),
            other => bail!("unknown argument: {other}\n{USAGE}"),
        }
    }
    // Its credentials are public, so it must not be reachable from the network.
    if !arguments.listen.ip().is_loopback() {
        bail!("the sandbox listens on loopback addresses only: {}", arguments.listen);
    }
    Ok(Some(arguments))
}

/// Continues from the snapshot in the file, and writes a new one after every change.
fn keep_state(options: &mut Options, file: PathBuf) -> anyhow::Result<()> {
    options.state = match std::fs::read(&file) {
        Ok(state) => Some(state),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("cannot be read: {}", file.display())),
    };
    options.on_change = Some(Arc::new(move |state: &[u8]| {
        // The old file stays until the new one is whole.
        let written = file.with_extension("new");
        let kept = std::fs::write(&written, state).and_then(|()| std::fs::rename(&written, &file));
        if let Err(error) = kept {
            // A closed stderr must not end the sandbox.
            let _ = writeln!(std::io::stderr(), "the state was not kept: {error}");
        }
    }));
    Ok(())
}

/// Listens for SIGINT and SIGTERM from now on.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    // Without a console there is no Ctrl-C; it runs until the process is killed.
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}

#[cfg(feature = "contract")]
fn attach_check(options: &mut Options) -> anyhow::Result<Arc<to_stderr::Check>> {
    let check = Arc::new(to_stderr::Check::new()?);
    options.observer = Some(check.clone());
    Ok(check)
}

#[cfg(feature = "contract")]
mod to_stderr {
    use nt24_sandbox::{ContractCheck, Exchange, Observer, WebhookAttempt};
    use std::io::Write as _;

    /// Writes each violation to stderr as soon as it happens.
    pub(super) struct Check(ContractCheck);

    impl Check {
        pub(super) fn new() -> anyhow::Result<Self> {
            Ok(Self(ContractCheck::new()?))
        }

        pub(super) fn is_clean(&self) -> bool {
            self.0.violations().is_empty()
        }
    }

    impl Observer for Check {
        fn exchange(&self, exchange: &Exchange) {
            tell(&self.0.check(exchange));
        }

        fn webhook_attempt(&self, attempt: &WebhookAttempt) {
            tell(&self.0.check_webhook(attempt));
        }
    }

    fn tell(violations: &[String]) {
        for violation in violations {
            // A closed stderr must not end the sandbox.
            let _ = writeln!(std::io::stderr(), "{violation}");
        }
    }
}

#[cfg(not(feature = "contract"))]
fn attach_check(_: &mut Options) -> anyhow::Result<Arc<without_contract::Never>> {
    bail!("built without the feature `contract`")
}

#[cfg(not(feature = "contract"))]
mod without_contract {
    /// No check in this build.
    pub(super) enum Never {}

    impl Never {
        pub(super) fn is_clean(&self) -> bool {
            match *self {}
        }
    }
}
