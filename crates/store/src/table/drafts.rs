//! What somebody is working on and has not submitted.

use crate::column::{Json, Time};
use crate::{Error, Tx, migration::Step};
use chrono::{DateTime, Utc};
use rusqlite::{Row, named_params};
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

pub(crate) const STEPS: &[Step] = &[(
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
)];

/// Saves a draft, in place of the one with its id if there is one.
///
/// # Errors
/// When the database fails.
pub fn put(tx: &Tx<'_>, row: &DraftRow) -> Result<(), Error> {
    let bound = named_params! {
        ":id": row.id,
        ":kind": row.kind,
        ":subject": row.subject,
        ":step": row.step,
        ":body": Json(&row.body),
        ":base": row.base.as_ref().map(Json),
        ":problems": row.problems.as_ref().map(Json),
        ":created_at": Time(row.created_at),
        ":updated_at": Time(row.updated_at),
    };
    tx.change(
        "INSERT INTO drafts (id, kind, subject, step, body, base, problems, created_at, updated_at)
         VALUES (:id, :kind, :subject, :step, :body, :base, :problems, :created_at, :updated_at)
         ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, subject = excluded.subject,
            step = excluded.step, body = excluded.body, base = excluded.base,
            problems = excluded.problems, created_at = excluded.created_at,
            updated_at = excluded.updated_at",
        bound,
    )?;
    Ok(())
}

/// The draft with this id.
///
/// # Errors
/// When the database fails.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<DraftRow>, Error> {
    tx.first("SELECT * FROM drafts WHERE id = ?1", [id], read)
}

/// Every draft, the last saved first.
///
/// # Errors
/// When the database fails.
pub fn list(tx: &Tx<'_>) -> Result<Vec<DraftRow>, Error> {
    tx.all("SELECT * FROM drafts ORDER BY updated_at DESC, id", [], read)
}

/// The drafts of one kind that belong to a buyer or order, the last saved first.
///
/// # Errors
/// When the database fails.
pub fn of_subject(tx: &Tx<'_>, subject: &str, kind: &str) -> Result<Vec<DraftRow>, Error> {
    tx.all(
        "SELECT * FROM drafts WHERE subject = ?1 AND kind = ?2 ORDER BY updated_at DESC, id",
        [subject, kind],
        read,
    )
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
        body: row.get::<_, Json<_>>("body")?.0,
        base: row.get::<_, Option<Json<_>>>("base")?.map(|json| json.0),
        problems: row.get::<_, Option<Json<_>>>("problems")?.map(|json| json.0),
        created_at: row.get::<_, Time>("created_at")?.0,
        updated_at: row.get::<_, Time>("updated_at")?.0,
    })
}
