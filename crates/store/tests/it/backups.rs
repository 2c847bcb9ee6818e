//! Backups of the database: their content, how many are kept, and which contents of the vault they need.

use crate::rows::file;
use crate::{TestStore, at, key};
use chrono::TimeDelta;
use nt24::{DocumentId, DocumentType};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use store::{DocumentRow, DraftRow, Error, Key, Reason, Store, documents, drafts, files, settings};

fn value(store: &Store) -> Option<String> {
    store.read(|tx| settings::get(tx, "a")).unwrap()
}

#[test]
fn simultaneous_backups_are_made_one_after_the_other() {
    let test = TestStore::new();
    std::thread::scope(|scope| {
        for minute in 0..4 {
            let store = &test.store;
            scope.spawn(move || store.back_up(Reason::Asked, at(minute)).unwrap());
        }
    });
    assert_eq!(Store::backups(test.dir.path()).unwrap().len(), 4);
}

#[test]
fn a_backup_is_an_encrypted_snapshot() {
    const MARK: &str = "Autohaus Geheimnis GmbH";
    let test = TestStore::new();
    let secret = MARK.repeat(500);
    test.store.write(|tx| settings::set(tx, "a", &secret)).unwrap();
    let made = test.store.back_up(Reason::Asked, at(0)).unwrap();
    assert_eq!((made.reason, made.made_at.timestamp_millis()), (Reason::Asked, at(0).timestamp_millis()));
    test.store.write(|tx| settings::set(tx, "a", "later")).unwrap();

    let path = test.dir.path().join("backups").join(format!("{}.backup", made.id));
    let bytes = fs::read(&path).unwrap();
    assert_eq!(made.bytes, bytes.len() as u64);
    for mark in [MARK.as_bytes(), b"SQLite format 3"] {
        assert!(!bytes.windows(mark.len()).any(|window| window == mark), "readable without the key");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let TestStore { store, dir } = test;
    drop(store);
    let other = Key::from_bytes([1; 32]);
    let refused = Store::restore(dir.path(), &other, &made.id, at(1), |_| Ok(()));
    assert!(matches!(refused, Err(Error::Damaged | Error::WrongKey)), "{refused:?}");
    Store::restore(dir.path(), &key(), &made.id, at(1), |_| Ok(())).unwrap();
    assert_eq!(value(&Store::open(dir.path(), &key()).unwrap()), Some(secret));
}

#[test]
fn a_backup_is_consistent_while_another_thread_writes() {
    let test = TestStore::new();
    let store = &test.store;
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || {
            for number in 0..200 {
                store
                    .write::<_, Error>(|tx| {
                        settings::set(tx, "a", &number.to_string())?;
                        settings::set(tx, "b", &number.to_string())
                    })
                    .unwrap();
            }
        });
        for minute in 0..5 {
            store.back_up(Reason::Asked, at(minute)).unwrap();
        }
        writer.join().unwrap();
    });
    let TestStore { store, dir } = test;
    drop(store);
    for backup in Store::backups(dir.path()).unwrap() {
        if backup.reason != Reason::Asked {
            continue;
        }
        Store::restore(dir.path(), &key(), &backup.id, at(9), |tx| {
            // A snapshot: both settings of a transaction, or neither.
            assert_eq!(settings::get(tx, "a")?, settings::get(tx, "b")?);
            Ok(())
        })
        .unwrap();
    }
}

#[test]
fn the_newest_backups_of_each_reason_are_kept() {
    let test = TestStore::new();
    for minute in 0..9 {
        test.store.back_up(Reason::Daily, at(minute)).unwrap();
        test.store.back_up(Reason::Asked, at(minute)).unwrap();
    }
    // The clock was set back: the new backup stays nevertheless.
    let early = test.store.back_up(Reason::Daily, at(0)).unwrap();
    let kept = Store::backups(test.dir.path()).unwrap();
    let minutes = |reason| {
        let of = kept.iter().filter(move |backup| backup.reason == reason);
        // The time of a backup has milliseconds.
        of.map(|backup| (backup.made_at - at(0) + TimeDelta::milliseconds(1)).num_minutes())
            .collect::<Vec<_>>()
    };
    assert_eq!(minutes(Reason::Asked), [8, 7, 6, 5, 4]);
    assert_eq!(minutes(Reason::Daily), [8, 7, 6, 5, 4, 3, 0]);
    assert!(kept.contains(&early));
}

