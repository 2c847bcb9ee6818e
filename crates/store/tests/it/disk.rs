//! Creating and opening stores, keys, damage, crashes, and encryption on the disk.

use crate::{TestStore, at, key};
use std::fs;
use std::path::{Path, PathBuf};
use store::{Error, Frozen, Key, OutboxRow, Store, blobs, outbox, settings};

fn refusal(dir: &Path, key: &Key) -> Error {
    Store::open(dir, key).unwrap_err()
}

/// All files of a directory with their content.
fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// A copy of the files that a power cut would leave now.
fn crashed(test: &TestStore) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    fs::create_dir(copy.path().join("vault")).unwrap();
    for (path, content) in files(test.dir.path()) {
        let name = path.strip_prefix(test.dir.path()).unwrap();
        if !name.to_string_lossy().ends_with("-shm") {
            fs::write(copy.path().join(name), content).unwrap();
        }
    }
    copy
}

#[test]
fn a_database_is_never_created_or_replaced_by_accident() {
    let dir = tempfile::tempdir().unwrap();
    assert!(!Store::exists(dir.path()));
    assert!(matches!(refusal(dir.path(), &key()), Error::Missing));
    assert!(matches!(refusal(&dir.path().join("absent"), &key()), Error::Missing));
    assert_eq!(files(dir.path()), []);

    let nested = dir.path().join("connections/sandbox");
    let store = Store::create(&nested, &key()).unwrap();
    store.write(|tx| settings::set(tx, "a", "1")).unwrap();
    drop(store);
    assert!(Store::exists(&nested));
    let before = files(&nested);
    assert!(matches!(Store::create(&nested, &Key::from_bytes([1; 32])), Err(Error::Exists)));
    assert_eq!(files(&nested), before);

    // A log without its database may contain data; SQLite would apply it to a new database.
    fs::rename(nested.join("waybill.db"), nested.join("waybill.db-wal")).unwrap();
    assert!(matches!(Store::create(&nested, &key()), Err(Error::Exists)));
}

#[test]
fn an_unfinished_database_is_created_again() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("waybill.new"), b"half").unwrap();
    fs::write(dir.path().join("waybill.new-wal"), b"half").unwrap();
    drop(Store::create(dir.path(), &key()).unwrap());
    Store::open(dir.path(), &key()).unwrap();
    assert!(!dir.path().join("waybill.new").exists() && !dir.path().join("waybill.new-wal").exists());
}

#[test]
fn one_store_at_a_time_locks_a_directory() {
    let test = TestStore::new();
    assert!(matches!(refusal(test.dir.path(), &key()), Error::InUse));
    assert!(matches!(Store::create(test.dir.path(), &key()), Err(Error::InUse)));
    test.reopened();
}

#[test]
fn a_wrong_key_is_refused_and_changes_no_file() {
    let test = TestStore::new();
    test.store.write(|tx| settings::set(tx, "a", "1")).unwrap();
    let TestStore { store, dir } = test;
    drop(store);
    let before = files(dir.path());
    assert!(matches!(refusal(dir.path(), &Key::from_bytes([1; 32])), Error::WrongKey));
    let after = files(dir.path());
    for kept in before {
        assert!(after.contains(&kept), "{}", kept.0.display());
    }
    let store = Store::open(dir.path(), &key()).unwrap();
    assert_eq!(store.read(|tx| settings::get(tx, "a")).unwrap().as_deref(), Some("1"));
}

#[test]
fn a_newer_database_is_refused_and_not_changed() {
    let test = TestStore::new();
    test.store.write(|tx| settings::set(tx, "a", "1")).unwrap();
    let TestStore { store, dir } = test;
    drop(store);
    let path = dir.path().join("waybill.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\"", "5a".repeat(32))).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    // As after a crash of the newer program: its last change is in the log only.
    let log = fs::read(dir.path().join("waybill.db-wal")).unwrap();
    let main = fs::read(&path).unwrap();
    drop(connection);
    fs::write(&path, main).unwrap();
    fs::write(dir.path().join("waybill.db-wal"), log).unwrap();
    let before = files(dir.path());

    assert!(matches!(refusal(dir.path(), &key()), Error::NewerVersion { found: 99, .. }));
    let after = files(dir.path());
    for kept in before {
        assert!(after.contains(&kept), "{}", kept.0.display());
    }
}

#[test]
fn damage_is_distinguished_from_a_wrong_key() {
    let test = TestStore::new();
    test.store.write(|tx| blobs::set(tx, "large", &vec![7; 200_000])).unwrap();
    let TestStore { store, dir } = test;
    drop(store);
    let path = dir.path().join("waybill.db");
    let whole = fs::read(&path).unwrap();
    let page = 4096;
    // In the salt, and in the first page.
    for at in [3, 100] {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        fs::write(&path, altered).unwrap();
        let refused = refusal(dir.path(), &key());
        assert!(matches!(refused, Error::Damaged), "{at}: {refused:?}");
    }
    // Opening does not read the content.
    for at in [page + 9, whole.len() / 2, whole.len() - 1] {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        fs::write(&path, altered).unwrap();
        let checked = Store::open(dir.path(), &key()).unwrap().verify(|| true);
        assert!(matches!(checked, Err(Error::Damaged)), "{at}: {checked:?}");
    }
    for length in [0, 10, page, whole.len() - page] {
        fs::write(&path, &whole[..length]).unwrap();
        let refused = refusal(dir.path(), &key());
        assert!(matches!(refused, Error::Damaged), "{length}: {refused:?}");
    }
    fs::write(&path, &whole).unwrap();
    Store::open(dir.path(), &key()).unwrap();
}

