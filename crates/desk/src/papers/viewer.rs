//! Files outside of the vault: opened in the system's viewer, saved where the user chose, and fetched from
//! NT24 where this computer has no copy.

use crate::connection::{Connection, failure};
use crate::contract::{Failure, FailureCode};
use crate::given::Given;
use crate::given::private::{private_file, private_folder};
use crate::papers::limits::LARGEST_FILE;
use crate::papers::names;
use crate::papers::steady::Steady;
use nt24::DocumentId;
use nt24_client::Download;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::FileRow;

/// Decrypts a file into a private folder and opens it with the system's program for it.
pub(crate) async fn open_in_viewer(connection: &Arc<Connection>, file: &FileRow) -> Result<(), Failure> {
    let (here, file) = (Arc::clone(connection), file.clone());
    let open = move || show(&here, &placed(&here, &file, |place| write_out(&here, &file, place))?);
    connection.run_blocking(open).await
}

/// Puts a file into a new private folder. The best place may be a small one, in memory: then it is put into
/// the next one.
fn placed(
    connection: &Connection,
    file: &FileRow,
    put: impl Fn(&Path) -> Result<(), Failure>,
) -> Result<PathBuf, Failure> {
    let mut failure = Failure::of(FailureCode::CannotSave);
    for folder in connection.given.scratch.folders() {
        let folder = folder.join(connection.given.ids.id());
        make_private(&folder)?;
        let place = folder.join(names::of_file(file));
        match put(&place) {
            Ok(()) => return Ok(place),
            Err(full) if full.code == FailureCode::DiskFull => failure = full,
            Err(other) => return Err(other),
        }
    }
    Err(failure)
}

fn show(connection: &Connection, place: &Path) -> Result<(), Failure> {
    connection.given.host.open(place).map_err(|error| {
        // The text of the error may name the file.
        tracing::warn!(kind = ?error.kind(), "no viewer");
        Failure::of(FailureCode::CannotOpen)
    })
}

fn hash(path: &Path) -> std::io::Result<String> {
    let (mut file, mut hash) = (File::open(path)?, Sha256::new());
    let mut chunk = vec![0; 64 * 1024];
    loop {
        match file.read(&mut chunk)? {
            0 => break,
            length => hash.update(&chunk[..length]),
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Fetches a document that is no longer on this computer, and opens it with the system's program.
pub(crate) async fn fetch_into_viewer(
    connection: &Arc<Connection>,
    file: &FileRow,
    document: &DocumentId,
) -> Result<(), Failure> {
    let mut fetched = unfinished(connection)?;
    let download = Download::document(document).at_most(LARGEST_FILE);
    let mut steady = Steady::new(&mut fetched.file, connection);
    let downloaded = connection.client().download(&download, &mut steady).await;
    connection.observe(downloaded).map_err(|error| steady.failure(error.into()))?;
    let (here, file) = (Arc::clone(connection), file.clone());
    let open = move || {
        let cannot = |error: std::io::Error| failure::of_io(&error, FailureCode::CannotSave);
        if hash(&fetched.path).map_err(cannot)? != file.sha256 {
            tracing::error!("NT24 returned another content than the one that was uploaded");
            return Err(Failure::of(FailureCode::BadAnswer));
        }
        // The places may be on different disks.
        let copy = |place: &Path| {
            let copied = private_file(place)
                .and_then(|mut copy| std::io::copy(&mut File::open(&fetched.path)?, &mut copy).map(|_| ()));
            copied.map_err(cannot)
        };
        show(&here, &placed(&here, &file, copy)?)
    };
    connection.run_blocking(open).await
}

/// Writes a file of the vault to a private path, completely or not at all.
pub(crate) fn write_out(connection: &Connection, file: &FileRow, place: &Path) -> Result<(), Failure> {
    write_with(connection, file, place, private)
}

/// Writes a file of the vault to the place that the user chose, completely or not at all, with the mode that
/// any program gives to a file there. A link in that place is replaced, not followed.
pub(crate) fn save(connection: &Connection, file: &FileRow, place: &Path) -> Result<(), Failure> {
    write_with(connection, file, place, create_new)
}

/// Writes a text to the place that the user chose, as [`save`] writes a file.
pub(crate) fn save_text(given: &Given, text: &str, place: &Path) -> Result<(), Failure> {
    write_whole(given, place, create_new, |out| out.write_all(text.as_bytes()))
}

fn create_new(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

fn write_with(
    connection: &Connection,
    file: &FileRow,
    place: &Path,
    create: impl FnOnce(&Path) -> std::io::Result<File>,
) -> Result<(), Failure> {
    let mut contents = connection.store.vault().open(&file.sha256)?;
    write_whole(&connection.given, place, create, |out| std::io::copy(&mut contents, out).map(drop))
}

/// Writes a file completely or not at all.
fn write_whole(
    given: &Given,
    place: &Path,
    create: impl FnOnce(&Path) -> std::io::Result<File>,
    fill: impl FnOnce(&mut File) -> std::io::Result<()>,
) -> Result<(), Failure> {
    // A name that nobody else uses: what ends in `.part` there may be the user's.
    let unfinished = place.with_file_name(format!(".{}.part", given.ids.id()));
    let mut out = create(&unfinished).map_err(|error| failure::of_io(&error, FailureCode::CannotSave))?;
    let written =
        fill(&mut out).and_then(|()| out.sync_all()).and_then(|()| std::fs::rename(&unfinished, place));
    written.map_err(|error| {
        // Remove the incomplete file. If that fails, its name `.part` remains.
        let _ = std::fs::remove_file(&unfinished);
        match store::Error::from(error) {
            store::Error::Io(error) => failure::of_io(&error, FailureCode::CannotSave),
            altered_or_full => altered_or_full.into(),
        }
    })
}

pub(crate) struct Unfinished {
    pub(crate) path: PathBuf,
    pub(crate) file: File,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // The folder is removed at the end as well.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A private file that is removed on drop, unless it was moved.
pub(crate) fn unfinished(connection: &Connection) -> Result<Unfinished, Failure> {
    let cannot = |error: std::io::Error| failure::of_io(&error, FailureCode::CannotSave);
    let path = connection.given.scratch.roomy_folder().map_err(cannot)?.join(connection.given.ids.id());
    let file = private_file(&path).map_err(cannot)?;
    Ok(Unfinished { path, file })
}

/// Creates a file that other users of the computer cannot read. Nothing may have its name, not even a link.
pub(crate) fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn make_private(folder: &Path) -> Result<(), Failure> {
    private_folder(folder).map_err(|error| failure::of_io(&error, FailureCode::CannotSave))
}
