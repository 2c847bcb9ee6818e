//! A disk that is full at every write: a small file system in memory, filled up to a number of free bytes.

use crate::{at, key};
use serde_json::json;
use std::fs::{self, File};
use std::io::Read;
use std::path::PathBuf;
use std::process::Command;
use store::{DraftRow, Error, Frozen, OutboxRow, Reason, Receipt, Store, blobs, drafts, outbox};

/// The variable with the directory on which the second process mounts its disk.
const MOUNT_POINT: &str = "WAYBILL_SMALL_DISK";

/// The size of the disk in bytes: several times what the writes below need.
const DISK: u64 = 8 << 20;

/// A file system in memory allocates pages.
const PAGE: u64 = 4096;

#[test]
fn a_disk_that_is_full_at_any_write_loses_no_data() {
    let place = tempfile::tempdir().unwrap();
    // A process may mount a file system in its own namespace.
    let ended = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "small_disk::every_write_meets_the_end_of_the_disk", "--ignored", "--nocapture"])
        .env(MOUNT_POINT, place.path())
        .output()
        .unwrap();
    let output =
        format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success() && output.contains("1 passed"), "{output}");
}

#[test]
#[ignore = "runs in the mount namespace that the test above makes"]
#[expect(clippy::print_stdout, reason = "the figures of the run")]
fn every_write_meets_the_end_of_the_disk() {
    let disk = SmallDisk::mount(PathBuf::from(std::env::var_os(MOUNT_POINT).unwrap()));
    for (what, play) in
        [("writes", play as fn(&SmallDisk, u64) -> usize), ("copies and restores", copy_and_restore)]
    {
        let (mut rounds, mut refused) = (0, 0);
        for room in (0..DISK / PAGE).map(|pages| pages * PAGE) {
            rounds += 1;
            let full = play(&disk, room);
            refused += full;
            if full == 0 {
                break;
            }
        }
        println!("{rounds} disks, {refused} {what} refused");
        assert!(rounds > 50 && refused > 50, "{rounds} rounds, {refused} refused: the disk was never full");
    }
}

struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(path: PathBuf) -> Self {
        let size = format!("size={DISK}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "none"]).arg(&path).status();
        assert!(mounted.unwrap().success());
        Self(path)
    }

    /// Fills the disk until only `room` bytes are left.
    fn fill(&self, room: u64) {
        let space = rustix::fs::statvfs(&self.0).unwrap();
        let free = space.f_bavail * space.f_frsize;
        let filler = File::create(self.0.join("filler")).unwrap();
        let length = free.saturating_sub(room);
        if length > 0 {
            rustix::fs::fallocate(&filler, rustix::fs::FallocateFlags::empty(), 0, length).unwrap();
        }
    }

    fn make_room(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }
}

/// Writes while only `room` bytes are free. Returns how many writes were refused.
fn play(disk: &SmallDisk, room: u64) -> usize {
    let dir = disk.0.join("desk");
    let store = Store::create(&dir, &key()).unwrap();
    store.write(|tx| blobs::set(tx, "before", b"kept")).unwrap();
    disk.fill(room);
    let outcomes: Vec<bool> = WRITES.iter().map(|write| is_done((write.play)(&store))).collect();
    drop(store);

    // While the disk is still full, the store opens or returns `DiskFull`.
    match Store::open(&dir, &key()) {
        Ok(_) | Err(Error::DiskFull) => {}
        Err(other) => panic!("{room} bytes free: {other:?}"),
    }
    let second = is_done(Store::create(&disk.0.join("second"), &key()).map(drop));
    disk.make_room();

    let store = Store::open(&dir, &key()).unwrap();
    assert_eq!(store.read(|tx| blobs::get(tx, "before")).unwrap().unwrap(), b"kept");
    for (write, done) in WRITES.iter().zip(&outcomes) {
        assert_eq!((write.is_there)(&store), *done, "{} with {room} bytes free", write.name);
    }
    // The refused writes succeed now.
    for (write, _) in WRITES.iter().zip(&outcomes).filter(|(_, done)| !**done) {
        (write.play)(&store).unwrap();
        assert!((write.is_there)(&store), "{}", write.name);
    }
    drop(store);
    if !second {
        // The rest of a database that could not be created is not in the way.
        drop(Store::create(&disk.0.join("second"), &key()).unwrap());
    }
    Store::open(&disk.0.join("second"), &key()).unwrap();
    for used in ["desk", "second"] {
        fs::remove_dir_all(disk.0.join(used)).unwrap();
    }
    outcomes.iter().chain([&second]).filter(|done| !**done).count()
}

