//! What happened to a buyer or an order, with time and source.

use crate::clock::moment;
use crate::contract::{Fact, Failure, HistoryEntry};
use crate::open::Open;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use store::{EventRow, Tx};

/// How many entries a page shows.
const SHOWN: u32 = 200;

/// A fact for the page's words.
pub(crate) fn fact<const N: usize>(key: &str, params: [(&str, String); N]) -> Fact {
    Fact {
        key: key.to_owned(),
        params: params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

/// Writes down that something happened.
pub(crate) fn add(
    tx: &Tx<'_>,
    open: &Open,
    subject: &str,
    at: DateTime<Utc>,
    source: &str,
    what: Fact,
) -> Result<(), store::Error> {
    let facts =
        what.params.into_iter().map(|(name, value)| (name, Value::String(value))).collect::<Map<_, _>>();
    store::events::add(
        tx,
        &EventRow {
            id: open.parts.ids.id(),
            subject: subject.to_owned(),
            at,
            source: source.to_owned(),
            kind: what.key,
            facts: Value::Object(facts),
        },
    )
}

/// What happened, newest first.
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
