//! The files in the vault, by this desk's id.

use crate::column::{Json, Time};
use crate::error::Error;
use crate::migration::Step;
use crate::row::{StoredRow, columns};
use crate::table::drafts;
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use nt24::Document;
use rusqlite::params;
use std::collections::BTreeSet;

/// A file of the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// This desk's own id.
    pub id: String,
    /// SHA-256 of the content, lower-case hexadecimal: the vault finds it by that.
    pub sha256: String,
    /// The original file name.
    pub name: String,
    /// Media type, recognised from the content.
    pub content_type: String,
    /// Length in bytes.
    pub size: u64,
    /// When the file was added, or last added again.
    pub created_at: DateTime<Utc>,
    /// Whether its end is there. `None` if nobody has looked for it.
    pub whole: Option<bool>,
}

columns! {
    FileRow, "files" {
        id: plain,
        sha256: plain,
        name: plain,
        content_type: plain,
        size: length,
        created_at: time,
        whole: plain,
    }
}

pub(crate) const STEPS: &[Step] = &[
    (
        1,
        "CREATE TABLE files (
            id TEXT PRIMARY KEY,
            sha256 TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            content_type TEXT NOT NULL,
            size INTEGER NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT;",
    ),
    (7, "ALTER TABLE files ADD COLUMN whole INTEGER;"),
    (
        // Triggers of the documents keep `filed`: the page asks for the tray after every change.
        7,
        "ALTER TABLE files ADD COLUMN filed INTEGER NOT NULL DEFAULT 0;
        UPDATE files SET filed = EXISTS (SELECT 1 FROM documents WHERE file = files.id);
        CREATE INDEX files_unattached ON files (created_at, id) WHERE NOT filed;",
    ),
    (
        8,
        "ALTER TABLE files ADD COLUMN discarded_at TEXT;
        DROP INDEX files_unattached;
        CREATE INDEX files_in_tray ON files (created_at DESC, id) WHERE NOT filed AND discarded_at IS NULL;
        CREATE INDEX files_discarded ON files (discarded_at) WHERE discarded_at IS NOT NULL;",
    ),
];

/// Adds a file. Each content has one row only, so that its content may be removed together with the row.
///
/// # Errors
/// [`Error::Duplicate`] if the id or the content exists; see [`by_sha256`].
pub fn insert(tx: &Tx<'_>, row: &FileRow) -> Result<(), Error> {
    row.insert(tx)
}

/// The file with this id.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<FileRow>, Error> {
    tx.first("SELECT * FROM files WHERE id = ?1", [id], FileRow::read)
}

/// The file with this content.
pub fn by_sha256(tx: &Tx<'_>, sha256: &str) -> Result<Option<FileRow>, Error> {
    tx.first("SELECT * FROM files WHERE sha256 = ?1", [sha256], FileRow::read)
}

/// The files without a document that were not discarded, the last added first: the tray.
pub fn unattached(tx: &Tx<'_>) -> Result<Vec<FileRow>, Error> {
    tx.all(
        "SELECT * FROM files INDEXED BY files_in_tray WHERE NOT filed AND discarded_at IS NULL
         ORDER BY created_at DESC, id",
        [],
        FileRow::read,
    )
}

/// Discards a file. It can be restored until its row is removed.
///
/// # Errors
/// [`Error::NotFound`] if there is no such file, or it is already discarded.
pub fn discard(tx: &Tx<'_>, id: &str, now: DateTime<Utc>) -> Result<(), Error> {
    let sql = "UPDATE files SET discarded_at = ?2 WHERE id = ?1 AND discarded_at IS NULL";
    tx.change_one(sql, params![id, Time(now)], "file")
}

/// Restores a discarded file.
///
/// # Errors
/// [`Error::NotFound`] if no file with this id is discarded, or its row was already removed.
pub fn restore(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    let sql = "UPDATE files SET discarded_at = NULL WHERE id = ?1 AND discarded_at IS NOT NULL";
    tx.change_one(sql, [id], "file")
}

