//! Many schedules, on all cores.

use super::questions::Rate;
use super::schedule::{EventCounts, Outcome, Plan, play};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A run ends after this many failures: more of them add nothing.
const MAX_FAILURES: usize = 4;

/// The result of a run.
#[derive(Default)]
pub(super) struct Run {
    pub(super) schedules: u64,
    pub(super) took: Duration,
    pub(super) event_counts: EventCounts,
    /// How often users were asked.
    pub(super) rate: Rate,
    /// Each failed schedule with its seed.
    pub(super) failed: Vec<(u64, Outcome)>,
}

/// The number of threads that play schedules. They share locks of SQLite; therefore `cargo xtask simulate`
/// starts a process for each core.
fn workers() -> usize {
    let workers = super::number_from_env("WAYBILL_WORKERS").and_then(|count| usize::try_from(count).ok());
    workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// Plays the schedules of `count` seeds.
#[expect(clippy::print_stdout, reason = "progress of a run")]
pub(super) fn play_many(first: u64, count: u64, plan: Plan) -> Run {
    let next = AtomicU64::new(first);
    let workers = workers();
    let begun = Instant::now();
    let mut run = Run::default();
    let work = || {
        let mut part = Run::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + count || part.failed.len() >= MAX_FAILURES {
                return part;
            }
            if (seed - first).is_multiple_of(50_000) && seed > first {
                let speed = (seed - first) as f64 / begun.elapsed().as_secs_f64();
                println!("{} of {count} schedules, {speed:.0} a second", seed - first);
            }
            let outcome = play(seed, plan);
            part.schedules += 1;
            part.rate += &outcome.rate;
            for (event, times) in &outcome.event_counts {
                *part.event_counts.entry(event).or_default() += times;
            }
            if !outcome.violations.is_empty() {
                part.failed.push((seed, outcome));
            }
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            let part = worker.join().unwrap();
            run.schedules += part.schedules;
            run.rate += &part.rate;
            run.failed.extend(part.failed);
            for (event, times) in part.event_counts {
                *run.event_counts.entry(event).or_default() += times;
            }
        }
    });
    run.failed.sort_by_key(|(seed, _)| *seed);
    run.took = begun.elapsed();
    run
}

impl Run {
    /// The figures of the run, for the terminal.
    pub(super) fn figures(&self) -> String {
        let seconds = self.took.as_secs_f64();
        let speed = self.schedules as f64 / seconds;
        let events = self.event_counts.iter().map(|(event, times)| format!("  {event}: {times}\n"));
        format!(
            "{} schedules in {seconds:.1} s ({speed:.0} a second), {} with a violation\n{}{}",
            self.schedules,
            self.failed.len(),
            events.collect::<String>(),
            self.rate,
        )
    }

    /// The violations, each with the command that replays it.
    pub(super) fn failures(&self) -> String {
        let failed = self.failed.iter();
        failed
            .map(|(seed, outcome)| {
                format!("seed {seed}: {:?}\n  cargo xtask simulate --seed {seed}\n", outcome.violations)
            })
            .collect()
    }
}

/// Runs `work` for each item, on all cores. Returns the results in the order of the items.
pub(super) fn on_all_cores<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let share = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.push((at, work(item)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers()).map(|_| scope.spawn(share)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
