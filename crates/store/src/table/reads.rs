//! What is to be read from NT24: it survives the program. An entry that could not be read keeps how often
//! it failed, and when it is tried again.

use crate::column::Time;
use crate::error::Error;
use crate::migration::Step;
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use rusqlite::{Row, params};

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRow {
    /// What it is, for example `order`.
    pub kind: String,
    /// Its id.
    pub subject: String,
    /// How often it could not be read, in a row.
    pub failures: u32,
    /// It is not read before this time.
    pub not_before: Option<DateTime<Utc>>,
}

pub(crate) const STEPS: &[Step] = &[(
    6,
    "CREATE TABLE reads (
        sequence INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        urgent INTEGER NOT NULL,
        failures INTEGER NOT NULL DEFAULT 0,
        not_before TEXT,
        UNIQUE (kind, subject)
    ) STRICT;
    CREATE INDEX reads_by_urgency ON reads (urgent, sequence);
    CREATE INDEX reads_failed ON reads (not_before) WHERE failures > 0;",
)];

/// Has something read. An urgent entry is read at once, also if it failed before.
pub fn add(tx: &Tx<'_>, kind: &str, subject: &str, urgent: bool) -> Result<(), Error> {
    tx.change(
        "INSERT INTO reads (kind, subject, urgent) VALUES (?1, ?2, ?3)
         ON CONFLICT (kind, subject) DO UPDATE SET
            urgent = max(urgent, excluded.urgent), not_before = iif(excluded.urgent, NULL, not_before)",
        params![kind, subject, urgent],
    )?;
    Ok(())
}

/// The entry of this kind and id.
pub fn get(tx: &Tx<'_>, kind: &str, subject: &str) -> Result<Option<ReadRow>, Error> {
    tx.first("SELECT * FROM reads WHERE kind = ?1 AND subject = ?2", [kind, subject], read)
}

/// The oldest entry of this urgency that may be read now. A time after `latest` was set by a clock that has
/// been set back since, and does not count.
pub fn next(
    tx: &Tx<'_>,
    urgent: bool,
    now: DateTime<Utc>,
    latest: DateTime<Utc>,
) -> Result<Option<ReadRow>, Error> {
    tx.first(
        "SELECT * FROM reads WHERE urgent = ?1
            AND (not_before IS NULL OR not_before <= ?2 OR not_before > ?3)
         ORDER BY sequence LIMIT 1",
        params![urgent, Time(now), Time(latest)],
        read,
    )
}

/// Notes that something could not be read: it is not tried before this time, and is no longer urgent.
pub fn fail(tx: &Tx<'_>, kind: &str, subject: &str, not_before: DateTime<Utc>) -> Result<(), Error> {
    tx.change(
        "INSERT INTO reads (kind, subject, urgent, failures, not_before) VALUES (?1, ?2, 0, 1, ?3)
         ON CONFLICT (kind, subject) DO UPDATE SET
            urgent = 0, failures = failures + 1, not_before = excluded.not_before",
        params![kind, subject, Time(not_before)],
    )?;
    Ok(())
}

/// Has something read, but not before this time. It does not count as a failure.
pub fn postpone(tx: &Tx<'_>, kind: &str, subject: &str, not_before: DateTime<Utc>) -> Result<(), Error> {
    tx.change(
        "INSERT INTO reads (kind, subject, urgent, not_before) VALUES (?1, ?2, 0, ?3)
         ON CONFLICT (kind, subject) DO UPDATE SET
            urgent = 0, failures = 0, not_before = excluded.not_before",
        params![kind, subject, Time(not_before)],
    )?;
    Ok(())
}

/// Removes an entry that was read. Returns whether there was one.
pub fn remove(tx: &Tx<'_>, kind: &str, subject: &str) -> Result<bool, Error> {
    Ok(tx.change("DELETE FROM reads WHERE kind = ?1 AND subject = ?2", [kind, subject])? > 0)
}

/// Has everything that failed tried again at once.
pub fn try_failed_now(tx: &Tx<'_>) -> Result<(), Error> {
    tx.change("UPDATE reads SET not_before = NULL WHERE failures > 0", [])?;
    Ok(())
}

/// The first time at which an entry that failed may be tried again.
pub fn next_try(tx: &Tx<'_>) -> Result<Option<DateTime<Utc>>, Error> {
    let found = tx.first(
        "SELECT not_before FROM reads WHERE failures > 0 AND not_before IS NOT NULL
         ORDER BY not_before LIMIT 1",
        [],
        |row| row.get::<_, Time>(0),
    )?;
    Ok(found.map(|Time(at)| at))
}

/// The number of entries that could not be read.
pub fn failed(tx: &Tx<'_>) -> Result<u64, Error> {
    tx.number("SELECT count(*) FROM reads WHERE failures > 0", [])
}

fn read(row: &Row<'_>) -> rusqlite::Result<ReadRow> {
    Ok(ReadRow {
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        failures: row.get("failures")?,
        not_before: row.get::<_, Option<Time>>("not_before")?.map(|Time(at)| at),
    })
}
