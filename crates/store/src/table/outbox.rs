//! Every write that waits for the server, or has been answered by it.
//!
//! `ready -> in_flight -> done | conflict | unconfirmed | refused`, and `held` or `withdrawn` by a person. Rows
//! of a lane go one after the other: a row that is not finished holds up those behind it. A row's id
//! is its idempotency key, and its bytes never change once they are frozen.

mod row;
mod schema;
mod state;

pub(crate) use schema::STEPS;

pub use row::{Frozen, Head, OutboxRow, Receipt};
pub use state::{Counts, OutboxState};

use crate::column::{Json, Time};
use crate::{Error, Tx};
use OutboxState::{Conflict, Held, InFlight, Ready, Refused, Unconfirmed};
use chrono::{DateTime, Utc};
use rusqlite::params;
use serde_json::Value;

/// Adds a row as it is given, except for its sequence, which is assigned and answered.
///
/// # Errors
/// [`Error::Duplicate`] when the id is taken.
pub fn enqueue(tx: &Tx<'_>, row: &OutboxRow) -> Result<i64, Error> {
    row::insert(tx, row)
}

/// The row with this id.
///
/// # Errors
/// When the database fails.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<OutboxRow>, Error> {
    tx.first("SELECT * FROM outbox WHERE id = ?1", [id], row::read)
}

/// The first unfinished row of each lane, in the order in which they were queued. A row that is
/// parked is the head of its lane as well, and holds it up.
///
/// # Errors
/// When the database fails.
pub fn heads(tx: &Tx<'_>) -> Result<Vec<Head>, Error> {
    tx.all(
        "SELECT id, state, attempts, last_attempt_at, not_before FROM outbox WHERE sequence IN (
            SELECT min(sequence) FROM outbox WHERE state NOT IN ('done', 'withdrawn') GROUP BY lane)
         ORDER BY sequence",
        [],
        row::read_head,
    )
}

/// Every unfinished row, in the order in which they were queued.
///
/// # Errors
/// When the database fails.
pub fn waiting(tx: &Tx<'_>) -> Result<Vec<OutboxRow>, Error> {
    tx.all("SELECT * FROM outbox WHERE state NOT IN ('done', 'withdrawn') ORDER BY sequence", [], row::read)
}

/// What was sent and answered, the last answer first.
///
/// # Errors
/// When the database fails.
pub fn receipts(tx: &Tx<'_>, limit: u32, offset: u32) -> Result<Vec<OutboxRow>, Error> {
    tx.all(
        "SELECT * FROM outbox WHERE state = 'done' ORDER BY done_at DESC, sequence DESC LIMIT ?1 OFFSET ?2",
        [limit, offset],
        row::read,
    )
}

/// Every row of a buyer or order, finished or not, in the order in which they were queued.
///
/// # Errors
/// When the database fails.
pub fn of_subject(tx: &Tx<'_>, subject: &str) -> Result<Vec<OutboxRow>, Error> {
    tx.all("SELECT * FROM outbox WHERE subject = ?1 ORDER BY sequence", [subject], row::read)
}

/// How many rows are unfinished, and how.
///
/// # Errors
/// When the database fails.
pub fn counts(tx: &Tx<'_>) -> Result<Counts, Error> {
    let counted = tx.first(
        "SELECT count(*) FILTER (WHERE state = 'ready') AS ready,
            count(*) FILTER (WHERE state = 'in_flight') AS in_flight,
            count(*) FILTER (WHERE state IN ('conflict', 'unconfirmed', 'refused', 'held')) AS parked
         FROM outbox WHERE state NOT IN ('done', 'withdrawn')",
        [],
        |row| {
            Ok(Counts {
                ready: row.get("ready")?,
                in_flight: row.get("in_flight")?,
                parked: row.get("parked")?,
            })
        },
    )?;
    Ok(counted.unwrap_or_default())
}

