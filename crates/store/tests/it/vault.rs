//! Adding, reading, altering and removing files.

use crate::{TestStore, key};
use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;
use store::{Error, Key, Store, StoredFile};

const CHUNK: usize = 256 * 1024;
const HEADER: usize = 96;
const SEALED: usize = CHUNK + 16;

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 31 % 253) as u8).collect()
}

fn add(test: &TestStore, content: &[u8]) -> StoredFile {
    test.store.vault().add(&mut &content[..], u64::MAX, &mut |_| ()).unwrap()
}

fn read(test: &TestStore, sha256: &str) -> Result<Vec<u8>, Error> {
    let mut read = Vec::new();
    test.store.vault().open(sha256)?.read_to_end(&mut read)?;
    Ok(read)
}

/// The file of the one content that is not `known`.
fn path_beside(test: &TestStore, known: &[PathBuf]) -> PathBuf {
    let folder = test.dir.path().join("vault");
    let new: Vec<PathBuf> = names(test).iter().map(|name| folder.join(name)).collect();
    let mut new = new.into_iter().filter(|path| !known.contains(path));
    let path = new.next().unwrap();
    assert_eq!(new.next(), None);
    path
}

/// The file of the only content.
fn path(test: &TestStore) -> PathBuf {
    path_beside(test, &[])
}

fn names(test: &TestStore) -> Vec<String> {
    let entries = fs::read_dir(test.dir.path().join("vault")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn contents_of_every_length_are_read_unchanged() {
    let mut test = TestStore::new();
    let lengths = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7];
    let stored: Vec<_> = lengths.map(|length| (length, add(&test, &content(length)))).into();
    test = test.reopened();
    for (length, stored) in stored {
        assert_eq!(stored.size, length as u64);
        assert!(read(&test, &stored.sha256).unwrap() == content(length), "{length}");
        assert_eq!(test.store.vault().length(&stored.sha256).unwrap(), length as u64);
        assert!(test.store.vault().contains(&stored.sha256));
    }
}

#[test]
fn a_content_is_found_by_its_hash_and_its_name_does_not_tell_it() {
    // FIPS 180-2, appendix B.1.
    let (test, other) = (TestStore::new(), tempfile::tempdir().unwrap());
    let stored = add(&test, b"abc");
    assert_eq!(stored.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(stored.head, b"abc");
    let name = names(&test).remove(0);
    assert!(!name.contains(&stored.sha256), "{name}");
    // Under another key, the same content has another name: two vaults cannot be compared.
    let store = Store::create(other.path(), &Key::from_bytes([1; 32])).unwrap();
    store.vault().add(&mut b"abc".as_slice(), 100, &mut |_| ()).unwrap();
    assert!(!other.path().join("vault").join(&name).exists());
    assert_eq!(names(&test.reopened()), [name], "the name is the same after a start");
}

/// Gives the file of a content the name that an earlier version gave it.
fn give_earlier_name(test: &TestStore, path: &std::path::Path, stored: &StoredFile) -> PathBuf {
    let earlier = test.dir.path().join("vault").join(&stored.sha256);
    fs::rename(path, &earlier).unwrap();
    earlier
}

#[test]
fn files_with_names_of_an_earlier_version_are_found_and_renamed_by_the_next_start() {
    let test = TestStore::new();
    let one = add(&test, b"one");
    let first = path(&test);
    let other = add(&test, b"other");
    let second = path_beside(&test, std::slice::from_ref(&first));
    let earlier = give_earlier_name(&test, &first, &one);
    // A renaming that was cut off leaves some with the earlier name, and some with the present one.
    assert!(test.store.vault().contains(&one.sha256));
    assert_eq!(read(&test, &one.sha256).unwrap(), b"one");
    assert!(test.store.vault().verify(&one.sha256, &|| true).unwrap());
    assert_eq!(add(&test, b"one"), one);
    assert!(earlier.exists() && !first.exists(), "a whole content is not written twice");
    assert_eq!(test.store.vault().count().unwrap(), 2);
    test.store.vault().remove_all_but([one.sha256.as_str(), &other.sha256]).unwrap();
    assert_eq!(test.store.vault().count().unwrap(), 2);

    let test = test.reopened();
    assert!(!earlier.exists() && first.exists() && second.exists());
    assert_eq!(read(&test, &one.sha256).unwrap(), b"one");
    assert_eq!(read(&test, &other.sha256).unwrap(), b"other");

    let earlier = give_earlier_name(&test, &first, &one);
    test.store.vault().remove_all_but([other.sha256.as_str()]).unwrap();
    assert!(!earlier.exists() && second.exists());
    let earlier = give_earlier_name(&test, &second, &other);
    test.store.vault().remove(&other.sha256).unwrap();
    assert!(!earlier.exists());
    assert_eq!(names(&test), Vec::<String>::new());
}

#[test]
fn a_damaged_file_with_an_earlier_name_is_repaired_under_the_present_one() {
    let test = TestStore::new();
    let stored = add(&test, b"content");
    let earlier = give_earlier_name(&test, &path(&test), &stored);
    fs::write(&earlier, b"damaged").unwrap();
    assert_eq!(add(&test, b"content"), stored);
    assert_eq!(read(&test, &stored.sha256).unwrap(), b"content");
    assert_eq!(test.store.vault().count().unwrap(), 1);
}

#[test]
fn progress_grows_to_the_length() {
    let test = TestStore::new();
    let mut reported = Vec::new();
    let content = content(2 * CHUNK + 5);
    test.store.vault().add(&mut content.as_slice(), u64::MAX, &mut |bytes| reported.push(bytes)).unwrap();
    assert_eq!(reported, [CHUNK as u64, 2 * CHUNK as u64, 2 * CHUNK as u64 + 5]);
}

#[test]
fn a_file_above_the_limit_leaves_no_file() {
    let test = TestStore::new();
    for (length, limit) in [(1, 0), (CHUNK + 1, CHUNK), (4 * CHUNK, CHUNK)] {
        let refused =
            test.store.vault().add(&mut content(length).as_slice(), limit as u64, &mut |_| ()).unwrap_err();
        assert!(
            matches!(refused, Error::TooLarge { limit: reported } if reported == limit as u64),
            "{length}"
        );
    }
    assert_eq!(names(&test), Vec::<String>::new());
    test.store.vault().add(&mut content(CHUNK).as_slice(), CHUNK as u64, &mut |_| ()).unwrap();
}

#[test]
fn a_source_that_fails_leaves_no_file() {
    struct Unplugged(usize);
    impl Read for Unplugged {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::NotConnected)?;
            into.fill(1);
            Ok(into.len())
        }
    }
    let test = TestStore::new();
    for reads in [0, 3] {
        let refused = test.store.vault().add(&mut Unplugged(reads), u64::MAX, &mut |_| ()).unwrap_err();
        assert!(matches!(refused, Error::Io(error) if error.kind() == io::ErrorKind::NotConnected));
    }
    assert_eq!(names(&test), Vec::<String>::new());
}

