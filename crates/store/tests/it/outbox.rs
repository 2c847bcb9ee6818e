//! The outbox: the order in the lanes, the states, and the frozen bytes.

use crate::{TestStore, at};
use nt24::ETag;
use serde_json::json;
use store::outbox::{self, Counts, Frozen, OutboxRow, OutboxState, Receipt};
use store::{Error, Tx};

fn row(id: &str, lane: &str) -> OutboxRow {
    OutboxRow::new(id, lane, "submit_payment", "order-1", json!({"b": 1, "a": 2}), at(0))
}

fn frozen(body: &[u8]) -> Frozen {
    Frozen {
        path: "/v1/orders/7/payment".to_owned(),
        body: body.to_vec(),
        sha256: "ab".to_owned(),
        if_match: Some(ETag::of_version(3)),
    }
}

fn receipt() -> Receipt {
    Receipt {
        request_id: "r".to_owned(),
        status: 201,
        at: at(9),
        trace_id: Some("t".to_owned()),
        merged: Vec::new(),
    }
}

/// Queues frozen rows.
fn queue(tx: &Tx<'_>, rows: &[(&str, &str)]) -> Result<(), Error> {
    for (id, lane) in rows {
        outbox::enqueue(tx, &OutboxRow { frozen: Some(frozen(b"{}")), ..row(id, lane) })?;
    }
    Ok(())
}

fn ids(rows: Vec<OutboxRow>) -> Vec<String> {
    rows.into_iter().map(|row| row.id).collect()
}

fn heads(tx: &Tx<'_>) -> Vec<String> {
    outbox::heads(tx).unwrap().into_iter().map(|head| head.id).collect()
}

fn state(tx: &Tx<'_>, id: &str) -> OutboxState {
    outbox::get(tx, id).unwrap().unwrap().state
}

fn refuses(result: Result<(), Error>, expected: OutboxState) {
    assert!(matches!(result, Err(Error::OutboxState { state }) if state == expected), "{result:?}");
}

#[test]
fn a_row_is_read_as_it_was_written() {
    let test = TestStore::new();
    let bare = row("k1", "order:1");
    let full = OutboxRow {
        frozen: Some(frozen(&[0, 255, 10])),
        state: OutboxState::Done,
        attempts: 3,
        first_sent_at: Some(at(1)),
        first_sent_after: Some(at(0)),
        last_attempt_at: Some(at(2)),
        last_sent_after: Some(at(1)),
        not_before: Some(at(3)),
        problem: Some(json!({"status": 409})),
        receipt: Some(receipt()),
        draft: Some(json!({"step": 1})),
        done_at: Some(at(4)),
        ..row("k2", "order:1")
    };
    // A request without a body is frozen too.
    let empty = OutboxRow { frozen: Some(Frozen { if_match: None, ..frozen(b"") }), ..row("k3", "order:1") };
    let sequences = test
        .store
        .write::<_, Error>(|tx| {
            [&bare, &full, &empty]
                .into_iter()
                .map(|row| outbox::enqueue(tx, row))
                .collect::<Result<Vec<_>, _>>()
        })
        .unwrap();
    assert_eq!(sequences, [1, 2, 3]);
    let test = test.reopened();
    for (row, sequence) in [bare, full, empty].into_iter().zip(1..) {
        let stored = test.store.read(|tx| outbox::get(tx, &row.id)).unwrap();
        assert_eq!(stored, Some(OutboxRow { sequence, ..row }));
    }
    let again = test.store.write(|tx| outbox::enqueue(tx, &row("k1", "order:2")));
    assert!(matches!(again, Err(Error::Duplicate)));
}

#[test]
fn lanes_keep_their_order_and_do_not_wait_for_each_other() {
    let test = TestStore::new();
    test.store
        .write::<_, Error>(|tx| {
            queue(tx, &[("a1", "a"), ("b1", "b"), ("a2", "a"), ("b2", "b"), ("c1", "c")])?;
            assert_eq!(heads(tx), ["a1", "b1", "c1"]);

            // In flight, back again and parked, a row stays at the head of its lane.
            outbox::begin(tx, "a1", at(1))?;
            assert_eq!(heads(tx), ["a1", "b1", "c1"]);
            outbox::back_to_ready(tx, "a1", None, None)?;
            for parked in [OutboxState::Conflict, OutboxState::Unconfirmed, OutboxState::Refused] {
                outbox::park(tx, "a1", parked, None)?;
                assert_eq!(heads(tx), ["a1", "b1", "c1"]);
            }
            outbox::withdraw(tx, "a1")?;
            outbox::begin(tx, "b1", at(1))?;
            outbox::finish(tx, "b1", &receipt(), at(2))?;
            assert_eq!(heads(tx), ["a2", "b2", "c1"]);
            assert_eq!(ids(outbox::waiting(tx)?), ["a2", "b2", "c1"]);
            assert_eq!(ids(outbox::of_subject(tx, "order-1")?), ["a1", "b1", "a2", "b2", "c1"]);
            assert_eq!(outbox::of_subject(tx, "order-2")?, []);
            Ok(())
        })
        .unwrap();
}

