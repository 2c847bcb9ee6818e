//! One request on the wire: from its parts to the beginning of its answer.

use crate::budget::Budgets;
use crate::client::header_value;
use crate::exchange::fate_after_doubt;
use crate::headers::{IDEMPOTENCY_KEY, REQUEST_ID};
use crate::multipart::{Flow, Form};
use crate::server_time::Latest;
use crate::{
    Carrier, Clock, Config, Error, ErrorKind, Fate, RequestIds, Tried, Upload, address, body, carrier, fault,
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

/// What an operation sends, over all of its attempts, and how far it came.
pub(crate) struct Call<'a> {
    /// `operationId`, for the log.
    pub(crate) name: &'static str,
    method: reqwest::Method,
    url: Url,
    pub(crate) headers: HeaderMap,
    payload: Payload<'a>,
    /// Whether a byte of the present attempt may have left.
    departed: AtomicBool,
    /// Whether it is uncertain what became of an attempt before the present one.
    doubtful: AtomicBool,
    attempts: AtomicU32,
    started: Instant,
    /// When the first attempt began, the call for a token included.
    first_attempt: OnceLock<(Instant, DateTime<Utc>)>,
}

/// The body of a request.
pub(crate) enum Payload<'a> {
    /// A read.
    None,
    /// A write without a body.
    Empty,
    Json(Bytes),
    Upload(&'a Upload, Form),
}

impl<'a> Call<'a> {
    pub(crate) fn new(name: &'static str, method: reqwest::Method, url: Url, payload: Payload<'a>) -> Self {
        Self {
            name,
            method,
            url,
            headers: HeaderMap::new(),
            payload,
            departed: AtomicBool::new(false),
            doubtful: AtomicBool::new(false),
            attempts: AtomicU32::new(0),
            started: Instant::now(),
            first_attempt: OnceLock::new(),
        }
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts.load(Ordering::Relaxed)
    }

    pub(crate) fn not_departed(&self) {
        self.departed.store(false, Ordering::Relaxed);
    }

    /// What is certain of the call when it is given up now.
    pub(crate) fn fate_now(&self) -> Fate {
        let in_doubt = self.departed.load(Ordering::Relaxed) || self.doubtful.load(Ordering::Relaxed);
        if in_doubt { Fate::Unknown } else { Fate::NeverSent }
    }

    /// The end of an attempt: its error, as an error of the whole call.
    pub(crate) fn conclude(&self, error: Error) -> Error {
        self.not_departed();
        let error = match self.doubtful.load(Ordering::Relaxed) {
            true => {
                let fate = fate_after_doubt(&error);
                error.with_fate(fate)
            }
            false => error,
        };
        if error.fate() == Fate::Unknown {
            self.doubtful.store(true, Ordering::Relaxed);
        }
        self.describe(error)
    }

    /// An attempt begins.
    pub(crate) fn begin(&self, now: DateTime<Utc>) {
        self.first_attempt.get_or_init(|| (Instant::now(), now));
    }

    /// What was done so far, after so many failures.
    pub(crate) fn tried(&self, attempts: u32, now: DateTime<Utc>) -> Tried {
        let (elapsed, by_clock) = match self.first_attempt.get() {
            Some((instant, moment)) => (instant.elapsed(), (now - *moment).to_std().unwrap_or_default()),
            None => Default::default(),
        };
        // The one stands still while the machine sleeps, the other may be set: the key is as old as
        // the older of the two says.
        let key_age = self.headers.contains_key(IDEMPOTENCY_KEY).then(|| elapsed.max(by_clock));
        Tried { attempts, elapsed, key_age }
    }

    pub(crate) fn is_write(&self) -> bool {
        self.method != reqwest::Method::GET
    }

    /// What stops an upload. Everything else ends by itself within its time limit.
    pub(crate) fn cancel(&self) -> Option<&CancellationToken> {
        match &self.payload {
            Payload::Upload(upload, _) => Some(&upload.cancel),
            _ => None,
        }
    }

    /// Adds to an error how hard it was tried.
    pub(crate) fn describe(&self, error: Error) -> Error {
        error.with_effort(self.attempts(), self.started.elapsed())
    }
}

impl Call<'static> {
    pub(crate) fn reading(name: &'static str, url: Url) -> Self {
        Self::new(name, reqwest::Method::GET, url, Payload::None)
    }
}

/// An answer whose body has not been read.
pub(crate) struct Begun {
    pub(crate) response: reqwest::Response,
    pub(crate) request_id: String,
}

impl Begun {
    pub(crate) fn status(&self) -> u16 {
        self.response.status().as_u16()
    }
}

/// A complete answer.
pub(crate) struct Received {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) request_id: String,
}

/// The connections, and what every request on them needs.
pub(crate) struct Wire {
    pub(crate) config: Config,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) budgets: Budgets,
    pub(crate) server_time: Latest,
    ids: Arc<dyn RequestIds>,
    way: Way,
}

/// How requests get to the server.
enum Way {
    Connections {
        remote: reqwest::Client,
        /// A proxy would look for these hosts on its own machine.
        loopback: reqwest::Client,
    },
    Carried(Arc<dyn Carrier>),
}

impl Way {
    async fn go(&self, request: reqwest::Request) -> Result<reqwest::Response, Error> {
        let http = match self {
            Self::Carried(carrier) => return carrier::carry(&**carrier, request).await,
            Self::Connections { loopback, .. } if address::is_loopback(request.url()) => loopback,
            Self::Connections { remote, .. } => remote,
        };
        http.execute(request).await.map_err(fault::from_reqwest)
    }
}

