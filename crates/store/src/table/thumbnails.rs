//! Small pictures of files: which content of the vault shows which file.

use crate::{Error, Tx, migration::Step};
use rusqlite::params;

pub(crate) const STEPS: &[Step] = &[(
    3,
    "CREATE TABLE thumbnails (
        file TEXT PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
        sha256 TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;",
)];

/// The content that shows a file, if there is one.
///
/// # Errors
/// When the database fails.
pub fn get(tx: &Tx<'_>, file: &str) -> Result<Option<String>, Error> {
    tx.first("SELECT sha256 FROM thumbnails WHERE file = ?1", [file], |row| row.get(0))
}

/// Sets the content that shows a file. It goes with the file's row.
///
/// # Errors
/// [`Error::Referenced`] when there is no such file.
pub fn set(tx: &Tx<'_>, file: &str, sha256: &str) -> Result<(), Error> {
    tx.change(
        "INSERT INTO thumbnails (file, sha256) VALUES (?1, ?2)
         ON CONFLICT (file) DO UPDATE SET sha256 = excluded.sha256",
        params![file, sha256],
    )?;
    Ok(())
}

/// Every content that shows a file.
///
/// # Errors
/// When the database fails.
pub fn all(tx: &Tx<'_>) -> Result<Vec<String>, Error> {
    tx.all("SELECT sha256 FROM thumbnails", [], |row| row.get(0))
}
