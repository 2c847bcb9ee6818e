mod backup;
mod restore;

pub use backup::{Backup, Reason};

use crate::directory::{self, Directory};
use crate::migration::{self, Step};
use crate::{Error, Key, Random, SystemRandom, Tx, Vault, hex};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::ffi::c_int;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// How many idle readers are kept; more are opened when more threads read at once.
const IDLE_READERS: usize = 4;

/// The database and the vault of one connection, held for this process until dropped.
pub struct Store {
    // The order matters on drop: the connections close before the lock is let go.
    writer: Mutex<Connection>,
    /// Connections that only read; none for a database in memory, which has the one connection.
    readers: Option<Readers>,
    vault: Vault,
    _lock: Option<File>,
}

/// What opens and keeps connections that only read.
struct Readers {
    idle: Mutex<Vec<Connection>>,
    /// Held while a copy is made: every copy begins under the same name.
    copying: Mutex<()>,
    database: PathBuf,
    key: Key,
}

impl Store {
    /// Makes a new database and vault in a directory, which is made as well if it is not there. The
    /// database gets its name only when it is whole.
    ///
    /// # Errors
    /// [`Error::Exists`] when there is one, or the log of one: it is never replaced.
    /// [`Error::InUse`], [`Error::DiskFull`].
    pub fn create(dir: &Path, key: &Key) -> Result<Self, Error> {
        Self::create_with(dir, key, SystemRandom)
    }

