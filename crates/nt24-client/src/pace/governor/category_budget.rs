//! The budget of one category: whether a request may be sent now, and when to check again. Pure: the caller
//! passes the time.

use std::ops::Range;
use std::time::Duration;
use tokio::time::Instant;

/// The priority of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Priority {
    /// A user waits for the answer.
    Interactive,
    /// No user waits for the answer.
    Background,
}

/// The budget in the head of an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ShownBudget {
    pub(crate) limit: f64,
    pub(crate) remaining: f64,
    /// The reset as in the header, to distinguish one period from the next.
    pub(crate) reset: i64,
    /// Time from now until the reset.
    pub(crate) until_reset: Duration,
}

/// Seconds in a period: all limits are given for a minute (concepts/rate-limits).
const PERIOD_SECONDS: f64 = 60.0;

/// Seconds for which twice the rate is allowed (concepts/rate-limits): a bucket that holds the requests of
/// this many seconds.
const BURST_SECONDS: f64 = 10.0;

/// Requests left unused in the server's budget: requests sent at even intervals arrive less evenly.
const MARGIN: f64 = 1.0;

/// Requests at once that even a small budget allows; the shown remainder still limits them.
const MIN_DEPTH: f64 = 3.0;

/// Factor on the pace after a refusal: another client takes more than its share.
const CAUTION: f64 = 0.8;

/// Part of the pace that comes back in a minute.
const RECOVERY: f64 = 0.1;

/// Pause after a refusal without `Retry-After`.
const DEFAULT_WAIT: Duration = Duration::from_secs(5);

/// Longest pause after a refusal, whatever `Retry-After` names: then one request asks whether the server
/// answers again. A gateway that names a day (a daily quota, a page for maintenance) may be back in minutes.
const MAX_PAUSE: Duration = Duration::from_secs(5 * 60);

/// Longest time that other requests wait for the answer of a probe, which may be a slow upload.
const MAX_PROBE: Duration = Duration::from_secs(5);

/// Longest wait in seconds, even if the server's numbers make no sense.
const MAX_WAIT_SECONDS: f64 = 60.0;

/// Shortest wait in seconds.
const MIN_WAIT_SECONDS: f64 = 0.001;

/// Part of the bucket, and of the limit in a burst, that background requests leave to interactive ones.
const KEPT_FOR_INTERACTIVE: f64 = 0.25;

/// Background requests leave the limit divided by this at the end of a period.
const LEFT_AT_RESET_DIVISOR: f64 = 20.0;

/// Part of the bucket that is full at the start.
const INITIAL_LEVEL: f64 = 0.75;

/// How much earlier than its reset a new remainder comes when the reset moves.
const RESET_TOLERANCE: Duration = Duration::from_secs(2);

/// Seconds by which the reset moves when the remainder grows all the time.
const GROWING_RESET_STEP: Range<u64> = 1..30;

/// Combines two documented limits: the pace (requests a minute, twice that for 10 s), kept as a token bucket
/// here; and the remainder that the answers show, which has precedence because other clients use the same
/// budget. Whether the remainder grows all the time or only at the reset is not documented. The reset shows
/// it: it moves in the first case and stays in the second.
#[derive(Debug)]
pub(crate) struct CategoryBudget {
    /// Requests of the whole organization in a minute.
    limit: f64,
    /// The part of the limit that this program uses.
    share: f64,
    /// Whether the remainder may be sent at once, faster than the pace.
    bursts: bool,
    /// The part of the share in use: less than 1 for a while after a refusal.
    caution: f64,
    /// Requests in the token bucket at `at`.
    level: f64,
    at: Instant,
    remainder: Option<Remainder>,
    /// Whether the remainder grows before the reset.
    grows: bool,
    /// Until then requests wait for the answer of a probe: one request, at first and after a reset, whose
    /// answer shows the budget.
    probe_until: Option<Instant>,
    probed: bool,
    shut_until: Option<Instant>,
    refused_at: Option<Instant>,
    in_flight: u32,
}

/// The shown remainder, less the requests sent since.
#[derive(Clone, Copy, Debug)]
struct Remainder {
    requests: f64,
    reset: i64,
    reset_at: Instant,
    as_of: Instant,
}

