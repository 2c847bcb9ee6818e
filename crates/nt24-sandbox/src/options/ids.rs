use std::sync::atomic::{AtomicU64, Ordering};

/// The sandbox's source of identifiers and tokens.
pub trait Ids: Send + Sync {
    /// A new UUID.
    fn uuid(&self) -> String;
    /// A new access token.
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

/// Sequential ids, so that a test run is repeatable.
#[derive(Debug)]
pub struct SequentialIds {
    seed: u32,
    next: AtomicU64,
}

impl SequentialIds {
    /// Ids that contain this seed. Use another seed to continue from a snapshot.
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
