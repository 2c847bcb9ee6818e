//! Every table: rows are read as they were written, and found by each query.

use crate::rows::{buyer, file, order, seller};
use crate::{TestStore, at};
use nt24::{BuyerId, DocumentId, DocumentType, OrderId, SellerId};
use serde_json::json;
use store::{
    BuyerRow, DocumentRow, DraftRow, Error, EventRow, OrderRow, OrderSort, Tx, blobs, buyers, documents,
    drafts, events, files, order_list, orders, settings, thumbnails,
};

fn ids<T>(rows: &[T], id: impl Fn(&T) -> &str) -> Vec<&str> {
    rows.iter().map(id).collect()
}

/// Runs in one transaction, which must succeed.
fn in_transaction(test: &TestStore, run: impl FnOnce(&Tx<'_>) -> Result<(), Error>) {
    test.store.write(run).unwrap();
}

#[test]
fn settings_and_blobs() {
    let test = TestStore::new();
    in_transaction(&test, |tx| {
        assert_eq!(settings::get(tx, "a")?, None);
        settings::set(tx, "a", "1")?;
        settings::set(tx, "a", "2")?;
        settings::set(tx, "b", "")?;
        blobs::set(tx, "a", &[0, 255, 1])?;
        blobs::set(tx, "empty", &[])
    });
    let test = test.reopened();
    in_transaction(&test, |tx| {
        assert_eq!(settings::get(tx, "a")?.as_deref(), Some("2"));
        assert_eq!(settings::get(tx, "b")?.as_deref(), Some(""));
        assert_eq!(blobs::get(tx, "a")?, Some(vec![0, 255, 1]));
        assert_eq!(blobs::get(tx, "empty")?, Some(vec![]));
        settings::remove(tx, "a")?;
        settings::remove(tx, "a")?;
        blobs::remove(tx, "a")?;
        assert_eq!((settings::get(tx, "a")?, blobs::get(tx, "a")?), (None, None));
        Ok(())
    });
}

#[test]
fn buyers_are_read_as_they_were_written() {
    let test = TestStore::new();
    let full = buyer("1", "Müller Kfz", "ATU12345678", 0);
    let bare = BuyerRow {
        remote: None,
        country: None,
        wanted: None,
        server: None,
        kyc: None,
        contacts: vec![],
        ..buyer("2", "Ångström AB", "SE556012579001", 1)
    };
    in_transaction(&test, |tx| {
        buyers::insert(tx, &full)?;
        buyers::insert(tx, &bare)?;
        buyers::insert(tx, &BuyerRow { id: "3".into(), vat_number: "X".into(), ..bare.clone() })
    });
    let test = test.reopened();
    in_transaction(&test, |tx| {
        assert_eq!(buyers::get(tx, "1")?, Some(full.clone()));
        assert_eq!(buyers::get(tx, "2")?, Some(bare.clone()));
        assert_eq!(buyers::by_remote(tx, &seller(), &BuyerId::from("remote-1"))?, Some(full.clone()));
        assert_eq!(buyers::by_remote(tx, &SellerId::from("other"), &BuyerId::from("remote-1"))?, None);
        assert_eq!(buyers::by_vat(tx, &seller(), "SE556012579001")?, Some(bare.clone()));
        assert_eq!(buyers::by_vat(tx, &SellerId::from("other"), "SE556012579001")?, None);

        let changed = BuyerRow { id: "2".into(), vat_number: "NEW".into(), remote: None, ..full.clone() };
        buyers::save(tx, &changed)?;
        assert_eq!(buyers::get(tx, "2")?, Some(changed));
        assert!(matches!(
            buyers::save(tx, &BuyerRow { id: "9".into(), ..bare.clone() }),
            Err(Error::NotFound(_))
        ));
        Ok(())
    });
}

#[test]
fn natural_keys_are_unique_for_each_seller() {
    let test = TestStore::new();
    let one = buyer("1", "Müller Kfz", "ATU12345678", 0);
    in_transaction(&test, |tx| {
        buyers::insert(tx, &one)?;
        let taken = [
            BuyerRow { remote: None, vat_number: "OTHER".into(), ..one.clone() },
            BuyerRow { id: "2".into(), remote: None, ..one.clone() },
            BuyerRow { id: "2".into(), vat_number: "OTHER".into(), ..one.clone() },
        ];
        for row in taken {
            assert!(matches!(buyers::insert(tx, &row), Err(Error::Duplicate)), "{row:?}");
        }
        buyers::insert(tx, &BuyerRow { id: "2".into(), seller: SellerId::from("other"), ..one.clone() })?;

        let first = order("1", "1", "A-1", "WVWZZZ1JZXW000001", 0);
        orders::insert(tx, &first)?;
        let again = OrderRow { id: "2".into(), remote: None, ..first.clone() };
        assert!(matches!(orders::insert(tx, &again), Err(Error::Duplicate)));
        let orphan = order("3", "absent", "A-3", "WVWZZZ1JZXW000001", 0);
        assert!(matches!(orders::insert(tx, &orphan), Err(Error::Referenced)));
        Ok(())
    });
}

#[test]
fn buyers_are_searched_in_every_script_newest_first() {
    let test = TestStore::new();
    in_transaction(&test, |tx| {
        buyers::insert(tx, &buyer("1", "MÜLLER Kfz", "ATU12345678", 0))?;
        buyers::insert(tx, &buyer("2", "Ångström 100% AB", "SE556012579001", 1))?;
        buyers::insert(tx, &buyer("3", "müller & Sohn", "DE136695976", 2))?;
        let cases: &[(&str, &[&str])] = &[
            ("", &["3", "2", "1"]),
            ("müller", &["3", "1"]),
            ("  ÅNGSTRÖM ", &["2"]),
            ("100%", &["2"]),
            ("%", &["3", "2", "1"]),
            ("angstrom", &["2"]),
            ("Mu\u{308}ller", &["3", "1"]),
            ("SE 5560.1257-9001", &["2"]),
            ("atu123", &["1"]),
            ("absent", &[]),
        ];
        for (search, expected) in cases {
            let found = buyers::list(tx, &seller(), search, 10, 0)?;
            assert_eq!(ids(&found, |row| &row.id), *expected, "{search}");
            assert_eq!(buyers::count(tx, &seller(), search)?, expected.len() as u64, "{search}");
        }
        assert_eq!(ids(&buyers::list(tx, &seller(), "", 1, 1)?, |row| &row.id), ["2"]);
        Ok(())
    });
}

#[test]
fn orders_are_read_as_they_were_written_and_found() {
    let test = TestStore::new();
    let one = order("1", "b1", "A-1", "WVWZZZ1JZXW000001", 0);
    let mut two = order("2", "b2", "A-2", "WVWZZZ1JZXW000002", 1);
    let bare = OrderRow {
        remote: None,
        wanted: None,
        server: None,
        compliance: None,
        compliance_etag: None,
        preliminary: None,
        final_invoice: None,
        payment: None,
        export_file: None,
        refreshed_at: None,
        ..order("3", "b1", "Ö-3", "X", 2)
    };
    in_transaction(&test, |tx| {
        buyers::insert(tx, &buyer("b1", "Müller Kfz", "ATU12345678", 0))?;
        buyers::insert(tx, &buyer("b2", "Ångström AB", "SE556012579001", 0))?;
        for row in [&one, &two, &bare] {
            orders::insert(tx, row)?;
        }
        Ok(())
    });
    let test = test.reopened();
    in_transaction(&test, |tx| {
        for row in [&one, &two, &bare] {
            assert_eq!(orders::get(tx, &row.id)?.as_ref(), Some(row));
        }
        assert_eq!(orders::by_remote(tx, &seller(), &OrderId::from("remote-1"))?, Some(one.clone()));
        assert_eq!(orders::by_external_id(tx, &seller(), "A-2")?, Some(two.clone()));
        assert_eq!(orders::by_external_id(tx, &SellerId::from("other"), "A-2")?, None);
        assert_eq!(ids(&orders::of_buyer(tx, "b1")?, |row| &row.id), ["3", "1"]);

        // NT24 has another VIN than was submitted: the order is found by both.
        two.server.as_mut().unwrap().vins[0].input.vin = "WVWZZZ1JZXW000001".to_owned();
        orders::save(tx, &two)?;
        let cases: &[(&str, &[&str])] = &[
            ("", &["3", "2", "1"]),
            ("ö-3", &["3"]),
            ("a-2", &["2"]),
            ("w000001", &["2", "1"]),
            ("W000002", &["2"]),
            ("MÜLLER", &["3", "1"]),
            ("SE556", &["2"]),
            ("SE 556.012", &["2"]),
            ("WVW-ZZZ-1JZ-XW000002", &["2"]),
            ("absent", &[]),
        ];
        for (search, expected) in cases {
            let found = order_list::page(tx, &seller(), search, (None, OrderSort::Newest), 10, 0)?;
            assert_eq!(ids(&found.rows, |row| &row.id), *expected, "{search}");
            assert_eq!(found.counts.all, expected.len() as u32, "{search}");
        }
        let third = order_list::list(tx, &seller(), (None, OrderSort::Newest), 1, 2)?;
        assert_eq!(ids(&third, |row| &row.id), ["1"]);
        assert_eq!(ids(&orders::with_vin(tx, "wvwzzz1jzxw000001")?, |row| &row.id), ["2", "1"]);

        two.wanted = None;
        two.server = None;
        orders::save(tx, &two)?;
        assert_eq!(ids(&orders::with_vin(tx, "WVWZZZ1JZXW000001")?, |row| &row.id), ["1"]);
        assert_eq!(orders::with_vin(tx, "WVWZZZ1JZXW00000")?, []);
        assert!(matches!(
            orders::save(tx, &OrderRow { id: "9".into(), ..one.clone() }),
            Err(Error::NotFound(_))
        ));
        Ok(())
    });
}

#[test]
fn drafts_are_put_and_found() {
    let test = TestStore::new();
    let draft = |id: &str, subject: Option<&str>, kind: &str, minutes: u32| DraftRow {
        id: id.to_owned(),
        kind: kind.to_owned(),
        subject: subject.map(str::to_owned),
        step: 2,
        field: Some("amount".to_owned()),
        body: json!({"z": 1, "a": ["ü", null, 1.5]}),
        base: Some(json!({"version": 3})),
        problems: Some(json!([])),
        created_at: at(0),
        updated_at: at(minutes),
    };
    let (one, two) = (draft("1", Some("o"), "payment", 1), draft("2", Some("o"), "payment", 2));
    let bare = DraftRow { base: None, problems: None, ..draft("3", None, "buyer", 3) };
    in_transaction(&test, |tx| {
        for row in [&one, &two, &bare, &draft("4", Some("o"), "invoice", 0)] {
            drafts::put(tx, row)?;
        }
        Ok(())
    });
    let test = test.reopened();
    in_transaction(&test, |tx| {
        assert_eq!(drafts::get(tx, "1")?, Some(one.clone()));
        assert_eq!(drafts::get(tx, "3")?, Some(bare.clone()));
        assert_eq!(ids(&drafts::list(tx)?, |row| &row.id), ["3", "2", "1", "4"]);
        assert_eq!(drafts::of_subject(tx, "o", "payment")?, [two.clone(), one.clone()]);
        let changed = DraftRow { step: 7, subject: Some("p".into()), updated_at: at(9), ..one.clone() };
        drafts::put(tx, &changed)?;
        assert_eq!(drafts::get(tx, "1")?, Some(changed));
        assert_eq!(ids(&drafts::of_subject(tx, "o", "payment")?, |row| &row.id), ["2"]);
        drafts::remove(tx, "1")?;
        drafts::remove(tx, "1")?;
        assert_eq!(drafts::get(tx, "1")?, None);
        Ok(())
    });
}

#[test]
fn a_discarded_draft_is_restored_with_the_drafts_that_belong_to_it() {
    let test = TestStore::new();
    let draft = |id: &str, subject: Option<&str>| DraftRow {
        id: id.to_owned(),
        kind: "order".to_owned(),
        subject: subject.map(str::to_owned),
        step: 1,
        field: None,
        body: json!({"kind": "order"}),
        base: None,
        problems: None,
        created_at: at(0),
        updated_at: at(1),
    };
    in_transaction(&test, |tx| {
        for row in [draft("order", None), draft("early", Some("order")), draft("invoice", Some("order"))] {
            drafts::put(tx, &row)?;
        }
        drafts::discard(tx, "early", at(2))?;
        drafts::discard(tx, "order", at(3))?;
        assert!(matches!(drafts::discard(tx, "order", at(4)), Err(Error::NotFound(_))));
        assert_eq!(drafts::list(tx)?, []);
        assert_eq!(drafts::get(tx, "invoice")?, None);
        assert_eq!(ids(&drafts::discarded(tx)?, |row| &row.id), ["invoice", "order", "early"]);

        drafts::restore(tx, "order")?;
        assert_eq!(drafts::get(tx, "order")?, Some(draft("order", None)), "unchanged");
        assert_eq!(drafts::get(tx, "invoice")?, Some(draft("invoice", Some("order"))));
        assert_eq!(drafts::get(tx, "early")?, None, "it was discarded separately");
        assert!(matches!(drafts::restore(tx, "order"), Err(Error::NotFound(_))));

        drafts::move_to(tx, "order", "made")?;
        drafts::restore(tx, "early")?;
        assert_eq!(drafts::of_subject(tx, "made", "order")?.len(), 2);

        drafts::discard(tx, "early", at(5))?;
        assert_eq!(drafts::delete_discarded(tx, at(5))?, 0);
        assert_eq!(drafts::delete_discarded(tx, at(6))?, 1);
        assert!(matches!(drafts::restore(tx, "early"), Err(Error::NotFound(_))));
        Ok(())
    });
}

#[test]
fn files_and_documents() {
    let test = TestStore::new();
    let document = |id: &str, file: &str, minutes: u32| DocumentRow {
        id: id.to_owned(),
        subject: "order-1".to_owned(),
        subject_kind: "order".to_owned(),
        kind: DocumentType::TransportCmr,
        document_date: "2026-05-31".parse().ok(),
        file: file.to_owned(),
        remote: Some(DocumentId::from("r")),
        server: serde_json::from_value(json!({"uuid": "r", "type": "NEW_TYPE", "status": "ACTIVE"})).ok(),
        archived: false,
        created_at: at(minutes),
    };
    let one = document("1", "f1", 0);
    let bare = DocumentRow {
        kind: DocumentType::Unknown("LATER".into()),
        document_date: None,
        remote: None,
        server: None,
        ..document("2", "f1", 1)
    };
    in_transaction(&test, |tx| {
        files::insert(tx, &file("f1", "aa", 0))?;
        files::insert(tx, &file("f2", "bb", 1))?;
        assert!(matches!(files::insert(tx, &file("f3", "aa", 2)), Err(Error::Duplicate)));
        documents::insert(tx, &one)?;
        documents::insert(tx, &bare)?;
        assert!(matches!(documents::insert(tx, &document("3", "none", 0)), Err(Error::Referenced)));
        Ok(())
    });
    let test = test.reopened();
    in_transaction(&test, |tx| {
        assert_eq!(files::get(tx, "f1")?, Some(file("f1", "aa", 0)));
        assert_eq!(files::by_sha256(tx, "bb")?, Some(file("f2", "bb", 1)));
        assert_eq!(files::by_sha256(tx, "cc")?, None);
        assert_eq!(ids(&files::unattached(tx)?, |row| &row.id), ["f2"]);
        assert!(matches!(files::restore(tx, "f2"), Err(Error::NotFound(_))));
        files::discard(tx, "f2", at(5))?;
        assert_eq!(files::unattached(tx)?, []);
        assert_eq!(files::remove_discarded(tx, at(5))?, 0);
        files::restore(tx, "f2")?;
        assert_eq!(ids(&files::unattached(tx)?, |row| &row.id), ["f2"]);
        assert_eq!(documents::get(tx, "1")?, Some(one.clone()));
        assert_eq!(documents::of_subject(tx, "order-1")?, [bare.clone(), one.clone()]);
        assert_eq!(documents::with_sha256(tx, "aa")?, [bare.clone(), one.clone()]);
        assert_eq!(documents::with_sha256(tx, "bb")?, []);
        let changed = DocumentRow { archived: true, file: "f2".into(), ..one.clone() };
        documents::save(tx, &changed)?;
        assert_eq!(documents::get(tx, "1")?, Some(changed));
        assert!(matches!(documents::save(tx, &document("9", "f1", 0)), Err(Error::NotFound(_))));
        assert!(matches!(files::remove(tx, "f1"), Err(Error::Referenced)));
        files::insert(tx, &file("f3", "cc", 2))?;
        files::remove(tx, "f3")?;
        assert_eq!(files::get(tx, "f3")?, None);
        Ok(())
    });
    let dangling = DocumentRow { file: "absent".into(), ..bare };
    assert!(matches!(test.store.write(|tx| documents::save(tx, &dangling)), Err(Error::Referenced)));
}

#[test]
fn events_are_listed_newest_first() {
    let test = TestStore::new();
    let event = |id: &str, subject: &str, minutes: u32| EventRow {
        id: id.to_owned(),
        subject: subject.to_owned(),
        at: at(minutes),
        source: "api".to_owned(),
        kind: "payment_submitted".to_owned(),
        facts: json!({"amount": 5}),
    };
    in_transaction(&test, |tx| {
        for row in [event("z", "o", 1), event("a", "o", 1), event("b", "o", 0), event("c", "p", 5)] {
            events::add(tx, &row)?;
        }
        assert!(matches!(events::add(tx, &event("a", "o", 9)), Err(Error::Duplicate)));
        Ok(())
    });
    let test = test.reopened();
    in_transaction(&test, |tx| {
        let listed = events::of_subject(tx, "o", 10)?;
        assert_eq!(listed, [event("a", "o", 1), event("z", "o", 1), event("b", "o", 0)]);
        assert_eq!(ids(&events::of_subject(tx, "o", 1)?, |row| &row.id), ["a"]);
        Ok(())
    });
}

#[test]
fn a_thumbnail_is_removed_with_its_file() {
    let test = TestStore::new();
    in_transaction(&test, |tx| {
        files::insert(tx, &file("f", "content", 0))?;
        assert!(matches!(thumbnails::set(tx, "absent", "x"), Err(Error::Referenced)));
        thumbnails::set(tx, "f", "small")?;
        thumbnails::set(tx, "f", "smaller")?;
        assert_eq!(thumbnails::get(tx, "f")?.as_deref(), Some("smaller"));
        assert_eq!(thumbnails::all(tx)?, ["smaller"]);
        files::remove(tx, "f")?;
        assert_eq!((thumbnails::get(tx, "f")?, thumbnails::all(tx)?.len()), (None, 0));
        Ok(())
    });
}