#[test]
fn a_partial_backup_is_not_listed_and_not_in_the_way() {
    let test = TestStore::new();
    fs::create_dir(test.dir.path().join("backups")).unwrap();
    fs::write(test.dir.path().join("backups/unfinished"), b"half").unwrap();
    fs::write(test.dir.path().join("backups/notes.txt"), b"mine").unwrap();
    assert_eq!(Store::backups(test.dir.path()).unwrap(), []);
    test.store.back_up(Reason::Daily, at(0)).unwrap();
    assert_eq!(Store::backups(test.dir.path()).unwrap().len(), 1);
    assert!(!test.dir.path().join("backups/unfinished").exists());
    assert!(test.dir.path().join("backups/notes.txt").exists());
}

#[test]
fn a_damaged_or_lost_database_is_restored_and_the_damaged_file_kept() {
    let test = TestStore::new();
    test.store.write(|tx| settings::set(tx, "a", "good")).unwrap();
    let backup = test.store.back_up(Reason::Daily, at(0)).unwrap();
    let TestStore { store, dir } = test;
    drop(store);
    let path = dir.path().join("waybill.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[100] ^= 1;
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(Store::open(dir.path(), &key()), Err(Error::Damaged)));
    Store::restore(dir.path(), &key(), &backup.id, at(1), |_| Ok(())).unwrap();
    assert_eq!(value(&Store::open(dir.path(), &key()).unwrap()).as_deref(), Some("good"));
    let kept = fs::read_dir(dir.path().join("backups")).unwrap().map(|entry| entry.unwrap().path());
    let kept = kept.filter(|path| path.is_dir()).collect::<Vec<_>>();
    assert_eq!(fs::read(kept[0].join("waybill.db")).unwrap(), bytes, "byte for byte");

    fs::remove_file(&path).unwrap();
    assert!(matches!(Store::open(dir.path(), &key()), Err(Error::Missing)));
    Store::restore(dir.path(), &key(), &backup.id, at(2), |_| Ok(())).unwrap();
    assert_eq!(value(&Store::open(dir.path(), &key()).unwrap()).as_deref(), Some("good"));
}

#[test]
fn what_a_database_that_cannot_be_read_named_is_not_known() {
    for lose in
        [|path: &Path| fs::remove_file(path).unwrap(), |path: &Path| fs::write(path, [7; 9000]).unwrap()]
    {
        let test = TestStore::new();
        let backup = test.store.back_up(Reason::Daily, at(0)).unwrap();
        assert!(test.store.contents_in_use().unwrap().complete);
        let TestStore { store, dir } = test;
        drop(store);
        lose(&dir.path().join("waybill.db"));
        Store::restore(dir.path(), &key(), &backup.id, at(1), |_| Ok(())).unwrap();
        let restored = Store::open(dir.path(), &key()).unwrap();
        assert!(!restored.contents_in_use().unwrap().complete);
    }
}

fn document(id: &str, file: &str, remote: bool, archived: bool) -> DocumentRow {
    DocumentRow {
        id: id.to_owned(),
        subject: "o".to_owned(),
        subject_kind: "order".to_owned(),
        kind: DocumentType::from("TRANSPORT_CMR"),
        document_date: None,
        file: file.to_owned(),
        remote: remote.then(|| DocumentId(format!("remote-{id}"))),
        server: None,
        archived,
        created_at: at(5),
    }
}

