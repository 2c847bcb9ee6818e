use crate::{Error, ErrorKind};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response};

/// What takes requests to the server and brings the answers, in place of this crate's own connections:
/// a simulation that decides itself what arrives, or a program that has connections of its own.
///
/// Everything else stays as it is: tokens, keys, the judgement of answers, what an error says. A request
/// is complete, an upload's body included; redirects must not be followed.
pub trait Carrier: Send + Sync {
    /// Carries one request, and answers with the whole answer.
    fn carry(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, CarrierFault>>;
}

/// Why a carrier brought no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarrierFault {
    /// Nothing of the request has left.
    #[error("the server cannot be reached")]
    NotSent,
    /// The request may have arrived.
    #[error("the connection was lost")]
    Lost,
    /// The request may have arrived, and it took too long.
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

/// Hands a request over whose body is in memory.
pub(crate) async fn carry(
    carrier: &dyn Carrier,
    request: reqwest::Request,
) -> Result<reqwest::Response, Error> {
    let bad = |_| Error::never_sent(ErrorKind::BadAddress);
    let request: Request<reqwest::Body> = request.try_into().map_err(bad)?;
    let request = request.map(|body| body.as_bytes().map(Bytes::copy_from_slice).unwrap_or_default());
    Ok(carrier.carry(request).await?.into())
}
