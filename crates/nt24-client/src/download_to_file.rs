use crate::{Client, Download, Downloaded, Error, ErrorKind};
use bytes::Bytes;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Written to the disk at once.
const PIECE: usize = 256 * 1024;

impl Client {
    /// Downloads a file to a path, all or nothing: it is written beside it under a temporary name,
    /// forced to the disk, and only then given its name. What was there before is replaced. After an
    /// error, and when this is dropped, nothing is left behind. Only its owner may read the file.
    ///
    /// # Errors
    /// As [`download`](Client::download); [`ErrorKind::CannotStore`] without a request when the folder
    /// cannot be written to.
    pub async fn download_to_file(&self, download: &Download, path: &Path) -> Result<Downloaded, Error> {
        let (call, is_own) = self.asking_for(download)?;
        let disk = OnDisk::open(path.to_owned()).await?;
        let receiving = async {
            let mut body = self.body_of(&call, is_own, download).await?;
            while let Some(part) = body.next().await? {
                // A writer that has failed no longer listens, and says why when it is joined.
                if disk.parts.send(Step::Part(part)).await.is_err() {
                    break;
                }
            }
            Ok(body)
        };
        let outcome = match receiving.await {
            Ok(body) => match disk.keep().await {
                Ok(()) => body.downloaded(),
                Err(fault) => Err(body.cannot_store(fault)),
            },
            Err(error) => {
                disk.give_up().await;
                Err(error)
            }
        };
        outcome.map_err(|error| call.describe(error))
    }
}

/// A file that a thread for blocking work writes.
struct OnDisk {
    parts: mpsc::Sender<Step>,
    writer: JoinHandle<std::io::Result<()>>,
}

enum Step {
    Part(Bytes),
    /// The file is whole. When the channel ends without this, it was given up.
    Whole,
}

impl OnDisk {
    async fn open(path: PathBuf) -> Result<Self, Error> {
        let cannot_store = |fault| Error::never_sent(ErrorKind::CannotStore).with_source(fault);
        let folder = folder_of(&path).to_owned();
        let opening = tokio::task::spawn_blocking(move || {
            tempfile::Builder::new().prefix(".nt24-").suffix(".part").tempfile_in(folder)
        });
        let file = joined(opening.await).map_err(cannot_store)?;
        let (parts, steps) = mpsc::channel(2);
        let writer = tokio::task::spawn_blocking(move || write(file, &path, steps));
        Ok(Self { parts, writer })
    }

    /// Gives the file its name; it is there when this returns.
    async fn keep(self) -> std::io::Result<()> {
        let _ = self.parts.send(Step::Whole).await;
        joined(self.writer.await)
    }

    /// Removes it; it is gone when this returns.
    async fn give_up(self) {
        drop(self.parts);
        // Why it was given up is known better than why it could not be written.
        let _ = self.writer.await;
    }
}

fn joined<T>(outcome: Result<std::io::Result<T>, tokio::task::JoinError>) -> std::io::Result<T> {
    outcome.unwrap_or_else(|stopped| Err(std::io::Error::other(stopped)))
}

/// Dropping the temporary file removes it.
fn write(file: NamedTempFile, path: &Path, mut steps: mpsc::Receiver<Step>) -> std::io::Result<()> {
    let mut writer = BufWriter::with_capacity(PIECE, file);
    loop {
        match steps.blocking_recv() {
            Some(Step::Part(part)) => writer.write_all(&part)?,
            Some(Step::Whole) => break,
            None => return Ok(()),
        }
    }
    let file = writer.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|fault| fault.error)?;
    keep_name(path)
}

/// Forces the new name itself to the disk.
#[cfg(unix)]
fn keep_name(path: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder_of(path))?.sync_all()
}

/// Windows writes a renamed entry by itself, and opens no folder for that.
#[cfg(not(unix))]
fn keep_name(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
