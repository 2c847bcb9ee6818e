//! What only the inside of the store can bring about: a full disk, and versions that do not exist yet.

use super::*;
use crate::{blobs, settings};

const KEY: [u8; 32] = [7; 32];

fn key() -> Key {
    Key::from_bytes(KEY)
}

fn open_at(dir: &Path, steps: &[Step]) -> Result<Store, Error> {
    Store::open_at(dir, &key(), Box::new(SystemRandom), steps)
}

/// The steps that there are, and more of them up to a version.
fn steps_up_to(version: u32) -> Vec<Step> {
    let mut steps = migration::steps();
    steps.extend((migration::newest(&steps) + 1..=version).map(|version| (version, "SELECT 1")));
    steps
}

fn versions_kept(dir: &Path) -> Vec<u32> {
    Directory::of(dir).backups().unwrap().into_iter().map(|(version, _)| version).collect()
}

#[test]
fn a_full_disk_is_told_and_the_write_undone() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path(), &key()).unwrap();
    store.write(|tx| blobs::set(tx, "before", &[1])).unwrap();
    let pages: u32 = {
        let writer = store.writer.lock().unwrap();
        let pages = writer.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        writer.pragma_update(None, "max_page_count", pages).unwrap();
        pages
    };
    let large = vec![7; 1 << 20];
    let refused = store.write(|tx| {
        blobs::set(tx, "before", &[2])?;
        blobs::set(tx, "large", &large)
    });
    assert!(matches!(refused, Err(Error::DiskFull)), "{refused:?}");
    let kept = |name| store.read(|tx| blobs::get(tx, name)).unwrap();
    assert_eq!((kept("before"), kept("large")), (Some(vec![1]), None));

    store.writer.lock().unwrap().pragma_update(None, "max_page_count", pages + 1000).unwrap();
    store.write(|tx| blobs::set(tx, "large", &large)).unwrap();
    assert_eq!(kept("large"), Some(large));
}

#[test]
fn a_migration_leaves_a_copy_that_opens_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let old = migration::newest(&migration::steps());
    let store = Store::create(dir.path(), &key()).unwrap();
    store.write(|tx| settings::set(tx, "organization", "first")).unwrap();
    drop(store);

    let mut steps = steps_up_to(old);
    steps.push((old + 1, "CREATE TABLE added (id TEXT) STRICT; UPDATE settings SET value = 'second';"));
    let store = open_at(dir.path(), &steps).unwrap();
    assert_eq!(store.read(|tx| settings::get(tx, "organization")).unwrap().as_deref(), Some("second"));
    assert_eq!(store.read(|tx| tx.number("SELECT count(*) FROM added", [])).unwrap(), 0);
    drop(store);
    assert_eq!(versions_kept(dir.path()), [old]);

    let again = tempfile::tempdir().unwrap();
    fs::copy(Directory::of(dir.path()).backup(old), Directory::of(again.path()).database()).unwrap();
    let store = open_at(again.path(), &migration::steps()).unwrap();
    assert_eq!(store.read(|tx| settings::get(tx, "organization")).unwrap().as_deref(), Some("first"));
}

#[test]
fn the_copy_holds_what_was_only_in_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let old = migration::newest(&migration::steps());
    let store = Store::create(dir.path(), &key()).unwrap();
    store.write(|tx| settings::set(tx, "organization", "logged")).unwrap();
    // A crash leaves the log behind; closing the store in order would have merged it.
    let crashed = tempfile::tempdir().unwrap();
    for name in ["waybill.db", "waybill.db-wal", "waybill.check"] {
        fs::copy(dir.path().join(name), crashed.path().join(name)).unwrap();
    }
    assert!(fs::metadata(Directory::of(crashed.path()).log()).unwrap().len() > 0);
    drop(open_at(crashed.path(), &steps_up_to(old + 1)).unwrap());

    let again = tempfile::tempdir().unwrap();
    fs::copy(Directory::of(crashed.path()).backup(old), Directory::of(again.path()).database()).unwrap();
    let store = open_at(again.path(), &migration::steps()).unwrap();
    assert_eq!(store.read(|tx| settings::get(tx, "organization")).unwrap().as_deref(), Some("logged"));
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let old = migration::newest(&migration::steps());
    let store = Store::create(dir.path(), &key()).unwrap();
    store.write(|tx| settings::set(tx, "organization", "first")).unwrap();
    drop(store);

    let dangling = "INSERT INTO orders (id, seller, buyer, external_order_id, search, created_at, updated_at)
        VALUES ('o', 's', 'nobody', 'n', '', '', '');";
    for last in ["SELECT no_such_function();", dangling] {
        let mut steps = steps_up_to(old);
        steps.push((old + 1, "UPDATE settings SET value = 'second';"));
        steps.push((old + 2, last));
        assert!(matches!(open_at(dir.path(), &steps), Err(Error::Sql { .. } | Error::Referenced)), "{last}");
    }
    let store = Store::open(dir.path(), &key()).unwrap();
    assert_eq!(store.read(|tx| settings::get(tx, "organization")).unwrap().as_deref(), Some("first"));
}

#[test]
fn the_last_three_copies_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let old = migration::newest(&migration::steps());
    drop(Store::create(dir.path(), &key()).unwrap());
    for version in old + 1..=old + 12 {
        drop(open_at(dir.path(), &steps_up_to(version)).unwrap());
    }
    // Versions of one and of two digits: the newest are meant, not the last by name.
    assert_eq!(versions_kept(dir.path()), [old + 9, old + 10, old + 11]);
}

#[test]
fn every_commit_reaches_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path(), &key()).unwrap();
    let setting = |connection: &Connection, name: &str| -> String {
        connection
            .query_row(&format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"), [], |row| row.get(0))
            .unwrap()
    };
    let reader = store.readers.as_ref().unwrap().take().unwrap();
    let writer = store.writer.lock().unwrap();
    for connection in [&*writer, &reader] {
        assert_eq!(setting(connection, "journal_mode"), "wal");
        assert_eq!(setting(connection, "synchronous"), "2");
        assert_eq!(setting(connection, "foreign_keys"), "1");
    }
    assert_eq!(setting(&reader, "query_only"), "1");
}
