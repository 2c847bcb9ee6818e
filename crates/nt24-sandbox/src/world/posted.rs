//! Records the result of posting an event, and pauses an endpoint that keeps failing.

use super::delivery::Posting;
use super::moment::Moment;
use super::state::World;
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{
    DeliveryFailedTerminalData, EndpointAutoPausedData, EventData, WebhookDeliveryStatus, WebhookId,
    WebhookStatus,
};

/// Number of failures in a row that pause an endpoint (webhooks/setup).
const FAILURES_TO_PAUSE: u32 = 20;
/// Hours of failure that pause an endpoint (webhooks/setup).
const HOURS_TO_PAUSE: i64 = 72;

impl World {
    /// Records the result of posting an event: an HTTP status, or `None` without an answer.
    pub(crate) fn posted(&mut self, posting: &Posting, http_status: Option<u16>, moment: Moment<'_>) {
        let webhooks = &mut self.webhooks;
        // The world may have been reset meanwhile; then the number may belong to another delivery.
        if !webhooks.deliveries.get(&posting.number).is_some_and(|record| record.is_of(posting)) {
            return;
        }
        webhooks.in_flight.remove(&posting.number);
        if !webhooks.due.remove(&(posting.due_at, posting.number)) {
            // The endpoint was paused and resumed meanwhile.
            webhooks.due.retain(|(_, number)| *number != posting.number);
        }
        let active = webhooks.is_active(&posting.webhook);
        let Some(record) = webhooks.deliveries.get_mut(&posting.number) else { return };
        let Some(receiver) = webhooks.endpoints.get_mut(&posting.webhook) else { return };
        let next = record.attempted(posting.due_at, http_status, moment.behaviour.webhooks.retries);
        let then = Moment { now: posting.due_at, ..moment };
        if record.delivery.status == WebhookDeliveryStatus::Delivered {
            receiver.failures = 0;
            receiver.failing_since = None;
            return;
        }
        receiver.failures += 1;
        let since = *receiver.failing_since.get_or_insert(posting.due_at);
        if active && let Some(next) = next {
            record.delivery.next_retry_at = Some(next);
            webhooks.due.insert((next, posting.number));
        }
        if record.delivery.status == WebhookDeliveryStatus::Failed {
            let failed = DeliveryFailedTerminalData {
                endpoint_id: Some(posting.webhook.clone()),
                event_id: Some(posting.event_id.clone()),
                event_type: Some(posting.event_type.clone()),
                attempts: record.delivery.attempts,
                last_http_status: http_status,
            };
            self.emit_beside(Some(&posting.webhook), &EventData::DeliveryFailedTerminal(failed), None, then);
        }
        if active {
            self.pause_if_failing(&posting.webhook, since, then);
        }
    }

    fn pause_if_failing(&mut self, webhook: &WebhookId, since: DateTime<Utc>, moment: Moment<'_>) {
        let Some(record) = self.webhooks.endpoints.get_mut(webhook) else { return };
        let failures = record.failures;
        let reason = if failures >= FAILURES_TO_PAUSE {
            format!("{failures} attempts in a row failed")
        } else if moment.now - since >= TimeDelta::hours(HOURS_TO_PAUSE) {
            format!("All attempts of the last {HOURS_TO_PAUSE} hours failed")
        } else {
            return;
        };
        record.endpoint.status = WebhookStatus::Paused;
        record.endpoint.updated_at = Some(moment.now);
        self.webhooks.hold(webhook);
        let paused = EndpointAutoPausedData {
            endpoint_id: Some(webhook.clone()),
            reason: Some(reason),
            consecutive_failures: Some(failures),
            paused_at: Some(moment.now),
        };
        self.emit_beside(Some(webhook), &EventData::EndpointAutoPaused(paused), None, moment);
    }
}
