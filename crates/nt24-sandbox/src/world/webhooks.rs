//! The endpoints, the outbox of what they are to get, and its history. All of it is part of the
//! snapshot; the posting itself is done outside of the world, by `deliver.rs`.

use super::delivery::DeliveryRecord;
use super::{Moment, World};
use crate::{Behaviour, Ids};
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{
    DeliveryFailedTerminalData, DeliveryId, EndpointAutoPausedData, EventData, EventEnvelope, EventId,
    SellerId, WebhookDelivery, WebhookDeliveryStatus, WebhookEndpoint, WebhookEventType, WebhookId,
    WebhookSecret, WebhookStatus,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// So many failures in a row pause an endpoint (webhooks/setup).
const FAILURES_TO_PAUSE: u32 = 20;
/// An endpoint that failed for so long is paused (webhooks/setup).
const HOURS_TO_PAUSE: i64 = 72;
/// So long deliveries are kept (webhooks/replay-and-test).
const DAYS_KEPT: i64 = 30;

/// Endpoints, outbox and history.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Webhooks {
    pub(crate) endpoints: BTreeMap<WebhookId, EndpointRecord>,
    /// In the order in which they were made.
    deliveries: BTreeMap<u64, DeliveryRecord>,
    /// What is to be posted, and when. It stays here while it is posted, so that a snapshot that is
    /// taken meanwhile does not lose it.
    due: BTreeSet<(DateTime<Utc>, u64)>,
    next: u64,
    #[serde(skip)]
    in_flight: BTreeSet<u64>,
}

/// An endpoint and how it fares.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct EndpointRecord {
    /// Without its secret.
    pub(crate) endpoint: WebhookEndpoint,
    pub(crate) secret: WebhookSecret,
    failures: u32,
    failing_since: Option<DateTime<Utc>>,
}

/// What is to be posted now.
pub(crate) struct Posting {
    number: u64,
    due_at: DateTime<Utc>,
    pub(crate) webhook: WebhookId,
    pub(crate) url: String,
    pub(crate) secret: WebhookSecret,
    pub(crate) event_id: EventId,
    pub(crate) event_type: WebhookEventType,
    pub(crate) body: Arc<str>,
    pub(crate) synthetic: bool,
}

impl Webhooks {
    /// The active endpoints that want an event.
    pub(super) fn receivers(
        &self,
        kind: &WebhookEventType,
        partner: Option<&SellerId>,
        left_out: Option<&WebhookId>,
        behaviour: &Behaviour,
    ) -> Vec<WebhookId> {
        let listens = |endpoint: &WebhookEndpoint| match endpoint.status {
            WebhookStatus::Active => true,
            WebhookStatus::Paused => behaviour.webhooks.queued_while_paused,
            WebhookStatus::Disabled | WebhookStatus::Unknown(_) => false,
        };
        let wanted = self.endpoints.values().map(|record| &record.endpoint).filter(|endpoint| {
            listens(endpoint)
                && Some(&endpoint.id) != left_out
                && endpoint.partner_ids.contains(partner)
                && endpoint.events.iter().any(|subscription| subscription.matches(kind))
        });
        wanted.map(|endpoint| endpoint.id.clone()).collect()
    }

    /// Puts an event into the outbox of an endpoint. It is due at once where the endpoint is active.
    pub(super) fn queue(
        &mut self,
        webhook: &WebhookId,
        event: &EventEnvelope,
        body: &Arc<str>,
        synthetic: bool,
        moment: Moment<'_>,
    ) {
        self.forget_old(moment.now);
        let delivery = WebhookDelivery {
            id: DeliveryId(self.new_delivery_id(moment.ids)),
            event_id: event.id.clone(),
            event_type: event.event_type.clone(),
            status: WebhookDeliveryStatus::Pending,
            http_status: None,
            attempts: Some(0),
            last_attempt_at: None,
            next_retry_at: None,
            created_at: Some(moment.now),
        };
        self.store(DeliveryRecord {
            webhook: webhook.clone(),
            delivery,
            created_at: moment.now,
            first_attempt_at: None,
            body: body.clone(),
            synthetic,
        });
    }

