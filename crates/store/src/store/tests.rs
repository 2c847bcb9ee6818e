//! Cases that need the internals of the store: a full disk, versions that do not exist yet, migration of
//! old databases, and power cuts between two steps of a restore.

use super::*;
use crate::{DocumentRow, OrderRow, blobs, documents, orders, settings};
use std::fs;

const KEY: [u8; 32] = [7; 32];

fn key() -> Key {
    Key::from_bytes(KEY)
}

fn open_at(dir: &Path, steps: &[Step]) -> Result<Store, Error> {
    Store::open_at(dir, &key(), Box::new(SystemRandom), steps, &mut || ())
}

/// All steps, and further ones without effect up to a version.
fn steps_up_to(version: u32) -> Vec<Step> {
    let mut steps = table::steps();
    steps.extend((migration::newest(&steps) + 1..=version).map(|version| (version, "SELECT 1")));
    steps
}

/// The versions of the backups from before migrations, oldest first.
fn versions_kept(dir: &Path) -> Vec<u32> {
    let kept = Store::backups(dir).unwrap().into_iter().rev();
    kept.map(|backup| {
        assert_eq!(backup.reason, Reason::Migration);
        let copy = connect(&Directory::of(dir).backup(&backup.id), &key()).unwrap();
        migration::version(&copy).unwrap()
    })
    .collect()
}

/// A directory whose database is the newest backup of another one.
fn from_backup(dir: &Path) -> tempfile::TempDir {
    let again = tempfile::tempdir().unwrap();
    let newest = Store::backups(dir).unwrap().remove(0);
    fs::copy(Directory::of(dir).backup(&newest.id), Directory::of(again.path()).database()).unwrap();
    again
}

#[test]
fn a_full_disk_is_reported_and_the_write_undone() {
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
fn a_migration_leaves_a_backup_of_the_old_version() {
    let dir = tempfile::tempdir().unwrap();
    let old = migration::newest(&table::steps());
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

    let again = from_backup(dir.path());
    let store = open_at(again.path(), &table::steps()).unwrap();
    assert_eq!(store.read(|tx| settings::get(tx, "organization")).unwrap().as_deref(), Some("first"));
}

#[test]
fn the_backup_contains_changes_that_were_only_in_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let old = migration::newest(&table::steps());
    let store = Store::create(dir.path(), &key()).unwrap();
    store.write(|tx| settings::set(tx, "organization", "logged")).unwrap();
    // A crash leaves the log behind; closing the store would have merged it.
    let crashed = tempfile::tempdir().unwrap();
    for name in ["waybill.db", "waybill.db-wal", "waybill.check"] {
        fs::copy(dir.path().join(name), crashed.path().join(name)).unwrap();
    }
    assert!(fs::metadata(Directory::of(crashed.path()).log()).unwrap().len() > 0);
    drop(open_at(crashed.path(), &steps_up_to(old + 1)).unwrap());

    let again = from_backup(crashed.path());
    let store = open_at(again.path(), &table::steps()).unwrap();
    assert_eq!(store.read(|tx| settings::get(tx, "organization")).unwrap().as_deref(), Some("logged"));
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let old = migration::newest(&table::steps());
    let store = Store::create(dir.path(), &key()).unwrap();
    store.write(|tx| settings::set(tx, "organization", "first")).unwrap();
    drop(store);

    let dangling = "INSERT INTO orders (id, seller, buyer, external_order_id, search, created_at, updated_at)
        VALUES ('o', 's', 'absent', 'n', '', '', '');";
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
fn the_last_three_backups_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let old = migration::newest(&table::steps());
    drop(Store::create(dir.path(), &key()).unwrap());
    for version in old + 1..=old + 12 {
        // The name of a backup contains the millisecond of the last change.
        std::thread::sleep(Duration::from_millis(5));
        drop(open_at(dir.path(), &steps_up_to(version)).unwrap());
    }
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

fn organization(store: &Store) -> Option<String> {
    store.read(|tx| settings::get(tx, "organization")).unwrap()
}

fn moment(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minutes)
}

/// A copy of a directory with all files.
fn snapshot(dir: &Path) -> tempfile::TempDir {
    fn copy(from: &Path, to: &Path) {
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                fs::create_dir(&target).unwrap();
                copy(&entry.path(), &target);
            } else {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    let snapshot = tempfile::tempdir().unwrap();
    copy(dir, snapshot.path());
    snapshot
}

/// A directory after a crash whose database has the value `now`, with a backup that has the value `then`.
fn crashed_with_backup() -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path(), &key()).unwrap();
    store.write(|tx| settings::set(tx, "organization", "then")).unwrap();
    let backup = store.back_up(Reason::Asked, moment(0)).unwrap();
    store.write(|tx| settings::set(tx, "organization", "now")).unwrap();
    // The log contains the last value: it must not be applied to the restored database.
    let crashed = snapshot(dir.path());
    assert!(fs::metadata(Directory::of(crashed.path()).log()).unwrap().len() > 0);
    (crashed, backup.id)
}