    /// As [`Store::create`], with the random bytes of the vault's files from `random`.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create_with(dir: &Path, key: &Key, random: impl Random + Send + 'static) -> Result<Self, Error> {
        directory::make(dir)?;
        let directory = Directory::of(dir);
        let lock = directory.lock()?;
        if Self::exists(dir) || directory.log().exists() {
            return Err(Error::Exists);
        }
        // The database comes last: with it the store is there, and whole.
        let vault = Vault::at(&directory.vault(), key, Box::new(random))?;
        make_database(&directory, key, &migration::steps())?;
        let writer = connect(&directory.database(), key)?;
        Ok(Self::of(&directory, key, lock, writer, vault))
    }

    /// Opens the database and vault of a directory, and brings them to the newest version; a copy of
    /// what they were is kept. Files that were only half taken into the vault are removed.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::InUse`], [`Error::WrongKey`], [`Error::Damaged`],
    /// [`Error::NewerVersion`], [`Error::DiskFull`].
    pub fn open(dir: &Path, key: &Key) -> Result<Self, Error> {
        Self::open_with(dir, key, SystemRandom)
    }

    /// As [`Store::open`], with the random bytes of the vault's files from `random`.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(dir: &Path, key: &Key, random: impl Random + Send + 'static) -> Result<Self, Error> {
        Self::open_at(dir, key, Box::new(random), &migration::steps(), &mut || ())
    }

    fn open_at(
        dir: &Path,
        key: &Key,
        random: Box<dyn Random + Send>,
        steps: &[Step],
        passed: &mut dyn FnMut(),
    ) -> Result<Self, Error> {
        if !Self::exists(dir) {
            return Err(Error::Missing);
        }
        let directory = Directory::of(dir);
        let lock = directory.lock()?;
        restore::conclude(&directory)?;
        let (found, known) = (look(&directory, key)?, migration::newest(steps));
        if found > known {
            return Err(Error::NewerVersion { found, known });
        }
        let mut writer = connect(&directory.database(), key)?;
        check(&writer)?;
        if found < known {
            backup::copy(&writer, &directory, key, Reason::Migration, last_change(&directory)?)?;
            passed();
            migration::migrate(&mut writer, found, steps, passed)?;
            tracing::info!(from = found, to = known, "database migrated");
        }
        let vault = Vault::at(&directory.vault(), key, random)?;
        Ok(Self::of(&directory, key, lock, writer, vault))
    }

    /// Whether there is a database in the directory.
    #[must_use]
    pub fn exists(dir: &Path) -> bool {
        let directory = Directory::of(dir);
        directory.database().exists() || directory.restored().exists()
    }

    fn of(directory: &Directory, key: &Key, lock: File, writer: Connection, vault: Vault) -> Self {
        Self {
            writer: Mutex::new(writer),
            readers: Some(Readers {
                idle: Mutex::default(),
                copying: Mutex::default(),
                database: directory.database(),
                key: key.clone(),
            }),
            vault,
            _lock: Some(lock),
        }
    }

    /// A database in memory that ends with this value, beside a vault in a directory: what a simulation
    /// of ten thousand desks needs. Nothing but the medium differs. Readers and writers wait for each
    /// other, so that `read` must not be called inside of `write`, nor inside of another `read`.
    ///
    /// # Errors
    /// When the vault's directory cannot be made.
    pub fn in_memory(vault: &Path, key: &Key, random: impl Random + Send + 'static) -> Result<Self, Error> {
        let mut writer = Connection::open_in_memory()?;
        writer.pragma_update(None, "foreign_keys", true)?;
        writer.set_prepared_statement_cache_capacity(128);
        migration::migrate(&mut writer, 0, &migration::steps(), &mut || ())?;
        let vault = Vault::at(vault, key, Box::new(random))?;
        Ok(Self { writer: Mutex::new(writer), readers: None, vault, _lock: None })
    }

    /// Empties a database in memory: faster than making another one.
    ///
    /// # Errors
    /// [`Error::Exists`] for a database on a disk, which is never emptied.
    pub fn clear(&self) -> Result<(), Error> {
        if self.readers.is_some() {
            return Err(Error::Exists);
        }
        self.write(|tx| {
            // The rows go in no particular order; at the end none is left that points at another.
            tx.0.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
            for table in tx.all(tables, [], |row| row.get::<_, String>(0))? {
                tx.change(&format!("DELETE FROM {table}"), [])?;
            }
            tx.change("DELETE FROM sqlite_sequence", [])?;
            Ok(())
        })
    }

    /// Makes a database in memory equal to another one: in a simulation, a copy, and the way back to it.
    ///
    /// # Errors
    /// [`Error::Exists`] for a database on a disk, of which there are copies instead.
    pub fn take_over(&self, other: &Self) -> Result<(), Error> {
        if self.readers.is_some() || other.readers.is_some() {
            return Err(Error::Exists);
        }
        let from = other.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut to = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // All pages at once: there is nobody to make room for.
        Ok(rusqlite::backup::Backup::new(&from, &mut to)?.run_to_completion(
            c_int::MAX,
            Duration::ZERO,
            None,
        )?)
    }

    /// Reads from one snapshot: everything that `f` sees is of the same moment, whatever is written
    /// meanwhile.
    ///
    /// # Errors
    /// What `f` answers, or why the snapshot could not be had.
    pub fn read<T, E: From<Error>>(&self, f: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let Some(readers) = &self.readers else {
            return read_on(&mut self.writer.lock().unwrap_or_else(PoisonError::into_inner), f);
        };
        let mut reader = readers.take()?;
        let answer = read_on(&mut reader, f);
        readers.put_back(reader);
        answer
    }

    /// Writes, all or nothing: what `f` did is on the disk when this answers `Ok`, and undone when it
    /// answers an error. Writers wait for each other, so `f` must not call `write` itself.
    ///
    /// # Errors
    /// What `f` answers, or why it could not be written.
    pub fn write<T, E: From<Error>>(&self, f: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        // A panic in an earlier `f` left nothing behind: its transaction was rolled back on the way out.
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(Error::from)?;
        let answer = f(&Tx(&tx))?;
        tx.commit().map_err(Error::from)?;
        Ok(answer)
    }

    /// Reads and authenticates every page of the database, and holds its tables against their indexes
    /// and rules; whether all is well.
    ///
    /// # Errors
    /// When the database cannot be opened at all.
    pub fn is_whole(&self) -> Result<bool, Error> {
        let on_disk = self.on_disk()?;
        if is_whole(&on_disk.connect()?)? {
            return Ok(true);
        }
        // A page that was being written meanwhile looks damaged; with the writer held there is none.
        let _writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        is_whole(&on_disk.connect()?)
    }

    /// What opens the file again; a database in memory has none.
    fn on_disk(&self) -> Result<&Readers, Error> {
        self.readers.as_ref().ok_or(Error::Missing)
    }

    /// The files beside the database.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }
}

