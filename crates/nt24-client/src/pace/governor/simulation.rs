//! A simulation in virtual time: a timer that jumps from one waiter to the next, servers that count the
//! budget in different ways, and callers. The servers share no code with the governor.

use super::{Category, Governor, Priority, RateLimited, Timer};
use chrono::DateTime;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use reqwest::header::{HeaderMap, HeaderValue};
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;
use tokio::time::Instant;

/// Unix time of the server at the start; in the middle of a minute.
const EPOCH: f64 = 1_800_000_017.25;

/// A server's way to count requests.
pub(super) trait ServerLimit: Send {
    /// Counts a request that arrives at `second`.
    fn arrive(&mut self, second: f64) -> LimitAnswer;
}

impl ServerLimit for Box<dyn ServerLimit> {
    fn arrive(&mut self, second: f64) -> LimitAnswer {
        (**self).arrive(second)
    }
}

pub(super) struct LimitAnswer {
    pub(super) accepted: bool,
    pub(super) limit: u32,
    pub(super) remaining: u32,
    /// Seconds until the budget is full again, as the header shows it.
    pub(super) reset_in: f64,
    pub(super) retry_after: f64,
}

/// A token bucket of limited depth. With the requests of ten seconds it is the documented one: when full,
/// it accepts twice the rate for 10 s.
pub(super) struct TokenBucket {
    limit: f64,
    depth: f64,
    left: f64,
    at: f64,
}

impl TokenBucket {
    pub(super) fn new(limit: f64, depth: f64) -> Self {
        Self { limit, depth, left: depth, at: 0.0 }
    }
}

impl ServerLimit for TokenBucket {
    fn arrive(&mut self, second: f64) -> LimitAnswer {
        let per_second = self.limit / 60.0;
        self.left = (self.left + (second - self.at) * per_second).min(self.depth);
        self.at = second;
        let accepted = self.left >= 1.0;
        if accepted {
            self.left -= 1.0;
        }
        let shown = self.depth.min(self.limit);
        LimitAnswer {
            accepted,
            limit: self.limit as u32,
            remaining: self.left.min(shown) as u32,
            reset_in: (shown - self.left).max(0.0) / per_second,
            retry_after: (1.0 - self.left).max(0.0) / per_second,
        }
    }
}

/// A new budget at each full minute of the server's clock, and no more than a third of it in any 10 s.
pub(super) struct FixedMinutes {
    limit: u32,
    minute: f64,
    used: u32,
    recent: VecDeque<f64>,
}

impl FixedMinutes {
    pub(super) fn new(limit: u32) -> Self {
        Self { limit, minute: 0.0, used: 0, recent: VecDeque::new() }
    }
}

impl ServerLimit for FixedMinutes {
    fn arrive(&mut self, second: f64) -> LimitAnswer {
        let minute = ((EPOCH + second) / 60.0).floor();
        if minute > self.minute {
            (self.minute, self.used) = (minute, 0);
        }
        let reset_in = (minute + 1.0) * 60.0 - EPOCH - second;
        self.recent.retain(|then| *then > second - 10.0);
        let burst = self.recent.len() as u32 >= self.limit / 3;
        let accepted = self.used < self.limit && !burst;
        if accepted {
            self.used += 1;
            self.recent.push_back(second);
        }
        let retry_after = if burst { 10.0 } else { reset_in };
        LimitAnswer { accepted, limit: self.limit, remaining: self.limit - self.used, reset_in, retry_after }
    }
}

/// A number of requests in any sixty seconds; the reset is when the oldest of them leaves the window.
pub(super) struct SlidingWindow {
    limit: u32,
    log: VecDeque<f64>,
}

impl SlidingWindow {
    pub(super) fn new(limit: u32) -> Self {
        Self { limit, log: VecDeque::new() }
    }
}

