//! The rate limit of an organization (contract, section 8).
//!
//! A token bucket for each category. It refills at the documented rate and holds the budget of one minute
//! plus what the documented burst "2x for 10 s" adds: ten more seconds of the rate.

use crate::options::{Behaviour, RequestLimits, WebhookReads};
use chrono::{DateTime, Utc};
use nt24::{Method, Operation, RateLimitTier};

/// Seconds of the period that a limit is for (concepts/rate-limits).
const PERIOD_SECONDS: f64 = 60.0;
/// Seconds of the documented burst, "2x for 10 s" (concepts/rate-limits).
const BURST_SECONDS: f64 = 10.0;

/// The category of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Category {
    Read,
    Write,
    Webhook,
}

impl Category {
    pub(crate) fn of(operation: Option<Operation>, behaviour: &Behaviour) -> Self {
        let Some(operation) = operation else { return Self::Read };
        let is_read = operation.method() == Method::Get;
        let is_webhook = operation.path_template().starts_with("/webhooks");
        match (is_webhook, is_read) {
            (true, true) if behaviour.webhook_reads == WebhookReads::Read => Self::Read,
            (true, _) => Self::Webhook,
            (false, true) => Self::Read,
            (false, false) => Self::Write,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Webhook => "webhook",
        }
    }

    /// Requests per minute; at least one, so that a wait ends.
    fn limit(self, limits: RequestLimits) -> u32 {
        match self {
            Self::Read => limits.read,
            Self::Write => limits.write,
            Self::Webhook => limits.webhook_management,
        }
        .max(1)
    }
}

impl RequestLimits {
    /// The limits of a tier. An unknown tier has those of STANDARD.
    pub(crate) fn of(tier: Option<&RateLimitTier>, behaviour: &Behaviour) -> Self {
        match tier {
            Some(RateLimitTier::HighVolume) => Self::HIGH_VOLUME,
            Some(RateLimitTier::Enterprise) => behaviour.enterprise,
            Some(RateLimitTier::Standard | RateLimitTier::Unknown(_)) | None => Self::STANDARD,
        }
    }
}

/// The three buckets.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    read: Option<Bucket>,
    write: Option<Bucket>,
    webhook: Option<Bucket>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: DateTime<Utc>,
}

/// The status of a category, for the `X-RateLimit-*` headers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RateLimitStatus {
    category: Category,
    limit: u32,
    left: f64,
    now: DateTime<Utc>,
}

impl Budget {
    /// Takes one request out of the budget. Returns the status, as `Err` if none is left.
    pub(crate) fn take(
        &mut self,
        category: Category,
        limits: RequestLimits,
        now: DateTime<Utc>,
    ) -> Result<RateLimitStatus, RateLimitStatus> {
        let mut status = self.status(category, limits, now);
        let enough = status.left >= 1.0;
        if enough {
            status.left -= 1.0;
        }
        *self.bucket(category) = Some(Bucket { left: status.left, at: now });
        if enough { Ok(status) } else { Err(status) }
    }

    /// Gives one request back.
    pub(crate) fn give_back(&mut self, category: Category) {
        if let Some(bucket) = self.bucket(category) {
            bucket.left += 1.0;
        }
    }

    pub(crate) fn status(
        &mut self,
        category: Category,
        limits: RequestLimits,
        now: DateTime<Utc>,
    ) -> RateLimitStatus {
        let limit = category.limit(limits);
        let rate = f64::from(limit) / PERIOD_SECONDS;
        let depth = f64::from(limit) + BURST_SECONDS * rate;
        let left = self.bucket(category).map_or(depth, |bucket| {
            let seconds = (now - bucket.at).as_seconds_f64().max(0.0);
            (bucket.left + seconds * rate).min(depth)
        });
        RateLimitStatus { category, limit, left, now }
    }

    fn bucket(&mut self, category: Category) -> &mut Option<Bucket> {
        match category {
            Category::Read => &mut self.read,
            Category::Write => &mut self.write,
            Category::Webhook => &mut self.webhook,
        }
    }
}

