//! Replaces a row that was not executed by another one, under a new key and in the same place.

use crate::connection::Connection;
use crate::connection::history::{self, Event, Source};
use crate::contract::{Failure, FailureCode};
use crate::queue::request::{self, Request};
use nt24::Operation;
use serde_json::Value;
use store::{OutboxRow, OutboxState, Tx};

/// The source of the statement that NT24 does not have the write of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absence {
    /// NT24, or this desk, which never sent it.
    Certain,
    /// The user, of an unconfirmed row of which no attempt can arrive any more.
    SaidByUser,
}

/// Replaces a row because the user decided so. Fails with `already_sent` if the row may have reached NT24.
pub(crate) fn supersede(
    tx: &Tx<'_>,
    connection: &Connection,
    row: &OutboxRow,
    absence: Absence,
    operation: Operation,
    request: &Request,
    draft: Option<Value>,
) -> Result<(), Failure> {
    // The row may have been sent since the user saw it.
    let now = store::require(store::outbox::get(tx, &row.id)?)?;
    let is_absent = match now.state {
        OutboxState::Refused | OutboxState::Conflict => true,
        OutboxState::Ready | OutboxState::Held => now.first_sent_at.is_none(),
        OutboxState::Unconfirmed => absence == Absence::SaidByUser,
        OutboxState::InFlight | OutboxState::Done | OutboxState::Withdrawn => false,
    };
    if !is_absent {
        return Err(Failure::of(FailureCode::AlreadySent));
    }
    Ok(replace(tx, connection, &now, operation, request, draft)?)
}

/// Puts `request` in the place of a row, under a new key.
pub(crate) fn replace(
    tx: &Tx<'_>,
    connection: &Connection,
    row: &OutboxRow,
    operation: Operation,
    request: &Request,
    draft: Option<Value>,
) -> Result<(), store::Error> {
    let by = request::row(connection, operation, request, draft);
    store::outbox::replace(tx, &row.id, &by)?;
    let replaced = Event::replaced(&row.id, &by.id);
    history::add(tx, connection, &row.subject, by.created_at, Source::Desk, replaced)
}
