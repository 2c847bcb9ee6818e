//! Copies of the database: what is in them, how many are kept, and what of the vault they need.

use crate::rows::file;
use crate::{Shelf, at, key};
use chrono::TimeDelta;
use nt24::{DocumentId, DocumentType};
use std::collections::BTreeSet;
use std::fs;
use store::{DocumentRow, DraftRow, Error, Key, Reason, Store, documents, drafts, files, settings};

fn value(store: &Store) -> Option<String> {
    store.read(|tx| settings::get(tx, "a")).unwrap()
}

#[test]
fn copies_that_are_asked_for_at_once_are_made_one_after_the_other() {
    let shelf = Shelf::new();
    std::thread::scope(|scope| {
        for minute in 0..4 {
            let store = &shelf.store;
            scope.spawn(move || store.back_up(Reason::Asked, at(minute)).unwrap());
        }
    });
    assert_eq!(Store::backups(shelf.dir.path()).unwrap().len(), 4);
}

#[test]
fn a_copy_is_encrypted_and_holds_the_moment_at_which_it_was_made() {
    const MARK: &str = "Autohaus Geheimnis GmbH";
    let shelf = Shelf::new();
    let secret = MARK.repeat(500);
    shelf.store.write(|tx| settings::set(tx, "a", &secret)).unwrap();
    let made = shelf.store.back_up(Reason::Asked, at(0)).unwrap();
    assert_eq!((made.reason, made.made_at.timestamp_millis()), (Reason::Asked, at(0).timestamp_millis()));
    shelf.store.write(|tx| settings::set(tx, "a", "later")).unwrap();

    let path = shelf.dir.path().join("backups").join(format!("{}.backup", made.id));
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
    let Shelf { store, dir } = shelf;
    drop(store);
    let other = Key::from_bytes([1; 32]);
    let refused = Store::restore(dir.path(), &other, &made.id, at(1), |_| Ok(()));
    assert!(matches!(refused, Err(Error::Damaged | Error::WrongKey)), "{refused:?}");
    Store::restore(dir.path(), &key(), &made.id, at(1), |_| Ok(())).unwrap();
    assert_eq!(value(&Store::open(dir.path(), &key()).unwrap()), Some(secret));
}

#[test]
fn a_copy_is_made_while_others_read_and_write() {
    let shelf = Shelf::new();
    let store = &shelf.store;
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
    let Shelf { store, dir } = shelf;
    drop(store);
    for backup in Store::backups(dir.path()).unwrap() {
        if backup.reason != Reason::Asked {
            continue;
        }
        Store::restore(dir.path(), &key(), &backup.id, at(9), |tx| {
            // Of one moment: both halves of a write, or none.
            assert_eq!(settings::get(tx, "a")?, settings::get(tx, "b")?);
            Ok(())
        })
        .unwrap();
    }
}

#[test]
fn of_each_reason_the_newest_are_kept() {
    let shelf = Shelf::new();
    for minute in 0..9 {
        shelf.store.back_up(Reason::Daily, at(minute)).unwrap();
        shelf.store.back_up(Reason::Asked, at(minute)).unwrap();
    }
    // The clock was set back: the copy of now stays all the same.
    let early = shelf.store.back_up(Reason::Daily, at(0)).unwrap();
    let kept = Store::backups(shelf.dir.path()).unwrap();
    let minutes = |reason| {
        let of = kept.iter().filter(move |backup| backup.reason == reason);
        // A copy is dated to the millisecond.
        of.map(|backup| (backup.made_at - at(0) + TimeDelta::milliseconds(1)).num_minutes())
            .collect::<Vec<_>>()
    };
    assert_eq!(minutes(Reason::Asked), [8, 7, 6, 5, 4]);
    assert_eq!(minutes(Reason::Daily), [8, 7, 6, 5, 4, 3, 0]);
    assert!(kept.contains(&early));
}

