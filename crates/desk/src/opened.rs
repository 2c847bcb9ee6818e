//! Files outside of the vault: opened in the system's viewer, saved where a person said, and fetched from
//! NT24 when there is no copy here.

use crate::contract::{Failure, FailureCode};
use crate::open::Open;
use nt24::DocumentId;
use nt24_client::Download;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::FileRow;

/// The folder for files that the system's viewer has open; emptied at start and end.
const OPENED: &str = "opened";

/// Decrypts a file into a private folder and opens it with the system's program for it.
pub(crate) fn open_in_viewer(open: &Open, file: &FileRow) -> Result<(), Failure> {
    let place = place(open, file)?;
    write_out(open, file, &place)?;
    show(open, &place)
}

/// A new private place for a file that is opened.
fn place(open: &Open, file: &FileRow) -> Result<PathBuf, Failure> {
    let folder = open.parts.data.join(OPENED).join(open.parts.ids.id());
    make_private(&folder)?;
    Ok(folder.join(safe_name(file)))
}

fn show(open: &Open, place: &Path) -> Result<(), Failure> {
    open.parts.host.open(place).map_err(|error| {
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

/// Fetches a document of which there is no copy here any more, and opens it with the system's program.
pub(crate) async fn fetch_into_viewer(
    open: &Arc<Open>,
    file: &FileRow,
    document: &DocumentId,
) -> Result<(), Failure> {
    let mut fetched = unfinished(open)?;
    let download = Download::document(document).at_most(crate::files::LARGEST_FILE);
    open.observe(open.client().download(&download, &mut fetched.file).await)?;
    let cannot = |error: std::io::Error| crate::failure::of_io(&error, FailureCode::CannotSave);
    let place = place(open, file)?;
    let same = hash(&fetched.path).map_err(cannot)? == file.sha256;
    if !same {
        // What was filed under this name is known by its hash; anything else is not this paper.
        tracing::error!("NT24 gave another content than the one that was uploaded");
        return Err(Failure::of(FailureCode::BadAnswer));
    }
    std::fs::rename(&fetched.path, &place).map_err(cannot)?;
    show(open, &place)
}

/// Writes a file of the vault to a place: whole or not at all.
pub(crate) fn write_out(open: &Open, file: &FileRow, place: &Path) -> Result<(), Failure> {
    let mut contents = open.store.vault().open(&file.sha256)?;
    let mut unfinished = place.as_os_str().to_owned();
    unfinished.push(".part");
    let unfinished = PathBuf::from(unfinished);
    let written = private(&unfinished).and_then(|mut out| {
        std::io::copy(&mut contents, &mut out)?;
        out.sync_all()?;
        std::fs::rename(&unfinished, place)
    });
    written.map_err(|error| {
        // What is half written is worse than nothing; when it cannot be removed, the name tells.
        let _ = std::fs::remove_file(&unfinished);
        match store::Error::from(error) {
            store::Error::Io(error) => crate::failure::of_io(&error, FailureCode::CannotSave),
            altered_or_full => altered_or_full.into(),
        }
    })
}

/// Removes what earlier runs left decrypted for viewers.
pub(crate) fn remove_opened(data: &Path) {
    for folder in [OPENED, FETCHED] {
        if let Err(error) = std::fs::remove_dir_all(data.join(folder))
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "opened files could not be removed");
        }
    }
}

/// The name of a file comes from another computer: no separators, nothing hidden, and the ending of
/// what it is, because the ending decides which program opens it.
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

/// The folder for what is being fetched.
const FETCHED: &str = "fetched";

pub(crate) struct Unfinished {
    pub(crate) path: PathBuf,
    pub(crate) file: File,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Emptied at the next start, too.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A private file that is gone when it is let go of, unless it was moved.
pub(crate) fn unfinished(open: &Open) -> Result<Unfinished, Failure> {
    let folder = open.parts.data.join(FETCHED);
    make_private(&folder)?;
    let path = folder.join(open.parts.ids.id());
    let file = private(&path).map_err(|error| crate::failure::of_io(&error, FailureCode::CannotSave))?;
    Ok(Unfinished { path, file })
}

pub(crate) fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a folder that no other user of the computer can look into.
pub(crate) fn make_private(folder: &Path) -> Result<(), Failure> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| crate::failure::of_io(&error, FailureCode::CannotSave))
}

#[cfg(test)]
mod tests {
    use super::safe_name;
    use store::FileRow;

    #[test]
    fn a_name_cannot_leave_its_folder_nor_choose_a_program() {
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
