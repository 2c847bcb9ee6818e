//! The request budget of an organization: who may send now, and who waits.

mod account;
mod category;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

use account::{Account, Seen};
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use nt24::RateLimitTier;
use reqwest::header::HeaderMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as Lock, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex, Notify};
use tokio::time::Instant;

pub(crate) use account::Lane;
pub(crate) use category::Category;

/// Keeps an organization's clients within its request budget (concepts/rate-limits), for
/// [`Client::governed`](crate::Client::governed). Clones share the books: give one to all clients of the
/// same organization.
///
/// - Reads, writes and the management of webhooks have a budget each, so reads never delay a write.
/// - The pace is the documented one: so many a minute, and twice that for 10 s. What the answers say
///   remains is obeyed above all; before the first answer, the limits of STANDARD hold.
/// - What is asked [`in_background`](crate::Client::in_background) leaves a quarter of the burst to what
///   somebody waits for, and spreads over the period. Within a lane, first come, first served. Writes
///   are never in the background.
/// - A 429 closes its category until the server wants to be asked again, and slows it down for some
///   minutes.
///
/// In a simulation with as many writes as can be and 500 reads queued, at least 0.98 of the allowed writes
/// go out and nothing is refused, for every way of counting that the documentation can mean: a bucket of
/// ten seconds or of a minute, and a budget for each minute. A server that counts in any sixty seconds,
/// which is documented nowhere, gets at least 0.9 and refuses up to 20 an hour: requests that were spaced
/// evenly arrive less evenly, its last request is free only when its first leaves the window, and its
/// headers name no moment for the ones between.
#[derive(Clone)]
pub struct Governor(Arc<Inner>);

struct Inner {
    timer: Arc<dyn Timer>,
    read: Books,
    write: Books,
    webhook: Books,
    /// Whether reading webhooks was seen to count as reading.
    webhook_reads_are_reads: AtomicBool,
}

/// A category: its account, and those who wait for it.
struct Books {
    account: Lock<Account>,
    /// The account changed in a way that may let somebody go earlier.
    changed: Notify,
    // The mutexes of Tokio are fair: whoever came first is first at the account.
    interactive: Mutex<()>,
    background: Mutex<()>,
}

