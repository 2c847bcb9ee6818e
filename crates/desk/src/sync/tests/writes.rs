//! Writes and reads together: look-ups of writes without a known outcome, and what a write has touched.

use super::bench::{Bench, Instead};
use crate::connection::subject::SubjectId;
use crate::contract::{EntryAction, Settle};
use crate::decisions::decide::carry_out;
use crate::decisions::state::Decisions;
use crate::given::clock::Clock;
use crate::queue::problem::Problem;
use crate::queue::request::{Content, Request};
use crate::sync::queue::Read;
use crate::sync::read_one;
use chrono::TimeDelta;
use nt24::{BuyerUpdate, InvoiceType, Operation};
use nt24_client::CarrierFault;
use serde_json::{Value, json};
use std::sync::Arc;
use store::{BuyerRow, OutboxState};

/// A change of a buyer's name.
fn renamed(row: &BuyerRow) -> Request {
    let server = row.server.clone().unwrap();
    let content = Content::Json(json!({ "companyName": "Renamed" }));
    let base = serde_json::to_value(&server).unwrap();
    Request::of_buyer(row.seller.clone(), &row.id, content).based_on(base, server.version)
}

/// Two buyers that are stored here.
fn buyers(bench: &Bench) -> [BuyerRow; 2] {
    let mut known = bench.control().buyers();
    known.sort_by(|one, other| one.uuid.cmp(&other.uuid));
    let mut known = known.into_iter().filter_map(|buyer| bench.buyer(&buyer.uuid));
    [known.next().unwrap(), known.next().unwrap()]
}

/// A write whose first answer is lost and whose repeat is refused. Returns its row.
async fn unconfirmed(bench: &Bench, operation: Operation, request: &Request) -> String {
    let id = bench.queue(operation, request);
    bench.when_writing(|_| Some(Instead::Fail(CarrierFault::Lost)));
    bench.send().await;
    bench.clock.pass(TimeDelta::minutes(2));
    bench.when_writing(|_| Some(Instead::Refuse(403, "capability-required")));
    bench.send().await;
    bench.connection().identify().await.unwrap();
    assert_eq!(bench.row(&id).state, OutboxState::Unconfirmed);
    id
}

#[tokio::test]
async fn an_invoice_of_the_other_type_does_not_decide_what_became_of_a_write() {
    let mut bench = Bench::start().await;
    bench.read().await;
    let orders = bench.control().orders();
    let rows = orders.iter().filter_map(|order| bench.order(&order.uuid));
    let row = rows.into_iter().find(|row| row.preliminary.is_some() && row.final_invoice.is_none()).unwrap();
    let theirs = row.preliminary.clone().unwrap();
    let json_of = |kind: InvoiceType| {
        let mut value = serde_json::to_value(&theirs).unwrap();
        value["type"] = serde_json::to_value(kind).unwrap();
        value
    };
    let mut mine = serde_json::to_value(&theirs.submitted).unwrap();
    mine["invoiceNumber"] = json!("MINE");
    let of_order = |content: Value| Request::of_order(row.seller.clone(), &row.id, Content::Json(content));
    let change = of_order(json!({ "type": "FINAL", "invoiceNumber": "MINE" }))
        .based_on(json_of(InvoiceType::Final), theirs.version.unwrap());
    for (operation, request, shown) in [
        (Operation::UpdateInvoice, change, json_of(InvoiceType::Preliminary)),
        (Operation::SubmitInvoice, of_order(mine), json_of(InvoiceType::Final)),
    ] {
        let id = unconfirmed(&bench, operation, &request).await;
        bench.when(move |path| path.contains("/invoice?").then(|| Instead::Answer(200, shown.clone())));
        for _ in 0..3 {
            bench.clock.pass(TimeDelta::minutes(70));
            bench.read().await;
        }
        assert_eq!(bench.row(&id).state, OutboxState::Unconfirmed, "nothing is known: {operation:?}");
        bench.when(|_| None);
        bench.connection().store.write(|tx| store::outbox::resume(tx, &id)).unwrap();
        bench.clock.pass(TimeDelta::minutes(2));
        bench.when_writing(|_| Some(Instead::Answer(200, json!({}))));
        bench.send().await;
        assert_eq!(bench.row(&id).state, OutboxState::Done);
    }
}

