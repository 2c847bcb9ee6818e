use crate::column::Length;
use crate::error::Error;
use rusqlite::{Connection, OptionalExtension, Params, Row};

/// An open transaction, the first parameter of every function of the tables.
pub struct Tx<'a>(pub(crate) &'a Connection);

/// Converts a row of a result to a value.
pub(crate) type Reading<T> = fn(&Row<'_>) -> rusqlite::Result<T>;

impl Tx<'_> {
    /// All rows of a query.
    pub(crate) fn all<T>(&self, sql: &str, params: impl Params, read: Reading<T>) -> Result<Vec<T>, Error> {
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// The first row of a query, if any.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: Reading<T>,
    ) -> Result<Option<T>, Error> {
        Ok(self.0.prepare_cached(sql)?.query_row(params, read).optional()?)
    }

    /// The number that a query returns.
    pub(crate) fn number(&self, sql: &str, params: impl Params) -> Result<u64, Error> {
        let Length(number) = self.0.prepare_cached(sql)?.query_row(params, |row| row.get(0))?;
        Ok(number)
    }

    /// Executes a statement. Returns how many rows it changed.
    pub(crate) fn change(&self, sql: &str, params: impl Params) -> Result<usize, Error> {
        Ok(self.0.prepare_cached(sql)?.execute(params)?)
    }

    /// Executes a statement. Returns [`Error::NotFound`] with `name` if it changed no row.
    pub(crate) fn change_one(&self, sql: &str, params: impl Params, name: &'static str) -> Result<(), Error> {
        match self.change(sql, params)? {
            0 => Err(Error::NotFound(name)),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tx")
    }
}
