//! A row of the outbox, decoded.

use crate::contract::{Failure, FailureCode};
use crate::queue::request::Request;
use nt24::Operation;
use store::OutboxRow;

/// Decodes operation and request of a row.
pub(super) fn parsed(row: &OutboxRow) -> Result<(Operation, Request), Failure> {
    match (Operation::from_id(&row.operation), Request::read(row)) {
        (Some(operation), Some(request)) => Ok((operation, request)),
        _ => Err(Failure::of(FailureCode::Internal)),
    }
}
