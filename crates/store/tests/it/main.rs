//! The store as the desk uses it.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set the stage fails, also outside of a test function"
)]

mod backups;
mod disk;
mod outbox;
mod rows;
#[cfg(target_os = "linux")]
mod small_disk;
mod tables;
mod vault;

use chrono::{DateTime, TimeZone, Utc};
use store::{Key, Store};
use tempfile::TempDir;

/// A store in a directory of its own.
struct Shelf {
    store: Store,
    dir: TempDir,
}

impl Shelf {
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

/// A moment of a working day, with microseconds, so many minutes later.
fn at(minutes: u32) -> DateTime<Utc> {
    Utc.timestamp_opt(1_790_000_000 + i64::from(minutes) * 60, 123_456_000).unwrap()
}
