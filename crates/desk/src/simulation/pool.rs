//! The files and databases that all schedules share. A database is emptied and reused, because creating one
//! takes longer than a schedule.

use std::cell::RefCell;
use std::sync::{Arc, OnceLock};
use store::{Key, Store, SystemRandom};

/// The number of different files in the vault.
const FILES: usize = 32;

struct Pool {
    folder: tempfile::TempDir,
    key: Key,
    files: Vec<(String, u64)>,
}

thread_local! {
    static IDLE: RefCell<Vec<Arc<Store>>> = const { RefCell::new(Vec::new()) };
}

fn pool() -> &'static Pool {
    static POOL: OnceLock<Pool> = OnceLock::new();
    POOL.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let key = Key::from_bytes([7; 32]);
        let store = Store::in_memory(folder.path(), &key, SystemRandom).unwrap();
        let files = (0..FILES).map(|number| {
            let content = format!("%PDF-1.7\n% file {number}\n%%EOF\n");
            let taken = store.vault().add(&mut content.as_bytes(), 1 << 20, &mut |_| {}).unwrap();
            (taken.sha256, taken.size)
        });
        let files = files.collect();
        Pool { folder, key, files }
    })
}

/// Hash and length of each file.
pub(super) fn files() -> &'static [(String, u64)] {
    &pool().files
}

/// An empty database.
pub(super) fn take_store() -> Arc<Store> {
    IDLE.with_borrow_mut(Vec::pop).unwrap_or_else(|| {
        let pool = pool();
        Arc::new(Store::in_memory(pool.folder.path(), &pool.key, SystemRandom).unwrap())
    })
}

/// Empties a database and keeps it for the next schedule.
pub(super) fn give_back(store: Arc<Store>) {
    store.clear().unwrap();
    IDLE.with_borrow_mut(|idle| idle.push(store));
}
