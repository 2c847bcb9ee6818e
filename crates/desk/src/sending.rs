//! The outbox: every write waits here, online too, and is sent from here. A row's id is its idempotency
//! key; its bytes are frozen before the first attempt and never change afterwards.

pub(crate) mod apply;
pub(crate) mod key_age;
pub(crate) mod look_up;
pub(crate) mod outcome;
pub(crate) mod state;

use crate::connection::Connection;
use crate::connection::link::Gate;
use crate::contract::Failure;
use crate::queue::cause::Cause;
use crate::queue::frozen::{self, FrozenBody, FrozenFile};
use crate::sending::key_age::KeyAge;
use crate::sending::state::Sending;
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{IdempotencyKey, Operation};
use nt24_client::{Answer, Backoff, Body, Error, FileSource, Upload, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use store::{Frozen, Head, OutboxRow, OutboxState, Store, Tx};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Lanes, that is buyers and orders, that are served at the same time.
const LANES_AT_ONCE: usize = 4;

/// Back-off between two attempts of one row.
const BACKOFF: Backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(60));

/// Longest stored `Retry-After` that is believed: a later time was written by a clock that has been set back
/// since, and does not count.
const LONGEST_RETRY_AFTER: TimeDelta = TimeDelta::hours(1);

/// Pause after the outbox could not be read.
const AFTER_FAILURE: TimeDelta = TimeDelta::seconds(5);

/// Pause before an outcome that could not be written is written again.
const WRITE_AGAIN: Duration = Duration::from_secs(2);

/// Longest pause of the loop when no row is due.
const IDLE: Duration = Duration::from_secs(3600);

/// How long closing waits for requests in flight.
const CLOSING_GRACE: Duration = Duration::from_secs(3);

/// Least time between two updates of a progress bar, in milliseconds.
const PROGRESS_INTERVAL_MS: i64 = 100;

/// Sends what is due, until the connection closes.
pub(crate) async fn run(sending: Arc<Sending>) {
    let connection = Arc::clone(&sending.connection);
    let mut sends = JoinSet::new();
    let cancel = CancellationToken::new();
    let _cancel_on_drop = cancel.clone().drop_guard();
    loop {
        let due = match start_sends(&sending, &mut sends, &cancel) {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(%error, "the outbox cannot be read");
                Some(connection.given.clock.now() + AFTER_FAILURE)
            }
        };
        let pause = due.map_or(IDLE, |due| {
            (due - connection.given.clock.now()).to_std().unwrap_or_default().max(Duration::from_millis(20))
        });
        tokio::select! {
            () = connection.closing() => break,
            () = connection.signals.sending_woken() => {}
            Some(_) = sends.join_next() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    // A request that does not finish in time is uncertain; the next start repeats it with its key.
    let finished = tokio::time::timeout(CLOSING_GRACE, async { while sends.join_next().await.is_some() {} });
    if finished.await.is_err() {
        cancel.cancel();
        sends.shutdown().await;
    }
}

/// Starts the requests that may be sent now. Returns when the next row is due.
pub(crate) fn start_sends(
    sending: &Arc<Sending>,
    sends: &mut JoinSet<()>,
    cancel: &CancellationToken,
) -> Result<Option<DateTime<Utc>>, Cause> {
    let connection = &sending.connection;
    if connection.is_closing() {
        return Ok(None);
    }
    take_back_rows_without_request(sending)?;
    // The first send waits until `/me` has answered as the organization that this data belongs to.
    if !connection.is_identified() || sending.is_paused() {
        return Ok(None);
    }
    let now = connection.given.clock.now();
    let room = match connection.link.gate(now) {
        Gate::Open => LANES_AT_ONCE,
        Gate::Probe => 1,
        Gate::ClosedUntil(then) => return Ok(Some(then)),
        Gate::Closed => return Ok(None),
    };
    if sends.len() >= room {
        // The end of one of the requests in flight wakes the loop.
        return Ok(None);
    }
    let (hurry, urgent) = (connection.signals.take_hurry(), sending.take_urgent());
    let mut earliest: Option<DateTime<Utc>> = None;
    let mut heads = connection.store.read(store::outbox::heads)?;
    // The sort is stable: apart from urgent rows, the order of the queue stays.
    heads.sort_by_key(|head| !urgent.contains(&head.id));
    for head in heads {
        if head.state != OutboxState::Ready {
            continue;
        }
        let due = due(&head, hurry || urgent.contains(&head.id), now);
        if due > now {
            earliest = Some(earliest.map_or(due, |earliest| earliest.min(due)));
            continue;
        }
        if sends.len() >= room {
            break;
        }
        let Some(row) = connection.store.read(|tx| store::outbox::get(tx, &head.id))? else { continue };
        let stop = cancel.child_token();
        let prepared = match prepare(sending, &row, &stop) {
            // This version cannot decode the row, or the row names something that is gone. Park it; other rows
            // continue.
            Err(Cause::Undecodable | Cause::Gone(_) | Cause::Store(store::Error::NotFound(_))) => {
                outcome::park_broken(connection, &row)?;
                None
            }
            // The user has stopped or withdrawn the row since it was read.
            Err(Cause::Store(store::Error::OutboxState { .. })) => None,
            prepared => prepared?,
        };
        if let Some(write) = prepared {
            let sending = Arc::clone(sending);
            sending.stops().insert(row.id.clone(), stop.clone());
            sends.spawn(async move { send(&sending, &row, write, &stop).await });
        }
    }
    Ok(earliest)
}

/// Puts rows back that are in flight in the database and not in this process: their outcome could not be written.
/// They are uncertain, and are sent again with their own keys.
fn take_back_rows_without_request(sending: &Sending) -> Result<(), Cause> {
    let without_request = |tx: &Tx<'_>| {
        let mut rows = store::outbox::in_flight(tx)?;
        rows.retain(|id| !sending.stops().contains_key(id));
        Ok::<_, store::Error>(rows)
    };
    let store = &sending.connection.store;
    if !store.read(without_request)?.is_empty() {
        // Looked at again in the transaction: a request ends only after its outcome was written.
        store.write(|tx| {
            without_request(tx)?.iter().try_for_each(|id| store::outbox::back_to_ready(tx, id, None, None))
        })?;
    }
    Ok(())
}

