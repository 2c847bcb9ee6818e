use crate::outbox::OutboxState;
use std::io;

/// Why the store could not do what it was asked to. No message holds personal data, a path or a key.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no database in the directory.
    #[error("there is no database here")]
    Missing,
    /// A database, or what is left of one, is in the directory; a new one would take its place.
    #[error("there is a database here already")]
    Exists,
    /// Another process, or another [`Store`](crate::Store) of this one, holds the directory.
    #[error("another program has this database open")]
    InUse,
    /// The database belongs to another key.
    #[error("the key does not open this database")]
    WrongKey,
    /// The key is right, but the content is not whole.
    #[error("the database is damaged")]
    Damaged,
    /// A newer program wrote the database; nothing was touched.
    #[error("the database has version {found}, this program knows up to {known}")]
    NewerVersion {
        /// Version of the file.
        found: u32,
        /// Newest version that this program knows.
        known: u32,
    },
    /// The disk, or the quota on it, is full. What was under way did not happen.
    #[error("the disk is full")]
    DiskFull,
    /// The file is longer than the caller allows.
    #[error("the file is longer than {limit} bytes")]
    TooLarge {
        /// What is allowed, in bytes.
        limit: u64,
    },
    /// A symbolic link, a directory, a device or a pipe.
    #[error("this is not a regular file")]
    NotAFile,
    /// The file has no content.
    #[error("the file is empty")]
    Empty,
    /// A file of the vault is not what was put into it.
    #[error("a stored file was altered")]
    Altered,
    /// The row or file that was named does not exist.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// A row with the same natural key or id exists.
    #[error("a row with the same key exists")]
    Duplicate,
    /// The row names another one that does not exist, or is itself named by another one.
    #[error("a row that is named by another one is missing")]
    Referenced,
    /// The request's bytes are set and never change: a retry must repeat them exactly.
    #[error("the request is frozen already")]
    AlreadyFrozen,
    /// Only a frozen request may be sent: a retry must be able to repeat it exactly.
    #[error("the request is not frozen yet")]
    NotFrozen,
    /// The outbox row is in a state that does not allow the step.
    #[error("an outbox row that is {state} does not allow this")]
    OutboxState {
        /// The state that it is in, or was to be brought to.
        state: OutboxState,
    },
    /// The passphrase is not the one that the key was wrapped with, or the wrap was altered.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The wrap is not one of this program's: a field cannot be read, or its cost is beyond reason.
    #[error("the wrapped key cannot be read")]
    BadWrap,
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system")]
    Random,
    /// A stored value is not of the type that it was written as.
    #[error("a stored value cannot be read: column {column}")]
    Unreadable {
        /// Position of the column in the row, from 0.
        column: usize,
    },
    /// Reading or writing a file failed.
    #[error("file access failed")]
    Io(#[source] io::Error),
    /// The database refused for a reason that has no case of its own.
    #[error("database error {code}: {text}")]
    Sql {
        /// Extended result code of SQLite, 0 when the error is not SQLite's.
        code: i32,
        /// What SQLite says: names of tables and columns, no values.
        text: String,
    },
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            // The source of a file may be a `Contents` of this vault: its cause must survive the trip.
            io::ErrorKind::InvalidData if is_altered(&error) => Self::Altered,
            _ => Self::Io(error),
        }
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Io(error) => error,
            Error::DiskFull => Self::from(io::ErrorKind::StorageFull),
            other => Self::new(io::ErrorKind::InvalidData, other),
        }
    }
}

fn is_altered(error: &io::Error) -> bool {
    error.get_ref().and_then(|inner| inner.downcast_ref()).is_some_and(|e| matches!(e, Error::Altered))
}

// Hidden: callers never meet this type, it is here for `?` inside this crate.
#[doc(hidden)]
impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::{Error as Sqlite, ErrorCode, ffi};
        match error {
            Sqlite::SqliteFailure(failure, text) => match (failure.code, failure.extended_code) {
                (ErrorCode::DiskFull, _) => Self::DiskFull,
                // The index of the log could not grow, which SQLite tells apart from a full disk.
                (_, ffi::SQLITE_IOERR_SHMSIZE) => Self::DiskFull,
                (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => Self::Damaged,
                (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => Self::Duplicate,
                (_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Self::Referenced,
                (_, code) => Self::Sql { code, text: text.unwrap_or_default() },
            },
            // The cause may quote the value; only its place is kept.
            Sqlite::FromSqlConversionFailure(column, ..)
            | Sqlite::IntegralValueOutOfRange(column, _)
            | Sqlite::InvalidColumnType(column, ..)
            | Sqlite::Utf8Error(column, _) => Self::Unreadable { column },
            other => Self::Sql { code: 0, text: other.to_string() },
        }
    }
}
