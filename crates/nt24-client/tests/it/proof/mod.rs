//! What is proved of every operation, as a table that the run itself fills in: `target/operations.md`.

#[path = "../../../examples/every_operation/deal.rs"]
mod deal;
mod reads;
#[path = "../../../examples/every_operation/stage.rs"]
mod stage;
mod writes;

use futures_util::StreamExt as _;
use nt24::Operation;
use nt24_client::Limits;
use stage::{Seen, Stage};
use std::fmt::Write as _;
use std::future::Future;
use std::path::PathBuf;
use tokio::sync::OnceCell;

/// What the sandbox does not have yet. The table has a gap for each, and nothing else may.
const NOT_YET: [Operation; 8] = [
    Operation::ListWebhooks,
    Operation::CreateWebhook,
    Operation::GetWebhook,
    Operation::UpdateWebhook,
    Operation::DeleteWebhook,
    Operation::ListWebhookDeliveries,
    Operation::ReplayWebhookDelivery,
    Operation::TestWebhook,
];

/// What went wrong, by operation; nothing at all is what is wanted.
type Findings = Vec<(Operation, String)>;

static WRITES: OnceCell<Findings> = OnceCell::const_new();
static READS: OnceCell<Findings> = OnceCell::const_new();

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_write_takes_effect_once_whatever_it_meets() {
    assert_eq!(*faulted_writes().await, Findings::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_read_ends_soon_and_small_whatever_it_meets() {
    assert_eq!(*faulted_reads().await, Findings::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_table_of_operations_is_full() {
    let (called, seen) = call_all().await;
    let (writes, reads) = tokio::join!(faulted_writes(), faulted_reads());
    let mut table = String::from(
        "| Operation | Client | Sandbox | Contract-checked | Fault-tested |\n|---|---|---|---|---|\n",
    );
    let mut missing = Vec::new();
    for operation in Operation::ALL {
        let of_it: Vec<&Seen> = seen.iter().filter(|seen| seen.operation == operation.id()).collect();
        let faults = if operation.is_write() { writes::Case::ALL.len() } else { reads::Case::ALL.len() };
        let findings = if operation.is_write() { writes } else { reads };
        let cells = [
            called.contains(operation).then(|| "yes".to_owned()),
            of_it.iter().any(|seen| seen.status < 300).then(|| "yes".to_owned()),
            (!of_it.is_empty() && of_it.iter().all(|seen| seen.violations.is_empty()))
                .then(|| format!("{} exchanges", of_it.len())),
            findings.iter().all(|(of, _)| of != operation).then(|| format!("{faults} faults")),
        ];
        let _ = write!(table, "| `{}` |", operation.id());
        for cell in &cells {
            let _ = write!(table, " {} |", cell.as_deref().unwrap_or("**no**"));
        }
        table.push('\n');
        if cells.iter().any(Option::is_none) && !NOT_YET.contains(operation) {
            missing.push(operation.id());
        }
    }
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).with_file_name("operations.md");
    std::fs::write(&file, &table).unwrap();
    assert!(missing.is_empty(), "not full: {missing:?}\n\n{table}");
}

/// Calls everything once, each on a deal of its own: what answered well, and every exchange.
async fn call_all() -> (Vec<Operation>, Vec<Seen>) {
    let stage = Stage::open().await.unwrap();
    let nt24 = stage.client(None, Limits::default()).unwrap();
    let mut called = Vec::new();
    for (number, operation) in (1..).zip(Operation::ALL.iter().copied()) {
        let Ok(deal) = stage.prepare(&nt24, operation, number).await else { continue };
        let succeeded = match deal.write(operation, "first", stage.key().unwrap()) {
            Some(write) => nt24.send(&write).await.is_ok(),
            None => matches!(deal.read(operation, &nt24, 1 << 20).await, Some(Ok(()))),
        };
        if succeeded {
            called.push(operation);
        }
    }
    (called, stage.witness.seen())
}

async fn faulted_writes() -> &'static Findings {
    let there = |operation: &Operation| operation.is_write() && !NOT_YET.contains(operation);
    let operations = Operation::ALL.iter().copied().filter(there);
    WRITES.get_or_init(|| play_all(operations, writes::play)).await
}

async fn faulted_reads() -> &'static Findings {
    let operations = Operation::ALL.iter().copied().filter(|operation| !operation.is_write());
    READS.get_or_init(|| play_all(operations, reads::play)).await
}

/// Plays all operations, several at a time: most of the time each of them waits.
async fn play_all<P>(operations: impl Iterator<Item = Operation>, play: impl Fn(Operation) -> P) -> Findings
where
    P: Future<Output = Vec<String>>,
{
    let playing = operations.map(|operation| {
        let findings = play(operation);
        async move { (operation, findings.await) }
    });
    let all: Vec<_> = futures_util::stream::iter(playing).buffer_unordered(16).collect().await;
    all.into_iter().flat_map(|(of, findings)| findings.into_iter().map(move |what| (of, what))).collect()
}
