//! Reads NT24 within the organization's request budget: first the subjects on the screen, then those
//! that a write may have changed, and a sweep for the changes of others while enough of the budget is left.

mod anew;
mod buyer;
mod order;
pub(crate) mod state;
mod sweep;
mod watched;

pub(crate) use anew::begin as read_all_anew;

use crate::connection::Connection;
use crate::connection::link::{self, Gate, Reachability};
use crate::connection::subject::SubjectId;
use crate::contract::{Failure, FailureCode};
use crate::queue::under_way::refresh_uncertain_deadlines;
use crate::sending::look_up::look_up_unconfirmed;
use crate::sync::state::Reading;
use crate::sync::watched::{refresh, while_serving_screen};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::time::Duration;

/// How often a subject on the screen is read (concepts/compliance-rollup: every 10 to 60 seconds).
const SCREEN_INTERVAL: TimeDelta = TimeDelta::seconds(10);

/// How often a subject is read while VIES answers or an export file is made.
const VOLATILE_INTERVAL: TimeDelta = TimeDelta::seconds(2);

/// How often the list of orders is swept for changes.
const SWEEP_INTERVAL: TimeDelta = TimeDelta::seconds(60);

/// Shortest pause before a failed read is repeated.
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

/// When the reads are due.
#[derive(Default)]
struct Plan {
    next_sweep: Option<DateTime<Utc>>,
    next_watched: Option<DateTime<Utc>>,
    next_volatile: Option<DateTime<Utc>>,
    /// Failed reads, and when each is repeated.
    again: Vec<(SubjectId, DateTime<Utc>)>,
    /// When the request budget is available again.
    pause_until: Option<DateTime<Utc>>,
}

async fn round(reading: &Arc<Reading>, plan: &mut Plan) -> Duration {
    let connection = &reading.connection;
    let now = connection.given.clock.now();
    match connection.link.gate(now) {
        Gate::Closed => return Duration::from_secs(3600),
        Gate::ClosedUntil(then) => return pause_until(then, now),
        Gate::Open | Gate::Probe => {}
    }
    if let Some(then) = plan.pause_until.filter(|then| *then > now && *then - now <= SWEEP_INTERVAL) {
        return pause_until(then, now);
    }
    if let Err(failure) = read_due(reading, plan).await {
        // The link has recorded the failure; reads that did not happen stay due.
        tracing::debug!(%failure, "a read failed");
    }
    let now = connection.given.clock.now();
    match connection.link.gate(now) {
        Gate::ClosedUntil(then) => pause_until(then, now),
        Gate::Closed => Duration::from_secs(3600),
        _ => [plan.next_sweep, plan.next_watched, plan.next_volatile]
            .into_iter()
            .flatten()
            .chain(plan.again.iter().map(|(_, then)| *then))
            .min()
            .map_or(Duration::from_secs(2), |then| pause_until(then, now)),
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

async fn read_due(reading: &Arc<Reading>, plan: &mut Plan) -> Result<(), Failure> {
    let connection = &reading.connection;
    if !connection.is_identified() {
        connection.identify().await?;
        connection.changed();
    }
    let now = connection.given.clock.now();
    let mut wanted = connection.signals.take_stale();
    wanted.extend(reading.take_appeared());
    wanted.extend(plan.again.extract_if(.., |(_, then)| *then <= now).map(|(subject, _)| subject));
    if due(plan.next_volatile, now) {
        plan.next_volatile = Some(now + VOLATILE_INTERVAL);
        wanted.extend(volatile(connection)?);
    }
    if due(plan.next_watched, now) {
        plan.next_watched = Some(now + SCREEN_INTERVAL);
        wanted.extend(reading.watched(now));
    }
    let asked = reading.take_sweep_now();
    if asked || (due(plan.next_sweep, now) && budget_left(connection)) {
        plan.next_sweep = Some(now + SWEEP_INTERVAL);
        let client = connection.client();
        let client = if asked { client } else { client.in_background() };
        while_serving_screen(reading, sweep::run(connection, &client)).await?;
        if refresh_uncertain_deadlines(connection)? {
            look_up_unconfirmed(connection, &client).await?;
            connection.changed();
        }
        wanted.extend(connection.signals.take_stale());
        wanted.extend(by_age(connection, now)?);
        wanted.extend(anew::next(connection)?);
    }
    let mut wanted: Vec<SubjectId> = wanted.into_iter().collect();
    wanted.sort_by_key(|subject| !reading.is_watched(subject));
    let mut wanted = wanted.into_iter();
    while let Some(subject) = wanted.next() {
        let outcome = while_serving_screen(reading, refresh(reading, &subject)).await;
        let Err(failure) = outcome else { continue };
        let wait = failure.params.get("seconds").and_then(|text| text.parse().ok()).unwrap_or(0);
        let then = connection.given.clock.now() + TimeDelta::seconds(wait).clamp(RETRY_AFTER, SWEEP_INTERVAL);
        plan.again.push((subject, then));
        if link::reachability(failure.code) != Reachability::Answered
            || failure.code == FailureCode::RateLimited
        {
            // No other read will be answered now; the rest is read when NT24 is back.
            plan.again.extend(wanted.map(|left| (left, then)));
            plan.pause_until = Some(then).filter(|_| failure.code == FailureCode::RateLimited);
            return Err(failure);
        }
        // One unreadable subject must not keep the others from being read.
        tracing::info!(%failure, "a buyer or an order could not be read");
    }
    Ok(())
}

fn due(next: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    // A time further ahead than any pause was planned by a clock that has been set back since.
    next.is_none_or(|next| next <= now || next - now > SWEEP_INTERVAL)
}

/// Whether enough of the read budget is left for the sweep. A quarter stays for the user's own reads and
/// for the organization's other clients.
fn budget_left(connection: &Connection) -> bool {
    let now = connection.given.clock.now();
    let budget = connection.client().budget();
    let read = budget.iter().find(|budget| budget.category == "read" && budget.reset > now);
    read.is_none_or(|read| read.remaining * 4 > read.limit)
}

/// Buyers whose VIES answer is pending, and orders whose export file is being made.
fn volatile(connection: &Connection) -> Result<Vec<SubjectId>, Failure> {
    connection.store.read(|tx| {
        let buyers = store::buyers::with_pending_vies(tx)?.into_iter().map(|row| SubjectId::Buyer(row.id));
        let orders = store::orders::with_pending_export(tx)?.into_iter();
        Ok(buyers.chain(orders.map(|row| SubjectId::Order(row.id))).collect())
    })
}

/// Undecided orders that were not read for long: their rollup may change without any change of the order.
fn by_age(connection: &Connection, now: DateTime<Utc>) -> Result<Vec<SubjectId>, Failure> {
    let rows = connection.store.read(|tx| store::orders::unread_since(tx, now - OLD, OLD_AT_ONCE))?;
    Ok(rows.into_iter().map(|row| SubjectId::Order(row.id)).collect())
}