#[test]
fn attempts_are_counted_and_the_time_of_the_first_is_kept() {
    let test = TestStore::new();
    test.store
        .write::<_, Error>(|tx| {
            queue(tx, &[("k", "a")])?;
            outbox::begin(tx, "k", at(1))?;
            refuses(outbox::begin(tx, "k", at(1)), OutboxState::InFlight);
            outbox::back_to_ready(tx, "k", Some(at(5)), Some(&json!({"status": 429})))?;
            let waiting = outbox::get(tx, "k")?.unwrap();
            assert_eq!(waiting.state, OutboxState::Ready);
            assert_eq!((waiting.not_before, waiting.problem), (Some(at(5)), Some(json!({"status": 429}))));
            outbox::begin(tx, "k", at(6))?;
            let again = outbox::get(tx, "k")?.unwrap();
            assert_eq!((again.attempts, again.not_before), (2, None));
            assert_eq!((again.first_sent_at, again.last_attempt_at), (Some(at(1)), Some(at(6))));
            outbox::finish(tx, "k", &receipt(), at(7))?;
            let done = outbox::get(tx, "k")?.unwrap();
            assert_eq!((done.state, done.done_at, done.problem), (OutboxState::Done, Some(at(7)), None));
            assert_eq!(done.receipt, Some(receipt()));
            Ok(())
        })
        .unwrap();
}

#[test]
fn frozen_bytes_never_change() {
    let test = TestStore::new();
    test.store
        .write::<_, Error>(|tx| {
            outbox::enqueue(tx, &row("k", "a"))?;
            assert!(matches!(outbox::begin(tx, "k", at(1)), Err(Error::NotFrozen)));
            outbox::freeze(tx, "k", &frozen(b"first"))?;
            for body in [b"other".as_slice(), b"first"] {
                assert!(matches!(outbox::freeze(tx, "k", &frozen(body)), Err(Error::AlreadyFrozen)));
            }
            outbox::begin(tx, "k", at(1))?;
            outbox::park(tx, "k", OutboxState::Conflict, None)?;
            assert!(matches!(outbox::freeze(tx, "k", &frozen(b"other")), Err(Error::AlreadyFrozen)));
            assert_eq!(outbox::get(tx, "k")?.unwrap().frozen, Some(frozen(b"first")));
            Ok(())
        })
        .unwrap();

    // The database itself refuses such a change, too.
    drop(test.store);
    let database = rusqlite::Connection::open(test.dir.path().join("waybill.db")).unwrap();
    database.execute_batch(&format!("PRAGMA key = \"x'{}'\"", "5a".repeat(32))).unwrap();
    let changes =
        ["frozen_body = x'00'", "frozen_body = NULL", "frozen_path = NULL", "frozen_if_match = '\"9\"'"];
    for change in changes.into_iter().chain(["frozen_sha256 = 'cd'", "id = 'other'"]) {
        let refused = database.execute(&format!("UPDATE outbox SET {change}"), []).unwrap_err();
        assert!(refused.to_string().contains("never changes"), "{change}: {refused}");
    }
    assert_eq!(database.execute("UPDATE outbox SET state = 'ready'", []).unwrap(), 1);
}

