//! Takes dropped and picked files: each is opened once, copied into the vault while it is hashed, and judged
//! by its content.

use crate::connection::subject::SubjectId;
use crate::connection::{Connection, failure};
use crate::contract::{Failure, FailureCode, MediaKind, Nothing, RefusedFile, Subject, Taken, TakenFile};
use crate::papers::limits::LARGEST_FILE;
use crate::papers::state::Files;
use crate::papers::{entering, recognise, thumbnails};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{FileRow, StoredFile, Tx, media};

pub(crate) async fn pick_files(papers: &Arc<Files>, _: Nothing) -> Result<Taken, Failure> {
    let paths = papers.connection.given.host.pick_files().await;
    take_files(papers, paths).await
}

/// Takes files one after the other. A file that cannot be taken is returned with its reason.
pub(crate) async fn take_files(papers: &Arc<Files>, paths: Vec<PathBuf>) -> Result<Taken, Failure> {
    let here = Arc::clone(papers);
    // Hashing and encrypting keep a thread busy; the loops continue beside it.
    let take_all = move || {
        let mut taken = Taken::default();
        for path in paths {
            let outcome = match here.connection.is_closing() {
                true => Err(Failure::of(FailureCode::NotOpen)),
                false => take(&here, &path),
            };
            match outcome {
                Ok(file) => taken.files.push(file),
                Err(failure) => taken.refused.push(RefusedFile { name: name_of(&path), failure }),
            }
        }
        Ok(taken)
    };
    papers.connection.run_blocking(take_all).await
}

fn name_of(path: &Path) -> String {
    let Some(name) = path.file_name() else { return String::new() };
    match name.to_str() {
        Some(name) => name.to_owned(),
        None => of_an_old_disk(name),
    }
}

/// A name that is not in UTF-8 was written by an older system, most likely in Latin-1, where the number of a
/// character is its byte.
#[cfg(unix)]
fn of_an_old_disk(name: &OsStr) -> String {
    std::os::unix::ffi::OsStrExt::as_bytes(name).iter().map(|byte| char::from(*byte)).collect()
}

/// Names that are half a character.
#[cfg(not(unix))]
fn of_an_old_disk(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

fn take(papers: &Files, path: &Path) -> Result<TakenFile, Failure> {
    let connection = &*papers.connection;
    // A drag out of another program may bring an address instead of a file, such as `smb://…`.
    if !path.is_absolute() {
        return Err(Failure::of(FailureCode::NotAFile));
    }
    let (mut file, length) = store::open_once(path).map_err(|error| match error {
        store::Error::Io(error) => failure::of_io(&error, FailureCode::FileGone),
        other => other.into(),
    })?;
    if length > LARGEST_FILE {
        return Err(too_large(length));
    }
    let judge = |added| judged(connection, name_of(path), length, added);
    // The same content is stored once, under the name of its first file.
    let enter = |tx: &Tx<'_>, row: FileRow| match store::files::by_sha256(tx, &row.sha256)? {
        Some(known) => {
            store::files::touch(tx, &known.id, row.created_at, row.whole)?;
            Ok(FileRow { whole: row.whole, ..known })
        }
        None => {
            store::files::insert(tx, &row)?;
            Ok(row)
        }
    };
    let row = entering::take_and_enter(papers, &mut file, LARGEST_FILE, judge, enter)?;
    if let Err(failure) = thumbnails::make(papers, &row) {
        // The file is taken without its small picture.
        tracing::warn!(%failure, "a small picture was not made");
    }
    connection.store.read(|tx| facts(tx, row))
}

/// The row of a file that was added to the vault, if it is as long as it was and of a kind that NT24 takes.
fn judged(
    connection: &Connection,
    name: String,
    length: u64,
    added: Result<StoredFile, store::Error>,
) -> Result<FileRow, Failure> {
    let taken = added.map_err(|error| match error {
        store::Error::TooLarge { .. } => too_large(length),
        store::Error::Io(error) => failure::of_io(&error, FailureCode::FileChanged),
        other => other.into(),
    })?;
    if taken.size != length {
        return Err(Failure::of(FailureCode::FileChanged));
    }
    let media = media::recognise(&taken.head).ok_or_else(|| Failure::of(FailureCode::FileKind))?;
    Ok(FileRow {
        id: connection.given.ids.id(),
        sha256: taken.sha256,
        name,
        content_type: media.media_type().to_owned(),
        size: taken.size,
        created_at: connection.given.clock.now(),
        whole: taken.whole,
    })
}

fn too_large(size: u64) -> Failure {
    Failure::of(FailureCode::FileTooLarge).with("size", size).with("limit", LARGEST_FILE)
}

/// A file as the page gets it.
pub(crate) fn facts(tx: &Tx<'_>, row: FileRow) -> Result<TakenFile, Failure> {
    let used_at = used_at(tx, &row.sha256)?;
    let (media, guess) = (media_kind(&row.content_type), recognise::guess(&row.name));
    let cut_off = row.whole == Some(false);
    Ok(TakenFile { id: row.id, name: row.name, size: row.size, media, cut_off, guess, used_at })
}

/// The buyers and orders on which a content is filed.
pub(crate) fn used_at(tx: &Tx<'_>, sha256: &str) -> Result<Vec<Subject>, Failure> {
    let mut used_at = Vec::<Subject>::new();
    for document in store::documents::with_sha256(tx, sha256)? {
        if document.archived || used_at.iter().any(|subject| subject.id == document.subject) {
            continue;
        }
        used_at.push(SubjectId::of_document(&document).labelled(tx)?);
    }
    Ok(used_at)
}

/// The kind of a file by its media type.
pub(crate) fn media_kind(content_type: &str) -> MediaKind {
    match content_type {
        "image/jpeg" => MediaKind::Jpeg,
        "image/png" => MediaKind::Png,
        _ => MediaKind::Pdf,
    }
}
