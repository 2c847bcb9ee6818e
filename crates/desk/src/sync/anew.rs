//! Reads everything again after a restore, a few subjects with each sweep: NT24's data is newer than the
//! backup, and the changes are not known.

use crate::connection::subject::SubjectId;
use crate::sync::{queue, sweep};
use store::Tx;

/// Setting with the last identifier that was added to what is to be read.
const MARK: &str = "readAnew";

/// Buyers and orders with each sweep.
const AT_ONCE: u32 = 10;

/// Has all orders swept, and all buyers and orders read, from the next opening on.
pub(crate) fn begin(tx: &Tx<'_>) -> Result<(), store::Error> {
    store::settings::remove_all(tx, sweep::MARK)?;
    store::settings::set(tx, MARK, "")
}

/// Adds the next subjects to what is to be read, until all were added.
pub(super) fn add_next(tx: &Tx<'_>) -> Result<(), store::Error> {
    let Some(last) = store::settings::get(tx, MARK)? else { return Ok(()) };
    let buyers = store::buyers::known_after(tx, &last, AT_ONCE)?.into_iter().map(SubjectId::Buyer);
    let orders = store::orders::known_after(tx, &last, AT_ONCE)?.into_iter().map(SubjectId::Order);
    let mut found = buyers.chain(orders).collect::<Vec<_>>();
    found.sort_by(|one, other| one.id().cmp(other.id()));
    found.truncate(AT_ONCE as usize);
    found.iter().try_for_each(|subject| queue::add_subject(tx, subject))?;
    match found.last() {
        Some(subject) => store::settings::set(tx, MARK, subject.id()),
        None => store::settings::remove(tx, MARK),
    }
}
