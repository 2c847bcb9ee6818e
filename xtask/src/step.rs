//! One step of a verb: a child process whose output goes to a log, with a sign of life.

use std::fmt;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::checkout;

/// How often a long step says that it is still there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(30);
/// How much of a failed step's log is shown.
const TAIL_LINES: usize = 80;

/// Why a verb stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something this machine lacks, with what to do about it.
    Missing(String),
    /// A child process said no.
    Step { name: String, log: PathBuf, output: String },
}

impl Failure {
    /// Wraps an input or output error with what was being done.
    pub(crate) fn doing(what: impl fmt::Display) -> impl FnOnce(std::io::Error) -> Failure {
        move |error| Failure::Missing(format!("{what}: {error}"))
    }

    /// Everything the failed process printed, for counting the tests in it.
    pub(crate) fn output(&self) -> &str {
        match self {
            Failure::Missing(_) => "",
            Failure::Step { output, .. } => output,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Missing(what) => to.write_str(what),
            Failure::Step { name, log, output } => {
                let lines: Vec<&str> = output.lines().collect();
                for line in &lines[lines.len().saturating_sub(TAIL_LINES)..] {
                    writeln!(to, "  | {line}")?;
                }
                write!(to, "{name} failed; all of its output: {}", log.display())
            }
        }
    }
}

/// Runs a command to its end and returns everything it printed.
///
/// The output goes to `target/test-logs/<name>.log` and not through a pipe: a grandchild that
/// outlives its parent can then never keep this process waiting.
pub(crate) fn step(name: &str, command: &mut Command) -> Result<String, Failure> {
    let folder = checkout::target().join("test-logs");
    fs::create_dir_all(&folder).map_err(Failure::doing(folder.display()))?;
    let log = folder.join(format!("{}.log", name.replace(": ", "-").replace([' ', '/'], "-")));
    let out = File::create(&log).map_err(Failure::doing(log.display()))?;
    let errors = out.try_clone().map_err(Failure::doing(log.display()))?;

    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(errors)
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR")
        .spawn()
        .map_err(Failure::doing(format!("cannot start {}", command_name(command))))?;
    let mut told = Instant::now();
    let status: ExitStatus = loop {
        if let Some(status) = child.try_wait().map_err(Failure::doing(name))? {
            break status;
        }
        if told.elapsed() >= SIGN_OF_LIFE {
            told = Instant::now();
            println!("    … {name}: {}", duration(started.elapsed()));
        }
        std::thread::sleep(Duration::from_millis(50));
    };

    let output = fs::read(&log).map_err(Failure::doing(log.display()))?;
    let output = String::from_utf8_lossy(&output).into_owned();
    if !status.success() {
        return Err(Failure::Step { name: name.to_owned(), log, output });
    }
    println!("  {name:<34} {:>10}", duration(started.elapsed()));
    Ok(output)
}

/// The output of a short command. `None` if it could not be started or failed.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let answer = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    answer.status.success().then(|| String::from_utf8_lossy(&answer.stdout).into_owned())
}

/// A time for people: `4.2 s`, `3 min 05 s`.
pub(crate) fn duration(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

fn command_name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_for_people() {
        assert_eq!(duration(Duration::from_millis(4_240)), "4.2 s");
        assert_eq!(duration(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn a_failed_step_shows_the_end_of_its_output() {
        let output: String = (0..200).map(|line| format!("line {line}\n")).collect();
        let shown = Failure::Step { name: "lint".into(), log: "lint.log".into(), output }.to_string();
        assert!(shown.starts_with("  | line 120\n"), "{shown}");
        assert!(shown.ends_with("  | line 199\nlint failed; all of its output: lint.log"), "{shown}");
    }
}
