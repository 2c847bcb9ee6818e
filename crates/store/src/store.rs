mod backup;
mod connection;
mod in_use;
mod restore;

pub use backup::{Backup, Reason};
pub use in_use::ContentsInUse;

use crate::authentic::authentic;
use crate::directory::{self, Directory, Lock};
use crate::error::Error;
use crate::key::Key;
use crate::migration::{self, Step};
use crate::random::{Random, SystemRandom};
use crate::table;
use crate::tx::Tx;
use crate::vault::Vault;
use chrono::{DateTime, Utc};
use connection::{connect, create_database, is_whole, last_change, read_version, verify};
use rusqlite::{Connection, TransactionBehavior};
use std::ffi::c_int;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The number of idle readers that are kept. More are opened if more threads read at the same time.
const IDLE_READERS: usize = 4;

/// How much of a check is done without a pause, in pages or instructions of SQLite: some milliseconds.
const STEPS_AT_ONCE: c_int = 1000;

/// The database and the vault of one connection to NT24, locked for this process until dropped.
pub struct Store {
    // The order of the fields matters on drop: the connections close before the lock is released.
    writer: Mutex<Connection>,
    /// `None` for a database in memory, which has one connection only.
    readers: Option<Readers>,
    vault: Vault,
    _lock: Option<Lock>,
}

/// Opens and keeps read-only connections.
struct Readers {
    idle: Mutex<Vec<Connection>>,
    /// Locked while a backup is made: all of them are written under the same temporary name.
    copying: Mutex<()>,
    database: PathBuf,
    key: Key,
}

impl Store {
    /// Creates a database and a vault in a directory, which is created as well if it does not exist. The
    /// database gets its name only when it is complete.
    ///
    /// # Errors
    /// [`Error::Exists`] if there is a database, or the log of one: it is never replaced.
    /// [`Error::InUse`], [`Error::DiskFull`].
    pub fn create(dir: &Path, key: &Key) -> Result<Self, Error> {
        Self::create_with(dir, key, SystemRandom)
    }

