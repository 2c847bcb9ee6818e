//! What happened to each buyer and order, when, and through whom. Rows are added, never changed.

use crate::column::{Json, Time};
use crate::{Error, Tx, migration::Step};
use chrono::{DateTime, Utc};
use rusqlite::{Row, named_params, params};
use serde_json::Value;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    /// This desk's own id.
    pub id: String,
    /// This desk's id of the buyer or order.
    pub subject: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Through whom: this desk, the API, the web application, the system.
    pub source: String,
    /// What happened.
    pub kind: String,
    /// What is to be known of it.
    pub facts: Value,
}

pub(crate) const STEPS: &[Step] = &[(
    1,
    "CREATE TABLE events (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        subject TEXT NOT NULL,
        at TEXT NOT NULL,
        source TEXT NOT NULL,
        kind TEXT NOT NULL,
        facts TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_by_subject ON events (subject, at, sequence);",
)];

/// Adds an event.
///
/// # Errors
/// [`Error::Duplicate`] when the id is taken.
pub fn add(tx: &Tx<'_>, row: &EventRow) -> Result<(), Error> {
    let bound = named_params! {
        ":id": row.id,
        ":subject": row.subject,
        ":at": Time(row.at),
        ":source": row.source,
        ":kind": row.kind,
        ":facts": Json(&row.facts),
    };
    tx.change(
        "INSERT INTO events (id, subject, at, source, kind, facts)
         VALUES (:id, :subject, :at, :source, :kind, :facts)",
        bound,
    )?;
    Ok(())
}

/// The last events of a buyer or order, newest first; of the same moment, the last added first.
///
/// # Errors
/// When the database fails.
pub fn of_subject(tx: &Tx<'_>, subject: &str, limit: u32) -> Result<Vec<EventRow>, Error> {
    tx.all(
        "SELECT * FROM events WHERE subject = ?1 ORDER BY at DESC, sequence DESC LIMIT ?2",
        params![subject, limit],
        read,
    )
}

fn read(row: &Row<'_>) -> rusqlite::Result<EventRow> {
    Ok(EventRow {
        id: row.get("id")?,
        subject: row.get("subject")?,
        at: row.get::<_, Time>("at")?.0,
        source: row.get("source")?,
        kind: row.get("kind")?,
        facts: row.get::<_, Json<_>>("facts")?.0,
    })
}