impl CategoryBudget {
    pub(crate) fn new(limit: f64, share: f64, bursts: bool, now: Instant) -> Self {
        let mut budget = Self {
            limit,
            share,
            bursts,
            caution: 1.0,
            level: 0.0,
            at: now,
            remainder: None,
            grows: false,
            probe_until: None,
            probed: false,
            shut_until: None,
            refused_at: None,
            in_flight: 0,
        };
        // Requests of an earlier run of the program may still count.
        budget.level = (budget.depth() * INITIAL_LEVEL).max(1.0);
        budget
    }

    /// Takes one request out of the budget, or returns the moment of the next check.
    pub(crate) fn take(&mut self, priority: Priority, now: Instant) -> Result<(), Instant> {
        self.refill(now);
        if let Some(until) = self.shut_until.filter(|until| *until > now) {
            return Err(until);
        }
        self.shut_until = None;
        let wanted = match priority {
            Priority::Interactive => 1.0,
            // A part of the bucket stays free for interactive requests.
            Priority::Background => 1.0 + (self.depth() * KEPT_FOR_INTERACTIVE).min(self.depth() - 1.0),
        };
        let bursting = self.may_burst(priority, now);
        // The tolerance allows for rounding in the length of the wait.
        if !bursting && self.level < wanted - 1e-6 {
            return Err(self.after(now, wanted - self.level));
        }
        if let Some(until) = self.probe_until.filter(|until| *until > now) {
            return Err(until);
        }
        if !bursting {
            self.check_remainder(priority, now)?;
        }
        self.level = if bursting { (self.level - 1.0).max(0.0) } else { self.level - 1.0 };
        if let Some(remainder) = &mut self.remainder {
            remainder.requests -= 1.0;
        }
        self.in_flight += 1;
        if !std::mem::replace(&mut self.probed, true) {
            self.probe_until = Some(now + MAX_PROBE);
        }
        Ok(())
    }

    /// Whether the shown remainder allows a request faster than the pace. A server that refused lately allows
    /// fewer at once than it shows.
    fn may_burst(&self, priority: Priority, now: Instant) -> bool {
        let share_of_others = self.limit * (1.0 - self.share);
        let kept = match priority {
            Priority::Interactive => share_of_others.max(MARGIN),
            Priority::Background => share_of_others.max(self.limit * KEPT_FOR_INTERACTIVE),
        };
        // The reset of a full remainder is now. After a reset at least the shown remainder is left, less the
        // requests of other clients: a minute later that may be all of it.
        let age = |shown: &Remainder| now.saturating_duration_since(shown.as_of).as_secs_f64();
        let current = self.remainder.filter(|shown| age(shown) < PERIOD_SECONDS);
        self.bursts && self.caution >= 1.0 && current.is_some_and(|shown| shown.requests - 1.0 >= kept)
    }

    fn check_remainder(&mut self, priority: Priority, now: Instant) -> Result<(), Instant> {
        if let Some(past) = self.remainder.take_if(|remainder| remainder.reset_at <= now)
            && past.requests < self.depth() / 2.0
            && !self.grows
        {
            self.probe_until = Some(now + MAX_PROBE);
        }
        let Some(remainder) = self.remainder.filter(|_| !self.grows) else { return Ok(()) };
        match priority {
            Priority::Interactive if remainder.requests < 1.0 => Err(remainder.reset_at),
            Priority::Interactive => Ok(()),
            Priority::Background => {
                // Spread over the rest of the period, with a part left at its end.
                let left = remainder.requests - self.limit / LEFT_AT_RESET_DIVISOR;
                let due = self.rate() * (remainder.reset_at - now).as_secs_f64();
                if remainder.requests - 1.0 >= due && left >= 1.0 {
                    Ok(())
                } else if left < 1.0 {
                    Err(remainder.reset_at)
                } else {
                    Err(self.after(now, due - remainder.requests + 1.0).min(remainder.reset_at))
                }
            }
        }
    }

