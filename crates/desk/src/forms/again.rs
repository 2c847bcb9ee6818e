//! Queues a mended form again in the place of its refused row.

use crate::contract::Failure;
use crate::forms::context::FormContext;
use crate::queue::replace::supersede;
use crate::queue::request::{Request, enqueue};
use nt24::Operation;

/// Queues the mended form of a refused row that creates a buyer or an order, in the place of that row.
pub(super) fn queue_again(
    context: &FormContext<'_>,
    subject: &str,
    operation: Operation,
    request: &Request,
) -> Result<(), Failure> {
    let rows = store::outbox::of_subject(context.tx, subject)?;
    let old = rows.into_iter().find(|row| !row.state.is_finished() && row.operation == operation.id());
    match old {
        Some(old) => {
            supersede(context.tx, context.connection, &old, operation, request, context.draft.clone())?;
        }
        None => enqueue(context.tx, context.connection, operation, request, context.draft.clone())?,
    }
    Ok(())
}
