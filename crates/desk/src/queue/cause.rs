//! Why a row of the outbox cannot be processed.

use crate::contract::{Failure, FailureCode};

/// Why a row of the outbox cannot be processed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Cause {
    /// The database failed, or refused a step that the row's state does not allow.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// This version cannot decode the row: an operation or a request that it does not know.
    #[error("the row cannot be decoded")]
    Undecodable,
    /// The row names a buyer, order, document or file that is gone.
    #[error("the row names a {0} that is gone")]
    Gone(&'static str),
    /// NT24's answer is not of the documented shape.
    #[error("the answer is not of the documented shape")]
    UnreadableAnswer,
}

impl From<Cause> for Failure {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Store(error) => error.into(),
            Cause::UnreadableAnswer => Failure::of(FailureCode::BadAnswer),
            Cause::Gone(_) => Failure::of(FailureCode::Gone),
            Cause::Undecodable => {
                tracing::error!("a row of the outbox cannot be decoded");
                Failure::of(FailureCode::Internal)
            }
        }
    }
}
