//! A map that keeps the order of insertion.

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;

/// Records by id, in the order of insertion. They are never removed. Lookup takes constant time, and
/// iteration has the same order in every run.
pub(crate) struct Records<K, V> {
    entries: Vec<(K, V)>,
    places: HashMap<K, usize>,
}

impl<K, V> Default for Records<K, V> {
    fn default() -> Self {
        Self { entries: Vec::new(), places: HashMap::new() }
    }
}

impl<K: Hash + Eq + Clone, V> Records<K, V> {
    pub(crate) fn get(&self, id: &K) -> Option<&V> {
        self.entries.get(*self.places.get(id)?).map(|(_, record)| record)
    }

    pub(crate) fn get_mut(&mut self, id: &K) -> Option<&mut V> {
        self.entries.get_mut(*self.places.get(id)?).map(|(_, record)| record)
    }

    pub(crate) fn contains_key(&self, id: &K) -> bool {
        self.places.contains_key(id)
    }

    /// Adds a record, or replaces the one with the same id in its place.
    pub(crate) fn insert(&mut self, id: K, record: V) {
        match self.get_mut(&id) {
            Some(stored) => *stored = record,
            None => {
                self.places.insert(id.clone(), self.entries.len());
                self.entries.push((id, record));
            }
        }
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.entries.iter().map(|(_, record)| record)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}

impl<K: Serialize, V: Serialize> Serialize for Records<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.entries.iter().map(|(id, record)| (id, record)))
    }
}

impl<'de, K, V> Deserialize<'de> for Records<K, V>
where
    K: Deserialize<'de> + Hash + Eq + Clone,
    V: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AsMap(PhantomData))
    }
}

struct AsMap<K, V>(PhantomData<(K, V)>);

impl<'de, K, V> Visitor<'de> for AsMap<K, V>
where
    K: Deserialize<'de> + Hash + Eq + Clone,
    V: Deserialize<'de>,
{
    type Value = Records<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("records by their ids")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut records = Records::default();
        while let Some((id, record)) = map.next_entry()? {
            records.insert(id, record);
        }
        Ok(records)
    }
}
