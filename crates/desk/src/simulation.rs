//! Schedules: desks, people, NT24 and the network between them, in virtual time and decided by a seed.
//!
//! Everything is real but the medium: forms, outbox, client and a whole sandbox; the database lies in
//! memory, and requests are handed over instead of sent. At every step a schedule may lose a request or
//! its answer, deliver it late or twice, let reads fail, end the program, go back to a copy of its data,
//! move its clock, change something at NT24, or have a person stop everything, decide, and take that back.
//! At the end the network works and people decide what is left to them; then nothing may be lost,
//! doubled, or silently overwritten.
//!
//! `cargo xtask simulate` plays a million; `cargo xtask simulate --seed …` tells one step by step.

mod chance;
mod clock;
mod decision;
mod desk;
mod exhaustive;
mod letters;
mod many;
mod network;
mod person;
mod schedule;
mod shelf;
mod staff;
mod truth;

use many::play_many;
use schedule::{Plan, play};

/// How many schedules the tests play unless `WAYBILL_SCHEDULES` says otherwise.
const SCHEDULES: u64 = 2000;

/// A number from the environment.
fn wanted(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures of the run")]
fn nothing_is_lost_doubled_or_overwritten() {
    let count = wanted("WAYBILL_SCHEDULES").unwrap_or(SCHEDULES);
    let run = play_many(wanted("WAYBILL_SEED").unwrap_or(1), count, Plan::default());
    println!("{}", run.told());
    assert!(run.failed.is_empty(), "{}", run.failures());
    // A simulation in which nothing goes wrong proves nothing.
    for what in ["executed", "answer lost", "never arrived", "late", "doubled", "crash", "staff", "expired"]
        .into_iter()
        .chain(["conflict", "unconfirmed", "taken back", "wrong clock", "night", "unreadable"])
        .chain(["undone", "paused", "reads fail", "copied", "restored"])
    {
        assert!(run.happened.get(what).is_some_and(|times| *times > 0), "never happened: {what}");
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures of the run")]
fn every_way_that_up_to_five_operations_can_go_keeps_the_promise() {
    let all_fates = std::env::var_os("WAYBILL_ALL_FATES").is_some();
    let walked = many::on_all_cores(exhaustive::SCRIPTS, |script| exhaustive::walk(script, all_fates));
    for (script, (ways, broken)) in exhaustive::SCRIPTS.iter().zip(&walked) {
        println!("{ways} ways of {:?} after {:?}", script.wants, script.before);
        if let Some(outcome) = broken {
            panic!("{:?}\n{}", outcome.violations, outcome.told.join("\n"));
        }
    }
    println!("{} ways", walked.iter().map(|(ways, _)| ways).sum::<u64>());
}

#[test]
#[ignore = "tells one schedule, by WAYBILL_SEED"]
#[expect(clippy::print_stdout, reason = "this is what it is for")]
fn replay() {
    let seed = wanted("WAYBILL_SEED").unwrap_or(1);
    let outcome = play(seed, Plan { told: true, ..Plan::default() });
    for line in &outcome.told {
        println!("{line}");
    }
    assert!(outcome.violations.is_empty(), "{:?}", outcome.violations);
}
