//! The summary of an order is stored, found by its filter, and outdated by every change of its sources.

use crate::rows::{buyer, file, order, seller};
use crate::{TestStore, at};
use nt24::DocumentType;
use serde_json::json;
use store::{
    DocumentRow, Error, OrderFilter, OrderRow, OrderSummary, OutboxRow, OutboxState, Tx, buyers, documents,
    files, orders, outbox, summaries,
};

fn summary(needs_you: bool, closed: bool) -> OrderSummary {
    OrderSummary { content: json!({"missing": 2}), needs_you, closed }
}

/// Two orders of one buyer and one of another, all with a summary.
fn filled() -> TestStore {
    let test = TestStore::new();
    test.store
        .write::<_, Error>(|tx| {
            buyers::insert(tx, &buyer("b1", "Müller Kfz", "ATU12345678", 0))?;
            buyers::insert(tx, &buyer("b2", "Ångström AB", "SE556012579001", 0))?;
            for (number, of) in [("1", "b1"), ("2", "b1"), ("3", "b2")] {
                let vin = format!("WVWZZZ1JZXW00000{number}");
                orders::insert(tx, &order(number, of, &format!("A-{number}"), &vin, 0))?;
            }
            all_current(tx)
        })
        .unwrap();
    test
}

fn all_current(tx: &Tx<'_>) -> Result<(), Error> {
    for row in summaries::outdated(tx, 100)? {
        summaries::set(tx, &row.id, &summary(row.id == "1", row.id == "3"))?;
    }
    Ok(())
}

fn outdated(tx: &Tx<'_>) -> Result<Vec<String>, Error> {
    let mut ids = summaries::outdated(tx, 100)?.into_iter().map(|row| row.id).collect::<Vec<_>>();
    ids.sort();
    Ok(ids)
}

#[test]
fn orders_are_filtered_and_counted_by_their_summaries() {
    let test = filled();
    test.store
        .read::<_, Error>(|tx| {
            assert_eq!(summaries::get(tx, "1")?, Some(summary(true, false)));
            for (filter, search, expected) in [
                (OrderFilter::All, "", &["1", "2", "3"][..]),
                (OrderFilter::NeedsYou, "", &["1"]),
                (OrderFilter::Open, "", &["1", "2"]),
                (OrderFilter::Closed, "", &["3"]),
                (OrderFilter::Open, "muller", &["1", "2"]),
                (OrderFilter::Closed, "muller", &[]),
                (OrderFilter::Open, "a2", &["2"]),
            ] {
                let found = summaries::list(tx, &seller(), search, filter, 10, 0)?;
                let found = found.iter().map(|row| row.id.as_str()).collect::<Vec<_>>();
                assert_eq!(found, expected, "{filter:?} {search}");
                let count = summaries::count(tx, &seller(), search, filter)?;
                assert_eq!(count, expected.len() as u64, "{filter:?} {search}");
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn every_change_of_a_source_outdates_the_summaries_that_it_may_change() {
    type Change = fn(&Tx<'_>) -> Result<(), Error>;
    let cases: &[(&str, Change, &[&str])] = &[
        ("nothing", |_| Ok(()), &[]),
        ("an order", |tx| orders::save(tx, &order("1", "b1", "A-1", "X", 0)), &["1"]),
        (
            "an order that was read again without a change",
            |tx| {
                let row = orders::get(tx, "1")?.unwrap();
                orders::save(tx, &OrderRow { refreshed_at: Some(at(99)), updated_at: at(99), ..row })
            },
            &[],
        ),
        ("a new order", |tx| orders::insert(tx, &order("4", "b1", "A-4", "X", 0)), &["4"]),
        (
            "a buyer",
            |tx| buyers::save(tx, &store::BuyerRow { kyc: None, ..buyer("b1", "Müller", "ATU12345678", 0) }),
            &["1", "2"],
        ),
        ("a write of an order", |tx| queue(tx, "order:1", "1"), &["1"]),
        ("a write of a buyer", |tx| queue(tx, "buyer:b1", "b1"), &["1", "2"]),
        (
            "a parked write",
            |tx| {
                queue(tx, "order:3", "3")?;
                all_current(tx)?;
                outbox::park(tx, "write", OutboxState::Refused, None)
            },
            &["3"],
        ),
        (
            "a document",
            |tx| {
                files::insert(tx, &file("f", "00", 0))?;
                documents::insert(tx, &document("1"))
            },
            &["1"],
        ),
        (
            "an archived document",
            |tx| {
                files::insert(tx, &file("f", "00", 0))?;
                documents::insert(tx, &document("b2"))?;
                all_current(tx)?;
                documents::save(tx, &DocumentRow { archived: true, ..document("b2") })
            },
            &["3"],
        ),
        ("another version of the program", summaries::mark_all_outdated, &["1", "2", "3"]),
    ];
    for (name, change, expected) in cases {
        let test = filled();
        let found = test.store.write::<_, Error>(|tx| {
            change(tx)?;
            outdated(tx)
        });
        assert_eq!(found.unwrap(), *expected, "{name}");
    }
}

#[test]
fn the_start_of_an_attempt_outdates_no_summary() {
    let test = filled();
    let found = test.store.write::<_, Error>(|tx| {
        queue(tx, "buyer:b1", "b1")?;
        let frozen = store::Frozen { path: "/".into(), body: vec![], sha256: "00".into(), if_match: None };
        outbox::freeze(tx, "write", &frozen)?;
        all_current(tx)?;
        outbox::begin(tx, "write", at(1))?;
        outdated(tx)
    });
    assert_eq!(found.unwrap(), Vec::<String>::new());
}

fn queue(tx: &Tx<'_>, lane: &str, subject: &str) -> Result<(), Error> {
    outbox::enqueue(tx, &OutboxRow::new("write", lane, "upsertBuyer", subject, json!({}), at(0)))?;
    Ok(())
}

fn document(subject: &str) -> DocumentRow {
    DocumentRow::new("d", subject, "order", DocumentType::from("CMR"), "f", at(0))
}
