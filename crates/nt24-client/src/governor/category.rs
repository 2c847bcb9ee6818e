use nt24::{Method, Operation, RateLimitTier};

/// What a request counts as (concepts/rate-limits).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Category {
    Read,
    Write,
    /// Management of webhooks.
    Webhook,
}

impl Category {
    /// The category of an operation as its `operationId` tells. What is none is a download.
    pub(crate) fn of(name: &str) -> Self {
        match Operation::from_id(name) {
            Some(operation) if operation.path_template().starts_with("/webhooks") => Self::Webhook,
            Some(operation) if operation.method() != Method::Get => Self::Write,
            _ => Self::Read,
        }
    }

    /// As `X-RateLimit-Category` says. Only `read` is documented; the others are written in more than
    /// one way until the vendor says.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        match name.as_str() {
            "read" => Some(Self::Read),
            "write" => Some(Self::Write),
            _ if name.contains("webhook") => Some(Self::Webhook),
            _ => None,
        }
    }

    /// Requests a minute. ENTERPRISE and tiers that do not exist yet have at least what STANDARD has;
    /// the first answer says how much it is.
    pub(crate) fn documented_limit(self, tier: &RateLimitTier) -> f64 {
        match (tier, self) {
            (RateLimitTier::HighVolume, Self::Read) => 1000.0,
            (RateLimitTier::HighVolume, Self::Write) => 200.0,
            (RateLimitTier::HighVolume, Self::Webhook) => 30.0,
            (_, Self::Read) => 300.0,
            (_, Self::Write) => 60.0,
            (_, Self::Webhook) => 10.0,
        }
    }
}
