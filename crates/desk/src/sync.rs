//! Reading NT24: what changed elsewhere, what is on the screen, what a write may have changed. Within
//! the organization's request budget: the screen first, the sweep only while enough is left.

mod anew;
mod buyer;
mod order;
mod sweep;
mod watched;

pub(crate) use watched::look_at;

pub(crate) use anew::begin as read_all_anew;

use crate::contract::{Failure, FailureCode};
use crate::link::{self, Gate, Verdict};
use crate::open::{Open, Stale};
use crate::outbox;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::time::Duration;
use watched::{meanwhile, take_opened};

/// How often an order on the screen is looked at (concepts/compliance-rollup: every 10 to 60 seconds).
const WATCHED: TimeDelta = TimeDelta::seconds(10);

/// How often something is looked at that will be ready in a moment: a VIES answer, an export file.
const VOLATILE: TimeDelta = TimeDelta::seconds(2);

/// How often the whole list is swept for what changed.
const SWEEP: TimeDelta = TimeDelta::seconds(60);

/// How soon something that could not be read is asked for again.
const AGAIN: TimeDelta = TimeDelta::seconds(15);

/// After how long an undecided order is looked at although nothing says that it changed.
const OLD: TimeDelta = TimeDelta::minutes(15);

/// How many of these in one pass.
const OLD_AT_ONCE: u32 = 10;

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
    /// What could not be read, and when it is asked for again.
    again: Vec<(Stale, DateTime<Utc>)>,
    /// The request budget is used up until then.
    pause_until: Option<DateTime<Utc>>,
}

async fn round(open: &Arc<Open>, plan: &mut Plan) -> Duration {
    let now = open.parts.clock.now();
    match open.link.gate(now) {
        Gate::Closed => return Duration::from_secs(3600),
        Gate::ClosedUntil(then) => return pause_until(then, now),
        Gate::Open | Gate::Probe => {}
    }
    if let Some(then) = plan.pause_until.filter(|then| *then > now && *then - now <= SWEEP) {
        return pause_until(then, now);
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
pub(crate) async fn look(open: &Arc<Open>) {
    // What could not be read stays due.
    drop(work(open, &mut Plan::default()).await);
}

async fn work(open: &Arc<Open>, plan: &mut Plan) -> Result<(), Failure> {
    if !open.is_introduced() {
        let me = open.observe(open.client().me().await)?;
        open.keep_me(me.value)?;
        open.changed();
    }
    let now = open.parts.clock.now();
    let mut wanted = open.take_stale();
    wanted.extend(take_opened(open));
    wanted.extend(plan.again.extract_if(.., |(_, then)| *then <= now).map(|(what, _)| what));
    if due(plan.next_volatile, now) {
        plan.next_volatile = Some(now + VOLATILE);
        wanted.extend(volatile(open)?);
    }
    if due(plan.next_watched, now) {
        plan.next_watched = Some(now + WATCHED);
        open.watched().retain(|_, until| *until > now);
        wanted.extend(open.watched().keys().cloned());
    }
    let asked = open.take_sweep_now();
    if asked || (due(plan.next_sweep, now) && budget_left(open)) {
        plan.next_sweep = Some(now + SWEEP);
        let client = if asked { open.client() } else { open.client().in_background() };
        meanwhile(open, sweep::run(open, &client)).await?;
        if outbox::heard(open)? {
            open.changed();
        }
        wanted.extend(open.take_stale());
        wanted.extend(by_age(open, now)?);
        wanted.extend(anew::next(open)?);
    }
    let mut wanted: Vec<Stale> = wanted.into_iter().collect();
    wanted.sort_by_key(|what| !open.watched().contains_key(what));
    let mut wanted = wanted.into_iter();
    while let Some(what) = wanted.next() {
        let Err(failure) = meanwhile(open, refresh(open, &what)).await else { continue };
        let wait = failure.params.get("seconds").and_then(|text| text.parse().ok()).unwrap_or(0);
        let then = open.parts.clock.now() + TimeDelta::seconds(wait).clamp(AGAIN, SWEEP);
        plan.again.push((what, then));
        if link::verdict(failure.code) != Verdict::Answered || failure.code == FailureCode::RateLimited {
            // Nothing else will be answered now; what is left is read when NT24 is back.
            plan.again.extend(wanted.map(|left| (left, then)));
            plan.pause_until = Some(then).filter(|_| failure.code == FailureCode::RateLimited);
            return Err(failure);
        }
        // One that cannot be read must not keep the others from being read.
        tracing::info!(%failure, "something could not be read");
    }
    Ok(())
}

fn due(next: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    // What lies further ahead than any pause was planned by a clock that has been set back since.
    next.is_none_or(|next| next <= now || next - now > SWEEP)
}

/// Reads where the making of an order's export file stands, and its present link.
pub(crate) async fn export_file(open: &Arc<Open>, id: &str) -> Result<(), Failure> {
    order::export_file(open, id).await
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
    open.store.read(|tx| {
        let buyers = store::buyers::with_pending_vies(tx)?.into_iter().map(|row| Stale::Buyer(row.id));
        let orders = store::orders::with_export_in_the_making(tx)?.into_iter();
        Ok(buyers.chain(orders.map(|row| Stale::Order(row.id))).collect())
    })
}

/// Undecided orders that nobody has looked at for long: their rollup may change overnight without
/// anything else changing.
fn by_age(open: &Open, now: DateTime<Utc>) -> Result<Vec<Stale>, Failure> {
    let rows = open.store.read(|tx| store::orders::unread_since(tx, now - OLD, OLD_AT_ONCE))?;
    Ok(rows.into_iter().map(|row| Stale::Order(row.id)).collect())
}
