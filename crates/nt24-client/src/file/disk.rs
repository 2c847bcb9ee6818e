//! A file on the disk, complete or not at all: it gets its name after its last byte is stored.

use crate::error::{Error, ErrorKind};
use bytes::Bytes;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Bytes written to the disk at once.
const WRITE_CHUNK_BYTES: usize = 256 * 1024;

/// A temporary file that a thread for blocking work writes.
pub(crate) struct DiskFile {
    steps: mpsc::Sender<Step>,
    writer: JoinHandle<std::io::Result<()>>,
}

enum Step {
    Part(Bytes),
    /// The file is complete. If the channel ends without this step, the file is discarded.
    Complete,
}

impl DiskFile {
    /// Creates a temporary file in the folder of `path`. Only its owner may read it.
    pub(crate) async fn create(path: PathBuf) -> Result<Self, Error> {
        let cannot_store = |fault| Error::never_sent(ErrorKind::CannotStore).with_source(fault);
        let folder = folder_of(&path).to_owned();
        let opening = tokio::task::spawn_blocking(move || {
            tempfile::Builder::new().prefix(".nt24-").suffix(".part").tempfile_in(folder)
        });
        let file = joined(opening.await).map_err(cannot_store)?;
        let (steps, received) = mpsc::channel(2);
        let writer = tokio::task::spawn_blocking(move || write(file, &path, received));
        Ok(Self { steps, writer })
    }

    /// Hands a part to the writer. False if the writer has failed: [`commit`](Self::commit) returns its
    /// error.
    pub(crate) async fn write(&self, part: Bytes) -> bool {
        self.steps.send(Step::Part(part)).await.is_ok()
    }

    /// Forces the file to the disk and gives it its name; it is there when this returns.
    pub(crate) async fn commit(self) -> std::io::Result<()> {
        let _ = self.steps.send(Step::Complete).await;
        joined(self.writer.await)
    }

    /// Removes the file; it is gone when this returns.
    pub(crate) async fn discard(self) {
        drop(self.steps);
        // The caller has an error already; one of the writer would add no information.
        let _ = self.writer.await;
    }
}

fn joined<T>(outcome: Result<std::io::Result<T>, tokio::task::JoinError>) -> std::io::Result<T> {
    outcome.unwrap_or_else(|stopped| Err(std::io::Error::other(stopped)))
}

/// Dropping the temporary file removes it.
fn write(file: NamedTempFile, path: &Path, mut steps: mpsc::Receiver<Step>) -> std::io::Result<()> {
    let mut writer = BufWriter::with_capacity(WRITE_CHUNK_BYTES, file);
    loop {
        match steps.blocking_recv() {
            Some(Step::Part(part)) => writer.write_all(&part)?,
            Some(Step::Complete) => break,
            None => return Ok(()),
        }
    }
    let file = writer.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|fault| fault.error)?;
    sync_name(path)
}

/// Forces the new name itself to the disk.
#[cfg(unix)]
fn sync_name(path: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder_of(path))?.sync_all()
}

/// Windows writes a renamed entry by itself, and opens no folder for that.
#[cfg(not(unix))]
fn sync_name(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
