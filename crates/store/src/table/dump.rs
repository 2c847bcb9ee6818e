//! Tables as JSON, for somebody who wants everything in a form that other programs read.

use crate::{Error, Tx};
use rusqlite::types::ValueRef;
use serde_json::{Map, Value};

/// A table that holds what people and the server wrote. Secrets and settings are in none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// Buyers.
    Buyers,
    /// Orders.
    Orders,
    /// Drafts.
    Drafts,
    /// What waits, and the receipts of what was sent.
    Outbox,
    /// What happened.
    Events,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Buyers, Self::Orders, Self::Drafts, Self::Outbox, Self::Events];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Buyers => "buyers",
            Self::Orders => "orders",
            Self::Drafts => "drafts",
            Self::Outbox => "outbox",
            Self::Events => "events",
        }
    }
}

/// Gives every row to `each`, in the order in which they were made: an object with a member for each
/// column. What is kept as JSON is a part of it; bytes that are no text are left out.
///
/// # Errors
/// When the database fails, and what `each` answers.
pub fn rows<E: From<Error>>(
    tx: &Tx<'_>,
    table: Table,
    each: &mut dyn FnMut(Map<String, Value>) -> Result<(), E>,
) -> Result<(), E> {
    let sql = format!("SELECT * FROM {} ORDER BY rowid", table.name());
    let mut statement = tx.0.prepare(&sql).map_err(Error::from)?;
    let names = statement.column_names().map(str::to_owned).collect::<Vec<_>>();
    let mut rows = statement.query([]).map_err(Error::from)?;
    while let Some(row) = rows.next().map_err(Error::from)? {
        let mut members = Map::new();
        // `search` holds the words of the other columns once more.
        for (at, name) in names.iter().enumerate().filter(|(_, name)| *name != "search") {
            members.insert(name.clone(), value(row.get_ref(at).map_err(Error::from)?));
        }
        each(members)?;
    }
    Ok(())
}

fn value(column: ValueRef<'_>) -> Value {
    match column {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            let Ok(text) = std::str::from_utf8(bytes) else { return Value::Null };
            let structured = text.starts_with(['{', '[']).then(|| serde_json::from_str(text).ok()).flatten();
            structured.unwrap_or_else(|| text.into())
        }
    }
}