#[tokio::test]
async fn look_ups_end_when_nt24_throttles() {
    let mut bench = Bench::start().await;
    bench.read().await;
    let rows = buyers(&bench);
    for row in &rows {
        unconfirmed(&bench, Operation::UpdateBuyer, &renamed(row)).await;
    }
    let ends = rows.clone().map(|row| format!("/buyers/{}", row.remote.unwrap()));
    let of_rows = move |path: &str| ends.iter().any(|end| path.ends_with(end.as_str()));
    let limited = of_rows.clone();
    bench.when(move |path| limited(path).then_some(Instead::Limit(30)));
    bench.take_requests("");
    bench.clock.pass(TimeDelta::seconds(61));
    bench.round().await;
    let asked = bench.take_requests("").into_iter().filter(|(_, path)| of_rows(path)).count();
    assert_eq!(asked, 1, "the second one would be refused, too");
    bench.clock.pass(TimeDelta::seconds(5));
    bench.round().await;
    assert!(bench.take_requests("").is_empty(), "NT24 has asked for a pause");
}

#[tokio::test]
async fn a_conflict_whose_resource_cannot_be_read_is_parked() {
    let mut bench = Bench::start().await;
    bench.read().await;
    for (is_uncertain, row) in [false, true].into_iter().zip(buyers(&bench)) {
        let name = row.server.as_ref().unwrap().company_name.clone();
        let id = bench.queue(Operation::UpdateBuyer, &renamed(&row));
        if is_uncertain {
            bench.when_writing(|_| Some(Instead::Fail(CarrierFault::Lost)));
            bench.send().await;
            bench.clock.pass(TimeDelta::minutes(2));
        }
        bench.when_writing(move |_| {
            let kind = format!("{}version-mismatch", nt24::PROBLEM_BASE);
            let theirs = json!({ "version": 4, "companyName": name });
            let problem = json!({ "type": kind, "title": "t", "status": 409, "currentResource": theirs });
            Some(Instead::Answer(409, problem))
        });
        bench.send().await;
        let row = bench.row(&id);
        let parked = if is_uncertain { OutboxState::Unconfirmed } else { OutboxState::Conflict };
        assert_eq!(row.state, parked, "the user sees it");
        let problem = Problem::read(&row).unwrap();
        assert!(!problem.theirs.is_some_and(|theirs| theirs.is_object()), "there is nothing to compare with");
    }
}

#[tokio::test]
async fn the_age_of_a_key_is_told_by_nt24_and_not_by_a_gateway() {
    let mut bench = Bench::start().await;
    bench.read().await;
    let [row, _] = buyers(&bench);
    let wrong = Clock::now(&*bench.clock) + TimeDelta::hours(24);
    bench.when(move |_| Some(Instead::Page(502, wrong)));
    assert!(bench.connection().client().me().await.is_err());
    bench.when(|_| None);
    let contact = json!({ "firstName": "A", "lastName": "B", "email": "a@example.com" });
    let request = Request::of_buyer(row.seller.clone(), &row.id, Content::Json(contact));
    let id = bench.queue(Operation::AddBuyerContact, &request);
    bench.when_writing(|_| Some(Instead::Fail(CarrierFault::Lost)));
    bench.take_requests("");
    bench.send().await;
    bench.clock.pass(TimeDelta::minutes(30) + TimeDelta::hours(24));
    bench.send().await;
    assert_eq!(bench.take_requests("/contacts").len(), 1, "NT24 may have forgotten the key");
    assert_eq!(bench.row(&id).state, OutboxState::Unconfirmed, "the user is asked");
}

