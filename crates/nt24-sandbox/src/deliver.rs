//! Posts the events that are due to the endpoints that were registered, over real connections. It
//! does nothing at all while no endpoint is.

use crate::account::Accounts;
use crate::post::{Receivers, post};
use crate::shared::Shared;
use crate::world::{Cause, Posting};
use crate::{Clock as _, WebhookAttempt};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// So many postings are under way at once.
const MOST_AT_ONCE: usize = 16;
/// A clock that is moved by hand says nothing; it is looked at again after this long at most.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
/// A clock that stands still a moment before something is due is not asked more often than this.
const SHORTEST_WAIT: Duration = Duration::from_millis(20);

/// How the rest of the sandbox and this task hear of each other.
#[derive(Default)]
pub(crate) struct Bell {
    /// Something may be due.
    due: Notify,
    /// Nothing is being posted.
    quiet: Notify,
    /// Whether anybody posts: nobody does while the host is off the net.
    on_duty: AtomicBool,
}

/// Posts until it is dropped. Somebody is on duty from the moment this is called, so that nobody who
/// waits for what is due is told too early that nothing will come.
pub(crate) fn run(shared: &Arc<Shared>) -> impl Future<Output = ()> + Send + use<> {
    post_all(Duty::begin(shared))
}

async fn post_all(duty: Duty) {
    let shared = &duty.0;
    let receivers = Arc::new(Receivers::new(shared.webhook_certificates.clone()));
    let mut under_way = JoinSet::new();
    loop {
        let room = MOST_AT_ONCE - under_way.len();
        let (postings, wait) = shared.take_due_postings(room);
        for (world, posting) in postings {
            let (shared, receivers) = (shared.clone(), receivers.clone());
            under_way.spawn(async move {
                let attempt = attempt(&shared, &receivers, &posting).await;
                shared.posted(world, &posting, attempt);
            });
        }
        if under_way.is_empty() {
            shared.bell.quiet.notify_waiters();
        }
        tokio::select! {
            () = shared.bell.due.notified() => {}
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

/// Marks that somebody posts, also when the task is cut off.
struct Duty(Arc<Shared>);

impl Duty {
    fn begin(shared: &Arc<Shared>) -> Self {
        shared.bell.on_duty.store(true, Ordering::Release);
        Self(shared.clone())
    }
}

impl Drop for Duty {
    fn drop(&mut self) {
        self.0.bell.on_duty.store(false, Ordering::Release);
        for world in crate::lock(&self.0.state).accounts.worlds_mut() {
            world.webhooks.give_up_in_flight();
        }
        self.0.bell.quiet.notify_waiters();
    }
}

/// Posts an event once.
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

impl Shared {
    /// Says that something may be due, where somebody is to hear of it.
    pub(crate) fn ring_if_heard(&self, accounts: &Accounts) {
        if accounts.worlds().any(|world| !world.webhooks.endpoints.is_empty()) {
            self.bell.due.notify_one();
        }
    }

    /// Waits until everything that is due was posted and answered. Returns at once while nobody
    /// posts.
    pub(crate) async fn postings_settled(&self) {
        loop {
            let quiet = self.bell.quiet.notified();
            tokio::pin!(quiet);
            quiet.as_mut().enable();
            if !self.bell.on_duty.load(Ordering::Acquire) || self.has_settled() {
                return;
            }
            self.bell.due.notify_one();
            quiet.await;
        }
    }

    fn has_settled(&self) -> bool {
        let mut state = crate::lock(&self.state);
        self.play_where_heard(&mut state);
        let now = self.clock.now();
        state.accounts.worlds().all(|world| world.webhooks.is_settled(now))
    }

    /// What is to be posted now, with its world, and how long there is nothing more to do.
    fn take_due_postings(&self, room: usize) -> (Vec<(usize, Posting)>, Option<Duration>) {
        let mut state = crate::lock(&self.state);
        self.play_where_heard(&mut state);
        let now = self.clock.now();
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

    /// Plays what time has brought where somebody listens: an endpoint hears of it without a request.
    fn play_where_heard(&self, state: &mut crate::shared::State) {
        let moment = self.moment(Cause::System);
        let mut played = false;
        for world in state.accounts.worlds_mut().filter(|world| !world.webhooks.endpoints.is_empty()) {
            played |= world.advance(moment);
        }
        if played {
            self.keep(&state.accounts);
        }
    }

    fn posted(&self, world: usize, posting: &Posting, attempt: WebhookAttempt) {
        if let Some(observer) = &self.observer {
            observer.webhook_attempt(&attempt);
        }
        let mut state = crate::lock(&self.state);
        let moment = self.moment(Cause::System);
        if let Some(world) = state.accounts.worlds_mut().nth(world) {
            world.posted(posting, attempt.status, moment);
        }
        self.keep(&state.accounts);
    }
}
