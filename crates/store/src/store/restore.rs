//! Restoring a backup: completely or not at all, wherever the program is stopped.
//!
//! The new database is prepared beside the old one until it is complete and on the disk. Then it is renamed
//! to `waybill.restored`. From then on it is the database: if the program is stopped, the next opening
//! finishes the restore.

use super::backup::{MOMENT, Reason, backups, copy, verify};
use super::connection::{check, connect, unlock, use_log};
use crate::authentic::authentic;
use crate::directory::{self, Directory};
use crate::error::Error;
use crate::key::Key;
use crate::migration::{self, Step};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use rusqlite::{OpenFlags, TransactionBehavior};
use std::fs::{self, OpenOptions};
use std::path::Path;

/// The number of unreadable databases that are kept.
const DAMAGED_KEPT: usize = 3;

/// Calls `step` after each change on the disk, so that a test can simulate a power cut there.
pub(super) fn restore(
    directory: &Directory,
    key: &Key,
    backup: &str,
    at: DateTime<Utc>,
    steps: &[Step],
    prepare: impl FnOnce(&Tx<'_>) -> Result<(), Error>,
    step: &mut dyn FnMut(),
) -> Result<(), Error> {
    finish(directory)?;
    // Use only names from the list: any other text could lead out of the directory.
    let known = backups(directory)?.into_iter().any(|known| known.id == backup);
    if !known {
        return Err(Error::NotFound("backup"));
    }
    let unfinished = directory.unfinished();
    let prepared = make_database(&directory.backup(backup), &unfinished, key, steps, prepare);
    step();
    // The backup was read before this: keeping one more may remove the oldest one, which may be this one.
    let kept = prepared.and_then(|()| keep_present(directory, key, at));
    if let Err(error) = kept {
        // The next attempt removes the rest. If removing fails, too, the caller needs the first error.
        let _ = directory::remove_database(&unfinished);
        return Err(error);
    }
    step();
    fs::rename(&unfinished, directory.restored())?;
    directory::sync(&directory.path)?;
    step();
    finish_in_steps(directory, step)
}

/// Finishes a restore that was stopped after its database was complete.
pub(super) fn finish(directory: &Directory) -> Result<(), Error> {
    finish_in_steps(directory, &mut || ())
}

fn finish_in_steps(directory: &Directory, step: &mut dyn FnMut()) -> Result<(), Error> {
    if !directory.restored().exists() {
        return Ok(());
    }
    // The log belongs to the old database; SQLite would apply it to the new one.
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
    tracing::info!("backup restored");
    Ok(())
}

/// Makes a database from a backup: migrated to the newest version, prepared, checked and on the disk.
fn make_database(
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
    authentic(&tx)?;
    tx.commit()?;
    check(&database)?;
    // Closing merges the log, so that the one file is the whole database.
    database.close().map_err(|(_, error)| error)?;
    Ok(OpenOptions::new().write(true).open(target)?.sync_all()?)
}

/// Backs up the database that is about to be replaced. An unreadable one is kept byte for byte, and a folder says
/// that one was lost.
fn keep_present(directory: &Directory, key: &Key, at: DateTime<Utc>) -> Result<(), Error> {
    if !directory.database().exists() {
        // It named contents of the vault that nobody knows now.
        return keep_damaged(directory, at);
    }
    let kept = connect(&directory.database(), key)
        .and_then(|present| copy(&present, directory, key, Reason::Restore, at).map(|_| ()));
    match kept {
        Err(Error::Damaged | Error::WrongKey) => keep_damaged(directory, at),
        kept => kept,
    }
}

fn keep_damaged(directory: &Directory, at: DateTime<Utc>) -> Result<(), Error> {
    directory::create(&directory.backups())?;
    let folder = directory.backups().join(format!("{DAMAGED}{}", at.format(MOMENT)));
    directory::create(&folder)?;
    for path in [directory.database(), directory.log()] {
        let Some(name) = path.file_name().filter(|_| path.exists()) else { continue };
        let copy = folder.join(name);
        fs::copy(&path, &copy)?;
        // Windows flushes only through a writable handle.
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

/// Whether a database was replaced that could not be read: it may have named any content of the vault.
pub(super) fn has_damaged(directory: &Directory) -> Result<bool, Error> {
    if !directory.backups().exists() {
        return Ok(false);
    }
    for entry in fs::read_dir(directory.backups())? {
        if entry?.file_name().to_string_lossy().starts_with(DAMAGED) {
            return Ok(true);
        }
    }
    Ok(false)
}

const DAMAGED: &str = "damaged-";
