use crate::error::{Error, ErrorKind};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response};

/// A transport for requests and answers that replaces this crate's own connections: a simulation that
/// decides which requests arrive, or a program that has connections of its own.
///
/// Everything else stays the same: tokens, keys, the judgement of answers, errors. A request is complete,
/// the body of an upload included. A carrier must not follow redirects.
pub trait Carrier: Send + Sync {
    /// Sends one request and returns the whole answer.
    fn carry(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, CarrierFault>>;
}

/// The reason why a carrier has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarrierFault {
    /// No byte of the request was sent.
    #[error("the server cannot be reached")]
    NotSent,
    /// The request may have arrived.
    #[error("the connection was lost")]
    Lost,
    /// The request may have arrived, and the time limit ran out.
    #[error("the time limit ran out")]
    TimedOut,
}

impl From<CarrierFault> for Error {
    fn from(fault: CarrierFault) -> Self {
        let error = match fault {
            CarrierFault::NotSent => Self::never_sent(ErrorKind::Unreachable),
            CarrierFault::Lost => Self::unknown(ErrorKind::ConnectionLost),
            CarrierFault::TimedOut => Self::unknown(ErrorKind::Timeout),
        };
        error.with_source(fault)
    }
}
