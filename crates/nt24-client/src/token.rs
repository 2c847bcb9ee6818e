//! The bearer token: fetched once by however many callers, renewed before it ends, with the secret that
//! is good now.

use crate::answer::Unreadable;
use crate::attempt::{Received, Wire};
use crate::headers::{is_json, retry_after};
use crate::{Error, ErrorKind, Fate, Secret};
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use nt24::{OAuthError, TokenResponse};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// A token is renewed when less than this is left of it (authentication). It is used on while the new
/// one is fetched.
const MARGIN: Duration = Duration::from_secs(60);

/// With less than this left, a token might end on its way.
const TRAVEL: Duration = Duration::from_secs(10);

/// Longer lives are not believed.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// Nor are shorter ones: a server that gives no life, or none worth a call, would be asked for a token
/// with every request. If it means it, its 401 brings the next one.
const SHORTEST_LIFE: Duration = Duration::from_secs(10);

/// A token that has just been fetched because of a 401, and is refused itself, is not replaced before.
const REFUSED_PAUSE: Duration = Duration::from_secs(30);

/// After a renewal that failed while the old token still lives.
const RENEWAL_PAUSE: Duration = Duration::from_secs(5);

/// Where a changed secret is found, for [`Client::find_secrets_in`](crate::Client::find_secrets_in): a
/// keychain, a file that an administrator replaces.
pub trait SecretSource: Send + Sync {
    /// The secret as it is now, nothing when it cannot be had. Called on a thread for blocking work.
    fn secret(&self) -> Option<Secret>;
}

/// A token and how it fares.
#[derive(Clone)]
pub(crate) struct Token {
    /// `Bearer …`, marked as sensitive.
    pub(crate) bearer: HeaderValue,
    /// Tells it from the tokens before and after it.
    pub(crate) serial: u64,
    /// Set when the API has taken it.
    accepted: Arc<AtomicBool>,
    /// Whether it was fetched because the one before was refused.
    after_refusal: bool,
    asked_at: DateTime<Utc>,
    asked: Instant,
    life: Duration,
}

/// The call for a token that all waiting callers share, errors included.
type Flight = Shared<BoxFuture<'static, Result<Token, Error>>>;

struct State {
    token: Option<Token>,
    flight: Option<Flight>,
    last_serial: u64,
    /// No renewal before, as long as the token lives.
    renew_after: Option<Instant>,
    secret: Secret,
    source: Option<Arc<dyn SecretSource>>,
}

/// The token of one set of credentials.
#[derive(Clone)]
pub(crate) struct Tokens {
    wire: Arc<Wire>,
    state: Arc<Mutex<State>>,
}

impl Tokens {
    pub(crate) fn new(wire: Arc<Wire>) -> Self {
        let state = State {
            token: None,
            flight: None,
            last_serial: 0,
            renew_after: None,
            secret: wire.config.client_secret.clone(),
            source: None,
        };
        Self { wire, state: Arc::new(Mutex::new(state)) }
    }

    /// A token that lives, and is not the one that was just refused. No error of this step has sent
    /// the caller's own request.
    pub(crate) async fn current(&self, refused: Option<u64>) -> Result<Token, Error> {
        match self.held_or_flight(refused)? {
            Held::Token(token) => Ok(token),
            Held::Flight(flight) => flight.await.map_err(|error| error.with_fate(Fate::NeverSent)),
        }
    }

    /// From now on this secret is sent. Tokens that were fetched with the old one live on.
    pub(crate) fn replace_secret(&self, secret: Secret) {
        let mut state = self.lock();
        state.secret = secret;
        state.renew_after = None;
        state.token.take_if(|token| !token.accepted.load(Ordering::Relaxed));
    }

    pub(crate) fn find_secrets_in(&self, source: Arc<dyn SecretSource>) {
        self.lock().source = Some(source);
    }

    fn held_or_flight(&self, refused: Option<u64>) -> Result<Held, Error> {
        let now = self.wire.clock.now();
        let mut state = self.lock();
        let mut after_refusal = false;
        if let Some(token) = state.token.take_if(|token| refused == Some(token.serial)) {
            let worked = token.accepted.load(Ordering::Relaxed);
            if token.after_refusal && !worked && token.age(now) < REFUSED_PAUSE {
                // It is not the token. One more for each call would be a storm, and help nobody.
                state.token = Some(token);
                return Err(Error::never_sent(ErrorKind::Credentials));
            }
            after_refusal = true;
        }
        if let Some(token) = &state.token {
            // A short life has smaller margins, or a token of 60 s would be renewed for each request.
            let left = token.life.saturating_sub(token.age(now));
            if left > TRAVEL.min(token.life / 4) {
                let token = token.clone();
                let renewing =
                    state.flight.is_some() || state.renew_after.is_some_and(|after| after > Instant::now());
                if left <= MARGIN.min(token.life / 2) && !renewing {
                    drop(self.take_off(&mut state, false));
                }
                return Ok(Held::Token(token));
            }
        }
        match &state.flight {
            Some(flight) => Ok(Held::Flight(flight.clone())),
            None => Ok(Held::Flight(self.take_off(&mut state, after_refusal))),
        }
    }

