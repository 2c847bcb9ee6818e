use crate::error::Error;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// The names of the files in the directory of a store.
pub(crate) struct Directory {
    pub(crate) path: PathBuf,
}

impl Directory {
    pub(crate) fn of(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// The directory that contains a database.
    pub(crate) fn above(database: &Path) -> Self {
        Self { path: database.parent().map(Path::to_owned).unwrap_or_default() }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path.join("waybill.db")
    }

    /// The write-ahead log of the database.
    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("waybill.db-wal")
    }

    /// A database that is being created; it is renamed when it is complete.
    pub(crate) fn unfinished(&self) -> PathBuf {
        self.path.join("waybill.new")
    }

    /// A value derived from the key: tells a wrong key from a damaged database.
    pub(crate) fn key_check(&self) -> PathBuf {
        self.path.join("waybill.check")
    }

    /// The folder of the backups.
    pub(crate) fn backups(&self) -> PathBuf {
        self.path.join("backups")
    }

    /// The file of a backup.
    pub(crate) fn backup(&self, id: &str) -> PathBuf {
        self.backups().join(format!("{id}.backup"))
    }

    /// The database that replaces the current one. It gets this name only when it is complete; from then
    /// on the current one is obsolete.
    pub(crate) fn restored(&self) -> PathBuf {
        self.path.join("waybill.restored")
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.path.join("vault")
    }

    /// Locks the directory for this process until the lock is dropped. The operating system releases it when
    /// the process ends, however it ends.
    pub(crate) fn lock(&self) -> Result<Lock, Error> {
        let file = private(OpenOptions::new().write(true).create(true).truncate(false))
            .open(self.path.join("waybill.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => Err(Error::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

/// The lock of a directory.
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file would not be enough: a process that another thread is just starting holds a copy of
        // the descriptor until it runs its program, and the lock with it.
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the lock of the data was not released");
        }
    }
}

/// Creates the directory and its parents, accessible to this user only.
pub(crate) fn create(path: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    Ok(builder.create(path)?)
}

/// Creates files that only this user can read.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Makes created, renamed and removed names in a directory survive a power cut.
pub(crate) fn sync(path: &Path) -> Result<(), Error> {
    // Windows has no such call for directories: NTFS journals names.
    if cfg!(unix) {
        File::open(path)?.sync_all()?;
    }
    Ok(())
}

/// Removes a database and the files that SQLite may have left beside it.
pub(crate) fn remove_database(path: &Path) -> Result<(), Error> {
    for suffix in ["-wal", "-shm", "-journal", ""] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        remove(Path::new(&name))?;
    }
    Ok(())
}

/// Removes a file if it exists.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_lock_is_free_although_a_copy_of_its_descriptor_is_open() {
        let dir = tempfile::tempdir().unwrap();
        let directory = Directory::of(dir.path());
        let lock = directory.lock().unwrap();
        let copy = lock.0.try_clone().unwrap();
        drop(lock);
        directory.lock().unwrap();
        drop(copy);
    }
}
