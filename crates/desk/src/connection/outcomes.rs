//! Reads beside writes: an answer to a read may be older than the outcome of a write that was sent meanwhile.

use crate::connection::Connection;
use crate::connection::subject::SubjectId;
use crate::given::lock;
use std::collections::HashMap;
use std::sync::Mutex;
use store::Tx;

/// How many writes of each buyer and order had an outcome so far.
#[derive(Default)]
pub(crate) struct Outcomes(Mutex<HashMap<String, u64>>);

impl Outcomes {
    pub(crate) fn count(&self, subject: &str) {
        *lock(&self.0).entry(subject.to_owned()).or_default() += 1;
    }

    fn of(&self, subject: &SubjectId) -> u64 {
        lock(&self.0).get(subject.id()).copied().unwrap_or_default()
    }
}

/// The fate of a read's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Saved {
    Changed,
    Unchanged,
    /// A write had an outcome meanwhile: nothing was saved.
    Outdated,
}

/// A read of a buyer or an order, with the writes that had an outcome before it began.
pub(crate) struct BegunRead {
    subject: SubjectId,
    outcomes: u64,
    /// The executed writes that no earlier read has seen.
    unread: Vec<String>,
}

impl BegunRead {
    /// To be called before the first request.
    pub(crate) fn of(connection: &Connection, subject: SubjectId) -> Result<Self, store::Error> {
        let outcomes = connection.outcomes.of(&subject);
        let unread = connection.store.read(|tx| store::unread::ids_of_subject(tx, subject.id()))?;
        Ok(Self { subject, outcomes, unread })
    }

    /// Saves what the read has brought, unless a write of the subject had an outcome since the read began: then
    /// the answer may be outdated, and the subject is kept to be read again. `save` returns whether anything
    /// changed.
    pub(crate) fn save(
        &self,
        connection: &Connection,
        save: impl FnOnce(&Tx<'_>) -> Result<bool, store::Error>,
    ) -> Result<Saved, store::Error> {
        connection.store.write(|tx| {
            // Checked inside of the transaction: an answer that is being stored comes before or after it.
            if connection.outcomes.of(&self.subject) != self.outcomes {
                store::reads::add(tx, self.subject.kind_name(), self.subject.id(), true)?;
                return Ok(Saved::Outdated);
            }
            let was_unread = store::unread::remove(tx, self.subject.id(), &self.unread)?;
            Ok(if save(tx)? || was_unread { Saved::Changed } else { Saved::Unchanged })
        })
    }
}
