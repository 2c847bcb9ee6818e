//! A file that is being received. It belongs to no document yet, and is deleted unless it is kept.

use super::content::PIECE;
use bytes::{Bytes, BytesMut};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A file that is being received.
pub(crate) enum Incoming {
    Memory { max_bytes: u64, length: u64, pieces: Vec<Bytes>, open: BytesMut },
    File(File, Unclaimed),
}

/// A file that was received whole.
pub(crate) enum ReceivedFile {
    Memory {
        length: u64,
        pieces: Vec<Bytes>,
    },
    /// Longer than the limit of the memory store.
    TooLong,
    File(Unclaimed),
}

/// A file in the folder that has no final name. It is deleted when this is dropped.
pub(crate) struct Unclaimed(PathBuf);

impl Incoming {
    pub(super) fn memory(max_bytes: u64) -> Self {
        Self::Memory { max_bytes, length: 0, pieces: Vec::new(), open: BytesMut::new() }
    }

    pub(super) fn file(folder: &Path, next: &AtomicU64) -> io::Result<Self> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!(".incoming-{number}"));
            match File::create_new(&path) {
                Ok(file) => return Ok(Self::File(file, Unclaimed(path))),
                // A killed run left this file, or another sandbox on this folder uses it.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Appends the next bytes. Writing waits for the disk's cache only, on the sandbox's own thread:
    /// handing each piece to another thread costs more than the write.
    pub(crate) fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::File(file, _) => file.write_all(bytes),
            Self::Memory { max_bytes, length, pieces, open } => {
                *length = length.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
                if *length > *max_bytes {
                    pieces.clear();
                    *open = BytesMut::new();
                    return Ok(());
                }
                while !bytes.is_empty() {
                    let room = (PIECE - open.len()).min(bytes.len());
                    let (now, later) = bytes.split_at(room);
                    open.extend_from_slice(now);
                    bytes = later;
                    if open.len() == PIECE {
                        pieces.push(std::mem::take(open).freeze());
                    }
                }
                Ok(())
            }
        }
    }

    pub(crate) fn finish(self) -> ReceivedFile {
        match self {
            Self::File(_, path) => ReceivedFile::File(path),
            Self::Memory { max_bytes, length, .. } if length > max_bytes => ReceivedFile::TooLong,
            Self::Memory { length, mut pieces, open, .. } => {
                pieces.extend((!open.is_empty()).then(|| open.freeze()));
                ReceivedFile::Memory { length, pieces }
            }
        }
    }
}

impl Unclaimed {
    /// Gives the file its final name. It replaces a file of the same hash, hence of the same content.
    pub(super) fn rename_to(&self, path: &Path) -> io::Result<()> {
        std::fs::rename(&self.0, path)
    }
}

impl Drop for Unclaimed {
    fn drop(&mut self) {
        // It fails for a file that was renamed; that is fine.
        let _ = std::fs::remove_file(&self.0);
    }
}
