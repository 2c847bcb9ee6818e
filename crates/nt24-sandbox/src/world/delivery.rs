//! The delivery of one event to one endpoint: its attempts, and when the next one is due.

use crate::options::RetrySchedule;
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{EventId, WebhookDelivery, WebhookDeliveryStatus, WebhookEventType, WebhookId, WebhookSecret};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Retry times in minutes, between attempts or since the first one: see [`RetrySchedule`] (webhooks/setup).
const RETRY_MINUTES: [i64; 10] = [1, 5, 15, 60, 240, 480, 960, 1440, 2160, 2880];

/// An event to post now.
pub(crate) struct Posting {
    pub(super) number: u64,
    pub(super) due_at: DateTime<Utc>,
    pub(crate) webhook: WebhookId,
    pub(crate) url: String,
    pub(crate) secret: WebhookSecret,
    pub(crate) event_id: EventId,
    pub(crate) event_type: WebhookEventType,
    pub(crate) body: Arc<str>,
    pub(crate) synthetic: bool,
}

/// The delivery of one event to one endpoint.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct DeliveryRecord {
    pub(super) webhook: WebhookId,
    pub(super) delivery: WebhookDelivery,
    pub(super) created_at: DateTime<Utc>,
    pub(super) first_attempt_at: Option<DateTime<Utc>>,
    pub(super) body: Arc<str>,
    /// Whether it is a test event, whose data is free.
    pub(super) synthetic: bool,
}

impl DeliveryRecord {
    pub(super) fn is_of(&self, posting: &Posting) -> bool {
        self.webhook == posting.webhook && self.delivery.event_id == posting.event_id
    }

    pub(super) fn waits_for(&self, webhook: &WebhookId) -> bool {
        self.webhook == *webhook && self.delivery.status == WebhookDeliveryStatus::Pending
    }

    /// Records an attempt that was due at this moment. Returns when the next one is due, if it failed and
    /// there is one.
    ///
    /// The schedule counts from the due time, not from the real one, so that a clock that jumps plays
    /// attempts like all other events.
    pub(super) fn attempted(
        &mut self,
        due_at: DateTime<Utc>,
        http_status: Option<u16>,
        schedule: RetrySchedule,
    ) -> Option<DateTime<Utc>> {
        let retries = self.delivery.attempts.unwrap_or(0);
        let first = *self.first_attempt_at.get_or_insert(due_at);
        self.delivery.attempts = Some(retries + 1);
        self.delivery.last_attempt_at = Some(due_at);
        self.delivery.http_status = http_status;
        self.delivery.next_retry_at = None;
        if http_status.is_some_and(|status| (200..300).contains(&status)) {
            self.delivery.status = WebhookDeliveryStatus::Delivered;
            return None;
        }
        let minutes = usize::try_from(retries).ok().and_then(|retries| RETRY_MINUTES.get(retries));
        let Some(minutes) = minutes.map(|minutes| TimeDelta::minutes(*minutes)) else {
            self.delivery.status = WebhookDeliveryStatus::Failed;
            return None;
        };
        Some(match schedule {
            RetrySchedule::Delays => due_at + minutes,
            // After a pause the moment may have passed; then retries are one minute apart.
            RetrySchedule::Offsets => (first + minutes).max(due_at + TimeDelta::minutes(1)),
        })
    }
}
