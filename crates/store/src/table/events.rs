//! The history of each buyer and order: what happened, when, and from which source. Rows are added,
//! never changed. Beside it stands up to which event the user has seen each of them.

use crate::error::Error;
use crate::migration::Step;
use crate::row::{StoredRow, columns};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use rusqlite::params;
use serde_json::Value;
use std::cmp::Reverse;

/// An event in the history.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    /// This desk's own id.
    pub id: String,
    /// This desk's id of the buyer or order, or [`ALL_SUBJECTS`].
    pub subject: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// The source: the user of this desk ([`USER`]), this desk ([`DESK`]), or another one.
    pub source: String,
    /// The kind of event.
    pub kind: String,
    /// The details of the event.
    pub facts: Value,
}

/// The subject of an event that concerns every buyer and order that was known at the time.
pub const ALL_SUBJECTS: &str = "";

/// The source of what the user did here.
pub const USER: &str = "user";

/// The source of what this desk did by itself.
pub const DESK: &str = "desk";

pub(crate) const STEPS: &[Step] = &[
    (
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
    ),
    // What happened before the marks were kept counts as seen.
    (
        9,
        "CREATE TABLE seen (subject TEXT PRIMARY KEY, sequence INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO seen (subject, sequence) SELECT subject, max(sequence) FROM events GROUP BY subject;",
    ),
];

/// Adds an event.
///
/// # Errors
/// [`Error::Duplicate`] if the id exists.
pub fn add(tx: &Tx<'_>, row: &EventRow) -> Result<(), Error> {
    row.insert(tx)
}

/// The last events of a buyer or order, and of all subjects since its first one, newest first.
pub fn of_subject(tx: &Tx<'_>, subject: &str, limit: u32) -> Result<Vec<EventRow>, Error> {
    let mut events = newest(tx, subject, limit)?;
    let Some(first) = events.last().map(|event| event.at) else { return Ok(events) };
    // Two walks along the index; one query for both would sort all that it finds.
    events.extend(newest(tx, ALL_SUBJECTS, limit)?.into_iter().filter(|event| event.at >= first));
    events.sort_by_key(|event| Reverse(event.at));
    events.truncate(limit as usize);
    Ok(events)
}

/// Whether something happened to a buyer or an order since the user has seen it, other than by this desk.
pub fn has_unseen(tx: &Tx<'_>, subject: &str) -> Result<bool, Error> {
    let unseen = tx.number(
        "SELECT count(*) FROM events WHERE subject = ?1 AND source NOT IN ('user', 'desk')
            AND sequence > coalesce((SELECT sequence FROM seen WHERE seen.subject = ?1), 0)",
        [subject],
    )?;
    Ok(unseen > 0)
}

/// Whether the history of a buyer or an order has an event that was found and is not from this desk.
pub fn has_elsewhere(tx: &Tx<'_>, subject: &str) -> Result<bool, Error> {
    let found =
        tx.number("SELECT count(*) FROM events WHERE subject = ?1 AND source = 'elsewhere'", [subject])?;
    Ok(found > 0)
}

/// Notes that the user has seen everything of a buyer or an order.
pub fn see(tx: &Tx<'_>, subject: &str) -> Result<(), Error> {
    tx.change(
        "INSERT INTO seen (subject, sequence) SELECT ?1, coalesce(max(sequence), 0) FROM events WHERE subject = ?1
         ON CONFLICT (subject) DO UPDATE SET sequence = excluded.sequence",
        [subject],
    )?;
    Ok(())
}

fn newest(tx: &Tx<'_>, subject: &str, limit: u32) -> Result<Vec<EventRow>, Error> {
    tx.all(
        "SELECT * FROM events WHERE subject = ?1 ORDER BY at DESC, sequence DESC LIMIT ?2",
        params![subject, limit],
        EventRow::read,
    )
}

columns! {
    EventRow, "events" {
        id: plain,
        subject: plain,
        at: time,
        source: plain,
        kind: plain,
        facts: json,
    }
}
