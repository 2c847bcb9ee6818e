//! One operation as it is sent, over all of its attempts, and how far it came.

use crate::error::{Error, Fate};
use crate::file::multipart::Form;
use crate::file::upload::Upload;
use crate::pace::retry::Tried;
use crate::protocol::headers::IDEMPOTENCY_KEY;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

/// The parts of a request, and the state of its attempts.
pub(crate) struct Call<'a> {
    /// `operationId`, for the log.
    pub(crate) name: &'static str,
    pub(crate) method: reqwest::Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Payload<'a>,
    /// Latest time at which the request is sent.
    pub(crate) not_after: Option<DateTime<Utc>>,
    /// Whether a byte of the current attempt may have left.
    may_have_left: AtomicBool,
    /// Whether the outcome of an earlier attempt is unknown.
    earlier_attempt_unknown: AtomicBool,
    attempts: AtomicU32,
    started: Instant,
    /// Start of the first attempt, the call for a token included.
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
            not_after: None,
            may_have_left: AtomicBool::new(false),
            earlier_attempt_unknown: AtomicBool::new(false),
            attempts: AtomicU32::new(0),
            started: Instant::now(),
            first_attempt: OnceLock::new(),
        }
    }

    /// How often the request was sent.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts.load(Ordering::Relaxed)
    }

    /// Records the start of the first attempt.
    pub(crate) fn begin(&self, now: DateTime<Utc>) {
        self.first_attempt.get_or_init(|| (Instant::now(), now));
    }

    /// Counts an attempt whose first byte is about to leave.
    pub(crate) fn mark_sent(&self) {
        self.attempts.fetch_add(1, Ordering::Relaxed);
        self.may_have_left.store(true, Ordering::Relaxed);
    }

    /// The current attempt was certainly not executed.
    pub(crate) fn mark_not_executed(&self) {
        self.may_have_left.store(false, Ordering::Relaxed);
    }

    /// The fate of the call if it ends now.
    pub(crate) fn fate_now(&self) -> Fate {
        let may_have_arrived = self.may_have_left.load(Ordering::Relaxed)
            || self.earlier_attempt_unknown.load(Ordering::Relaxed);
        if may_have_arrived { Fate::Unknown } else { Fate::NeverSent }
    }

    /// Ends an attempt. Returns its error as an error of the whole call.
    pub(crate) fn end_attempt(&self, error: Error) -> Error {
        self.mark_not_executed();
        let error = match self.earlier_attempt_unknown.load(Ordering::Relaxed) {
            true => {
                let fate = fate_after_unknown_attempt(&error);
                error.with_fate(fate)
            }
            false => error,
        };
        if error.fate() == Fate::Unknown {
            self.earlier_attempt_unknown.store(true, Ordering::Relaxed);
        }
        self.describe(error)
    }

    /// The attempts, the elapsed time and the age of the key after so many failures.
    pub(crate) fn tried(&self, attempts: u32, now: DateTime<Utc>) -> Tried {
        let (elapsed, by_clock) = match self.first_attempt.get() {
            Some((instant, moment)) => (instant.elapsed(), (now - *moment).to_std().unwrap_or_default()),
            None => Default::default(),
        };
        // `Instant` stands still while the machine sleeps, and the clock may be set. The key is as old as
        // the older of the two says.
        let key_age = self.headers.contains_key(IDEMPOTENCY_KEY).then(|| elapsed.max(by_clock));
        Tried { attempts, elapsed, key_age }
    }

    pub(crate) fn is_write(&self) -> bool {
        self.method != reqwest::Method::GET
    }

    /// The token that cancels an upload. Other calls end within their time limit.
    pub(crate) fn cancel(&self) -> Option<&CancellationToken> {
        match &self.payload {
            Payload::Upload(upload, _) => Some(&upload.cancel),
            _ => None,
        }
    }

    /// Adds attempts and elapsed time to an error.
    pub(crate) fn describe(&self, error: Error) -> Error {
        error.with_effort(self.attempts(), self.started.elapsed())
    }
}

impl Call<'static> {
    pub(crate) fn reading(name: &'static str, url: Url) -> Self {
        Self::new(name, reqwest::Method::GET, url, Payload::None)
    }
}

/// The fate of a call whose last attempt ended with `error`, when the outcome of an earlier attempt is
/// unknown.
fn fate_after_unknown_attempt(error: &Error) -> Fate {
    // A refusal of the key or its data speaks for every attempt: an attempt that was executed would have
    // been answered with its stored success. 403, 413 and 429 come before the key is read and say nothing
    // about earlier attempts.
    let key_was_read = error.problem().is_some_and(|problem| !matches!(problem.status, 403 | 413 | 429));
    if error.fate() == Fate::Decided && key_was_read { Fate::Decided } else { Fate::Unknown }
}
