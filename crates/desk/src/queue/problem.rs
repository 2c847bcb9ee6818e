//! Why a row waits or is parked.

use crate::contract::Failure;
use crate::queue::under_way::UnderWay;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::OutboxRow;

/// Why a row waits or is parked, as it is stored with the row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Problem {
    pub(crate) failure: Failure,
    /// Of a conflict: the resource at NT24.
    pub(crate) theirs: Option<Value>,
    /// Of a conflict: the body that was sent.
    pub(crate) mine: Option<Value>,
    /// How long an earlier attempt without a known outcome may still reach NT24. Until then only the row's
    /// key keeps it from taking effect twice.
    #[serde(default)]
    pub(crate) under_way: Option<UnderWay>,
}

impl Problem {
    pub(crate) fn of(failure: Failure) -> Self {
        Self { failure, theirs: None, mine: None, under_way: None }
    }

    pub(crate) fn read(row: &OutboxRow) -> Option<Self> {
        serde_json::from_value(row.problem.clone()?).ok()
    }

    pub(crate) fn value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}
