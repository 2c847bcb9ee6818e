//! The governor: keeps all clients of an organization within its request budget.

pub(crate) mod category;
mod category_budget;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

use crate::pace::budget;
use crate::protocol::headers;
use category::Category;
use category_budget::{CategoryBudget, ShownBudget};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use nt24::RateLimitTier;
use reqwest::header::HeaderMap;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as Lock, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex, Notify};
use tokio::time::Instant;

pub(crate) use category_budget::Priority;

/// Length of a period of the budget (concepts/rate-limits).
const PERIOD: Duration = Duration::from_secs(60);

/// Seconds from now within which a reset is plausible: a period, with room for clocks that differ.
const PLAUSIBLE_RESET: RangeInclusive<f64> = -2.0..=120.0;

/// Advised wait after a turn that did not come, although the category was not shut.
const AFTER_NO_TURN: Duration = Duration::from_secs(5);

/// Smallest share of the budget that a governor accepts.
const MIN_SHARE: f64 = 0.1;

/// Keeps an organization's clients within its request budget (concepts/rate-limits), for
/// [`Client::governed`](crate::Client::governed). Clones share the state: give one governor to all clients
/// of the same organization.
///
/// - Reads, writes and the management of webhooks have a budget each, so reads never delay a write.
/// - The pace is the documented one: a number of requests a minute, and twice that for 10 s. The remainder
///   that the answers show has precedence; before the first answer, the limits of STANDARD apply.
/// - Requests [`in_background`](crate::Client::in_background) leave a quarter of the burst to interactive
///   ones, and are spread over the period. Within a priority, first come, first served. Writes are always
///   interactive.
/// - A 429 stops its category for the time that the server names, at most for five minutes, and slows it
///   down for some minutes. An interactive request whose turn does not come within
///   [`Limits::turn`](crate::Limits::turn) fails with [`ErrorKind::NoTurn`](crate::ErrorKind::NoTurn).
///
/// In a simulation with writes at full load and 500 reads queued, at least 0.98 of the allowed writes are
/// sent and no request is refused, for every way of counting that the documentation can mean: a bucket of
/// ten seconds or of a minute, and a budget for each minute. A server with a sliding window of sixty
/// seconds, which is not documented, accepts at least 0.9 and refuses up to 20 an hour: requests sent at
/// even intervals arrive less evenly, a request is free again only when its predecessor leaves the window,
/// and the headers name no moment for the ones between.
#[derive(Clone)]
pub struct Governor(Arc<Inner>);

struct Inner {
    timer: Arc<dyn Timer>,
    read: Queue,
    write: Queue,
    webhook: Queue,
    /// Whether an answer showed that reads of webhooks count as reads.
    webhook_reads_are_reads: AtomicBool,
}

/// The budget of a category, and the requests that wait for it.
struct Queue {
    budget: Lock<CategoryBudget>,
    /// Signals a change that may permit a request earlier.
    changed: Notify,
    // Tokio's mutexes are fair: the request that waits longest gets the next permit.
    interactive: Mutex<()>,
    background: Mutex<()>,
}

/// The source of waiting, replaced in tests.
pub(crate) trait Timer: Send + Sync {
    fn now(&self) -> Instant;
    fn until(&self, at: Instant) -> BoxFuture<'static, ()>;
}

struct TokioTimer;

impl Timer for TokioTimer {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn until(&self, at: Instant) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep_until(at))
    }
}

impl Governor {
    /// A governor that uses this share of the budget, 0.1 to 1, and leaves the rest to the organization's
    /// other clients. 0.8 fits a program that does not know of others, 1 one that knows that there are
    /// none.
    #[must_use]
    pub fn new(share: f64) -> Self {
        Self::with_timer(share, false, Arc::new(TokioTimer))
    }

