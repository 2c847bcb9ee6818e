//! Posts due events to the registered endpoints, over real connections. It does nothing while there is no
//! endpoint.

use super::post::{Receivers, post};
use crate::lock::lock;
use crate::message::WebhookAttempt;
use crate::options::Clock as _;
use crate::state::{Shared, State};
use crate::world::{Cause, Posting};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::task::JoinSet;

/// Number of requests to receivers at once. Decided here.
const MOST_AT_ONCE: usize = 16;
/// Longest time between two looks at the clock, which may be moved without a signal.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
/// Shortest time between two looks at the clock, which may stand still just before an event is due.
const SHORTEST_WAIT: Duration = Duration::from_millis(20);

/// Posts until it is dropped. It counts as running from this call on, not from the first poll, so that
/// [`settled`] does not return too early.
pub(crate) fn run(shared: &Arc<Shared>) -> impl Future<Output = ()> + Send + use<> {
    post_all(Running::begin(shared))
}

async fn post_all(running: Running) {
    let shared = &running.0;
    let receivers = Arc::new(Receivers::new(shared.webhook_certificates.clone()));
    let mut under_way = JoinSet::new();
    loop {
        let room = MOST_AT_ONCE - under_way.len();
        let (postings, wait) = take_due_postings(shared, room);
        for (world, posting) in postings {
            let (shared, receivers) = (shared.clone(), receivers.clone());
            under_way.spawn(async move {
                let attempt = attempt(&shared, &receivers, &posting).await;
                posted(&shared, world, &posting, attempt);
            });
        }
        if under_way.is_empty() {
            shared.webhook_signals.idle.notify_waiters();
        }
        tokio::select! {
            () = shared.webhook_signals.due.notified() => {}
            Some(_) = under_way.join_next() => {}
            () = pause(wait) => {}
        }
    }
}

async fn pause(wait: Option<Duration>) {
    match wait {
        Some(wait) => tokio::time::sleep(wait).await,
        None => std::future::pending().await,
    }
}

/// Marks the task as running, and unmarks it even if it is aborted.
struct Running(Arc<Shared>);

impl Running {
    fn begin(shared: &Arc<Shared>) -> Self {
        shared.webhook_signals.running.store(true, Ordering::Release);
        Self(shared.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.webhook_signals.running.store(false, Ordering::Release);
        for world in lock(&self.0.state).accounts.worlds_mut() {
            world.webhooks.give_up_in_flight();
        }
        self.0.webhook_signals.idle.notify_waiters();
    }
}

/// Makes one attempt to post an event.
async fn attempt(shared: &Shared, receivers: &Receivers, posting: &Posting) -> WebhookAttempt {
    let at = shared.clock.now();
    let behaviour = &shared.behaviour.webhooks;
    let body = Bytes::copy_from_slice(posting.body.as_bytes());
    let signature = nt24::signature::sign(&posting.secret, at, &body);
    let mut headers = vec![
        ("content-type".to_owned(), "application/json".to_owned()),
        ("user-agent".to_owned(), concat!("nt24-sandbox/", env!("CARGO_PKG_VERSION")).to_owned()),
        ("x-novatrade-signature".to_owned(), signature),
    ];
    if behaviour.event_id_header {
        headers.push(("x-novatrade-event-id".to_owned(), posting.event_id.to_string()));
    }
    let answered = post(receivers, &posting.url, &headers, body.clone());
    let status = tokio::time::timeout(behaviour.receiver_timeout, answered).await.ok().and_then(Result::ok);
    WebhookAttempt {
        at,
        webhook: posting.webhook.clone(),
        event_type: posting.event_type.clone(),
        synthetic: posting.synthetic,
        headers,
        body,
        status,
    }
}

/// Waits until every due event was posted and answered. Returns at once if the task does not run.
pub(crate) async fn settled(shared: &Shared) {
    loop {
        let idle = shared.webhook_signals.idle.notified();
        tokio::pin!(idle);
        idle.as_mut().enable();
        if !shared.webhook_signals.running.load(Ordering::Acquire) || has_settled(shared) {
            return;
        }
        shared.webhook_signals.due.notify_one();
        idle.await;
    }
}

fn has_settled(shared: &Shared) -> bool {
    let mut state = lock(&shared.state);
    advance_subscribed_worlds(shared, &mut state);
    let now = shared.clock.now();
    state.accounts.worlds().all(|world| world.webhooks.is_settled(now))
}

/// The events to post now, each with the index of its world, and the time until the next one is due.
fn take_due_postings(shared: &Shared, room: usize) -> (Vec<(usize, Posting)>, Option<Duration>) {
    let mut state = lock(&shared.state);
    advance_subscribed_worlds(shared, &mut state);
    let now = shared.clock.now();
    let mut postings = Vec::new();
    let mut next: Option<DateTime<Utc>> = None;
    for (at, world) in state.accounts.worlds_mut().enumerate() {
        if world.webhooks.endpoints.is_empty() {
            continue;
        }
        let taken = world.webhooks.take_due(now, room.saturating_sub(postings.len()));
        postings.extend(taken.into_iter().map(|posting| (at, posting)));
        let times = [world.webhooks.next_due(), world.next_on_agenda()];
        next = times.into_iter().flatten().chain(next).min();
    }
    let wait = next.map(|next| (next - now).to_std().unwrap_or_default());
    (postings, wait.map(|wait| wait.clamp(SHORTEST_WAIT, LONGEST_WAIT)))
}

/// Plays the due events of the worlds that have an endpoint, so that they are posted without a request to
/// the API.
fn advance_subscribed_worlds(shared: &Shared, state: &mut State) {
    let moment = shared.moment(Cause::System);
    let mut played = false;
    for world in state.accounts.worlds_mut().filter(|world| !world.webhooks.endpoints.is_empty()) {
        played |= world.advance(moment);
    }
    if played {
        shared.report_change(&state.accounts);
    }
}

fn posted(shared: &Shared, world: usize, posting: &Posting, attempt: WebhookAttempt) {
    if let Some(observer) = &shared.observer {
        observer.webhook_attempt(&attempt);
    }
    let mut state = lock(&shared.state);
    let moment = shared.moment(Cause::System);
    if let Some(world) = state.accounts.worlds_mut().nth(world) {
        world.posted(posting, attempt.status, moment);
    }
    shared.report_change(&state.accounts);
}
