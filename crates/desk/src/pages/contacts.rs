//! The contact persons of a buyer, read from NT24 when the user asks: NT24 logs each reading, with its purpose, for six
//! years.

use crate::connection::history::{self, Source};
use crate::connection::purpose;
use crate::contract::{Failure, FailureCode, Nothing, ReadContacts, Severity, fact, finding};
use crate::pages::state::Pages;
use crate::queue::request::{Content, Request};
use nt24::{BuyerContactCreate, Operation};
use nt24_client::Purpose;
use std::sync::Arc;
use store::Tx;

pub(crate) async fn read_contacts(pages: &Arc<Pages>, request: ReadContacts) -> Result<Nothing, Failure> {
    let connection = pages.connection();
    let wanted = request.purpose.trim().to_owned();
    if Purpose::new(&wanted).is_err() {
        let wrong = finding("purpose.format", Severity::Error, "purpose");
        return Err(Failure { findings: vec![wrong], ..Failure::of(FailureCode::FormIncomplete) });
    }
    let row = connection.store.write(|tx| {
        purpose::choose(tx, &wanted)?;
        store::require(store::buyers::get(tx, &request.id)?)
    })?;
    let Some(remote) = &row.remote else { return Err(Failure::of(FailureCode::NotReadyYet)) };
    let client = purpose::client(connection)?;
    let theirs = connection.observe_read(client.contacts(&row.seller, remote).await)?.value;
    let now = connection.given.clock.now();
    connection.store.write(|tx| {
        let mut row = store::require(store::buyers::get(tx, &request.id)?)?;
        row.contacts = theirs.into_iter().map(|contact| contact.person).collect();
        row.contacts.extend(waiting(tx, &request.id)?);
        row.contacts_read_at = Some(now);
        store::buyers::save(tx, &row)?;
        let read = fact("contacts.read", [("purpose", wanted)]);
        history::add(tx, connection, &request.id, now, Source::User, read)
    })?;
    connection.changed();
    Ok(Nothing {})
}

/// The contact persons that wait here to be sent: NT24 does not have them yet.
fn waiting(tx: &Tx<'_>, buyer: &str) -> Result<Vec<BuyerContactCreate>, store::Error> {
    let rows = store::outbox::waiting_of_subject(tx, buyer)?.into_iter();
    let rows = rows.filter(|row| row.operation == Operation::AddBuyerContact.id());
    let person = |row: store::OutboxRow| match Request::read(&row)?.content {
        Content::Json(body) => serde_json::from_value(body).ok(),
        Content::Empty | Content::File => None,
    };
    Ok(rows.filter_map(person).collect())
}
