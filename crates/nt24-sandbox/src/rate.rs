//! The request budget of the organization (contract, section 8).
//!
//! A token bucket for each category. It refills at the documented rate and holds one minute's
//! budget plus what "2x for 10 s" adds to it: ten more seconds of the rate.

use chrono::{DateTime, Utc};
use nt24::{Method, Operation, RateLimitTier};

/// What a request counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Category {
    Read,
    Write,
    Webhook,
}

impl Category {
    pub(crate) fn of(operation: Option<Operation>) -> Self {
        match operation {
            Some(operation) if operation.path_template().starts_with("/webhooks") => Self::Webhook,
            Some(operation) if operation.method() != Method::Get => Self::Write,
            _ => Self::Read,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Webhook => "webhook",
        }
    }

    /// Requests a minute. The numbers of ENTERPRISE are "by agreement"; these are the sandbox's.
    fn limit(self, tier: &RateLimitTier) -> u32 {
        match (tier, self) {
            (RateLimitTier::HighVolume, Self::Read) => 1000,
            (RateLimitTier::HighVolume, Self::Write) => 200,
            (RateLimitTier::HighVolume, Self::Webhook) => 30,
            (RateLimitTier::Enterprise, Self::Read) => 10_000,
            (RateLimitTier::Enterprise, Self::Write) => 2000,
            (RateLimitTier::Enterprise, Self::Webhook) => 300,
            (_, Self::Read) => 300,
            (_, Self::Write) => 60,
            (_, Self::Webhook) => 10,
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

/// What stands in the `X-RateLimit-*` headers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    category: Category,
    limit: u32,
    left: f64,
    now: DateTime<Utc>,
}

impl Budget {
    /// Takes one request out of the budget; an `Err` when none is left, with the standing in both.
    pub(crate) fn take(
        &mut self,
        category: Category,
        tier: &RateLimitTier,
        now: DateTime<Utc>,
    ) -> Result<Standing, Standing> {
        let mut standing = self.standing(category, tier, now);
        let enough = standing.left >= 1.0;
        if enough {
            standing.left -= 1.0;
        }
        *self.bucket(category) = Some(Bucket { left: standing.left, at: now });
        if enough { Ok(standing) } else { Err(standing) }
    }

    /// Gives one request back.
    pub(crate) fn give_back(&mut self, category: Category) {
        if let Some(bucket) = self.bucket(category) {
            bucket.left += 1.0;
        }
    }

    pub(crate) fn standing(
        &mut self,
        category: Category,
        tier: &RateLimitTier,
        now: DateTime<Utc>,
    ) -> Standing {
        let limit = category.limit(tier);
        let rate = f64::from(limit) / 60.0;
        let depth = f64::from(limit) + 10.0 * rate;
        let left = self.bucket(category).map_or(depth, |bucket| {
            let seconds = (now - bucket.at).as_seconds_f64().max(0.0);
            (bucket.left + seconds * rate).min(depth)
        });
        Standing { category, limit, left, now }
    }

    fn bucket(&mut self, category: Category) -> &mut Option<Bucket> {
        match category {
            Category::Read => &mut self.read,
            Category::Write => &mut self.write,
            Category::Webhook => &mut self.webhook,
        }
    }
}

impl Standing {
    /// What is told to a caller whom nobody knows: every answer has the headers, and an untouched
    /// budget says nothing of anybody else's.
    pub(crate) fn of_nobody(category: Category, now: DateTime<Utc>) -> Self {
        Budget::default().standing(category, &RateLimitTier::Standard, now)
    }

    /// Whole seconds until one request is left again.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 60")]
    pub(crate) fn retry_after(&self) -> u64 {
        let rate = f64::from(self.limit) / 60.0;
        ((1.0 - self.left).max(0.0) / rate).ceil().max(1.0) as u64
    }

    #[expect(clippy::cast_possible_truncation, reason = "between 0 and the limit, and between 0 and 60")]
    pub(crate) fn headers(&self) -> [(String, String); 4] {
        let limit = f64::from(self.limit);
        let left = self.left.floor().clamp(0.0, limit) as i64;
        let until_full = ((limit - self.left).max(0.0) / (limit / 60.0)).ceil() as i64;
        [
            ("x-ratelimit-limit".into(), self.limit.to_string()),
            ("x-ratelimit-remaining".into(), left.to_string()),
            ("x-ratelimit-reset".into(), (self.now.timestamp() + until_full).to_string()),
            ("x-ratelimit-category".into(), self.category.name().into()),
        ]
    }
}