/// Removes the rows of files that were discarded before a time, unless a document or a draft uses them. Returns
/// how many. The contents stay in the vault: remove them there after the commit.
pub fn remove_discarded(tx: &Tx<'_>, before: DateTime<Utc>) -> Result<usize, Error> {
    let sql = "SELECT id FROM files WHERE discarded_at < ?1 AND NOT filed";
    let discarded = tx.all(sql, [Time(before)], |row| row.get::<_, String>(0))?;
    if discarded.is_empty() {
        return Ok(0);
    }
    let drafted = drafts::texts(tx)?;
    let unused = discarded.into_iter().filter(|id| !drafted.contains(id)).collect::<Vec<_>>();
    for id in &unused {
        remove(tx, id)?;
    }
    Ok(unused.len())
}

/// Removes the row, if there is one. The content stays in the vault: remove it there after the commit.
///
/// # Errors
/// [`Error::Referenced`] if a document references it.
pub fn remove(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    tx.change("DELETE FROM files WHERE id = ?1", [id])?;
    Ok(())
}

/// Records that the file was added again: its age counts from now, it is no longer discarded, and whether it is
/// whole was looked at.
///
/// # Errors
/// [`Error::NotFound`].
pub fn touch(tx: &Tx<'_>, id: &str, now: DateTime<Utc>, whole: Option<bool>) -> Result<(), Error> {
    let sql = "UPDATE files SET created_at = ?2, whole = ?3, discarded_at = NULL WHERE id = ?1";
    tx.change_one(sql, params![id, Time(now), whole], "file")
}

/// All files, oldest first.
pub fn all(tx: &Tx<'_>) -> Result<Vec<FileRow>, Error> {
    tx.all("SELECT * FROM files ORDER BY created_at, id", [], FileRow::read)
}

/// The ids that begin with a prefix.
pub fn ids_with_prefix(tx: &Tx<'_>, prefix: &str) -> Result<Vec<String>, Error> {
    // No text sorts after the last character: the range is found by the index.
    let ids = "SELECT id FROM files WHERE id >= ?1 AND id < ?1 || char(0x10FFFF)";
    tx.all(ids, [prefix], |row| row.get(0))
}

/// All contents.
pub fn contents(tx: &Tx<'_>) -> Result<Vec<String>, Error> {
    tx.all("SELECT sha256 FROM files", [], |row| row.get(0))
}

/// The contents that NT24 is not known to have: without a document, in a document that was not uploaded,
/// or in a draft.
pub fn only_here(tx: &Tx<'_>) -> Result<Vec<String>, Error> {
    let drafted = drafts::texts(tx)?;
    let files = tx.all(
        "SELECT id, sha256,
            NOT EXISTS (SELECT 1 FROM documents WHERE file = files.id AND remote IS NOT NULL)
            OR EXISTS (SELECT 1 FROM documents WHERE file = files.id AND remote IS NULL AND NOT archived)
            AS unsent
         FROM files",
        [],
        |row| {
            Ok((row.get::<_, String>("id")?, row.get::<_, String>("sha256")?, row.get::<_, bool>("unsent")?))
        },
    )?;
    let only_here = files.into_iter().filter(|(id, _, unsent)| *unsent || drafted.contains(id));
    Ok(only_here.map(|(_, sha256, _)| sha256).collect())
}

/// The contents that were added, used in a document or stored at NT24 at this time or later.
pub fn in_use_since(tx: &Tx<'_>, since: DateTime<Utc>) -> Result<BTreeSet<String>, Error> {
    let uses = tx.all(
        "SELECT sha256, files.created_at AS added_at, documents.created_at AS filed_at, server
         FROM files LEFT JOIN documents ON documents.file = files.id",
        [],
        |row| {
            let server = row.get::<_, Option<Json<Document>>>("server")?;
            let times = [
                row.get::<_, Option<Time>>("added_at")?.map(|time| time.0),
                row.get::<_, Option<Time>>("filed_at")?.map(|time| time.0),
                server.and_then(|server| server.0.created_at),
            ];
            Ok((row.get::<_, String>("sha256")?, times.into_iter().flatten().max()))
        },
    )?;
    let recent = uses.into_iter().filter(|(_, last)| last.is_none_or(|last| last >= since));
    Ok(recent.map(|(sha256, _)| sha256).collect())
}
