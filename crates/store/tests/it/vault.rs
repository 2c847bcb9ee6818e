//! Files that are taken, read, altered and removed.

use crate::{Shelf, key};
use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;
use store::{Error, Key, Store, Taken};

const CHUNK: usize = 256 * 1024;
const HEADER: usize = 96;
const SEALED: usize = CHUNK + 16;

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 31 % 253) as u8).collect()
}

fn take(shelf: &Shelf, content: &[u8]) -> Taken {
    shelf.store.vault().take(&mut &content[..], u64::MAX, &mut |_| ()).unwrap()
}

fn read(shelf: &Shelf, sha256: &str) -> Result<Vec<u8>, Error> {
    let mut read = Vec::new();
    shelf.store.vault().open(sha256)?.read_to_end(&mut read)?;
    Ok(read)
}

fn path(shelf: &Shelf, sha256: &str) -> PathBuf {
    shelf.dir.path().join("vault").join(sha256)
}

fn names(shelf: &Shelf) -> Vec<String> {
    let entries = fs::read_dir(shelf.dir.path().join("vault")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn every_length_comes_back_as_it_was() {
    let mut shelf = Shelf::new();
    let lengths = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7];
    let taken: Vec<_> = lengths.map(|length| (length, take(&shelf, &content(length)))).into();
    shelf = shelf.reopened();
    for (length, taken) in taken {
        assert_eq!(taken.size, length as u64);
        assert!(read(&shelf, &taken.sha256).unwrap() == content(length), "{length}");
        assert_eq!(shelf.store.vault().length(&taken.sha256).unwrap(), length as u64);
        assert!(shelf.store.vault().contains(&taken.sha256));
    }
}

#[test]
fn the_name_is_the_hash_of_the_content() {
    // FIPS 180-2, appendix B.1.
    let taken = take(&Shelf::new(), b"abc");
    assert_eq!(taken.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!((taken.head, taken.tail), (b"abc".to_vec(), b"abc".to_vec()));
}

#[test]
fn progress_grows_to_the_length() {
    let shelf = Shelf::new();
    let mut told = Vec::new();
    let content = content(2 * CHUNK + 5);
    shelf.store.vault().take(&mut content.as_slice(), u64::MAX, &mut |bytes| told.push(bytes)).unwrap();
    assert_eq!(told, [CHUNK as u64, 2 * CHUNK as u64, 2 * CHUNK as u64 + 5]);
}

#[test]
fn a_file_that_is_too_long_leaves_nothing() {
    let shelf = Shelf::new();
    for (length, limit) in [(1, 0), (CHUNK + 1, CHUNK), (4 * CHUNK, CHUNK)] {
        let refused =
            shelf.store.vault().take(&mut content(length).as_slice(), limit as u64, &mut |_| ()).unwrap_err();
        assert!(matches!(refused, Error::TooLarge { limit: told } if told == limit as u64), "{length}");
    }
    assert_eq!(names(&shelf), Vec::<String>::new());
    shelf.store.vault().take(&mut content(CHUNK).as_slice(), CHUNK as u64, &mut |_| ()).unwrap();
}

#[test]
fn a_source_that_fails_leaves_nothing() {
    struct Unplugged(usize);
    impl Read for Unplugged {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::NotConnected)?;
            into.fill(1);
            Ok(into.len())
        }
    }
    let shelf = Shelf::new();
    for reads in [0, 3] {
        let refused = shelf.store.vault().take(&mut Unplugged(reads), u64::MAX, &mut |_| ()).unwrap_err();
        assert!(matches!(refused, Error::Io(error) if error.kind() == io::ErrorKind::NotConnected));
    }
    assert_eq!(names(&shelf), Vec::<String>::new());
}

#[test]
fn a_content_is_kept_once_and_mended_when_it_is_cut() {
    let shelf = Shelf::new();
    let taken = take(&shelf, &content(CHUNK + 9));
    let first = fs::read(path(&shelf, &taken.sha256)).unwrap();
    assert_eq!(take(&shelf, &content(CHUNK + 9)), taken);
    assert!(fs::read(path(&shelf, &taken.sha256)).unwrap() == first, "not written twice");
    assert_eq!(names(&shelf), [taken.sha256.as_str()]);

    fs::write(path(&shelf, &taken.sha256), &first[..first.len() - 1]).unwrap();
    take(&shelf, &content(CHUNK + 9));
    assert!(read(&shelf, &taken.sha256).unwrap() == content(CHUNK + 9));

    let mut altered = first.clone();
    altered[HEADER + SEALED] ^= 1;
    fs::write(path(&shelf, &taken.sha256), altered).unwrap();
    let verified = shelf.store.vault().verify(&taken.sha256, &|| true);
    assert!(matches!(verified, Err(Error::Altered)), "{verified:?}");
    take(&shelf, &content(CHUNK + 9));
    assert!(shelf.store.vault().verify(&taken.sha256, &|| true).unwrap());
    assert!(!shelf.store.vault().verify(&taken.sha256, &|| false).unwrap(), "it stops when it is told to");
    assert_eq!(shelf.store.vault().stored().unwrap(), [(taken.sha256, first.len() as u64)]);
}

#[test]
fn what_was_half_taken_is_gone_after_a_start() {
    let shelf = Shelf::new();
    let taken = take(&shelf, b"kept");
    fs::write(shelf.dir.path().join("vault/00ff.part"), b"half").unwrap();
    let shelf = shelf.reopened();
    assert_eq!(names(&shelf), [taken.sha256]);
}