#[test]
fn what_was_half_copied_is_no_copy_and_no_hindrance() {
    let shelf = Shelf::new();
    fs::create_dir(shelf.dir.path().join("backups")).unwrap();
    fs::write(shelf.dir.path().join("backups/unfinished"), b"half").unwrap();
    fs::write(shelf.dir.path().join("backups/notes.txt"), b"mine").unwrap();
    assert_eq!(Store::backups(shelf.dir.path()).unwrap(), []);
    shelf.store.back_up(Reason::Daily, at(0)).unwrap();
    assert_eq!(Store::backups(shelf.dir.path()).unwrap().len(), 1);
    assert!(!shelf.dir.path().join("backups/unfinished").exists());
    assert!(shelf.dir.path().join("backups/notes.txt").exists());
}

#[test]
fn a_damaged_or_lost_database_is_kept_aside_and_replaced() {
    let shelf = Shelf::new();
    shelf.store.write(|tx| settings::set(tx, "a", "good")).unwrap();
    let backup = shelf.store.back_up(Reason::Daily, at(0)).unwrap();
    let Shelf { store, dir } = shelf;
    drop(store);
    let path = dir.path().join("waybill.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[100] ^= 1;
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(Store::open(dir.path(), &key()), Err(Error::Damaged)));
    Store::restore(dir.path(), &key(), &backup.id, at(1), |_| Ok(())).unwrap();
    assert_eq!(value(&Store::open(dir.path(), &key()).unwrap()).as_deref(), Some("good"));
    let aside = fs::read_dir(dir.path().join("backups")).unwrap().map(|entry| entry.unwrap().path());
    let aside = aside.filter(|path| path.is_dir()).collect::<Vec<_>>();
    assert_eq!(fs::read(aside[0].join("waybill.db")).unwrap(), bytes, "byte for byte");

    fs::remove_file(&path).unwrap();
    assert!(matches!(Store::open(dir.path(), &key()), Err(Error::Missing)));
    Store::restore(dir.path(), &key(), &backup.id, at(2), |_| Ok(())).unwrap();
    assert_eq!(value(&Store::open(dir.path(), &key()).unwrap()).as_deref(), Some("good"));
}

fn document(id: &str, file: &str, remote: bool, archived: bool) -> DocumentRow {
    DocumentRow {
        id: id.to_owned(),
        subject: "o".to_owned(),
        subject_kind: "order".to_owned(),
        module: "transport".to_owned(),
        kind: DocumentType::from("TRANSPORT_CMR"),
        document_date: None,
        file: file.to_owned(),
        remote: remote.then(|| DocumentId(format!("remote-{id}"))),
        server: None,
        archived,
        outbox: None,
        created_at: at(5),
    }
}

#[test]
fn only_what_the_server_has_may_go_and_only_when_no_copy_needs_it() {
    let shelf = Shelf::new();
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
    shelf
        .store
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
    let wanted = || shelf.store.wanted().unwrap();
    let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(wanted(), set(&["loose", "waiting", "twice", "withdrawn", "drafted"]));
    let young = |minute| shelf.store.read(|tx| files::in_use_since(tx, at(minute))).unwrap();
    assert_eq!(young(6), set(&[]));
    assert_eq!(young(5), set(&["sent", "waiting", "twice", "withdrawn", "drafted"]));

    // A copy still waits with what the database has sent or thrown away since.
    shelf.store.back_up(Reason::Daily, at(1)).unwrap();
    shelf
        .store
        .write::<_, Error>(|tx| {
            documents::save(tx, &document("2", "file-waiting", true, false))?;
            files::remove(tx, "file-loose")
        })
        .unwrap();
    assert_eq!(wanted(), set(&["loose", "waiting", "twice", "withdrawn", "drafted"]));
    for minute in 2..9 {
        shelf.store.back_up(Reason::Daily, at(minute)).unwrap();
    }
    assert_eq!(wanted(), set(&["twice", "withdrawn", "drafted"]));
}
