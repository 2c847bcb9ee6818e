//! Small named binary state.

use crate::{Error, Tx, migration::Step};
use rusqlite::params;

pub(crate) const STEPS: &[Step] =
    &[(1, "CREATE TABLE blobs (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;")];

/// The content, if it was ever set.
///
/// # Errors
/// When the database fails.
pub fn get(tx: &Tx<'_>, name: &str) -> Result<Option<Vec<u8>>, Error> {
    tx.first("SELECT content FROM blobs WHERE name = ?1", [name], |row| row.get(0))
}

/// Sets the content, in place of an earlier one.
///
/// # Errors
/// When the database fails.
pub fn set(tx: &Tx<'_>, name: &str, content: &[u8]) -> Result<(), Error> {
    tx.change(
        "INSERT INTO blobs (name, content) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET content = excluded.content",
        params![name, content],
    )?;
    Ok(())
}

/// Removes the content, if there is any.
///
/// # Errors
/// When the database fails.
pub fn remove(tx: &Tx<'_>, name: &str) -> Result<(), Error> {
    tx.change("DELETE FROM blobs WHERE name = ?1", [name])?;
    Ok(())
}