#[test]
fn every_alteration_is_found() {
    let shelf = Shelf::new();
    let taken = take(&shelf, &content(3 * CHUNK + 100));
    let path = path(&shelf, &taken.sha256);
    let whole = fs::read(&path).unwrap();
    let is_altered = |bytes: &[u8], what: &str| {
        fs::write(&path, bytes).unwrap();
        assert!(matches!(read(&shelf, &taken.sha256), Err(Error::Altered)), "{what}");
    };
    // In the magic, the salt, the facts, a chunk, its tag, the last chunk, the last tag.
    for at in [0, 8, 40, HEADER, HEADER + SEALED - 1, HEADER + 3 * SEALED, whole.len() - 1] {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        is_altered(&altered, &format!("byte {at}"));
    }
    for length in [0, 7, HEADER - 1, HEADER, HEADER + SEALED, HEADER + 3 * SEALED, whole.len() - 1] {
        is_altered(&whole[..length], &format!("cut to {length}"));
    }
    is_altered(&[whole.as_slice(), b"x"].concat(), "longer");
    let chunk = |number: usize| &whole[HEADER + number * SEALED..HEADER + (number + 1) * SEALED];
    let (header, last) = (&whole[..HEADER], &whole[HEADER + 3 * SEALED..]);
    is_altered(&[header, chunk(1), chunk(0), chunk(2), last].concat(), "swapped");
    is_altered(&[header, chunk(0), chunk(2), last].concat(), "left out");
    is_altered(&[header, chunk(0), chunk(0), chunk(2), last].concat(), "repeated");
    fs::write(&path, &whole).unwrap();
    assert!(read(&shelf, &taken.sha256).unwrap() == content(3 * CHUNK + 100));
}

#[test]
fn a_chunk_or_a_file_of_another_content_is_found() {
    let shelf = Shelf::new();
    let (one, other) = (take(&shelf, &content(2 * CHUNK)), take(&shelf, &vec![1; 2 * CHUNK]));
    let (first, second) = (path(&shelf, &one.sha256), path(&shelf, &other.sha256));
    let (own, foreign) = (fs::read(&first).unwrap(), fs::read(&second).unwrap());
    fs::write(&first, [&own[..HEADER + SEALED], &foreign[HEADER + SEALED..]].concat()).unwrap();
    assert!(matches!(read(&shelf, &one.sha256), Err(Error::Altered)));
    fs::write(&first, &foreign).unwrap();
    assert!(matches!(shelf.store.vault().open(&one.sha256), Err(Error::Altered)));
    assert!(matches!(shelf.store.vault().length(&one.sha256), Err(Error::Altered)));
}

#[test]
fn what_comes_before_an_altered_chunk_is_given_and_nothing_after_it() {
    let shelf = Shelf::new();
    let taken = take(&shelf, &content(3 * CHUNK));
    let path = path(&shelf, &taken.sha256);
    let mut altered = fs::read(&path).unwrap();
    altered[HEADER + SEALED + 5] ^= 1;
    fs::write(&path, altered).unwrap();
    let mut contents = shelf.store.vault().open(&taken.sha256).unwrap();
    let mut given = Vec::new();
    let error = contents.read_to_end(&mut given).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    assert!(given == content(CHUNK));
    assert!(contents.read(&mut [0; 10]).is_err(), "a second try gives nothing either");
}

#[test]
fn the_vault_of_another_key_is_closed() {
    let (one, other) = (Shelf::new(), tempfile::tempdir().unwrap());
    let taken = take(&one, b"content");
    let store = Store::create(other.path(), &Key::from_bytes([1; 32])).unwrap();
    let copy = other.path().join("vault").join(&taken.sha256);
    fs::copy(path(&one, &taken.sha256), copy).unwrap();
    assert!(matches!(store.vault().open(&taken.sha256), Err(Error::Altered)));
}

#[test]
fn removed_is_removed_and_no_name_leads_out() {
    let shelf = Shelf::new();
    let taken = take(&shelf, b"content");
    shelf.store.vault().remove(&taken.sha256).unwrap();
    shelf.store.vault().remove(&taken.sha256).unwrap();
    assert!(!shelf.store.vault().contains(&taken.sha256));
    assert!(matches!(read(&shelf, &taken.sha256), Err(Error::NotFound(_))));
    for name in ["../waybill.db", "", &"A".repeat(64), &format!("../{}", "a".repeat(61))] {
        assert!(matches!(shelf.store.vault().open(name), Err(Error::NotFound(_))), "{name}");
        assert!(matches!(shelf.store.vault().remove(name), Err(Error::NotFound(_))), "{name}");
        assert!(!shelf.store.vault().contains(name), "{name}");
    }
    assert!(shelf.dir.path().join("waybill.db").exists());
}

#[test]
fn the_salt_comes_from_the_injected_source() {
    let dir = tempfile::tempdir().unwrap();
    let mut next = 0;
    let store = Store::create_with(dir.path(), &key(), move |bytes: &mut [u8]| {
        next += 1;
        bytes.fill(next);
    })
    .unwrap();
    let taken = store.vault().take(&mut b"content".as_slice(), 100, &mut |_| ()).unwrap();
    let sealed = fs::read(dir.path().join("vault").join(&taken.sha256)).unwrap();
    assert_eq!(&sealed[8..40], &[1; 32]);
}
