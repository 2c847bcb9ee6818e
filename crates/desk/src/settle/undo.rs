//! Taking a decision back: everything that belongs to its buyer or order becomes again what it was, as
//! long as nothing was sent because of the decision.

use crate::contract::{Failure, FailureCode};
use crate::history;
use crate::open::Open;
use chrono::TimeDelta;
use store::{BuyerRow, DocumentRow, DraftRow, OrderRow, OutboxRow, OutboxState, Tx};

/// How long a decision can be taken back: a little longer than the page offers it. What the decision
/// has sent, or lets go on, waits for that time.
const UNDO_TIME: TimeDelta = TimeDelta::seconds(9);

/// A decision that was carried out.
pub(crate) struct Decision {
    id: String,
    subjects: Vec<String>,
    before: Standing,
    after: Standing,
}

impl Decision {
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Notes what a decision on `row` has changed since `before`.
    pub(super) fn of(
        tx: &Tx<'_>,
        open: &Open,
        before: Standing,
        subjects: Vec<String>,
    ) -> Result<Self, Failure> {
        let then = open.parts.clock.now() + UNDO_TIME;
        for row in Standing::of(tx, &subjects)?.rows {
            if row.state == OutboxState::Ready && row.first_sent_at.is_none() {
                store::outbox::wait_until(tx, &row.id, then)?;
            }
        }
        Ok(Self { id: open.parts.ids.id(), after: Standing::of(tx, &subjects)?, subjects, before })
    }

    /// Takes the decision back.
    pub(super) fn undo(&self, tx: &Tx<'_>, open: &Open) -> Result<(), Failure> {
        let now = Standing::of(tx, &self.subjects)?;
        let untouched = |row: &OutboxRow| {
            let same = |other: &&OutboxRow| other.id == row.id && other.state == row.state;
            now.rows.iter().find(same).is_some_and(|other| other.attempts == row.attempts)
        };
        if !self.after.rows.iter().all(untouched) {
            return Err(Failure::of(FailureCode::AlreadySent));
        }
        self.bring_back_resources(tx, &now)?;
        for row in self.after.rows.iter().filter(|row| !self.before.has(row)) {
            store::outbox::withdraw(tx, &row.id)?;
        }
        for row in self.before.rows.iter().filter(|row| !self.after.has(row)) {
            store::outbox::bring_back(tx, &row.id, row.state, row.sequence)?;
        }
        let at = open.parts.clock.now();
        for draft in &self.after.drafts {
            // One that was worked on since stays.
            if !self.before.drafts.contains(draft) && now.drafts.contains(draft) {
                store::drafts::discard(tx, &draft.id, at)?;
            }
        }
        for draft in self.before.drafts.iter().filter(|draft| !self.after.drafts.contains(draft)) {
            store::drafts::put(tx, draft)?;
        }
        let subject = self.subjects.first().map(String::as_str).unwrap_or_default();
        Ok(history::add(tx, open, subject, at, "desk", history::fact("undone", []))?)
    }

    /// Buyer, orders and documents as they were, unless NT24 has said something newer of them since.
    fn bring_back_resources(&self, tx: &Tx<'_>, now: &Standing) -> Result<(), Failure> {
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

/// Everything that belongs to some buyers and orders, as far as a decision on the outbox touches it.
pub(super) struct Standing {
    buyers: Vec<BuyerRow>,
    orders: Vec<OrderRow>,
    documents: Vec<DocumentRow>,
    drafts: Vec<DraftRow>,
    /// What is not finished.
    rows: Vec<OutboxRow>,
}

impl Standing {
    pub(super) fn of(tx: &Tx<'_>, subjects: &[String]) -> Result<Self, Failure> {
        let mut drafts = store::drafts::list(tx)?;
        drafts.retain(|draft| draft.subject.as_ref().is_none_or(|subject| subjects.contains(subject)));
        let mut standing =
            Self { buyers: Vec::new(), orders: Vec::new(), documents: Vec::new(), drafts, rows: Vec::new() };
        for subject in subjects {
            standing.buyers.extend(store::buyers::get(tx, subject)?);
            standing.orders.extend(store::orders::get(tx, subject)?);
            standing.documents.extend(store::documents::of_subject(tx, subject)?);
            let rows = store::outbox::of_subject(tx, subject)?;
            standing.rows.extend(rows.into_iter().filter(|row| !row.state.is_finished()));
        }
        Ok(standing)
    }

    fn has(&self, row: &OutboxRow) -> bool {
        self.rows.iter().any(|other| other.id == row.id && other.state == row.state)
    }
}

/// What a decision on a row may touch: its buyer or order, and with a buyer all of its orders.
pub(super) fn subjects(tx: &Tx<'_>, row: &OutboxRow) -> Result<Vec<String>, Failure> {
    let mut subjects = vec![row.subject.clone()];
    if row.lane.starts_with("buyer:") {
        subjects.extend(store::orders::of_buyer(tx, &row.subject)?.into_iter().map(|order| order.id));
    }
    Ok(subjects)
}
