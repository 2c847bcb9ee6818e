//! The writes that NT24 has executed since a buyer or an order was read.

use crate::rows::{buyer, order};
use crate::{TestStore, at};
use nt24::{ComplianceRollup, ComplianceStatus};
use serde_json::json;
use store::{Error, OrderRow, OutboxRow, Receipt, buyers, orders, outbox, unread};

/// An order of the buyer `b`, read unless `status` is `None`.
fn judged(id: &str, status: Option<ComplianceStatus>) -> OrderRow {
    let row = order(id, "b", id, "WBA8E9G50GNT12345", 0);
    let rollup = row.compliance.clone().filter(|_| status.is_some());
    OrderRow {
        refreshed_at: row.refreshed_at.filter(|_| status.is_some()),
        compliance: rollup.map(|rollup| ComplianceRollup {
            compliance_status: status.unwrap_or(ComplianceStatus::Incomplete),
            ..rollup
        }),
        ..row
    }
}

#[test]
fn a_write_on_a_buyer_is_unread_at_its_undecided_orders_until_each_is_read() {
    let test = TestStore::new();
    let receipt =
        Receipt { request_id: String::new(), status: 200, at: at(2), trace_id: None, merged: Vec::new() };
    let written = test.store.write::<_, Error>(|tx| {
        buyers::insert(tx, &buyer("b", "Auto", "ATU12345675", 0))?;
        orders::insert(tx, &judged("decided", Some(ComplianceStatus::Valid)))?;
        orders::insert(tx, &judged("never read", None))?;
        orders::insert(tx, &judged("undecided", Some(ComplianceStatus::Incomplete)))?;
        for id in ["first", "second"] {
            outbox::enqueue(tx, &OutboxRow::new(id, "buyer:b", "triggerViesCheck", "b", json!({}), at(0)))?;
        }
        outbox::finish(tx, "second", &receipt, at(2))?;
        outbox::finish(tx, "first", &receipt, at(3))
    });
    written.unwrap();
    let test = test.reopened();
    let unread = |subject: &str| {
        let rows = test.store.read(|tx| unread::of_subject(tx, subject)).unwrap();
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(unread("b"), ["first", "second"]);
    assert_eq!(unread("undecided"), ["first", "second"]);
    assert!(unread("decided").is_empty() && unread("never read").is_empty());
    let remove = |writes: &[&str]| {
        let writes = writes.iter().map(|&id| id.to_owned()).collect::<Vec<_>>();
        test.store.write(|tx| unread::remove(tx, "b", &writes)).unwrap()
    };
    assert!(remove(&["first"]) && !remove(&["first"]) && !remove(&[]));
    assert_eq!((unread("b"), unread("undecided").len()), (vec!["second".to_owned()], 2));
}
