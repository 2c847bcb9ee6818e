//! The books of one category: what may be sent now, and when to look again. Pure: time is given.

use std::time::Duration;
use tokio::time::Instant;

/// Who waits for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Somebody in front of a screen.
    Interactive,
    /// Nobody.
    Background,
}

/// What the head of an answer said of the budget.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) limit: f64,
    pub(crate) remaining: f64,
    /// As it stands in the header, to tell one period from the next by.
    pub(crate) reset: i64,
    /// From now until then.
    pub(crate) until_reset: Duration,
}

/// The length of a period: all limits are given for a minute.
const MINUTE: f64 = 60.0;

/// For so long twice the rate is allowed, which a bucket of this many seconds' worth allows.
const BURST: f64 = 10.0;

/// One request stays in the server's books: requests that were spaced evenly arrive less evenly.
const MARGIN: f64 = 1.0;

/// Small budgets allow so many at once all the same; their remainder is watched, too.
const LEAST_DEPTH: f64 = 3.0;

/// A refusal lowers the pace to this part of it. Somebody else takes more than their share.
const CAUTION: f64 = 0.8;

/// So much of the pace comes back in a minute.
const RECOVERY: f64 = 0.1;

/// A pause after a refusal that names none.
const UNNAMED_WAIT: Duration = Duration::from_secs(5);

/// An upload may take long to be answered; so long it holds the others up.
const LONGEST_PROBE: Duration = Duration::from_secs(5);

/// Numbers of the server that make no sense shall not stop anybody for longer.
const LONGEST_WAIT: f64 = 60.0;

/// Two documented facts are kept apart: the pace (so many a minute, twice that for 10 s), which is a
/// bucket of our own; and the remainder that the answers show, which is the truth, because other clients
/// take from it. Whether the remainder grows all the time or only at the reset is not documented; it is
/// seen from the reset, which moves in the first case and stands still in the second.
#[derive(Debug)]
pub(crate) struct Account {
    /// Requests of the whole organization in a minute.
    limit: f64,
    /// The part of it that is ours.
    share: f64,
    /// Whether the remainder may be sent at once, whatever the pace.
    bursts: bool,
    /// The part of the share that is used: less for a while after a refusal.
    caution: f64,
    /// What our own bucket holds at `at`.
    level: f64,
    at: Instant,
    standing: Option<Standing>,
    /// Whether the remainder was seen to grow before the reset.
    grows: bool,
    /// One request asks how much there is, at first and after a reset; the others wait for its answer
    /// until then.
    probe_until: Option<Instant>,
    asked: bool,
    shut_until: Option<Instant>,
    refused_at: Option<Instant>,
    in_flight: u32,
}

/// The remainder, less what was sent since.
#[derive(Clone, Copy, Debug)]
struct Standing {
    remaining: f64,
    reset: i64,
    reset_at: Instant,
    as_of: Instant,
}

impl Account {
    pub(crate) fn new(limit: f64, share: f64, bursts: bool, now: Instant) -> Self {
        let mut account = Self {
            limit,
            share,
            bursts,
            caution: 1.0,
            level: 0.0,
            at: now,
            standing: None,
            grows: false,
            probe_until: None,
            asked: false,
            shut_until: None,
            refused_at: None,
            in_flight: 0,
        };
        // Who knows what was sent before this program began?
        account.level = (account.depth() * 0.75).max(1.0);
        account
    }

    /// Takes one request out of the budget; else the moment when to ask again.
    pub(crate) fn take(&mut self, lane: Lane, now: Instant) -> Result<(), Instant> {
        self.refill(now);
        if let Some(until) = self.shut_until.filter(|until| *until > now) {
            return Err(until);
        }
        self.shut_until = None;
        let wanted = match lane {
            Lane::Interactive => 1.0,
            // What a click may need at any moment.
            Lane::Background => 1.0 + (self.depth() / 4.0).min(self.depth() - 1.0),
        };
        let bursting = self.may_burst(lane, now);
        // Waiting for just as long as it takes may end a hair too early.
        if !bursting && self.level < wanted - 1e-6 {
            return Err(self.after(now, wanted - self.level));
        }
        if let Some(until) = self.probe_until.filter(|until| *until > now) {
            return Err(until);
        }
        if !bursting {
            self.check_remainder(lane, now)?;
        }
        self.level = if bursting { (self.level - 1.0).max(0.0) } else { self.level - 1.0 };
        if let Some(standing) = &mut self.standing {
            standing.remaining -= 1.0;
        }
        self.in_flight += 1;
        if !std::mem::replace(&mut self.asked, true) {
            self.probe_until = Some(now + LONGEST_PROBE);
        }
        Ok(())
    }

