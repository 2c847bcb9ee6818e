//! Thumbnails of files: which content of the vault is the thumbnail of which file.

use crate::error::Error;
use crate::migration::Step;
use crate::tx::Tx;
use rusqlite::params;

pub(crate) const STEPS: &[Step] = &[(
    3,
    "CREATE TABLE thumbnails (
        file TEXT PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
        sha256 TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;",
)];

/// The hash of the thumbnail of a file, if there is one.
pub fn get(tx: &Tx<'_>, file: &str) -> Result<Option<String>, Error> {
    tx.first("SELECT sha256 FROM thumbnails WHERE file = ?1", [file], |row| row.get(0))
}

/// Sets the thumbnail of a file. It is removed together with the row of the file.
///
/// # Errors
/// [`Error::Referenced`] if there is no such file.
pub fn set(tx: &Tx<'_>, file: &str, sha256: &str) -> Result<(), Error> {
    tx.change(
        "INSERT INTO thumbnails (file, sha256) VALUES (?1, ?2)
         ON CONFLICT (file) DO UPDATE SET sha256 = excluded.sha256",
        params![file, sha256],
    )?;
    Ok(())
}

/// The hashes of all thumbnails.
pub fn all(tx: &Tx<'_>) -> Result<Vec<String>, Error> {
    tx.all("SELECT sha256 FROM thumbnails", [], |row| row.get(0))
}
