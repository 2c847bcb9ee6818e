//! Small named binary values.

use crate::error::Error;
use crate::migration::Step;
use crate::tx::Tx;
use rusqlite::params;

pub(crate) const STEPS: &[Step] =
    &[(1, "CREATE TABLE blobs (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;")];

/// The content, if it was set.
pub fn get(tx: &Tx<'_>, name: &str) -> Result<Option<Vec<u8>>, Error> {
    tx.first("SELECT content FROM blobs WHERE name = ?1", [name], |row| row.get(0))
}

/// Sets the content; replaces an earlier one.
pub fn set(tx: &Tx<'_>, name: &str, content: &[u8]) -> Result<(), Error> {
    tx.change(
        "INSERT INTO blobs (name, content) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET content = excluded.content",
        params![name, content],
    )?;
    Ok(())
}

/// Removes the content, if there is any.
pub fn remove(tx: &Tx<'_>, name: &str) -> Result<(), Error> {
    tx.change("DELETE FROM blobs WHERE name = ?1", [name])?;
    Ok(())
}
