use super::format::{CHUNK, Cipher, MAGIC, SALT, SEALED_FACTS, TAG};
use crate::error::Error;
use crate::hex;
use crate::key::Key;
use std::fs::File;
use std::io::{self, Read};
use zeroize::{Zeroize, Zeroizing};

/// A reader of the decrypted content of a file.
pub struct Contents {
    file: File,
    cipher: Cipher,
    length: u64,
    /// Number of bytes after the current chunk.
    left: u64,
    position: u32,
    complete: bool,
    chunk: Zeroizing<Vec<u8>>,
    given: usize,
}

impl Contents {
    pub(super) fn open(mut file: File, vault: &Key, sha256: &str) -> Result<Self, Error> {
        let mut magic = [0; MAGIC.len()];
        let mut salt = [0; SALT];
        let mut sealed = [0; SEALED_FACTS];
        read_exact(&mut file, &mut magic)?;
        read_exact(&mut file, &mut salt)?;
        read_exact(&mut file, &mut sealed)?;
        let cipher = Cipher::new(vault, &salt);
        let (hash, length) = cipher.open_facts(&sealed)?;
        if &magic != MAGIC || hex::encode(&hash) != sha256 {
            return Err(Error::Altered);
        }
        let chunk = Zeroizing::new(Vec::with_capacity(CHUNK + TAG));
        Ok(Self { file, cipher, length, left: length, position: 0, complete: false, chunk, given: 0 })
    }

    /// Length of the content in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    fn next_chunk(&mut self) -> Result<(), Error> {
        let length = usize::try_from(self.left).unwrap_or(CHUNK).min(CHUNK);
        let last = self.left <= CHUNK as u64;
        self.given = 0;
        self.chunk.zeroize();
        self.chunk.resize(length + TAG, 0);
        let opened = read_exact(&mut self.file, &mut self.chunk)
            .and_then(|()| self.cipher.open_chunk(self.position, last, &mut self.chunk));
        if opened.is_err() {
            // Never return bytes that are not authentic, not even if the caller reads again.
            self.chunk.zeroize();
            return opened;
        }
        if last && self.file.read(&mut [0])? != 0 {
            self.chunk.zeroize();
            return Err(Error::Altered);
        }
        self.left -= length as u64;
        self.position = self.position.checked_add(1).ok_or(Error::Altered)?;
        self.complete = last;
        Ok(())
    }
}

impl Read for Contents {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.chunk.len() && !self.complete && !into.is_empty() {
            self.next_chunk()?;
        }
        let ready = &self.chunk[self.given..];
        let length = ready.len().min(into.len());
        into[..length].copy_from_slice(&ready[..length]);
        self.given += length;
        Ok(length)
    }
}

impl std::fmt::Debug for Contents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contents").field("length", &self.length).finish_non_exhaustive()
    }
}

/// Fills `into`. Returns [`Error::Altered`] if the file ends before: it was cut off.
fn read_exact(file: &mut File, into: &mut [u8]) -> Result<(), Error> {
    file.read_exact(into).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => Error::Altered,
        _ => error.into(),
    })
}
