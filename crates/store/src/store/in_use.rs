//! Which contents of the vault the database and its backups still need.

use super::Store;
use super::backup::{self, Backup};
use super::connection::{check, unlock};
use super::restore;
use crate::authentic::authentic;
use crate::directory::Directory;
use crate::error::Error;
use crate::table::files;
use crate::tx::Tx;
use rusqlite::OpenFlags;
use std::collections::BTreeSet;

/// Contents of the vault, by the database and all of its backups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentsInUse {
    /// Contents that NT24 is not known to have. They must stay.
    pub unsent: BTreeSet<String>,
    /// All contents that a row names, those of `unsent` among them.
    pub named: BTreeSet<String>,
    /// Whether every backup could be read, and every database that a restore replaced. A damaged one needs no
    /// content itself; but what nothing else names can then only be kept or lost.
    pub complete: bool,
}

impl Store {
    /// The contents that the database and its backups need. A damaged backup is left out.
    ///
    /// # Errors
    /// [`Error::Missing`] for a database in memory; [`Error::Io`] and [`Error::DiskFull`] of reading a backup:
    /// no content may be removed then.
    pub fn contents_in_use(&self) -> Result<ContentsInUse, Error> {
        let on_disk = self.on_disk()?;
        let directory = Directory::above(&on_disk.database);
        let complete = !restore::has_damaged(&directory)?;
        let mut in_use = ContentsInUse { complete, ..ContentsInUse::default() };
        self.read(|tx| in_use.add(tx))?;
        for backup in backup::backups(&directory)? {
            let path = directory.backup(&backup.id);
            let read = unlock(&path, &on_disk.key, OpenFlags::SQLITE_OPEN_READ_ONLY)
                .and_then(|copy| in_use.add(&Tx(&copy)).and_then(|()| authentic(&copy)));
            match read {
                Err(error @ (Error::Io(_) | Error::DiskFull)) => return Err(error),
                Err(error) => {
                    tracing::warn!(%error, backup = %backup.id, "a backup cannot be read");
                    in_use.complete = false;
                }
                Ok(()) => {}
            }
        }
        Ok(in_use)
    }

    /// The backups that cannot be restored, newest first. Every page of each is read. Calls `goes_on` before
    /// each; stops if it returns `false`.
    ///
    /// # Errors
    /// [`Error::Missing`] for a database in memory; [`Error::Io`].
    pub fn damaged_backups(&self, goes_on: &dyn Fn() -> bool) -> Result<Vec<Backup>, Error> {
        let on_disk = self.on_disk()?;
        let directory = Directory::above(&on_disk.database);
        let mut damaged = Vec::new();
        for backup in backup::backups(&directory)? {
            if !goes_on() {
                break;
            }
            let read = unlock(&directory.backup(&backup.id), &on_disk.key, OpenFlags::SQLITE_OPEN_READ_ONLY)
                .and_then(|copy| check(&copy).and_then(|()| ContentsInUse::default().add(&Tx(&copy))));
            match read {
                Err(error @ Error::Io(_)) => return Err(error),
                Err(_) => damaged.push(backup),
                Ok(()) => {}
            }
        }
        Ok(damaged)
    }
}

impl ContentsInUse {
    fn add(&mut self, tx: &Tx<'_>) -> Result<(), Error> {
        self.unsent.extend(files::only_here(tx)?);
        self.named.extend(files::contents(tx)?);
        Ok(())
    }
}
