//! Plays the planted faults one after the other, and checks that schedules notice each. This file becomes a
//! module of the simulation in the scratch copy only.

use super::schedule::{Plan, play};
use super::{many, planted_faults};
use crate::contract::{Failure, FailureCode};
use crate::queue::problem::Problem;
use chrono::{DateTime, Utc};
use std::cell::Cell;
use std::collections::BTreeSet;
use store::{Head, OutboxRow, OutboxState, Receipt, Tx};

/// The last schedule that may notice a fault: the schedules of the normal run of the tests.
const SCHEDULES: u64 = super::SCHEDULES;

thread_local! {
    static PLANTED: Cell<&'static str> = const { Cell::new("") };
}

/// Whether this fault is active on this thread.
pub(crate) fn is(fault: &str) -> bool {
    PLANTED.get() == fault
}

/// A receipt for a write that was not executed.
pub(crate) fn receipt(at: DateTime<Utc>) -> Receipt {
    Receipt { request_id: String::new(), status: 0, at, trace_id: None, merged: Vec::new() }
}

/// Takes every row in flight for finished.
pub(crate) fn finish_in_flight(tx: &Tx<'_>) -> Result<(), store::Error> {
    for row in store::outbox::waiting(tx)?.iter().filter(|row| row.state == OutboxState::InFlight) {
        store::outbox::finish(tx, &row.id, &receipt(row.created_at), row.created_at)?;
    }
    Ok(())
}

/// The first row of each lane that is not unconfirmed.
pub(crate) fn heads_behind_unconfirmed(tx: &Tx<'_>) -> Result<Vec<Head>, store::Error> {
    let mut lanes = BTreeSet::new();
    let mut rows = store::outbox::waiting(tx)?;
    rows.retain(|row| row.state != OutboxState::Unconfirmed && lanes.insert(row.lane.clone()));
    Ok(rows.iter().map(Head::from).collect())
}

/// Leaves every row that was sent to the user.
pub(crate) fn park_sent(tx: &Tx<'_>) -> Result<(), store::Error> {
    let sent = |row: &&OutboxRow| row.state == OutboxState::Ready && row.first_sent_at.is_some();
    for row in store::outbox::waiting(tx)?.iter().filter(sent) {
        let problem = Problem::of(Failure::of(FailureCode::Unconfirmed));
        store::outbox::park(tx, &row.id, OutboxState::Unconfirmed, Some(&problem.value()))?;
    }
    Ok(())
}

#[test]
fn every_planted_fault_is_caught() {
    let found = many::on_all_cores(planted_faults::ALL, |fault| caught(fault));
    println!("| Fault | Seed | Violation |\n|---|---|---|");
    let mut missed = Vec::new();
    for (fault, caught) in planted_faults::ALL.iter().zip(found) {
        match caught {
            Some((seed, violation)) => println!("| {fault} | {seed} | {violation:.120} |"),
            None => missed.push(*fault),
        }
    }
    assert!(missed.is_empty(), "not caught: {missed:?}");
}

/// The seed of the first schedule that a fault breaks, and the violation.
fn caught(fault: &'static str) -> Option<(u64, String)> {
    PLANTED.set(fault);
    let caught = (1..=SCHEDULES).find_map(|seed| {
        let violation = play(seed, Plan::default()).violations.into_iter().next()?;
        Some((seed, violation.to_string()))
    });
    PLANTED.set("");
    caught
}
