//! The writes that NT24 has executed since a buyer or an order was last read: what was read then is older than they
//! are. NT24 judges an order by its buyer, too, so a write on a buyer is unread at its undecided orders as well.

use crate::error::Error;
use crate::migration::Step;
use crate::row::StoredRow;
use crate::table::outbox::OutboxRow;
use crate::tx::Tx;

pub(crate) const STEPS: &[Step] = &[(
    10,
    "CREATE TABLE unread (
        subject TEXT NOT NULL,
        write TEXT NOT NULL,
        PRIMARY KEY (subject, write)
    ) STRICT, WITHOUT ROWID;",
)];

/// Notes that NT24 has executed a write.
pub(crate) fn add(tx: &Tx<'_>, write: &str) -> Result<(), Error> {
    tx.change(
        "INSERT INTO unread (subject, write) SELECT subject, id FROM outbox WHERE id = ?1
         UNION ALL SELECT orders.id, outbox.id FROM outbox CROSS JOIN orders ON orders.buyer = outbox.subject
         WHERE outbox.id = ?1 AND orders.refreshed_at IS NOT NULL
            AND coalesce(orders.compliance ->> '$.complianceStatus', '') NOT IN ('VALID', 'INVALID')",
        [write],
    )?;
    Ok(())
}

/// The writes that are unread at a buyer or an order, in queue order.
pub fn of_subject(tx: &Tx<'_>, subject: &str) -> Result<Vec<OutboxRow>, Error> {
    let mut rows = tx.all(
        "SELECT outbox.* FROM unread CROSS JOIN outbox ON outbox.id = unread.write WHERE unread.subject = ?1",
        [subject],
        OutboxRow::read,
    )?;
    rows.sort_by_key(|row| row.sequence);
    Ok(rows)
}

/// The ids of [`of_subject`], in no order.
pub fn ids_of_subject(tx: &Tx<'_>, subject: &str) -> Result<Vec<String>, Error> {
    tx.all("SELECT write FROM unread WHERE subject = ?1", [subject], |row| row.get(0))
}

/// Notes that a buyer or an order was read after NT24 had executed these writes. Returns whether one was unread.
pub fn remove(tx: &Tx<'_>, subject: &str, writes: &[String]) -> Result<bool, Error> {
    let mut removed = 0;
    for write in writes {
        removed +=
            tx.change("DELETE FROM unread WHERE subject = ?1 AND write = ?2", [subject, write.as_str()])?;
    }
    Ok(removed > 0)
}
