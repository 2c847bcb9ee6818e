//! Small named values of this desk, for example the pinned organization.

use crate::error::Error;
use crate::migration::Step;
use crate::tx::Tx;
use rusqlite::params;

pub(crate) const STEPS: &[Step] =
    &[(1, "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;")];

/// The value, if it was set.
pub fn get(tx: &Tx<'_>, key: &str) -> Result<Option<String>, Error> {
    tx.first("SELECT value FROM settings WHERE key = ?1", [key], |row| row.get(0))
}

/// Sets the value; replaces an earlier one.
pub fn set(tx: &Tx<'_>, key: &str, value: &str) -> Result<(), Error> {
    tx.change(
        "INSERT INTO settings (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        params![key, value],
    )?;
    Ok(())
}

/// The keys that begin with a prefix.
pub fn keys_with_prefix(tx: &Tx<'_>, prefix: &str) -> Result<Vec<String>, Error> {
    // No text sorts after the last character: the range is found by the index.
    let keys = "SELECT key FROM settings WHERE key >= ?1 AND key < ?1 || char(0x10FFFF)";
    tx.all(keys, [prefix], |row| row.get(0))
}

/// Removes every value whose key begins with `prefix`.
pub fn remove_all(tx: &Tx<'_>, prefix: &str) -> Result<(), Error> {
    tx.change("DELETE FROM settings WHERE substr(key, 1, length(?1)) = ?1", [prefix])?;
    Ok(())
}

/// Removes the value, if there is one.
pub fn remove(tx: &Tx<'_>, key: &str) -> Result<(), Error> {
    tx.change("DELETE FROM settings WHERE key = ?1", [key])?;
    Ok(())
}