#[test]
fn a_content_is_stored_once_and_repaired_if_it_is_damaged() {
    let test = TestStore::new();
    let stored = add(&test, &content(CHUNK + 9));
    let path = path(&test);
    let first = fs::read(&path).unwrap();
    assert_eq!(add(&test, &content(CHUNK + 9)), stored);
    assert!(fs::read(&path).unwrap() == first, "not written twice");
    assert_eq!(names(&test).len(), 1);

    fs::write(&path, &first[..first.len() - 1]).unwrap();
    add(&test, &content(CHUNK + 9));
    assert!(read(&test, &stored.sha256).unwrap() == content(CHUNK + 9));

    let mut altered = first.clone();
    altered[HEADER + SEALED] ^= 1;
    fs::write(&path, altered).unwrap();
    let verified = test.store.vault().verify(&stored.sha256, &|| true);
    assert!(matches!(verified, Err(Error::Altered)), "{verified:?}");
    add(&test, &content(CHUNK + 9));
    assert!(test.store.vault().verify(&stored.sha256, &|| true).unwrap());
    assert!(
        !test.store.vault().verify(&stored.sha256, &|| false).unwrap(),
        "it stops if `goes_on` returns false"
    );
    assert_eq!(fs::read(&path).unwrap().len(), first.len());
    assert_eq!(test.store.vault().count().unwrap(), 1);
}

