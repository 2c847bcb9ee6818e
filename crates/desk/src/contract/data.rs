use super::{Failure, Subject};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a backup of the database was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BackupReason {
    /// A day had gone by.
    Daily,
    /// A newer version of the program was about to change the data.
    Migration,
    /// An earlier backup was about to be restored.
    Restore,
    /// A person asked.
    Asked,
}

/// A backup of the database, encrypted like it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Backup {
    /// Identifier.
    pub id: String,
    /// When it was made.
    pub made_at: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Why it was made.
    pub reason: BackupReason,
}

/// A kind of damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DataFindingKind {
    /// The database is damaged.
    Database,
    /// A file is gone, and NT24 does not have it.
    FileMissing,
    /// A stored file was altered.
    FileAltered,
    /// A backup is damaged and cannot be restored; the name of the finding is when it was made.
    Backup,
}

/// A damaged part of the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DataFinding {
    /// The kind of damage.
    pub kind: DataFindingKind,
    /// Name of the file, or when the backup was made.
    pub name: Option<String>,
    /// The buyer or order that the file belongs to.
    pub subject: Option<Subject>,
}

/// The result of the last full check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DataCheck {
    /// When.
    pub at: String,
    /// Damaged parts; empty if there are none.
    pub findings: Vec<DataFinding>,
}

/// The safety of the open connection's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DataSafety {
    /// The backups, newest first.
    pub backups: Vec<Backup>,
    /// Why today's backup failed; it is tried again every ten minutes.
    pub copy_failure: Option<Failure>,
    /// The result of the last full check; `None` before the first.
    pub last_check: Option<DataCheck>,
    /// Files on this computer.
    pub files: u32,
    /// Their length in bytes.
    pub file_bytes: u64,
    /// Days after which a file that NT24 has just given back is removed from this computer; 0 keeps it for ever.
    pub local_days: u32,
    /// Whether KYC documents stay in any case: NT24 does not let this organization download them.
    pub kyc_stays: bool,
}

/// The backups of one connection's database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupList {
    /// Newest first.
    pub rows: Vec<Backup>,
}

/// How long files stay on this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LocalDays {
    /// Days after their last use, until NT24 is asked to give them back; 0 keeps them for ever.
    pub days: u32,
}

/// Restores a backup of a connection's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoreBackup {
    /// Identifier of the connection.
    pub connection: String,
    /// Identifier of the backup.
    pub backup: String,
}

/// The result of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Exported {
    /// False if the user cancelled.
    pub done: bool,
    /// Files that were written.
    pub files: u32,
}

/// A small picture of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Thumbnail {
    /// `data:image/jpeg;base64,…`; `None` if the file has no small picture.
    pub data_url: Option<String>,
}
