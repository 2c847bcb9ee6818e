use crate::ComplianceDecision;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// Where the making of the export file stands (guides/finalization).
    ExportFileStatus {
        /// No decision yet.
        NotEligible = "NOT_ELIGIBLE",
        /// Queued.
        Pending = "PENDING",
        /// In work, mostly under 30 seconds.
        Generating = "GENERATING",
        /// Can be downloaded.
        Ready = "READY",
        /// Failed for good; make it anew by hand.
        Failed = "FAILED",
    }
);

/// An earlier version of the export file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SupersededExportVersion {
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated_at: Option<DateTime<Utc>>,
    /// Why it was replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived_reason: Option<String>,
}

/// The export file of an order: each run is a new version that never changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExportFile {
    /// Where its making stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ExportFileStatus>,
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// Relative to the API host; follow it as it is.
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