#[test]
fn a_full_check_finds_damage_under_an_open_database() {
    let test = TestStore::new();
    test.store.write(|tx| blobs::set(tx, "large", &vec![7; 200_000])).unwrap();
    let test = test.reopened();
    assert!(test.store.is_whole().unwrap());
    let path = test.dir.path().join("waybill.db");
    let mut altered = fs::read(&path).unwrap();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    fs::write(&path, altered).unwrap();
    assert!(!test.store.is_whole().unwrap());
}

#[test]
fn committed_writes_survive_a_crash_and_uncommitted_ones_do_not() {
    let test = TestStore::new();
    let row = OutboxRow::new("k1", "buyer:b", "create_buyer", "b", serde_json::json!({"a": 1}), at(0));
    let frozen =
        Frozen { path: "/x".to_owned(), body: b"{}".to_vec(), sha256: "00".to_owned(), if_match: None };
    test.store
        .write(|tx| {
            outbox::enqueue(tx, &row)?;
            outbox::freeze(tx, "k1", &frozen)?;
            outbox::begin(tx, "k1", at(1))
        })
        .unwrap();
    let copy = test
        .store
        .write::<_, Error>(|tx| {
            settings::set(tx, "half", "done")?;
            Ok(crashed(&test))
        })
        .unwrap();

    let store = Store::open(copy.path(), &key()).unwrap();
    assert_eq!(store.read(|tx| settings::get(tx, "half")).unwrap(), None);
    let row = store.read(|tx| outbox::get(tx, "k1")).unwrap().unwrap();
    assert_eq!(row.state, store::OutboxState::InFlight);
    assert_eq!(store.write(outbox::recover).unwrap(), 1);
    let row = store.read(|tx| outbox::get(tx, "k1")).unwrap().unwrap();
    assert_eq!(row.state, store::OutboxState::Ready);
    assert_eq!((row.attempts, row.first_sent_at, row.frozen), (1, Some(at(1)), Some(frozen)));
    assert_eq!(store.write(outbox::recover).unwrap(), 0);
}

#[test]
fn no_file_is_readable_without_the_key() {
    const MARK: &[u8] = b"Autohaus Geheimnis GmbH";
    let test = TestStore::new();
    let mut content = MARK.repeat(20_000);
    test.store.vault().add(&mut content.as_slice(), u64::MAX, &mut |_| ()).unwrap();
    test.store
        .write(|tx| {
            settings::set(tx, "name", std::str::from_utf8(MARK).unwrap())?;
            blobs::set(tx, "mark", &MARK.repeat(500))
        })
        .unwrap();
    let holds = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    content.truncate(1000);
    assert!(holds(&content, MARK), "the search finds the mark in plain text");

    let open = files(test.dir.path());
    let test = test.reopened();
    let closed = files(test.dir.path());
    let names: Vec<_> = open.iter().map(|(path, _)| path.file_name().unwrap().to_str().unwrap()).collect();
    for name in ["waybill.db", "waybill.db-wal"] {
        assert!(names.contains(&name), "{name}");
    }
    assert!(open.iter().any(|(path, _)| path.parent().unwrap().ends_with("vault")), "{names:?}");
    for (path, bytes) in open.iter().chain(&closed) {
        assert!(!holds(bytes, MARK), "{}", path.display());
        assert!(!holds(bytes, b"SQLite format 3"), "{}", path.display());
        assert!(!holds(bytes, &[0x5a; 32]), "the key in {}", path.display());
    }
}

#[cfg(unix)]
#[test]
fn only_this_user_may_read_the_directory() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let nested = dir.path().join("desk");
    let store = Store::create(&nested, &key()).unwrap();
    store.vault().add(&mut b"x".as_slice(), 1, &mut |_| ()).unwrap();
    assert_eq!(fs::metadata(&nested).unwrap().permissions().mode() & 0o077, 0);
    for (path, _) in files(&nested) {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0, "{}", path.display());
    }
}

#[test]
fn a_write_is_atomic_and_a_read_sees_a_snapshot() {
    let test = TestStore::new();
    let undone: Result<(), Error> = test.store.write(|tx| {
        settings::set(tx, "a", "1")?;
        Err(Error::Empty)
    });
    assert!(matches!(undone, Err(Error::Empty)));
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        test.store.write::<(), Error>(|tx| {
            settings::set(tx, "a", "2")?;
            panic!("in the middle")
        })
    }));
    assert!(panicked.is_err());

    let seen = test.store.read::<_, Error>(|tx| {
        let before = settings::get(tx, "a")?;
        test.store.write(|tx| settings::set(tx, "a", "3"))?;
        Ok((before, settings::get(tx, "a")?))
    });
    assert_eq!(seen.unwrap(), (None, None));
    assert_eq!(test.store.read(|tx| settings::get(tx, "a")).unwrap().as_deref(), Some("3"));
    assert!(test.store.read(|tx| settings::set(tx, "a", "4")).is_err(), "a reader must not write");
}

#[test]
fn writers_wait_for_each_other_and_readers_do_not_wait() {
    let test = TestStore::new();
    let store = &test.store;
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(move || {
                for _ in 0..10 {
                    store
                        .write::<_, Error>(|tx| {
                            let count = settings::get(tx, "n")?.map_or(0, |n| n.parse::<u32>().unwrap());
                            settings::set(tx, "n", &(count + 1).to_string())
                        })
                        .unwrap();
                    store.read(|tx| settings::get(tx, "n")).unwrap();
                }
            });
        }
    });
    assert_eq!(store.read(|tx| settings::get(tx, "n")).unwrap().as_deref(), Some("80"));
}
