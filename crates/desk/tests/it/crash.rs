//! The program is killed repeatedly, at any moment of its work. Afterwards NT24 has executed every write that
//! the program accepted, once.
//!
//! The tests kill it a few times; `cargo xtask crash` a thousand times.

mod clerk;
mod core;
mod ledger;

use clerk::Clerk;
use core::Core;
use ledger::Ledger;
use nt24::RateLimitTier;
use nt24_sandbox::{Fault, FaultKind, RequestLimits, Sandbox};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The default number of kills; `WAYBILL_CRASHES` overrides it.
const CRASHES: u64 = 8;

/// The number of clerks who work at the same time.
const CLERKS: u64 = 3;

/// How long the program may take to empty its outbox after the last start.
const TIME_LIMIT: Duration = Duration::from_secs(20 * 60);

fn number_from_env(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Random numbers from a seed: they choose moments, faults and writes.
struct Chance(AtomicU64);

impl Chance {
    fn below(&self, bound: u64) -> u64 {
        // SplitMix64 (Steele, Lea, Flood 2014).
        let mut word = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (word ^ (word >> 31)) % bound
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures of the run")]
fn accepted_writes_are_sent_once_however_often_the_program_is_killed() {
    let crashes = number_from_env("WAYBILL_CRASHES").unwrap_or(CRASHES);
    let seed = number_from_env("WAYBILL_SEED").unwrap_or(1);
    let chance = Chance(AtomicU64::new(seed));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let ledger = Arc::new(Ledger::default());
    let mut options = nt24_sandbox::Options::demo();
    // The test is about kills, not about rate limits.
    options.organization.capabilities.rate_limit_tier = Some(RateLimitTier::Enterprise);
    options.behaviour.enterprise = RequestLimits { read: 100_000, write: 100_000, webhook_management: 10 };
    options.observer = Some(ledger.clone());
    let sandbox = runtime.block_on(Sandbox::start(options)).unwrap();
    let folder = tempfile::tempdir().unwrap();

    connect(folder.path(), &sandbox);
    let mut answered = 0;
    for crash in 1..=crashes {
        let core = Core::start(folder.path());
        assert_opened(&core);
        // Faults that the last run did not use must not add up to a server that never answers.
        sandbox.control().clear_faults();
        if chance.below(3) == 0 {
            let kinds =
                [FaultKind::CutBeforeHandling, FaultKind::CutAfterHandling, FaultKind::CutDuringAnswer];
            let kind = kinds[chance.below(3) as usize].clone();
            let operation = ledger::OPERATIONS[chance.below(4) as usize].to_owned();
            sandbox.control().fault(Fault { operation: Some(operation), times: 1, kind });
        }
        std::thread::scope(|scope| {
            for _ in 0..CLERKS {
                scope.spawn(|| {
                    Clerk { core: &core, ledger: &ledger, chance: &chance, folder: folder.path() }.work()
                });
            }
            // Most kills hit the start and the first writes, some hit a program that is sending.
            let longest = if chance.below(3) == 0 { 2000 } else { 300 };
            std::thread::sleep(Duration::from_millis(chance.below(longest)));
            if crash == crashes {
                until_accepted(&ledger, crashes);
            }
            core.kill();
        });
        answered += core.answered();
        if crash % 50 == 0 {
            println!("{crash} kills, {} writes, {:?}", ledger.len(), sandbox.control().counts());
        }
    }
    sandbox.control().clear_faults();

    let core = Core::start(folder.path());
    assert_opened(&core);
    let waited = until_sent(&core);
    ledger.check_drafts(&core);
    core.end();
    println!(
        "{crashes} kills (seed {seed}): {} writes, {} accepted, {answered} answers, all sent after {:.1} s",
        ledger.len(),
        ledger.accepted(),
        waited.as_secs_f32(),
    );
    ledger.check(&sandbox.control().counts());
    assert!(ledger.accepted() as u64 >= crashes, "too few writes for a meaningful test");
    runtime.block_on(sandbox.stop());
}

fn connect(folder: &std::path::Path, sandbox: &Sandbox) {
    let core = Core::start(folder);
    let credentials = json!({
        "apiUrl": sandbox.api_url(), "tokenUrl": sandbox.token_url(),
        "clientId": sandbox.client_id(), "clientSecret": sandbox.client_secret(),
    });
    core.ask("connect", credentials).unwrap().unwrap();
    core.end();
}

/// Asserts that the data is open; opening checks every page of the database.
fn assert_opened(core: &Core) {
    let session = core.ask("session", json!({})).unwrap().unwrap();
    assert_eq!(session["stage"]["at"], "open", "{session:#}");
}

/// Waits until the program has accepted this many writes. On a busy machine most kills may come earlier.
fn until_accepted(ledger: &Ledger, count: u64) {
    let begun = Instant::now();
    while (ledger.accepted() as u64) < count && begun.elapsed() < TIME_LIMIT {
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits until the outbox is empty. No row may be parked: no clerk submits a write that needs a decision.
fn until_sent(core: &Core) -> Duration {
    let begun = Instant::now();
    loop {
        let status = core.ask("status", json!({})).unwrap().unwrap();
        let [waiting, sending, parked] =
            ["waiting", "inFlight", "parked"].map(|name| status[name].as_u64().unwrap());
        if waiting + sending + parked == 0 {
            return begun.elapsed();
        }
        let outbox = || core.ask("outbox", json!({})).unwrap().unwrap();
        assert!(parked == 0, "a row is parked: {:#}", outbox()["entries"]);
        assert!(begun.elapsed() < TIME_LIMIT, "the outbox does not become empty: {:#}", outbox()["entries"]);
        std::thread::sleep(Duration::from_millis(200));
    }
}
