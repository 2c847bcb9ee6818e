//! Files outside of the vault: opened in the system's viewer, saved where the user chose, and fetched from
//! NT24 where this computer has no copy.

use crate::connection::{Connection, failure};
use crate::contract::{Failure, FailureCode};
use crate::papers::limits::LARGEST_FILE;
use crate::papers::steady::Steady;
use nt24::DocumentId;
use nt24_client::Download;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};
use store::FileRow;

/// The folder of decrypted files for the system's viewer; emptied at start and end.
const OPENED: &str = "opened";

/// Decrypts a file into a private folder and opens it with the system's program for it.
pub(crate) fn open_in_viewer(connection: &Connection, file: &FileRow) -> Result<(), Failure> {
    let place = place(connection, file)?;
    write_out(connection, file, &place)?;
    show(connection, &place)
}

/// A path in a new private folder.
fn place(connection: &Connection, file: &FileRow) -> Result<PathBuf, Failure> {
    let folder = connection.given.data.join(OPENED).join(connection.given.ids.id());
    make_private(&folder)?;
    Ok(folder.join(safe_name(file)))
}

fn show(connection: &Connection, place: &Path) -> Result<(), Failure> {
    connection.given.host.open(place).map_err(|error| {
        tracing::warn!(%error, "no viewer");
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
    connection: &Connection,
    file: &FileRow,
    document: &DocumentId,
) -> Result<(), Failure> {
    let mut fetched = unfinished(connection)?;
    let download = Download::document(document).at_most(LARGEST_FILE);
    let mut steady = Steady::new(&mut fetched.file, connection);
    let downloaded = connection.client().download(&download, &mut steady).await;
    connection.observe(downloaded).map_err(|error| steady.failure(error.into()))?;
    let cannot = |error: std::io::Error| failure::of_io(&error, FailureCode::CannotSave);
    let place = place(connection, file)?;
    let same = hash(&fetched.path).map_err(cannot)? == file.sha256;
    if !same {
        tracing::error!("NT24 returned another content than the one that was uploaded");
        return Err(Failure::of(FailureCode::BadAnswer));
    }
    std::fs::rename(&fetched.path, &place).map_err(cannot)?;
    show(connection, &place)
}

/// Writes a file of the vault to a path, completely or not at all.
pub(crate) fn write_out(connection: &Connection, file: &FileRow, place: &Path) -> Result<(), Failure> {
    let mut contents = connection.store.vault().open(&file.sha256)?;
    let mut unfinished = place.as_os_str().to_owned();
    unfinished.push(".part");
    let unfinished = PathBuf::from(unfinished);
    let written = private(&unfinished).and_then(|mut out| {
        std::io::copy(&mut contents, &mut out)?;
        out.sync_all()?;
        std::fs::rename(&unfinished, place)
    });
    written.map_err(|error| {
        // Remove the incomplete file. If that fails, its name `.part` remains.
        let _ = std::fs::remove_file(&unfinished);
        match store::Error::from(error) {
            store::Error::Io(error) => failure::of_io(&error, FailureCode::CannotSave),
            altered_or_full => altered_or_full.into(),
        }
    })
}

/// Removes decrypted files that earlier runs left for viewers.
pub(crate) fn remove_decrypted(data: &Path) {
    for folder in [OPENED, FETCHED] {
        if let Err(error) = std::fs::remove_dir_all(data.join(folder))
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "opened files could not be removed");
        }
    }
}

/// A safe name for a file whose name comes from another computer: no separators, not hidden, and with the
/// extension of its content, because the extension decides which program opens it.
pub(crate) fn safe_name(file: &FileRow) -> String {
    let name = file.name.rsplit(['/', '\\']).next().unwrap_or_default().trim_start_matches('.');
    let name = if name.is_empty() { "document" } else { name };
    let endings: &[&str] = match file.content_type.as_str() {
        "image/jpeg" => &[".jpg", ".jpeg"],
        "image/png" => &[".png"],
        _ => &[".pdf"],
    };
    let lower = name.to_lowercase();
    if endings.iter().any(|ending| lower.ends_with(ending)) {
        name.to_owned()
    } else {
        format!("{name}{}", endings[0])
    }
}

/// The folder of downloads; emptied at start and end.
const FETCHED: &str = "fetched";

pub(crate) struct Unfinished {
    pub(crate) path: PathBuf,
    pub(crate) file: File,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // The next start empties the folder as well.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A private file that is removed on drop, unless it was moved.
pub(crate) fn unfinished(connection: &Connection) -> Result<Unfinished, Failure> {
    let folder = connection.given.data.join(FETCHED);
    make_private(&folder)?;
    let path = folder.join(connection.given.ids.id());
    let file = private(&path).map_err(|error| failure::of_io(&error, FailureCode::CannotSave))?;
    Ok(Unfinished { path, file })
}

pub(crate) fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Creates a folder, and its parents, that other users of the computer cannot read.
pub(crate) fn make_private(folder: &Path) -> Result<(), Failure> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| failure::of_io(&error, FailureCode::CannotSave))
}

#[cfg(test)]
mod tests {
    use super::safe_name;
    use store::FileRow;

    #[test]
    fn a_name_cannot_leave_its_folder_or_choose_a_program() {
        for (name, content_type, safe) in [
            ("../../etc/passwd", "application/pdf", "passwd.pdf"),
            ("..\\x.pdf", "application/pdf", "x.pdf"),
            ("..", "image/png", "document.png"),
            ("CMR 12.PDF", "application/pdf", "CMR 12.PDF"),
            ("CMR.pdf.bat", "application/pdf", "CMR.pdf.bat.pdf"),
            ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ] {
            let row = FileRow {
                id: String::new(),
                sha256: String::new(),
                name: name.to_owned(),
                content_type: content_type.to_owned(),
                size: 1,
                created_at: chrono::DateTime::UNIX_EPOCH,
            };
            assert_eq!(safe_name(&row), safe);
        }
    }
}