fn restore_in_steps(dir: &Path, backup: &str, step: &mut dyn FnMut()) -> Result<(), Error> {
    let prepare = |tx: &Tx<'_>| settings::set(tx, "prepared", "yes");
    let steps = table::steps();
    restore::restore(&Directory::of(dir), &key(), backup, moment(9), &steps, prepare, step)
}

#[test]
fn a_power_cut_in_a_restore_leaves_the_old_or_the_new_database() {
    let (dir, backup) = crashed_with_backup();
    let mut cuts = Vec::new();
    restore_in_steps(dir.path(), &backup, &mut || cuts.push(snapshot(dir.path()))).unwrap();
    let seen = cuts.iter().map(|cut| {
        let store = Store::open(cut.path(), &key()).unwrap();
        let prepared = store.read(|tx| settings::get(tx, "prepared")).unwrap();
        let found = (organization(&store).unwrap(), prepared.is_some());
        assert!(!Directory::of(cut.path()).restored().exists());
        // The store can be written to in both cases.
        store.write(|tx| settings::set(tx, "organization", "later")).unwrap();
        found
    });
    let seen = seen.collect::<Vec<_>>();
    let (old, new) = (("now".to_owned(), false), ("then".to_owned(), true));
    assert_eq!(seen, [&old, &old, &new, &new, &new, &new, &new].map(Clone::clone));
    let restored = Store::open(dir.path(), &key()).unwrap();
    assert_eq!(organization(&restored).as_deref(), Some("then"));
}

#[test]
fn a_failed_restore_changes_nothing() {
    let (dir, backup) = crashed_with_backup();
    let refuse = |_: &Tx<'_>| Err(Error::DiskFull);
    let failed = Store::restore(dir.path(), &key(), &backup, moment(9), refuse);
    assert!(matches!(failed, Err(Error::DiskFull)), "{failed:?}");
    let unknown = Store::restore(dir.path(), &key(), "../waybill", moment(9), |_| Ok(()));
    assert!(matches!(unknown, Err(Error::NotFound(_))), "{unknown:?}");
    // A backup of a newer program.
    let copy = Directory::of(dir.path()).backup(&backup);
    connect(&copy, &key()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let newer = Store::restore(dir.path(), &key(), &backup, moment(9), |_| Ok(()));
    assert!(matches!(newer, Err(Error::NewerVersion { found: 99, .. })), "{newer:?}");
    // A backup with a damaged page.
    let whole = fs::read(&copy).unwrap();
    let mut altered = whole.clone();
    altered[whole.len() / 2] ^= 1;
    fs::write(&copy, altered).unwrap();
    let damaged = Store::restore(dir.path(), &key(), &backup, moment(9), |_| Ok(()));
    assert!(damaged.is_err(), "{damaged:?}");
    assert!(!Directory::of(dir.path()).unfinished().exists());
    assert_eq!(Store::backups(dir.path()).unwrap().len(), 1, "no further backup was made");
    let store = Store::open(dir.path(), &key()).unwrap();
    assert_eq!(organization(&store).as_deref(), Some("now"));
    let held = Store::restore(dir.path(), &key(), &backup, moment(9), |_| Ok(()));
    assert!(matches!(held, Err(Error::InUse)), "{held:?}");
}

#[test]
fn a_backup_of_an_older_version_is_migrated_and_the_present_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let old = migration::newest(&table::steps());
    let store = Store::create(dir.path(), &key()).unwrap();
    store.write(|tx| settings::set(tx, "organization", "then")).unwrap();
    let backup = store.back_up(Reason::Daily, moment(0)).unwrap();
    drop(store);
    let mut steps = steps_up_to(old);
    steps.push((old + 1, "CREATE TABLE added (id TEXT) STRICT;"));
    let store = open_at(dir.path(), &steps).unwrap();
    store.write(|tx| settings::set(tx, "organization", "now")).unwrap();
    drop(store);
    let directory = Directory::of(dir.path());
    restore::restore(&directory, &key(), &backup.id, moment(9), &steps, |_| Ok(()), &mut || ()).unwrap();
    let store = open_at(dir.path(), &steps).unwrap();
    assert_eq!(organization(&store).as_deref(), Some("then"));
    assert_eq!(store.read(|tx| tx.number("SELECT count(*) FROM added", [])).unwrap(), 0);
    drop(store);
    // And back again: the replaced database is a backup like the others.
    let present = Store::backups(dir.path()).unwrap();
    let present = present.iter().find(|backup| backup.reason == Reason::Restore).unwrap();
    restore::restore(&directory, &key(), &present.id, moment(10), &steps, |_| Ok(()), &mut || ()).unwrap();
    assert_eq!(organization(&open_at(dir.path(), &steps).unwrap()).as_deref(), Some("now"));
}