    /// How many deliveries there are.
    pub(crate) fn kept(&self) -> usize {
        self.deliveries.len()
    }

    /// Sends a stored delivery again, as a delivery of its own with the same event. False when the
    /// endpoint has no such delivery.
    pub(crate) fn replay(&mut self, webhook: &WebhookId, id: &DeliveryId, moment: Moment<'_>) -> bool {
        self.forget_old(moment.now);
        let known =
            self.deliveries.values().find(|record| record.webhook == *webhook && record.delivery.id == *id);
        let Some(mut record) = known.cloned() else { return false };
        record.delivery = WebhookDelivery {
            id: DeliveryId(self.new_delivery_id(moment.ids)),
            status: WebhookDeliveryStatus::Pending,
            http_status: None,
            attempts: Some(0),
            last_attempt_at: None,
            next_retry_at: None,
            created_at: Some(moment.now),
            ..record.delivery
        };
        record.created_at = moment.now;
        record.first_attempt_at = None;
        self.store(record);
        true
    }

    fn store(&mut self, record: DeliveryRecord) {
        let number = self.next;
        self.next += 1;
        if self.is_active(&record.webhook) {
            self.due.insert((record.created_at, number));
        }
        self.deliveries.insert(number, record);
    }

    /// The deliveries of an endpoint, oldest first.
    pub(crate) fn deliveries_of<'a>(
        &'a self,
        webhook: &'a WebhookId,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = &'a WebhookDelivery> {
        let from = now - TimeDelta::days(DAYS_KEPT);
        let records = self.deliveries.values();
        records.filter(move |r| r.webhook == *webhook && r.created_at > from).map(|r| &r.delivery)
    }

    fn forget_old(&mut self, now: DateTime<Utc>) {
        let from = now - TimeDelta::days(DAYS_KEPT);
        while let Some(oldest) = self.deliveries.first_entry()
            && oldest.get().created_at <= from
        {
            let number = *oldest.key();
            oldest.remove();
            self.due.retain(|(_, other)| *other != number);
            self.in_flight.remove(&number);
        }
    }

    /// Registers an endpoint.
    pub(crate) fn register(&mut self, endpoint: WebhookEndpoint, secret: WebhookSecret) {
        let record = EndpointRecord { endpoint, secret, failures: 0, failing_since: None };
        self.endpoints.insert(record.endpoint.id.clone(), record);
    }

    /// Stores a change of an endpoint. One that is resumed starts with a clean slate, and what waited
    /// for it is due at once; one that is paused gets nothing until then.
    pub(crate) fn change(&mut self, endpoint: WebhookEndpoint, moment: Moment<'_>) {
        let Some(record) = self.endpoints.get_mut(&endpoint.id) else { return };
        let (id, was, is) = (endpoint.id.clone(), record.endpoint.status.clone(), endpoint.status.clone());
        record.endpoint = endpoint;
        if is == WebhookStatus::Active && was != WebhookStatus::Active {
            record.failures = 0;
            record.failing_since = None;
            let waiting = self.deliveries.iter().filter(|(_, record)| record.waits_for(&id));
            self.due.extend(waiting.map(|(number, _)| (moment.now, *number)));
        } else if is != WebhookStatus::Active {
            self.hold(&id);
        }
    }

    /// Takes everything for an endpoint out of what is due.
    fn hold(&mut self, webhook: &WebhookId) {
        let deliveries = &mut self.deliveries;
        self.due.retain(|(_, number)| match deliveries.get_mut(number) {
            Some(record) if record.webhook == *webhook => {
                record.delivery.next_retry_at = None;
                false
            }
            Some(_) => true,
            None => false,
        });
    }