/// When a row may be tried, computed from the row and never stored. A `Retry-After` of the server holds, also
/// for a user who is in a hurry.
pub(crate) fn due(row: &Head, hurry: bool, now: DateTime<Utc>) -> DateTime<Utc> {
    let plausible = |at: &DateTime<Utc>| *at - now <= LONGEST_RETRY_AFTER;
    let not_before = row.not_before.filter(plausible).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let last = row.last_attempt_at.filter(|at| !hurry && row.attempts > 0 && *at <= now);
    let Some(last) = last else { return not_before };
    let pause = TimeDelta::from_std(BACKOFF.ceiling(row.attempts)).unwrap_or(LONGEST_RETRY_AFTER);
    // Spread by the row's id, so that many rows are not retried at the same moment.
    let spread = row.id.bytes().fold(0_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 250);
    not_before.max(last + pause + TimeDelta::milliseconds(spread))
}

/// Freezes the row and marks it as in flight. Returns `None` if the row still waits for an id, or was
/// parked.
fn prepare(
    sending: &Arc<Sending>,
    row: &OutboxRow,
    stop: &CancellationToken,
) -> Result<Option<Write>, Cause> {
    let connection = &sending.connection;
    let now = connection.given.clock.now();
    let frozen = connection.store.write(|tx| {
        if sending.is_paused() {
            return Ok(None);
        }
        let Some(frozen) = frozen::frozen(tx, row)? else { return Ok(None) };
        store::outbox::begin(tx, &row.id, now)?;
        Ok::<_, Cause>(Some(frozen))
    })?;
    let Some(frozen) = frozen else { return Ok(None) };
    let key = row.id.clone();
    let (Some(operation), Ok(key)) = (Operation::from_id(&row.operation), IdempotencyKey::new(key)) else {
        outcome::park_broken(connection, row)?;
        return Ok(None);
    };
    let body = match FrozenBody::read(&frozen.body) {
        Some(FrozenBody::Empty) => Body::Empty,
        Some(FrozenBody::Json(bytes)) => Body::Json(bytes),
        Some(FrozenBody::File(file)) => Body::Upload(upload(sending, row, file, stop)),
        None => {
            outcome::park_broken(connection, row)?;
            return Ok(None);
        }
    };
    connection.changed();
    let Frozen { path, if_match, .. } = frozen;
    Ok(Some(Write { operation, path, key, if_match, body, not_after: None }))
}