/// Adds a buyer, an order and a document with all columns of version 1, one of them without the optional
/// columns.
const OLD_ROWS: &str = "
    INSERT INTO buyers (id, seller, vat_number, name, contacts, search, created_at, updated_at)
        VALUES ('b', 's', 'ATU12345678', 'A', '[]', 'a', '2026-05-01T10:00:00Z', '2026-05-01T10:00:00Z');
    INSERT INTO orders (id, seller, buyer, external_order_id, watched_until, refreshed_at, search, created_at,
            updated_at)
        VALUES ('o', 's', 'b', 'A-1', '2026-05-01T11:00:00Z', '2026-05-01T10:30:00Z', 'a-1',
            '2026-05-01T10:00:00Z', '2026-05-01T10:00:00Z');
    INSERT INTO order_vins (order_id, vin) VALUES ('o', 'vin');
    INSERT INTO files (id, sha256, name, content_type, size, created_at)
        VALUES ('f', 'ab', 'cmr.pdf', 'application/pdf', 7, '2026-05-01T10:00:00Z');
    INSERT INTO outbox (id, lane, operation, subject, request, state, attempts, created_at)
        VALUES ('k', 'order:o', 'uploadTransportDocument', 'o', '{}', 'ready', 0, '2026-05-01T10:00:00Z');
    INSERT INTO documents (id, subject, subject_kind, module, kind, document_date, file, remote, archived,
            outbox, created_at)
        VALUES ('1', 'o', 'order', 'transport', 'TRANSPORT_CMR', '2026-05-01', 'f', 'r', 1, 'k',
            '2026-05-01T10:00:00Z'),
            ('2', 'o', 'order', 'transport', 'LATER', NULL, 'f', NULL, 0, NULL, '2026-05-01T10:00:01Z');";

#[test]
fn removed_columns_are_dropped_and_the_rows_kept() {
    let old: DateTime<Utc> = "2026-05-01T10:00:00Z".parse().unwrap();
    let second = old + chrono::TimeDelta::seconds(1);
    let order = OrderRow {
        refreshed_at: "2026-05-01T10:30:00Z".parse().ok(),
        ..OrderRow::new("o", "s".into(), "b", "A-1", old)
    };
    let document = DocumentRow {
        document_date: "2026-05-01".parse().ok(),
        remote: Some("r".into()),
        archived: true,
        ..DocumentRow::new("1", "o", "order", "TRANSPORT_CMR".into(), "f", old)
    };
    let bare = DocumentRow::new("2", "o", "order", "LATER".into(), "f", second);
    // Version 5 removed the columns.
    for version in 1..5 {
        let dir = tempfile::tempdir().unwrap();
        let directory = Directory::of(dir.path());
        let steps: Vec<Step> = table::steps().into_iter().filter(|(of, _)| *of <= version).collect();
        create_database(&directory, &key(), &steps).unwrap();
        connect(&directory.database(), &key()).unwrap().execute_batch(OLD_ROWS).unwrap();

        let store = Store::open(dir.path(), &key()).unwrap();
        store
            .read::<_, Error>(|tx| {
                assert_eq!(orders::get(tx, "o")?.as_ref(), Some(&order), "version {version}");
                assert_eq!(orders::with_vin(tx, "VIN")?.len(), 1, "version {version}");
                assert_eq!(documents::of_subject(tx, "o")?, [bare.clone(), document.clone()]);
                assert_eq!(documents::with_sha256(tx, "ab")?.len(), 2, "version {version}");
                assert_eq!(tx.number("SELECT count(*) FROM outbox WHERE id = 'k'", [])?, 1);
                let removed = "SELECT count(*) FROM (SELECT name FROM pragma_table_info('orders')
                    UNION ALL SELECT name FROM pragma_table_info('documents'))
                    WHERE name IN ('watched_until', 'module', 'outbox')";
                assert_eq!(tx.number(removed, [])?, 0, "version {version}");
                Ok(())
            })
            .unwrap();
        // The references are still checked.
        let dangling = DocumentRow { file: "absent".into(), ..document.clone() };
        assert!(matches!(store.write(|tx| documents::save(tx, &dangling)), Err(Error::Referenced)));
        assert!(store.is_whole().unwrap());
        drop(store);
        assert_eq!(versions_kept(dir.path()), [version]);
        // The backup of the old version is readable as well, and can be restored.
        let backup = Store::backups(dir.path()).unwrap().remove(0);
        let store = Store::open(dir.path(), &key()).unwrap();
        assert!(store.contents_in_use().unwrap().unsent.contains("ab"), "version {version}");
        drop(store);
        Store::restore(dir.path(), &key(), &backup.id, moment(9), |_| Ok(())).unwrap();
        let store = Store::open(dir.path(), &key()).unwrap();
        assert_eq!(store.read(|tx| orders::get(tx, "o")).unwrap().as_ref(), Some(&order));
    }
}
