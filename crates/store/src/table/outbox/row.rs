use super::OutboxState;
use crate::column::{Json, Time};
use crate::{Error, Tx};
use chrono::{DateTime, Utc};
use nt24::ETag;
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A write that was queued.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxRow {
    /// The idempotency key.
    pub id: String,
    /// Position in the queue, assigned when it is queued.
    pub sequence: i64,
    /// What it must keep its turn in: `buyer:<id>` or `order:<id>`.
    pub lane: String,
    /// Which operation of the API.
    pub operation: String,
    /// This desk's id of the buyer or order.
    pub subject: String,
    /// The request as it was queued, with this desk's own ids.
    pub request: Value,
    /// The request as it is sent, once that is known.
    pub frozen: Option<Frozen>,
    /// Where it stands.
    pub state: OutboxState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was first tried, by this desk's clock.
    pub first_sent_at: Option<DateTime<Utc>>,
    /// A time of the server's own clock at which it had not been tried yet: the 24 hours for the key
    /// are counted from here where it is known, because a desk's clock may have been set meanwhile.
    pub first_sent_after: Option<DateTime<Utc>>,
    /// When it was last tried.
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// A time of the server's own clock shortly before the last attempt.
    pub last_sent_after: Option<DateTime<Utc>>,
    /// The moment before which the server does not want to be asked again.
    pub not_before: Option<DateTime<Utc>>,
    /// What went wrong last.
    pub problem: Option<Value>,
    /// What the server answered.
    pub receipt: Option<Receipt>,
    /// What to open again when a person has to change the request.
    pub draft: Option<Value>,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// When the server had it.
    pub done_at: Option<DateTime<Utc>>,
}

impl OutboxRow {
    /// A row that is ready and was never sent. Its sequence is assigned when it is queued.
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

/// What decides whether a row's turn has come. The queue is looked through after each send, and may
/// have thousands of lanes: the requests themselves are not read for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The idempotency key.
    pub id: String,
    /// Where the row stands.
    pub state: OutboxState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was last tried.
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// The moment before which the server does not want to be asked again.
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

/// The exact request, the same on every attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// Path with the server's ids.
    pub path: String,
    /// The bytes of the body.
    pub body: Vec<u8>,
    /// SHA-256 of everything that is sent, lower-case hexadecimal.
    pub sha256: String,
    /// The version that the change was made against.
    pub if_match: Option<ETag>,
}

/// Proof that the server answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The `X-Request-Id` of the attempt.
    pub request_id: String,
    /// HTTP status.
    pub status: u16,
    /// When the answer came.
    pub at: DateTime<Utc>,
    /// The server's id of the trace.
    pub trace_id: Option<String>,
    /// Fields that somebody else had changed and that were taken over without a question.
    #[serde(default)]
    pub merged: Vec<String>,
}

pub(super) fn insert(tx: &Tx<'_>, row: &OutboxRow) -> Result<i64, Error> {
    let frozen = row.frozen.as_ref();
    let bound = named_params! {
        ":id": row.id,
        ":lane": row.lane,
        ":operation": row.operation,
        ":subject": row.subject,
        ":request": Json(&row.request),
        ":frozen_path": frozen.map(|frozen| &frozen.path),
        ":frozen_body": frozen.map(|frozen| &frozen.body),
        ":frozen_sha256": frozen.map(|frozen| &frozen.sha256),
        ":frozen_if_match": frozen.and_then(|frozen| frozen.if_match.as_ref()).map(|tag| &tag.0),
        ":state": row.state.as_str(),
        ":attempts": row.attempts,
        ":first_sent_at": row.first_sent_at.map(Time),
        ":first_sent_after": row.first_sent_after.map(Time),
        ":last_attempt_at": row.last_attempt_at.map(Time),
        ":last_sent_after": row.last_sent_after.map(Time),
        ":not_before": row.not_before.map(Time),
        ":problem": row.problem.as_ref().map(Json),
        ":receipt": row.receipt.as_ref().map(Json),
        ":draft": row.draft.as_ref().map(Json),
        ":created_at": Time(row.created_at),
        ":done_at": row.done_at.map(Time),
    };
    tx.change(
        "INSERT INTO outbox (id, lane, operation, subject, request, frozen_path, frozen_body, frozen_sha256,
            frozen_if_match, state, attempts, first_sent_at, first_sent_after, last_attempt_at,
            last_sent_after, not_before, problem, receipt, draft, created_at, done_at)
         VALUES (:id, :lane, :operation, :subject, :request, :frozen_path, :frozen_body, :frozen_sha256,
            :frozen_if_match, :state, :attempts, :first_sent_at, :first_sent_after, :last_attempt_at,
            :last_sent_after, :not_before, :problem, :receipt, :draft, :created_at, :done_at)",
        bound,
    )?;
    Ok(tx.0.last_insert_rowid())
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

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<OutboxRow> {
    let frozen = match row.get::<_, Option<String>>("frozen_path")? {
        Some(path) => Some(Frozen {
            path,
            body: row.get("frozen_body")?,
            sha256: row.get("frozen_sha256")?,
            if_match: row.get::<_, Option<String>>("frozen_if_match")?.map(ETag),
        }),
        None => None,
    };
    Ok(OutboxRow {
        id: row.get("id")?,
        sequence: row.get("sequence")?,
        lane: row.get("lane")?,
        operation: row.get("operation")?,
        subject: row.get("subject")?,
        request: row.get::<_, Json<_>>("request")?.0,
        frozen,
        state: row.get("state")?,
        attempts: row.get("attempts")?,
        first_sent_at: row.get::<_, Option<Time>>("first_sent_at")?.map(|time| time.0),
        first_sent_after: row.get::<_, Option<Time>>("first_sent_after")?.map(|time| time.0),
        last_attempt_at: row.get::<_, Option<Time>>("last_attempt_at")?.map(|time| time.0),
        last_sent_after: row.get::<_, Option<Time>>("last_sent_after")?.map(|time| time.0),
        not_before: row.get::<_, Option<Time>>("not_before")?.map(|time| time.0),
        problem: row.get::<_, Option<Json<_>>>("problem")?.map(|json| json.0),
        receipt: row.get::<_, Option<Json<_>>>("receipt")?.map(|json| json.0),
        draft: row.get::<_, Option<Json<_>>>("draft")?.map(|json| json.0),
        created_at: row.get::<_, Time>("created_at")?.0,
        done_at: row.get::<_, Option<Time>>("done_at")?.map(|time| time.0),
    })
}
