//! Schedules: desks, users, NT24 and the network between them, in virtual time and decided by a seed.
//!
//! Forms, outbox, client and the whole sandbox are the real ones; the database is in memory, and requests are
//! passed on in the process. At every step a schedule may lose a request or its answer, deliver it late or
//! twice, let reads fail, kill the program, restore a backup, set its clock, change a resource at NT24, or let
//! a user begin a form, submit it some steps later, pause the outbox, decide, and undo the decision. Most
//! schedules begin with a story (`story.rs`): a lost attempt or an old form, an outage of minutes or days, and
//! others who act meanwhile. At the end the network works and users decide on every parked row, sometimes
//! wrongly; then no write may be lost, doubled without a question, or silently overwritten.
//!
//! The judge (`truth.rs`) uses no rule of the desk: the contract of NT24 tells what a second execution does
//! (`effects.rs`), and the network tells what a desk can know (`attempts.rs`). A user is asked only with a
//! reason in the events of the schedule (`questions.rs`).
//!
//! `cargo xtask simulate` plays a million schedules; `cargo xtask simulate --seed …` prints one step by step.

mod attempts;
mod begun;
mod chance;
mod clock;
mod decision;
mod delivery;
mod desk;
mod effects;
mod exhaustive;
mod many;
mod network;
mod person;
mod pool;
mod questions;
mod schedule;
mod staff;
mod stop;
mod story;
mod truth;

use many::play_many;
use schedule::{Plan, play};

/// How many schedules the tests play unless `WAYBILL_SCHEDULES` says otherwise.
const SCHEDULES: u64 = 500;

/// A number from an environment variable.
fn number_from_env(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures of the run")]
fn nothing_is_lost_doubled_or_overwritten() {
    let count = number_from_env("WAYBILL_SCHEDULES").unwrap_or(SCHEDULES);
    let run = play_many(number_from_env("WAYBILL_SEED").unwrap_or(1), count, Plan::default());
    println!("{}", run.figures());
    assert!(run.failed.is_empty(), "{}", run.failures());
    assert!(run.rate.is_below_ceiling(), "more questions than reasons\n{}", run.rate);
    // A run proves something only if each kind of event happened in it.
    for event in ["executed", "answer lost", "never arrived", "late", "doubled", "crash", "staff", "expired"]
        .into_iter()
        .chain(["conflict", "unconfirmed", "withdrawn", "wrong clock", "night", "unreadable"])
        .chain(["undone", "paused", "reads fail", "backed up", "restored", "begun", "long travel"])
        .chain(["stopped", "outage", "rate limited", "refused"])
    {
        assert!(run.event_counts.get(event).is_some_and(|times| *times > 0), "never happened: {event}");
    }
}

#[test]
fn the_list_of_orders_shows_what_the_order_shows() {
    let run = play_many(1, SCHEDULES / 10, Plan { compares_lists: true, ..Plan::default() });
    assert!(run.failed.is_empty(), "{}", run.failures());
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures of the run")]
fn every_order_and_fate_of_up_to_five_operations_keeps_the_promise() {
    let all_fates = std::env::var_os("WAYBILL_ALL_FATES").is_some();
    let walked = many::on_all_cores(exhaustive::SCRIPTS, |script| exhaustive::walk(script, all_fates));
    for (script, (branches, broken)) in exhaustive::SCRIPTS.iter().zip(&walked) {
        println!("{branches} branches of {:?} after {:?}", script.actions, script.before);
        if let Some(outcome) = broken {
            panic!("{:?}\n{}", outcome.violations, outcome.log.join("\n"));
        }
    }
    println!("{} branches", walked.iter().map(|(branches, _)| branches).sum::<u64>());
}

#[test]
#[ignore = "prints one schedule, by WAYBILL_SEED"]
#[expect(clippy::print_stdout, reason = "it prints the schedule")]
fn replay() {
    let seed = number_from_env("WAYBILL_SEED").unwrap_or(1);
    let outcome = play(seed, Plan { logged: true, ..Plan::default() });
    for line in &outcome.log {
        println!("{line}");
    }
    assert!(outcome.violations.is_empty(), "{:?}", outcome.violations);
}
