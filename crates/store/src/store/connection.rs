//! Opening, checking and creating database files.

use crate::authentic::authentic;
use crate::directory::{self, Directory};
use crate::error::Error;
use crate::hex;
use crate::key::Key;
use crate::migration::{self, Step};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

/// Opens an existing file with its key. Reads nothing yet, so a wrong key is not noticed here.
pub(super) fn unlock(path: &Path, key: &Key, flags: OpenFlags) -> Result<Connection, Error> {
    // SQLite reports that it is initialized before the cipher is set up: a second thread that opens a
    // database in between has no cipher, and its key is refused. So one thread opens the first connection
    // alone.
    static FIRST: OnceLock<()> = OnceLock::new();
    FIRST.get_or_init(|| drop(Connection::open_in_memory()));
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // SQLCipher would log a wrong key to standard error; the caller gets an error instead.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    connection.execute_batch(&key.pragma())?;
    connection.busy_timeout(Duration::from_secs(5))?;
    Ok(connection)
}

/// Opens an existing file for reading and writing.
pub(super) fn connect(path: &Path, key: &Key) -> Result<Connection, Error> {
    let connection = unlock(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // Saved data must survive a power cut: FULL flushes the log at every commit, and macOS flushes to the
    // platter only with fullfsync. Both settings belong to the connection, not to the file.
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// Reads the version of the database without changing the file.
pub(super) fn read_version(directory: &Directory, key: &Key) -> Result<u32, Error> {
    let connection = unlock(&directory.database(), key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    match connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, u32>(0)) {
        // An empty file opens with every key and looks like a new database. A new database has its tables
        // before it gets its name, so this one has lost its content.
        Ok(0) => Err(Error::Damaged),
        Ok(_) => authentic(&connection).and_then(|()| migration::version(&connection)),
        // SQLCipher reports a wrong key and a damaged first page with the same error.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            let right = fs::read(directory.key_check()).is_ok_and(|kept| kept == key_check(key).as_bytes());
            Err(if right { Error::Damaged } else { Error::WrongKey })
        }
        Err(error) => Err(error.into()),
    }
}

/// Reads every page, which SQLCipher authenticates, and checks the structure of the database.
pub(super) fn check(connection: &Connection) -> Result<(), Error> {
    quick_check(connection, "1").and_then(|()| authentic(connection))
}

/// As [`check`], table by table, so that the log is not held for long. Returns `false` if the progress handler
/// of the connection stopped it.
pub(super) fn verify(connection: &Connection) -> Result<bool, Error> {
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    let tables = connection
        .prepare(tables)
        .and_then(|mut all| all.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>());
    let checked = tables
        .map_err(Error::from)
        .and_then(|tables| tables.iter().try_for_each(|table| quick_check(connection, table)));
    authentic(connection)?;
    match checked {
        Err(Error::Sql { code: ffi::SQLITE_INTERRUPT, .. }) => Ok(false),
        checked => checked.map(|()| true),
    }
}

/// `of`: a table, or how many faults are looked for.
fn quick_check(connection: &Connection, of: &str) -> Result<(), Error> {
    match connection.query_row(&format!("PRAGMA quick_check({of})"), [], |row| row.get::<_, String>(0)) {
        Ok(result) if result == "ok" => Ok(()),
        Ok(_) => Err(Error::Damaged),
        Err(error) => Err(error.into()),
    }
}

/// As [`check`], including every index and every constraint of every table.
pub(super) fn is_whole(connection: &Connection) -> Result<bool, Error> {
    let damaged = |error: rusqlite::Error| match error.into() {
        Error::Damaged => Ok(false),
        other => Err(other),
    };
    let forged = connection.prepare("PRAGMA cipher_integrity_check").and_then(|mut pages| pages.exists([]));
    match forged {
        Ok(false) => {}
        Ok(true) => return Ok(false),
        Err(error) => return damaged(error),
    }
    match connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0)) {
        Ok(result) => Ok(result == "ok"),
        Err(error) => damaged(error),
    }
}

/// Switches a database to a write-ahead log. The file keeps this setting.
pub(super) fn use_log(connection: &Connection) -> Result<(), Error> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode == "wal" { Ok(()) } else { Err(Error::Sql { code: 0, text: format!("journal mode {mode}") }) }
}

/// When the database was last written to: the time of the backup that is made before a migration, because
/// opening a store has no clock.
pub(super) fn last_change(directory: &Directory) -> Result<DateTime<Utc>, Error> {
    let database = fs::metadata(directory.database())?.modified()?;
    let log = fs::metadata(directory.log()).and_then(|log| log.modified()).unwrap_or(database);
    Ok(database.max(log).into())
}

/// Creates a database under a temporary name, and renames it when it is complete.
pub(super) fn create_database(directory: &Directory, key: &Key, steps: &[Step]) -> Result<(), Error> {
    let unfinished = directory.unfinished();
    directory::remove_database(&unfinished)?;
    directory::private(OpenOptions::new().write(true).create_new(true)).open(&unfinished)?;
    let mut connection = connect(&unfinished, key)?;
    use_log(&connection)?;
    migration::migrate(&mut connection, 0, steps, &mut || ())?;
    // Closing merges the log, so that the one file is the whole database.
    connection.close().map_err(|(_, error)| error)?;
    let mut check = directory::private(OpenOptions::new().write(true).create(true).truncate(true))
        .open(directory.key_check())?;
    check.write_all(key_check(key).as_bytes())?;
    check.sync_all()?;
    OpenOptions::new().write(true).open(&unfinished)?.sync_all()?;
    fs::rename(&unfinished, directory.database())?;
    directory::sync(&directory.path)
}

/// The content of the file beside the database by which its key is recognised. The key cannot be computed
/// from it.
fn key_check(key: &Key) -> String {
    hex::encode(key.derive(b"", b"waybill key check v1").expose())
}
