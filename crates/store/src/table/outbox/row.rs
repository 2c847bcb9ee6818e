use crate::column::Time;
use crate::outbox_state::OutboxState;
use crate::row::columns;
use chrono::{DateTime, Utc};
use nt24::ETag;
use rusqlite::Row;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A queued write.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxRow {
    /// The idempotency key.
    pub id: String,
    /// Position in the queue, assigned when it is queued.
    pub sequence: i64,
    /// The lane whose rows are sent in order: `buyer:<id>` or `order:<id>`.
    pub lane: String,
    /// The operation of the API.
    pub operation: String,
    /// This desk's id of the buyer or order.
    pub subject: String,
    /// The request as it was queued, with this desk's own ids.
    pub request: Value,
    /// The request as it is sent; `None` while an id of NT24 is missing.
    pub frozen: Option<Frozen>,
    /// The state.
    pub state: OutboxState,
    /// The number of attempts.
    pub attempts: u32,
    /// When the first attempt began, by this desk's clock.
    pub first_sent_at: Option<DateTime<Utc>>,
    /// A time of NT24's clock before the first attempt. The 24 hours of the key are counted from here if it
    /// is known, because this desk's clock may have been set meanwhile.
    pub first_sent_after: Option<DateTime<Utc>>,
    /// When the last attempt began.
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// A time of NT24's clock shortly before the last attempt.
    pub last_sent_after: Option<DateTime<Utc>>,
    /// The row is not sent before this time: NT24 named it, or the user can still undo.
    pub not_before: Option<DateTime<Utc>>,
    /// The problem of the last attempt.
    pub problem: Option<Value>,
    /// The receipt of the answer.
    pub receipt: Option<Receipt>,
    /// The draft that is opened again if the user has to change the request.
    pub draft: Option<Value>,
    /// When the row was queued.
    pub created_at: DateTime<Utc>,
    /// When NT24 had it.
    pub done_at: Option<DateTime<Utc>>,
}

impl OutboxRow {
    /// A ready row that was never sent. Its sequence is assigned when it is queued.
    #[must_use]
    pub fn new(
        id: impl Into<String>,
        lane: impl Into<String>,
        operation: impl Into<String>,
        subject: impl Into<String>,
        request: Value,
        created_at: DateTime<Utc>,
    ) -> Self {
        Self {
            id: id.into(),
            sequence: 0,
            lane: lane.into(),
            operation: operation.into(),
            subject: subject.into(),
            request,
            frozen: None,
            state: OutboxState::Ready,
            attempts: 0,
            first_sent_at: None,
            first_sent_after: None,
            last_attempt_at: None,
            last_sent_after: None,
            not_before: None,
            problem: None,
            receipt: None,
            draft: None,
            created_at,
            done_at: None,
        }
    }
}

/// The fields that decide whether the first row of a lane may be sent. The queue is searched after each
/// send and may have thousands of lanes, so the requests themselves are not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The idempotency key.
    pub id: String,
    /// The state.
    pub state: OutboxState,
    /// The number of attempts.
    pub attempts: u32,
    /// When the last attempt began.
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// The row is not sent before this time: NT24 named it, or the user can still undo.
    pub not_before: Option<DateTime<Utc>>,
}

impl From<&OutboxRow> for Head {
    fn from(row: &OutboxRow) -> Self {
        Self {
            id: row.id.clone(),
            state: row.state,
            attempts: row.attempts,
            last_attempt_at: row.last_attempt_at,
            not_before: row.not_before,
        }
    }
}

/// The place of an unfinished row in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The idempotency key.
    pub id: String,
    /// The lane whose rows are sent in order.
    pub lane: String,
}

/// The exact request, the same for every attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// Path with NT24's ids.
    pub path: String,
    /// The bytes of the body.
    pub body: Vec<u8>,
    /// SHA-256 of all bytes that are sent, lower-case hexadecimal.
    pub sha256: String,
    /// The version that the change was made against.
    pub if_match: Option<ETag>,
}

/// Proof that NT24 answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The `X-Request-Id` of the attempt.
    pub request_id: String,
    /// HTTP status.
    pub status: u16,
    /// When the answer came.
    pub at: DateTime<Utc>,
    /// NT24's trace id.
    pub trace_id: Option<String>,
    /// Fields that were changed elsewhere and taken over without asking the user.
    #[serde(default)]
    pub merged: Vec<String>,
}

columns! {
    OutboxRow, "outbox" {
        id: plain,
        lane: plain,
        operation: plain,
        subject: plain,
        request: json,
        state: plain,
        attempts: plain,
        first_sent_at: optional time,
        first_sent_after: optional time,
        last_attempt_at: optional time,
        last_sent_after: optional time,
        not_before: optional time,
        problem: optional json,
        receipt: optional json,
        draft: optional json,
        created_at: time,
        done_at: optional time,
    }
    write by row {
        frozen_path: row.frozen.as_ref().map(|frozen| &frozen.path),
        frozen_body: row.frozen.as_ref().map(|frozen| &frozen.body),
        frozen_sha256: row.frozen.as_ref().map(|frozen| &frozen.sha256),
        frozen_if_match: row.frozen.as_ref().and_then(|frozen| frozen.if_match.as_ref()).map(|tag| &tag.0),
    }
    read by row {
        sequence: row.get("sequence")?,
        frozen: read_frozen(row)?,
    }
}

pub(super) fn read_head(row: &Row<'_>) -> rusqlite::Result<Head> {
    Ok(Head {
        id: row.get("id")?,
        state: row.get("state")?,
        attempts: row.get("attempts")?,
        last_attempt_at: row.get::<_, Option<Time>>("last_attempt_at")?.map(|time| time.0),
        not_before: row.get::<_, Option<Time>>("not_before")?.map(|time| time.0),
    })
}

fn read_frozen(row: &Row<'_>) -> rusqlite::Result<Option<Frozen>> {
    let Some(path) = row.get("frozen_path")? else { return Ok(None) };
    Ok(Some(Frozen {
        path,
        body: row.get("frozen_body")?,
        sha256: row.get("frozen_sha256")?,
        if_match: row.get::<_, Option<String>>("frozen_if_match")?.map(ETag),
    }))
}
