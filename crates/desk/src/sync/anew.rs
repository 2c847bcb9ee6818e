//! After a restore: what NT24 has is newer than what is here, and nothing says what has changed. So
//! everything is read anew, a few at a time and only while enough of the budget is left.

use crate::contract::Failure;
use crate::open::{Open, Stale};
use store::Tx;

/// The setting that says how far it has come: the last identifier that was marked.
const MARK: &str = "readAnew";

/// How many buyers and orders with each sweep.
const AT_ONCE: u32 = 10;

/// Has every order swept, and every buyer and order read, from the next opening on.
pub(crate) fn begin(tx: &Tx<'_>) -> Result<(), store::Error> {
    store::settings::remove_all(tx, super::sweep::MARK)?;
    store::settings::set(tx, MARK, "")
}

/// The next ones to be read; none when there is nothing left of it.
pub(super) fn next(open: &Open) -> Result<Vec<Stale>, Failure> {
    let Some(last) = open.store.read(|tx| store::settings::get(tx, MARK))? else { return Ok(Vec::new()) };
    let found = open.store.write(|tx| {
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
    let stale = |(id, is_buyer)| if is_buyer { Stale::Buyer(id) } else { Stale::Order(id) };
    Ok(found.into_iter().map(stale).collect())
}