    /// As [`Store::create`], with the random bytes of the vault's files from `random`.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create_with(dir: &Path, key: &Key, random: impl Random + Send + 'static) -> Result<Self, Error> {
        directory::create(dir)?;
        let directory = Directory::of(dir);
        let lock = directory.lock()?;
        if Self::exists(dir) || directory.log().exists() {
            return Err(Error::Exists);
        }
        // The database is created last: the store exists, and is complete, once it exists.
        let vault = Vault::at(&directory.vault(), key, Box::new(random))?;
        create_database(&directory, key, &table::steps())?;
        let writer = connect(&directory.database(), key)?;
        Ok(Self::of(&directory, key, lock, writer, vault))
    }

    /// Opens the database and the vault of a directory. Migrates the database to the newest version, after
    /// a backup. Removes files that were only partly added to the vault.
    ///
    /// Reads the first pages only. Damage of others is reported when they are read, and by [`Store::verify`].
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
        Self::open_at(dir, key, Box::new(random), &table::steps(), &mut || ())
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
        restore::finish(&directory)?;
        let (found, known) = (read_version(&directory, key)?, migration::newest(steps));
        if found > known {
            return Err(Error::NewerVersion { found, known });
        }
        let mut writer = connect(&directory.database(), key)?;
        if found < known {
            backup::copy(&writer, &directory, key, Reason::Migration, last_change(&directory)?)?;
            passed();
            migration::migrate(&mut writer, found, steps, passed)?;
            tracing::info!(from = found, to = known, "database migrated");
        }
        let vault = Vault::at(&directory.vault(), key, random)?;
        Ok(Self::of(&directory, key, lock, writer, vault))
    }

    /// Whether the directory contains a database.
    #[must_use]
    pub fn exists(dir: &Path) -> bool {
        let directory = Directory::of(dir);
        directory.database().exists() || directory.restored().exists()
    }

    fn of(directory: &Directory, key: &Key, lock: Lock, writer: Connection, vault: Vault) -> Self {
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

    /// Creates a database in memory and a vault in a directory, for a simulation of thousands of desks.
    /// Readers and writers wait for each other: do not call `read` inside `write` or inside another
    /// `read`.
    ///
    /// # Errors
    /// [`Error::Io`] if the directory of the vault cannot be created.
    pub fn in_memory(vault: &Path, key: &Key, random: impl Random + Send + 'static) -> Result<Self, Error> {
        let mut writer = Connection::open_in_memory()?;
        writer.pragma_update(None, "foreign_keys", true)?;
        writer.set_prepared_statement_cache_capacity(128);
        migration::migrate(&mut writer, 0, &table::steps(), &mut || ())?;
        let vault = Vault::at(vault, key, Box::new(random))?;
        Ok(Self { writer: Mutex::new(writer), readers: None, vault, _lock: None })
    }

    /// Empties a database in memory: faster than creating another one.
    ///
    /// # Errors
    /// [`Error::Exists`] for a database on disk, which is never emptied.
    pub fn clear(&self) -> Result<(), Error> {
        if self.readers.is_some() {
            return Err(Error::Exists);
        }
        self.write(|tx| {
            // The tables are emptied in no particular order; at the commit no row references another.
            tx.0.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            // The index of the search follows its texts; its own tables are not to be touched.
            let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
                AND name NOT LIKE 'search_index%'";
            for table in tx.all(tables, [], |row| row.get::<_, String>(0))? {
                tx.change(&format!("DELETE FROM {table}"), [])?;
            }
            tx.change("DELETE FROM sqlite_sequence", [])?;
            Ok(())
        })
    }

    /// Overwrites a database in memory with another one: for snapshots in a simulation.
    ///
    /// # Errors
    /// [`Error::Exists`] for a database on disk; use [`Store::back_up`] and [`Store::restore`] there.
    pub fn copy_from(&self, other: &Self) -> Result<(), Error> {
        if self.readers.is_some() || other.readers.is_some() {
            return Err(Error::Exists);
        }
        let from = other.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut to = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // All pages in one step: no other connection waits.
        Ok(rusqlite::backup::Backup::new(&from, &mut to)?.run_to_completion(
            c_int::MAX,
            Duration::ZERO,
            None,
        )?)
    }

    /// Reads from one snapshot: `f` does not see writes that are committed meanwhile.
    ///
    /// # Errors
    /// The error of `f`; [`Error::Damaged`], whatever `f` returned, if it came upon a damaged page.
    pub fn read<T, E: From<Error>>(&self, f: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let Some(readers) = &self.readers else {
            return read_on(&mut self.writer.lock().unwrap_or_else(PoisonError::into_inner), f);
        };
        let mut reader = readers.take()?;
        let result = read_on(&mut reader, f);
        authentic(&reader)?;
        readers.put_back(reader);
        result
    }

    /// Writes in one transaction: the changes of `f` are on disk when this returns `Ok`, and undone when it
    /// returns an error. Writers wait for each other: `f` must not call `write` itself.
    ///
    /// # Errors
    /// The error of `f`; [`Error::Damaged`], whatever `f` returned, if it came upon a damaged page.
    pub fn write<T, E: From<Error>>(&self, f: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        // The mutex is poisoned if an earlier `f` panicked; its transaction was rolled back.
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let result = write_on(&mut writer, f);
        if let (Some(readers), Err(damaged)) = (&self.readers, authentic(&writer)) {
            *writer = connect(&readers.database, &readers.key)?;
            return Err(damaged.into());
        }
        result
    }

    /// Whether the database is undamaged: authenticates every page, and checks the tables against their
    /// indexes and constraints.
    ///
    /// # Errors
    /// [`Error::Missing`] for a database in memory.
    pub fn is_whole(&self) -> Result<bool, Error> {
        let on_disk = self.on_disk()?;
        if is_whole(&on_disk.connect()?)? {
            return Ok(true);
        }
        // A page that is being written looks damaged: check again while the writer is locked.
        let _writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        is_whole(&on_disk.connect()?)
    }

    /// Reads every page in which a table has data, beside readers and writers, and checks the structure. Calls
    /// `goes_on` after every few pages, which may wait there for others; stops and returns `false` if it does.
    ///
    /// # Errors
    /// [`Error::Damaged`]; [`Error::Missing`] for a database in memory.
    pub fn verify(&self, goes_on: impl Fn() -> bool + Send + 'static) -> Result<bool, Error> {
        let mut connection = self.on_disk()?.connect()?;
        connection.progress_handler(STEPS_AT_ONCE, Some(move || !goes_on()))?;
        verify(&connection)
    }

    /// Opens further connections. A database in memory has none.
    fn on_disk(&self) -> Result<&Readers, Error> {
        self.readers.as_ref().ok_or(Error::Missing)
    }

    /// The vault beside the database.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Makes a backup while other threads read and write, and removes the oldest one of this reason if
    /// there are too many. It is read back from the disk before it counts.
    ///
    /// # Errors
    /// [`Error::DiskFull`]; [`Error::Missing`] for a database in memory; [`Error::Damaged`] if the database
    /// cannot be read completely. All earlier backups are still there then.
    pub fn back_up(&self, reason: Reason, at: DateTime<Utc>) -> Result<Backup, Error> {
        let on_disk = self.on_disk()?;
        let _alone = on_disk.copying.lock().unwrap_or_else(PoisonError::into_inner);
        // A separate connection: neither the writer nor a reader waits for the copy.
        let source = connect(&on_disk.database, &on_disk.key)?;
        backup::copy(&source, &Directory::above(&on_disk.database), &on_disk.key, reason, at)
    }

    /// Lists the backups in a directory, newest first. Neither key nor database is needed.
    ///
    /// # Errors
    /// [`Error::Io`] if the directory cannot be read.
    pub fn backups(dir: &Path) -> Result<Vec<Backup>, Error> {
        backup::backups(&Directory::of(dir))
    }

    /// Replaces the database with a backup. The database is kept as a backup itself, even if it is damaged.
    /// `prepare` adapts the content of the backup to the present before it counts.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such backup; [`Error::InUse`] while the directory is open;
    /// [`Error::Damaged`], [`Error::WrongKey`] and [`Error::NewerVersion`] of the backup;
    /// [`Error::DiskFull`]; the error of `prepare`. The database is unchanged then.
    pub fn restore(
        dir: &Path,
        key: &Key,
        backup: &str,
        at: DateTime<Utc>,
        prepare: impl FnOnce(&Tx<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let directory = Directory::of(dir);
        let _lock = directory.lock()?;
        restore::restore(&directory, key, backup, at, &table::steps(), prepare, &mut || ())
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

fn write_on<T, E: From<Error>>(
    connection: &mut Connection,
    f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(Error::from)?;
    let result = f(&Tx(&tx))?;
    authentic(&tx)?;
    tx.commit().map_err(Error::from)?;
    Ok(result)
}

fn read_on<T, E: From<Error>>(
    connection: &mut Connection,
    f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let tx = connection.transaction().map_err(Error::from)?;
    let result = f(&Tx(&tx));
    tx.finish().map_err(Error::from)?;
    result
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod killed;
#[cfg(test)]
mod tests;
