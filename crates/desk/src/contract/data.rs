use super::{Failure, Subject};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a copy of the database was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BackupReason {
    /// A day had gone by.
    Daily,
    /// A newer version of the program was about to change the data.
    Migration,
    /// An earlier copy was about to take its place.
    Restore,
    /// A person asked.
    Asked,
}

/// A copy of the database, encrypted as it is.
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

/// What a check of the data found wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DataFindingKind {
    /// The database is not whole.
    Database,
    /// A file is gone, and NT24 does not have it.
    FileMissing,
    /// A file is not what was put in.
    FileAltered,
}

/// One thing that is wrong with the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DataFinding {
    /// What is wrong.
    pub kind: DataFindingKind,
    /// Name of the file.
    pub name: Option<String>,
    /// The buyer or order that the file belongs to.
    pub subject: Option<Subject>,
}

/// What the last full check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DataCheck {
    /// When.
    pub at: String,
    /// What is wrong; empty when all is well.
    pub findings: Vec<DataFinding>,
}

/// How safe the data of the open connection is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DataSafety {
    /// The copies, newest first.
    pub backups: Vec<Backup>,
    /// Why today's copy could not be made; it is tried again every ten minutes.
    pub copy_failure: Option<Failure>,
    /// What the last full check found; nothing before the first.
    pub last_check: Option<DataCheck>,
    /// Papers that are on this computer.
    pub files: u32,
    /// Their length in bytes.
    pub file_bytes: u64,
    /// Days after which a paper that NT24 has is removed from this computer; 0 keeps it for ever.
    pub local_days: u32,
}

/// The copies of one connection's database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupList {
    /// Newest first.
    pub rows: Vec<Backup>,
}

/// How long papers stay on this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LocalDays {
    /// Days after NT24 has them; 0 keeps them for ever.
    pub days: u32,
}

/// Puts a copy in the place of a connection's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoreBackup {
    /// Identifier of the connection.
    pub connection: String,
    /// Identifier of the copy.
    pub backup: String,
}

/// What became of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Exported {
    /// False when the person thought better of it.
    pub done: bool,
    /// Papers that were written.
    pub files: u32,
}

/// A small picture of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Thumbnail {
    /// `data:image/jpeg;base64,…`; nothing when there is no picture of it.
    pub data_url: Option<String>,
}