    /// A governor for an interactive program: as long as the answers show that more than the share of the
    /// other clients remains, requests are sent at once, so that an hour's queue is sent in a second; the
    /// pace applies to the rest. Background requests stop at a quarter of the limit. A server that allows
    /// fewer at once than it shows answers with a 429 once, and then the pace applies for some minutes.
    #[must_use]
    pub fn bursting(share: f64) -> Self {
        Self::with_timer(share, true, Arc::new(TokioTimer))
    }

    fn with_timer(share: f64, bursts: bool, timer: Arc<dyn Timer>) -> Self {
        let share = if share.is_finite() { share.clamp(MIN_SHARE, 1.0) } else { 1.0 };
        let now = timer.now();
        let limit = |category: Category| category.documented_limit(&RateLimitTier::Standard);
        let queue = |category: Category| Queue {
            budget: Lock::new(CategoryBudget::new(limit(category), share, bursts, now)),
            changed: Notify::new(),
            interactive: Mutex::new(()),
            background: Mutex::new(()),
        };
        Self(Arc::new(Inner {
            timer,
            read: queue(Category::Read),
            write: queue(Category::Write),
            webhook: queue(Category::Webhook),
            webhook_reads_are_reads: AtomicBool::new(false),
        }))
    }

    /// Assumes the limits of a tier as [`Me`](nt24::Me) names it, for a server whose answers do not show
    /// them.
    pub fn assume(&self, tier: &RateLimitTier) {
        for category in [Category::Read, Category::Write, Category::Webhook] {
            let queue = self.0.queue(category);
            queue.budget().set_limit(category.documented_limit(tier));
            queue.changed.notify_waiters();
        }
    }

    /// Ends the pause after a 429, for one request of each category: its answer shows whether the server
    /// answers again. For a user who asks to try now.
    pub fn probe(&self) {
        let now = self.0.timer.now();
        for category in [Category::Read, Category::Write, Category::Webhook] {
            let queue = self.0.queue(category);
            queue.budget().open_for_probe(now);
            queue.changed.notify_waiters();
        }
    }

    /// As [`acquire`](Self::acquire), but an interactive request waits no longer than `longest`.
    ///
    /// # Errors
    /// [`NoTurn`] at once when the category is shut for longer, else after `longest`.
    pub(crate) async fn acquire_within(
        &self,
        longest: Duration,
        category: Category,
        is_write: bool,
        priority: Priority,
    ) -> Result<Permit, NoTurn> {
        let turn = self.acquire(category, is_write, priority);
        if priority == Priority::Background && !is_write {
            return Ok(turn.await);
        }
        let pause = || {
            let now = self.0.timer.now();
            self.0.queue(self.counted_as(category, is_write)).budget().pause(now)
        };
        let shut_for_longer = async {
            loop {
                let changed = self.0.queue(self.counted_as(category, is_write)).changed.notified();
                if let Some(wait) = pause().filter(|wait| *wait > longest) {
                    return wait;
                }
                changed.await;
            }
        };
        let end = self.0.timer.now() + longest;
        tokio::select! {
            biased;
            wait = shut_for_longer => Err(NoTurn { wait }),
            permit = turn => Ok(permit),
            () = self.0.timer.until(end) => Err(NoTurn { wait: pause().unwrap_or(AFTER_NO_TURN) }),
        }
    }

    /// The category whose budget a request uses up.
    fn counted_as(&self, category: Category, is_write: bool) -> Category {
        match category {
            Category::Webhook if !is_write && self.0.webhook_reads_are_reads.load(Ordering::Relaxed) => {
                Category::Read
            }
            category => category,
        }
    }

    /// Waits for the permit to send one request of the category. The future may be dropped at any time.
    pub(crate) async fn acquire(&self, category: Category, is_write: bool, priority: Priority) -> Permit {
        let category = self.counted_as(category, is_write);
        // A user waits for every write, and background writes could be overtaken without end.
        let priority = if is_write { Priority::Interactive } else { priority };
        let queue = self.0.queue(category);
        let _place = match priority {
            Priority::Interactive => queue.interactive.lock().await,
            Priority::Background => queue.background.lock().await,
        };
        loop {
            let changed = queue.changed.notified();
            let now = self.0.timer.now();
            let taken = queue.budget().take(priority, now);
            match taken {
                Ok(()) => {
                    return Permit {
                        inner: Arc::clone(&self.0),
                        category,
                        is_write,
                        granted: now,
                        state: State::Unsent,
                    };
                }
                Err(at) => tokio::select! {
                    () = self.0.timer.until(at) => {}
                    () = changed => {}
                },
            }
        }
    }
}

