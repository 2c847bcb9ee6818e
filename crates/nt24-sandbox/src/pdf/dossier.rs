//! The content of a PDF that the sandbox writes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A document of titled sections: an export file, a KYC profile.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Dossier {
    pub(crate) title: String,
    pub(crate) subtitle: String,
    pub(crate) footer: String,
    pub(crate) generated_at: DateTime<Utc>,
    pub(crate) sections: Vec<Section>,
}

/// A heading and the rows below it: label and value.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) rows: Vec<(String, String)>,
}