#[test]
fn a_content_may_be_removed_if_nt24_has_it_and_no_backup_needs_it() {
    let test = TestStore::new();
    let put = |id: &str| file(&format!("file-{id}"), id, 0);
    let draft = DraftRow {
        id: "d".into(),
        kind: "payment".into(),
        subject: None,
        step: 0,
        field: None,
        body: serde_json::json!({ "papers": [{ "file": "file-drafted" }] }),
        base: None,
        problems: None,
        created_at: at(0),
        updated_at: at(0),
    };
    test.store
        .write::<_, Error>(|tx| {
            for id in ["loose", "sent", "waiting", "twice", "withdrawn", "drafted"] {
                files::insert(tx, &put(id))?;
            }
            documents::insert(tx, &document("1", "file-sent", true, false))?;
            documents::insert(tx, &document("2", "file-waiting", false, false))?;
            documents::insert(tx, &document("3", "file-twice", true, false))?;
            documents::insert(tx, &document("4", "file-twice", false, false))?;
            documents::insert(tx, &document("5", "file-withdrawn", false, true))?;
            documents::insert(tx, &document("6", "file-drafted", true, true))?;
            drafts::put(tx, &draft)
        })
        .unwrap();
    let to_keep = || test.store.contents_in_use().unwrap().unsent;
    let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(to_keep(), set(&["loose", "waiting", "twice", "withdrawn", "drafted"]));
    let in_use = |minute| test.store.read(|tx| files::in_use_since(tx, at(minute))).unwrap();
    assert_eq!(in_use(6), set(&[]));
    assert_eq!(in_use(5), set(&["sent", "waiting", "twice", "withdrawn", "drafted"]));

    // The backup still needs the contents that the database has sent or removed since.
    test.store.back_up(Reason::Daily, at(1)).unwrap();
    test.store
        .write::<_, Error>(|tx| {
            documents::save(tx, &document("2", "file-waiting", true, false))?;
            files::remove(tx, "file-loose")
        })
        .unwrap();
    assert_eq!(to_keep(), set(&["loose", "waiting", "twice", "withdrawn", "drafted"]));
    for minute in 2..9 {
        test.store.back_up(Reason::Daily, at(minute)).unwrap();
    }
    assert_eq!(to_keep(), set(&["twice", "withdrawn", "drafted"]));
}

#[test]
fn a_damaged_backup_does_not_keep_others_from_being_removed() {
    let test = TestStore::new();
    let put = |id: &str| file(&format!("file-{id}"), id, 0);
    test.store.write(|tx| files::insert(tx, &put("loose"))).unwrap();
    let backup = test.store.back_up(Reason::Migration, at(1)).unwrap();
    test.store.write(|tx| files::insert(tx, &put("new"))).unwrap();
    let in_use = test.store.contents_in_use().unwrap();
    assert!(in_use.complete && in_use.unsent == in_use.named && in_use.named.len() == 2, "{in_use:?}");
    assert_eq!(test.store.damaged_backups(&|| true).unwrap(), []);

    let path = test.dir.path().join("backups").join(format!("{}.backup", backup.id));
    let whole = fs::read(&path).unwrap();
    let flipped = whole.iter().enumerate().map(|(at, byte)| if at % 4096 == 100 { byte ^ 1 } else { *byte });
    for damaged in [flipped.collect::<Vec<_>>(), whole[..whole.len() / 2].to_vec(), Vec::new()] {
        fs::write(&path, damaged).unwrap();
        test.store.write(|tx| files::remove(tx, "file-loose")).unwrap();
        let in_use = test.store.contents_in_use().unwrap();
        // Whether the damaged one named more is not known.
        assert!(!in_use.complete, "{in_use:?}");
        assert_eq!(test.store.damaged_backups(&|| true).unwrap().len(), 1);
        assert!(in_use.named.contains("new") && in_use.unsent.contains("new"));
    }
}

#[test]
fn a_draft_needs_the_files_that_it_names_as_a_whole_word() {
    let test = TestStore::new();
    let draft = DraftRow {
        id: "d".into(),
        kind: "payment".into(),
        subject: None,
        step: 0,
        field: None,
        body: serde_json::json!({ "papers": [{ "file": "file-7" }], "note": "as in file-8" }),
        base: None,
        problems: None,
        created_at: at(0),
        updated_at: at(0),
    };
    test.store
        .write::<_, Error>(|tx| {
            for id in ["7", "8", "71"] {
                files::insert(tx, &file(&format!("file-{id}"), id, 0))?;
                documents::insert(tx, &document(id, &format!("file-{id}"), true, false))?;
            }
            drafts::put(tx, &draft)
        })
        .unwrap();
    assert_eq!(test.store.contents_in_use().unwrap().unsent, BTreeSet::from(["7".to_owned()]));
}
