use nt24::{Method, Operation, RateLimitTier};

/// A category of requests, each with a budget of its own (concepts/rate-limits).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Category {
    Read,
    Write,
    /// Management of webhooks.
    Webhook,
}

impl Category {
    /// The category of an operation by its `operationId`. Any other name is that of a download.
    pub(crate) fn of(name: &str) -> Self {
        match Operation::from_id(name) {
            Some(operation) if operation.path_template().starts_with("/webhooks") => Self::Webhook,
            Some(operation) if operation.method() != Method::Get => Self::Write,
            _ => Self::Read,
        }
    }

    /// The category in `X-RateLimit-Category`. Only `read` is documented, so several spellings of the others
    /// are accepted.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        match name.as_str() {
            "read" => Some(Self::Read),
            "write" => Some(Self::Write),
            _ if name.contains("webhook") => Some(Self::Webhook),
            _ => None,
        }
    }

    /// Documented requests a minute (concepts/rate-limits). ENTERPRISE and unknown tiers have at least the
    /// limits of STANDARD; the first answer shows the real ones.
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
