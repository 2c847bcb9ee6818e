//! The export file: when a version is generated, and its links (contract, section 19).

use super::agenda::{Agenda, Due};
use super::export_record::ExportRun;
use super::moment::Moment;
use super::order_record::OrderRecord;
use super::state::{Link, World};
use crate::pdf::Dossier;
use nt24::{ComplianceDecision, ExportFileStatus, OrderId};

impl World {
    /// Starts a new version with the current decision. Returns false if there is no decision.
    pub(crate) fn renew_export(&mut self, id: &OrderId, reason: &str, moment: Moment<'_>) -> bool {
        let Some(record) = self.orders.get_mut(id) else { return false };
        let Some(decision) = record.rollup.decision.clone() else { return false };
        // A version that is not ready yet will contain the change anyway.
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
        self.emit_export_file(order, moment);
    }

    pub(super) fn export_link_ends(&mut self, order: &OrderId, moment: Moment<'_>) {
        self.link_export(order, moment);
        self.settle_order(order, moment);
    }

    /// Gives the current version a new link, if links expire.
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

    /// The export file behind a link. Returns `None` if the link has been replaced.
    pub(crate) fn linked_export(&self, order: &OrderId, link: &str) -> Option<&Dossier> {
        let run = self.orders.get(order)?.export.run.as_ref()?;
        run.dossier.as_ref().filter(|_| run.link.as_deref() == Some(link))
    }
}

/// Starts a version for a new or changed decision, and retires it when the decision is withdrawn.
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