impl RateLimitStatus {
    /// The status for an unknown caller: every answer has the headers, and a full budget reveals nothing
    /// about other callers.
    pub(crate) fn of_unknown_caller(category: Category, now: DateTime<Utc>) -> Self {
        Budget::default().status(category, RequestLimits::STANDARD, now)
    }

    /// Seconds until one request is available again, rounded up.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative, and small")]
    pub(crate) fn retry_after(&self) -> u64 {
        let rate = f64::from(self.limit) / PERIOD_SECONDS;
        ((1.0 - self.left).max(0.0) / rate).ceil().max(1.0) as u64
    }

    #[expect(clippy::cast_possible_truncation, reason = "between 0 and the limit, and between 0 and 60")]
    pub(crate) fn headers(&self) -> [(String, String); 4] {
        let limit = f64::from(self.limit);
        let left = self.left.floor().clamp(0.0, limit) as i64;
        let until_full = ((limit - self.left).max(0.0) / (limit / PERIOD_SECONDS)).ceil() as i64;
        [
            ("x-ratelimit-limit".into(), self.limit.to_string()),
            ("x-ratelimit-remaining".into(), left.to_string()),
            ("x-ratelimit-reset".into(), (self.now.timestamp() + until_full).to_string()),
            ("x-ratelimit-category".into(), self.category.name().into()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    /// Pseudo-random numbers, the same in every run.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, end: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % end
        }
    }

    /// The pause before the next arrival: bursts, a slow stream, and long rests.
    fn pause(numbers: &mut Numbers) -> TimeDelta {
        let milliseconds = match numbers.below(1000) {
            0 => numbers.below(90_000),
            1..=10 => numbers.below(2000),
            _ => numbers.below(40),
        };
        TimeDelta::milliseconds(i64::try_from(milliseconds).unwrap())
    }

    #[test]
    fn no_span_passes_more_than_a_minute_the_burst_and_the_rate() {
        for seed in 0..20 {
            let mut numbers = Numbers(seed);
            let mut budget = Budget::default();
            let limits = RequestLimits {
                read: 1 + u32::try_from(numbers.below(600)).unwrap(),
                ..RequestLimits::STANDARD
            };
            let mut now = DateTime::UNIX_EPOCH;
            let mut passed: Vec<DateTime<Utc>> = Vec::new();
            let mut refused = 0;
            for _ in 0..6000 {
                now += pause(&mut numbers);
                match budget.take(Category::Read, limits, now) {
                    Ok(_) => passed.push(now),
                    Err(status) => {
                        refused += 1;
                        // A caller that waits for `retry_after` passes.
                        let mut later = Budget { read: budget.read, ..Budget::default() };
                        let wait = TimeDelta::seconds(i64::try_from(status.retry_after()).unwrap());
                        assert!(later.take(Category::Read, limits, now + wait).is_ok());
                    }
                }
            }
            assert!(refused > 100, "too few arrivals were refused");
            let rate = f64::from(limits.read) / 60.0;
            for first in (0..passed.len()).step_by(7) {
                for last in (first..passed.len()).step_by(13) {
                    let seconds = (passed[last] - passed[first]).as_seconds_f64();
                    let most = f64::from(limits.read) + 10.0 * rate + seconds * rate;
                    assert!((last - first + 1) as f64 <= most + 1e-6, "{} in {seconds} s", last - first + 1);
                }
            }
        }
    }

    #[test]
    fn a_caller_at_the_rate_is_never_refused_and_twice_the_rate_passes_for_ten_seconds() {
        let limits = RequestLimits::STANDARD;
        let mut budget = Budget::default();
        let mut now = DateTime::UNIX_EPOCH;
        for _ in 0..3000 {
            now += TimeDelta::milliseconds(200);
            assert!(budget.take(Category::Read, limits, now).is_ok());
        }
        // Empty the bucket, and let ten seconds of the rate refill it.
        while budget.take(Category::Read, limits, now).is_ok() {}
        now += TimeDelta::seconds(10);
        for _ in 0..100 {
            now += TimeDelta::milliseconds(100);
            assert!(budget.take(Category::Read, limits, now).is_ok());
        }
    }
}
