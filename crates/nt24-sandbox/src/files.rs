//! The bytes of documents. They are no part of the world and of no snapshot: a file is kept under
//! its SHA-256, and a document that names the hash finds it, or learns that it is gone.

mod content;
mod incoming;

pub(crate) use content::Content;
pub(crate) use incoming::{Incoming, TakenIn};

use bytes::Bytes;
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

/// Files are written, read and sent in pieces of this length.
pub(crate) const PIECE: usize = 256 * 1024;

/// Where the bytes of documents are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// In memory, until the process ends.
    Memory {
        /// Most bytes of all files together; beyond that the oldest are dropped, and their
        /// download answers 404.
        max_bytes: u64,
    },
    /// In this folder, which is made when it is missing. Files pass in pieces in both directions,
    /// so memory stays constant whatever their length, and they outlive the process.
    Folder(PathBuf),
}

impl Default for Files {
    /// 256 MiB in memory.
    fn default() -> Self {
        Self::Memory { max_bytes: 256 * 1024 * 1024 }
    }
}

/// The files that are kept.
pub(crate) enum FileStore {
    Memory { max_bytes: u64, kept: Mutex<Kept> },
    Folder { path: PathBuf, next: AtomicU64 },
}

/// What is in memory, by hash.
#[derive(Default)]
pub(crate) struct Kept {
    files: BTreeMap<String, (u64, Vec<Bytes>)>,
    /// Oldest first.
    order: VecDeque<String>,
    bytes: u64,
}

impl FileStore {
    pub(crate) fn open(files: Files) -> io::Result<Self> {
        match files {
            Files::Memory { max_bytes } => Ok(Self::Memory { max_bytes, kept: Mutex::default() }),
            Files::Folder(path) => {
                std::fs::create_dir_all(&path)?;
                Ok(Self::Folder { path, next: AtomicU64::new(0) })
            }
        }
    }

    /// A place for a file that is about to arrive.
    pub(crate) fn begin(&self) -> io::Result<Incoming> {
        match self {
            Self::Memory { max_bytes, .. } => Ok(Incoming::memory(*max_bytes)),
            Self::Folder { path, next } => Incoming::file(path, next),
        }
    }

    /// Keeps a file that was taken in under its hash.
    pub(crate) fn keep(&self, sha256: &str, file: &TakenIn) -> io::Result<()> {
        match (self, file) {
            (Self::Memory { max_bytes, kept }, TakenIn::Memory { length, pieces }) => {
                crate::lock(kept).insert(sha256, *length, pieces, *max_bytes);
                Ok(())
            }
            (Self::Folder { path, .. }, TakenIn::File(incoming)) => {
                incoming.rename_to(&kept_under(path, sha256))
            }
            // A file that was too long for the memory is dropped at once, like an old one later.
            _ => Ok(()),
        }
    }

    /// The file with this hash and length, unless its bytes are gone.
    pub(crate) fn find(&self, sha256: &str, length: u64) -> Option<Content> {
        match self {
            Self::Memory { kept, .. } => {
                let (length, pieces) = crate::lock(kept).files.get(sha256).cloned()?;
                Some(Content::of_memory(length, pieces))
            }
            Self::Folder { path, .. } => {
                let path = kept_under(path, sha256);
                let whole = std::fs::metadata(&path).is_ok_and(|found| found.len() == length);
                whole.then(|| Content::of_file(length, path))
            }
        }
    }

    /// Why a file may be gone.
    pub(crate) fn why_gone(&self) -> String {
        match self {
            Self::Memory { max_bytes, .. } => format!(
                "The document exists, but its bytes are gone: this sandbox keeps the newest {max_bytes} \
                 bytes of files in memory, and none over a restart"
            ),
            Self::Folder { .. } => {
                "The document exists, but its bytes are gone: they are not in the sandbox's folder".to_owned()
            }
        }
    }
}

/// A hash is made of digits only, so it is a safe name for a file.
fn kept_under(folder: &Path, sha256: &str) -> PathBuf {
    folder.join(sha256)
}

impl Kept {
    fn insert(&mut self, sha256: &str, length: u64, pieces: &[Bytes], max_bytes: u64) {
        if self.files.contains_key(sha256) {
            self.order.retain(|known| known != sha256);
        } else {
            self.bytes += length;
            self.files.insert(sha256.to_owned(), (length, pieces.to_vec()));
        }
        self.order.push_back(sha256.to_owned());
        while self.bytes > max_bytes
            && let Some(oldest) = self.order.pop_front()
        {
            self.bytes -= self.files.remove(&oldest).map_or(0, |(length, _)| length);
        }
    }
}
