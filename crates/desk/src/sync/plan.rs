//! When the reads are due, and which urgent one is next.

use crate::connection::Connection;
use crate::connection::subject::SubjectId;
use crate::contract::Failure;
use crate::sync::queue::{self, Read};
use crate::sync::state::Reading;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// How often a subject on the screen is read (concepts/compliance-rollup: every 10 to 60 seconds).
const SCREEN_INTERVAL: TimeDelta = TimeDelta::seconds(10);

/// How often a subject is read while VIES answers or an export file is made.
const VOLATILE_INTERVAL: TimeDelta = TimeDelta::seconds(2);

/// How often the list of orders is swept for changes.
pub(super) const SWEEP_INTERVAL: TimeDelta = TimeDelta::seconds(60);

/// When the reads are due.
#[derive(Default)]
pub(super) struct Plan {
    next_sweep: Option<DateTime<Utc>>,
    /// The subjects on the screen.
    watched: Round,
    /// The subjects that are about to change.
    volatile: Round,
    /// When the request budget is available again.
    pub(super) pause_until: Option<DateTime<Utc>>,
}

/// Subjects that are read again and again.
#[derive(Default)]
struct Round {
    next: Option<DateTime<Utc>>,
    /// Those that are to be read now.
    left: BTreeSet<SubjectId>,
    /// Whether one of them is being read.
    is_reading: bool,
    /// Whether the last round ended and nothing else was read since.
    had_its_turn: bool,
}

impl Round {
    /// Whether the next round begins. If one takes longer than its interval, others are read between two rounds.
    fn begins(&mut self, now: DateTime<Utc>, interval: TimeDelta) -> bool {
        let begins = self.left.is_empty() && !self.had_its_turn && due(self.next, now);
        if begins {
            self.next = Some(now + interval);
        }
        begins
    }

    fn take(&mut self) -> Option<SubjectId> {
        let subject = self.left.pop_first();
        if subject.is_some() {
            (self.is_reading, self.had_its_turn) = (true, true);
        }
        subject
    }

    /// The pause begins after the last read, however long that took.
    fn read_ended(&mut self, now: DateTime<Utc>, interval: TimeDelta) {
        if std::mem::take(&mut self.is_reading) {
            self.next = Some(now + interval);
        }
    }
}

impl Plan {
    /// The most urgent read, unless only the sweep and its finds are left. It is asked for before each read,
    /// so that no long list stands before what has become urgent meanwhile.
    pub(super) fn next_urgent(&mut self, reading: &Reading) -> Result<Option<Read>, Failure> {
        let connection = &reading.connection;
        queue::keep_stale(connection)?;
        let now = connection.given.clock.now();
        self.watched.left.extend(reading.take_appeared());
        if self.watched.begins(now, SCREEN_INTERVAL) {
            self.watched.left.extend(still_readable(connection, reading.watched(now))?);
        }
        if let Some(subject) = self.watched.take() {
            self.volatile.left.remove(&subject);
            return Ok(Some(Read::Subject(subject)));
        }
        if let Some(read) = queue::next(connection, true)? {
            return Ok(Some(read));
        }
        if self.volatile.begins(now, VOLATILE_INTERVAL) {
            self.volatile.left.extend(volatile(connection)?);
        }
        if let Some(subject) = self.volatile.take() {
            return Ok(Some(Read::Subject(subject)));
        }
        // It is the turn of everything else.
        (self.watched.had_its_turn, self.volatile.had_its_turn) = (false, false);
        Ok(None)
    }

    /// Notes that the read that [`Plan::next_urgent`] returned has ended.
    pub(super) fn read_ended(&mut self, now: DateTime<Utc>) {
        self.watched.read_ended(now, SCREEN_INTERVAL);
        self.volatile.read_ended(now, VOLATILE_INTERVAL);
    }

    pub(super) fn is_sweep_due(&self, now: DateTime<Utc>) -> bool {
        due(self.next_sweep, now)
    }

    /// Plans the sweep after the one that begins now.
    pub(super) fn sweep_begins(&mut self, now: DateTime<Utc>) {
        self.next_sweep = Some(now + SWEEP_INTERVAL);
    }

    /// Plans the sweep for a time at which the request budget is available again.
    pub(super) fn sweep_rests(&mut self, until: DateTime<Utc>, now: DateTime<Utc>) {
        self.next_sweep = Some(until.min(now + SWEEP_INTERVAL));
    }

    /// Has the sweep repeated as soon as NT24 answers again.
    pub(super) fn sweep_again(&mut self) {
        self.next_sweep = None;
    }

    /// When something is due by the time alone.
    pub(super) fn next_due(&self) -> Option<DateTime<Utc>> {
        [self.next_sweep, self.watched.next, self.volatile.next].into_iter().flatten().min()
    }
}

fn due(next: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    // A time further ahead than any pause was planned by a clock that has been set back since.
    next.is_none_or(|next| next <= now || next - now > SWEEP_INTERVAL)
}

/// Leaves out what could not be read and is tried again later.
fn still_readable(connection: &Connection, subjects: Vec<SubjectId>) -> Result<Vec<SubjectId>, Failure> {
    let mut readable = Vec::new();
    for subject in subjects {
        if !queue::waits(connection, &Read::Subject(subject.clone()))? {
            readable.push(subject);
        }
    }
    Ok(readable)
}

/// Buyers whose VIES answer is pending, and orders whose export file is being made, without those that wait
/// to be read anyway.
fn volatile(connection: &Connection) -> Result<Vec<SubjectId>, Failure> {
    connection.store.read(|tx| {
        let buyers = store::buyers::with_pending_vies(tx)?.into_iter().map(|row| SubjectId::Buyer(row.id));
        let orders = store::orders::with_pending_export(tx)?.into_iter();
        Ok(buyers.chain(orders.map(|row| SubjectId::Order(row.id))).collect())
    })
}
