//! What only the inside of the store can bring about: a full disk, versions that do not exist yet, and
//! power cuts between two steps of a restore.

use super::*;
use crate::{blobs, settings};

const KEY: [u8; 32] = [7; 32];

fn key() -> Key {
    Key::from_bytes(KEY)
}

fn open_at(dir: &Path, steps: &[Step]) -> Result<Store, Error> {
    Store::open_at(dir, &key(), Box::new(SystemRandom), steps, &mut || ())
}

/// The steps that there are, and more of them up to a version.
fn steps_up_to(version: u32) -> Vec<Step> {
    let mut steps = migration::steps();
    steps.extend((migration::newest(&steps) + 1..=version).map(|version| (version, "SELECT 1")));
    steps
}

/// The versions that the copies from before migrations hold, oldest first.
fn versions_kept(dir: &Path) -> Vec<u32> {
    let kept = Store::backups(dir).unwrap().into_iter().rev();
    kept.map(|backup| {
        assert_eq!(backup.reason, Reason::Migration);
        let copy = connect(&Directory::of(dir).backup(&backup.id), &key()).unwrap();
        migration::version(&copy).unwrap()
    })
    .collect()
}

/// A directory whose database is the newest copy of another one.
fn from_copy(dir: &Path) -> tempfile::TempDir {
    let again = tempfile::tempdir().unwrap();
    let newest = Store::backups(dir).unwrap().remove(0);
    fs::copy(Directory::of(dir).backup(&newest.id), Directory::of(again.path()).database()).unwrap();
    again
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

    let again = from_copy(dir.path());
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

    let again = from_copy(crashed.path());
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
        // A copy is named by the millisecond of the last change.
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

/// Every file of a directory under its relative path.
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
    let taken = tempfile::tempdir().unwrap();
    copy(dir, taken.path());
    taken
}

/// A directory that crashed while it said `now`, with a copy that says `then`.
fn crashed_with_copy() -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path(), &key()).unwrap();
    store.write(|tx| settings::set(tx, "organization", "then")).unwrap();
    let backup = store.back_up(Reason::Asked, moment(0)).unwrap();
    store.write(|tx| settings::set(tx, "organization", "now")).unwrap();
    // The log holds the last word: playing it into the restored database would be the worst that could be.
    let crashed = snapshot(dir.path());
    assert!(fs::metadata(Directory::of(crashed.path()).log()).unwrap().len() > 0);
    (crashed, backup.id)
}

fn restore_in_steps(dir: &Path, backup: &str, step: &mut dyn FnMut()) -> Result<(), Error> {
    let prepare = |tx: &Tx<'_>| settings::set(tx, "prepared", "yes");
    let steps = migration::steps();
    restore::restore(&Directory::of(dir), &key(), backup, moment(9), &steps, prepare, step)
}

#[test]
fn a_power_cut_in_a_restore_leaves_the_old_or_the_new() {
    let (dir, backup) = crashed_with_copy();
    let mut cuts = Vec::new();
    restore_in_steps(dir.path(), &backup, &mut || cuts.push(snapshot(dir.path()))).unwrap();
    let seen = cuts.iter().map(|cut| {
        let store = Store::open(cut.path(), &key()).unwrap();
        let prepared = store.read(|tx| settings::get(tx, "prepared")).unwrap();
        let found = (organization(&store).unwrap(), prepared.is_some());
        assert!(!Directory::of(cut.path()).restored().exists());
        // Whatever it is, it goes on from there.
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
fn a_restore_that_fails_leaves_everything_as_it_was() {
    let (dir, backup) = crashed_with_copy();
    let refuse = |_: &Tx<'_>| Err(Error::DiskFull);
    let failed = Store::restore(dir.path(), &key(), &backup, moment(9), refuse);
    assert!(matches!(failed, Err(Error::DiskFull)), "{failed:?}");
    let unknown = Store::restore(dir.path(), &key(), "../waybill", moment(9), |_| Ok(()));
    assert!(matches!(unknown, Err(Error::NotFound(_))), "{unknown:?}");
    // A copy of a newer program.
    let copy = Directory::of(dir.path()).backup(&backup);
    connect(&copy, &key()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let newer = Store::restore(dir.path(), &key(), &backup, moment(9), |_| Ok(()));
    assert!(matches!(newer, Err(Error::NewerVersion { found: 99, .. })), "{newer:?}");
    // A copy that lost a page.
    let whole = fs::read(&copy).unwrap();
    let mut altered = whole.clone();
    altered[whole.len() / 2] ^= 1;
    fs::write(&copy, altered).unwrap();
    let damaged = Store::restore(dir.path(), &key(), &backup, moment(9), |_| Ok(()));
    assert!(damaged.is_err(), "{damaged:?}");
    assert!(!Directory::of(dir.path()).unfinished().exists());
    assert_eq!(Store::backups(dir.path()).unwrap().len(), 1, "nothing was made for nothing");
    let store = Store::open(dir.path(), &key()).unwrap();
    assert_eq!(organization(&store).as_deref(), Some("now"));
    let held = Store::restore(dir.path(), &key(), &backup, moment(9), |_| Ok(()));
    assert!(matches!(held, Err(Error::InUse)), "{held:?}");
}

#[test]
fn a_copy_of_an_older_version_is_brought_up_and_the_present_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let old = migration::newest(&migration::steps());
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
    // And back again: what was replaced is a copy like the others.
    let present = Store::backups(dir.path()).unwrap();
    let present = present.iter().find(|backup| backup.reason == Reason::Restore).unwrap();
    restore::restore(&directory, &key(), &present.id, moment(10), &steps, |_| Ok(()), &mut || ()).unwrap();
    assert_eq!(organization(&open_at(dir.path(), &steps).unwrap()).as_deref(), Some("now"));
}
