//! Documents of buyers and orders: a file, its type, and the answer of NT24.

use crate::error::Error;
use crate::migration::Step;
use crate::row::{StoredRow, columns};
use crate::tx::Tx;
use chrono::{DateTime, NaiveDate, Utc};
use nt24::{Document, DocumentId, DocumentType};

/// A document.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentRow {
    /// This desk's own id.
    pub id: String,
    /// This desk's id of the buyer or order that it belongs to.
    pub subject: String,
    /// `buyer` or `order`.
    pub subject_kind: String,
    /// The type of document.
    pub kind: DocumentType,
    /// The date on the document.
    pub document_date: Option<NaiveDate>,
    /// Id of its [`FileRow`](crate::FileRow).
    pub file: String,
    /// NT24's id; `None` until NT24 has answered.
    pub remote: Option<DocumentId>,
    /// The last answer of NT24.
    pub server: Option<Document>,
    /// Whether it was removed from the buyer or order.
    pub archived: bool,
    /// When it was attached.
    pub created_at: DateTime<Utc>,
}

impl DocumentRow {
    /// A document that was neither sent nor answered.
    #[must_use]
    pub fn new(
        id: impl Into<String>,
        subject: impl Into<String>,
        subject_kind: impl Into<String>,
        kind: DocumentType,
        file: impl Into<String>,
        created_at: DateTime<Utc>,
    ) -> Self {
        Self {
            id: id.into(),
            subject: subject.into(),
            subject_kind: subject_kind.into(),
            kind,
            document_date: None,
            file: file.into(),
            remote: None,
            server: None,
            archived: false,
            created_at,
        }
    }
}

columns! {
    DocumentRow, "documents" {
        id: plain,
        subject: plain,
        subject_kind: plain,
        kind: text,
        document_date: optional day,
        file: plain,
        remote: optional text,
        server: optional json,
        archived: plain,
        created_at: time,
    }
}

pub(crate) const STEPS: &[Step] = &[
    (
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
    ),
    (
        // `module` and `outbox` were written but never read. A column with a reference cannot be dropped:
        // the table is built anew.
        5,
        "CREATE TABLE documents_anew (
            id TEXT PRIMARY KEY,
            subject TEXT NOT NULL,
            subject_kind TEXT NOT NULL CHECK (subject_kind IN ('buyer', 'order')),
            kind TEXT NOT NULL,
            document_date TEXT,
            file TEXT NOT NULL REFERENCES files (id),
            remote TEXT,
            server TEXT,
            archived INTEGER NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT;
        INSERT INTO documents_anew
            SELECT id, subject, subject_kind, kind, document_date, file, remote, server, archived, created_at
            FROM documents;
        DROP TABLE documents;
        ALTER TABLE documents_anew RENAME TO documents;
        CREATE INDEX documents_by_subject ON documents (subject, created_at);
        CREATE INDEX documents_by_file ON documents (file);",
    ),
    (
        7,
        "DROP INDEX documents_by_subject;
        DROP INDEX documents_by_file;
        CREATE INDEX documents_by_subject ON documents (subject, created_at DESC, id);
        CREATE INDEX documents_by_file ON documents (file, created_at DESC, id);
        CREATE TRIGGER file_of_new_document AFTER INSERT ON documents BEGIN
            UPDATE files SET filed = 1 WHERE id = NEW.file;
        END;
        CREATE TRIGGER file_of_changed_document AFTER UPDATE OF file ON documents
        WHEN NEW.file IS NOT OLD.file BEGIN
            UPDATE files SET filed = EXISTS (SELECT 1 FROM documents WHERE file = files.id)
            WHERE id IN (OLD.file, NEW.file);
        END;
        CREATE TRIGGER file_of_removed_document AFTER DELETE ON documents BEGIN
            UPDATE files SET filed = EXISTS (SELECT 1 FROM documents WHERE file = files.id)
            WHERE id = OLD.file;
        END;",
    ),
];

/// Adds a document. Its file must exist.
///
/// # Errors
/// [`Error::Duplicate`]; [`Error::Referenced`] if there is no such file.
pub fn insert(tx: &Tx<'_>, row: &DocumentRow) -> Result<(), Error> {
    row.insert(tx)
}

/// Overwrites the row with the same id.
///
/// # Errors
/// [`Error::NotFound`]; otherwise as for [`insert`].
pub fn save(tx: &Tx<'_>, row: &DocumentRow) -> Result<(), Error> {
    row.update(tx, "document")
}

/// The document with this id.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<DocumentRow>, Error> {
    tx.first("SELECT * FROM documents WHERE id = ?1", [id], DocumentRow::read)
}

/// The documents of a buyer or order, newest first.
pub fn of_subject(tx: &Tx<'_>, subject: &str) -> Result<Vec<DocumentRow>, Error> {
    tx.all(
        "SELECT * FROM documents WHERE subject = ?1 ORDER BY created_at DESC, id",
        [subject],
        DocumentRow::read,
    )
}

/// The documents with a content, newest first.
pub fn with_sha256(tx: &Tx<'_>, sha256: &str) -> Result<Vec<DocumentRow>, Error> {
    tx.all(
        "SELECT documents.* FROM files JOIN documents ON documents.file = files.id
         WHERE files.sha256 = ?1 ORDER BY documents.created_at DESC, documents.id",
        [sha256],
        DocumentRow::read,
    )
}
