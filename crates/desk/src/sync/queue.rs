//! The reads to do, the most urgent first: the screen, subjects that a write has touched, those about to change,
//! the rest. The first and the third are computed; the others are kept in the database.

use crate::connection::Connection;
use crate::connection::subject::SubjectId;
use crate::contract::Failure;
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{OrderId, SellerId};
use nt24_client::Backoff;
use std::time::Duration;
use store::{ReadRow, Tx};

/// Pauses before something that could not be read is tried again.
const BACKOFF: Backoff = Backoff::new(Duration::from_secs(15), Duration::from_secs(900));

/// Pause before something is read again that could not be stored yet.
const POSTPONED: TimeDelta = TimeDelta::minutes(1);

/// Longest pause that NT24 can ask for.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

/// Kind of an order that the sweep has found and that is not stored here yet. Its id is "seller/order".
const LISTED: &str = "listed";

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// A buyer or an order that is stored here.
    Subject(SubjectId),
    /// An order of NT24 that is not stored here.
    Listed(SellerId, OrderId),
}

impl Read {
    fn kind(&self) -> &'static str {
        match self {
            Self::Subject(subject) => subject.kind_name(),
            Self::Listed(..) => LISTED,
        }
    }

    fn id(&self) -> String {
        match self {
            Self::Subject(subject) => subject.id().to_owned(),
            Self::Listed(seller, order) => format!("{seller}/{order}"),
        }
    }

    fn of_row(row: &ReadRow) -> Self {
        if row.kind != LISTED {
            return Self::Subject(SubjectId::named(&row.kind, &row.subject));
        }
        let (seller, order) = row.subject.split_once('/').unwrap_or_default();
        Self::Listed(seller.into(), order.into())
    }
}

/// Has something read after everything that is urgent.
pub(super) fn add(connection: &Connection, read: &Read) -> Result<(), Failure> {
    Ok(connection.store.write(|tx| store::reads::add(tx, read.kind(), &read.id(), false))?)
}

/// As [`add`], in the transaction that made it necessary.
pub(super) fn add_subject(tx: &Tx<'_>, subject: &SubjectId) -> Result<(), store::Error> {
    store::reads::add(tx, subject.kind_name(), subject.id(), false)
}

/// Keeps what writes have touched since the last call.
pub(super) fn keep_stale(connection: &Connection) -> Result<(), Failure> {
    let stale = connection.signals.take_stale();
    if stale.is_empty() {
        return Ok(());
    }
    let kept = connection.store.write(|tx| {
        stale.iter().try_for_each(|subject| store::reads::add(tx, subject.kind_name(), subject.id(), true))
    });
    if kept.is_err() {
        // The disk may be full: they stay marked.
        connection.signals.put_back_stale(stale);
    }
    Ok(kept?)
}

/// The next one that is kept, of those that a write has touched or of the rest.
pub(super) fn next(connection: &Connection, urgent: bool) -> Result<Option<Read>, Failure> {
    let now = connection.given.clock.now();
    let row = connection.store.read(|tx| store::reads::next(tx, urgent, now, now + LONGEST_PAUSE))?;
    Ok(row.as_ref().map(Read::of_row))
}

/// Whether it failed and is not to be tried yet.
pub(super) fn waits(connection: &Connection, read: &Read) -> Result<bool, Failure> {
    let now = connection.given.clock.now();
    let row = connection.store.read(|tx| store::reads::get(tx, read.kind(), &read.id()))?;
    let until = row.and_then(|row| row.not_before);
    Ok(until.is_some_and(|until| until > now && until - now <= LONGEST_PAUSE))
}

/// The fate of a read that was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answered {
    /// The answer is stored here.
    Stored,
    /// A write had an outcome meanwhile: it was kept to be read again.
    Outdated,
    /// The number of the order is that of one here that NT24 does not have yet. Either it is that one and its
    /// answer was lost, or another desk's: that shows once the one here is sent or withdrawn.
    NumberTaken,
}

/// Notes that it was answered.
pub(super) fn answered(connection: &Connection, read: &Read, answered: Answered) -> Result<(), Failure> {
    match answered {
        Answered::Stored => done(connection, read),
        Answered::Outdated => Ok(()),
        Answered::NumberTaken => postpone(connection, read),
    }
}

/// Notes that it was read.
fn done(connection: &Connection, read: &Read) -> Result<(), Failure> {
    let (kind, id) = (read.kind(), read.id());
    let Some(row) = connection.store.read(|tx| store::reads::get(tx, kind, &id))? else { return Ok(()) };
    connection.store.write(|tx| store::reads::remove(tx, kind, &id))?;
    if row.failures > 0 {
        connection.changed();
    }
    Ok(())
}

/// Has something read again after a while: it was read, and could not be stored yet.
fn postpone(connection: &Connection, read: &Read) -> Result<(), Failure> {
    let then = connection.given.clock.now() + POSTPONED;
    Ok(connection.store.write(|tx| store::reads::postpone(tx, read.kind(), &read.id(), then))?)
}

/// Notes that it could not be read: it is tried again later, and keeps nothing else from being read.
pub(super) fn failed(connection: &Connection, read: &Read, failure: &Failure) -> Result<(), Failure> {
    tracing::info!(%failure, kind = read.kind(), "something could not be read");
    let (kind, id) = (read.kind(), read.id());
    let now = connection.given.clock.now();
    let failures = connection.store.write(|tx| {
        let failures = store::reads::get(tx, kind, &id)?.map_or(0, |row| row.failures);
        let pause = TimeDelta::from_std(BACKOFF.ceiling(failures + 1)).unwrap_or(LONGEST_PAUSE);
        let pause = pause.max(asked_pause(failure)).min(LONGEST_PAUSE);
        store::reads::fail(tx, kind, &id, now + pause)?;
        Ok::<_, store::Error>(failures)
    })?;
    if failures == 0 {
        connection.changed();
    }
    Ok(())
}

/// The pause that NT24 asks for.
pub(super) fn asked_pause(failure: &Failure) -> TimeDelta {
    let seconds = failure.params.get("seconds").and_then(|text| text.parse().ok()).unwrap_or(0);
    TimeDelta::try_seconds(seconds).unwrap_or(LONGEST_PAUSE)
}

/// When the next one that failed is tried again.
pub(super) fn next_try(connection: &Connection) -> Result<Option<DateTime<Utc>>, Failure> {
    Ok(connection.store.read(store::reads::next_try)?)
}