/// Where waiting comes from, so that a test need not wait.
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
    /// Takes this part of the budget, 0.1 to 1, and leaves the rest to the organization's other clients:
    /// 0.8 is a good share for a program that does not know of others, and 1 for one that knows that
    /// there are none.
    #[must_use]
    pub fn new(share: f64) -> Self {
        Self::with_timer(share, false, Arc::new(TokioTimer))
    }

    /// The same for a program with people in front of it: as long as the answers show that more than
    /// the others' part remains, requests go out at once, so that what was queued for an hour is sent in
    /// a second; the pace holds for the rest. The background stops at a quarter. A server that allows
    /// less at once than it shows answers with a 429 once, and then the pace holds for some minutes.
    #[must_use]
    pub fn bursting(share: f64) -> Self {
        Self::with_timer(share, true, Arc::new(TokioTimer))
    }

    fn with_timer(share: f64, bursts: bool, timer: Arc<dyn Timer>) -> Self {
        let share = if share.is_finite() { share.clamp(0.1, 1.0) } else { 1.0 };
        let now = timer.now();
        let limit = |category: Category| category.documented_limit(&RateLimitTier::Standard);
        let books = |category: Category| Books {
            account: Lock::new(Account::new(limit(category), share, bursts, now)),
            changed: Notify::new(),
            interactive: Mutex::new(()),
            background: Mutex::new(()),
        };
        Self(Arc::new(Inner {
            timer,
            read: books(Category::Read),
            write: books(Category::Write),
            webhook: books(Category::Webhook),
            webhook_reads_are_reads: AtomicBool::new(false),
        }))
    }

    /// Takes the limits of a tier as [`Me`](nt24::Me) names it, for a server whose answers do not show
    /// them.
    pub fn assume(&self, tier: &RateLimitTier) {
        for category in [Category::Read, Category::Write, Category::Webhook] {
            let books = self.0.books(category);
            books.account().set_limit(category.documented_limit(tier));
            books.changed.notify_waiters();
        }
    }

    /// Waits until one request of the category may be sent. May be dropped while it waits.
    pub(crate) async fn turn(&self, category: Category, is_write: bool, lane: Lane) -> Turn {
        let category = match category {
            Category::Webhook if !is_write && self.0.webhook_reads_are_reads.load(Ordering::Relaxed) => {
                Category::Read
            }
            category => category,
        };
        // Somebody's work waits for every write, and a queue that is overtaken for ever is none.
        let lane = if is_write { Lane::Interactive } else { lane };
        let books = self.0.books(category);
        let _place = match lane {
            Lane::Interactive => books.interactive.lock().await,
            Lane::Background => books.background.lock().await,
        };
        loop {
            let changed = books.changed.notified();
            let now = self.0.timer.now();
            let taken = books.account().take(lane, now);
            match taken {
                Ok(()) => {
                    return Turn {
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
            .field("read", &*self.0.read.account())
            .field("write", &*self.0.write.account())
            .field("webhook", &*self.0.webhook.account())
            .finish()
    }
}

impl Inner {
    fn books(&self, category: Category) -> &Books {
        match category {
            Category::Read => &self.read,
            Category::Write => &self.write,
            Category::Webhook => &self.webhook,
        }
    }
}

impl Books {
    fn account(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to send one request, which goes back when it is not used.
pub(crate) struct Turn {
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

impl Turn {
    /// The request may leave now.
    pub(crate) fn sent(&mut self) {
        self.state = State::Sent;
    }

    /// The request certainly did not count: it did not leave, or was turned away for its token.
    pub(crate) fn not_counted(&mut self) {
        self.state = State::Unsent;
    }

    /// The answer has begun. `wait` is the server's wish when it put the request off.
    pub(crate) fn answered(mut self, headers: &HeaderMap, put_off: Option<PutOff>, now: DateTime<Utc>) {
        self.state = State::Answered;
        let at = self.inner.timer.now();
        let budget = crate::budget::read(headers);
        let named = budget.as_ref().and_then(|budget| Category::named(&budget.category));
        if let (Category::Webhook, Some(Category::Read), false) = (self.category, named, self.is_write) {
            self.inner.webhook_reads_are_reads.store(true, Ordering::Relaxed);
        }
        #[expect(clippy::cast_precision_loss, reason = "budgets are small numbers")]
        let seen = budget.filter(|_| named.is_none_or(|named| named == self.category)).map(|budget| Seen {
            limit: budget.limit as f64,
            remaining: budget.remaining as f64,
            reset: budget.reset.timestamp(),
            until_reset: until_reset(budget.reset, crate::headers::date(headers), now),
        });
        let books = self.inner.books(self.category);
        let mut account = books.account();
        account.answered(self.granted, seen, at);
        if let Some(PutOff(wait)) = put_off {
            account.refused(self.granted, wait, at);
        }
        drop(account);
        books.changed.notify_waiters();
    }
}

/// The server answered 429, with the wait that it named.
pub(crate) struct PutOff(pub(crate) Option<Duration>);

impl Drop for Turn {
    fn drop(&mut self) {
        let books = self.inner.books(self.category);
        match self.state {
            State::Unsent => books.account().give_back(),
            State::Sent => books.account().left_flight(),
            State::Answered => return,
        }
        books.changed.notify_waiters();
    }
}

/// How long until the reset, against the server's own clock if it shows it. A clock that makes no sense
/// of the reset, be it theirs or ours, is not asked.
fn until_reset(reset: DateTime<Utc>, server: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Duration {
    let plausible = |now: DateTime<Utc>| {
        let seconds = (reset - now).as_seconds_f64();
        (-2.0..=120.0).contains(&seconds).then(|| Duration::from_secs_f64(seconds.max(0.0)))
    };
    server.and_then(plausible).or_else(|| plausible(now)).unwrap_or(Duration::from_secs(60))
}
