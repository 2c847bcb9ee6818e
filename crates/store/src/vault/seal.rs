use super::format::{CHUNK, Cipher, HEADER, MAGIC, SALT, TAG};
use crate::error::Error;
use crate::hex;
use crate::key::Key;
use crate::media::Watch;
use sha2::{Digest, Sha256};
use std::io::{self, Read, Seek, SeekFrom, Write};

/// How much of the beginning is kept, to recognise the kind of file.
const HEAD: usize = 16 * 1024;

/// A file that was added to the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// SHA-256 of the content, lower-case hexadecimal: the vault finds it by that.
    pub sha256: String,
    /// Length in bytes.
    pub size: u64,
    /// The first 16 KiB, or all if there is less.
    pub head: Vec<u8>,
    /// Whether its end is there. `None` for a kind that is not known.
    pub whole: Option<bool>,
}

/// Copies `source` to `target`, encrypted. The header is written last, into a gap at the beginning, because
/// hash and length are known only then.
pub(super) fn seal(
    vault: &Key,
    salt: &[u8; SALT],
    source: &mut dyn Read,
    target: &mut (impl Write + Seek),
    limit: u64,
    progress: &mut dyn FnMut(u64),
) -> Result<StoredFile, Error> {
    let cipher = Cipher::new(vault, salt);
    let mut hash = Sha256::new();
    let mut stored = StoredFile { sha256: String::new(), size: 0, head: Vec::new(), whole: None };
    let mut watch = Watch::default();
    target.write_all(&[0; HEADER])?;
    let mut position = 0_u32;
    let mut chunk = next_chunk(source)?;
    loop {
        stored.size += chunk.len() as u64;
        if stored.size > limit {
            return Err(Error::TooLarge { limit });
        }
        hash.update(&chunk);
        note_head(&mut stored, &chunk);
        watch.look_at(&chunk);
        progress(stored.size);
        // Only reading further shows whether a chunk is the last one.
        let next = if chunk.len() < CHUNK { Vec::new() } else { next_chunk(source)? };
        let last = next.is_empty();
        cipher.seal_chunk(position, last, &mut chunk)?;
        target.write_all(&chunk)?;
        if last {
            break;
        }
        chunk = next;
        position = position.checked_add(1).ok_or(Error::TooLarge { limit })?;
    }
    let sha256: [u8; 32] = hash.finalize().into();
    target.seek(SeekFrom::Start(0))?;
    target.write_all(MAGIC)?;
    target.write_all(salt)?;
    target.write_all(&cipher.seal_facts(&sha256, stored.size)?)?;
    target.flush()?;
    stored.sha256 = hex::encode(&sha256);
    stored.whole = watch.is_whole();
    Ok(stored)
}

/// A full chunk, or the rest of the source.
fn next_chunk(source: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut chunk = Vec::with_capacity(CHUNK + TAG);
    source.take(CHUNK as u64).read_to_end(&mut chunk)?;
    Ok(chunk)
}

fn note_head(stored: &mut StoredFile, chunk: &[u8]) {
    let room = HEAD.saturating_sub(stored.head.len()).min(chunk.len());
    stored.head.extend_from_slice(&chunk[..room]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// A disk with room for `room` bytes.
    struct SmallDisk {
        room: usize,
        file: Cursor<Vec<u8>>,
    }

    impl Write for SmallDisk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.file.position() as usize + bytes.len() > self.room {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.file.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for SmallDisk {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.file.seek(to)
        }
    }

    fn seal_into(room: usize, content: &[u8]) -> Result<StoredFile, Error> {
        let mut disk = SmallDisk { room, file: Cursor::new(Vec::new()) };
        let key = Key::from_bytes([1; 32]);
        seal(&key, &[2; SALT], &mut Cursor::new(content), &mut disk, u64::MAX, &mut |_| ())
    }

    #[test]
    fn a_full_disk_is_reported_at_every_write() {
        let content = vec![7; CHUNK + 1];
        let chunks = 2;
        let needed = HEADER + content.len() + chunks * TAG;
        assert!(seal_into(needed, &content).is_ok());
        for room in [0, HEADER - 1, HEADER, HEADER + CHUNK, needed - 1] {
            assert!(matches!(seal_into(room, &content), Err(Error::DiskFull)), "{room}");
        }
    }

    #[test]
    fn head_and_end_are_those_of_the_whole_file() {
        for length in [0, 1, HEAD, HEAD + 1, CHUNK, CHUNK + 5, 2 * CHUNK] {
            let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let stored = seal_into(usize::MAX, &content).unwrap();
            assert_eq!(stored.head, content[..length.min(HEAD)], "{length}");
            assert_eq!((stored.size, stored.whole), (length as u64, None));
            let mut file = [b"%PDF-1.7\n", &content[..]].concat();
            assert_eq!(seal_into(usize::MAX, &file).unwrap().whole, Some(false), "{length}");
            file.extend(b"%%EOF");
            assert_eq!(seal_into(usize::MAX, &file).unwrap().whole, Some(true), "{length}");
        }
    }

    #[test]
    fn a_source_that_returns_one_byte_at_a_time_is_sealed_alike() {
        struct Slow<'a>(&'a [u8]);
        impl Read for Slow<'_> {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                let one = into.len().min(1);
                self.0.read(&mut into[..one])
            }
        }
        let content = vec![3; CHUNK + 2];
        let sealed = |source: &mut dyn Read| {
            let mut file = Cursor::new(Vec::new());
            let key = Key::from_bytes([1; 32]);
            seal(&key, &[2; SALT], source, &mut file, u64::MAX, &mut |_| ()).unwrap();
            file.into_inner()
        };
        assert!(sealed(&mut Slow(&content)) == sealed(&mut content.as_slice()));
    }
}