impl Readers {
    fn take(&self) -> Result<Connection, Error> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.connect(), Ok)
    }

    fn connect(&self) -> Result<Connection, Error> {
        let reader = connect(&self.database, &self.key)?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(reader)
    }

    fn put_back(&self, reader: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(reader);
        }
    }
}

fn read_on<T, E: From<Error>>(
    connection: &mut Connection,
    f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let tx = connection.transaction().map_err(Error::from)?;
    let answer = f(&Tx(&tx));
    tx.finish().map_err(Error::from)?;
    answer
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// Opens an existing file with its key. Nothing is read yet, so a wrong key does not show here.
fn unlock(path: &Path, key: &Key, flags: OpenFlags) -> Result<Connection, Error> {
    // The cipher is set up after SQLite calls itself ready: whoever opens a database meanwhile finds
    // it without one, and the key is refused. So the very first opening is nobody else's.
    static FIRST: OnceLock<()> = OnceLock::new();
    FIRST.get_or_init(|| drop(Connection::open_in_memory()));
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // SQLCipher would write of a wrong key to the standard error; the caller is told of it instead.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    connection.execute_batch(&key.pragma())?;
    connection.busy_timeout(Duration::from_secs(5))?;
    Ok(connection)
}

fn connect(path: &Path, key: &Key) -> Result<Connection, Error> {
    let connection = unlock(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // "Saved" must mean saved: FULL flushes the log at every commit, and macOS needs to be told that
    // a flush is to reach the platter. Both settings are of the connection, not of the file.
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

/// The version of the database, read without changing a byte of it.
fn look(directory: &Directory, key: &Key) -> Result<u32, Error> {
    let connection = unlock(&directory.database(), key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    match connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, u32>(0)) {
        // An empty file opens with every key and looks like a new database. A new one has its tables
        // when it gets its name, so this one lost its content.
        Ok(0) => Err(Error::Damaged),
        Ok(_) => migration::version(&connection),
        // SQLCipher says the same of a wrong key and of a first page that was altered.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            let right = fs::read(directory.key_check()).is_ok_and(|kept| kept == key_check(key).as_bytes());
            Err(if right { Error::Damaged } else { Error::WrongKey })
        }
        Err(error) => Err(error.into()),
    }
}

/// Reads every page, each of which SQLCipher authenticates, and checks how they hang together.
fn check(connection: &Connection) -> Result<(), Error> {
    match connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)) {
        Ok(verdict) if verdict == "ok" => Ok(()),
        Ok(_) => Err(Error::Damaged),
        Err(error) => Err(error.into()),
    }
}

/// Switches a database to a write-ahead log; it keeps to it from then on.
fn use_log(connection: &Connection) -> Result<(), Error> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode == "wal" { Ok(()) } else { Err(Error::Sql { code: 0, text: format!("journal mode {mode}") }) }
}

/// When the database was last written to. Opening it has no clock at hand, and for a copy of what it
/// was this is the moment that counts.
fn last_change(directory: &Directory) -> Result<DateTime<Utc>, Error> {
    let database = fs::metadata(directory.database())?.modified()?;
    let log = fs::metadata(directory.log()).and_then(|log| log.modified()).unwrap_or(database);
    Ok(database.max(log).into())
}

/// As [`check`], every index and every rule of every table included.
fn is_whole(connection: &Connection) -> Result<bool, Error> {
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
        Ok(verdict) => Ok(verdict == "ok"),
        Err(error) => damaged(error),
    }
}

/// What is written beside the database to know its key again. The key cannot be told from it.
fn key_check(key: &Key) -> String {
    hex::encode(key.derive(b"", b"waybill key check v1").expose())
}

fn make_database(directory: &Directory, key: &Key, steps: &[Step]) -> Result<(), Error> {
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

#[cfg(test)]
mod killed;
#[cfg(test)]
mod tests;
