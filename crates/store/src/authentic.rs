use crate::error::Error;
use rusqlite::Connection;

/// Returns [`Error::Damaged`] if a page that this connection has read was not the one that was written: then
/// nothing that it has read counts, and the connection cannot be used any more.
///
/// SQLCipher gives SQLite zeros for a page that fails its authentication, and for each page after it. SQLite
/// notices zeros where it expects a structure, but not in the last page of a long value. SQLCipher remembers the
/// failure, and reports it here. This reads no page.
pub(crate) fn authentic(connection: &Connection) -> Result<(), Error> {
    // A database in memory has no pages on a disk, and no key.
    if connection.path().is_none_or(str::is_empty) {
        return Ok(());
    }
    // SQLCipher answers while the statement is prepared, so it must not be taken from a cache.
    match connection.query_row("PRAGMA cipher_status", [], |row| row.get::<_, String>(0))?.as_str() {
        "1" => Ok(()),
        _ => Err(Error::Damaged),
    }
}
