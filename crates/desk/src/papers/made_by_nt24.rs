//! PDFs that NT24 makes: export files and profiles of buyers. They are downloaded into a private file first, because the
//! vault hashes while it reads.

use crate::connection::failure;
use crate::contract::{Failure, FailureCode};
use crate::papers::entering;
use crate::papers::limits::LARGEST_EXPORT_FILE;
use crate::papers::state::Files;
use crate::papers::viewer::Unfinished;
use nt24_client::Downloaded;
use std::fs::File;
use store::{FileRow, StoredFile, Tx};

/// Takes a downloaded PDF into the vault and enters its row under `id`.
pub(super) fn enter(
    files: &Files,
    unfinished: &Unfinished,
    downloaded: &Downloaded,
    id: String,
    name: String,
) -> Result<(), Failure> {
    let mut source =
        File::open(&unfinished.path).map_err(|error| failure::of_io(&error, FailureCode::FileGone))?;
    let judge = |added: Result<StoredFile, store::Error>| {
        let taken = added?;
        if taken.size != downloaded.length {
            return Err(Failure::of(FailureCode::FileChanged));
        }
        Ok(FileRow {
            id,
            sha256: taken.sha256,
            name,
            content_type: "application/pdf".to_owned(),
            size: taken.size,
            created_at: files.connection.given.clock.now(),
            whole: None,
        })
    };
    let enter = |tx: &Tx<'_>, file: FileRow| match store::files::by_sha256(tx, &file.sha256)? {
        // The content was missing here, and is back.
        Some(known) if known.id == file.id => Ok(()),
        // The same content was stored before under another id: keep it once.
        Some(known) => store::settings::set(tx, &file.id, &known.id),
        None => {
            // NT24 made the PDF anew: the row names the new content.
            store::files::remove(tx, &file.id)?;
            store::settings::remove(tx, &file.id)?;
            store::files::insert(tx, &file)
        }
    };
    entering::take_and_enter(files, &mut source, LARGEST_EXPORT_FILE, judge, enter)
}

/// The row of a PDF, under its own id or under that of the same content.
pub(super) fn kept(tx: &Tx<'_>, id: &str) -> Result<Option<FileRow>, store::Error> {
    let other = store::settings::get(tx, id)?;
    store::files::get(tx, other.as_deref().unwrap_or(id))
}