impl Wire {
    pub(crate) fn new(
        config: Config,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn RequestIds>,
        carrier: Option<Arc<dyn Carrier>>,
    ) -> Result<Self, Error> {
        let way = match carrier {
            Some(carrier) => Way::Carried(carrier),
            None => connections(&config)?,
        };
        Ok(Self { clock, budgets: Budgets::default(), server_time: Latest::default(), ids, way, config })
    }

    /// One attempt of an operation, until its answer begins.
    pub(crate) async fn attempt(
        &self,
        call: &Call<'_>,
        bearer: Option<&HeaderValue>,
    ) -> Result<Begun, Error> {
        let mut request = reqwest::Request::new(call.method.clone(), call.url.clone());
        request.headers_mut().extend(call.headers.clone());
        if let Some(bearer) = bearer {
            request.headers_mut().insert(AUTHORIZATION, bearer.clone());
        }
        let flow = self.fill(&mut request, &call.payload).await?;
        call.attempts.fetch_add(1, Ordering::Relaxed);
        call.departed.store(true, Ordering::Relaxed);
        let outcome = self.begin(request, flow.as_deref()).await;
        let (status, request_id) = match &outcome {
            Ok(begun) => (Some(begun.status()), Some(begun.request_id.as_str())),
            Err(error) => (None, error.request_id()),
        };
        tracing::debug!(operation = call.name, status, request_id, attempt = call.attempts(), "NT24 request");
        let begun = outcome?;
        // Without a token it is not the API that answers.
        if bearer.is_some() {
            let headers = begun.response.headers();
            self.budgets.record(headers);
            self.server_time.record(headers, self.clock.now());
        }
        Ok(begun)
    }

    async fn fill(
        &self,
        request: &mut reqwest::Request,
        payload: &Payload<'_>,
    ) -> Result<Option<Arc<Flow>>, Error> {
        match payload {
            Payload::None => {}
            Payload::Empty => {
                request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            Payload::Json(json) => {
                request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                *request.body_mut() = Some(json.clone().into());
            }
            Payload::Upload(upload, form) if matches!(self.way, Way::Carried(_)) => {
                request.headers_mut().insert(CONTENT_TYPE, header_value(&form.content_type())?);
                *request.body_mut() = Some(form.whole(upload)?.into());
            }
            Payload::Upload(upload, form) => {
                let (body, flow) = form.open(upload).await?;
                request.headers_mut().insert(CONTENT_TYPE, header_value(&form.content_type())?);
                request.headers_mut().insert(CONTENT_LENGTH, form.length(upload).into());
                *request.body_mut() = Some(body);
                return Ok(Some(flow));
            }
        }
        Ok(None)
    }

    /// Sends a request until its answer begins; gives up when nothing moves for too long.
    pub(crate) async fn begin(
        &self,
        mut request: reqwest::Request,
        flow: Option<&Flow>,
    ) -> Result<Begun, Error> {
        let sent_id = self.ids.next();
        request.headers_mut().insert(REQUEST_ID, header_value(&sent_id)?);
        let begun = Instant::now();
        let limits = &self.config.limits;
        let deadline = || flow.map_or(begun + limits.idle, |flow| flow.deadline(limits));
        let sending = self.way.go(request);
        tokio::pin!(sending);
        let outcome = loop {
            let until = deadline();
            tokio::select! {
                outcome = &mut sending => break outcome,
                () = tokio::time::sleep_until(until) => {
                    // An upload moves its deadline with each part that is handed over.
                    if deadline() <= until {
                        break Err(Error::unknown(ErrorKind::Timeout));
                    }
                }
            }
        };
        match outcome {
            Ok(response) => {
                let echoed = response.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok());
                let request_id = echoed.map_or(sent_id, str::to_owned);
                Ok(Begun { response, request_id })
            }
            Err(error) => {
                // The library only says that the body broke off; the file's reader knows why.
                let error = match flow.and_then(Flow::fault) {
                    Some(kind) => Error::unknown(kind),
                    None => error,
                };
                Err(error.with_request_id(&sent_id))
            }
        }
    }

    /// Reads the rest of an answer that holds JSON.
    pub(crate) async fn finish(&self, begun: Begun) -> Result<Received, Error> {
        let Begun { mut response, request_id } = begun;
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let limits = &self.config.limits;
        match body::read(response, &headers, limits).await {
            Ok(body) => Ok(Received { status, headers, body, request_id }),
            Err(error) => Err(error.with_request_id(&request_id)),
        }
    }
}

/// Connections of this crate's own.
fn connections(config: &Config) -> Result<Way, Error> {
    let user_agent = header_value(&config.user_agent)?;
    let builder = || {
        reqwest::Client::builder()
            .user_agent(user_agent.clone())
            .connect_timeout(config.limits.connect)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
    };
    // A machine without any certificates cannot speak TLS; where nothing is encrypted it need not.
    let plain = config.api_url.scheme() == "http" && config.token_url.scheme() == "http";
    let build = |builder: &dyn Fn() -> reqwest::ClientBuilder| match builder().build() {
        Err(_) if plain => builder().tls_certs_only([]).build(),
        built => built,
    };
    let failed = |fault| Error::never_sent(ErrorKind::Tls { unknown_issuer: false }).with_source(fault);
    let remote = build(&builder).map_err(failed)?;
    let loopback = build(&|| builder().no_proxy()).map_err(failed)?;
    Ok(Way::Connections { remote, loopback })
}
