//! The outbox: every write that waits for NT24, or was answered.
//!
//! `ready -> in_flight -> done | conflict | unconfirmed | refused`; the user sets `held` or `withdrawn`.
//! The rows of a lane are sent one after the other: an unfinished row blocks the rows behind it. The id of
//! a row is its idempotency key, and its bytes never change once they are frozen.

mod row;
mod schema;

pub(crate) use schema::STEPS;

pub use crate::outbox_state::OutboxState;
pub use row::{Frozen, Head, OutboxRow, Place, Receipt};

use crate::column::{Json, Time};
use crate::error::Error;
use crate::row::StoredRow;
use crate::tx::Tx;
use OutboxState::{Conflict, Held, InFlight, Ready, Refused, Unconfirmed};
use chrono::{DateTime, Utc};
use rusqlite::params;
use serde_json::Value;

/// The numbers of unfinished rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// To be sent.
    pub ready: u32,
    /// Being sent.
    pub in_flight: u32,
    /// Waiting for the user.
    pub parked: u32,
}

/// Adds a row. Its `sequence` is ignored: a new one is assigned and returned.
///
/// # Errors
/// [`Error::Duplicate`] if the id exists.
pub fn enqueue(tx: &Tx<'_>, row: &OutboxRow) -> Result<i64, Error> {
    row.insert(tx)?;
    Ok(tx.0.last_insert_rowid())
}

/// The row with this id.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<OutboxRow>, Error> {
    tx.first("SELECT * FROM outbox WHERE id = ?1", [id], OutboxRow::read)
}

/// The first unfinished row of each lane, in queue order. A parked row is the head of its lane, too, and
/// blocks it.
pub fn heads(tx: &Tx<'_>) -> Result<Vec<Head>, Error> {
    tx.all(
        "SELECT id, state, attempts, last_attempt_at, not_before FROM outbox WHERE sequence IN (
            SELECT min(sequence) FROM outbox WHERE state NOT IN ('done', 'withdrawn') GROUP BY lane)
         ORDER BY sequence",
        [],
        row::read_head,
    )
}

/// The rows that are being sent, by their ids.
pub fn in_flight(tx: &Tx<'_>) -> Result<Vec<String>, Error> {
    tx.all(
        "SELECT id FROM outbox WHERE state NOT IN ('done', 'withdrawn') AND state = 'in_flight'",
        [],
        |row| row.get("id"),
    )
}

/// All unfinished rows, in queue order.
pub fn waiting(tx: &Tx<'_>) -> Result<Vec<OutboxRow>, Error> {
    // Without `INDEXED BY`, SQLite walks the whole table in the order of its key.
    tx.all(
        "SELECT * FROM outbox INDEXED BY outbox_in_order WHERE state NOT IN ('done', 'withdrawn')
         ORDER BY sequence",
        [],
        OutboxRow::read,
    )
}

/// The places of all unfinished rows, in queue order.
pub fn places(tx: &Tx<'_>) -> Result<Vec<Place>, Error> {
    tx.all(
        "SELECT id, lane FROM outbox INDEXED BY outbox_in_order WHERE state NOT IN ('done', 'withdrawn')
         ORDER BY sequence",
        [],
        |row| Ok(Place { id: row.get("id")?, lane: row.get("lane")? }),
    )
}

/// The unfinished rows of a buyer or order, in queue order.
pub fn waiting_of_subject(tx: &Tx<'_>, subject: &str) -> Result<Vec<OutboxRow>, Error> {
    tx.all(
        "SELECT * FROM outbox INDEXED BY outbox_unfinished_by_subject
         WHERE subject = ?1 AND state NOT IN ('done', 'withdrawn') ORDER BY sequence",
        [subject],
        OutboxRow::read,
    )
}

/// The rows that are done, the last one first.
pub fn receipts(tx: &Tx<'_>, limit: u32, offset: u32) -> Result<Vec<OutboxRow>, Error> {
    tx.all(
        "SELECT * FROM outbox WHERE state = 'done' ORDER BY done_at DESC, sequence DESC LIMIT ?1 OFFSET ?2",
        [limit, offset],
        OutboxRow::read,
    )
}

