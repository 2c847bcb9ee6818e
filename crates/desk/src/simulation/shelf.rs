//! What all schedules share: the files in the vault, and databases that are emptied between them,
//! because making one takes longer than a schedule.

use std::cell::RefCell;
use std::sync::{Arc, OnceLock};
use store::{Key, Store, SystemRandom};

/// How many different files there are to file.
const FILES: usize = 32;

struct Shelf {
    folder: tempfile::TempDir,
    key: Key,
    files: Vec<(String, u64)>,
}

thread_local! {
    static IDLE: RefCell<Vec<Arc<Store>>> = const { RefCell::new(Vec::new()) };
}

fn shelf() -> &'static Shelf {
    static SHELF: OnceLock<Shelf> = OnceLock::new();
    SHELF.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let key = Key::from_bytes([7; 32]);
        let store = Store::in_memory(folder.path(), &key, SystemRandom).unwrap();
        let files = (0..FILES).map(|number| {
            let content = format!("%PDF-1.7\n% file {number}\n%%EOF\n");
            let taken = store.vault().add(&mut content.as_bytes(), 1 << 20, &mut |_| {}).unwrap();
            (taken.sha256, taken.size)
        });
        let files = files.collect();
        Shelf { folder, key, files }
    })
}

/// Hash and length of each file.
pub(super) fn files() -> &'static [(String, u64)] {
    &shelf().files
}

/// An empty database.
pub(super) fn take_store() -> Arc<Store> {
    IDLE.with_borrow_mut(Vec::pop).unwrap_or_else(|| {
        let shelf = shelf();
        Arc::new(Store::in_memory(shelf.folder.path(), &shelf.key, SystemRandom).unwrap())
    })
}

/// Takes a database back for the next schedule.
pub(super) fn give_back(store: Arc<Store>) {
    store.clear().unwrap();
    IDLE.with_borrow_mut(|idle| idle.push(store));
}
