//! Reasons that are kept for the audit.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A reason that is kept for the audit.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) at: DateTime<Utc>,
    pub(crate) subject: String,
    pub(crate) reason: String,
}
