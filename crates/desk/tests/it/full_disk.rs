//! The disk is full while a request is in flight: its outcome is written as soon as there is room again.

use crate::bench::Bench;
use crate::deal::onboard;
use crate::logs;
use desk::MemoryKeychain;
use nt24_sandbox::{Exchange, Observer};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;

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
    let waits = logs::hear("waits to be written");
    let filler = disk.join("filler");
    let fills = filler.clone();
    let change = |options: &mut nt24_sandbox::Options| {
        let check = options.observer.take().unwrap();
        options.observer = Some(Arc::new(Fills { disk: fills, check }));
    };
    let bench = Bench::with(change, Arc::new(MemoryKeychain::default())).await.signed_in().await;
    let buyer = onboard(&bench, "PL5260250274").await;
    bench.until("the outcome waits", async || waits.load(Ordering::SeqCst).then_some(())).await;
    assert_eq!((bench.counts().buyers, bench.counts().documents), (1, 0), "nothing else is sent");
    std::fs::remove_file(filler).unwrap();
    bench.drained().await;
    assert!(bench.buyer(&buyer).await.row.kyc.overall.is_some());
    assert_eq!((bench.counts().buyers, bench.counts().documents), (1, 2));
    bench.finish().await;
}
