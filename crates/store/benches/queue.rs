//! How fast writes are queued durably, compared with the disk itself, and the cost of 100,000 receipts.
//!
//! `cargo xtask bench`; both sides take turns in one run, on the disk of the build directory.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement prints, and may panic")]

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use store::{Error, Frozen, Key, OutboxRow, Receipt, Store, outbox};

/// How long each side measures in each round.
const ROUND: Duration = Duration::from_secs(1);
const ROUNDS: usize = 9;
const RECEIPTS: u32 = 100_000;

fn main() {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    beside_the_disk(dir.path());
    receipts(dir.path());
}

/// Compares queueing one row in its own transaction with writing 4 KiB and calling `fdatasync`.
fn beside_the_disk(dir: &Path) {
    let store = Store::create(&dir.join("queue"), &Key::from_bytes([1; 32])).unwrap();
    let mut raw = OpenOptions::new().append(true).create(true).open(dir.join("raw")).unwrap();
    let bytes = [7; 4096];
    let mut ratios = Vec::new();
    for round in 0..ROUNDS as u32 {
        let disk = a_second(|_| {
            raw.write_all(&bytes).unwrap();
            raw.sync_data().unwrap();
        });
        let queued = a_second(|number| {
            let row = row(round * 1_000_000 + number);
            store.write::<_, Error>(|tx| outbox::enqueue(tx, &row)).unwrap();
        });
        println!("round {round}: {queued:.0} queued a second, {disk:.0} raw: {:.2}", queued / disk);
        ratios.push(queued / disk);
    }
    ratios.sort_by(f64::total_cmp);
    println!("median {:.2} (at least 0.5)", ratios[ROUNDS / 2]);
}

/// How often `work` can be done in a second.
fn a_second(mut work: impl FnMut(u32)) -> f64 {
    let begun = Instant::now();
    let mut times = 0;
    while begun.elapsed() < ROUND {
        work(times);
        times += 1;
    }
    f64::from(times) / begun.elapsed().as_secs_f64()
}

fn receipts(dir: &Path) {
    let path = dir.join("receipts");
    let key = Key::from_bytes([1; 32]);
    let store = Store::create(&path, &key).unwrap();
    for chunk in 0..RECEIPTS / 1000 {
        store
            .write::<_, Error>(|tx| {
                for number in chunk * 1000..(chunk + 1) * 1000 {
                    finish(tx, number)?;
                }
                Ok(())
            })
            .unwrap();
    }
    drop(store);
    let bytes = std::fs::metadata(path.join("waybill.db")).unwrap().len();
    let begun = Instant::now();
    let store = Store::open(&path, &key).unwrap();
    let opened = begun.elapsed();
    let begun = Instant::now();
    let page = store.read(|tx| outbox::receipts(tx, 500, 0)).unwrap();
    let listed = begun.elapsed();
    let begun = Instant::now();
    store.read(outbox::heads).unwrap();
    let heads = begun.elapsed();
    println!(
        "{RECEIPTS} receipts: {:.1} MB, opened in {opened:.1?}, the last {} listed in {listed:.1?}, the outbox in {heads:.1?}",
        bytes as f64 / 1e6,
        page.len(),
    );
}

fn at(number: u32) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::seconds(i64::from(number))
}

/// A queued invoice.
fn row(number: u32) -> OutboxRow {
    let request = json!({
        "seller": "9e4f6f1e-7f0c-4f0e-9d55-0d9a5d3f2f10",
        "order": format!("01920000-0000-7000-8000-{:012}", number / 10),
        "content": { "json": {
            "invoiceNumber": format!("RE-{number}"), "type": "PRELIMINARY", "invoiceDate": "2026-02-03",
            "amount": { "value": 1_850_000, "currency": "EUR" }, "vatIncluded": false, "marginScheme": false,
        } },
        "merges": 0,
    });
    let subject = format!("01920000-0000-7000-8000-{:012}", number / 10);
    OutboxRow::new(
        format!("01930000-0000-7000-8000-{number:012}"),
        format!("order:{subject}"),
        "submitInvoice",
        subject,
        request,
        at(number),
    )
}

fn finish(tx: &store::Tx<'_>, number: u32) -> Result<(), Error> {
    let row = row(number);
    let frozen = Frozen {
        path: format!("/partners/9e4f6f1e-7f0c-4f0e-9d55-0d9a5d3f2f10/orders/{}/invoice", row.subject),
        body: serde_json::to_vec(&row.request["content"]["json"]).unwrap(),
        sha256: "0".repeat(64),
        if_match: None,
    };
    let receipt = Receipt {
        request_id: row.id.clone(),
        status: 201,
        at: at(number),
        trace_id: Some("4bf92f3577b34da6a3ce929d0e0e4736".to_owned()),
        merged: Vec::new(),
    };
    outbox::enqueue(tx, &row)?;
    outbox::freeze(tx, &row.id, &frozen)?;
    outbox::begin(tx, &row.id, at(number))?;
    outbox::finish(tx, &row.id, &receipt, at(number))
}