    /// Removes an endpoint with everything that was meant for it. False when there is none.
    pub(crate) fn remove(&mut self, webhook: &WebhookId) -> bool {
        self.deliveries.retain(|_, record| record.webhook != *webhook);
        self.due.retain(|(_, number)| self.deliveries.contains_key(number));
        self.in_flight.retain(|number| self.deliveries.contains_key(number));
        self.endpoints.remove(webhook).is_some()
    }

    fn is_active(&self, webhook: &WebhookId) -> bool {
        let record = self.endpoints.get(webhook);
        record.is_some_and(|record| record.endpoint.status == WebhookStatus::Active)
    }

    /// Takes what is to be posted now, at most so much of it.
    pub(crate) fn take_due(&mut self, now: DateTime<Utc>, most: usize) -> Vec<Posting> {
        let due = self.due.iter().take_while(|(at, _)| *at <= now);
        let taken: Vec<Posting> = due
            .filter(|(_, n)| !self.in_flight.contains(n))
            .take(most)
            .filter_map(|d| self.posting(*d))
            .collect();
        self.in_flight.extend(taken.iter().map(|posting| posting.number));
        taken
    }

    fn posting(&self, (due_at, number): (DateTime<Utc>, u64)) -> Option<Posting> {
        let record = self.deliveries.get(&number)?;
        let receiver = self.endpoints.get(&record.webhook)?;
        Some(Posting {
            number,
            due_at,
            webhook: record.webhook.clone(),
            url: receiver.endpoint.url.clone(),
            secret: receiver.secret.clone(),
            event_id: record.delivery.event_id.clone(),
            event_type: record.delivery.event_type.clone(),
            body: record.body.clone(),
            synthetic: record.synthetic,
        })
    }

    /// When something is due that is not being posted already.
    pub(crate) fn next_due(&self) -> Option<DateTime<Utc>> {
        self.due.iter().find(|(_, number)| !self.in_flight.contains(number)).map(|(at, _)| *at)
    }

    /// Whether nothing is being posted and nothing is due.
    pub(crate) fn is_settled(&self, now: DateTime<Utc>) -> bool {
        self.in_flight.is_empty() && self.next_due().is_none_or(|at| at > now)
    }

    /// What was being posted is due again: its fate will never be known here.
    pub(crate) fn give_up_in_flight(&mut self) {
        self.in_flight.clear();
    }

    pub(crate) fn new_webhook_id(&self, ids: &dyn Ids) -> String {
        fresh("wh", ids, |id| self.endpoints.keys().any(|known| known.as_str() == id))
    }

    pub(super) fn new_event_id(&self, ids: &dyn Ids) -> EventId {
        let is_taken = |id: &str| self.deliveries.values().any(|r| r.delivery.event_id.as_str() == id);
        EventId(fresh("evt", ids, is_taken))
    }

    fn new_delivery_id(&self, ids: &dyn Ids) -> String {
        fresh("del", ids, |id| self.deliveries.values().any(|r| r.delivery.id.as_str() == id))
    }
}

/// An id that is not taken; see [`World::new_id`].
fn fresh(prefix: &str, ids: &dyn Ids, is_taken: impl Fn(&str) -> bool) -> String {
    loop {
        let id = format!("{prefix}_{}", ids.uuid().replace('-', ""));
        if !is_taken(&id) {
            return id;
        }
    }
}

impl World {
    /// Notes how a posting ended: with an HTTP status, or without an answer.
    pub(crate) fn posted(&mut self, posting: &Posting, http_status: Option<u16>, moment: Moment<'_>) {
        let webhooks = &mut self.webhooks;
        // The world may have begun anew meanwhile, and counts from the start again.
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
            self.pause_if_hopeless(&posting.webhook, since, then);
        }
    }

    fn pause_if_hopeless(&mut self, webhook: &WebhookId, since: DateTime<Utc>, moment: Moment<'_>) {
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
