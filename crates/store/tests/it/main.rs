//! The store as the desk uses it.

#![expect(clippy::unwrap_used, reason = "a helper outside of a test function may fail the test, too")]

mod backups;
mod damage;
mod disk;
mod outbox;
mod reads;
mod rows;
#[cfg(target_os = "linux")]
mod small_disk;
mod summaries;
mod tables;
mod unread;
mod vault;

use chrono::{DateTime, TimeZone, Utc};
use store::{Key, Store};
use tempfile::TempDir;

/// A store in its own directory.
struct TestStore {
    store: Store,
    dir: TempDir,
}

impl TestStore {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path(), &key()).unwrap();
        Self { store, dir }
    }

    /// Closes the store and opens it again.
    fn reopened(self) -> Self {
        drop(self.store);
        let store = Store::open(self.dir.path(), &key()).unwrap();
        Self { store, dir: self.dir }
    }
}

fn key() -> Key {
    Key::from_bytes([0x5a; 32])
}

/// A fixed time with microseconds, plus `minutes`.
fn at(minutes: u32) -> DateTime<Utc> {
    Utc.timestamp_opt(1_790_000_000 + i64::from(minutes) * 60, 123_456_000).unwrap()
}
