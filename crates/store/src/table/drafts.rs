//! What somebody is working on and has not submitted.

use crate::column::{Json, Time};
use crate::{Error, Tx, migration::Step};
use chrono::{DateTime, Utc};
use rusqlite::{Row, named_params, params};
use serde_json::Value;

/// A form or wizard that is not finished.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftRow {
    /// This desk's own id.
    pub id: String,
    /// Which form or wizard.
    pub kind: String,
    /// This desk's id of the buyer or order that it belongs to.
    pub subject: Option<String>,
    /// The step that was last open.
    pub step: u32,
    /// Path of the field that had the focus.
    pub field: Option<String>,
    /// What was filled in.
    pub body: Value,
    /// What was there when the work began, to tell conflicts by field.
    pub base: Option<Value>,
    /// What is wrong with it.
    pub problems: Option<Value>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was last saved.
    pub updated_at: DateTime<Utc>,
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
];

/// Saves a draft, in place of the one with its id if there is one. One that was discarded is there again.
///
/// # Errors
/// When the database fails.
pub fn put(tx: &Tx<'_>, row: &DraftRow) -> Result<(), Error> {
    let bound = named_params! {
        ":id": row.id,
        ":kind": row.kind,
        ":subject": row.subject,
        ":step": row.step,
        ":field": row.field,
        ":body": Json(&row.body),
        ":base": row.base.as_ref().map(Json),
        ":problems": row.problems.as_ref().map(Json),
        ":created_at": Time(row.created_at),
        ":updated_at": Time(row.updated_at),
    };
    tx.change(
        "INSERT INTO drafts (id, kind, subject, step, field, body, base, problems, created_at, updated_at)
         VALUES (:id, :kind, :subject, :step, :field, :body, :base, :problems, :created_at, :updated_at)
         ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, subject = excluded.subject,
            step = excluded.step, field = excluded.field, body = excluded.body, base = excluded.base,
            problems = excluded.problems, created_at = excluded.created_at,
            updated_at = excluded.updated_at, discarded_at = NULL",
        bound,
    )?;
    Ok(())
}

/// The draft with this id, unless it was discarded.
///
/// # Errors
/// When the database fails.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<DraftRow>, Error> {
    tx.first("SELECT * FROM drafts WHERE id = ?1 AND discarded_at IS NULL", [id], read)
}

/// Every draft that was not discarded, the last saved first.
///
/// # Errors
/// When the database fails.
pub fn list(tx: &Tx<'_>) -> Result<Vec<DraftRow>, Error> {
    tx.all("SELECT * FROM drafts WHERE discarded_at IS NULL ORDER BY updated_at DESC, id", [], read)
}

/// Every draft that was discarded and can be brought back.
///
/// # Errors
/// When the database fails.
pub fn discarded(tx: &Tx<'_>) -> Result<Vec<DraftRow>, Error> {
    tx.all("SELECT * FROM drafts WHERE discarded_at IS NOT NULL ORDER BY discarded_at DESC, id", [], read)
}

/// The drafts of one kind that belong to a buyer or order, the last saved first.
///
/// # Errors
/// When the database fails.
pub fn of_subject(tx: &Tx<'_>, subject: &str, kind: &str) -> Result<Vec<DraftRow>, Error> {
    tx.all(
        "SELECT * FROM drafts WHERE subject = ?1 AND kind = ?2 AND discarded_at IS NULL
         ORDER BY updated_at DESC, id",
        [subject, kind],
        read,
    )
}

/// Puts a draft away, with those that belong to it because it is an order that is a draft itself. It can
/// be brought back to the letter until [`forget_discarded`] comes to it.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or it was discarded already.
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

/// Brings a discarded draft back, with those that were discarded in the same stroke.
///
/// # Errors
/// [`Error::NotFound`] when no draft of this id was discarded, or it was too long ago.
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

/// Removes what was discarded before a moment; answers how many.
///
/// # Errors
/// When the database fails.
pub fn forget_discarded(tx: &Tx<'_>, before: DateTime<Utc>) -> Result<usize, Error> {
    tx.change("DELETE FROM drafts WHERE discarded_at < ?1", [Time(before)])
}

/// Gives the drafts of one subject to another: those of an order that was a draft itself, to the order.
///
/// # Errors
/// When the database fails.
pub fn move_to(tx: &Tx<'_>, from: &str, to: &str) -> Result<(), Error> {
    tx.change("UPDATE drafts SET subject = ?2 WHERE subject = ?1", [from, to])?;
    Ok(())
}

/// Removes a draft, if there is one.
///
/// # Errors
/// When the database fails.
pub fn remove(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    tx.change("DELETE FROM drafts WHERE id = ?1", [id])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<DraftRow> {
    Ok(DraftRow {
        id: row.get("id")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        step: row.get("step")?,
        field: row.get("field")?,
        body: row.get::<_, Json<_>>("body")?.0,
        base: row.get::<_, Option<Json<_>>>("base")?.map(|json| json.0),
        problems: row.get::<_, Option<Json<_>>>("problems")?.map(|json| json.0),
        created_at: row.get::<_, Time>("created_at")?.0,
        updated_at: row.get::<_, Time>("updated_at")?.0,
    })
}
