use crate::authentic::authentic;
use crate::error::Error;
use crate::folded::folded;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Batch, Connection, TransactionBehavior};

/// A change of the schema: the version that it belongs to, and its SQL.
pub(crate) type Step = (u32, &'static str);

/// The version that the steps lead to.
pub(crate) fn newest(steps: &[Step]) -> u32 {
    steps.iter().map(|(version, _)| *version).max().unwrap_or(0)
}

/// The version of the database; 0 if it has no schema.
pub(crate) fn version(connection: &Connection) -> Result<u32, Error> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Migrates the database from its version to the newest one, in one transaction. Calls `passed` after each
/// statement and after the commit, so that a test can end the program there.
pub(crate) fn migrate(
    connection: &mut Connection,
    from: u32,
    steps: &[Step],
    passed: &mut dyn FnMut(),
) -> Result<(), Error> {
    // A step may compute the text for the search anew.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("folded", 1, flags, |call| Ok(folded(&call.get::<String>(0)?)))?;
    // A step may rebuild a table that other tables reference. The switch has no effect inside a
    // transaction; the result of the steps is checked before the commit.
    connection.pragma_update(None, "foreign_keys", false)?;
    let migrated = migrate_unchecked(connection, from, steps, passed);
    connection.pragma_update(None, "foreign_keys", true)?;
    migrated
}

fn migrate_unchecked(
    connection: &mut Connection,
    from: u32,
    steps: &[Step],
    passed: &mut dyn FnMut(),
) -> Result<(), Error> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (_, sql) in steps.iter().filter(|(version, _)| *version > from) {
        let mut statements = Batch::new(&tx, sql);
        while let Some(mut statement) = statements.next()? {
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
            passed();
        }
    }
    if tx.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(Error::Referenced);
    }
    authentic(&tx)?;
    tx.pragma_update(None, "user_version", newest(steps))?;
    passed();
    tx.commit()?;
    passed();
    Ok(())
}
