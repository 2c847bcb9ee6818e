//! Stores the bytes of documents. They are no part of the world and of no snapshot: a file is kept under
//! its SHA-256, and a document finds its file by that hash, or learns that it is gone.

use super::content::Content;
use super::incoming::{Incoming, ReceivedFile};
use crate::lock::lock;
use bytes::Bytes;
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

/// Where the bytes of documents are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// In memory, until the process ends.
    Memory {
        /// Limit in bytes for all files together. Beyond it the oldest are dropped, and their download is
        /// answered with 404.
        max_bytes: u64,
    },
    /// In this folder, which is created if it is missing. Files are read and written in pieces, so memory
    /// use does not depend on their length, and they outlive the process.
    Folder(PathBuf),
}

/// Limit of the memory store, in bytes; decided here.
const MEMORY_LIMIT: u64 = 256 * 1024 * 1024;

impl Default for Files {
    /// 256 MiB in memory.
    fn default() -> Self {
        Self::Memory { max_bytes: MEMORY_LIMIT }
    }
}

/// A file that was received.
#[derive(Clone, Debug)]
pub(crate) struct StoredFile {
    pub(crate) name: Option<String>,
    pub(crate) content_type: &'static str,
    pub(crate) size: u64,
    pub(crate) sha256: String,
}

/// The files that are kept.
pub(crate) enum FileStore {
    Memory { max_bytes: u64, kept: Mutex<Kept> },
    Folder { path: PathBuf, next: AtomicU64 },
}

/// The files in memory, by hash.
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

    /// Begins to receive a file.
    pub(crate) fn begin(&self) -> io::Result<Incoming> {
        match self {
            Self::Memory { max_bytes, .. } => Ok(Incoming::memory(*max_bytes)),
            Self::Folder { path, next } => Incoming::file(path, next),
        }
    }

    /// Keeps a received file under its hash.
    pub(crate) fn keep(&self, sha256: &str, file: &ReceivedFile) -> io::Result<()> {
        match (self, file) {
            (Self::Memory { max_bytes, kept }, ReceivedFile::Memory { length, pieces }) => {
                lock(kept).insert(sha256, *length, pieces, *max_bytes);
                Ok(())
            }
            (Self::Folder { path, .. }, ReceivedFile::File(incoming)) => {
                incoming.rename_to(&kept_under(path, sha256))
            }
            // A file longer than the memory limit is dropped at once.
            _ => Ok(()),
        }
    }

    /// The file with this hash and length, unless its bytes are gone.
    pub(crate) fn find(&self, sha256: &str, length: u64) -> Option<Content> {
        match self {
            Self::Memory { kept, .. } => {
                let (length, pieces) = lock(kept).files.get(sha256).cloned()?;
                Some(Content::of_memory(length, pieces))
            }
            Self::Folder { path, .. } => {
                let path = kept_under(path, sha256);
                let whole = std::fs::metadata(&path).is_ok_and(|found| found.len() == length);
                whole.then(|| Content::of_file(length, path))
            }
        }
    }

    /// Why the bytes of a file may be gone, for the problem's detail.
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

/// The path of the file with this hash. A hash consists of digits, so it is a safe file name.
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