#[tokio::test]
async fn what_a_write_has_touched_is_kept_with_its_outcome() {
    let mut bench = Bench::start().await;
    bench.read().await;
    let [row, _] = buyers(&bench);
    let id = bench.queue(Operation::UpdateBuyer, &renamed(&row));
    bench.send().await;
    assert_eq!(bench.row(&id).state, OutboxState::Done);
    // The program ends before the reading loop looks.
    bench.restart().await;
    let subject = SubjectId::Buyer(row.id.clone());
    let kept =
        bench.connection().store.read(|tx| store::reads::get(tx, subject.kind_name(), subject.id())).unwrap();
    assert!(kept.is_some(), "the buyer is read by the next start");
    let unread = |bench: &Bench| {
        bench.connection().store.read(|tx| store::unread::ids_of_subject(tx, &row.id)).unwrap()
    };
    assert_eq!(unread(&bench), [id]);
    bench.read().await;
    assert!(unread(&bench).is_empty(), "what is known of the buyer is newer than the write");
}

#[tokio::test]
async fn a_read_that_a_write_has_overtaken_is_kept() {
    let mut bench = Bench::start().await;
    bench.read().await;
    let [row, _] = buyers(&bench);
    let (reading, id) = (Arc::clone(&bench.reading), row.id.clone());
    bench.when(move |path| {
        if path.ends_with("/kyc") {
            reading.connection.outcomes.count(&id);
        }
        None
    });
    let read = Read::Subject(SubjectId::Buyer(row.id.clone()));
    read_one(&bench.reading, &mut bench.plan, &read).await.unwrap();
    // The program ends before the reading loop looks.
    bench.restart().await;
    let kept = bench.connection().store.read(|tx| store::reads::get(tx, "buyer", &row.id)).unwrap();
    assert!(kept.is_some(), "the answer may be older than the write");
}

#[tokio::test]
async fn a_stopped_write_is_looked_up_and_can_be_withdrawn_once_nothing_can_arrive_any_more() {
    let mut bench = Bench::start().await;
    bench.read().await;
    for (has_arrived, row) in [false, true].into_iter().zip(buyers(&bench)) {
        let id = bench.queue(Operation::UpdateBuyer, &renamed(&row));
        // The gateway refuses this write for ever, and does not say whether NT24 has it.
        bench.when_writing(|_| Some(Instead::Refuse(500, "internal-error")));
        let decisions = Decisions::new(Arc::clone(&bench.sending));
        let settle = |action| {
            let settle = Settle { id: id.clone(), action, choices: Vec::new() };
            carry_out(&decisions, &settle)
        };
        for _ in 0..2 {
            bench.send().await;
            settle(EntryAction::Cancel).unwrap();
            bench.clock.pass(TimeDelta::seconds(61));
            bench.read().await;
            bench.clock.pass(TimeDelta::minutes(50));
            bench.read().await;
            assert!(settle(EntryAction::Withdraw).is_err(), "the last attempt may still arrive");
            settle(EntryAction::SendNow).unwrap();
        }
        bench.send().await;
        settle(EntryAction::Cancel).unwrap();
        if has_arrived {
            let change = BuyerUpdate { company_name: Some("Renamed".to_owned()), ..BuyerUpdate::default() };
            bench.control().edit_buyer(row.remote.as_ref().unwrap(), change).unwrap();
        }
        for _ in 0..3 {
            bench.clock.pass(TimeDelta::minutes(70));
            bench.read().await;
        }
        if has_arrived {
            assert_eq!(bench.row(&id).state, OutboxState::Done);
        } else {
            assert_eq!(bench.row(&id).state, OutboxState::Held, "the user decides");
            settle(EntryAction::Withdraw).unwrap();
            assert_eq!(bench.row(&id).state, OutboxState::Withdrawn);
        }
    }
}
