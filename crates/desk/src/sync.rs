//! Reads NT24 within the organization's request budget: first the subjects on the screen, then those
//! that a write may have changed, and a sweep for the changes of others while enough of the budget is left.

mod anew;
pub(crate) mod buyer;
mod found;
mod order;
mod plan;
mod queue;
pub(crate) mod state;
mod sweep;
#[cfg(test)]
mod tests;
mod watched;

pub(crate) use anew::begin as read_all_anew;

use crate::connection::Connection;
use crate::connection::link::{self, Gate};
use crate::connection::subject::SubjectId;
use crate::contract::{Failure, FailureCode};
use crate::queue::under_way::refresh_uncertain_deadlines;
use crate::sending::look_up;
use crate::sync::plan::{Plan, SWEEP_INTERVAL};
use crate::sync::queue::Read;
use crate::sync::state::Reading;
use crate::sync::watched::{refresh, while_serving_screen};
use chrono::{DateTime, TimeDelta, Utc};
use nt24_client::Client;
use std::sync::Arc;
use std::time::Duration;

/// Shortest pause after NT24 has throttled a read.
const RETRY_AFTER: TimeDelta = TimeDelta::seconds(15);

/// Age after which an undecided order is read without a sign of a change.
const OLD: TimeDelta = TimeDelta::minutes(15);

/// Most orders of that age in one sweep.
const OLD_AT_ONCE: u32 = 10;

