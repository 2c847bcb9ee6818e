use crate::error::Error;
use crate::tx::Tx;
use rusqlite::Row;

/// A row type whose columns are listed once, with [`columns!`].
pub(crate) trait StoredRow: Sized {
    /// Adds the row.
    const INSERT: &'static str;
    /// Overwrites the row with the same id.
    const UPDATE: &'static str;

    /// Runs a statement that has each column as a named parameter. Returns how many rows it changed.
    fn execute(&self, tx: &Tx<'_>, sql: &str) -> Result<usize, Error>;

    /// Reads the row from a query that selects all columns.
    fn read(row: &Row<'_>) -> rusqlite::Result<Self>;

    /// Adds the row.
    fn insert(&self, tx: &Tx<'_>) -> Result<(), Error> {
        self.execute(tx, Self::INSERT).map(|_| ())
    }

    /// Overwrites the row with the same id. Returns [`Error::NotFound`] with `name` if there is none.
    fn update(&self, tx: &Tx<'_>, name: &'static str) -> Result<(), Error> {
        match self.execute(tx, Self::UPDATE)? {
            0 => Err(Error::NotFound(name)),
            _ => Ok(()),
        }
    }
}

/// Implements [`StoredRow`] from one list: each column has the name of its field and a kind, which says
/// how the value is stored (see `bind_column!`). The first column is the id.
///
/// `write` adds columns that are computed from the row; `read` adds fields that are computed from the
/// columns.
macro_rules! columns {
    (
        $type:ty, $table:literal {
            $id:ident: $($id_kind:ident)+,
            $first:ident: $($first_kind:ident)+,
            $($column:ident: $($kind:ident)+,)*
        }
        $(write by $self:ident { $($computed:ident: $value:expr,)* })?
        $(read by $row:ident { $($field:ident: $read:expr,)* })?
    ) => {
        impl $crate::row::StoredRow for $type {
            const INSERT: &'static str = concat!(
                "INSERT INTO ", $table, " (", stringify!($id), ", ", stringify!($first),
                $(", ", stringify!($column),)* $($(", ", stringify!($computed),)*)?
                ") VALUES (:", stringify!($id), ", :", stringify!($first),
                $(", :", stringify!($column),)* $($(", :", stringify!($computed),)*)? ")"
            );
            const UPDATE: &'static str = concat!(
                "UPDATE ", $table, " SET ", stringify!($first), " = :", stringify!($first),
                $(", ", stringify!($column), " = :", stringify!($column),)*
                $($(", ", stringify!($computed), " = :", stringify!($computed),)*)?
                " WHERE ", stringify!($id), " = :", stringify!($id)
            );

            fn execute(&self, tx: &$crate::tx::Tx<'_>, sql: &str) -> Result<usize, $crate::error::Error> {
                $(let $self = self;)?
                let bound: &[(&str, &dyn rusqlite::ToSql)] = &[
                    (concat!(":", stringify!($id)), &$crate::row::bind_column!($($id_kind)+ self.$id)),
                    (concat!(":", stringify!($first)), &$crate::row::bind_column!($($first_kind)+ self.$first)),
                    $((concat!(":", stringify!($column)), &$crate::row::bind_column!($($kind)+ self.$column)),)*
                    $($((concat!(":", stringify!($computed)), &$value),)*)?
                ];
                tx.change(sql, bound)
            }

            fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
                $(let $row = row;)?
                Ok(Self {
                    $id: $crate::row::read_column!($($id_kind)+ row, stringify!($id)),
                    $first: $crate::row::read_column!($($first_kind)+ row, stringify!($first)),
                    $($column: $crate::row::read_column!($($kind)+ row, stringify!($column)),)*
                    $($($field: $read,)*)?
                })
            }
        }
    };
}

/// The SQL value of a field: `plain` as it is (also an `Option`), `text` with `as_str`, the others as
/// the wrapper of that name in `column.rs`.
macro_rules! bind_column {
    (plain $value:expr) => {
        $value
    };
    (text $value:expr) => {
        $value.as_str()
    };
    (optional text $value:expr) => {
        $value.as_ref().map(|value| value.as_str())
    };
    (optional etag $value:expr) => {
        $value.as_ref().map(|tag| &tag.0)
    };
    (json $value:expr) => {
        $crate::column::Json(&$value)
    };
    (optional json $value:expr) => {
        $value.as_ref().map($crate::column::Json)
    };
    (time $value:expr) => {
        $crate::column::Time($value)
    };
    (optional time $value:expr) => {
        $value.map($crate::column::Time)
    };
    (optional day $value:expr) => {
        $value.map($crate::column::Day)
    };
    (length $value:expr) => {
        $crate::column::Length($value)
    };
}

/// The field of a SQL value: the reverse of [`bind_column!`].
macro_rules! read_column {
    (plain $row:expr, $name:expr) => {
        $row.get($name)?
    };
    (text $row:expr, $name:expr) => {
        $row.get::<_, String>($name)?.as_str().into()
    };
    (optional text $row:expr, $name:expr) => {
        $row.get::<_, Option<String>>($name)?.map(|value| value.as_str().into())
    };
    (optional etag $row:expr, $name:expr) => {
        $row.get::<_, Option<String>>($name)?.map(nt24::ETag)
    };
    (json $row:expr, $name:expr) => {
        $row.get::<_, $crate::column::Json<_>>($name)?.0
    };
    (optional json $row:expr, $name:expr) => {
        $row.get::<_, Option<$crate::column::Json<_>>>($name)?.map(|json| json.0)
    };
    (time $row:expr, $name:expr) => {
        $row.get::<_, $crate::column::Time>($name)?.0
    };
    (optional time $row:expr, $name:expr) => {
        $row.get::<_, Option<$crate::column::Time>>($name)?.map(|time| time.0)
    };
    (optional day $row:expr, $name:expr) => {
        $row.get::<_, Option<$crate::column::Day>>($name)?.map(|day| day.0)
    };
    (length $row:expr, $name:expr) => {
        $row.get::<_, $crate::column::Length>($name)?.0
    };
}

pub(crate) use {bind_column, columns, read_column};
