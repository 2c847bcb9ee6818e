use super::{Failure, Module, Paper, Subject};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Type of a file, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MediaKind {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

/// The likely type of a file, by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Guess {
    /// Type of document, a wire value.
    pub document: String,
    /// 0 to 100.
    pub confidence: u8,
}

/// A file that was copied into the vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TakenFile {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Type, by its content.
    pub media: MediaKind,
    /// Whether the end of the file is missing. False also if nobody has looked for it.
    pub cut_off: bool,
    /// The likely type.
    pub guess: Option<Guess>,
    /// Where the same content is used already.
    pub used_at: Vec<Subject>,
}

/// A file that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefusedFile {
    /// Name.
    pub name: String,
    /// Why.
    pub failure: Failure,
}

/// The result of taking dropped or picked files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Taken {
    /// Copied into the vault.
    pub files: Vec<TakenFile>,
    /// Not taken.
    pub refused: Vec<RefusedFile>,
}

/// Files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileList {
    /// Newest first.
    pub files: Vec<TakenFile>,
}

/// Gives files a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FilePapers {
    /// Identifier of the buyer or order.
    pub subject: String,
    /// The files, each with its type.
    pub papers: Vec<Paper>,
}

/// Where a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PaperState {
    /// Waits to be sent.
    Waiting,
    /// Is being sent.
    Sending,
    /// NT24 has it.
    Stored,
    /// NT24 refused it, or its arrival is not known; see the outbox.
    Parked,
    /// Archived.
    Archived,
}

/// How much of an upload has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PaperProgress {
    /// Bytes handed to the network.
    pub sent: u64,
    /// Bytes in all.
    pub total: u64,
}

/// A document on a buyer or an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DocumentFacts {
    /// Identifier.
    pub id: String,
    /// Type of document, a wire value.
    pub document: String,
    /// Which stop.
    pub module: Module,
    /// Name of the file.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Whether the file is on this computer; else opening it fetches it from NT24.
    pub local: bool,
    /// Type, by its content.
    pub media: MediaKind,
    /// The date on the document.
    pub document_date: Option<String>,
    /// Version at NT24.
    pub version: Option<u64>,
    /// Where it stands.
    pub state: PaperState,
    /// While it is being sent.
    pub progress: Option<PaperProgress>,
    /// When it was filed.
    pub added_at: String,
    /// Whether a newer one of the same type counts instead.
    pub superseded: bool,
}

/// A type of document that may be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DocumentOffer {
    /// Wire value.
    pub document: String,
    /// Which stop.
    pub module: Module,
    /// Whether it is wanted and not there yet.
    pub wanted: bool,
}
