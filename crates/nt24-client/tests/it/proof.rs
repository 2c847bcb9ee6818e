//! The tests of every operation. A run writes its results as a table to `target/operations.md`.

#[path = "../../examples/every_operation/deal.rs"]
mod deal;
mod reads;
#[path = "../../examples/every_operation/setup.rs"]
mod setup;
#[path = "../../examples/every_operation/steps.rs"]
mod steps;
mod token;
mod writes;

use futures_util::StreamExt as _;
use nt24::Operation;
use nt24_client::Limits;
use setup::{CheckedExchange, Setup};
use std::future::Future;
use std::path::PathBuf;
use tokio::sync::OnceCell;

/// The failures by operation; empty if all tests pass.
type Findings = Vec<(Operation, String)>;

static WRITES: OnceCell<Findings> = OnceCell::const_new();
static READS: OnceCell<Findings> = OnceCell::const_new();

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_write_takes_effect_once_under_every_fault() {
    assert_eq!(*faulted_writes().await, Findings::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_read_ends_in_limited_time_and_memory_under_every_fault() {
    assert_eq!(*faulted_reads().await, Findings::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_table_of_operations_has_no_gap() {
    let (called, exchanges) = call_all().await;
    let (writes, reads) = tokio::join!(faulted_writes(), faulted_reads());
    let mut table = Table::new();
    for operation in Operation::ALL {
        let (findings, faults) = match operation.is_write() {
            true => (writes, writes::Case::ALL.len()),
            false => (reads, reads::Case::ALL.len()),
        };
        let survived = findings.iter().all(|(of, _)| of != operation).then_some(faults);
        table.row(operation.id(), called.contains(operation), &exchanges, survived);
    }
    let faults = token::play().await;
    assert_eq!(faults.findings, Vec::<String>::new());
    table.row(token::ISSUE_TOKEN, faults.succeeded, &exchanges, Some(faults.played));
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).with_file_name("operations.md");
    std::fs::write(&file, &table.text).unwrap();
    assert!(table.gaps.is_empty(), "gaps: {:?}\n\n{}", table.gaps, table.text);
}

/// The table as text, and its gaps.
struct Table {
    text: String,
    gaps: Vec<&'static str>,
}

impl Table {
    fn new() -> Self {
        let head =
            "| Operation | Client | Sandbox | Contract-checked | Fault-tested |\n|---|---|---|---|---|\n";
        Self { text: head.to_owned(), gaps: Vec::new() }
    }

    /// Adds a row: whether the client's call succeeded, the exchanges of the sandbox, and the number of survived
    /// faults.
    fn row(
        &mut self,
        operation: &'static str,
        called: bool,
        exchanges: &[CheckedExchange],
        faults: Option<usize>,
    ) {
        let of_it: Vec<&CheckedExchange> =
            exchanges.iter().filter(|exchange| exchange.operation == operation).collect();
        let clean = !of_it.is_empty() && of_it.iter().all(|exchange| exchange.violations.is_empty());
        let cells = [
            called.then(|| "yes".to_owned()),
            of_it.iter().any(|exchange| exchange.status < 300).then(|| "yes".to_owned()),
            clean.then(|| of_it.len().to_string()),
            faults.map(|faults| faults.to_string()),
        ];
        if cells.iter().any(Option::is_none) {
            self.gaps.push(operation);
        }
        let cells = cells.map(|cell| cell.unwrap_or_else(|| "**no**".to_owned()));
        self.text.push_str(&format!("| `{operation}` | {} |\n", cells.join(" | ")));
    }
}

/// Calls every operation once, each on a deal of its own. Returns those that succeeded, and all exchanges.
async fn call_all() -> (Vec<Operation>, Vec<CheckedExchange>) {
    let setup = Setup::open().await.unwrap();
    let nt24 = setup.client(None, Limits::default()).unwrap();
    let mut called = Vec::new();
    for (number, operation) in (1..).zip(Operation::ALL.iter().copied()) {
        let Ok(deal) = setup.prepare(&nt24, operation, number).await else { continue };
        let succeeded = match deal.write(operation, "first", setup.key().unwrap()) {
            Some(write) => nt24.send(&write).await.is_ok(),
            None => matches!(deal.read(operation, &nt24, 1 << 20).await, Some(Ok(()))),
        };
        if succeeded {
            called.push(operation);
        }
    }
    (called, setup.log.exchanges())
}

async fn faulted_writes() -> &'static Findings {
    let operations = Operation::ALL.iter().copied().filter(|operation| operation.is_write());
    WRITES.get_or_init(|| play_all(operations, writes::play)).await
}

async fn faulted_reads() -> &'static Findings {
    let operations = Operation::ALL.iter().copied().filter(|operation| !operation.is_write());
    READS.get_or_init(|| play_all(operations, reads::play)).await
}

/// Plays all operations, several at a time, because each of them waits most of the time.
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