/// All rows of a buyer or order, finished or not, in queue order.
pub fn of_subject(tx: &Tx<'_>, subject: &str) -> Result<Vec<OutboxRow>, Error> {
    tx.all("SELECT * FROM outbox WHERE subject = ?1 ORDER BY sequence", [subject], OutboxRow::read)
}

/// Counts the unfinished rows.
pub fn counts(tx: &Tx<'_>) -> Result<Counts, Error> {
    let counted = tx.first(
        "SELECT count(*) FILTER (WHERE state = 'ready'), count(*) FILTER (WHERE state = 'in_flight'),
            count(*) FILTER (WHERE state IN ('conflict', 'unconfirmed', 'refused', 'held'))
         FROM outbox WHERE state NOT IN ('done', 'withdrawn')",
        [],
        |row| Ok(Counts { ready: row.get(0)?, in_flight: row.get(1)?, parked: row.get(2)? }),
    )?;
    Ok(counted.unwrap_or_default())
}

/// Sets the exact bytes that every attempt sends.
///
/// # Errors
/// [`Error::AlreadyFrozen`], even if the bytes are the same; [`Error::NotFound`];
/// [`Error::OutboxState`] if the row is finished.
pub fn freeze(tx: &Tx<'_>, id: &str, frozen: &Frozen) -> Result<(), Error> {
    let row = require_state(tx, id, &[Ready, InFlight, Conflict, Unconfirmed, Refused, Held])?;
    if row.frozen {
        return Err(Error::AlreadyFrozen);
    }
    tx.change_one(
        "UPDATE outbox SET frozen_path = ?2, frozen_body = ?3, frozen_sha256 = ?4, frozen_if_match = ?5
         WHERE id = ?1",
        params![id, frozen.path, frozen.body, frozen.sha256, frozen.if_match.as_ref().map(|tag| &tag.0)],
        ROW,
    )
}

/// Records the start of an attempt. Commit it before the first byte is sent.
///
/// # Errors
/// [`Error::NotFrozen`]; [`Error::NotFound`]; [`Error::OutboxState`] unless the row is ready.
pub fn begin(tx: &Tx<'_>, id: &str, now: DateTime<Utc>) -> Result<(), Error> {
    let row = require_state(tx, id, &[Ready])?;
    if !row.frozen {
        return Err(Error::NotFrozen);
    }
    tx.change_one(
        "UPDATE outbox SET state = 'in_flight', attempts = attempts + 1, not_before = NULL,
            first_sent_at = coalesce(first_sent_at, ?2), last_attempt_at = ?2
         WHERE id = ?1",
        params![id, Time(now)],
        ROW,
    )
}

/// Records times of NT24's clock: `first` lies before the first attempt and is kept from then on; `now` is
/// the current time. Commit it before the first byte of the attempt is sent.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless the row is in flight.
pub fn record_server_time(
    tx: &Tx<'_>,
    id: &str,
    first: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    require_state(tx, id, &[InFlight])?;
    tx.change_one(
        "UPDATE outbox SET first_sent_after = coalesce(first_sent_after, ?2), last_sent_after = ?3
         WHERE id = ?1",
        params![id, Time(first), Time(now)],
        ROW,
    )
}

/// Ends an attempt that is to be repeated: not before `not_before`, if NT24 named a time. A row that the
/// user has held meanwhile stays held.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless the row is in flight or held.
pub fn back_to_ready(
    tx: &Tx<'_>,
    id: &str,
    not_before: Option<DateTime<Utc>>,
    problem: Option<&Value>,
) -> Result<(), Error> {
    require_state(tx, id, &[InFlight, Held])?;
    tx.change_one(
        "UPDATE outbox SET state = CASE state WHEN 'held' THEN 'held' ELSE 'ready' END, not_before = ?2,
            problem = ?3
         WHERE id = ?1",
        params![id, not_before.map(Time), problem.map(Json)],
        ROW,
    )
}

