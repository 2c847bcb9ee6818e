//! Runs the simulation: random schedules of desks, users and the network in virtual time.

use std::process::Command;

use crate::step::Failure;
use crate::{checkout, planted};

/// The default number of schedules.
const SCHEDULES: u64 = 1_000_000;

/// The arguments of the command.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    /// A number of schedules, starting with a seed.
    Many { count: u64, first: u64 },
    /// One schedule, printed step by step.
    One { seed: u64 },
}

/// Plays schedules, tries every order of a few operations, and checks that the planted faults are found; or
/// prints one schedule step by step. The output goes to the terminal, because it shows progress.
pub(crate) fn simulate(arguments: &[&str]) -> Result<(), Failure> {
    match asked(arguments)? {
        Asked::Many { count, first } => {
            play(count, first)?;
            let mut rest = simulation("simulation::every_");
            ended_well(rest.env("WAYBILL_ALL_FATES", "1").status())?;
            ended_well(planted::command()?.status())
        }
        Asked::One { seed } => {
            let mut replay = simulation("simulation::replay");
            ended_well(replay.arg("--ignored").env("WAYBILL_SEED", seed.to_string()).status())
        }
    }
}

/// Distributes the seeds over one process for each core: threads of one process would wait for each other.
fn play(count: u64, first: u64) -> Result<(), Failure> {
    let mut build = checkout::cargo(["test", "--quiet", "--no-run"]);
    ended_well(build.args(PROGRAM).status())?;
    let processes = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let share = count.div_ceil(processes);
    let mut running = Vec::new();
    for first in (first..first + count).step_by(usize::try_from(share).unwrap_or(usize::MAX).max(1)) {
        let mut schedules = simulation("simulation::nothing_is_lost");
        schedules.env("WAYBILL_SEED", first.to_string()).env("WAYBILL_SCHEDULES", share.to_string());
        let child = schedules.env("WAYBILL_WORKERS", "1").spawn();
        running.push(child.map_err(Failure::doing("cargo cannot be started"))?);
    }
    // Wait for all of them: each may find a failing seed.
    let ended = running.into_iter().map(|mut child| ended_well(child.wait())).collect::<Vec<_>>();
    ended.into_iter().collect()
}

const PROGRAM: [&str; 5] = ["--profile", "simulation", "-p", "desk", "--lib"];

fn simulation(test: &str) -> Command {
    let mut command = checkout::cargo(["test", "--quiet"]);
    command.args(PROGRAM).args(["--", "--nocapture", "--test-threads=1", test]);
    command
}

fn ended_well(status: std::io::Result<std::process::ExitStatus>) -> Result<(), Failure> {
    let status = status.map_err(Failure::doing("cargo cannot be started"))?;
    if status.success() { Ok(()) } else { Err(Failure::Missing("The simulation found something".to_owned())) }
}

fn asked(arguments: &[&str]) -> Result<Asked, Failure> {
    let number =
        |text: &str| text.parse::<u64>().map_err(|_| Failure::Missing(format!("{text} is no number")));
    match arguments {
        [] => Ok(Asked::Many { count: SCHEDULES, first: 1 }),
        ["--seed", seed] => Ok(Asked::One { seed: number(seed)? }),
        [count] => Ok(Asked::Many { count: number(count)?, first: 1 }),
        [count, "--seed", first] => Ok(Asked::Many { count: number(count)?, first: number(first)? }),
        _ => Err(Failure::Missing("cargo xtask simulate [count] [--seed N]".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_alone_is_told_and_a_count_is_played() {
        assert_eq!(asked(&[]).unwrap(), Asked::Many { count: SCHEDULES, first: 1 });
        assert_eq!(asked(&["--seed", "7"]).unwrap(), Asked::One { seed: 7 });
        assert_eq!(asked(&["50"]).unwrap(), Asked::Many { count: 50, first: 1 });
        assert_eq!(asked(&["50", "--seed", "7"]).unwrap(), Asked::Many { count: 50, first: 7 });
        assert!(asked(&["many"]).is_err());
        assert!(asked(&["50", "7"]).is_err());
    }
}
