//! A receiver of webhooks: verifies a delivery, answers at once, and processes the event later.
//!
//! ```text
//! cargo run -p nt24-client --example webhook_receiver
//! ```
//!
//! It registers itself at a sandbox, which delivers a test event to it.

#![expect(clippy::print_stdout, reason = "an example shows what happens")]

#[path = "support/sandbox.rs"]
mod support;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use nt24::{
    EventEnvelope, EventId, IdempotencyKey, PartnerScope, WebhookCreate, WebhookEventType, WebhookSecret,
    WebhookSubscription, WebhookTestRequest, signature,
};
use nt24_client::Clock;
use std::collections::HashSet;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// The state of the receiver.
#[derive(Clone)]
struct Receiver {
    /// The endpoint's secret, shown only at its registration.
    secret: WebhookSecret,
    clock: Arc<dyn Clock>,
    /// Ids of events received before: each comes at least once. A real program keeps them in its database for
    /// 30 days.
    seen: Arc<Mutex<HashSet<EventId>>>,
    /// The queue of events to process.
    work: mpsc::Sender<EventEnvelope>,
}

/// The raw body is signed: it is verified before any JSON is read.
async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let Some(header) = headers.get(signature::SIGNATURE_HEADER) else { return StatusCode::BAD_REQUEST };
    let now = receiver.clock.now();
    if signature::verify([&receiver.secret], header.as_bytes(), &body, now).is_err() {
        return StatusCode::BAD_REQUEST;
    }
    let Ok(event) = serde_json::from_slice::<EventEnvelope>(&body) else { return StatusCode::BAD_REQUEST };
    let is_known = {
        let seen = receiver.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.contains(&event.id)
    };
    if is_known {
        return StatusCode::OK;
    }
    let id = event.id.clone();
    match receiver.work.try_send(event) {
        // Only a queued event is acknowledged.
        Ok(()) => {
            receiver.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
            StatusCode::OK
        }
        // NT24 delivers it again in a minute.
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (nt24, sandbox) = support::sandbox().await?;
    let secret = WebhookSecret::new("whsec_of_this_example_and_of_no_real_endpoint");
    let (work, mut events) = mpsc::channel(100);
    let receiver = Receiver { secret: secret.clone(), clock: support::clock(), seen: Arc::default(), work };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    // A real endpoint has a public address and a certificate.
    let url = format!("http://{}/nt24", listener.local_addr()?);
    let router = Router::new().route("/nt24", post(receive)).with_state(receiver);
    tokio::spawn(async move { axum::serve(listener, router).await });

    let endpoint = WebhookCreate {
        url,
        events: vec![WebhookSubscription::new("compliance.*")?],
        partner_ids: PartnerScope::All,
        secret: Some(secret),
        accepted_schema_versions: None,
    };
    let endpoint = nt24.create_webhook(&endpoint, &IdempotencyKey::new("endpoint-1")?).await?.value;
    let test = WebhookTestRequest {
        event_type: WebhookEventType::ComplianceStatusChanged,
        data: serde_json::Map::new(),
    };
    nt24.test_webhook(&endpoint.id, &test, &IdempotencyKey::new("test-1")?).await?;
    let event = events.recv().await.ok_or("the receiver ended")?;
    // The order of events is not guaranteed: read the resource again instead of using the payload.
    println!("{}: {}", event.id, event.event_type);
    sandbox.stop().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    const BODY: &[u8] = br#"{"id":"evt_1","type":"compliance.decision_made","schemaVersion":1,
        "createdAt":"2026-05-07T08:15:00Z","organizationUuid":"o","data":{}}"#;

    fn receiver(capacity: usize) -> (Receiver, mpsc::Receiver<EventEnvelope>) {
        let (work, events) = mpsc::channel(capacity);
        let secret = WebhookSecret::new("s");
        (Receiver { secret, clock: support::clock(), seen: Arc::default(), work }, events)
    }

    fn signed(receiver: &Receiver, age: TimeDelta) -> HeaderMap {
        let header = signature::sign(&receiver.secret, receiver.clock.now() - age, BODY);
        HeaderMap::from_iter([(signature::SIGNATURE_HEADER.parse().unwrap(), header.parse().unwrap())])
    }

    async fn answer(receiver: &Receiver, headers: HeaderMap, body: &'static [u8]) -> u16 {
        receive(State(receiver.clone()), headers, Bytes::from_static(body)).await.as_u16()
    }

    #[tokio::test]
    async fn an_event_is_queued_once() {
        let (receiver, mut events) = receiver(5);
        for _ in 0..2 {
            assert_eq!(answer(&receiver, signed(&receiver, TimeDelta::zero()), BODY).await, 200);
        }
        assert_eq!(events.try_recv().unwrap().id.as_str(), "evt_1");
        assert!(events.try_recv().is_err());
    }

    #[tokio::test]
    async fn an_unsigned_delivery_is_refused() {
        let (receiver, mut events) = receiver(5);
        assert_eq!(answer(&receiver, HeaderMap::new(), BODY).await, 400);
        assert_eq!(answer(&receiver, signed(&receiver, TimeDelta::zero()), &BODY[1..]).await, 400);
        assert_eq!(answer(&receiver, signed(&receiver, TimeDelta::minutes(6)), BODY).await, 400);
        assert!(events.try_recv().is_err());
    }

    #[tokio::test]
    async fn an_event_is_refused_while_the_queue_is_full() {
        let (receiver, mut events) = receiver(1);
        receiver.work.try_send(serde_json::from_slice(BODY).unwrap()).unwrap();
        assert_eq!(answer(&receiver, signed(&receiver, TimeDelta::zero()), BODY).await, 503);
        events.try_recv().unwrap();
        assert_eq!(answer(&receiver, signed(&receiver, TimeDelta::zero()), BODY).await, 200);
    }
}
