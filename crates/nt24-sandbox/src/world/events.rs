//! Webhook events: each is created where its cause is, and put into the outbox at once (contract, section
//! 20).

use super::moment::Moment;
use super::state::World;
use nt24::{
    BuyerId, ComplianceDecision, ComplianceDecisionMadeData, ComplianceStatus, ComplianceStatusChangedData,
    EventData, EventEnvelope, ExportFileGeneratedData, ExportFileStatus, InvitationExpiredData, InvitationId,
    InvitationUsedData, KycVerificationCompletedData, KycVerificationOutcome, OrderId, SellerId,
    ViesCheckFailedData, ViesResult, WebhookEventType, WebhookId,
};
use serde_json::Value;
use std::sync::Arc;

/// Schema version of the payloads, the only one so far (reference/versioning).
pub(crate) const SCHEMA_VERSION: u32 = 1;

impl World {
    /// Queues an event for every subscribed endpoint.
    pub(crate) fn emit(&mut self, data: &EventData, partner: Option<&SellerId>, moment: Moment<'_>) {
        self.emit_beside(None, data, partner, moment);
    }

    /// Queues an event for every subscribed endpoint but one: an event about an endpoint goes to the
    /// others.
    pub(super) fn emit_beside(
        &mut self,
        left_out: Option<&WebhookId>,
        data: &EventData,
        partner: Option<&SellerId>,
        moment: Moment<'_>,
    ) {
        let Some(kind) = data.event_type() else { return };
        let receivers = self.webhooks.receivers(&kind, partner, left_out, moment.behaviour);
        if receivers.is_empty() {
            return;
        }
        // The payloads have text keys only, so none of them fails to serialize.
        let data = serde_json::to_value(data).unwrap_or_default();
        let event = self.event(kind, data, partner, moment);
        let body = body(&event);
        for receiver in &receivers {
            self.webhooks.queue(receiver, &event, &body, false, moment);
        }
    }

    /// Queues a test event with free data for one endpoint, even if it did not subscribe to the type
    /// (webhooks/replay-and-test).
    pub(crate) fn emit_test(
        &mut self,
        receiver: &WebhookId,
        kind: WebhookEventType,
        data: Value,
        moment: Moment<'_>,
    ) {
        let event = self.event(kind, data, None, moment);
        let body = body(&event);
        self.webhooks.queue(receiver, &event, &body, true, moment);
    }

    fn event(
        &self,
        kind: WebhookEventType,
        data: Value,
        partner: Option<&SellerId>,
        moment: Moment<'_>,
    ) -> EventEnvelope {
        EventEnvelope {
            id: self.webhooks.new_event_id(moment.ids),
            event_type: kind,
            schema_version: SCHEMA_VERSION,
            source: Some(moment.cause.source(moment.behaviour)),
            created_at: moment.now,
            organization_uuid: self.organization_uuid.clone(),
            partner_uuid: partner.cloned(),
            data,
        }
    }

    /// A rollup was computed again. Takes its previous status and decision.
    pub(super) fn emit_compliance(
        &mut self,
        order: &OrderId,
        (status, decision): (ComplianceStatus, Option<ComplianceDecision>),
        moment: Moment<'_>,
    ) {
        let Some(record) = self.orders.get(order).filter(|_| !self.webhooks.endpoints.is_empty()) else {
            return;
        };
        let (seller, after) = (record.seller.clone(), &record.rollup);
        let changed = (status != after.compliance_status).then(|| ComplianceStatusChangedData {
            order_uuid: order.clone(),
            previous_status: status,
            current_status: after.compliance_status.clone(),
            blockers: after.blockers.clone(),
        });
        let made = after.decision.clone().filter(|made| decision.as_ref() != Some(made));
        if let Some(changed) = changed {
            self.emit(&EventData::ComplianceStatusChanged(changed), Some(&seller), moment);
        }
        if let Some(decision) = made {
            let made = ComplianceDecisionMadeData { order_uuid: order.clone(), decision };
            self.emit(&EventData::ComplianceDecisionMade(made), Some(&seller), moment);
        }
    }

