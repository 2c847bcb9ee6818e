//! The bearer token: concurrent callers share one call for it, it is renewed before it expires, and a
//! changed secret is picked up.

use crate::config::Secret;
use crate::config::sources::SecretSource;
use crate::error::{Error, ErrorKind, Fate};
use crate::exchange::json::Unreadable;
use crate::exchange::received::Received;
use crate::exchange::wire::Wire;
use crate::protocol::headers::{is_json, retry_after};
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use nt24::{OAuthError, TokenResponse};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// A token is renewed when less than this is left of its life (authentication). It stays in use while the
/// new one is fetched.
const RENEW_BEFORE_END: Duration = Duration::from_secs(60);

/// A token with less than this left is not sent: it might expire before it arrives.
const MIN_LIFE_LEFT: Duration = Duration::from_secs(10);

/// Longest token life that is accepted; a longer one is shortened.
const MAX_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// Shortest token life that is accepted; a shorter one is lengthened. Without it, a server that names no life, or a very short one, would
/// be asked for a token with every request. If the token does expire earlier, a 401 leads to a new one.
const MIN_LIFE: Duration = Duration::from_secs(10);

/// Least age at which a token is replaced that was fetched after a 401 and is refused, too.
const MIN_AGE_TO_REPLACE: Duration = Duration::from_secs(30);

/// Pause after a renewal that failed while the old token is still valid.
const FAILED_RENEWAL_PAUSE: Duration = Duration::from_secs(5);

/// A token, its age and its use.
#[derive(Clone)]
pub(crate) struct Token {
    /// `Bearer …`, marked as sensitive.
    pub(crate) bearer: HeaderValue,
    /// Distinguishes it from earlier and later tokens.
    pub(crate) serial: u64,
    /// Set when the API has accepted it.
    accepted: Arc<AtomicBool>,
    /// Whether it was fetched because the previous token was refused.
    after_refusal: bool,
    asked_at: DateTime<Utc>,
    asked: Instant,
    life: Duration,
}

/// The call for a token, which all waiting callers share, errors included.
type TokenCall = Shared<BoxFuture<'static, Result<Token, Error>>>;