/// Ends the first attempt if it certainly did not reach NT24: as [`back_to_ready`], and the row counts as
/// never sent. The caller must tell from the row before the attempt that it was the first: two attempts
/// may have the same time.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless the row is in flight or held.
pub fn not_sent(
    tx: &Tx<'_>,
    id: &str,
    not_before: Option<DateTime<Utc>>,
    problem: Option<&Value>,
) -> Result<(), Error> {
    require_state(tx, id, &[InFlight, Held])?;
    tx.change_one(
        "UPDATE outbox SET state = CASE state WHEN 'held' THEN 'held' ELSE 'ready' END, not_before = ?2,
            problem = ?3, first_sent_after = NULL, last_sent_after = NULL,
            first_sent_at = NULL
         WHERE id = ?1",
        params![id, not_before.map(Time), problem.map(Json)],
        ROW,
    )
}

/// Holds a row for the user, while it is being sent or waits for the next attempt. It may have arrived: it
/// keeps its key, its bytes and the time of its first attempt.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless it is ready or in flight.
pub fn hold(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    require_state(tx, id, &[Ready, InFlight])?;
    // A pause that NT24 asked for holds also if the user resumes the row.
    tx.change_one("UPDATE outbox SET state = 'held' WHERE id = ?1", [id], ROW)
}

/// Resumes a held or unconfirmed row, under its old key.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless it is held or unconfirmed.
pub fn resume(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    require_state(tx, id, &[Held, Unconfirmed])?;
    tx.change_one("UPDATE outbox SET state = 'ready' WHERE id = ?1", [id], ROW)
}

/// Parks a row until the user decides. `state` is one of the parked states.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] if the row is finished, or `state` is not a parked state.
pub fn park(tx: &Tx<'_>, id: &str, state: OutboxState, problem: Option<&Value>) -> Result<(), Error> {
    if !state.is_parked() {
        return Err(Error::OutboxState { state });
    }
    require_state(tx, id, &[Ready, InFlight, Conflict, Unconfirmed, Refused, Held])?;
    // A pause that NT24 asked for stays: the user can send the row again, and it may only get a new problem.
    tx.change_one(
        "UPDATE outbox SET state = ?2, problem = ?3 WHERE id = ?1",
        params![id, state.as_str(), problem.map(Json)],
        ROW,
    )
}

/// Marks a row as done: the answer or the data of NT24 shows that it arrived. It is unread from then on.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] if the row is already finished.
pub fn finish(tx: &Tx<'_>, id: &str, receipt: &Receipt, now: DateTime<Utc>) -> Result<(), Error> {
    require_state(tx, id, &[Ready, InFlight, Conflict, Unconfirmed, Refused, Held])?;
    tx.change_one(
        "UPDATE outbox SET state = 'done', not_before = NULL, problem = NULL, receipt = ?2, done_at = ?3
         WHERE id = ?1",
        params![id, Json(receipt), Time(now)],
        ROW,
    )?;
    super::unread::add(tx, id)
}

/// Withdraws a row. This is possible only if NT24 certainly does not have it: it was never sent, or the
/// answer was a refusal or a conflict.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] if NT24 may have it.
pub fn withdraw(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    let row = require_state(tx, id, &[Ready, InFlight, Conflict, Unconfirmed, Refused, Held])?;
    if row.sent && !matches!(row.state, Refused | Conflict) {
        return Err(Error::OutboxState { state: row.state });
    }
    // A pause that NT24 asked for holds also if the user brings the row back.
    tx.change_one("UPDATE outbox SET state = 'withdrawn' WHERE id = ?1", [id], ROW)
}

/// Withdraws a row, even if NT24 may have it, and puts another row in its place in the queue.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] if the row is finished; [`Error::Duplicate`] if the id of
/// the new row exists.
pub fn replace(tx: &Tx<'_>, id: &str, by: &OutboxRow) -> Result<(), Error> {
    require_state(tx, id, &[Ready, InFlight, Conflict, Unconfirmed, Refused, Held])?;
    tx.change_one("UPDATE outbox SET state = 'withdrawn' WHERE id = ?1", [id], ROW)?;
    // A pause that NT24 asked for holds for the same write under another key, too.
    let not_before = get(tx, id)?.and_then(|row| row.not_before);
    let last = enqueue(tx, &OutboxRow { not_before, ..by.clone() })?;
    swap_places(tx, id, last)
}