    fn take_off(&self, state: &mut State, after_refusal: bool) -> Flight {
        state.last_serial += 1;
        let flight = self.clone().fly(state.last_serial, after_refusal).boxed().shared();
        state.flight = Some(flight.clone());
        // It must land even when every caller has gone, or the next one would join a call that
        // stands still. It takes the lock at its end, on another task, after the lock is free.
        drop(tokio::spawn(flight.clone()));
        flight
    }

    async fn fly(self, serial: u64, after_refusal: bool) -> Result<Token, Error> {
        let outcome = self.fetch_with_present_secret(serial).await;
        let outcome = outcome.map(|token| Token { after_refusal, ..token });
        let mut state = self.lock();
        state.flight = None;
        match &outcome {
            Ok(token) => {
                state.token = Some(token.clone());
                state.renew_after = None;
            }
            Err(_) => state.renew_after = Some(Instant::now() + RENEWAL_PAUSE),
        }
        outcome
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tries once more where the secret was replaced: while the call was under way, or where secrets
    /// come from.
    async fn fetch_with_present_secret(&self, serial: u64) -> Result<Token, Error> {
        let secret = self.lock().secret.clone();
        match self.fetch(serial, &secret).await {
            Err(error) if *error.kind() == ErrorKind::Credentials => match self.other_than(&secret).await {
                Some(other) => self.fetch(serial, &other).await,
                None => Err(error),
            },
            outcome => outcome,
        }
    }

    async fn other_than(&self, refused: &Secret) -> Option<Secret> {
        let is_other = |secret: &Secret| secret.expose() != refused.expose();
        let (present, source) = {
            let state = self.lock();
            (state.secret.clone(), state.source.clone())
        };
        if is_other(&present) {
            return Some(present);
        }
        let source = source?;
        // A source that panics has no secret.
        let found = tokio::task::spawn_blocking(move || source.secret()).await.ok().flatten()?;
        if !is_other(&found) {
            return None;
        }
        self.lock().secret = found.clone();
        Some(found)
    }

    async fn fetch(&self, serial: u64, secret: &Secret) -> Result<Token, Error> {
        let (asked_at, asked) = (self.wire.clock.now(), Instant::now());
        let whole = async { self.wire.finish(self.wire.begin(self.request(secret), None).await?).await };
        let received = match tokio::time::timeout(self.wire.config.limits.total, whole).await {
            Ok(outcome) => outcome?,
            Err(_) => return Err(Error::unknown(ErrorKind::Timeout)),
        };
        tracing::debug!(status = received.status, request_id = received.request_id, "NT24 token request");
        let read = read(&received).and_then(|answer| Token::new(&answer, serial, asked_at, asked));
        read.map_err(|error| {
            error.with_wait(retry_after(&received.headers, asked_at)).with_request_id(&received.request_id)
        })
    }

    fn request(&self, secret: &Secret) -> reqwest::Request {
        let config = &self.wire.config;
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", &config.client_id)
            .append_pair("client_secret", secret.expose())
            .finish();
        let mut request = reqwest::Request::new(reqwest::Method::POST, config.token_url.clone());
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(form.into());
        request
    }
}

impl Token {
    fn new(
        answer: &TokenResponse,
        serial: u64,
        asked_at: DateTime<Utc>,
        asked: Instant,
    ) -> Result<Self, Error> {
        let bearer = HeaderValue::from_str(&format!("Bearer {}", answer.access_token));
        let mut bearer = bearer.map_err(|_| Error::unknown(ErrorKind::BadBody))?;
        bearer.set_sensitive(true);
        let life = Duration::from_secs(answer.expires_in).clamp(SHORTEST_LIFE, LONGEST_LIFE);
        let accepted = Arc::new(AtomicBool::new(false));
        Ok(Self { bearer, serial, accepted, after_refusal: false, asked_at, asked, life })
    }

    /// The API has taken it.
    pub(crate) fn worked(&self) {
        self.accepted.store(true, Ordering::Relaxed);
    }

    /// The one clock stands still while the machine sleeps, the other may be set: a token is as old as
    /// the older of the two says. A clock that shows a time before the token was asked for says nothing,
    /// and the machine may have slept: then the token is too old.
    fn age(&self, now: DateTime<Utc>) -> Duration {
        let by_clock = (now - self.asked_at).to_std().unwrap_or(LONGEST_LIFE);
        by_clock.max(self.asked.elapsed())
    }
}

/// A token that can be used, or the call that brings one.
enum Held {
    Token(Token),
    Flight(Flight),
}

fn read(received: &Received) -> Result<TokenResponse, Error> {
    match received.status {
        200..=299 if is_json(&received.headers) => serde_json::from_slice(&received.body)
            .map_err(|fault| Error::unknown(ErrorKind::BadBody).with_source(Unreadable::from(&fault))),
        200..=299 => Err(Error::unknown(ErrorKind::NotTheApi)),
        300..=399 => Err(Error::unknown(ErrorKind::Redirected)),
        400 | 401 if serde_json::from_slice::<OAuthError>(&received.body).is_ok() => {
            Err(Error::unknown(ErrorKind::Credentials))
        }
        status
            if status == 511
                || (status < 500 && !received.body.is_empty() && !is_json(&received.headers)) =>
        {
            Err(Error::unknown(ErrorKind::NotTheApi))
        }
        status => Err(Error::unknown(ErrorKind::Status(status))),
    }
}
