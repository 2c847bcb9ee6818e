//! The disk is full while a request is in flight: its outcome is written as soon as there is room again.

use crate::bench::Bench;
use crate::deal::onboard;
use nt24_sandbox::{Fault, FaultKind};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// The variable with the directory on which the second process mounts its disk.
const MOUNT_POINT: &str = "WAYBILL_SMALL_DISK";

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
    let bench = Bench::start().await.signed_in().await;
    let slow = FaultKind::Latency(Duration::from_secs(3));
    bench.control().fault(Fault { operation: Some("upsertBuyer".to_owned()), times: 1, kind: slow });
    let buyer = onboard(&bench, "PL5260250274").await;
    bench
        .until("the request is in flight", async || {
            (bench.outbox().await.entries.first()?.attempts == 1).then_some(())
        })
        .await;
    let filler = disk.join("filler");
    // Fills the last byte, too, and fails then.
    assert!(std::fs::write(&filler, vec![0; 32 << 20]).is_err());
    bench.until("NT24 has the buyer", async || (bench.counts().buyers == 1).then_some(())).await;
    // In this time the desk tries to write the outcome. It passes without it, too.
    tokio::time::sleep(Duration::from_secs(1)).await;
    std::fs::remove_file(filler).unwrap();
    bench.drained().await;
    assert!(bench.buyer(&buyer).await.row.kyc.overall.is_some());
    assert_eq!((bench.counts().buyers, bench.counts().documents), (1, 2));
    bench.finish().await;
}
