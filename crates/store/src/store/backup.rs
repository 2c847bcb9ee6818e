//! Copies of the database: encrypted under its key, and whole, or not there. The files of the vault
//! are not copied: they never change, and what a kept copy may still need stays; see [`Store::wanted`].

use super::{Store, check, connect, unlock};
use crate::directory::{self, Directory};
use crate::{Error, Key, Tx, files, migration};
use chrono::{DateTime, NaiveDateTime, Utc};
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::path::Path;
use std::sync::PoisonError;

/// Why a copy was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A day had gone by.
    Daily,
    /// A newer program was about to change the schema.
    Migration,
    /// An earlier copy was about to take the database's place.
    Restore,
    /// A person asked.
    Asked,
}

/// A copy of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Its name.
    pub id: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Why.
    pub reason: Reason,
    /// Length in bytes.
    pub bytes: u64,
}

impl Reason {
    const ALL: [Self; 4] = [Self::Daily, Self::Migration, Self::Restore, Self::Asked];

    fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Migration => "migration",
            Self::Restore => "restore",
            Self::Asked => "asked",
        }
    }

    /// How many copies are kept; the oldest goes when there is one more.
    fn kept(self) -> usize {
        match self {
            Self::Daily => 7,
            Self::Migration | Self::Restore => 3,
            Self::Asked => 5,
        }
    }
}

impl Store {
    /// Makes a copy while others read and write, and lets the oldest one of this reason go. It is read
    /// back from the disk before it counts.
    ///
    /// # Errors
    /// [`Error::DiskFull`]; [`Error::Missing`] of a database in memory; [`Error::Damaged`] when the database cannot be read to its end. Every copy
    /// that was there is still there then.
    pub fn back_up(&self, reason: Reason, at: DateTime<Utc>) -> Result<Backup, Error> {
        let on_disk = self.on_disk()?;
        let _alone = on_disk.copying.lock().unwrap_or_else(PoisonError::into_inner);
        // A connection of its own: neither the writer nor a reader waits for the copy.
        let source = connect(&on_disk.database, &on_disk.key)?;
        copy(&source, &Directory::above(&on_disk.database), &on_disk.key, reason, at)
    }

    /// The copies of a directory, newest first. Neither key nor database is needed.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn backups(dir: &Path) -> Result<Vec<Backup>, Error> {
        backups(&Directory::of(dir))
    }

    /// What of the vault must not be removed: the contents of which it is not known that the server
    /// has them, in this database or in any copy of it that is kept.
    ///
    /// # Errors
    /// When a copy cannot be read: nothing may be removed then.
    pub fn wanted(&self) -> Result<BTreeSet<String>, Error> {
        let on_disk = self.on_disk()?;
        let directory = Directory::above(&on_disk.database);
        let mut wanted = BTreeSet::from_iter(self.read(files::only_here)?);
        for backup in backups(&directory)? {
            let copy = unlock(&directory.backup(&backup.id), &on_disk.key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            wanted.extend(files::only_here(&Tx(&copy))?);
        }
        Ok(wanted)
    }
}

/// Every copy that has its name, newest first.
pub(super) fn backups(directory: &Directory) -> Result<Vec<Backup>, Error> {
    let entries = match fs::read_dir(directory.backups()) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let Some(id) = name.to_str().and_then(|name| name.strip_suffix(ENDING)) else { continue };
        let Some((reason, made_at)) = read_name(id) else { continue };
        found.push(Backup { id: id.to_owned(), made_at, reason, bytes: entry.metadata()?.len() });
    }
    found.sort_by(|a, b| b.made_at.cmp(&a.made_at).then_with(|| b.id.cmp(&a.id)));
    Ok(found)
}

/// Copies the database of an open connection under the name of the moment.
pub(super) fn copy(
    source: &Connection,
    directory: &Directory,
    key: &Key,
    reason: Reason,
    at: DateTime<Utc>,
) -> Result<Backup, Error> {
    directory::make(&directory.backups())?;
    let id = format!("{}-{}", reason.as_str(), at.format(MOMENT));
    let unfinished = directory.backups().join("unfinished");
    let copied =
        write(source, &unfinished).and_then(|()| verify(&unfinished, key, migration::version(source)?));
    if let Err(error) = copied {
        // Half a copy on a disk that is full helps nobody; the reason is what the caller needs.
        let _ = directory::remove_database(&unfinished);
        return Err(error);
    }
    fs::rename(&unfinished, directory.backup(&id))?;
    directory::sync(&directory.backups())?;
    let made = Backup {
        made_at: read_name(&id).map_or(at, |(_, at)| at),
        reason,
        bytes: fs::metadata(directory.backup(&id))?.len(),
        id,
    };
    // The one that was just made stays, whatever a clock that was set back makes of its age.
    let others = backups(directory)?.into_iter().filter(|old| old.reason == reason && old.id != made.id);
    for old in others.skip(reason.kept() - 1) {
        directory::remove(&directory.backup(&old.id))?;
    }
    Ok(made)
}

/// Writes the content of one moment into a file, which is on the disk when this answers.
fn write(source: &Connection, target: &Path) -> Result<(), Error> {
    directory::remove_database(target)?;
    // SQLite fills an empty file, and so the file is private from its first byte on.
    directory::private(OpenOptions::new().write(true).create_new(true)).open(target)?;
    let name = target.to_str().ok_or_else(|| Error::Io(std::io::ErrorKind::InvalidFilename.into()))?;
    source.execute("VACUUM INTO ?1", [name])?;
    // Windows flushes only through a handle that may write.
    Ok(OpenOptions::new().write(true).open(target)?.sync_all()?)
}

/// Whether a copy opens with the key, is whole, and of this version.
pub(super) fn verify(copy: &Path, key: &Key, version: u32) -> Result<(), Error> {
    let copy = unlock(copy, key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    check(&copy)?;
    if migration::version(&copy)? == version { Ok(()) } else { Err(Error::Damaged) }
}

const ENDING: &str = ".backup";

/// Sorts as time does, and is a file name everywhere.
pub(super) const MOMENT: &str = "%Y%m%dT%H%M%S%3fZ";

fn read_name(id: &str) -> Option<(Reason, DateTime<Utc>)> {
    let (reason, moment) = id.split_once('-')?;
    let reason = Reason::ALL.into_iter().find(|known| known.as_str() == reason)?;
    Some((reason, NaiveDateTime::parse_from_str(moment, MOMENT).ok()?.and_utc()))
}
