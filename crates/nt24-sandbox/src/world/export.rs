//! The export file: its versions, and when a new one is made (contract, section 19).

use super::agenda::Agenda;
use super::{Due, Link, Moment, OrderRecord, World};
use crate::dossier::Dossier;
use crate::{Behaviour, UndecidedExport, pages};
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

/// The making of one version.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ExportRun {
    pub(crate) version: u64,
    pub(crate) status: ExportFileStatus,
    pub(crate) decision: ComplianceDecision,
    pub(crate) generated_at: Option<DateTime<Utc>>,
    /// What the file says. A version never changes, so it keeps what was true when it was made.
    pub(crate) dossier: Option<Dossier>,
    /// The secret part of its present link, where links end.
    #[serde(default)]
    link: Option<String>,
}

impl ExportRecord {
    /// How many versions were made or begun.
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
            return Some(pages::export_file_path(link));
        }
        let path = Operation::DownloadExportFile.path(&[seller.as_str(), order.as_str()]).ok()?;
        Some(format!("/v1{path}"))
    }

    /// Its part of the rollup.
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

    /// Its own resource.
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

    /// Moves a finished version to the earlier ones; one that was never finished leaves no trace.
    fn retire(&mut self, reason: &str) {
        let Some(run) = self.run.take() else { return };
        if run.generated_at.is_some() {
            self.superseded.push(SupersededExportVersion {
                version: Some(run.version),
                generated_at: run.generated_at,
                archived_reason: Some(reason.to_owned()),
            });
        }
    }

    fn next_version(&self) -> u64 {
        self.superseded.iter().filter_map(|old| old.version).max().unwrap_or(0) + 1
    }
}

impl World {
    /// Makes a new version with the present decision. False when there is none.
    pub(crate) fn renew_export(&mut self, id: &OrderId, reason: &str, moment: Moment<'_>) -> bool {
        let Some(record) = self.orders.get_mut(id) else { return false };
        let Some(decision) = record.rollup.decision.clone() else { return false };
        // A version that is still being made takes in what is new by itself.
        if record.export.run.as_ref().is_none_or(|run| run.generated_at.is_some()) {
            begin_run(&mut self.agenda, record, decision, reason, moment);
            self.settle_order(id, moment);
        }
        true
    }

    pub(super) fn export_generating(&mut self, order: &OrderId, moment: Moment<'_>) {
        if let Some(run) = self.orders.get_mut(order).and_then(|record| record.export.run.as_mut()) {
            run.status = ExportFileStatus::Generating;
        }
        self.settle_order(order, moment);
    }

    pub(super) fn export_ready(&mut self, order: &OrderId, moment: Moment<'_>) {
        let Some(record) = self.orders.get(order) else { return };
        let dossier = self.dossier(record, moment);
        if let Some(run) = self.orders.get_mut(order).and_then(|record| record.export.run.as_mut()) {
            run.status = ExportFileStatus::Ready;
            run.generated_at = Some(moment.now);
            run.dossier = dossier;
        }
        self.link_export(order, moment);
        self.settle_order(order, moment);
        self.tell_export(order, moment);
    }

    pub(super) fn export_link_ends(&mut self, order: &OrderId, moment: Moment<'_>) {
        self.link_export(order, moment);
        self.settle_order(order, moment);
    }

    /// Gives the present version a new link, where links end.
    fn link_export(&mut self, order: &OrderId, moment: Moment<'_>) {
        let Some(life) = moment.behaviour.export_link_life else { return };
        let Some(run) = self.orders.get_mut(order).and_then(|record| record.export.run.as_mut()) else {
            return;
        };
        let link = moment.ids.token();
        if let Some(ended) = run.link.replace(link.clone()) {
            self.links.remove(&ended);
        }
        self.links.insert(link, Link::ExportFile(order.clone()));
        self.agenda.schedule(moment.now + life, Due::ExportLinkEnds(order.clone()));
    }

    /// The export file behind a link; nothing when another version has taken its place.
    pub(crate) fn linked_export(&self, order: &OrderId, link: &str) -> Option<&Dossier> {
        let run = self.orders.get(order)?.export.run.as_ref()?;
        run.dossier.as_ref().filter(|_| run.link.as_deref() == Some(link))
    }
}

/// Follows the decision: made on the first one and on each other one, taken back with it.
pub(super) fn settle_export(
    agenda: &mut Agenda,
    record: &mut OrderRecord,
    decision: Option<&ComplianceDecision>,
    moment: Moment<'_>,
) {
    let current = record.export.run.as_ref().map(|run| &run.decision);
    match decision {
        None if current.is_some() => {
            forget_run(agenda, &record.order.uuid);
            record.export.retire("DECISION_WITHDRAWN");
        }
        Some(decision) if current != Some(decision) => {
            begin_run(agenda, record, decision.clone(), "DECISION_CHANGED", moment);
        }
        _ => {}
    }
}

fn begin_run(
    agenda: &mut Agenda,
    record: &mut OrderRecord,
    decision: ComplianceDecision,
    reason: &str,
    moment: Moment<'_>,
) {
    let order = record.order.uuid.clone();
    forget_run(agenda, &order);
    record.export.retire(reason);
    record.export.run = Some(ExportRun {
        version: record.export.next_version(),
        status: ExportFileStatus::Pending,
        decision,
        generated_at: None,
        dossier: None,
        link: None,
    });
    let delay = moment.behaviour.export_delay;
    agenda.schedule(moment.now + delay / 2, Due::ExportGenerating(order.clone()));
    agenda.schedule(moment.now + delay, Due::ExportReady(order));
}

fn forget_run(agenda: &mut Agenda, order: &OrderId) {
    agenda.unschedule(&Due::ExportGenerating(order.clone()));
    agenda.unschedule(&Due::ExportReady(order.clone()));
    agenda.unschedule(&Due::ExportLinkEnds(order.clone()));
}
