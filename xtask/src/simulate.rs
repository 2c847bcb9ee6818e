//! Schedules of desks, people and the network in virtual time, by the million.

use std::process::Command;

use crate::checkout;
use crate::step::Failure;

/// How many schedules are played unless asked otherwise.
const SCHEDULES: &str = "1000000";

/// What is asked of the simulation.
#[derive(Debug, PartialEq, Eq)]
enum Asked<'a> {
    /// So many schedules, from this seed on.
    Many { count: &'a str, first: &'a str },
    /// One schedule, told step by step.
    One { seed: &'a str },
}

/// Plays schedules, walks every way of a few operations, and hunts the planted faults; or tells one
/// schedule step by step. Its output goes to the terminal: there is progress to see.
pub(crate) fn simulate(arguments: &[&str]) -> Result<(), Failure> {
    let (test, settings): (&str, Vec<(&str, &str)>) = match asked(arguments)? {
        Asked::Many { count, first } => (
            "simulation::",
            vec![("WAYBILL_SCHEDULES", count), ("WAYBILL_SEED", first), ("WAYBILL_ALL_FATES", "1")],
        ),
        Asked::One { seed } => ("simulation::replay", vec![("WAYBILL_SEED", seed)]),
    };
    let mut command = checkout::cargo(["test", "--quiet", "--profile", "simulation", "-p", "desk", "--lib"]);
    command.args(["--", "--nocapture", "--test-threads=1"]);
    if test == "simulation::replay" {
        command.arg("--ignored");
    }
    run(command.arg(test).envs(settings))
}

fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(Failure::doing("cargo cannot be started"))?;
    if status.success() { Ok(()) } else { Err(Failure::Missing("The simulation found something".to_owned())) }
}

fn asked<'a>(arguments: &[&'a str]) -> Result<Asked<'a>, Failure> {
    let asked = match arguments {
        [] => Asked::Many { count: SCHEDULES, first: "1" },
        ["--seed", seed] => Asked::One { seed },
        [count] => Asked::Many { count, first: "1" },
        [count, "--seed", first] => Asked::Many { count, first },
        _ => return Err(Failure::Missing("cargo xtask simulate [count] [--seed N]".to_owned())),
    };
    let numbers = match &asked {
        Asked::Many { count, first } => vec![*count, *first],
        Asked::One { seed } => vec![*seed],
    };
    match numbers.into_iter().find(|text| text.parse::<u64>().is_err()) {
        Some(text) => Err(Failure::Missing(format!("{text} is no number"))),
        None => Ok(asked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_alone_is_told_and_a_count_is_played() {
        assert_eq!(asked(&[]).unwrap(), Asked::Many { count: "1000000", first: "1" });
        assert_eq!(asked(&["--seed", "7"]).unwrap(), Asked::One { seed: "7" });
        assert_eq!(asked(&["50"]).unwrap(), Asked::Many { count: "50", first: "1" });
        assert_eq!(asked(&["50", "--seed", "7"]).unwrap(), Asked::Many { count: "50", first: "7" });
        assert!(asked(&["many"]).is_err());
        assert!(asked(&["50", "7"]).is_err());
    }
}