impl ServerLimit for SlidingWindow {
    fn arrive(&mut self, second: f64) -> LimitAnswer {
        self.log.retain(|then| *then > second - 60.0);
        let accepted = self.log.len() < self.limit as usize;
        if accepted {
            self.log.push_back(second);
        }
        let reset_in = self.log.front().map_or(0.0, |oldest| oldest + 60.0 - second);
        let remaining = self.limit - self.log.len() as u32;
        LimitAnswer { accepted, limit: self.limit, remaining, reset_in, retry_after: reset_in }
    }
}

/// The headers that the server sends.
#[derive(Clone, Copy)]
pub(super) struct ServerHeaders {
    /// Seconds by which the client's clock is ahead of the server's.
    pub(super) skew: i64,
    pub(super) shows_date: bool,
    pub(super) shows_budget: bool,
}

/// A server, the callers' timer, and the requests so far.
pub(super) struct World {
    pub(super) governor: Governor,
    timer: Arc<JumpingTimer>,
    began: Instant,
    read: Mutex<Box<dyn ServerLimit>>,
    write: Mutex<Box<dyn ServerLimit>>,
    shown_headers: ServerHeaders,
    chance: AtomicU64,
    pub(super) outcomes: Mutex<Vec<Outcome>>,
}

/// A request of a caller, recorded when its answer came.
#[derive(Clone, Copy)]
pub(super) struct Outcome {
    pub(super) category: Category,
    pub(super) priority: Priority,
    pub(super) accepted: bool,
    pub(super) asked: f64,
    pub(super) waited: f64,
}

impl World {
    pub(super) fn new(
        share: f64,
        shown_headers: ServerHeaders,
        read: impl ServerLimit + 'static,
        write: impl ServerLimit + 'static,
    ) -> Arc<Self> {
        Self::governed(share, false, shown_headers, read, write)
    }

    /// A world with a bursting governor.
    pub(super) fn bursting(
        share: f64,
        read: impl ServerLimit + 'static,
        write: impl ServerLimit + 'static,
    ) -> Arc<Self> {
        let shown_headers = ServerHeaders { skew: 0, shows_date: true, shows_budget: true };
        Self::governed(share, true, shown_headers, read, write)
    }

    fn governed(
        share: f64,
        bursts: bool,
        shown_headers: ServerHeaders,
        read: impl ServerLimit + 'static,
        write: impl ServerLimit + 'static,
    ) -> Arc<Self> {
        let timer = Arc::new(JumpingTimer::new());
        Arc::new(Self {
            governor: Governor::with_timer(share, bursts, timer.clone()),
            began: timer.now(),
            timer,
            read: Mutex::new(Box::new(read)),
            write: Mutex::new(Box::new(write)),
            shown_headers,
            chance: AtomicU64::new(1),
            outcomes: Mutex::default(),
        })
    }

    /// Seconds since the beginning.
    pub(super) fn second(&self) -> f64 {
        (self.timer.now() - self.began).as_secs_f64()
    }

    pub(super) async fn pause(&self, seconds: f64) {
        self.timer.until(self.timer.now() + Duration::from_secs_f64(seconds)).await;
    }

