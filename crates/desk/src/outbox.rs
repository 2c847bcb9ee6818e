//! The outbox: every write waits here, online too. A row's id is its idempotency key; its bytes are
//! frozen when it is sent for the first time and never change after that.

mod actions;
mod apply;
mod conflict;
mod entry;
mod freeze;
mod key_age;
mod known;
mod merge;
mod outcome;
mod request;
mod under_way;

pub(crate) use apply::resource as take_in;
pub(crate) use entry::{entries, receipts, send_state};
pub(crate) use freeze::readable as frozen_json;
pub(crate) use merge::{Compared, compare, overlay};
pub(crate) use outcome::{Problem, supersede};
#[cfg(test)]
pub(crate) use request::file_name;
pub(crate) use request::{Content, Request, enqueue, may_repeat_without_key};
pub(crate) use under_way::{UnderWay, heard};

use crate::contract::PaperProgress;
use crate::link::Gate;
use crate::open::Open;
use crate::sabotage::sabotaged;
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{IdempotencyKey, Operation};
use nt24_client::{Backoff, Body, FileSource, Upload, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use store::{Head, OutboxRow, OutboxState, Receipt, Store, Tx};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Buyers and orders that are served at the same time.
const LANES_AT_ONCE: usize = 4;

/// Pauses between two tries of one row.
const BACKOFF: Backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(60));

/// The longest wish of the server that is believed.
const LONGEST_WISH: TimeDelta = TimeDelta::hours(1);

/// How long a closing program waits for what is in flight.
const FAREWELL: Duration = Duration::from_secs(3);

/// Sends what waits, until the connection closes.
pub(crate) async fn run(open: Arc<Open>) {
    let mut sends = JoinSet::new();
    let cancel = CancellationToken::new();
    let _cancel_on_drop = cancel.clone().drop_guard();
    loop {
        let due = match start_sends(&open, &mut sends, &cancel) {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(%error, "the outbox cannot be read");
                Some(open.parts.clock.now() + TimeDelta::seconds(5))
            }
        };
        let pause = due.map_or(Duration::from_secs(3600), |due| {
            (due - open.parts.clock.now()).to_std().unwrap_or_default().max(Duration::from_millis(20))
        });
        tokio::select! {
            () = open.closing() => break,
            () = open.wake_outbox.notified() => {}
            Some(_) = sends.join_next() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    // What does not finish in time is uncertain, and repeated with its key at the next start.
    let finished = tokio::time::timeout(FAREWELL, async { while sends.join_next().await.is_some() {} });
    if finished.await.is_err() {
        cancel.cancel();
        sends.shutdown().await;
    }
}

/// What was in flight when the program ended goes on. The number of rows that this met.
pub(crate) fn recover(tx: &Tx<'_>) -> Result<usize, store::Error> {
    if sabotaged!(NoRecovery) {
        return Ok(0);
    }
    if sabotaged!(RecoveredAsDone) {
        for row in store::outbox::waiting(tx)?.iter().filter(|row| row.state == OutboxState::InFlight) {
            let receipt = Receipt {
                request_id: String::new(),
                status: 0,
                at: row.created_at,
                trace_id: None,
                merged: Vec::new(),
            };
            store::outbox::finish(tx, &row.id, &receipt, row.created_at)?;
        }
    }
    store::outbox::recover(tx)
}

/// Starts what may be sent now; answers when to look again.
pub(crate) fn start_sends(
    open: &Arc<Open>,
    sends: &mut JoinSet<()>,
    cancel: &CancellationToken,
) -> Result<Option<DateTime<Utc>>, store::Error> {
    // Nothing is sent before `/me` has answered as the organization that this data belongs to.
    if open.is_closing() || !open.is_introduced() || open.is_paused() {
        return Ok(None);
    }
    let now = open.parts.clock.now();
    let room = match open.link.gate(now) {
        Gate::Open => LANES_AT_ONCE,
        Gate::Probe => 1,
        Gate::ClosedUntil(then) => return Ok(Some(then)),
        Gate::Closed => return Ok(None),
    };
    if sends.len() >= room {
        // One of those under way ends with a new look.
        return Ok(None);
    }
    let (hurry, urgent) = (open.take_hurry(), open.take_urgent());
    let mut earliest: Option<DateTime<Utc>> = None;
    let mut heads = open.store.read(heads)?;
    // Stable: otherwise the order of the queue.
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
        let Some(row) = open.store.read(|tx| store::outbox::get(tx, &head.id))? else { continue };
        let stop = cancel.child_token();
        let prepared = match prepare(open, &row, &stop) {
            // It does not make sense to this version of the program; the others are none the worse.
            Err(store::Error::NotFound(_)) => {
                outcome::park_broken(open, &row)?;
                None
            }
            // A person has stopped or withdrawn it since it was looked up.
            Err(store::Error::OutboxState { .. }) => None,
            prepared => prepared?,
        };
        if let Some(write) = prepared {
            let open = Arc::clone(open);
            open.sends().insert(row.id.clone(), stop.clone());
            sends.spawn(async move { send(&open, &row, write, &stop).await });
        }
    }
    Ok(earliest)
}

/// The rows whose turn it is.
fn heads(tx: &Tx<'_>) -> Result<Vec<Head>, store::Error> {
    if sabotaged!(LaneIgnored) {
        return Ok(store::outbox::waiting(tx)?.iter().map(Head::from).collect());
    }
    store::outbox::heads(tx)
}

