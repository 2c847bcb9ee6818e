use crate::Error;
use rusqlite::{Connection, OptionalExtension, Params, Row};

/// A transaction under way: what the functions of the tables work on.
pub struct Tx<'a>(pub(crate) &'a Connection);

/// Turns a row of a result into a value.
pub(crate) type Reading<T> = fn(&Row<'_>) -> rusqlite::Result<T>;

impl Tx<'_> {
    /// Every row of a query.
    pub(crate) fn all<T>(&self, sql: &str, params: impl Params, read: Reading<T>) -> Result<Vec<T>, Error> {
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// The first row of a query.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: Reading<T>,
    ) -> Result<Option<T>, Error> {
        Ok(self.0.prepare_cached(sql)?.query_row(params, read).optional()?)
    }

    /// The one number that a query gives.
    pub(crate) fn number(&self, sql: &str, params: impl Params) -> Result<u64, Error> {
        let number: crate::column::Length =
            self.0.prepare_cached(sql)?.query_row(params, |row| row.get(0))?;
        Ok(number.0)
    }

    /// Carries out a change; the number of rows that it met.
    pub(crate) fn change(&self, sql: &str, params: impl Params) -> Result<usize, Error> {
        Ok(self.0.prepare_cached(sql)?.execute(params)?)
    }

    /// Carries out a change that must meet its row.
    pub(crate) fn change_one(&self, sql: &str, params: impl Params, what: &'static str) -> Result<(), Error> {
        match self.change(sql, params)? {
            0 => Err(Error::NotFound(what)),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tx")
    }
}
