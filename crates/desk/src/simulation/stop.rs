//! The user stops a row at the moment in which the answer to its request comes: the row is held already, and the
//! answer is stored all the same. Schedules do not compose that, because a stop ends the request at once.

use super::chance::Chance;
use super::person::Action;
use super::schedule::Schedule;
use nt24::{Address, BuyerUpdate, Operation};
use store::OutboxState;

#[test]
fn a_refusal_with_nothing_to_choose_leaves_the_row_to_the_user_who_stopped_it() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut schedule = Schedule::start(Chance::Random(7), 1, false).await;
        let form = schedule.begin(0, Action::Buyer).unwrap();
        schedule.submit(form);
        schedule.empty_outboxes().await;
        let form = schedule.begin(0, Action::BuyerChange).unwrap();
        schedule.submit(form);
        schedule.start_sends().await;
        let row = schedule.desks[0].store.read(store::outbox::waiting).unwrap().remove(0);
        assert_eq!((row.operation.as_str(), row.state), (Operation::UpdateBuyer.id(), OutboxState::InFlight));
        // Another field than the one that the user changes.
        let control = schedule.sandbox.control();
        let there = control.buyers().remove(0);
        let address = Address { street: Some("Nowa 7".to_owned()), ..there.address };
        let moved = BuyerUpdate { address: Some(address), ..BuyerUpdate::default() };
        control.edit_buyer(&there.uuid, moved).unwrap();
        schedule.desks[0].store.write(|tx| store::outbox::hold(tx, &row.id)).unwrap();
        let pending = schedule.network.take(0);
        schedule.execute(pending).await;

        let held = schedule.desks[0].store.read(|tx| store::outbox::get(tx, &row.id)).unwrap().unwrap();
        assert_eq!((held.state, held.problem), (OutboxState::Held, None));
        assert_eq!(held.first_sent_at, None, "NT24 refused the only attempt: it can be taken back");
        schedule.empty_outboxes().await;
        let (outcome, _) = schedule.end();
        assert!(outcome.violations.is_empty(), "{:?}", outcome.violations);
    });
}