#[test]
fn a_partly_added_file_is_removed_when_the_store_opens() {
    let test = TestStore::new();
    add(&test, b"kept");
    let kept = names(&test);
    fs::write(test.dir.path().join("vault/00ff.part"), b"half").unwrap();
    let test = test.reopened();
    assert_eq!(names(&test), kept);
}

#[test]
fn every_alteration_is_detected() {
    let test = TestStore::new();
    let stored = add(&test, &content(3 * CHUNK + 100));
    let path = path(&test);
    let whole = fs::read(&path).unwrap();
    let is_altered = |bytes: &[u8], what: &str| {
        fs::write(&path, bytes).unwrap();
        assert!(matches!(read(&test, &stored.sha256), Err(Error::Altered)), "{what}");
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
    assert!(read(&test, &stored.sha256).unwrap() == content(3 * CHUNK + 100));
}

#[test]
fn a_chunk_or_a_file_of_another_content_is_detected() {
    let test = TestStore::new();
    let one = add(&test, &content(2 * CHUNK));
    let first = path(&test);
    add(&test, &vec![1; 2 * CHUNK]);
    let second = path_beside(&test, std::slice::from_ref(&first));
    let (own, foreign) = (fs::read(&first).unwrap(), fs::read(&second).unwrap());
    fs::write(&first, [&own[..HEADER + SEALED], &foreign[HEADER + SEALED..]].concat()).unwrap();
    assert!(matches!(read(&test, &one.sha256), Err(Error::Altered)));
    fs::write(&first, &foreign).unwrap();
    assert!(matches!(test.store.vault().open(&one.sha256), Err(Error::Altered)));
    assert!(matches!(test.store.vault().length(&one.sha256), Err(Error::Altered)));
}

#[test]
fn reading_stops_before_an_altered_chunk() {
    let test = TestStore::new();
    let stored = add(&test, &content(3 * CHUNK));
    let path = path(&test);
    let mut altered = fs::read(&path).unwrap();
    altered[HEADER + SEALED + 5] ^= 1;
    fs::write(&path, altered).unwrap();
    let mut contents = test.store.vault().open(&stored.sha256).unwrap();
    let mut given = Vec::new();
    let error = contents.read_to_end(&mut given).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    assert!(given == content(CHUNK));
    assert!(contents.read(&mut [0; 10]).is_err(), "a second attempt fails, too");
}

#[test]
fn a_file_of_a_vault_with_another_key_is_refused() {
    let (one, other) = (TestStore::new(), tempfile::tempdir().unwrap());
    let stored = add(&one, b"content");
    let store = Store::create(other.path(), &Key::from_bytes([1; 32])).unwrap();
    // Under the name of an earlier version: its present name is another one under this key.
    let copy = other.path().join("vault").join(&stored.sha256);
    fs::copy(path(&one), copy).unwrap();
    assert!(matches!(store.vault().open(&stored.sha256), Err(Error::Altered)));
}

#[test]
fn a_file_is_removed_and_no_name_leads_out_of_the_vault() {
    let test = TestStore::new();
    let stored = add(&test, b"content");
    test.store.vault().remove(&stored.sha256).unwrap();
    test.store.vault().remove(&stored.sha256).unwrap();
    assert!(!test.store.vault().contains(&stored.sha256));
    assert!(matches!(read(&test, &stored.sha256), Err(Error::NotFound(_))));
    for name in ["../waybill.db", "", &"A".repeat(64), &format!("../{}", "a".repeat(61))] {
        assert!(matches!(test.store.vault().open(name), Err(Error::NotFound(_))), "{name}");
        assert!(matches!(test.store.vault().remove(name), Err(Error::NotFound(_))), "{name}");
        assert!(!test.store.vault().contains(name), "{name}");
    }
    assert!(test.dir.path().join("waybill.db").exists());
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
    store.vault().add(&mut b"content".as_slice(), 100, &mut |_| ()).unwrap();
    let file = fs::read_dir(dir.path().join("vault")).unwrap().next().unwrap().unwrap();
    let sealed = fs::read(file.path()).unwrap();
    assert_eq!(&sealed[8..40], &[1; 32]);
}
