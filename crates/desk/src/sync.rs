//! Reading NT24: what changed elsewhere, what is on the screen, what a write may have changed. Within
//! the organization's request budget: the screen first, the sweep only while enough is left.

mod buyer;
mod order;
mod sweep;

use crate::contract::Failure;
use crate::link::Gate;
use crate::open::{Open, Stale};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::time::Duration;

/// How often an order on the screen is looked at (concepts/compliance-rollup: every 10 to 60 seconds).
const WATCHED: TimeDelta = TimeDelta::seconds(10);

/// How often something is looked at that will be ready in a moment: a VIES answer, an export file.
const VOLATILE: TimeDelta = TimeDelta::seconds(2);

/// How often the whole list is swept for what changed.
const SWEEP: TimeDelta = TimeDelta::seconds(60);

/// Reads, until the connection closes.
pub(crate) async fn run(open: Arc<Open>) {
    let mut plan = Plan::default();
    loop {
        let pause = tokio::select! {
            () = open.closing() => break,
            pause = round(&open, &mut plan) => pause,
        };
        tokio::select! {
            () = open.closing() => break,
            () = open.wake_sync.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// What is due when.
#[derive(Default)]
struct Plan {
    next_sweep: Option<DateTime<Utc>>,
    next_watched: Option<DateTime<Utc>>,
    next_volatile: Option<DateTime<Utc>>,
}

async fn round(open: &Arc<Open>, plan: &mut Plan) -> Duration {
    let now = open.parts.clock.now();
    match open.link.gate(now) {
        Gate::Closed => return Duration::from_secs(3600),
        Gate::ClosedUntil(then) => return pause_until(then, now),
        Gate::Open | Gate::Probe => {}
    }
    if let Err(failure) = work(open, plan).await {
        // The link knows what it means; what was not read stays due.
        tracing::debug!(%failure, "a read failed");
    }
    let now = open.parts.clock.now();
    match open.link.gate(now) {
        Gate::ClosedUntil(then) => pause_until(then, now),
        Gate::Closed => Duration::from_secs(3600),
        _ => [plan.next_sweep, plan.next_watched, plan.next_volatile]
            .into_iter()
            .flatten()
            .min()
            .map_or(Duration::from_secs(2), |then| pause_until(then, now)),
    }
}

fn pause_until(then: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (then - now).to_std().unwrap_or_default().max(Duration::from_millis(50))
}

async fn work(open: &Arc<Open>, plan: &mut Plan) -> Result<(), Failure> {
    if !open.is_introduced() {
        let me = open.observe(open.client().me().await)?;
        open.keep_me(me.value)?;
        open.changed();
    }
    let mut stale = open.take_stale().into_iter();
    while let Some(what) = stale.next() {
        if let Err(failure) = refresh(open, &what).await {
            // What is left is read when the connection is back.
            for left in std::iter::once(what).chain(stale) {
                open.mark_stale(left);
            }
            return Err(failure);
        }
    }
    let now = open.parts.clock.now();
    if due(plan.next_volatile, now) {
        for what in volatile(open)? {
            refresh(open, &what).await?;
        }
        plan.next_volatile = Some(now + VOLATILE);
    }
    if due(plan.next_watched, now) {
        open.watched().retain(|_, until| *until > now);
        let watched = open.watched().keys().cloned().collect::<Vec<_>>();
        for id in watched {
            refresh(open, &Stale::Order(id)).await?;
        }
        plan.next_watched = Some(now + WATCHED);
    }
    let asked = open.take_sweep_now();
    if asked || due(plan.next_sweep, now) {
        if asked || budget_left(open) {
            sweep::run(open).await?;
        }
        plan.next_sweep = Some(now + SWEEP);
    }
    Ok(())
}

fn due(next: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    next.is_none_or(|next| next <= now)
}

async fn refresh(open: &Arc<Open>, what: &Stale) -> Result<(), Failure> {
    match what {
        Stale::Buyer(id) => buyer::refresh(open, id).await,
        Stale::Order(id) => order::refresh(open, id).await,
    }
}

/// Whether enough of the read budget is left for what nobody waits for. A quarter stays for the
/// clicks of this desk and for the organization's other clients.
fn budget_left(open: &Open) -> bool {
    let now = open.parts.clock.now();
    let budget = open.client().budget();
    let read = budget.iter().find(|budget| budget.category == "read" && budget.reset > now);
    read.is_none_or(|read| read.remaining * 4 > read.limit)
}

/// What will be ready in a moment.
fn volatile(open: &Open) -> Result<Vec<Stale>, Failure> {
    let mut found = Vec::new();
    open.store.read(|tx| {
        for row in store::buyers::list(tx, "", 500, 0)? {
            if row.remote.is_some() && row.kyc.as_ref().is_some_and(buyer::is_volatile) {
                found.push(Stale::Buyer(row.id));
            }
        }
        for row in store::orders::list(tx, "", 500, 0)? {
            if row.remote.is_some() && order::is_volatile(&row) {
                found.push(Stale::Order(row.id));
            }
        }
        Ok::<_, Failure>(())
    })?;
    Ok(found)
}