/// Brings back a withdrawn row in its old state and its old place in the queue. The row that has the place
/// now moves to the current place of the withdrawn row.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless the row is withdrawn, or if `state` is in flight or
/// finished.
pub fn bring_back(tx: &Tx<'_>, id: &str, state: OutboxState, sequence: i64) -> Result<(), Error> {
    if state == InFlight || state.is_finished() {
        return Err(Error::OutboxState { state });
    }
    require_state(tx, id, &[OutboxState::Withdrawn])?;
    swap_places(tx, id, sequence)?;
    tx.change_one("UPDATE outbox SET state = ?2 WHERE id = ?1", params![id, state.as_str()], ROW)
}

/// Swaps the places of two rows in the queue.
fn swap_places(tx: &Tx<'_>, id: &str, sequence: i64) -> Result<(), Error> {
    let own = tx.first("SELECT sequence FROM outbox WHERE id = ?1", [id], |row| row.get::<_, i64>(0))?;
    let own = own.ok_or(Error::NotFound(ROW))?;
    // A sequence that no row has; it is used inside this transaction only.
    const BETWEEN: i64 = -1;
    for (from, to) in [(own, BETWEEN), (sequence, own), (BETWEEN, sequence)] {
        tx.change("UPDATE outbox SET sequence = ?2 WHERE sequence = ?1", [from, to])?;
    }
    Ok(())
}

/// Delays a ready row until a time.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless it is ready.
pub fn wait_until(tx: &Tx<'_>, id: &str, then: DateTime<Utc>) -> Result<(), Error> {
    require_state(tx, id, &[Ready])?;
    tx.change_one("UPDATE outbox SET not_before = ?2 WHERE id = ?1", params![id, Time(then)], ROW)
}

/// Puts rows that were in flight at shutdown back to `ready`, with their key, their bytes and the time of
/// their first attempt. Returns how many.
pub fn recover(tx: &Tx<'_>) -> Result<usize, Error> {
    tx.change(
        "UPDATE outbox INDEXED BY outbox_unfinished SET state = 'ready'
         WHERE state = 'in_flight' AND state NOT IN ('done', 'withdrawn')",
        [],
    )
}

/// Marks a row as possibly sent after this database was copied: it counts as sent from the time it was
/// queued, and the time of the last attempt is unknown.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] if the row is finished.
pub fn mark_possibly_sent(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    require_state(tx, id, &[Ready, InFlight, Conflict, Unconfirmed, Refused, Held])?;
    tx.change_one(
        "UPDATE outbox SET first_sent_at = coalesce(first_sent_at, created_at), last_sent_after = NULL
         WHERE id = ?1",
        [id],
        ROW,
    )
}

/// Sets the draft that is opened again if the user has to change the request.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_draft(tx: &Tx<'_>, id: &str, draft: &Value) -> Result<(), Error> {
    tx.change_one("UPDATE outbox SET draft = ?2 WHERE id = ?1", params![id, Json(draft)], ROW)
}

const ROW: &str = "outbox row";

/// The facts on which the functions above decide.
struct Snapshot {
    state: OutboxState,
    frozen: bool,
    sent: bool,
}

/// Reads the snapshot of a row. Returns an error unless its state is one of `allowed`.
fn require_state(tx: &Tx<'_>, id: &str, allowed: &[OutboxState]) -> Result<Snapshot, Error> {
    let snapshot = tx.first(
        "SELECT state, frozen_path IS NOT NULL AS frozen, first_sent_at IS NOT NULL AS sent
         FROM outbox WHERE id = ?1",
        [id],
        |row| Ok(Snapshot { state: row.get("state")?, frozen: row.get("frozen")?, sent: row.get("sent")? }),
    )?;
    let snapshot = snapshot.ok_or(Error::NotFound(ROW))?;
    if allowed.contains(&snapshot.state) {
        Ok(snapshot)
    } else {
        Err(Error::OutboxState { state: snapshot.state })
    }
}
