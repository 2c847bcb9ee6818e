//! An earlier copy takes the database's place: all of it or nothing, wherever the program is stopped.
//!
//! The new database is made beside the old one until it is whole and on the disk. Then it gets the
//! name `waybill.restored`, and from this moment it is the database: whatever is left to do is done
//! by the next opening, if this one is stopped.

use super::backup::{MOMENT, backups, copy, verify};
use super::{Reason, Store, check, connect, unlock, use_log};
use crate::directory::{self, Directory};
use crate::migration::{self, Step};
use crate::{Error, Key, Tx};
use chrono::{DateTime, Utc};
use rusqlite::{OpenFlags, TransactionBehavior};
use std::fs::{self, OpenOptions};
use std::path::Path;

/// How many databases that could not be read are kept as they were found.
const DAMAGED_KEPT: usize = 3;

impl Store {
    /// Puts a copy in the place of the database, which is kept as a copy itself, also when it is
    /// damaged. `prepare` adapts what the copy says to the present, before it counts.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such copy; [`Error::InUse`] while somebody has the
    /// directory open; [`Error::Damaged`], [`Error::WrongKey`] and [`Error::NewerVersion`] of the copy;
    /// [`Error::DiskFull`]; what `prepare` answers. The database is then as it was.
    pub fn restore(
        dir: &Path,
        key: &Key,
        backup: &str,
        at: DateTime<Utc>,
        prepare: impl FnOnce(&Tx<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let directory = Directory::of(dir);
        let _lock = directory.lock()?;
        restore(&directory, key, backup, at, &migration::steps(), prepare, &mut || ())
    }
}

/// `step` is told whenever something on the disk has changed, so that a test can be the power cut.
pub(super) fn restore(
    directory: &Directory,
    key: &Key,
    backup: &str,
    at: DateTime<Utc>,
    steps: &[Step],
    prepare: impl FnOnce(&Tx<'_>) -> Result<(), Error>,
    step: &mut dyn FnMut(),
) -> Result<(), Error> {
    conclude(directory)?;
    // Only a name from the list is a path: anything else could lead out of the directory.
    let known = backups(directory)?.into_iter().any(|known| known.id == backup);
    if !known {
        return Err(Error::NotFound("backup"));
    }
    let unfinished = directory.unfinished();
    let made = make(&directory.backup(backup), &unfinished, key, steps, prepare);
    step();
    // The copy was read before this: keeping one more may let the oldest go, and that may be this one.
    let kept = made.and_then(|()| keep_present(directory, key, at));
    if let Err(error) = kept {
        // What is left of it is removed with the next attempt; the reason is what the caller needs.
        let _ = directory::remove_database(&unfinished);
        return Err(error);
    }
    step();
    fs::rename(&unfinished, directory.restored())?;
    directory::sync(&directory.path)?;
    step();
    conclude_step_by_step(directory, step)
}

/// Finishes a restore that was stopped after its database was made.
pub(super) fn conclude(directory: &Directory) -> Result<(), Error> {
    conclude_step_by_step(directory, &mut || ())
}

fn conclude_step_by_step(directory: &Directory, step: &mut dyn FnMut()) -> Result<(), Error> {
    if !directory.restored().exists() {
        return Ok(());
    }
    // The log belongs to the database that goes; SQLite would play it into the one that comes.
    for suffix in ["-wal", "-shm", "-journal"] {
        let mut name = directory.database().into_os_string();
        name.push(suffix);
        directory::remove(Path::new(&name))?;
        step();
    }
    directory::sync(&directory.path)?;
    fs::rename(directory.restored(), directory.database())?;
    step();
    directory::sync(&directory.path)?;
    tracing::info!("an earlier copy is the database now");
    Ok(())
}

/// Makes a database of a copy: of the newest version, adapted, whole and on the disk.
fn make(
    backup: &Path,
    target: &Path,
    key: &Key,
    steps: &[Step],
    prepare: impl FnOnce(&Tx<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let (found, known) = {
        let copy = unlock(backup, key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        (migration::version(&copy)?, migration::newest(steps))
    };
    if found > known {
        return Err(Error::NewerVersion { found, known });
    }
    verify(backup, key, found)?;
    directory::remove_database(target)?;
    let mut source = fs::File::open(backup)?;
    let mut file = directory::private(OpenOptions::new().write(true).create_new(true)).open(target)?;
    std::io::copy(&mut source, &mut file)?;
    drop(file);
    let mut database = connect(target, key)?;
    use_log(&database)?;
    migration::migrate(&mut database, found, steps, &mut || ())?;
    let tx = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    prepare(&Tx(&tx))?;
    tx.commit()?;
    check(&database)?;
    // Closing merges the log, so that the one file is the whole database.
    database.close().map_err(|(_, error)| error)?;
    Ok(OpenOptions::new().write(true).open(target)?.sync_all()?)
}

/// Keeps the database that is about to go. One that cannot be read is kept byte for byte.
fn keep_present(directory: &Directory, key: &Key, at: DateTime<Utc>) -> Result<(), Error> {
    if !directory.database().exists() {
        return Ok(());
    }
    let kept = connect(&directory.database(), key)
        .and_then(|present| copy(&present, directory, key, Reason::Restore, at).map(|_| ()));
    match kept {
        Err(Error::Damaged | Error::WrongKey) => keep_damaged(directory, at),
        kept => kept,
    }
}

fn keep_damaged(directory: &Directory, at: DateTime<Utc>) -> Result<(), Error> {
    directory::make(&directory.backups())?;
    let folder = directory.backups().join(format!("{DAMAGED}{}", at.format(MOMENT)));
    directory::make(&folder)?;
    for path in [directory.database(), directory.log()] {
        let Some(name) = path.file_name().filter(|_| path.exists()) else { continue };
        let copy = folder.join(name);
        fs::copy(&path, &copy)?;
        // Windows flushes only through a handle that may write.
        OpenOptions::new().write(true).open(&copy)?.sync_all()?;
    }
    directory::sync(&folder)?;
    directory::sync(&directory.backups())?;
    let mut others = Vec::new();
    for entry in fs::read_dir(directory.backups())? {
        let entry = entry?;
        let is_damaged = entry.file_name().to_string_lossy().starts_with(DAMAGED);
        others.extend((is_damaged && entry.path() != folder).then(|| entry.path()));
    }
    others.sort();
    for old in others.iter().rev().skip(DAMAGED_KEPT - 1) {
        fs::remove_dir_all(old)?;
    }
    Ok(())
}

const DAMAGED: &str = "damaged-";
