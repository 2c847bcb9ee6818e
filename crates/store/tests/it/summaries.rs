//! The summary of an order is stored, found by its filter, and outdated by every change of its sources.

use crate::rows::{buyer, file, order, seller};
use crate::{TestStore, at};
use nt24::DocumentType;
use serde_json::json;
use store::{
    DocumentRow, Error, OrderGroup, OrderRow, OrderSort, OrderSummary, OrderTurn, OutboxRow, OutboxState, Tx,
    VerificationLink, buyers, documents, files, order_list, orders, outbox, summaries,
};

fn summary(turn: OrderTurn, rank: u32, reason: &str, since: Option<&str>) -> OrderSummary {
    let since = since.map(|day| day.parse().unwrap());
    OrderSummary { content: json!({"missing": 2}), turn, rank, reason: reason.to_owned(), since }
}

fn summary_of(order: &str) -> OrderSummary {
    match order {
        "1" => summary(OrderTurn::You, 5, "MISSING_CMR", Some("2026-11-02")),
        "2" => summary(OrderTurn::You, 5, "MISSING_CMR", Some("2026-11-01")),
        "3" => summary(OrderTurn::Nobody, 100, "", None),
        "4" => summary(OrderTurn::You, 5, "MISSING_CMR", None),
        "5" => summary(OrderTurn::Buyer, 7, "MISSING_PAYMENT", Some("2026-01-01")),
        _ => summary(OrderTurn::NotKnown, 100, "", None),
    }
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
        summaries::set(tx, &row.id, &summary_of(&row.id))?;
    }
    Ok(())
}

fn outdated(tx: &Tx<'_>) -> Result<Vec<String>, Error> {
    let mut ids = summaries::outdated(tx, 100)?.into_iter().map(|row| row.id).collect::<Vec<_>>();
    ids.sort();
    Ok(ids)
}

#[test]
fn orders_are_filtered_sorted_grouped_and_counted_by_their_summaries() {
    let test = filled();
    test.store
        .write::<_, Error>(|tx| {
            for number in ["4", "5", "6"] {
                orders::insert(tx, &order(number, "b2", &format!("A-{number}"), "X", 0))?;
            }
            all_current(tx)
        })
        .unwrap();
    let you = Some(OrderTurn::You);
    test.store
        .read::<_, Error>(|tx| {
            assert_eq!(summaries::get(tx, "1")?, Some(summary_of("1")));
            assert_eq!(summaries::get(tx, "4")?, Some(summary_of("4")), "one without a day");
            for (filter, sort, search, expected) in [
                (None, OrderSort::Newest, "", &["1", "2", "3", "4", "5", "6"][..]),
                (you, OrderSort::Newest, "", &["1", "2", "4"]),
                // The oldest first, and one without a day last.
                (you, OrderSort::Reason, "", &["2", "1", "4"]),
                (None, OrderSort::Reason, "", &["2", "1", "4", "5", "3", "6"]),
                (Some(OrderTurn::Buyer), OrderSort::Reason, "", &["5"]),
                (Some(OrderTurn::Nobody), OrderSort::Newest, "", &["3"]),
                (Some(OrderTurn::Nt24), OrderSort::Newest, "", &[]),
                (Some(OrderTurn::NotKnown), OrderSort::Newest, "", &["6"]),
                (you, OrderSort::Reason, "muller", &["2", "1"]),
                (Some(OrderTurn::Nobody), OrderSort::Newest, "muller", &[]),
                (you, OrderSort::Newest, "a2", &["2"]),
            ] {
                let page = order_list::page(tx, &seller(), search, (filter, sort), 10, 0)?;
                let found = page.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>();
                assert_eq!(found, expected, "{filter:?} {sort:?} {search}");
                assert_eq!(page.counts.of(filter) as usize, expected.len(), "{filter:?} {search}");
                let grouped = page.groups.iter().map(|group| group.count as usize).sum::<usize>();
                let sorted = if sort == OrderSort::Reason { expected.len() } else { 0 };
                assert_eq!(grouped, sorted, "{filter:?} {sort:?} {search}");
            }
            let group = |example: &str, count| OrderGroup { example: example.to_owned(), count };
            let groups = |search: &str, filter| {
                Ok::<_, Error>(
                    order_list::page(tx, &seller(), search, (filter, OrderSort::Reason), 1, 1)?.groups,
                )
            };
            let all = [group("1", 3), group("5", 1), group("3", 2)];
            assert_eq!(groups("", None)?, all);
            // All have it in their number: found one by one, they are grouped alike.
            assert_eq!(groups("a", None)?, all);
            assert_eq!(groups("muller", you)?, [group("1", 2)]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_search_follows_the_name_of_the_buyer_and_forgets_what_is_removed() {
    let test = filled();
    let counts = test.store.write::<_, Error>(|tx| {
        buyers::save(tx, &buyer("b1", "Schulz Kfz", "ATU12345678", 0))?;
        orders::save(tx, &OrderRow { remote: None, ..order("2", "b1", "A-2", "X", 0) })?;
        orders::remove(tx, "2")?;
        let count = |search| {
            Ok(order_list::page(tx, &seller(), search, (None, OrderSort::Newest), 10, 0)?.counts.all)
        };
        ["MÜLLER", "schulz", "SE", "a-2"].into_iter().map(count).collect::<Result<Vec<_>, Error>>()
    });
    assert_eq!(counts.unwrap(), [0, 1, 1, 0]);
}

#[test]
fn orders_that_were_never_read_are_counted() {
    let test = filled();
    let counted = test.store.write::<_, Error>(|tx| {
        let row = orders::get(tx, "1")?.unwrap();
        orders::save(tx, &OrderRow { remote: Some("r1".into()), refreshed_at: None, ..row })?;
        let row = orders::get(tx, "2")?.unwrap();
        orders::save(tx, &OrderRow { remote: Some("r2".into()), refreshed_at: Some(at(1)), ..row })?;
        let row = orders::get(tx, "3")?.unwrap();
        orders::save(tx, &OrderRow { remote: None, refreshed_at: None, ..row })?;
        orders::count_never_read(tx, &seller())
    });
    assert_eq!(counted.unwrap(), 1_u64);
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
                orders::save(tx, &OrderRow { refreshed_at: Some(at(98)), ..row })?;
                all_current(tx)?;
                let row = orders::get(tx, "1")?.unwrap();
                orders::save(tx, &OrderRow { refreshed_at: Some(at(99)), updated_at: at(99), ..row })
            },
            &[],
        ),
        (
            "an order that was read for the first time, and nothing of it has changed",
            |tx| {
                let row = orders::get(tx, "1")?.unwrap();
                orders::save(tx, &OrderRow { refreshed_at: None, ..row })?;
                all_current(tx)?;
                let row = orders::get(tx, "1")?.unwrap();
                orders::save(tx, &OrderRow { refreshed_at: Some(at(99)), ..row })
            },
            &["1"],
        ),
        ("a new order", |tx| orders::insert(tx, &order("4", "b1", "A-4", "X", 0)), &["4"]),
        (
            "a buyer",
            |tx| buyers::save(tx, &store::BuyerRow { kyc: None, ..buyer("b1", "Müller", "ATU12345678", 0) }),
            &["1", "2"],
        ),
        (
            "the link to a buyer's identity check",
            |tx| {
                let row = buyers::get(tx, "b1")?.unwrap();
                let link = VerificationLink {
                    url: "https://id.example.com/1".to_owned(),
                    received_at: at(1),
                    passed_on_at: None,
                };
                buyers::save(tx, &store::BuyerRow { verification: Some(link), ..row })
            },
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
