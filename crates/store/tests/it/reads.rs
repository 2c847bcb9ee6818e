//! The queue of reads: what is next, and what failed.

use crate::rows::{buyer, order};
use crate::{TestStore, at};
use nt24::OrderStatus;
use store::{Error, Tx, buyers, orders, reads};

fn in_transaction(test: &TestStore, run: impl FnOnce(&Tx<'_>) -> Result<(), Error>) {
    test.store.write(run).unwrap();
}

fn next(tx: &Tx<'_>, urgent: bool, minute: u32) -> Result<Option<String>, Error> {
    Ok(reads::next(tx, urgent, at(minute), at(minute + 10))?.map(|row| row.subject))
}

#[test]
fn the_oldest_of_each_urgency_is_next_also_after_a_restart() {
    let test = TestStore::new();
    in_transaction(&test, |tx| {
        reads::add(tx, "order", "b", false)?;
        reads::add(tx, "order", "a", false)?;
        reads::add(tx, "buyer", "c", true)?;
        reads::add(tx, "order", "b", false)
    });
    let test = test.reopened();
    in_transaction(&test, |tx| {
        assert_eq!(next(tx, true, 0)?.as_deref(), Some("c"));
        assert_eq!(next(tx, false, 0)?.as_deref(), Some("b"));
        // It has become urgent, and stays so.
        reads::add(tx, "order", "a", true)?;
        reads::add(tx, "order", "a", false)?;
        assert!(reads::remove(tx, "buyer", "c")?);
        assert!(!reads::remove(tx, "buyer", "c")?);
        assert_eq!(next(tx, true, 0)?.as_deref(), Some("a"));
        Ok(())
    });
}

#[test]
fn one_that_failed_waits_and_is_counted() {
    let test = TestStore::new();
    in_transaction(&test, |tx| {
        reads::add(tx, "order", "a", true)?;
        assert_eq!((reads::failed(tx)?, reads::next_try(tx)?), (0, None));
        reads::fail(tx, "order", "a", at(5))?;
        reads::fail(tx, "listed", "s/b", at(7))?;
        assert_eq!((reads::failed(tx)?, reads::next_try(tx)?), (2, Some(at(5))));
        assert_eq!((next(tx, true, 4)?, next(tx, false, 4)?), (None, None));
        assert_eq!(next(tx, false, 5)?.as_deref(), Some("a"));
        reads::fail(tx, "order", "a", at(9))?;
        assert_eq!(
            reads::get(tx, "order", "a")?.map(|row| (row.failures, row.not_before)),
            Some((2, Some(at(9))))
        );
        // The sweep finds it again: it still waits. A write touches it: it does not.
        reads::add(tx, "order", "a", false)?;
        assert_eq!(next(tx, false, 6)?, None);
        reads::add(tx, "order", "a", true)?;
        assert_eq!(next(tx, true, 6)?.as_deref(), Some("a"));
        // The user asks for everything.
        reads::try_failed_now(tx)?;
        assert_eq!(next(tx, false, 0)?.as_deref(), Some("s/b"));
        reads::fail(tx, "listed", "s/b", at(30))?;
        // The clock has been set back by hours since.
        assert_eq!(next(tx, false, 0)?.as_deref(), Some("s/b"));
        assert!(reads::remove(tx, "listed", "s/b")?);
        assert_eq!(reads::failed(tx)?, 1);
        Ok(())
    });
}

#[test]
fn what_is_in_the_queue_is_not_found_a_second_time() {
    let test = TestStore::new();
    in_transaction(&test, |tx| {
        buyers::insert(tx, &buyer("b", "Rossi", "ATU1", 0))?;
        orders::insert(tx, &order("o", "b", "A-1", "VIN-1", 0))?;
        let found = |tx: &Tx<'_>| {
            let old = orders::unread_since(tx, at(59), 9)?.len();
            Ok::<_, Error>((buyers::with_pending_vies(tx)?.len(), old))
        };
        let mut undecided = orders::get(tx, "o")?.unwrap();
        (undecided.compliance, undecided.refreshed_at) = (None, Some(at(1)));
        orders::save(tx, &undecided)?;
        assert_eq!(found(tx)?, (1, 1));
        reads::fail(tx, "buyer", "b", at(5))?;
        reads::fail(tx, "order", "o", at(5))?;
        assert_eq!(found(tx)?, (0, 0));
        reads::remove(tx, "order", "o")?;
        undecided.server.as_mut().unwrap().status = OrderStatus::Cancelled;
        orders::save(tx, &undecided)?;
        assert_eq!(found(tx)?, (0, 0), "a cancelled order is never decided");
        Ok(())
    });
}