    /// VIES answered. Only "not registered" is an event; an outage is not.
    pub(super) fn emit_vies_failure(&mut self, buyer: &BuyerId, previous: ViesResult, moment: Moment<'_>) {
        let Some(record) = self.buyers.get(buyer) else { return };
        let current = record.vies_result();
        if current != ViesResult::Invalid {
            return;
        }
        let failed = ViesCheckFailedData {
            buyer_uuid: buyer.clone(),
            vat_number: record.buyer.vat_number.clone(),
            previous_result: Some(previous),
            current_result: current,
            checked_at: Some(moment.now),
            reason: Some("The VAT number is not registered for trade within the EU".to_owned()),
        };
        let seller = record.seller.clone();
        self.emit(&EventData::ViesCheckFailed(failed), Some(&seller), moment);
    }

    /// The identity check of a mode B buyer ended. A reason means that it was rejected.
    pub(crate) fn emit_verification(
        &mut self,
        buyer: &BuyerId,
        session: Option<String>,
        reason: Option<String>,
        moment: Moment<'_>,
    ) {
        let Some(record) = self.buyers.get(buyer) else { return };
        let seller = record.seller.clone();
        let completed = KycVerificationCompletedData {
            buyer_uuid: buyer.clone(),
            outcome: if reason.is_some() {
                KycVerificationOutcome::Rejected
            } else {
                KycVerificationOutcome::Verified
            },
            session_id: session,
            completed_at: Some(moment.now),
            reason,
        };
        self.emit(&EventData::KycVerificationCompleted(completed), Some(&seller), moment);
    }

    /// A buyer finished an invitation.
    pub(super) fn emit_invitation_used(&mut self, id: &InvitationId, moment: Moment<'_>) {
        let Some(record) = self.invitations.get(id) else { return };
        let used = InvitationUsedData {
            invitation_uuid: Some(id.clone()),
            kind: record.invitation.kind.clone(),
            buyer_uuid: Some(record.buyer.clone()),
            prospect_uuid: None,
            used_at: Some(moment.now),
        };
        let seller = record.seller.clone();
        self.emit(&EventData::InvitationUsed(used), Some(&seller), moment);
    }

    /// An invitation expired.
    pub(super) fn emit_invitation_expired(&mut self, id: &InvitationId, moment: Moment<'_>) {
        let Some(record) = self.invitations.get(id) else { return };
        let expired = InvitationExpiredData {
            invitation_uuid: Some(id.clone()),
            kind: Some(record.invitation.kind.clone()),
            buyer_uuid: Some(record.buyer.clone()),
            expired_at: Some(moment.now),
        };
        let seller = record.seller.clone();
        self.emit(&EventData::InvitationExpired(expired), Some(&seller), moment);
    }

    /// A version of an export file is ready.
    pub(super) fn emit_export_file(&mut self, order: &OrderId, moment: Moment<'_>) {
        let Some(record) = self.orders.get(order) else { return };
        let file = record.export.resource(&record.seller, order, moment.behaviour);
        if file.status != Some(ExportFileStatus::Ready) {
            return;
        }
        let generated = ExportFileGeneratedData {
            order_uuid: order.clone(),
            version: file.version,
            decision: file.decision,
            download_url: file.download_url,
            generated_at: file.generated_at,
        };
        let seller = record.seller.clone();
        self.emit(&EventData::ExportFileGenerated(generated), Some(&seller), moment);
    }
}

/// The body to post. It is serialized once: retries and replays post the same bytes.
fn body(event: &EventEnvelope) -> Arc<str> {
    // The envelope has text keys only, so it does not fail to serialize.
    serde_json::to_string(event).unwrap_or_default().into()
}
