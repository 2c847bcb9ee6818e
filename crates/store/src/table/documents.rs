//! Documents of buyers and orders: a file, what it is, and what the server said of it.

use crate::column::{Day, Json, Time};
use crate::{Error, Tx, migration::Step};
use chrono::{DateTime, NaiveDate, Utc};
use nt24::{Document, DocumentId, DocumentType};
use rusqlite::{Row, named_params};

/// A document.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentRow {
    /// This desk's own id.
    pub id: String,
    /// This desk's id of the buyer or order that it belongs to.
    pub subject: String,
    /// `buyer` or `order`.
    pub subject_kind: String,
    /// The part of the deal that it proves.
    pub module: String,
    /// What it is.
    pub kind: DocumentType,
    /// The date on the document.
    pub document_date: Option<NaiveDate>,
    /// Id of its [`FileRow`](crate::FileRow).
    pub file: String,
    /// The server's id, once it has answered.
    pub remote: Option<DocumentId>,
    /// What the server said last.
    pub server: Option<Document>,
    /// Whether it was taken out.
    pub archived: bool,
    /// Id of the [`OutboxRow`](crate::OutboxRow) that uploads it.
    pub outbox: Option<String>,
    /// When it was attached.
    pub created_at: DateTime<Utc>,
}

// The outbox is checked at the commit only, so that document and request may be written in any order.
pub(crate) const STEPS: &[Step] = &[(
    1,
    "CREATE TABLE documents (
        id TEXT PRIMARY KEY,
        subject TEXT NOT NULL,
        subject_kind TEXT NOT NULL CHECK (subject_kind IN ('buyer', 'order')),
        module TEXT NOT NULL,
        kind TEXT NOT NULL,
        document_date TEXT,
        file TEXT NOT NULL REFERENCES files (id),
        remote TEXT,
        server TEXT,
        archived INTEGER NOT NULL,
        outbox TEXT REFERENCES outbox (id) DEFERRABLE INITIALLY DEFERRED,
        created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX documents_by_subject ON documents (subject, created_at);
    CREATE INDEX documents_by_file ON documents (file);",
)];

/// Adds a document. Its file must be there already, its outbox row by the commit.
///
/// # Errors
/// [`Error::Duplicate`]; [`Error::Referenced`] when there is no such file.
pub fn insert(tx: &Tx<'_>, row: &DocumentRow) -> Result<(), Error> {
    write(
        tx,
        row,
        "INSERT INTO documents (id, subject, subject_kind, module, kind, document_date, file, remote, server,
            archived, outbox, created_at)
         VALUES (:id, :subject, :subject_kind, :module, :kind, :document_date, :file, :remote, :server,
            :archived, :outbox, :created_at)",
    )
}

/// Writes the whole row over the one with its id.
///
/// # Errors
/// [`Error::NotFound`]; otherwise as with [`insert`].
pub fn save(tx: &Tx<'_>, row: &DocumentRow) -> Result<(), Error> {
    write(
        tx,
        row,
        "UPDATE documents SET subject = :subject, subject_kind = :subject_kind, module = :module,
            kind = :kind, document_date = :document_date, file = :file, remote = :remote, server = :server,
            archived = :archived, outbox = :outbox, created_at = :created_at
         WHERE id = :id",
    )
}

/// The document with this id.
///
/// # Errors
/// When the database fails.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<DocumentRow>, Error> {
    tx.first("SELECT * FROM documents WHERE id = ?1", [id], read)
}

/// The documents of a buyer or order, newest first.
///
/// # Errors
/// When the database fails.
pub fn of_subject(tx: &Tx<'_>, subject: &str) -> Result<Vec<DocumentRow>, Error> {
    tx.all("SELECT * FROM documents WHERE subject = ?1 ORDER BY created_at DESC, id", [subject], read)
}

/// Where a content is used already, newest first.
///
/// # Errors
/// When the database fails.
pub fn with_sha256(tx: &Tx<'_>, sha256: &str) -> Result<Vec<DocumentRow>, Error> {
    tx.all(
        "SELECT documents.* FROM files JOIN documents ON documents.file = files.id
         WHERE files.sha256 = ?1 ORDER BY documents.created_at DESC, documents.id",
        [sha256],
        read,
    )
}

fn write(tx: &Tx<'_>, row: &DocumentRow, sql: &str) -> Result<(), Error> {
    let bound = named_params! {
        ":id": row.id,
        ":subject": row.subject,
        ":subject_kind": row.subject_kind,
        ":module": row.module,
        ":kind": row.kind.as_str(),
        ":document_date": row.document_date.map(Day),
        ":file": row.file,
        ":remote": row.remote.as_ref().map(DocumentId::as_str),
        ":server": row.server.as_ref().map(Json),
        ":archived": row.archived,
        ":outbox": row.outbox,
        ":created_at": Time(row.created_at),
    };
    tx.change_one(sql, bound, "document")
}

fn read(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        id: row.get("id")?,
        subject: row.get("subject")?,
        subject_kind: row.get("subject_kind")?,
        module: row.get("module")?,
        kind: DocumentType::from(row.get::<_, String>("kind")?.as_str()),
        document_date: row.get::<_, Option<Day>>("document_date")?.map(|day| day.0),
        file: row.get("file")?,
        remote: row.get::<_, Option<String>>("remote")?.map(DocumentId),
        server: row.get::<_, Option<Json<_>>>("server")?.map(|json| json.0),
        archived: row.get("archived")?,
        outbox: row.get("outbox")?,
        created_at: row.get::<_, Time>("created_at")?.0,
    })
}
