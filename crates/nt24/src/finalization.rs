use crate::ComplianceDecision;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// The state of an export file (guides/finalization).
    ExportFileStatus {
        /// No decision yet.
        NotEligible = "NOT_ELIGIBLE",
        /// Queued.
        Pending = "PENDING",
        /// Being made, usually in less than 30 seconds.
        Generating = "GENERATING",
        /// Ready for download.
        Ready = "READY",
        /// Failed finally; a user has to regenerate it.
        Failed = "FAILED",
    }
);

/// An earlier version of the export file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SupersededExportVersion {
    /// Version, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated_at: Option<DateTime<Utc>>,
    /// The reason for the replacement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived_reason: Option<String>,
}

/// The export file of an order: each run is a new version that never changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExportFile {
    /// The state of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ExportFileStatus>,
    /// Version, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// Relative to the API host; to be used unchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_url: Option<String>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated_at: Option<DateTime<Utc>>,
    /// The decision that it records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<ComplianceDecision>,
    /// Earlier versions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub superseded_versions: Vec<SupersededExportVersion>,
}
