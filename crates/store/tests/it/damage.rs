//! Damage below the database: no page that fails its authentication is ever taken for data.

use crate::rows::{buyer, order, seller};
use crate::{TestStore, at, key};
use std::fs;
use std::path::Path;
use store::{
    Error, EventRow, Frozen, OrderSort, OutboxRow, Reason, Store, Tx, blobs, buyers, events, order_list,
    orders, outbox, settings,
};

const PAGE: usize = 4096;

/// Lengths of values whose last pages hold much, little, and nothing but content.
const LENGTHS: [usize; 3] = [500, 9_000, 20_001];

/// Reads one kind of data, as text that can be compared.
type Read = fn(&Tx<'_>) -> Result<String, Error>;

const READS: [Read; 8] = [
    |tx| LENGTHS.iter().map(|length| Ok(format!("{:?}", blobs::get(tx, &length.to_string())?))).collect(),
    |tx| Ok(format!("{:?}", settings::get(tx, "long")?)),
    |tx| Ok(format!("{:?}", buyers::list(tx, &seller(), "", 500, 0)?)),
    |tx| Ok(format!("{:?}", order_list::page(tx, &seller(), "A-", (None, OrderSort::Newest), 500, 0)?)),
    |tx| Ok(format!("{:?}", order_list::page(tx, &seller(), "absent", (None, OrderSort::Newest), 1, 0)?)),
    |tx| Ok(format!("{:?}", orders::get(tx, "7")?)),
    |tx| Ok(format!("{:?}", outbox::waiting(tx)?)),
    |tx| Ok(format!("{:?}", events::of_subject(tx, "7", 99)?)),
];

fn fill(store: &Store) {
    let filled = store.write::<_, Error>(|tx| {
        for length in LENGTHS {
            blobs::set(tx, &length.to_string(), &vec![7; length])?;
        }
        settings::set(tx, "long", &"text ".repeat(3_000))?;
        buyers::insert(tx, &buyer("b", "Autohaus", "ATU12345678", 0))?;
        for number in 0..12 {
            let id = number.to_string();
            let vin = format!("WVWZZZ1JZXW0000{number:02}");
            orders::insert(tx, &order(&id, "b", &format!("A-{number}"), &vin, 0))?;
            let write = format!("write-{number}");
            let request = serde_json::json!({ "text": "x".repeat(number * 500) });
            outbox::enqueue(
                tx,
                &OutboxRow::new(&write, format!("order:{id}"), "createOrder", &id, request, at(0)),
            )?;
            let body = vec![b'x'; number * 211];
            outbox::freeze(
                tx,
                &write,
                &Frozen { path: "/".into(), body, sha256: "00".into(), if_match: None },
            )?;
            for event in 0..3 {
                let facts = serde_json::json!({ "text": "y".repeat(event * 20) });
                let (id, kind) = (format!("event-{number}-{event}"), "status.changed".to_owned());
                let subject = number.to_string();
                events::add(tx, &EventRow { id, subject, at: at(0), source: "api".into(), kind, facts })?;
            }
        }
        Ok(())
    });
    filled.unwrap();
}

fn damaged(error: &Error, page: usize) {
    assert!(matches!(error, Error::Damaged), "page {page}: {error:?}");
}

/// Opens a database with one damaged page, and reads everything in it. Returns whether the damage was noticed.
fn is_noticed(dir: &Path, page: usize, whole: &[String]) -> bool {
    let store = match Store::open(dir, &key()) {
        Ok(store) => store,
        Err(error) => {
            damaged(&error, page);
            return true;
        }
    };
    let mut noticed = false;
    for (read, expected) in READS.iter().zip(whole) {
        for found in [store.read(*read), store.write(*read)] {
            match found {
                Ok(found) => assert!(found == *expected, "page {page}: other data was read"),
                Err(error) => {
                    damaged(&error, page);
                    noticed = true;
                }
            }
        }
    }
    // An index that no statement has read.
    match store.verify(|| true) {
        Ok(to_the_end) => assert!(to_the_end),
        Err(error) => {
            damaged(&error, page);
            noticed = true;
        }
    }
    noticed
}

#[test]
fn a_damaged_page_stops_nothing_that_does_not_need_it() {
    let test = TestStore::new();
    test.store.write(|tx| blobs::set(tx, "large", &[7; 9_000])).unwrap();
    let TestStore { store, dir } = test;
    drop(store);
    let path = dir.path().join("waybill.db");
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    let store = Store::open(dir.path(), &key()).unwrap();
    for number in ["1", "2", "3"] {
        let read = store.read(|tx| blobs::get(tx, "large")).unwrap_err();
        let undone = store.write(|tx| {
            settings::set(tx, "undone", number)?;
            blobs::get(tx, "large")
        });
        assert!(matches!((read, undone), (Error::Damaged, Err(Error::Damaged))));
        store.write(|tx| settings::set(tx, "kept", number)).unwrap();
        let kept =
            store.read(|tx| Ok::<_, Error>((settings::get(tx, "kept")?, settings::get(tx, "undone")?)));
        assert_eq!(kept.unwrap(), (Some(number.to_owned()), None));
    }
    // Its copy would look undamaged.
    let copied = store.back_up(Reason::Asked, at(0));
    assert!(matches!(copied, Err(Error::Damaged)), "{copied:?}");
}

#[test]
fn a_check_of_all_pages_can_be_stopped() {
    let test = TestStore::new();
    let filled =
        test.store.write(|tx| (0..3_000).try_for_each(|n| settings::set(tx, &n.to_string(), "text")));
    filled.unwrap();
    assert!(test.store.verify(|| true).unwrap());
    assert!(!test.store.verify(|| false).unwrap());
}

#[test]
fn a_page_that_was_altered_is_never_read_as_data() {
    let test = TestStore::new();
    fill(&test.store);
    let whole = READS.map(|read| test.store.read(read).unwrap());
    let TestStore { store, dir } = test;
    drop(store);
    let path = dir.path().join("waybill.db");
    // Leaves no page without data.
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute_batch(&format!("PRAGMA key = \"x'{}'\"; VACUUM;", "5a".repeat(32))).unwrap();
    drop(database);
    let bytes = fs::read(&path).unwrap();
    let pages = bytes.len() / PAGE;
    assert!(pages > 80, "{pages}");
    for page in 0..pages {
        let mut altered = bytes.clone();
        let content = &mut altered[page * PAGE..][..PAGE];
        // A disk that fails may also return zeros.
        if page % 4 == 0 {
            content.fill(0)
        } else {
            content[PAGE / 2] ^= 1
        }
        let copy = tempfile::tempdir().unwrap();
        fs::write(copy.path().join("waybill.db"), altered).unwrap();
        fs::copy(dir.path().join("waybill.check"), copy.path().join("waybill.check")).unwrap();
        assert!(is_noticed(copy.path(), page, &whole), "page {page}");
    }
}
