//! Webhook endpoints, the outbox of their events, and the history of deliveries. All of it is part of the
//! snapshot; `crate::webhooks` posts the events.

use super::delivery::{DeliveryRecord, Posting};
use super::moment::Moment;
use crate::options::{Behaviour, Ids};
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{
    DeliveryId, EventEnvelope, EventId, SellerId, WebhookDelivery, WebhookDeliveryStatus, WebhookEndpoint,
    WebhookEventType, WebhookId, WebhookSecret, WebhookStatus,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Days that deliveries are kept (webhooks/replay-and-test).
const DAYS_KEPT: i64 = 30;

/// Endpoints, outbox and history.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Webhooks {
    pub(crate) endpoints: BTreeMap<WebhookId, EndpointRecord>,
    /// By number, in the order of creation.
    pub(super) deliveries: BTreeMap<u64, DeliveryRecord>,
    /// Deliveries to post, by due time. An entry stays while it is posted, so that a snapshot taken
    /// meanwhile contains it.
    pub(super) due: BTreeSet<(DateTime<Utc>, u64)>,
    next: u64,
    #[serde(skip)]
    pub(super) in_flight: BTreeSet<u64>,
}

/// An endpoint, its secret and its failures.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct EndpointRecord {
    /// The endpoint without its secret.
    pub(crate) endpoint: WebhookEndpoint,
    pub(crate) secret: WebhookSecret,
    pub(super) failures: u32,
    pub(super) failing_since: Option<DateTime<Utc>>,
}

impl Webhooks {
    /// The endpoints that an event is queued for.
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

    /// Queues an event for an endpoint. It is due at once if the endpoint is active.
    pub(super) fn queue(
        &mut self,
        webhook: &WebhookId,
        event: &EventEnvelope,
        body: &Arc<str>,
        synthetic: bool,
        moment: Moment<'_>,
    ) {
        self.forget_old(moment.now);
        let delivery = self.pending(event.id.clone(), event.event_type.clone(), moment);
        self.store(DeliveryRecord {
            webhook: webhook.clone(),
            delivery,
            created_at: moment.now,
            first_attempt_at: None,
            body: body.clone(),
            synthetic,
        });
    }

    /// Number of deliveries.
    pub(crate) fn kept(&self) -> usize {
        self.deliveries.len()
    }

    /// Queues the event of a stored delivery again, as a new delivery. Returns false if the endpoint has no
    /// such delivery.
    pub(crate) fn replay(&mut self, webhook: &WebhookId, id: &DeliveryId, moment: Moment<'_>) -> bool {
        self.forget_old(moment.now);
        let known =
            self.deliveries.values().find(|record| record.webhook == *webhook && record.delivery.id == *id);
        let Some(mut record) = known.cloned() else { return false };
        let WebhookDelivery { event_id, event_type, .. } = record.delivery;
        record.delivery = self.pending(event_id, event_type, moment);
        record.created_at = moment.now;
        record.first_attempt_at = None;
        self.store(record);
        true
    }

    /// A new delivery without an attempt.
    fn pending(
        &self,
        event_id: EventId,
        event_type: WebhookEventType,
        moment: Moment<'_>,
    ) -> WebhookDelivery {
        WebhookDelivery {
            id: DeliveryId(self.new_delivery_id(moment.ids)),
            event_id,
            event_type,
            status: WebhookDeliveryStatus::Pending,
            http_status: None,
            attempts: Some(0),
            last_attempt_at: None,
            next_retry_at: None,
            created_at: Some(moment.now),
        }
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

    /// Stores a change of an endpoint. Resuming resets its failures and makes its pending deliveries due at
    /// once; pausing holds them.
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

    /// Removes the deliveries to an endpoint from the due ones.
    pub(super) fn hold(&mut self, webhook: &WebhookId) {
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

    /// Removes an endpoint and its deliveries. Returns false if there is no such endpoint.
    pub(crate) fn remove(&mut self, webhook: &WebhookId) -> bool {
        self.deliveries.retain(|_, record| record.webhook != *webhook);
        self.due.retain(|(_, number)| self.deliveries.contains_key(number));
        self.in_flight.retain(|number| self.deliveries.contains_key(number));
        self.endpoints.remove(webhook).is_some()
    }

    pub(super) fn is_active(&self, webhook: &WebhookId) -> bool {
        let record = self.endpoints.get(webhook);
        record.is_some_and(|record| record.endpoint.status == WebhookStatus::Active)
    }

    /// Takes due events to post now, at most `most`.
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

    /// When the next event is due that is not being posted already.
    pub(crate) fn next_due(&self) -> Option<DateTime<Utc>> {
        self.due.iter().find(|(_, number)| !self.in_flight.contains(number)).map(|(at, _)| *at)
    }

    /// Whether no event is being posted and none is due.
    pub(crate) fn is_settled(&self, now: DateTime<Utc>) -> bool {
        self.in_flight.is_empty() && self.next_due().is_none_or(|at| at > now)
    }

    /// Makes events that were being posted due again: their result will not be known.
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
