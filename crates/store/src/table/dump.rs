//! Tables as JSON, for an export that other programs can read.

use crate::error::Error;
use crate::tx::Tx;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value};

/// A table with data of the user or of NT24. None of them contains secrets or settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// Buyers.
    Buyers,
    /// Orders.
    Orders,
    /// Drafts.
    Drafts,
    /// Writes that wait, and receipts of writes that were sent.
    Outbox,
    /// The history.
    Events,
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 5] = [Self::Buyers, Self::Orders, Self::Drafts, Self::Outbox, Self::Events];

    /// The name of the table.
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

/// The number of rows.
pub fn count(tx: &Tx<'_>, table: Table) -> Result<u64, Error> {
    let counted =
        tx.first(&format!("SELECT count(*) FROM {}", table.name()), [], |row| row.get::<_, i64>(0))?;
    Ok(counted.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
}

/// Passes every row to `each`, in the order of creation, as an object with a member for each column.
/// A column that is stored as JSON becomes a nested value; a blob that is not text becomes `null`.
///
/// # Errors
/// The errors of `each`.
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
        // `search` repeats the text of other columns.
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
