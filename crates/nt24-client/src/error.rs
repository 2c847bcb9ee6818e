use nt24::Problem;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// The error of a call: what failed, after how many attempts, and two answers for the caller,
/// [`fate`](Error::fate) and [`retry`](Error::retry).
#[derive(Clone, Debug)]
pub struct Error {
    kind: ErrorKind,
    fate: Fate,
    retry: Retry,
    server_wait: Option<Duration>,
    request_id: Option<String>,
    attempts: u32,
    elapsed: Duration,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// The kind of failure.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ErrorKind {
    /// The address, or a header of the request, cannot be sent.
    #[error("the address or a header cannot be sent")]
    BadAddress,
    /// Name lookup or connection failed.
    #[error("the server cannot be reached")]
    Unreachable,
    /// No trusted encrypted connection. An unknown issuer is usually a company's proxy.
    #[error("no trusted encrypted connection (unknown issuer: {unknown_issuer})")]
    Tls {
        /// The certificate is signed by an issuer that this machine does not trust.
        unknown_issuer: bool,
    },
    /// A time limit ran out.
    #[error("the time limit ran out")]
    Timeout,
    /// The connection broke when the request may have been sent already.
    #[error("the connection was lost")]
    ConnectionLost,
    /// Client id or secret are refused, or a new token is.
    #[error("the credentials are refused")]
    Credentials,
    /// The request was not sent: after a 429 of an earlier request, or because of the request budget, its
    /// turn does not come in time. [`Error::retry`] says when to try again.
    #[error("the request budget leaves no turn")]
    NoTurn,
    /// The API answered with a problem document.
    #[error("the API answered {} {}", .0.status, .0.kind())]
    Problem(Box<Problem>),
    /// An error status without a problem document.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// The answer is not from the API: the sign-in page of a wireless network, a proxy, a wrong address.
    #[error("the answer does not come from the API")]
    NotTheApi,
    /// The answer is no JSON, or not of the expected type.
    #[error("the answer cannot be read")]
    BadBody,
    /// The answer is a redirect; the token must not be sent to another address.
    #[error("the answer is a redirect, which is not followed")]
    Redirected,
    /// The answer is longer than allowed.
    #[error("the answer is too large")]
    TooLarge,
    /// The file is shorter or longer than announced.
    #[error("the file changed while it was sent")]
    FileChanged,
    /// The file cannot be opened or read.
    #[error("the file cannot be read")]
    FileGone,
    /// The downloaded file cannot be written.
    #[error("the download cannot be stored")]
    CannotStore,
    /// The caller cancelled.
    #[error("cancelled")]
    Cancelled,
}

/// The fate of the request at the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Certainly not executed: no byte was sent, or the token was refused.
    NeverSent,
    /// It may have been executed. A write may be repeated only with the same idempotency key, and
    /// only while the server keeps the key.
    Unknown,
    /// The API has decided: it refused the request, or the rate limit did.
    Decided,
}

/// Whether the same request may succeed later without any change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It will not.
    Never,
    /// It may, after at least this time. A queue that sends on its own adds back-off and jitter;
    /// [`RetryPolicy`](crate::RetryPolicy), which sees a whole series of attempts, begins sooner after a
    /// broken connection.
    After(Duration),
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, fate: Fate) -> Self {
        let retry = default_retry(&kind);
        Self {
            kind,
            fate,
            retry,
            server_wait: None,
            request_id: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            source: None,
        }
    }

    pub(crate) fn never_sent(kind: ErrorKind) -> Self {
        Self::new(kind, Fate::NeverSent)
    }

    pub(crate) fn unknown(kind: ErrorKind) -> Self {
        Self::new(kind, Fate::Unknown)
    }

    pub(crate) fn with_fate(mut self, fate: Fate) -> Self {
        self.fate = fate;
        self
    }

    /// Sets `Retry-After` of the server. It has no effect on an error that is never retried.
    pub(crate) fn with_wait(mut self, wait: Option<Duration>) -> Self {
        if let (Some(wait), Retry::After(_)) = (wait, self.retry) {
            self.retry = Retry::After(wait);
            self.server_wait = Some(wait);
        }
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: &str) -> Self {
        self.request_id = Some(request_id.to_owned());
        self
    }

    pub(crate) fn with_effort(mut self, attempts: u32, elapsed: Duration) -> Self {
        self.attempts = attempts;
        self.elapsed = elapsed;
        self
    }

    pub(crate) fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// The kind of failure.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The fate of the request at the server.
    #[must_use]
    pub fn fate(&self) -> Fate {
        self.fate
    }

    /// Whether to try again.
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.retry
    }

    /// `Retry-After` as the server sent it, if the request may succeed later.
    #[must_use]
    pub fn server_wait(&self) -> Option<Duration> {
        self.server_wait
    }

    /// The current resource in the answer to a conflict: the buyer, the order, the invoice or the payment of
    /// the request. `None` if the answer has none, or one of another type;
    /// [`Problem::current_resource`] holds it as JSON.
    ///
    /// ```
    /// # fn merge(error: &nt24_client::Error) {
    /// if let Some(theirs) = error.current::<nt24::Buyer>() {
    ///     println!("the server has version {}", theirs.version);
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn current<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(self.problem()?.current_resource.as_ref()?).ok()
    }

    /// The problem document, if the API sent one.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        match &self.kind {
            ErrorKind::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// `X-Request-Id` of the last request, as the server echoed it or else as it was sent.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// How often the request itself was sent; 0 if the token call failed before.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Time from the first attempt to this error, pauses included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

/// The advice for a failure without `Retry-After`.
fn default_retry(kind: &ErrorKind) -> Retry {
    let after = |seconds| Retry::After(Duration::from_secs(seconds));
    match kind {
        ErrorKind::ConnectionLost => after(1),
        ErrorKind::Unreachable | ErrorKind::Timeout => after(5),
        // These end with a change of the network: another place, a sign-in, a repaired gateway.
        ErrorKind::Tls { .. } | ErrorKind::NotTheApi | ErrorKind::BadBody | ErrorKind::Redirected => {
            after(30)
        }
        ErrorKind::NoTurn => after(5),
        ErrorKind::Problem(problem) if is_temporary(problem.status) => after(5),
        ErrorKind::Status(status) if is_temporary(*status) => after(5),
        ErrorKind::BadAddress
        | ErrorKind::Credentials
        | ErrorKind::Problem(_)
        | ErrorKind::Status(_)
        | ErrorKind::TooLarge
        | ErrorKind::FileChanged
        | ErrorKind::FileGone
        | ErrorKind::CannotStore
        | ErrorKind::Cancelled => Retry::Never,
    }
}

/// Whether the status reports a state of the server rather than a fault of the request.
fn is_temporary(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..)
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.kind)?;
        if self.attempts > 0 {
            let plural = if self.attempts == 1 { "" } else { "s" };
            write!(f, ", after {} attempt{plural} in {:.1} s", self.attempts, self.elapsed.as_secs_f64())?;
        }
        match &self.request_id {
            Some(id) => write!(f, ", request {id}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}
