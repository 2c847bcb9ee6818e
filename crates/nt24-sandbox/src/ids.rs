use std::sync::atomic::{AtomicU64, Ordering};

/// Where the sandbox takes identifiers and tokens from.
pub trait Ids: Send + Sync {
    /// A UUID that was never given out before.
    fn uuid(&self) -> String;
    /// An access token.
    fn token(&self) -> String;
}

/// Random UUIDs (version 4).
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl Ids for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that the injected ids are made of")]
    fn uuid(&self) -> String {
        uuid::Uuid::new_v4().to_string()
    }

    fn token(&self) -> String {
        format!("{}{}", self.uuid(), self.uuid()).replace('-', "")
    }
}

/// Counted ids, so that a test run can be repeated.
#[derive(Debug)]
pub struct SequentialIds {
    seed: u32,
    next: AtomicU64,
}

impl SequentialIds {
    /// Ids that carry this seed; a world that is started again from a snapshot wants another one.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self { seed, next: AtomicU64::new(1) }
    }

    fn count(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

impl Ids for SequentialIds {
    fn uuid(&self) -> String {
        format!("{:08x}-0000-4000-8000-{:012x}", self.seed, self.count())
    }

    fn token(&self) -> String {
        format!("token-{:08x}-{:012x}", self.seed, self.count())
    }
}