fn upload(sending: &Arc<Sending>, row: &OutboxRow, file: FrozenFile, stop: &CancellationToken) -> Upload {
    sending.begin_upload(&row.id, file.size);
    let progress = {
        let (sending, id, total) = (Arc::clone(sending), row.id.clone(), file.size);
        let last_update = AtomicI64::new(0);
        Arc::new(move |sent: u64| {
            if !sending.note_progress(&id, sent) {
                // The upload has ended and its progress entry is gone: ignore late callbacks.
                return;
            }
            let connection = &sending.connection;
            let now = connection.given.clock.now().timestamp_millis();
            if now - last_update.load(Ordering::Relaxed) >= PROGRESS_INTERVAL_MS || sent >= total {
                last_update.store(now, Ordering::Relaxed);
                connection.changed();
            }
        })
    };
    let store = Arc::clone(&sending.connection.store);
    Upload {
        kind: file.kind,
        document_date: file.document_date,
        file_name: file.name,
        content_type: file.content_type,
        file: Arc::new(VaultFile { store, sha256: file.sha256, size: file.size }),
        progress,
        cancel: stop.clone(),
    }
}

async fn send(sending: &Sending, row: &OutboxRow, write: Write, stop: &CancellationToken) {
    let connection = &*sending.connection;
    let in_flight = InFlight { sending, row: &row.id };
    let sent_and_recorded = async {
        let outcome = attempt(connection, row, &write).await;
        record(connection, row, &write, &outcome).await
    };
    let recorded = tokio::select! {
        biased;
        recorded = sent_and_recorded => Some(recorded),
        () = stop.cancelled() => None,
    };
    // Stopped, either by the user, in which case the row is parked already, or by the end of the program,
    // whose next start finds the row in flight. The request may have arrived.
    if let Some(Err(error)) = recorded {
        recover_row(connection, row, error);
    }
    drop(in_flight);
    connection.changed();
}

/// A row whose request is in flight in this process, until this is dropped.
struct InFlight<'a> {
    sending: &'a Sending,
    row: &'a str,
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.sending.end(self.row);
    }
}

/// How an attempt ended.
enum Outcome {
    Answered(Result<Answer, Error>),
    /// NT24 may have forgotten the key.
    KeyTooOld,
    NotSent(Failure),
}

async fn attempt(connection: &Connection, row: &OutboxRow, write: &Write) -> Outcome {
    match key_age::check(connection, row).await {
        Ok(KeyAge::Known { not_after }) => {
            let write = Write { not_after, ..write.clone() };
            let answer = connection.observe(connection.client().send(&write).await);
            connection.outcomes.count(&row.subject);
            Outcome::Answered(answer)
        }
        Ok(KeyAge::TooOld) => Outcome::KeyTooOld,
        Err(failure) => Outcome::NotSent(failure),
    }
}

/// Records an outcome. While the disk is full or fails, the outcome is kept and written again.
async fn record(
    connection: &Connection,
    row: &OutboxRow,
    write: &Write,
    outcome: &Outcome,
) -> Result<(), Cause> {
    loop {
        let recorded = match outcome {
            Outcome::Answered(answer) => outcome::record(connection, row, write, answer),
            Outcome::KeyTooOld => outcome::park_unconfirmed(connection, row),
            Outcome::NotSent(failure) => outcome::not_sent(connection, row, failure.clone()),
        };
        match recorded {
            Err(Cause::Store(error @ (store::Error::DiskFull | store::Error::Io(_)))) => {
                tracing::error!(%error, operation = %row.operation, "the outcome of a send waits to be written");
                tokio::time::sleep(WRITE_AGAIN).await;
            }
            recorded => return recorded,
        }
    }
}

/// Puts a row back whose outcome could not be written.
fn recover_row(connection: &Connection, row: &OutboxRow, error: Cause) {
    tracing::error!(%error, operation = %row.operation, "the outcome of a send could not be written");
    let again = match error {
        // Trying again would end the same way.
        Cause::Store(store::Error::Duplicate | store::Error::Referenced) => {
            outcome::park_broken(connection, row)
        }
        _ => connection
            .store
            .write(|tx| store::outbox::back_to_ready(tx, &row.id, None, None))
            .map_err(Cause::from),
    };
    if let Err(error) = again {
        // The row stays in flight; the next look of the loop takes it back.
        tracing::error!(%error, "nor could the row be put back");
    }
}

/// A file of the vault, read again for each attempt.
struct VaultFile {
    store: Arc<Store>,
    sha256: String,
    size: u64,
}

impl FileSource for VaultFile {
    fn length(&self) -> u64 {
        self.size
    }

    fn open(&self) -> std::io::Result<Box<dyn std::io::Read + Send>> {
        let contents = self.store.vault().open(&self.sha256)?;
        Ok(Box::new(contents))
    }
}
