//! The bearer token: fetched once by however many callers, renewed before it ends.

use crate::answer::Unreadable;
use crate::attempt::{Received, Wire};
use crate::headers::{is_json, retry_after};
use crate::{Error, ErrorKind, Fate};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use nt24::{OAuthError, TokenResponse};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A token is renewed when less than this is left of it (authentication).
const MARGIN: TimeDelta = TimeDelta::seconds(60);

/// Longer lives are not believed.
const LONGEST_LIFE: u64 = 24 * 60 * 60;

/// A token and when to stop using it.
#[derive(Clone)]
pub(crate) struct Token {
    /// `Bearer …`, marked as sensitive.
    pub(crate) bearer: HeaderValue,
    /// Tells it from the tokens before and after it.
    pub(crate) serial: u64,
    renew_at: DateTime<Utc>,
}

/// The call for a token that all waiting callers share, errors included.
type Flight = Shared<BoxFuture<'static, Result<Token, Error>>>;

#[derive(Default)]
struct State {
    token: Option<Token>,
    flight: Option<Flight>,
    last_serial: u64,
}

/// The token of one set of credentials.
#[derive(Clone)]
pub(crate) struct Tokens {
    wire: Arc<Wire>,
    state: Arc<Mutex<State>>,
}

impl Tokens {
    pub(crate) fn new(wire: Arc<Wire>) -> Self {
        Self { wire, state: Arc::default() }
    }

    /// A token that lives, and is not the one that was just refused. No error of this step has sent
    /// the caller's own request.
    pub(crate) async fn current(&self, refused: Option<u64>) -> Result<Token, Error> {
        match self.held_or_flight(refused) {
            Ok(token) => Ok(token),
            Err(flight) => flight.await.map_err(|error| error.with_fate(Fate::NeverSent)),
        }
    }

    fn held_or_flight(&self, refused: Option<u64>) -> Result<Token, Flight> {
        let now = self.wire.clock.now();
        let mut state = self.lock();
        if let Some(token) = &state.token
            && token.renew_at > now
            && refused != Some(token.serial)
        {
            return Ok(token.clone());
        }
        if let Some(flight) = &state.flight {
            return Err(flight.clone());
        }
        state.last_serial += 1;
        let flight = self.clone().fly(state.last_serial).boxed().shared();
        state.flight = Some(flight.clone());
        // It must land even when every caller has gone, or the next one would join a call that
        // stands still. It takes this lock at its end, on another task, after the lock is free.
        drop(tokio::spawn(flight.clone()));
        Err(flight)
    }

    async fn fly(self, serial: u64) -> Result<Token, Error> {
        let outcome = self.fetch(serial).await;
        let mut state = self.lock();
        state.flight = None;
        if let Ok(token) = &outcome {
            state.token = Some(token.clone());
        }
        outcome
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch(&self, serial: u64) -> Result<Token, Error> {
        let asked_at = self.wire.clock.now();
        let whole = async { self.wire.finish(self.wire.begin(self.request(), None).await?).await };
        let received = match tokio::time::timeout(self.wire.config.limits.total, whole).await {
            Ok(outcome) => outcome?,
            Err(_) => return Err(Error::unknown(ErrorKind::Timeout)),
        };
        tracing::debug!(status = received.status, request_id = received.request_id, "NT24 token request");
        let read = read(&received).and_then(|answer| Token::new(&answer, serial, asked_at));
        read.map_err(|error| {
            error.with_wait(retry_after(&received.headers, asked_at)).with_request_id(&received.request_id)
        })
    }

    fn request(&self) -> reqwest::Request {
        let config = &self.wire.config;
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", &config.client_id)
            .append_pair("client_secret", config.client_secret.expose())
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
    fn new(answer: &TokenResponse, serial: u64, asked_at: DateTime<Utc>) -> Result<Self, Error> {
        let bearer = HeaderValue::from_str(&format!("Bearer {}", answer.access_token));
        let mut bearer = bearer.map_err(|_| Error::unknown(ErrorKind::BadBody))?;
        bearer.set_sensitive(true);
        let life = TimeDelta::seconds(answer.expires_in.min(LONGEST_LIFE).cast_signed());
        // A short life has a smaller margin, or a token of 60 s would be renewed for each request.
        let margin = MARGIN.min(life / 2);
        Ok(Self { bearer, serial, renew_at: asked_at + life - margin })
    }
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
