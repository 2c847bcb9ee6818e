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
    next_watched: Option<DateTime<Utc>>,
    next_volatile: Option<DateTime<Utc>>,
    /// Subjects on the screen that are to be read now.
    watched: BTreeSet<SubjectId>,
    /// Subjects that are about to change and are to be read now.
    volatile: BTreeSet<SubjectId>,
    /// When the request budget is available again.
    pub(super) pause_until: Option<DateTime<Utc>>,
}

impl Plan {
    /// The most urgent read, unless only the sweep and its finds are left. It is asked for before each read,
    /// so that no long list stands before what has become urgent meanwhile.
    pub(super) fn next_urgent(&mut self, reading: &Reading) -> Result<Option<Read>, Failure> {
        let connection = &reading.connection;
        queue::keep_stale(connection)?;
        let now = connection.given.clock.now();
        self.watched.extend(reading.take_appeared());
        if self.watched.is_empty() && due(self.next_watched, now) {
            self.next_watched = Some(now + SCREEN_INTERVAL);
            self.watched.extend(still_readable(connection, reading.watched(now))?);
        }
        if let Some(subject) = self.watched.pop_first() {
            // The pause begins after the last of them, so that the rest is read as well.
            self.next_watched = Some(now + SCREEN_INTERVAL);
            self.volatile.remove(&subject);
            return Ok(Some(Read::Subject(subject)));
        }
        if let Some(read) = queue::next(connection, true)? {
            return Ok(Some(read));
        }
        if self.volatile.is_empty() && due(self.next_volatile, now) {
            self.next_volatile = Some(now + VOLATILE_INTERVAL);
            self.volatile.extend(volatile(connection)?);
        }
        let subject = self.volatile.pop_first();
        if subject.is_some() {
            self.next_volatile = Some(now + VOLATILE_INTERVAL);
        }
        Ok(subject.map(Read::Subject))
    }

    pub(super) fn is_sweep_due(&self, now: DateTime<Utc>) -> bool {
        due(self.next_sweep, now)
    }

    /// Plans the sweep after the one that begins now.
    pub(super) fn sweep_begins(&mut self, now: DateTime<Utc>) {
        self.next_sweep = Some(now + SWEEP_INTERVAL);
    }

    /// Has the sweep repeated as soon as NT24 answers again.
    pub(super) fn sweep_again(&mut self) {
        self.next_sweep = None;
    }

    /// When something is due by the time alone.
    pub(super) fn next_due(&self) -> Option<DateTime<Utc>> {
        [self.next_sweep, self.next_watched, self.next_volatile].into_iter().flatten().min()
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