/// When a row may be tried: computed from the row, never stored. The server's own wish always holds.
pub(crate) fn due(row: &Head, hurry: bool, now: DateTime<Utc>) -> DateTime<Utc> {
    // What lies further ahead than any pause was written by a clock that has been set back since.
    let past = |at: &DateTime<Utc>| *at - now <= LONGEST_WISH;
    let wish = row.not_before.filter(past).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let last = row.last_attempt_at.filter(|at| !hurry && row.attempts > 0 && *at <= now);
    let Some(last) = last else { return wish };
    let pause = TimeDelta::from_std(BACKOFF.ceiling(row.attempts)).unwrap_or(LONGEST_WISH);
    // Spread by the row itself, so that many rows do not come back in one moment.
    let spread = row.id.bytes().fold(0_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 250);
    wish.max(last + pause + TimeDelta::milliseconds(spread))
}

/// Freezes the row and marks it as in flight. Nothing when it waits for another row, or was parked.
fn prepare(
    open: &Arc<Open>,
    row: &OutboxRow,
    stop: &CancellationToken,
) -> Result<Option<Write>, store::Error> {
    let now = open.parts.clock.now();
    let frozen = open.store.write(|tx| {
        if open.is_paused() {
            return Ok(None);
        }
        let Some(frozen) = freeze::frozen(tx, row)? else { return Ok::<_, store::Error>(None) };
        store::outbox::begin(tx, &row.id, now)?;
        if sabotaged!(DoneBeforeSent) {
            store::outbox::finish(tx, &row.id, &outcome::receipt(open, row, String::new(), 0, None), now)?;
        }
        Ok(Some(frozen))
    })?;
    let Some(frozen) = frozen else { return Ok(None) };
    let key = if sabotaged!(NewKeyOnRetry) { format!("{}-{}", row.id, row.attempts) } else { row.id.clone() };
    let (Some(operation), Ok(key)) = (Operation::from_id(&row.operation), IdempotencyKey::new(key)) else {
        outcome::park_broken(open, row)?;
        return Ok(None);
    };
    let body = match freeze::FrozenBody::read(&frozen.body) {
        Some(freeze::FrozenBody::Empty) => Body::Empty,
        Some(freeze::FrozenBody::Json(bytes)) => Body::Json(bytes),
        Some(freeze::FrozenBody::File(file)) => Body::Upload(upload(open, row, file, stop)),
        None => {
            outcome::park_broken(open, row)?;
            return Ok(None);
        }
    };
    open.changed();
    Ok(Some(Write { operation, path: frozen.path, key, if_match: frozen.if_match, body }))
}

fn upload(open: &Arc<Open>, row: &OutboxRow, file: freeze::FrozenFile, stop: &CancellationToken) -> Upload {
    open.uploads().insert(row.id.clone(), PaperProgress { sent: 0, total: file.size });
    let progress = {
        let (open, id, total) = (Arc::clone(open), row.id.clone(), file.size);
        let told = AtomicI64::new(0);
        Arc::new(move |sent: u64| {
            // A late word after the end of the upload has no bar to move any more.
            match open.uploads().get_mut(&id) {
                Some(bar) => bar.sent = sent,
                None => return,
            }
            let now = open.parts.clock.now().timestamp_millis();
            // Ten pictures a second are enough for a bar.
            if now - told.load(Ordering::Relaxed) >= 100 || sent >= total {
                told.store(now, Ordering::Relaxed);
                open.changed();
            }
        })
    };
    Upload {
        kind: file.kind,
        document_date: file.document_date,
        file_name: file.name,
        content_type: file.content_type,
        file: Arc::new(VaultFile { store: Arc::clone(&open.store), sha256: file.sha256, size: file.size }),
        progress,
        cancel: stop.clone(),
    }
}

async fn send(open: &Arc<Open>, row: &OutboxRow, write: Write, stop: &CancellationToken) {
    let client = open.client();
    let sending = async {
        match key_age::allows(open, row).await {
            Ok(true) => {
                let outcome = open.observe(client.send(&write).await);
                open.note_settled(&row.subject);
                outcome::settle(open, row, &write, outcome)
            }
            Ok(false) => outcome::park_unconfirmed(open, row),
            Err(failure) => outcome::not_sent(open, row, failure),
        }
    };
    let settled = tokio::select! {
        biased;
        settled = sending => Some(settled),
        () = stop.cancelled() => None,
    };
    open.uploads().remove(&row.id);
    open.sends().remove(&row.id);
    // Stopped: by a person, who has parked the row already, or by the end of the program, whose next
    // start finds it in flight. It may have arrived.
    let Some(settled) = settled else { return open.changed() };
    if let Err(error) = settled {
        tracing::error!(%error, operation = %row.operation, "the outcome of a send could not be written");
        let again = match error {
            // Trying again would end the same way.
            store::Error::Duplicate | store::Error::Referenced => outcome::park_broken(open, row),
            _ => open.store.write(|tx| store::outbox::back_to_ready(tx, &row.id, None, None)),
        };
        if let Err(error) = again {
            // It stays in flight, and is repeated with its key at the next start.
            tracing::error!(%error, "nor could it be put back");
        }
    }
    open.changed();
}

/// A file of the vault, read anew for each attempt.
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
