//! What is queued: the write as a use case wants it, with this desk's own ids.

use crate::history;
use crate::open::Open;
use nt24::{ETag, Operation, SellerId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{OutboxRow, Tx};

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
    /// Of a change: the resource as it was when the person saw it.
    pub(crate) base: Option<Value>,
    /// Of a change: its version then.
    pub(crate) if_match: Option<ETag>,
    /// Of a change: how often it went out anew for a newer version.
    #[serde(default)]
    pub(crate) merges: u32,
    /// Of a change: fields that NT24 changed meanwhile and that were taken over without a question.
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
    pub(crate) fn of_buyer(seller: SellerId, buyer: &str, content: Content) -> Self {
        Self {
            seller,
            buyer: Some(buyer.to_owned()),
            order: None,
            document: None,
            content,
            base: None,
            if_match: None,
            merges: 0,
            merged: Vec::new(),
        }
    }

    pub(crate) fn of_order(seller: SellerId, order: &str, content: Content) -> Self {
        Self {
            seller,
            buyer: None,
            order: Some(order.to_owned()),
            document: None,
            content,
            base: None,
            if_match: None,
            merges: 0,
            merged: Vec::new(),
        }
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

    pub(crate) fn read(row: &OutboxRow) -> Option<Self> {
        serde_json::from_value(row.request.clone()).ok()
    }

    /// The buyer or order whose turn it is; all of its writes go one after the other.
    fn subject(&self) -> (&'static str, &str) {
        match (&self.order, &self.buyer) {
            (Some(order), _) => ("order", order),
            (None, Some(buyer)) => ("buyer", buyer),
            (None, None) => ("buyer", ""),
        }
    }
}

/// Queues a write. `draft` is what to reopen when NT24 refuses it.
pub(crate) fn enqueue(
    tx: &Tx<'_>,
    open: &Open,
    operation: Operation,
    request: &Request,
    draft: Option<Value>,
) -> Result<(), store::Error> {
    store::outbox::enqueue(tx, &row(open, operation, request, draft))?;
    let (_, subject) = request.subject();
    let file = file_name(tx, request)?;
    let queued = history::fact("queued", [("operation", operation.id().to_owned()), ("file", file)]);
    history::add(tx, open, subject, open.parts.clock.now(), "desk", queued)
}

/// A write as a row of the queue, under a key of its own.
pub(super) fn row(open: &Open, operation: Operation, request: &Request, draft: Option<Value>) -> OutboxRow {
    let (kind, subject) = request.subject();
    // A request is plain data; it always has a JSON form.
    let stored = serde_json::to_value(request).unwrap_or_default();
    let lane = format!("{kind}:{subject}");
    let now = open.parts.clock.now();
    OutboxRow { draft, ..OutboxRow::new(open.parts.ids.id(), lane, operation.id(), subject, stored, now) }
}

/// Name of the file that a write sends; empty when it sends none.
pub(crate) fn file_name(tx: &Tx<'_>, request: &Request) -> Result<String, store::Error> {
    let Some(document) = &request.document else { return Ok(String::new()) };
    let Some(document) = store::documents::get(tx, document)? else { return Ok(String::new()) };
    Ok(store::files::get(tx, &document.file)?.map(|file| file.name).unwrap_or_default())
}

/// Whether repeating a write cannot double anything even when the server forgot its key: it has a
/// natural key, an `If-Match`, is a milestone, or changes nothing the second time. Documents and
/// contacts have none of these (contract, section 6), and a pickup taken back twice may take back the
/// one that somebody confirmed in between.
pub(crate) fn may_repeat_without_key(operation: &str) -> bool {
    Operation::from_id(operation).is_some_and(|operation| {
        !operation.is_upload() && !matches!(operation, Operation::AddBuyerContact | Operation::RevokePickup)
    })
}
