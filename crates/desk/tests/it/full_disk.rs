//! The disk is full while a request is in flight: its outcome is written as soon as there is room again.

use crate::bench::Bench;
use crate::deal::onboard;
use desk::MemoryKeychain;
use nt24_sandbox::{Exchange, Observer};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// The variable with the directory on which the second process mounts its disk.
const MOUNT_POINT: &str = "WAYBILL_SMALL_DISK";

/// Fills the disk after NT24 has executed the first write, and before it answers.
struct Fills {
    disk: PathBuf,
    check: Arc<dyn Observer>,
}

impl Observer for Fills {
    fn exchange(&self, exchange: &Exchange) {
        self.check.exchange(exchange);
        if exchange.operation == Some("upsertBuyer") {
            // Fills the last byte, too, and fails then.
            assert!(std::fs::write(&self.disk, vec![0; 32 << 20]).is_err());
        }
    }
}

/// Whether the log says that an outcome waits to be written.
#[derive(Default)]
struct OutcomeWaits(AtomicBool);

impl Subscriber for OutcomeWaits {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("desk::sending")
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Message(&self.0));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Looks for the message.
struct Message<'a>(&'a AtomicBool);

impl Visit for Message<'_> {
    fn record_debug(&mut self, _: &Field, value: &dyn std::fmt::Debug) {
        if format!("{value:?}").contains("waits to be written") {
            self.0.store(true, Ordering::SeqCst);
        }
    }
}

#[test]
fn an_outcome_that_does_not_fit_on_the_disk_is_written_later() {
    let place = tempfile::tempdir().unwrap();
    // A process may mount a file system in its own namespace.
    let ended = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "full_disk::the_disk_is_full_when_the_answer_comes", "--ignored", "--nocapture"])
        .env(MOUNT_POINT, place.path())
        .env("TMPDIR", place.path())
        .output()
        .unwrap();
    let output =
        format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success() && output.contains("1 passed"), "{output}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "runs in the mount namespace that the test above makes"]
async fn the_disk_is_full_when_the_answer_comes() {
    let disk = PathBuf::from(std::env::var_os(MOUNT_POINT).unwrap());
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=16m", "none"]).arg(&disk).status();
    assert!(mounted.unwrap().success());
    let waits = Arc::new(OutcomeWaits::default());
    // This process runs this test only.
    tracing::subscriber::set_global_default(Arc::clone(&waits)).unwrap();
    let filler = disk.join("filler");
    let fills = filler.clone();
    let change = |options: &mut nt24_sandbox::Options| {
        let check = options.observer.take().unwrap();
        options.observer = Some(Arc::new(Fills { disk: fills, check }));
    };
    let bench = Bench::with(change, Arc::new(MemoryKeychain::default())).await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.until("the outcome waits", async || waits.0.load(Ordering::SeqCst).then_some(())).await;
    assert_eq!((bench.counts().buyers, bench.counts().documents), (1, 0), "nothing else is sent");
    std::fs::remove_file(filler).unwrap();
    bench.drained().await;
    assert!(bench.buyer(&buyer).await.row.kyc.overall.is_some());
    assert_eq!((bench.counts().buyers, bench.counts().documents), (1, 2));
    bench.finish().await;
}
