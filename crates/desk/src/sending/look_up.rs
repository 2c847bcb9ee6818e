//! Looks up at NT24 whether a write has arrived: an earlier attempt has no known outcome, and a later one was
//! refused. Until a read has shown it, the row is neither discarded nor changed.

use crate::connection::{Connection, failure};
use crate::contract::{Failure, FailureCode};
use crate::queue::cause::Cause;
use crate::queue::frozen::readable;
use crate::queue::problem::Problem;
use crate::queue::repeat::is_shown;
use crate::queue::request::{Content, Request};
use crate::sending::outcome::{self, Seen};
use futures_util::TryStreamExt;
use nt24::{BuyerId, InvoiceType, Operation, OrderFilter, OrderId};
use nt24_client::{Client, Conditional, Fetched};
use serde::Serialize;
use serde_json::Value;
use store::{OutboxRow, OutboxState};

/// The unconfirmed and the stopped rows whose write a read shows.
pub(crate) fn uncertain(connection: &Connection) -> Result<Vec<OutboxRow>, store::Error> {
    let mut rows = connection.store.read(store::outbox::waiting)?;
    rows.retain(|row| match row.state {
        OutboxState::Unconfirmed => is_shown(row),
        OutboxState::Held => {
            is_shown(row) && Problem::read(row).is_some_and(|problem| problem.under_way.is_some())
        }
        _ => false,
    });
    Ok(rows)
}

/// Looks up the write of such a row.
///
/// # Errors
/// If it cannot be read now, or the outcome cannot be recorded.
pub(crate) async fn look_up(
    connection: &Connection,
    client: &Client,
    row: &OutboxRow,
) -> Result<(), Failure> {
    let (operation, request) = Request::decode(row)?;
    let Some(problem) = Problem::read(row) else { return Ok(()) };
    let mine = match (&row.frozen, &request.content) {
        (Some(frozen), _) => readable(&String::from_utf8_lossy(&frozen.body)),
        (None, Content::Json(content)) => content.clone(),
        (None, Content::Empty | Content::File) => Value::Null,
    };
    // The time is taken before the read: an attempt that travels may arrive after it.
    let may_arrive = problem.under_way.is_some_and(|attempt| attempt.may_arrive(connection));
    let Some(theirs) = read(connection, client, operation, &request, &mine).await? else {
        return match may_arrive {
            true => Ok(()),
            false => Ok(outcome::did_not_arrive(connection, row, problem.failure)?),
        };
    };
    let seen = Seen { operation, mine, theirs, status: 200 };
    Ok(outcome::looked_up(connection, row, seen, problem.failure, may_arrive)?)
}

/// The resource that the write creates or changes, in its present version. Returns `None` if NT24 certainly
/// does not have it.
async fn read(
    connection: &Connection,
    client: &Client,
    operation: Operation,
    request: &Request,
    mine: &Value,
) -> Result<Option<Value>, Failure> {
    let seller = &request.seller;
    match operation {
        Operation::UpsertBuyer => {
            let vat_number = mine["vatNumber"].as_str().unwrap_or_default();
            value_of(connection.observe_read(client.buyer_by_vat(seller, vat_number).await))
        }
        Operation::UpdateBuyer => {
            let Some(buyer) = buyer_of(connection, request)? else { return Err(gone()) };
            let answer = connection.observe_read(client.buyer(seller, &buyer, None).await);
            Ok(Some(existing(answer)?))
        }
        Operation::CreateOrder => {
            // The list has no filter for the number; a vehicle may be in several orders.
            let vin = mine["vins"][0]["vin"].as_str().map(str::to_owned);
            let orders = client.all_orders(seller, OrderFilter { vin, ..OrderFilter::default() });
            let orders = connection.observe_read(orders.try_collect::<Vec<_>>().await);
            let orders = orders.map_err(|error| failure::of_open(&error))?;
            let number = mine["externalOrderId"].as_str().unwrap_or_default();
            let found = orders.into_iter().find(|order| order.external_order_id == number);
            found.map(json).transpose()
        }
        _ => {
            let Some(order) = order_of(connection, request)? else { return Err(gone()) };
            match operation {
                Operation::UpdateOrder => {
                    let answer = connection.observe_read(client.order(seller, &order, None).await);
                    Ok(Some(existing(answer)?))
                }
                Operation::SubmitInvoice | Operation::UpdateInvoice | Operation::SubmitFinalInvoice => {
                    let is_final = operation == Operation::SubmitFinalInvoice || mine["type"] == "FINAL";
                    let kind = if is_final { InvoiceType::Final } else { InvoiceType::Preliminary };
                    let answer = client.invoice(seller, &order, kind.clone(), None).await;
                    let found = optional(connection.observe_read(answer))?;
                    // A server that does not know the filter may answer with the other one (contract,
                    // question 15), which says nothing about the write.
                    match &found {
                        Some(invoice) if invoice["type"] != json(kind)? => Err(gone()),
                        _ => Ok(found),
                    }
                }
                Operation::SubmitPayment | Operation::UpdatePayment => {
                    optional(connection.observe_read(client.payment(seller, &order, None).await))
                }
                Operation::ConfirmDelivery => {
                    let rollup = connection.observe_read(client.compliance(seller, &order, None).await);
                    let rollup = modified(rollup.map_err(|error| failure::of_open(&error))?)?;
                    let transport = rollup.modules.transport;
                    (transport.delivery_confirmed == Some(true)).then(|| json(transport)).transpose()
                }
                _ => Err(gone()),
            }
        }
    }
}

fn buyer_of(connection: &Connection, request: &Request) -> Result<Option<BuyerId>, store::Error> {
    let Some(buyer) = &request.buyer else { return Ok(None) };
    Ok(connection.store.read(|tx| store::buyers::get(tx, buyer))?.and_then(|row| row.remote))
}

fn order_of(connection: &Connection, request: &Request) -> Result<Option<OrderId>, store::Error> {
    let Some(order) = &request.order else { return Ok(None) };
    Ok(connection.store.read(|tx| store::orders::get(tx, order))?.and_then(|row| row.remote))
}

fn gone() -> Failure {
    Failure::from(Cause::Gone("resource"))
}

fn json(resource: impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(resource).map_err(Failure::bad_call)
}

fn value_of<T: Serialize>(answer: Result<Fetched<T>, nt24_client::Error>) -> Result<Option<Value>, Failure> {
    match answer {
        Ok(fetched) => json(fetched.value).map(Some),
        Err(error) => match failure::of_open(&error) {
            failure if failure.code == FailureCode::NotFound => Ok(None),
            failure => Err(failure),
        },
    }
}

fn optional<T: Serialize>(
    answer: Result<Conditional<T>, nt24_client::Error>,
) -> Result<Option<Value>, Failure> {
    match answer {
        Ok(answer) => json(modified(answer)?).map(Some),
        Err(error) => value_of::<T>(Err(error)),
    }
}

/// A resource that exists: if NT24 does not find it, nothing is known about the write.
fn existing<T: Serialize>(answer: Result<Conditional<T>, nt24_client::Error>) -> Result<Value, Failure> {
    json(modified(answer.map_err(|error| failure::of_open(&error))?)?)
}

fn modified<T>(answer: Conditional<T>) -> Result<T, Failure> {
    match answer {
        Conditional::Modified(fetched) => Ok(fetched.value),
        // No version was named.
        Conditional::NotModified => Err(Failure::of(FailureCode::BadAnswer)),
    }
}
