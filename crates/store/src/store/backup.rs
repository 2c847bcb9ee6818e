//! Backups of the database: encrypted under its key, and either complete or absent. The files of the vault
//! are not copied: they never change, and those that a backup may still need stay in the vault; see
//! [`Store::contents_in_use`](super::Store::contents_in_use).

use super::connection::{check, unlock};
use crate::authentic::authentic;
use crate::directory::{self, Directory};
use crate::error::Error;
use crate::key::Key;
use crate::migration;
use chrono::{DateTime, NaiveDateTime, Utc};
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, OpenOptions};
use std::path::Path;

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The daily backup.
    Daily,
    /// Before a migration.
    Migration,
    /// Before a restore.
    Restore,
    /// The user asked for it.
    Asked,
}

/// A backup of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The name, without the extension.
    pub id: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Why it was made.
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

    /// The number of backups that are kept; the oldest is removed when there are more.
    fn kept(self) -> usize {
        match self {
            Self::Daily => 7,
            Self::Migration | Self::Restore => 3,
            Self::Asked => 5,
        }
    }
}

/// All complete backups, newest first.
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

/// Copies the database of an open connection to a backup named after reason and time.
pub(super) fn copy(
    source: &Connection,
    directory: &Directory,
    key: &Key,
    reason: Reason,
    at: DateTime<Utc>,
) -> Result<Backup, Error> {
    directory::create(&directory.backups())?;
    let id = format!("{}-{}", reason.as_str(), at.format(MOMENT));
    let unfinished = directory.backups().join("unfinished");
    let copied =
        write(source, &unfinished).and_then(|()| verify(&unfinished, key, migration::version(source)?));
    if let Err(error) = copied {
        // A partial copy only fills the disk. If removing it fails, too, the caller needs the first error.
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
    // The new backup stays, even if the clock was set back and it looks older than the others.
    let others = backups(directory)?.into_iter().filter(|old| old.reason == reason && old.id != made.id);
    for old in others.skip(reason.kept() - 1) {
        directory::remove(&directory.backup(&old.id))?;
    }
    Ok(made)
}

/// Writes a snapshot into a file, and flushes it to the disk.
fn write(source: &Connection, target: &Path) -> Result<(), Error> {
    directory::remove_database(target)?;
    // SQLite writes into the empty file, which is private from its first byte on.
    directory::private(OpenOptions::new().write(true).create_new(true)).open(target)?;
    let name = target.to_str().ok_or_else(|| Error::Io(std::io::ErrorKind::InvalidFilename.into()))?;
    source.execute("VACUUM INTO ?1", [name])?;
    // The copy of a damaged page looks undamaged.
    authentic(source)?;
    // Windows flushes only through a writable handle.
    Ok(OpenOptions::new().write(true).open(target)?.sync_all()?)
}

/// Checks that a copy opens with the key, is undamaged and has this version.
pub(super) fn verify(copy: &Path, key: &Key, version: u32) -> Result<(), Error> {
    let copy = unlock(copy, key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    check(&copy)?;
    if migration::version(&copy)? == version { Ok(()) } else { Err(Error::Damaged) }
}

const ENDING: &str = ".backup";

/// Sorts by time, and is a valid file name on every system.
pub(super) const MOMENT: &str = "%Y%m%dT%H%M%S%3fZ";

fn read_name(id: &str) -> Option<(Reason, DateTime<Utc>)> {
    let (reason, moment) = id.split_once('-')?;
    let reason = Reason::ALL.into_iter().find(|known| known.as_str() == reason)?;
    Some((reason, NaiveDateTime::parse_from_str(moment, MOMENT).ok()?.and_utc()))
}