    /// The answer to a request that was granted at `granted` has begun.
    pub(crate) fn answered(&mut self, granted: Instant, shown: Option<ShownBudget>, now: Instant) {
        self.end_request();
        self.refill(now);
        let Some(shown) = shown else { return };
        self.set_limit(shown.limit);
        // Requests in flight may not be counted yet: until they are answered, none of them is assumed to be.
        let requests = shown.remaining - f64::from(self.in_flight);
        let new = Remainder { requests, reset: shown.reset, reset_at: now + shown.until_reset, as_of: now };
        match &mut self.remainder {
            // An older request: it may have been counted before the one that showed the known remainder.
            Some(known) if granted < known.as_of => {
                if known.reset == new.reset {
                    known.requests = known.requests.min(new.requests);
                }
            }
            Some(known) => {
                let early = now + RESET_TOLERANCE < known.reset_at;
                let step = (new.reset - known.reset).unsigned_abs();
                // A step of a whole period is the next period: the time of the reset was misread.
                self.grows |= early && GROWING_RESET_STEP.contains(&step);
                *known = new;
            }
            None => self.remainder = Some(new),
        }
        if self.grows {
            self.level = self.level.min(requests - MARGIN);
        }
    }

    /// The server refused a request with a 429: none is sent before the end of the wait.
    pub(crate) fn refused(&mut self, granted: Instant, wait: Option<Duration>, now: Instant) {
        self.refill(now);
        // Refusals of requests that were in flight together count once.
        if self.refused_at.is_none_or(|last| granted >= last) {
            self.refused_at = Some(now);
            self.caution = (self.caution * CAUTION).max(CAUTION / 4.0);
        }
        let wait = wait.unwrap_or(DEFAULT_WAIT);
        if wait > MAX_PAUSE {
            // The next request comes earlier than the server asked for: it goes alone.
            self.probed = false;
        }
        let until = now + wait.min(MAX_PAUSE);
        self.shut_until = Some(self.shut_until.map_or(until, |known| known.max(until)));
        self.level = self.level.min(1.0);
        self.remainder = None;
    }

    /// How long the category stays shut after a refusal; `None` if it is not shut.
    pub(crate) fn pause(&self, now: Instant) -> Option<Duration> {
        self.shut_until.filter(|until| *until > now).map(|until| until - now)
    }

    /// Ends the pause after a refusal for one request. The others wait for its answer.
    pub(crate) fn open_for_probe(&mut self, now: Instant) {
        if self.pause(now).is_none() {
            return;
        }
        self.refill(now);
        self.shut_until = None;
        self.level = self.level.max(1.0);
        self.probed = false;
        self.probe_until = None;
    }

    /// A permitted request was not sent.
    pub(crate) fn give_back(&mut self) {
        self.end_request();
        self.level = (self.level + 1.0).min(self.depth());
        if let Some(remainder) = &mut self.remainder {
            remainder.requests += 1.0;
        }
    }

    /// A request ended; whether the server counted it is unknown.
    pub(crate) fn end_request(&mut self) {
        self.probe_until = None;
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    pub(crate) fn set_limit(&mut self, limit: f64) {
        self.limit = limit.max(1.0);
        self.level = self.level.min(self.depth());
    }

    fn refill(&mut self, now: Instant) {
        let seconds = now.saturating_duration_since(self.at).as_secs_f64();
        self.level = (self.level + seconds * self.rate()).min(self.depth());
        self.caution = (self.caution + RECOVERY * seconds / PERIOD_SECONDS).min(1.0);
        self.at = now;
    }

    /// Requests a second.
    fn rate(&self) -> f64 {
        self.limit / PERIOD_SECONDS * self.share * self.caution
    }

    /// Most requests in the token bucket.
    fn depth(&self) -> f64 {
        let burst = self.limit / PERIOD_SECONDS * self.share * BURST_SECONDS - MARGIN;
        burst.max(MIN_DEPTH.min(self.limit / 2.0)).max(1.0)
    }

    fn after(&self, now: Instant, requests: f64) -> Instant {
        now + Duration::from_secs_f64((requests / self.rate()).clamp(MIN_WAIT_SECONDS, MAX_WAIT_SECONDS))
    }
}
