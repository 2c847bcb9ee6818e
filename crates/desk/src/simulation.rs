//! Schedules: desks, people, NT24 and the network between them, in virtual time and decided by a seed.
//!
//! Everything is real but the medium: forms, outbox, client and a whole sandbox; the database lies in
//! memory, and requests are handed over instead of sent. At every step a schedule may lose a request or
//! its answer, deliver it late or twice, end the program, move the clock, or change something at NT24.
//! At the end the network works and people decide what is left to them; then nothing may be lost,
//! doubled, or silently overwritten.
//!
//! A failure prints its seed. `WAYBILL_SEED=… cargo test -p desk --lib simulation::replay -- --ignored
//! --nocapture` tells that schedule step by step.

mod chance;
mod clock;
mod desk;
mod network;
mod person;
mod schedule;
mod truth;

use schedule::{Outcome, Plan, play};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Key, Store, SystemRandom};

/// How many schedules the tests play unless `WAYBILL_SCHEDULES` says otherwise.
const SCHEDULES: u64 = 200;

/// How many different files there are to file.
const FILES: usize = 32;

/// The vault that all schedules share, and what lies in it.
struct Shelf {
    folder: tempfile::TempDir,
    key: Key,
    files: Vec<(String, u64)>,
}

fn shelf() -> &'static Shelf {
    static SHELF: OnceLock<Shelf> = OnceLock::new();
    SHELF.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let key = Key::from_bytes([7; 32]);
        let store = Store::in_memory(folder.path(), &key, SystemRandom).unwrap();
        let files = (0..FILES).map(|number| {
            let content = format!("%PDF-1.7\n% file {number}\n%%EOF\n");
            let taken = store.vault().take(&mut content.as_bytes(), 1 << 20, &mut |_| {}).unwrap();
            (taken.sha256, taken.size)
        });
        let files = files.collect();
        Shelf { folder, key, files }
    })
}

fn files() -> &'static [(String, u64)] {
    &shelf().files
}

fn new_store() -> Store {
    Store::in_memory(shelf().folder.path(), &shelf().key, SystemRandom).unwrap()
}

/// A number from the environment.
fn wanted(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Plays schedules on all cores; the failures, by seed, and what happened in all of them.
fn play_many(first: u64, count: u64, plan: Plan) -> (Vec<(u64, Outcome)>, BTreeMap<&'static str, u64>) {
    let next = AtomicU64::new(first);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut failed = Vec::new();
    let mut seen = BTreeMap::new();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    let mut failed = Vec::new();
                    let mut seen: BTreeMap<&'static str, u64> = BTreeMap::new();
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= first + count || failed.len() > 3 {
                            break (failed, seen);
                        }
                        let outcome = play(chance::Chance::Random(seed), plan);
                        for (what, times) in &outcome.happened {
                            *seen.entry(what).or_default() += times;
                        }
                        if !outcome.violations.is_empty() {
                            failed.push((seed, outcome));
                        }
                    }
                })
            })
            .collect();
        for worker in workers {
            let (more, happened) = worker.join().unwrap();
            failed.extend(more);
            for (what, times) in happened {
                *seen.entry(what).or_default() += times;
            }
        }
    });
    failed.sort_by_key(|(seed, _)| *seed);
    (failed, seen)
}

fn tell(failed: &[(u64, Outcome)]) -> String {
    failed.iter().map(|(seed, outcome)| format!("seed {seed}: {:?}\n", outcome.violations)).collect()
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures of the run")]
fn nothing_is_lost_doubled_or_overwritten() {
    let count = wanted("WAYBILL_SCHEDULES").unwrap_or(SCHEDULES);
    let first = wanted("WAYBILL_SEED").unwrap_or(1);
    let (failed, happened) = play_many(first, count, Plan::default());
    println!("{count} schedules: {happened:#?}");
    assert!(failed.is_empty(), "{}", tell(&failed));
    // A simulation in which nothing goes wrong proves nothing.
    for what in ["executed", "answer lost", "never arrived", "late", "doubled", "crash", "staff", "expired"] {
        assert!(happened.get(what).is_some_and(|times| *times > 0), "never happened: {what}");
    }
}

#[test]
#[ignore = "tells one schedule, by WAYBILL_SEED"]
#[expect(clippy::print_stdout, reason = "this is what it is for")]
fn replay() {
    let seed = wanted("WAYBILL_SEED").unwrap_or(1);
    let outcome = play(chance::Chance::Random(seed), Plan::default());
    for line in &outcome.told {
        println!("{line}");
    }
    assert!(outcome.violations.is_empty(), "{:?}", outcome.violations);
}
