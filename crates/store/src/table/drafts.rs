//! Drafts: forms that the user has begun and not submitted.

use crate::column::Time;
use crate::error::Error;
use crate::migration::Step;
use crate::row::{StoredRow, columns};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use rusqlite::params;
use serde_json::Value;
use std::collections::HashSet;

/// A form or wizard that was not submitted.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftRow {
    /// This desk's own id.
    pub id: String,
    /// The kind of form or wizard.
    pub kind: String,
    /// This desk's id of the buyer or order that it belongs to.
    pub subject: Option<String>,
    /// The step that was open last.
    pub step: u32,
    /// Path of the field that had the focus.
    pub field: Option<String>,
    /// The input of the user.
    pub body: Value,
    /// The data when the draft was begun, to compare conflicts field by field.
    pub base: Option<Value>,
    /// The findings of the last check.
    pub problems: Option<Value>,
    /// When the draft was begun.
    pub created_at: DateTime<Utc>,
    /// When the draft was last saved.
    pub updated_at: DateTime<Utc>,
}

columns! {
    DraftRow, "drafts" {
        id: plain,
        kind: plain,
        subject: plain,
        step: plain,
        field: plain,
        body: json,
        base: optional json,
        problems: optional json,
        created_at: time,
        updated_at: time,
    }
    write by _row {
        discarded_at: None::<Time>,
    }
}

pub(crate) const STEPS: &[Step] = &[
    (
        1,
        "CREATE TABLE drafts (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            subject TEXT,
            step INTEGER NOT NULL,
            body TEXT NOT NULL,
            base TEXT,
            problems TEXT,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX drafts_by_subject ON drafts (subject, kind);",
    ),
    (
        2,
        "ALTER TABLE drafts ADD COLUMN field TEXT;
        ALTER TABLE drafts ADD COLUMN discarded_at TEXT;
        CREATE INDEX drafts_discarded ON drafts (discarded_at) WHERE discarded_at IS NOT NULL;",
    ),
    (
        7,
        "DROP INDEX drafts_discarded;
        CREATE INDEX drafts_discarded ON drafts (discarded_at DESC, id) WHERE discarded_at IS NOT NULL;
        CREATE INDEX drafts_active ON drafts (updated_at DESC, id) WHERE discarded_at IS NULL;
        CREATE INDEX drafts_active_by_subject ON drafts (subject, kind, updated_at DESC, id)
            WHERE discarded_at IS NULL;",
    ),
];

/// Saves a draft; overwrites the one with the same id, also a discarded one, which is then active again.
pub fn put(tx: &Tx<'_>, row: &DraftRow) -> Result<(), Error> {
    match row.update(tx, "draft") {
        Err(Error::NotFound(_)) => row.insert(tx),
        updated => updated,
    }
}

/// The draft with this id. `None` if it was discarded.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<DraftRow>, Error> {
    tx.first("SELECT * FROM drafts WHERE id = ?1 AND discarded_at IS NULL", [id], DraftRow::read)
}

/// All drafts that were not discarded, the last saved first.
pub fn list(tx: &Tx<'_>) -> Result<Vec<DraftRow>, Error> {
    tx.all("SELECT * FROM drafts WHERE discarded_at IS NULL ORDER BY updated_at DESC, id", [], DraftRow::read)
}

/// All discarded drafts that can be restored, the last discarded first.
pub fn discarded(tx: &Tx<'_>) -> Result<Vec<DraftRow>, Error> {
    tx.all(
        "SELECT * FROM drafts WHERE discarded_at IS NOT NULL ORDER BY discarded_at DESC, id",
        [],
        DraftRow::read,
    )
}

/// The drafts of one kind that belong to a buyer or order, the last saved first.
pub fn of_subject(tx: &Tx<'_>, subject: &str, kind: &str) -> Result<Vec<DraftRow>, Error> {
    tx.all(
        "SELECT * FROM drafts WHERE subject = ?1 AND kind = ?2 AND discarded_at IS NULL
         ORDER BY updated_at DESC, id",
        [subject, kind],
        DraftRow::read,
    )
}

/// Every text of every draft, those of discarded ones too: the ids of its files are among them.
pub(crate) fn texts(tx: &Tx<'_>) -> Result<HashSet<String>, Error> {
    let texts = "SELECT DISTINCT atom FROM drafts, json_tree(drafts.body) WHERE type = 'text'";
    Ok(tx.all(texts, [], |row| row.get(0))?.into_iter().collect())
}

/// Discards a draft. If it is the draft of an order, the drafts that belong to that order go with it. All
/// can be restored unchanged until [`delete_discarded`] removes them.
///
/// # Errors
/// [`Error::NotFound`] if there is no such draft, or it is already discarded.
pub fn discard(tx: &Tx<'_>, id: &str, now: DateTime<Utc>) -> Result<(), Error> {
    tx.change_one(
        "UPDATE drafts SET discarded_at = ?2 WHERE id = ?1 AND discarded_at IS NULL",
        params![id, Time(now)],
        "draft",
    )?;
    tx.change(
        "UPDATE drafts SET discarded_at = ?2 WHERE subject = ?1 AND discarded_at IS NULL",
        params![id, Time(now)],
    )?;
    Ok(())
}

/// Restores a discarded draft, and the drafts that were discarded together with it.
///
/// # Errors
/// [`Error::NotFound`] if no draft with this id is discarded, or it was already deleted.
pub fn restore(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    tx.change(
        "UPDATE drafts SET discarded_at = NULL
         WHERE subject = ?1 AND discarded_at = (SELECT discarded_at FROM drafts WHERE id = ?1)",
        [id],
    )?;
    tx.change_one(
        "UPDATE drafts SET discarded_at = NULL WHERE id = ?1 AND discarded_at IS NOT NULL",
        [id],
        "draft",
    )
}

/// Deletes the drafts that were discarded before a time. Returns how many.
pub fn delete_discarded(tx: &Tx<'_>, before: DateTime<Utc>) -> Result<usize, Error> {
    tx.change("DELETE FROM drafts WHERE discarded_at < ?1", [Time(before)])
}

/// Moves the drafts of one subject to another: when the draft of an order is submitted, the drafts that
/// belong to it move to the order.
pub fn move_to(tx: &Tx<'_>, from: &str, to: &str) -> Result<(), Error> {
    tx.change("UPDATE drafts SET subject = ?2 WHERE subject = ?1", [from, to])?;
    Ok(())
}

/// Removes a draft, if there is one.
pub fn remove(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    tx.change("DELETE FROM drafts WHERE id = ?1", [id])?;
    Ok(())
}
