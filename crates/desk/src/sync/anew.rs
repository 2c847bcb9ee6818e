//! Reads everything again after a restore, a few subjects with each sweep: NT24's data is newer than the
//! backup, and the changes are not known.

use crate::connection::Connection;
use crate::connection::subject::SubjectId;
use crate::contract::Failure;
use crate::sync::sweep;
use store::Tx;

/// Setting with the last identifier that was handed to the reading loop.
const MARK: &str = "readAnew";

/// Buyers and orders with each sweep.
const AT_ONCE: u32 = 10;

/// Has all orders swept, and all buyers and orders read, from the next opening on.
pub(crate) fn begin(tx: &Tx<'_>) -> Result<(), store::Error> {
    store::settings::remove_all(tx, sweep::MARK)?;
    store::settings::set(tx, MARK, "")
}

/// The next subjects to read. Empty once everything was read.
pub(super) fn next(connection: &Connection) -> Result<Vec<SubjectId>, Failure> {
    let Some(last) = connection.store.read(|tx| store::settings::get(tx, MARK))? else {
        return Ok(Vec::new());
    };
    let found = connection.store.write(|tx| {
        let buyers = store::buyers::known_after(tx, &last, AT_ONCE)?.into_iter().map(|id| (id, true));
        let orders = store::orders::known_after(tx, &last, AT_ONCE)?.into_iter().map(|id| (id, false));
        let mut found = buyers.chain(orders).collect::<Vec<_>>();
        found.sort();
        found.truncate(AT_ONCE as usize);
        match found.last() {
            Some((id, _)) => store::settings::set(tx, MARK, id)?,
            None => store::settings::remove(tx, MARK)?,
        }
        Ok::<_, store::Error>(found)
    })?;
    let subject = |(id, is_buyer)| if is_buyer { SubjectId::Buyer(id) } else { SubjectId::Order(id) };
    Ok(found.into_iter().map(subject).collect())
}