struct State {
    token: Option<Token>,
    call: Option<TokenCall>,
    last_serial: u64,
    /// No renewal before this moment, as long as the token is valid.
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
            call: None,
            last_serial: 0,
            renew_after: None,
            secret: wire.config.client_secret.clone(),
            source: None,
        };
        Self { wire, state: Arc::new(Mutex::new(state)) }
    }

    /// A valid token other than the refused one. After an error of this step the caller's own request was
    /// never sent.
    pub(crate) async fn current(&self, refused: Option<u64>) -> Result<Token, Error> {
        match self.token_or_call(refused)? {
            Available::Token(token) => Ok(token),
            Available::Call(call) => call.await.map_err(|error| error.with_fate(Fate::NeverSent)),
        }
    }

    /// Replaces the secret. Tokens that were fetched with the old one stay valid.
    pub(crate) fn replace_secret(&self, secret: Secret) {
        let mut state = self.lock();
        state.secret = secret;
        state.renew_after = None;
        state.token.take_if(|token| !token.accepted.load(Ordering::Relaxed));
    }

    pub(crate) fn find_secrets_in(&self, source: Arc<dyn SecretSource>) {
        self.lock().source = Some(source);
    }

    fn token_or_call(&self, refused: Option<u64>) -> Result<Available, Error> {
        let now = self.wire.clock.now();
        let mut state = self.lock();
        let mut after_refusal = false;
        if let Some(token) = state.token.take_if(|token| refused == Some(token.serial)) {
            let accepted = token.accepted.load(Ordering::Relaxed);
            if token.after_refusal && !accepted && token.age(now) < MIN_AGE_TO_REPLACE {
                // The credentials are wrong. Another token for each call would only add load.
                state.token = Some(token);
                return Err(Error::never_sent(ErrorKind::Credentials));
            }
            after_refusal = true;
        }
        if let Some(token) = &state.token {
            // A short life has smaller margins: otherwise a token of 60 s would be renewed with each request.
            let left = token.life.saturating_sub(token.age(now));
            if left > MIN_LIFE_LEFT.min(token.life / 4) {
                let token = token.clone();
                let renewing =
                    state.call.is_some() || state.renew_after.is_some_and(|after| after > Instant::now());
                if left <= RENEW_BEFORE_END.min(token.life / 2) && !renewing {
                    drop(self.start_call(&mut state, false));
                }
                return Ok(Available::Token(token));
            }
        }
        match &state.call {
            Some(call) => Ok(Available::Call(call.clone())),
            None => Ok(Available::Call(self.start_call(&mut state, after_refusal))),
        }
    }

    fn start_call(&self, state: &mut State, after_refusal: bool) -> TokenCall {
        state.last_serial += 1;
        let call = self.clone().run_call(state.last_serial, after_refusal).boxed().shared();
        state.call = Some(call.clone());
        // A task of its own completes the call even if every caller is dropped; otherwise the next caller
        // would join a call that nobody polls. The task takes the lock at its end, when it is free again.
        drop(tokio::spawn(call.clone()));
        call
    }

    async fn run_call(self, serial: u64, after_refusal: bool) -> Result<Token, Error> {
        let outcome = self.fetch_with_current_secret(serial).await;
        let outcome = outcome.map(|token| Token { after_refusal, ..token });
        let mut state = self.lock();
        state.call = None;
        match &outcome {
            Ok(token) => {
                state.token = Some(token.clone());
                state.renew_after = None;
            }
            Err(_) => state.renew_after = Some(Instant::now() + FAILED_RENEWAL_PAUSE),
        }
        outcome
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fetches a token. If the secret is refused and another one is found, tries that one once.
    async fn fetch_with_current_secret(&self, serial: u64) -> Result<Token, Error> {
        let secret = self.lock().secret.clone();
        match self.fetch(serial, &secret).await {
            Err(error) if *error.kind() == ErrorKind::Credentials => match self.another_secret(&secret).await
            {
                Some(other) => self.fetch(serial, &other).await,
                None => Err(error),
            },
            outcome => outcome,
        }
    }

    /// A secret other than the refused one: replaced during the call, or found in the source.
    async fn another_secret(&self, refused: &Secret) -> Option<Secret> {
        let is_other = |secret: &Secret| secret.expose() != refused.expose();
        let (current, source) = {
            let state = self.lock();
            (state.secret.clone(), state.source.clone())
        };
        if is_other(&current) {
            return Some(current);
        }
        let source = source?;
        // A panic of the source counts as no secret.
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
        let life = Duration::from_secs(answer.expires_in).clamp(MIN_LIFE, MAX_LIFE);
        let accepted = Arc::new(AtomicBool::new(false));
        Ok(Self { bearer, serial, accepted, after_refusal: false, asked_at, asked, life })
    }

    /// The API has accepted the token.
    pub(crate) fn mark_accepted(&self) {
        self.accepted.store(true, Ordering::Relaxed);
    }

    /// `Instant` stands still while the machine sleeps, and the clock may be set: the token is as old as the
    /// older of the two says. If the clock shows a time before the token was requested, its age is unknown,
    /// because the machine may have slept: the token counts as too old.
    fn age(&self, now: DateTime<Utc>) -> Duration {
        let by_clock = (now - self.asked_at).to_std().unwrap_or(MAX_LIFE);
        by_clock.max(self.asked.elapsed())
    }
}

/// A valid token, or the call that fetches one.
enum Available {
    Token(Token),
    Call(TokenCall),
}

fn read(received: &Received) -> Result<TokenResponse, Error> {
    match received.status {
        200..=299 if is_json(&received.headers, &received.body) => serde_json::from_slice(&received.body)
            .map_err(|fault| Error::unknown(ErrorKind::BadBody).with_source(Unreadable::from(&fault))),
        200..=299 => Err(Error::unknown(ErrorKind::NotTheApi)),
        300..=399 => Err(Error::unknown(ErrorKind::Redirected)),
        400 | 401 if serde_json::from_slice::<OAuthError>(&received.body).is_ok() => {
            Err(Error::unknown(ErrorKind::Credentials))
        }
        status
            if status == 511
                || (status < 500
                    && !received.body.is_empty()
                    && !is_json(&received.headers, &received.body)) =>
        {
            Err(Error::unknown(ErrorKind::NotTheApi))
        }
        status => Err(Error::unknown(ErrorKind::Status(status))),
    }
}
