//! Queues a mended form again in the place of its refused row.

use crate::contract::Failure;
use crate::forms::context::FormContext;
use crate::queue::replace::{Absence, supersede};
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
    let (tx, connection, draft) = (context.tx, context.connection, context.draft.clone());
    match old {
        // The user may have sent it unchanged since the form was reopened.
        Some(old) => supersede(tx, connection, &old, Absence::Certain, operation, request, draft),
        None => Ok(enqueue(tx, connection, operation, request, draft)?),
    }
}
