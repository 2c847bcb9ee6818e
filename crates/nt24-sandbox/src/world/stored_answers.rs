//! The answers that belong to idempotency keys.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// All stored answers, by key and by age, so that removing the old ones reads only those.
#[derive(Default)]
pub(crate) struct StoredAnswers {
    by_key: BTreeMap<String, StoredAnswer>,
    by_age: BTreeSet<(DateTime<Utc>, String)>,
}

/// The answer that belongs to an idempotency key.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct StoredAnswer {
    pub(crate) at: DateTime<Utc>,
    pub(crate) fingerprint: String,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl StoredAnswers {
    pub(crate) fn get(&self, key: &str) -> Option<&StoredAnswer> {
        self.by_key.get(key)
    }

    pub(crate) fn insert(&mut self, key: String, answer: StoredAnswer) {
        if let Some(earlier) = self.by_key.remove(&key) {
            self.by_age.remove(&(earlier.at, key.clone()));
        }
        self.by_age.insert((answer.at, key.clone()));
        self.by_key.insert(key, answer);
    }

    /// Removes the answers stored at this moment or before.
    pub(crate) fn forget_until(&mut self, moment: DateTime<Utc>) {
        while self.by_age.first().is_some_and(|(at, _)| *at <= moment)
            && let Some((_, key)) = self.by_age.pop_first()
        {
            self.by_key.remove(&key);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.by_key.len()
    }
}

impl Serialize for StoredAnswers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.by_key.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for StoredAnswers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let by_key = BTreeMap::<String, StoredAnswer>::deserialize(deserializer)?;
        let by_age = by_key.iter().map(|(key, answer)| (answer.at, key.clone())).collect();
        Ok(Self { by_key, by_age })
    }
}
