use nt24::Problem;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// Why a call brought no result: what failed, how hard it was tried, and two answers for the caller,
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

/// What failed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ErrorKind {
    /// The address, or a value that belongs into the head of the request, cannot be sent.
    #[error("the address or a header cannot be sent")]
    BadAddress,
    /// Name lookup or connection failed.
    #[error("the server cannot be reached")]
    Unreachable,
    /// No trusted encrypted connection. An unknown issuer mostly means a company's proxy.
    #[error("no trusted encrypted connection (unknown issuer: {unknown_issuer})")]
    Tls {
        /// The certificate is signed by somebody whom this machine does not know.
        unknown_issuer: bool,
    },
    /// It took too long.
    #[error("the time limit ran out")]
    Timeout,
    /// The connection broke after the request may have left.
    #[error("the connection was lost")]
    ConnectionLost,
    /// Client id or secret are refused, or the token is even when it is new.
    #[error("the credentials are refused")]
    Credentials,
    /// The API explains itself.
    #[error("the API answered {} {}", .0.status, .0.kind())]
    Problem(Box<Problem>),
    /// An error status without a problem document.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// Something else answered: the sign-in page of a wireless network, a proxy, a wrong address.
    #[error("the answer does not come from the API")]
    NotTheApi,
    /// The answer is no JSON, or not of the expected shape.
    #[error("the answer cannot be read")]
    BadBody,
    /// The answer points elsewhere, where no token may follow.
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
    /// What was downloaded cannot be written to its place.
    #[error("the download cannot be stored")]
    CannotStore,
    /// The caller cancelled.
    #[error("cancelled")]
    Cancelled,
}

/// What became of the request at the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Certainly not executed: it never left, or it was turned away for its token.
    NeverSent,
    /// It may have been executed. A write may be repeated only with the same idempotency key, and
    /// only while the server keeps the key.
    Unknown,
    /// The API has decided: refused, or put off by the rate limit.
    Decided,
}

/// Whether the same request may succeed later without anybody changing anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// No.
    Never,
    /// Maybe, after at least this time. For a queue that sends on its own, growing pauses and jitter come
    /// on top; [`RetryPolicy`](crate::RetryPolicy), which sees a whole series of attempts, begins sooner
    /// after a broken connection.
    After(Duration),
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, fate: Fate) -> Self {
        let retry = usual_retry(&kind);
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

    /// The server's own wish; it cannot make a hopeless request worth repeating.
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

    /// What failed.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// What became of the request.
    #[must_use]
    pub fn fate(&self) -> Fate {
        self.fate
    }

    /// Whether to try again.
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.retry
    }

    /// `Retry-After` as the server sent it, when the request may succeed later.
    #[must_use]
    pub fn server_wait(&self) -> Option<Duration> {
        self.server_wait
    }

    /// The resource as the server has it, which a conflict brings along: the buyer, the order, the
    /// invoice or the payment that the request was about. Nothing when there is none, or when it is of
    /// another type; [`Problem::current_resource`] then still holds it as it came.
    ///
    /// ```
    /// # fn merge(error: &nt24_client::Error) {
    /// if let Some(theirs) = error.current::<nt24::Buyer>() {
    ///     println!("somebody else made version {}", theirs.version);
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn current<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(self.problem()?.current_resource.as_ref()?).ok()
    }

    /// The problem document, when the API sent one.
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

    /// How often the request itself was sent; 0 when it never came to that.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long it took altogether, pauses included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

fn usual_retry(kind: &ErrorKind) -> Retry {
    let after = |seconds| Retry::After(Duration::from_secs(seconds));
    match kind {
        ErrorKind::ConnectionLost => after(1),
        ErrorKind::Unreachable | ErrorKind::Timeout => after(5),
        // These end when the network does: another place, a sign-in, a company's gateway repaired.
        ErrorKind::Tls { .. } | ErrorKind::NotTheApi | ErrorKind::BadBody | ErrorKind::Redirected => {
            after(30)
        }
        ErrorKind::Problem(problem) if passes(problem.status) => after(5),
        ErrorKind::Status(status) if passes(*status) => after(5),
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

/// Statuses that speak of the moment and not of the request.
fn passes(status: u16) -> bool {
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
