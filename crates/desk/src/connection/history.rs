//! The history of a buyer or an order: events with time and source.

use crate::connection::Connection;
use crate::contract::{Fact, Failure, HistoryEntry};
use crate::given::Given;
use crate::given::clock::moment;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use store::{EventRow, Tx};

/// Most entries on a page.
const SHOWN: u32 = 200;

/// Adds an event.
pub(crate) fn add(
    tx: &Tx<'_>,
    connection: &Connection,
    subject: &str,
    at: DateTime<Utc>,
    source: &str,
    fact: Fact,
) -> Result<(), store::Error> {
    add_row(tx, &connection.given, subject, at, source, fact)
}

/// Adds an event of this desk that concerns every buyer and order that is known.
pub(crate) fn add_to_all(tx: &Tx<'_>, given: &Given, fact: Fact) -> Result<(), store::Error> {
    add_row(tx, given, store::events::ALL_SUBJECTS, given.clock.now(), "desk", fact)
}

fn add_row(
    tx: &Tx<'_>,
    given: &Given,
    subject: &str,
    at: DateTime<Utc>,
    source: &str,
    fact: Fact,
) -> Result<(), store::Error> {
    let facts =
        fact.params.into_iter().map(|(name, value)| (name, Value::String(value))).collect::<Map<_, _>>();
    store::events::add(
        tx,
        &EventRow {
            id: given.ids.id(),
            subject: subject.to_owned(),
            at,
            source: source.to_owned(),
            kind: fact.key,
            facts: Value::Object(facts),
        },
    )
}

/// The latest events of a buyer or an order, newest first.
pub(crate) fn of(tx: &Tx<'_>, subject: &str) -> Result<Vec<HistoryEntry>, Failure> {
    let rows = store::events::of_subject(tx, subject, SHOWN)?;
    Ok(rows.into_iter().map(entry).collect())
}

fn entry(row: EventRow) -> HistoryEntry {
    let params = match row.facts {
        Value::Object(facts) => facts
            .into_iter()
            .filter_map(|(name, value)| value.as_str().map(|text| (name, text.to_owned())))
            .collect(),
        _ => Default::default(),
    };
    HistoryEntry { at: moment(row.at), source: row.source, fact: Fact { key: row.kind, params } }
}