/// Reads, until the connection closes.
pub(crate) async fn run(reading: Arc<Reading>) {
    let connection = Arc::clone(&reading.connection);
    let mut plan = Plan::default();
    loop {
        let pause = tokio::select! {
            () = connection.closing() => break,
            pause = round(&reading, &mut plan) => pause,
        };
        tokio::select! {
            () = connection.closing() => break,
            () = connection.signals.reading_woken() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn round(reading: &Arc<Reading>, plan: &mut Plan) -> Duration {
    let connection = &reading.connection;
    let now = connection.given.clock.now();
    if let Err(failure) = queue::keep_stale(connection) {
        tracing::warn!(%failure, "what is to be read could not be saved");
    }
    match connection.link.gate(now) {
        Gate::Closed => return Duration::from_secs(3600),
        Gate::ClosedUntil(then) => return pause_until(then, now),
        Gate::Open | Gate::Probe => {}
    }
    if reading.is_sweep_asked() {
        // The user does not wait; the first request shows whether NT24 still does.
        plan.pause_until = None;
    }
    if let Some(then) = plan.pause_until.filter(|then| *then > now && *then - now <= SWEEP_INTERVAL) {
        return pause_until(then, now);
    }
    let outcome = read_due(reading, plan).await;
    let now = connection.given.clock.now();
    if let Err(failure) = &outcome {
        // The link has recorded the failure; reads that did not happen stay due.
        tracing::debug!(%failure, "a read failed");
    }
    match connection.link.gate(now) {
        Gate::ClosedUntil(then) => pause_until(then, now),
        Gate::Closed => Duration::from_secs(3600),
        // Something else than NT24 has failed, for example the disk.
        _ if outcome.is_err() => Duration::from_secs(2),
        _ => {
            let failed = queue::next_try(connection).ok().flatten();
            let next = [plan.next_due(), failed].into_iter().flatten().min();
            next.map_or(Duration::from_secs(2), |then| pause_until(then, now))
        }
    }
}

fn pause_until(then: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (then - now).to_std().unwrap_or_default().max(Duration::from_millis(50))
}

/// Reads everything that is due, once.
#[cfg(test)]
pub(crate) async fn read_once(reading: &Arc<Reading>) {
    // A failed read stays due.
    drop(read_due(reading, &mut Plan::default()).await);
}

/// Reads until nothing is due. Ends early with a failure that concerns all reads.
async fn read_due(reading: &Arc<Reading>, plan: &mut Plan) -> Result<(), Failure> {
    let connection = &reading.connection;
    if !connection.is_identified() {
        connection.identify().await?;
        connection.changed();
    }
    loop {
        read_urgent(reading, plan).await?;
        let asked = reading.take_sweep_now();
        if asked {
            connection.store.write(store::reads::try_failed_now)?;
        }
        let now = connection.given.clock.now();
        if asked || plan.is_sweep_due(now) {
            match budget_returns(connection, now).filter(|_| !asked) {
                Some(then) => plan.sweep_rests(then, now),
                None => {
                    plan.sweep_begins(now);
                    sweep_list(reading, plan, asked).await?;
                    continue;
                }
            }
        }
        match queue::next(connection, false)? {
            Some(read) => read_one(reading, plan, &read).await?,
            None => return Ok(()),
        }
    }
}

/// Reads what goes before the sweep and its finds.
async fn read_urgent(reading: &Arc<Reading>, plan: &mut Plan) -> Result<(), Failure> {
    while let Some(read) = plan.next_urgent(reading)? {
        let outcome = read_one(reading, plan, &read).await;
        plan.read_ended(reading.connection.given.clock.now());
        outcome?;
    }
    Ok(())
}

/// Reads one thing. A failure that concerns it alone is kept with it, and is no failure of the pass.
async fn read_one(reading: &Arc<Reading>, plan: &mut Plan, read: &Read) -> Result<(), Failure> {
    let outcome = match read {
        Read::Subject(subject) => while_serving_screen(reading, refresh(reading, subject)).await,
        Read::Listed(seller, order) => sweep::read_listed(reading, seller, order).await,
    };
    let failure = match outcome {
        Ok(answered) => return queue::answered(&reading.connection, read, answered),
        Err(failure) => failure,
    };
    match own_failure(reading, failure).await {
        Ok(failure) => queue::failed(&reading.connection, read, &failure),
        Err(failure) => Err(pass_ends(reading, plan, failure)),
    }
}

/// Returns a failure that concerns one read alone, and as an error one that concerns all of them. NT24, or a proxy
/// before it, may be silent for one resource only, for ever: `/me` tells that from an outage.
async fn own_failure(reading: &Arc<Reading>, failure: Failure) -> Result<Failure, Failure> {
    if !link::may_concern_one(failure.code) {
        return if link::concerns_all(failure.code) { Err(failure) } else { Ok(failure) };
    }
    match while_serving_screen(reading, reading.connection.identify()).await {
        Err(outage) if link::concerns_all(outage.code) => Err(outage),
        _ => Ok(failure),
    }
}

/// Sweeps the list, and adds what is to be read without a sign of a change.
async fn sweep_list(reading: &Arc<Reading>, plan: &mut Plan, asked: bool) -> Result<(), Failure> {
    let connection = &reading.connection;
    let client = connection.client();
    let client = if asked { client } else { client.in_background() };
    let answered = match sweep::run(reading, plan, &client).await {
        Ok(answered) => answered,
        Err(failure) if link::concerns_all(failure.code) => {
            plan.sweep_again();
            return Err(pass_ends(reading, plan, failure));
        }
        // The list cannot be taken; what was found before can still be read.
        Err(failure) => {
            tracing::warn!(%failure, "the list of orders could not be taken");
            false
        }
    };
    if refresh_uncertain_deadlines(connection, answered)? {
        look_up_unconfirmed(reading, plan, &client).await?;
        connection.changed();
    }
    let since = connection.given.clock.now() - OLD;
    connection.store.write(|tx| {
        // The rollup of an undecided order may change without any change of the order.
        for row in store::orders::unread_since(tx, since, OLD_AT_ONCE)? {
            queue::add_subject(tx, &SubjectId::Order(row.id))?;
        }
        anew::add_next(tx)
    })?;
    Ok(())
}

/// Looks up the writes without a known outcome. One that cannot be read now is looked up with the next sweep.
async fn look_up_unconfirmed(
    reading: &Arc<Reading>,
    plan: &mut Plan,
    client: &Client,
) -> Result<(), Failure> {
    let connection = &reading.connection;
    for row in look_up::uncertain(connection)? {
        read_urgent(reading, plan).await?;
        let looked_up = look_up::look_up(connection, client, &row);
        let Err(failure) = while_serving_screen(reading, looked_up).await else { continue };
        match own_failure(reading, failure).await {
            Ok(failure) => {
                tracing::debug!(%failure, operation = %row.operation, "a write could not be looked up");
            }
            Err(failure) => return Err(pass_ends(reading, plan, failure)),
        }
    }
    Ok(())
}

/// Ends a pass after a failure that every other read would have, too. Returns the failure.
fn pass_ends(reading: &Reading, plan: &mut Plan, failure: Failure) -> Failure {
    if failure.code == FailureCode::RateLimited {
        let pause = queue::asked_pause(&failure).clamp(RETRY_AFTER, SWEEP_INTERVAL);
        plan.pause_until = Some(reading.connection.given.clock.now() + pause);
        if reading.take_sweep_now() {
            // NT24 throttles also what the user has asked for: it follows after the pause.
            plan.sweep_again();
        }
    }
    failure
}

/// When the read budget is available again, if too little of it is left for the sweep. A quarter stays for the
/// user's own reads and for the organization's other clients.
fn budget_returns(connection: &Connection, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let budget = connection.client().budget();
    let read = budget.iter().find(|budget| budget.category == "read" && budget.reset > now)?;
    (read.remaining * 4 <= read.limit).then_some(read.reset)
}