    /// Uniform from 0 to 1, the same in every run (Knuth's MMIX generator).
    pub(super) fn chance(&self) -> f64 {
        let next =
            |seed: u64| seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let seed = self.chance.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |seed| Some(next(seed)));
        (next(seed.unwrap()) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A random pause between requests of this average rate.
    pub(super) async fn between(&self, per_second: f64) {
        self.pause(-(1.0 - self.chance()).ln() / per_second).await;
    }

    /// One call, as the client makes it.
    pub(super) async fn call(&self, category: Category, priority: Priority) {
        let asked = self.second();
        let mut permit = self.governor.acquire(category, category == Category::Write, priority).await;
        let waited = self.second() - asked;
        permit.sent();
        self.pause(0.005 + 0.04 * self.chance()).await;
        let answer = self.arrive(category);
        let headers = self.headers(category, &answer);
        self.pause(0.005 + 0.04 * self.chance()).await;
        let now = EPOCH + self.second() + self.shown_headers.skew as f64;
        let now = DateTime::from_timestamp_millis((now * 1000.0) as i64).unwrap();
        let wait = Duration::from_secs_f64(answer.retry_after.ceil().max(1.0));
        let limited = (!answer.accepted).then_some(RateLimited { wait: Some(wait) });
        permit.answered(&headers, limited, now);
        let outcome = Outcome { category, priority, accepted: answer.accepted, asked, waited };
        self.outcomes.lock().unwrap().push(outcome);
    }

    /// Counts one request of another client of the organization.
    pub(super) fn arrive(&self, category: Category) -> LimitAnswer {
        let bucket = if category == Category::Read { &self.read } else { &self.write };
        bucket.lock().unwrap().arrive(self.second())
    }

    fn headers(&self, category: Category, answer: &LimitAnswer) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut put = |name: &'static str, text: String| {
            headers.insert(name, HeaderValue::from_str(&text).unwrap());
        };
        let now = EPOCH + self.second();
        if self.shown_headers.shows_budget {
            put("x-ratelimit-limit", answer.limit.to_string());
            put("x-ratelimit-remaining", answer.remaining.to_string());
            put("x-ratelimit-reset", ((now + answer.reset_in).ceil() as i64).to_string());
            put("x-ratelimit-category", if category == Category::Read { "read" } else { "write" }.into());
        }
        if self.shown_headers.shows_date {
            put("date", DateTime::from_timestamp(now as i64, 0).unwrap().to_rfc2822());
        }
        headers
    }

    /// Runs the callers until they end, or for this many seconds.
    pub(super) fn run(&self, seconds: f64, callers: Vec<BoxFuture<'_, ()>>) {
        let mut callers: FuturesUnordered<_> = callers.into_iter().collect();
        let awake = Arc::new(Awake(AtomicBool::new(true)));
        let waker = Waker::from(Arc::clone(&awake));
        let mut context = Context::from_waker(&waker);
        loop {
            while awake.0.swap(false, Ordering::Relaxed) {
                while let Poll::Ready(ended) = callers.poll_next_unpin(&mut context) {
                    if ended.is_none() {
                        return;
                    }
                }
            }
            assert!(self.timer.jump(), "deadlock: no caller waits for the timer");
            if self.second() >= seconds {
                return;
            }
        }
    }
}

struct Awake(AtomicBool);

impl Wake for Awake {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A timer that jumps to the next moment for which a caller waits.
struct JumpingTimer {
    state: Arc<Mutex<Jumps>>,
}

struct Jumps {
    now: Instant,
    sleepers: BTreeMap<(Instant, u64), Waker>,
    next_id: u64,
}

impl JumpingTimer {
    fn new() -> Self {
        let jumps = Jumps { now: Instant::now(), sleepers: BTreeMap::new(), next_id: 0 };
        Self { state: Arc::new(Mutex::new(jumps)) }
    }

    /// Jumps to the next moment. False if no caller waits.
    fn jump(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        let Some(((at, _), waker)) = state.sleepers.pop_first() else { return false };
        state.now = state.now.max(at);
        waker.wake();
        true
    }
}

impl Timer for JumpingTimer {
    fn now(&self) -> Instant {
        self.state.lock().unwrap().now
    }

    fn until(&self, at: Instant) -> BoxFuture<'static, ()> {
        let mut jumps = self.state.lock().unwrap();
        jumps.next_id += 1;
        Box::pin(Sleep { at, id: jumps.next_id, state: Arc::clone(&self.state) })
    }
}

struct Sleep {
    at: Instant,
    id: u64,
    state: Arc<Mutex<Jumps>>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut jumps = self.state.lock().unwrap();
        if jumps.now >= self.at {
            return Poll::Ready(());
        }
        jumps.sleepers.insert((self.at, self.id), context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.state.lock().unwrap().sleepers.remove(&(self.at, self.id));
    }
}
