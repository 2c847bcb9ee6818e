//! Many schedules, on all cores.

use super::schedule::{Happened, Outcome, Plan, play};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// After so many failures a run ends: more of them say no more.
const MOST_FAILURES: usize = 4;

/// What a run came to.
pub(super) struct Run {
    pub(super) schedules: u64,
    pub(super) took: Duration,
    pub(super) happened: Happened,
    /// By seed.
    pub(super) failed: Vec<(u64, Outcome)>,
}

/// Threads that play side by side. SQLite has locks that all of them share, so that `cargo xtask simulate`
/// starts a process for each core instead.
fn workers() -> usize {
    let wanted = super::wanted("WAYBILL_WORKERS").and_then(|count| usize::try_from(count).ok());
    wanted.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// Plays the schedules of `count` seeds.
#[expect(clippy::print_stdout, reason = "progress of a run")]
pub(super) fn play_many(first: u64, count: u64, plan: Plan) -> Run {
    let next = AtomicU64::new(first);
    let workers = workers();
    let begun = Instant::now();
    let mut run = Run { schedules: 0, took: Duration::ZERO, happened: Happened::new(), failed: Vec::new() };
    let work = || {
        let mut part =
            Run { schedules: 0, took: Duration::ZERO, happened: Happened::new(), failed: Vec::new() };
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + count || part.failed.len() >= MOST_FAILURES {
                return part;
            }
            if (seed - first).is_multiple_of(50_000) && seed > first {
                let speed = (seed - first) as f64 / begun.elapsed().as_secs_f64();
                println!("{} of {count} schedules, {speed:.0} a second", seed - first);
            }
            let outcome = play(seed, plan);
            part.schedules += 1;
            for (what, times) in &outcome.happened {
                *part.happened.entry(what).or_default() += times;
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
            run.failed.extend(part.failed);
            for (what, times) in part.happened {
                *run.happened.entry(what).or_default() += times;
            }
        }
    });
    run.failed.sort_by_key(|(seed, _)| *seed);
    run.took = begun.elapsed();
    run
}

impl Run {
    /// The figures.
    pub(super) fn told(&self) -> String {
        let seconds = self.took.as_secs_f64();
        let speed = self.schedules as f64 / seconds;
        let events = self.happened.iter().map(|(what, times)| format!("  {what}: {times}\n"));
        format!(
            "{} schedules in {seconds:.1} s ({speed:.0} a second), {} with a violation\n{}",
            self.schedules,
            self.failed.len(),
            events.collect::<String>()
        )
    }

    /// What was broken, and how to see it again.
    pub(super) fn failures(&self) -> String {
        let failed = self.failed.iter();
        failed
            .map(|(seed, outcome)| {
                format!("seed {seed}: {:?}\n  cargo xtask simulate --seed {seed}\n", outcome.violations)
            })
            .collect()
    }
}

/// Does the same with each of these on all cores; what came of them, in their order.
pub(super) fn on_all_cores<T: Sync, R: Send>(these: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let share = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = these.get(at) else { return done };
            done.push((at, work(one)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers()).map(|_| scope.spawn(share)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
