//! A write as a use case wants it, with this desk's own ids.

use crate::compare::merge;
use crate::connection::Connection;
use crate::connection::history::{self, Event, Source};
use crate::connection::subject::SubjectId;
use crate::contract::{ValueChange, fact};
use crate::queue::cause::Cause;
use nt24::{ETag, Operation, SellerId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use store::{OutboxRow, OutboxState, Tx};

/// A write before its ids are resolved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) seller: SellerId,
    /// This desk's id of the buyer in the path, or in the body of a new order.
    pub(crate) buyer: Option<String>,
    /// This desk's id of the order in the path.
    pub(crate) order: Option<String>,
    /// This desk's id of the document: to upload, or to archive.
    pub(crate) document: Option<String>,
    pub(crate) content: Content,
    /// Of a change: the resource as the user saw it.
    pub(crate) base: Option<Value>,
    /// Of a change: its version then.
    pub(crate) if_match: Option<ETag>,
    /// Of a change: how often it was sent again for a newer version.
    #[serde(default)]
    pub(crate) merges: u32,
    /// Of a change: fields that were changed at NT24 meanwhile and taken over without asking the user.
    #[serde(default)]
    pub(crate) merged: Vec<String>,
}

/// The body before its ids are resolved.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Content {
    Empty,
    Json(Value),
    /// The file of `document`.
    File,
}

impl Request {
    /// A write of a buyer or an order.
    pub(crate) fn new(seller: SellerId, resource: &SubjectId, content: Content) -> Self {
        let (buyer, order) = match resource {
            SubjectId::Buyer(id) => (Some(id.clone()), None),
            SubjectId::Order(id) => (None, Some(id.clone())),
        };
        Self {
            seller,
            buyer,
            order,
            document: None,
            content,
            base: None,
            if_match: None,
            merges: 0,
            merged: Vec::new(),
        }
    }

    pub(crate) fn of_buyer(seller: SellerId, buyer: &str, content: Content) -> Self {
        Self::new(seller, &SubjectId::Buyer(buyer.to_owned()), content)
    }

    pub(crate) fn of_order(seller: SellerId, order: &str, content: Content) -> Self {
        Self::new(seller, &SubjectId::Order(order.to_owned()), content)
    }

    pub(crate) fn with_document(mut self, document: &str) -> Self {
        self.document = Some(document.to_owned());
        self
    }

    pub(crate) fn based_on(mut self, base: Value, version: u64) -> Self {
        self.base = Some(base);
        self.if_match = Some(ETag::of_version(version));
        self
    }

    /// Decodes operation and request of a row.
    pub(crate) fn decode(row: &OutboxRow) -> Result<(Operation, Self), Cause> {
        match (Operation::from_id(&row.operation), Self::read(row)) {
            (Some(operation), Some(request)) => Ok((operation, request)),
            _ => Err(Cause::Undecodable),
        }
    }

    pub(crate) fn read(row: &OutboxRow) -> Option<Self> {
        serde_json::from_value(row.request.clone()).ok()
    }

    /// The buyer or order that the write belongs to.
    pub(crate) fn subject(&self) -> SubjectId {
        match (&self.order, &self.buyer) {
            (Some(order), _) => SubjectId::Order(order.clone()),
            (None, buyer) => SubjectId::Buyer(buyer.clone().unwrap_or_default()),
        }
    }
}

/// Queues a write. `draft` is the form to reopen if NT24 refuses it.
pub(crate) fn enqueue(
    tx: &Tx<'_>,
    connection: &Connection,
    operation: Operation,
    request: &Request,
    draft: Option<Value>,
) -> Result<(), store::Error> {
    let row = row(connection, operation, request, draft);
    store::outbox::enqueue(tx, &row)?;
    let file = file_name(tx, request)?;
    let queued = fact("queued", [("operation", operation.id().to_owned()), ("file", file)]);
    let queued = Event::of_entry(&row.id, queued).changing(changes(operation, request));
    history::add(tx, connection, &row.subject, row.created_at, Source::User, queued)
}

/// The values that the history shows of a write: all that a change changes, and the few by which one knows a new
/// invoice, payment or milestone.
fn changes(operation: Operation, request: &Request) -> Vec<ValueChange> {
    let Content::Json(body) = &request.content else { return Vec::new() };
    let shown: &[&str] = match (&request.base, operation) {
        (Some(base), _) => return merge::changes(operation, base, &merge::overlay(base, body)),
        (None, Operation::SubmitInvoice | Operation::SubmitFinalInvoice) => &["invoiceNumber", "amount"],
        (None, Operation::SubmitPayment) => &["bankAmount", "cashAmount"],
        (None, Operation::ConfirmPickup) => &["pickupDate"],
        (None, Operation::ConfirmDelivery) => &["deliveryDate"],
        (None, Operation::BlockBuyer | Operation::UnblockBuyer) => &["reason"],
        (None, _) => &[],
    };
    let mut changes = merge::changes(operation, &Value::Null, body);
    changes.retain(|change| shown.contains(&change.field.as_str()));
    changes
}

/// A write as a row of the outbox, under a new key.
pub(super) fn row(
    connection: &Connection,
    operation: Operation,
    request: &Request,
    draft: Option<Value>,
) -> OutboxRow {
    let subject = request.subject();
    // A request is plain data; it always has a JSON form.
    let stored = serde_json::to_value(request).unwrap_or_default();
    let (id, now) = (connection.given.ids.id(), connection.given.clock.now());
    OutboxRow { draft, ..OutboxRow::new(id, subject.lane(), operation.id(), subject.id(), stored, now) }
}

/// Name of the file that a write uploads; empty if it uploads none.
pub(crate) fn file_name(tx: &Tx<'_>, request: &Request) -> Result<String, store::Error> {
    let Some(document) = &request.document else { return Ok(String::new()) };
    let Some(document) = store::documents::get(tx, document)? else { return Ok(String::new()) };
    Ok(store::files::get(tx, &document.file)?.map(|file| file.name).unwrap_or_default())
}

/// The row of the outbox that uploads each document of a buyer or an order, by the document's id.
pub(crate) fn uploads(tx: &Tx<'_>, subject: &str) -> Result<HashMap<String, OutboxRow>, store::Error> {
    let rows = store::outbox::of_subject(tx, subject)?.into_iter();
    let uploads = rows.filter(|row| row.state != OutboxState::Withdrawn).filter_map(|row| {
        let operation = Operation::from_id(&row.operation)?;
        let document = Request::read(&row)?.document?;
        operation.is_upload().then_some((document, row))
    });
    Ok(uploads.collect())
}
