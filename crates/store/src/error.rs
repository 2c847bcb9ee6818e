use crate::outbox_state::OutboxState;
use std::io;

/// Why the store could not do what it was asked to. No message holds personal data, a path or a key.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no database in the directory.
    #[error("there is no database here")]
    Missing,
    /// The directory contains a database, or the log of one; a new database would replace it.
    #[error("there is already a database here")]
    Exists,
    /// Another process, or another [`Store`](crate::Store) of this process, has locked the directory.
    #[error("another program has this database open")]
    InUse,
    /// The database belongs to another key.
    #[error("the key does not open this database")]
    WrongKey,
    /// The key is right, but the content is damaged.
    #[error("the database is damaged")]
    Damaged,
    /// A newer program wrote the database. The file was not changed.
    #[error("the database has version {found}, this program knows up to {known}")]
    NewerVersion {
        /// Version of the file.
        found: u32,
        /// Newest version that this program knows.
        known: u32,
    },
    /// The disk, or the quota on it, is full. The operation had no effect.
    #[error("the disk is full")]
    DiskFull,
    /// The file is longer than the caller allows.
    #[error("the file is longer than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The path is a symbolic link, a directory, a device or a pipe.
    #[error("this is not a regular file")]
    NotAFile,
    /// The file has no content.
    #[error("the file is empty")]
    Empty,
    /// A file of the vault differs from the content that was stored.
    #[error("a stored file was altered")]
    Altered,
    /// The row or file to change or read does not exist.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// [`require`] got `None`: the row that the caller asked for no longer exists.
    #[error("the row no longer exists")]
    Gone,
    /// A row with the same natural key or id exists.
    #[error("a row with the same key exists")]
    Duplicate,
    /// The row references a row that does not exist, or another row references it.
    #[error("a referenced row is missing")]
    Referenced,
    /// The bytes of the request are set and never change: a retry must repeat them exactly.
    #[error("the request is already frozen")]
    AlreadyFrozen,
    /// Only a frozen request may be sent: a retry must repeat it exactly.
    #[error("the request is not frozen yet")]
    NotFrozen,
    /// The state of the outbox row does not allow the operation.
    #[error("not allowed for an outbox row in state {state}")]
    OutboxState {
        /// The state of the row, or the state that was requested.
        state: OutboxState,
    },
    /// The passphrase is not the one that the key was wrapped with, or the wrap was altered.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// This program did not write the wrap: a field cannot be read, or its cost is above the limit.
    #[error("the wrapped key cannot be read")]
    BadWrap,
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system")]
    Random,
    /// A stored value does not have the expected type.
    #[error("a stored value cannot be read: column {column}")]
    Unreadable {
        /// Position of the column in the row, from 0.
        column: usize,
    },
    /// Reading or writing a file failed.
    #[error("file access failed")]
    Io(#[source] io::Error),
    /// Any other error of the database.
    #[error("database error {code}: {text}")]
    Sql {
        /// Extended result code of SQLite; 0 if the error does not come from SQLite.
        code: i32,
        /// The message of SQLite: names of tables and columns, no values.
        text: String,
    },
}

/// Returns the row that a caller asked for by id, or [`Error::Gone`] if there is none.
///
/// # Errors
/// [`Error::Gone`] for `None`.
pub fn require<T>(row: Option<T>) -> Result<T, Error> {
    row.ok_or(Error::Gone)
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            // A `Contents` of this vault may be the source of a file: keep its error across `io::Error`.
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

// Hidden: callers never see this type; it is for `?` inside this crate.
#[doc(hidden)]
impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::{Error as Sqlite, ErrorCode, ffi};
        match error {
            Sqlite::SqliteFailure(failure, text) => match (failure.code, failure.extended_code) {
                (ErrorCode::DiskFull, _) => Self::DiskFull,
                // The index of the log could not grow: SQLite reports this separately from a full disk.
                (_, ffi::SQLITE_IOERR_SHMSIZE) => Self::DiskFull,
                (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => Self::Damaged,
                (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => Self::Duplicate,
                (_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Self::Referenced,
                (_, code) => Self::Sql { code, text: text.unwrap_or_default() },
            },
            // The cause may quote the value: keep the position of the column only.
            Sqlite::FromSqlConversionFailure(column, ..)
            | Sqlite::IntegralValueOutOfRange(column, _)
            | Sqlite::InvalidColumnType(column, ..)
            | Sqlite::Utf8Error(column, _) => Self::Unreadable { column },
            // Their texts quote the statement, which may give the key, or a path.
            Sqlite::SqlInputError { error, msg, .. } => Self::Sql { code: error.extended_code, text: msg },
            Sqlite::InvalidPath(_) => Self::Sql { code: 0, text: "the path is not valid".to_owned() },
            other => Self::Sql { code: 0, text: other.to_string() },
        }
    }
}