#[test]
fn only_a_row_that_nt24_cannot_have_is_withdrawn() {
    let test = TestStore::new();
    test.store
        .write::<_, Error>(|tx| {
            queue(
                tx,
                &[("fresh", "a"), ("sent", "b"), ("unsure", "c"), ("refused", "d"), ("conflict", "e")],
            )?;
            outbox::withdraw(tx, "fresh")?;
            refuses(outbox::withdraw(tx, "fresh"), OutboxState::Withdrawn);
            for id in ["sent", "unsure", "refused", "conflict"] {
                outbox::begin(tx, id, at(1))?;
            }
            refuses(outbox::withdraw(tx, "sent"), OutboxState::InFlight);
            outbox::back_to_ready(tx, "sent", None, None)?;
            refuses(outbox::withdraw(tx, "sent"), OutboxState::Ready);
            outbox::park(tx, "unsure", OutboxState::Unconfirmed, None)?;
            refuses(outbox::withdraw(tx, "unsure"), OutboxState::Unconfirmed);
            outbox::park(tx, "refused", OutboxState::Refused, Some(&json!({"status": 422})))?;
            outbox::withdraw(tx, "refused")?;
            outbox::park(tx, "conflict", OutboxState::Conflict, None)?;
            outbox::withdraw(tx, "conflict")?;
            assert_eq!(state(tx, "conflict"), OutboxState::Withdrawn);
            let withdrawn = outbox::get(tx, "refused")?.unwrap();
            assert_eq!(withdrawn.problem, Some(json!({"status": 422})), "the problem is kept");
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_held_row_stays_held_until_it_is_resumed() {
    let test = TestStore::new();
    test.store
        .write::<_, Error>(|tx| {
            queue(tx, &[("k", "a"), ("behind", "a")])?;
            outbox::begin(tx, "k", at(1))?;
            outbox::hold(tx, "k")?;
            // The attempt ends without an answer, and the program ends as well.
            outbox::back_to_ready(tx, "k", Some(at(5)), None)?;
            outbox::recover(tx)?;
            assert_eq!(state(tx, "k"), OutboxState::Held);
            assert_eq!(heads(tx), ["k"], "it blocks its lane");
            refuses(outbox::withdraw(tx, "k"), OutboxState::Held);
            refuses(outbox::hold(tx, "k"), OutboxState::Held);
            refuses(outbox::begin(tx, "k", at(2)), OutboxState::Held);
            outbox::resume(tx, "k")?;
            refuses(outbox::resume(tx, "k"), OutboxState::Ready);
            assert_eq!(
                outbox::get(tx, "k")?.unwrap().first_sent_at,
                Some(at(1)),
                "the age of its key counts from there"
            );

            // A row that was never sent can be withdrawn, and brought back as it was.
            outbox::hold(tx, "behind")?;
            outbox::withdraw(tx, "behind")?;
            refuses(outbox::bring_back(tx, "behind", OutboxState::InFlight, 2), OutboxState::InFlight);
            outbox::bring_back(tx, "behind", OutboxState::Held, 2)?;
            refuses(outbox::bring_back(tx, "behind", OutboxState::Ready, 2), OutboxState::Held);
            assert_eq!(ids(outbox::waiting(tx)?), ["k", "behind"], "in its old place");
            refuses(outbox::wait_until(tx, "behind", at(9)), OutboxState::Held);
            outbox::wait_until(tx, "k", at(9))?;
            assert_eq!(outbox::get(tx, "k")?.unwrap().not_before, Some(at(9)));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_pause_that_nt24_asked_for_outlasts_what_the_user_decides() {
    let test = TestStore::new();
    test.store
        .write::<_, Error>(|tx| {
            queue(tx, &[("stopped", "a"), ("withdrawn", "b"), ("replaced", "c")])?;
            let then = at(5);
            let rows = ["stopped", "withdrawn", "replaced"];
            rows.iter().try_for_each(|id| outbox::wait_until(tx, id, then))?;
            outbox::hold(tx, "stopped")?;
            outbox::park(tx, "stopped", OutboxState::Held, Some(&json!({"status": 429})))?;
            outbox::resume(tx, "stopped")?;
            outbox::replace(tx, "replaced", &row("again", "c"))?;
            let place = outbox::get(tx, "withdrawn")?.unwrap().sequence;
            outbox::withdraw(tx, "withdrawn")?;
            outbox::bring_back(tx, "withdrawn", OutboxState::Ready, place)?;
            for id in ["stopped", "withdrawn", "again"] {
                assert_eq!(outbox::get(tx, id)?.unwrap().not_before, Some(then), "{id}");
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_replaced_row_gets_its_place_back() {
    let test = TestStore::new();
    test.store
        .write::<_, Error>(|tx| {
            queue(tx, &[("first", "a"), ("k", "a"), ("behind", "a")])?;
            let place = outbox::get(tx, "k")?.unwrap().sequence;
            outbox::begin(tx, "k", at(1))?;
            outbox::park(tx, "k", OutboxState::Unconfirmed, None)?;
            outbox::replace(tx, "k", &row("again", "a"))?;
            assert_eq!(ids(outbox::waiting(tx)?), ["first", "again", "behind"]);
            refuses(outbox::replace(tx, "k", &row("third", "a")), OutboxState::Withdrawn);

            outbox::withdraw(tx, "again")?;
            outbox::bring_back(tx, "k", OutboxState::Unconfirmed, place)?;
            assert_eq!(ids(outbox::waiting(tx)?), ["first", "k", "behind"]);
            let last = outbox::enqueue(tx, &row("last", "a"))?;
            assert_eq!(ids(outbox::waiting(tx)?), ["first", "k", "behind", "last"]);
            assert!(last > outbox::get(tx, "again")?.unwrap().sequence);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_finished_row_does_not_change_and_an_absent_row_is_not_found() {
    let test = TestStore::new();
    test.store
        .write::<_, Error>(|tx| {
            queue(tx, &[("k", "a")])?;
            for state in
                [OutboxState::Ready, OutboxState::InFlight, OutboxState::Done, OutboxState::Withdrawn]
            {
                refuses(outbox::park(tx, "k", state, None), state);
            }
            refuses(outbox::back_to_ready(tx, "k", None, None), OutboxState::Ready);
            outbox::finish(tx, "k", &receipt(), at(1))?;
            refuses(outbox::begin(tx, "k", at(2)), OutboxState::Done);
            refuses(outbox::back_to_ready(tx, "k", None, None), OutboxState::Done);
            refuses(outbox::park(tx, "k", OutboxState::Refused, None), OutboxState::Done);
            refuses(outbox::finish(tx, "k", &receipt(), at(2)), OutboxState::Done);
            refuses(outbox::withdraw(tx, "k"), OutboxState::Done);
            refuses(outbox::freeze(tx, "k", &frozen(b"x")), OutboxState::Done);
            assert_eq!(outbox::recover(tx)?, 0);
            assert_eq!(outbox::get(tx, "k")?.unwrap().done_at, Some(at(1)));

            assert_eq!(outbox::get(tx, "none")?, None);
            for result in [
                outbox::begin(tx, "none", at(0)),
                outbox::finish(tx, "none", &receipt(), at(0)),
                outbox::freeze(tx, "none", &frozen(b"")),
                outbox::withdraw(tx, "none"),
            ] {
                assert!(matches!(result, Err(Error::NotFound(_))));
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn receipts_and_counts() {
    let test = TestStore::new();
    test.store
        .write::<_, Error>(|tx| {
            assert_eq!(outbox::counts(tx)?, Counts::default());
            queue(tx, &[("1", "a"), ("2", "b"), ("3", "c"), ("4", "d"), ("5", "e"), ("6", "f"), ("7", "g")])?;
            outbox::begin(tx, "2", at(1))?;
            outbox::park(tx, "3", OutboxState::Refused, None)?;
            outbox::park(tx, "4", OutboxState::Conflict, None)?;
            outbox::withdraw(tx, "5")?;
            outbox::finish(tx, "7", &receipt(), at(2))?;
            outbox::finish(tx, "6", &receipt(), at(3))?;
            assert_eq!(outbox::counts(tx)?, Counts { ready: 1, in_flight: 1, parked: 2 });
            assert_eq!(ids(outbox::receipts(tx, 10, 0)?), ["6", "7"]);
            assert_eq!(ids(outbox::receipts(tx, 1, 1)?), ["7"]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_server_times_are_those_of_the_first_and_of_the_last_attempt() {
    let test = TestStore::new();
    test.store
        .write(|tx| {
            let times = || {
                let row = outbox::get(tx, "1")?.unwrap();
                Ok::<_, Error>((row.first_sent_after, row.last_sent_after))
            };
            outbox::enqueue(tx, &row("1", "order:1"))?;
            refuses(outbox::record_server_time(tx, "1", at(1), at(1)), OutboxState::Ready);
            outbox::freeze(tx, "1", &frozen(b"x"))?;
            outbox::begin(tx, "1", at(20))?;
            outbox::record_server_time(tx, "1", at(1), at(1))?;
            outbox::back_to_ready(tx, "1", None, None)?;
            outbox::begin(tx, "1", at(30))?;
            outbox::record_server_time(tx, "1", at(2), at(5))?;
            assert_eq!(times()?, (Some(at(1)), Some(at(5))));
            outbox::not_sent(tx, "1", None, None)?;
            assert_eq!(times()?, (None, None));
            Ok::<_, Error>(())
        })
        .unwrap();
}

#[test]
fn a_possibly_sent_row_counts_as_sent_since_it_was_queued() {
    let test = TestStore::new();
    let sent =
        OutboxRow { first_sent_at: Some(at(4)), last_sent_after: Some(at(5)), ..row("sent", "order:2") };
    test.store
        .write(|tx| {
            outbox::enqueue(tx, &row("new", "order:1"))?;
            outbox::enqueue(tx, &sent)?;
            outbox::mark_possibly_sent(tx, "new")?;
            outbox::mark_possibly_sent(tx, "sent")?;
            let first = |id| Ok::<_, Error>(outbox::get(tx, id)?.unwrap().first_sent_at);
            assert_eq!((first("new")?, first("sent")?), (Some(at(0)), Some(at(4))));
            assert_eq!(outbox::get(tx, "sent")?.unwrap().last_sent_after, None);
            // It can no longer be withdrawn: NT24 may have it.
            refuses(outbox::withdraw(tx, "new"), OutboxState::Ready);
            Ok::<_, Error>(())
        })
        .unwrap();
}