impl std::fmt::Debug for Governor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Governor")
            .field("read", &*self.0.read.budget())
            .field("write", &*self.0.write.budget())
            .field("webhook", &*self.0.webhook.budget())
            .finish()
    }
}

impl Inner {
    fn queue(&self, category: Category) -> &Queue {
        match category {
            Category::Read => &self.read,
            Category::Write => &self.write,
            Category::Webhook => &self.webhook,
        }
    }
}

impl Queue {
    fn budget(&self) -> MutexGuard<'_, CategoryBudget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The permit to send one request. Dropped unused, it is given back.
pub(crate) struct Permit {
    inner: Arc<Inner>,
    category: Category,
    is_write: bool,
    granted: Instant,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Unsent,
    Sent,
    Answered,
}

impl Permit {
    /// The request is about to be sent.
    pub(crate) fn sent(&mut self) {
        self.state = State::Sent;
    }

    /// The server did not count the request: it was not sent, or its token was refused.
    pub(crate) fn not_counted(&mut self) {
        self.state = State::Unsent;
    }

    /// The answer has begun; `limited` if it is a 429.
    pub(crate) fn answered(mut self, headers: &HeaderMap, limited: Option<RateLimited>, now: DateTime<Utc>) {
        self.state = State::Answered;
        let at = self.inner.timer.now();
        let budget = budget::read(headers);
        let named = budget.as_ref().and_then(|budget| Category::named(&budget.category));
        if let (Category::Webhook, Some(Category::Read), false) = (self.category, named, self.is_write) {
            self.inner.webhook_reads_are_reads.store(true, Ordering::Relaxed);
        }
        #[expect(clippy::cast_precision_loss, reason = "budgets are small numbers")]
        let shown =
            budget.filter(|_| named.is_none_or(|named| named == self.category)).map(|budget| ShownBudget {
                limit: budget.limit as f64,
                remaining: budget.remaining as f64,
                reset: budget.reset.timestamp(),
                until_reset: until_reset(budget.reset, headers::date(headers), now),
            });
        let queue = self.inner.queue(self.category);
        let mut budget = queue.budget();
        budget.answered(self.granted, shown, at);
        if let Some(RateLimited { wait }) = limited {
            budget.refused(self.granted, wait, at);
        }
        drop(budget);
        queue.changed.notify_waiters();
    }
}

/// The turn of a request did not come in time.
#[derive(Debug)]
pub(crate) struct NoTurn {
    /// When to try again.
    pub(crate) wait: Duration,
}

/// A 429 with its `Retry-After`.
pub(crate) struct RateLimited {
    pub(crate) wait: Option<Duration>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let queue = self.inner.queue(self.category);
        match self.state {
            State::Unsent => queue.budget().give_back(),
            State::Sent => queue.budget().end_request(),
            State::Answered => return,
        }
        queue.changed.notify_waiters();
    }
}

/// Time until the reset, by the server's clock if the answer shows it. A clock by which the reset is not
/// within [`PLAUSIBLE_RESET`] is ignored; without any plausible clock the wait is a whole period.
fn until_reset(reset: DateTime<Utc>, server: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Duration {
    let plausible = |now: DateTime<Utc>| {
        let seconds = (reset - now).as_seconds_f64();
        PLAUSIBLE_RESET.contains(&seconds).then(|| Duration::from_secs_f64(seconds.max(0.0)))
    };
    server.and_then(plausible).or_else(|| plausible(now)).unwrap_or(PERIOD)
}