    /// Whether the remainder that was shown is enough to go on at any pace. A server that refused lately
    /// allows less at once than it shows.
    fn may_burst(&self, lane: Lane, now: Instant) -> bool {
        let left_to_others = self.limit * (1.0 - self.share);
        let kept = match lane {
            Lane::Interactive => left_to_others.max(MARGIN),
            Lane::Background => left_to_others.max(self.limit / 4.0),
        };
        // A remainder that is full has its reset at once. After a reset there is no less than was shown, but
        // for what the others took meanwhile: a minute later that may be all.
        let age = |shown: &Standing| now.saturating_duration_since(shown.as_of).as_secs_f64();
        let current = self.standing.filter(|shown| age(shown) < MINUTE);
        self.bursts && self.caution >= 1.0 && current.is_some_and(|shown| shown.remaining - 1.0 >= kept)
    }

    fn check_remainder(&mut self, lane: Lane, now: Instant) -> Result<(), Instant> {
        if let Some(past) = self.standing.take_if(|standing| standing.reset_at <= now)
            && past.remaining < self.depth() / 2.0
            && !self.grows
        {
            self.probe_until = Some(now + LONGEST_PROBE);
        }
        let Some(standing) = self.standing.filter(|_| !self.grows) else { return Ok(()) };
        match lane {
            Lane::Interactive if standing.remaining < 1.0 => Err(standing.reset_at),
            Lane::Interactive => Ok(()),
            Lane::Background => {
                // Spread over the rest of the period, with a little left at its end.
                let left = standing.remaining - self.limit / 20.0;
                let due = self.rate() * (standing.reset_at - now).as_secs_f64();
                if standing.remaining - 1.0 >= due && left >= 1.0 {
                    Ok(())
                } else if left < 1.0 {
                    Err(standing.reset_at)
                } else {
                    Err(self.after(now, due - standing.remaining + 1.0).min(standing.reset_at))
                }
            }
        }
    }

    /// The answer to a request that was granted at `granted` has begun.
    pub(crate) fn answered(&mut self, granted: Instant, seen: Option<Seen>, now: Instant) {
        self.left_flight();
        self.refill(now);
        let Some(seen) = seen else { return };
        self.set_limit(seen.limit);
        // Some of them may be counted already: until they are back, we assume the worst.
        let remaining = seen.remaining - f64::from(self.in_flight);
        let new = Standing { remaining, reset: seen.reset, reset_at: now + seen.until_reset, as_of: now };
        match &mut self.standing {
            // Its request may have been counted before that of the answer that is known.
            Some(known) if granted < known.as_of => {
                if known.reset == new.reset {
                    known.remaining = known.remaining.min(new.remaining);
                }
            }
            Some(known) => {
                let early = now + Duration::from_secs(2) < known.reset_at;
                let step = (new.reset - known.reset).unsigned_abs();
                // A jump of a whole period is the next period, and our idea of the time is wrong.
                self.grows |= early && (1..30).contains(&step);
                *known = new;
            }
            None => self.standing = Some(new),
        }
        if self.grows {
            self.level = self.level.min(remaining - MARGIN);
        }
    }

    /// The server put a request off: nothing goes out before it wants to be asked again.
    pub(crate) fn refused(&mut self, granted: Instant, wait: Option<Duration>, now: Instant) {
        self.refill(now);
        // Several that were under way together are one piece of news.
        if self.refused_at.is_none_or(|last| granted >= last) {
            self.refused_at = Some(now);
            self.caution = (self.caution * CAUTION).max(CAUTION / 4.0);
        }
        let until = now + wait.unwrap_or(UNNAMED_WAIT);
        self.shut_until = Some(self.shut_until.map_or(until, |known| known.max(until)));
        self.level = self.level.min(1.0);
        self.standing = None;
    }

    /// A request that was granted never left.
    pub(crate) fn give_back(&mut self) {
        self.left_flight();
        self.level = (self.level + 1.0).min(self.depth());
        if let Some(standing) = &mut self.standing {
            standing.remaining += 1.0;
        }
    }

    /// Nobody knows what became of a request.
    pub(crate) fn left_flight(&mut self) {
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
        self.caution = (self.caution + RECOVERY * seconds / MINUTE).min(1.0);
        self.at = now;
    }

    /// Requests a second.
    fn rate(&self) -> f64 {
        self.limit / MINUTE * self.share * self.caution
    }

    /// What our own bucket holds at most.
    fn depth(&self) -> f64 {
        let burst = self.limit / MINUTE * self.share * BURST - MARGIN;
        burst.max(LEAST_DEPTH.min(self.limit / 2.0)).max(1.0)
    }

    fn after(&self, now: Instant, requests: f64) -> Instant {
        now + Duration::from_secs_f64((requests / self.rate()).clamp(0.001, LONGEST_WAIT))
    }
}