/// Sets the exact bytes that every attempt will send.
///
/// # Errors
/// [`Error::AlreadyFrozen`], even when the bytes are the same; [`Error::NotFound`]; and
/// [`Error::OutboxState`] when the row is finished.
pub fn freeze(tx: &Tx<'_>, id: &str, frozen: &Frozen) -> Result<(), Error> {
    let row = in_state(tx, id, &[Ready, InFlight, Conflict, Unconfirmed, Refused, Held])?;
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

/// An attempt begins: to be committed before the first byte leaves.
///
/// # Errors
/// [`Error::NotFrozen`]; [`Error::NotFound`]; [`Error::OutboxState`] unless the row is ready.
pub fn begin(tx: &Tx<'_>, id: &str, now: DateTime<Utc>) -> Result<(), Error> {
    let row = in_state(tx, id, &[Ready])?;
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

/// Notes times of the server's own clock: one that was past when the first attempt began, of which a
/// later word changes nothing, and one of now. To be committed before the first byte of an attempt
/// leaves.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless the row is in flight.
pub fn witness(tx: &Tx<'_>, id: &str, first: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Error> {
    in_state(tx, id, &[InFlight])?;
    tx.change_one(
        "UPDATE outbox SET first_sent_after = coalesce(first_sent_after, ?2), last_sent_after = ?3
         WHERE id = ?1",
        params![id, Time(first), Time(now)],
        ROW,
    )
}

/// The attempt is to be made again, not before a moment that the server named, if it did. A row that a
/// person has stopped meanwhile stays stopped.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless an attempt was under way.
pub fn back_to_ready(
    tx: &Tx<'_>,
    id: &str,
    not_before: Option<DateTime<Utc>>,
    problem: Option<&Value>,
) -> Result<(), Error> {
    in_state(tx, id, &[InFlight, Held])?;
    tx.change_one(
        "UPDATE outbox SET state = CASE state WHEN 'held' THEN 'held' ELSE 'ready' END, not_before = ?2,
            problem = ?3
         WHERE id = ?1",
        params![id, not_before.map(Time), problem.map(Json)],
        ROW,
    )
}

/// The attempt certainly did not reach the server, and it was the first: as [`back_to_ready`], and the
/// row counts as never sent again. The caller knows from the row before the attempt that it was the
/// first: two attempts may bear the same time.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless an attempt was under way.
pub fn not_sent(
    tx: &Tx<'_>,
    id: &str,
    not_before: Option<DateTime<Utc>>,
    problem: Option<&Value>,
) -> Result<(), Error> {
    in_state(tx, id, &[InFlight, Held])?;
    tx.change_one(
        "UPDATE outbox SET state = CASE state WHEN 'held' THEN 'held' ELSE 'ready' END, not_before = ?2,
            problem = ?3, first_sent_after = NULL, last_sent_after = NULL,
            first_sent_at = NULL
         WHERE id = ?1",
        params![id, not_before.map(Time), problem.map(Json)],
        ROW,
    )
}

/// A person stops a row that is being sent, or waits between two tries. It may have arrived: it keeps
/// its key, its bytes and the moment of its first attempt.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless it is ready or in flight.
pub fn hold(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    in_state(tx, id, &[Ready, InFlight])?;
    tx.change_one("UPDATE outbox SET state = 'held', not_before = NULL WHERE id = ?1", [id], ROW)
}

/// A person lets a stopped row go on, under its old key.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless it was stopped.
pub fn let_go_on(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    in_state(tx, id, &[Held])?;
    tx.change_one("UPDATE outbox SET state = 'ready' WHERE id = ?1", [id], ROW)
}

/// Sets a row aside for a person: `state` is one of those that are parked.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] when the row is finished, or `state` is another one.
pub fn park(tx: &Tx<'_>, id: &str, state: OutboxState, problem: Option<&Value>) -> Result<(), Error> {
    if !state.is_parked() {
        return Err(Error::OutboxState { state });
    }
    in_state(tx, id, &[Ready, InFlight, Conflict, Unconfirmed, Refused, Held])?;
    tx.change_one(
        "UPDATE outbox SET state = ?2, not_before = NULL, problem = ?3 WHERE id = ?1",
        params![id, state.as_str(), problem.map(Json)],
        ROW,
    )
}

/// The server has it, as its answer or a look at its data shows.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] when the row is finished already.
pub fn finish(tx: &Tx<'_>, id: &str, receipt: &Receipt, now: DateTime<Utc>) -> Result<(), Error> {
    in_state(tx, id, &[Ready, InFlight, Conflict, Unconfirmed, Refused, Held])?;
    tx.change_one(
        "UPDATE outbox SET state = 'done', not_before = NULL, problem = NULL, receipt = ?2, done_at = ?3
         WHERE id = ?1",
        params![id, Json(receipt), Time(now)],
        ROW,
    )
}

/// Takes a row back, which is possible only while the server certainly does not have it: it was never
/// sent, or it was answered with a refusal or a conflict.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] when the server may have it.
pub fn withdraw(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    let row = in_state(tx, id, &[Ready, InFlight, Conflict, Unconfirmed, Refused, Held])?;
    if row.sent && !matches!(row.state, Refused | Conflict) {
        return Err(Error::OutboxState { state: row.state });
    }
    tx.change_one("UPDATE outbox SET state = 'withdrawn', not_before = NULL WHERE id = ?1", [id], ROW)
}

/// Takes a row out, whatever the server has of it, and puts another one in its place.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] when the row is finished; [`Error::Duplicate`] when the id
/// of the other one is taken.
pub fn replace(tx: &Tx<'_>, id: &str, by: &OutboxRow) -> Result<(), Error> {
    in_state(tx, id, &[Ready, InFlight, Conflict, Unconfirmed, Refused, Held])?;
    tx.change_one("UPDATE outbox SET state = 'withdrawn', not_before = NULL WHERE id = ?1", [id], ROW)?;
    let last = row::insert(tx, by)?;
    take_place(tx, id, last)
}

/// Brings back a row that was withdrawn, as it stood before and where it stood. What is there now goes
/// where the row was meanwhile.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless it was withdrawn, or when `state` is of an attempt
/// or finished.
pub fn bring_back(tx: &Tx<'_>, id: &str, state: OutboxState, sequence: i64) -> Result<(), Error> {
    if state == InFlight || state.is_finished() {
        return Err(Error::OutboxState { state });
    }
    in_state(tx, id, &[OutboxState::Withdrawn])?;
    take_place(tx, id, sequence)?;
    tx.change_one("UPDATE outbox SET state = ?2 WHERE id = ?1", params![id, state.as_str()], ROW)
}

/// Gives a row another one's place in the queue, and that one the row's.
fn take_place(tx: &Tx<'_>, id: &str, sequence: i64) -> Result<(), Error> {
    let own = tx.first("SELECT sequence FROM outbox WHERE id = ?1", [id], |row| row.get::<_, i64>(0))?;
    let own = own.ok_or(Error::NotFound(ROW))?;
    // No row's, for as long as nobody can see it.
    const BETWEEN: i64 = -1;
    for (from, to) in [(own, BETWEEN), (sequence, own), (BETWEEN, sequence)] {
        tx.change("UPDATE outbox SET sequence = ?2 WHERE sequence = ?1", [from, to])?;
    }
    Ok(())
}

/// A row that is ready is not sent before this moment.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] unless it is ready.
pub fn wait_until(tx: &Tx<'_>, id: &str, then: DateTime<Utc>) -> Result<(), Error> {
    in_state(tx, id, &[Ready])?;
    tx.change_one("UPDATE outbox SET not_before = ?2 WHERE id = ?1", params![id, Time(then)], ROW)
}

/// After a crash: what was in flight is ready again, with its key, its bytes and the moment of its
/// first attempt. The number of rows that this met.
///
/// # Errors
/// When the database fails.
pub fn recover(tx: &Tx<'_>) -> Result<usize, Error> {
    tx.change("UPDATE outbox SET state = 'ready' WHERE state = 'in_flight'", [])
}

/// The row may have been sent by another run of which this database knows nothing: from when it was
/// queued on, it counts as sent, and nobody knows when it was sent last.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::OutboxState`] when the row is finished.
pub fn doubt(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    in_state(tx, id, &[Ready, InFlight, Conflict, Unconfirmed, Refused, Held])?;
    tx.change_one(
        "UPDATE outbox SET first_sent_at = coalesce(first_sent_at, created_at), last_sent_after = NULL
         WHERE id = ?1",
        [id],
        ROW,
    )
}

/// Sets what to open again when a person has to change the request.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_draft(tx: &Tx<'_>, id: &str, draft: &Value) -> Result<(), Error> {
    tx.change_one("UPDATE outbox SET draft = ?2 WHERE id = ?1", params![id, Json(draft)], ROW)
}

const ROW: &str = "outbox row";

/// What the steps above decide on.
struct Standing {
    state: OutboxState,
    frozen: bool,
    sent: bool,
}

/// The standing of a row, which must be in one of the states.
fn in_state(tx: &Tx<'_>, id: &str, allowed: &[OutboxState]) -> Result<Standing, Error> {
    let found = tx.first(
        "SELECT state, frozen_path IS NOT NULL AS frozen, first_sent_at IS NOT NULL AS sent
         FROM outbox WHERE id = ?1",
        [id],
        |row| Ok(Standing { state: row.get("state")?, frozen: row.get("frozen")?, sent: row.get("sent")? }),
    )?;
    let standing = found.ok_or(Error::NotFound(ROW))?;
    if allowed.contains(&standing.state) {
        Ok(standing)
    } else {
        Err(Error::OutboxState { state: standing.state })
    }
}
