//! What lies in the vault, by this desk's id.

use crate::column::{Json, Length, Time};
use crate::{Error, Tx, migration::Step};
use chrono::{DateTime, Utc};
use nt24::Document;
use rusqlite::{Row, named_params, params};
use std::collections::BTreeSet;

/// A file of the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// This desk's own id.
    pub id: String,
    /// SHA-256 of the content, lower-case hexadecimal: its name in the vault.
    pub sha256: String,
    /// Name that it came with.
    pub name: String,
    /// Media type by content.
    pub content_type: String,
    /// Length in bytes.
    pub size: u64,
    /// When it was taken.
    pub created_at: DateTime<Utc>,
}

pub(crate) const STEPS: &[Step] = &[(
    1,
    "CREATE TABLE files (
        id TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        content_type TEXT NOT NULL,
        size INTEGER NOT NULL,
        created_at TEXT NOT NULL
    ) STRICT;",
)];

/// Adds a file. A content has one row only, so that removing the row allows to remove the content.
///
/// # Errors
/// [`Error::Duplicate`] when the id or the content is there already; see [`by_sha256`].
pub fn insert(tx: &Tx<'_>, row: &FileRow) -> Result<(), Error> {
    let bound = named_params! {
        ":id": row.id,
        ":sha256": row.sha256,
        ":name": row.name,
        ":content_type": row.content_type,
        ":size": Length(row.size),
        ":created_at": Time(row.created_at),
    };
    tx.change(
        "INSERT INTO files (id, sha256, name, content_type, size, created_at)
         VALUES (:id, :sha256, :name, :content_type, :size, :created_at)",
        bound,
    )?;
    Ok(())
}

/// The file with this id.
///
/// # Errors
/// When the database fails.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<FileRow>, Error> {
    tx.first("SELECT * FROM files WHERE id = ?1", [id], read)
}

/// The file with this content.
///
/// # Errors
/// When the database fails.
pub fn by_sha256(tx: &Tx<'_>, sha256: &str) -> Result<Option<FileRow>, Error> {
    tx.first("SELECT * FROM files WHERE sha256 = ?1", [sha256], read)
}

/// The files that no document points at, oldest first: the tray.
///
/// # Errors
/// When the database fails.
pub fn unattached(tx: &Tx<'_>) -> Result<Vec<FileRow>, Error> {
    tx.all(
        "SELECT * FROM files WHERE NOT EXISTS (SELECT 1 FROM documents WHERE documents.file = files.id)
         ORDER BY created_at, id",
        [],
        read,
    )
}

/// Removes the row, if there is one. Its content stays in the vault until it is removed there, which
/// is safe only after the commit.
///
/// # Errors
/// [`Error::Referenced`] when a document points at it.
pub fn remove(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    tx.change("DELETE FROM files WHERE id = ?1", [id])?;
    Ok(())
}

/// Notes that the file was taken once more: it is as young as a new one.
///
/// # Errors
/// [`Error::NotFound`].
pub fn touch(tx: &Tx<'_>, id: &str, now: DateTime<Utc>) -> Result<(), Error> {
    tx.change_one("UPDATE files SET created_at = ?2 WHERE id = ?1", params![id, Time(now)], "file")
}

/// Every file, oldest first.
///
/// # Errors
/// When the database fails.
pub fn all(tx: &Tx<'_>) -> Result<Vec<FileRow>, Error> {
    tx.all("SELECT * FROM files ORDER BY created_at, id", [], read)
}

/// The contents of which it is not known that the server has them: in no document, in one that was not
/// uploaded, or in a draft.
///
/// # Errors
/// When the database fails.
pub fn only_here(tx: &Tx<'_>) -> Result<Vec<String>, Error> {
    // An id is a word of its own, so that a search in the text of a draft finds its files and no others.
    tx.all(
        "SELECT sha256 FROM files WHERE
            NOT EXISTS (SELECT 1 FROM documents WHERE file = files.id AND remote IS NOT NULL)
            OR EXISTS (SELECT 1 FROM documents WHERE file = files.id AND remote IS NULL AND NOT archived)
            OR EXISTS (SELECT 1 FROM drafts WHERE instr(body, files.id) > 0)",
        [],
        |row| row.get(0),
    )
}

/// The contents that were taken, filed or stored at the server at this moment or later.
///
/// # Errors
/// When the database fails.
pub fn in_use_since(tx: &Tx<'_>, moment: DateTime<Utc>) -> Result<BTreeSet<String>, Error> {
    let uses = tx.all(
        "SELECT sha256, files.created_at AS taken_at, documents.created_at AS filed_at, server
         FROM files LEFT JOIN documents ON documents.file = files.id",
        [],
        |row| {
            let server = row.get::<_, Option<Json<Document>>>("server")?;
            let times = [
                row.get::<_, Option<Time>>("taken_at")?.map(|time| time.0),
                row.get::<_, Option<Time>>("filed_at")?.map(|time| time.0),
                server.and_then(|server| server.0.created_at),
            ];
            Ok((row.get::<_, String>("sha256")?, times.into_iter().flatten().max()))
        },
    )?;
    let young = uses.into_iter().filter(|(_, last)| last.is_none_or(|last| last >= moment));
    Ok(young.map(|(sha256, _)| sha256).collect())
}

fn read(row: &Row<'_>) -> rusqlite::Result<FileRow> {
    Ok(FileRow {
        id: row.get("id")?,
        sha256: row.get("sha256")?,
        name: row.get("name")?,
        content_type: row.get("content_type")?,
        size: row.get::<_, Length>("size")?.0,
        created_at: row.get::<_, Time>("created_at")?.0,
    })
}
