//! Undoes a decision: everything of its buyer or order is restored, as long as nothing was sent because of the
//! decision.

use crate::connection::Connection;
use crate::connection::history::{self, Source};
use crate::connection::subject::SubjectId;
use crate::contract::{Failure, FailureCode, fact};
use crate::sending::due;
use chrono::TimeDelta;
use store::{BuyerRow, DocumentRow, DraftRow, Head, OrderRow, OutboxRow, OutboxState, Tx};

/// How long a decision can be undone: a little longer than the page offers it. Rows that the decision
/// queues or resumes wait for that time.
const UNDO_TIME: TimeDelta = TimeDelta::seconds(9);

/// A decision that was carried out.
pub(crate) struct Decision {
    id: String,
    subjects: Vec<String>,
    before: Snapshot,
    after: Snapshot,
}

impl Decision {
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Records the changes of a decision since `before`.
    pub(super) fn of(
        tx: &Tx<'_>,
        connection: &Connection,
        before: Snapshot,
        subjects: Vec<String>,
    ) -> Result<Self, Failure> {
        let now = connection.given.clock.now();
        let then = now + UNDO_TIME;
        for row in Snapshot::of(tx, &subjects)?.rows {
            // A longer pause that NT24 asked for stays.
            let waits_longer = due(&Head::from(&row), true, now) > then;
            if row.state == OutboxState::Ready && row.first_sent_at.is_none() && !waits_longer {
                store::outbox::wait_until(tx, &row.id, then)?;
            }
        }
        Ok(Self { id: connection.given.ids.id(), after: Snapshot::of(tx, &subjects)?, subjects, before })
    }

    /// Undoes the decision.
    pub(super) fn undo(&self, tx: &Tx<'_>, connection: &Connection) -> Result<(), Failure> {
        let now = Snapshot::of(tx, &self.subjects)?;
        let untouched = |row: &OutboxRow| {
            let same = |other: &&OutboxRow| other.id == row.id && other.state == row.state;
            now.rows.iter().find(same).is_some_and(|other| other.attempts == row.attempts)
        };
        if !self.after.rows.iter().all(untouched) {
            return Err(Failure::of(FailureCode::AlreadySent));
        }
        self.restore_resources(tx, &now)?;
        for row in self.after.rows.iter().filter(|row| !self.before.has(row)) {
            store::outbox::withdraw(tx, &row.id)?;
        }
        for row in self.before.rows.iter().filter(|row| !self.after.has(row)) {
            store::outbox::bring_back(tx, &row.id, row.state, row.sequence)?;
        }
        let at = connection.given.clock.now();
        for draft in &self.after.drafts {
            // A draft that was edited since stays.
            if !self.before.drafts.contains(draft) && now.drafts.contains(draft) {
                store::drafts::discard(tx, &draft.id, at)?;
            }
        }
        for draft in self.before.drafts.iter().filter(|draft| !self.after.drafts.contains(draft)) {
            store::drafts::put(tx, draft)?;
        }
        let subject = self.subjects.first().map(String::as_str).unwrap_or_default();
        Ok(history::add(tx, connection, subject, at, Source::User, fact("undone", []))?)
    }

    /// Restores buyers, orders and documents, unless an answer of NT24 has changed them since.
    fn restore_resources(&self, tx: &Tx<'_>, now: &Snapshot) -> Result<(), Failure> {
        for row in &self.before.buyers {
            match now.buyers.iter().find(|other| other.id == row.id) {
                None => store::buyers::insert(tx, row)?,
                Some(other) if self.after.buyers.contains(other) => store::buyers::save(tx, row)?,
                Some(_) => {}
            }
        }
        for row in &self.before.orders {
            match now.orders.iter().find(|other| other.id == row.id) {
                None => store::orders::insert(tx, row)?,
                Some(other) if self.after.orders.contains(other) => store::orders::save(tx, row)?,
                Some(_) => {}
            }
        }
        for row in &self.before.documents {
            if now.documents.iter().any(|other| other.id == row.id && self.after.documents.contains(other)) {
                store::documents::save(tx, row)?;
            }
        }
        Ok(())
    }
}

/// The rows of some buyers and orders that a decision on the outbox can change.
pub(super) struct Snapshot {
    buyers: Vec<BuyerRow>,
    orders: Vec<OrderRow>,
    documents: Vec<DocumentRow>,
    drafts: Vec<DraftRow>,
    /// Unfinished rows of the outbox.
    rows: Vec<OutboxRow>,
}

impl Snapshot {
    pub(super) fn of(tx: &Tx<'_>, subjects: &[String]) -> Result<Self, Failure> {
        let mut drafts = store::drafts::list(tx)?;
        drafts.retain(|draft| draft.subject.as_ref().is_none_or(|subject| subjects.contains(subject)));
        let mut snapshot =
            Self { buyers: Vec::new(), orders: Vec::new(), documents: Vec::new(), drafts, rows: Vec::new() };
        for subject in subjects {
            snapshot.buyers.extend(store::buyers::get(tx, subject)?);
            snapshot.orders.extend(store::orders::get(tx, subject)?);
            snapshot.documents.extend(store::documents::of_subject(tx, subject)?);
            let rows = store::outbox::of_subject(tx, subject)?;
            snapshot.rows.extend(rows.into_iter().filter(|row| !row.state.is_finished()));
        }
        Ok(snapshot)
    }

    fn has(&self, row: &OutboxRow) -> bool {
        self.rows.iter().any(|other| other.id == row.id && other.state == row.state)
    }
}

/// The buyers and orders that a decision on a row can change: its own, and with a buyer all of its orders.
pub(super) fn subjects(tx: &Tx<'_>, row: &OutboxRow) -> Result<Vec<String>, Failure> {
    let mut subjects = vec![row.subject.clone()];
    if matches!(SubjectId::of_row(row), SubjectId::Buyer(_)) {
        subjects.extend(store::orders::of_buyer(tx, &row.subject)?.into_iter().map(|order| order.id));
    }
    Ok(subjects)
}