/// Makes a backup and restores an earlier one while only `room` bytes are free. Returns how many of the two
/// were refused.
fn copy_and_restore(disk: &SmallDisk, room: u64) -> usize {
    let dir = disk.0.join("desk");
    let store = Store::create(&dir, &key()).unwrap();
    store.write(|tx| blobs::set(tx, "says", b"early")).unwrap();
    let early = store.back_up(Reason::Asked, at(0)).unwrap();
    store.write(|tx| blobs::set(tx, "says", b"late")).unwrap();
    disk.fill(room);
    let copied = is_done(store.back_up(Reason::Asked, at(1)).map(drop));
    drop(store);
    let restored = is_done(Store::restore(&dir, &key(), &early.id, at(2), |_| Ok(())));
    disk.make_room();

    let says = |store: &Store| store.read(|tx| blobs::get(tx, "says")).unwrap().unwrap();
    let expected: &[u8] = if restored { b"early" } else { b"late" };
    let store = Store::open(&dir, &key()).unwrap();
    assert_eq!(says(&store), expected, "{room} bytes free");
    // A backup that is listed is complete; a restore keeps the database that it replaces.
    let copies = Store::backups(&dir).unwrap();
    assert_eq!(
        copies.len(),
        1 + usize::from(copied) + usize::from(restored),
        "{room} bytes free: {copies:?}"
    );
    drop(store);
    for copy in copies {
        Store::restore(&dir, &key(), &copy.id, at(3), |_| Ok(())).unwrap();
        let store = Store::open(&dir, &key()).unwrap();
        assert_eq!(says(&store), if copy.id == early.id { &b"early"[..] } else { b"late" }, "{}", copy.id);
    }
    fs::remove_dir_all(dir).unwrap();
    usize::from(!copied) + usize::from(!restored)
}

fn is_done(outcome: Result<(), Error>) -> bool {
    match outcome {
        Ok(()) => true,
        Err(Error::DiskFull) => false,
        Err(other) => panic!("{other:?}"),
    }
}

/// A write of the desk, and the check whether its data is there.
struct Write {
    name: &'static str,
    play: fn(&Store) -> Result<(), Error>,
    is_there: fn(&Store) -> bool,
}

const WRITES: &[Write] = &[
    Write {
        name: "a draft",
        play: save_draft,
        is_there: |store| store.read(|tx| drafts::get(tx, "d")).unwrap().is_some(),
    },
    Write { name: "a small file", play: |store| add(store, 1), is_there: |store| is_whole(store, 1) },
    Write { name: "a queued write", play: queue, is_there: |store| state(store).is_some() },
    Write {
        name: "a large file",
        play: |store| add(store, 300_000),
        is_there: |store| is_whole(store, 300_000),
    },
    Write {
        name: "an attempt",
        play: begin,
        is_there: |store| state(store).is_some_and(|row| row.attempts == 1),
    },
    Write {
        name: "a receipt",
        play: finish,
        is_there: |store| state(store).is_some_and(|row| row.receipt.is_some()),
    },
    Write {
        name: "a long text",
        play: |store| store.write(|tx| blobs::set(tx, "long", &[7; 200_000])),
        is_there: |store| store.read(|tx| blobs::get(tx, "long")).unwrap().is_some(),
    },
];

fn save_draft(store: &Store) -> Result<(), Error> {
    let row = DraftRow {
        id: "d".to_owned(),
        kind: "invoice".to_owned(),
        subject: None,
        step: 1,
        field: None,
        body: json!({ "invoiceNumber": "RE-1" }),
        base: None,
        problems: None,
        created_at: at(0),
        updated_at: at(1),
    };
    store.write(|tx| drafts::put(tx, &row))
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8).collect()
}

fn add(store: &Store, length: usize) -> Result<(), Error> {
    store.vault().add(&mut content(length).as_slice(), 1 << 30, &mut |_| ()).map(drop)
}

/// Whether a file is in the vault. If it is, it must be complete.
fn is_whole(store: &Store, length: usize) -> bool {
    let name = sha256(&content(length));
    if !store.vault().contains(&name) {
        return false;
    }
    let mut read = Vec::new();
    store.vault().open(&name).unwrap().read_to_end(&mut read).unwrap();
    assert!(read == content(length), "the file is not complete");
    true
}

fn sha256(content: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn queue(store: &Store) -> Result<(), Error> {
    let row = OutboxRow::new("k", "order:o", "submitInvoice", "o", json!({ "n": 1 }), at(2));
    let frozen =
        Frozen { path: "/x".to_owned(), body: content(2000), sha256: "0".repeat(64), if_match: None };
    store.write(|tx| {
        outbox::enqueue(tx, &row)?;
        outbox::freeze(tx, "k", &frozen)
    })
}

fn state(store: &Store) -> Option<OutboxRow> {
    store.read(|tx| outbox::get(tx, "k")).unwrap()
}

/// Not attempted if the write that it depends on was refused.
fn begin(store: &Store) -> Result<(), Error> {
    match state(store) {
        Some(_) => store.write(|tx| outbox::begin(tx, "k", at(3))),
        None => Err(Error::DiskFull),
    }
}

fn finish(store: &Store) -> Result<(), Error> {
    if state(store).is_none_or(|row| row.attempts == 0) {
        return Err(Error::DiskFull);
    }
    let receipt =
        Receipt { request_id: "r".to_owned(), status: 201, at: at(4), trace_id: None, merged: Vec::new() };
    store.write(|tx| outbox::finish(tx, "k", &receipt, at(4)))
}
