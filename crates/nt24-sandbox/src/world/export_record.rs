//! The export file of an order as it is stored.

use crate::links;
use crate::options::{Behaviour, UndecidedExport};
use crate::pdf::Dossier;
use chrono::{DateTime, Utc};
use nt24::{
    ComplianceDecision, ExportFile, ExportFileModule, ExportFileStatus, Operation, OrderId, SellerId,
    SupersededExportVersion,
};
use serde::{Deserialize, Serialize};

/// The export file of an order.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct ExportRecord {
    pub(crate) run: Option<ExportRun>,
    pub(crate) superseded: Vec<SupersededExportVersion>,
}

/// One version, ready or still being generated.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ExportRun {
    pub(crate) version: u64,
    pub(crate) status: ExportFileStatus,
    pub(crate) decision: ComplianceDecision,
    pub(crate) generated_at: Option<DateTime<Utc>>,
    /// The content of the file as of `generated_at`; a version never changes.
    pub(crate) dossier: Option<Dossier>,
    /// The secret part of its current link, if links expire.
    #[serde(default)]
    pub(super) link: Option<String>,
}

impl ExportRecord {
    /// Number of versions, including one that is being generated.
    pub(crate) fn versions(&self) -> usize {
        usize::from(self.run.is_some()) + self.superseded.len()
    }

    fn status(&self, behaviour: &Behaviour) -> ExportFileStatus {
        self.run.as_ref().map_or_else(
            || match behaviour.undecided_export {
                UndecidedExport::NotEligible => ExportFileStatus::NotEligible,
                UndecidedExport::Pending => ExportFileStatus::Pending,
            },
            |run| run.status.clone(),
        )
    }

    fn download_url(&self, seller: &SellerId, order: &OrderId) -> Option<String> {
        let run = self.run.as_ref().filter(|run| run.status == ExportFileStatus::Ready)?;
        if let Some(link) = &run.link {
            return Some(links::export_file_path(link));
        }
        links::api_path(Operation::DownloadExportFile, &[seller.as_str(), order.as_str()])
    }

    /// The export file's module of the rollup.
    pub(super) fn module(
        &self,
        seller: &SellerId,
        order: &OrderId,
        behaviour: &Behaviour,
    ) -> ExportFileModule {
        ExportFileModule {
            status: Some(self.status(behaviour)),
            download_url: self.download_url(seller, order),
        }
    }

    /// The export file as its own resource.
    pub(crate) fn resource(&self, seller: &SellerId, order: &OrderId, behaviour: &Behaviour) -> ExportFile {
        ExportFile {
            status: Some(self.status(behaviour)),
            version: self.run.as_ref().map(|run| run.version),
            download_url: self.download_url(seller, order),
            generated_at: self.run.as_ref().and_then(|run| run.generated_at),
            decision: self.run.as_ref().map(|run| run.decision.clone()),
            superseded_versions: self.superseded.clone(),
        }
    }

    /// Moves a ready version to the superseded ones. A version that was never ready is dropped.
    pub(super) fn retire(&mut self, reason: &str) {
        let Some(run) = self.run.take() else { return };
        if run.generated_at.is_some() {
            self.superseded.push(SupersededExportVersion {
                version: Some(run.version),
                generated_at: run.generated_at,
                archived_reason: Some(reason.to_owned()),
            });
        }
    }

    pub(super) fn next_version(&self) -> u64 {
        self.superseded.iter().filter_map(|old| old.version).max().unwrap_or(0) + 1
    }
}
