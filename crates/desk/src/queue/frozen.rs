//! Freezes a request: path, bytes and `If-Match`, with NT24's ids in the place of this desk's, as every
//! attempt sends them.

use crate::compare::merge;
use crate::contract::Side;
use crate::queue::cause::Cause;
use crate::queue::request::{Content, Request};
use bytes::Bytes;
use chrono::NaiveDate;
use nt24::{DocumentType, ETag, Operation};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::{Frozen, OutboxRow, Tx};

/// The body behind the frozen bytes. A file is named by its hash, not copied: the vault keeps it, and the
/// multipart body follows from these fields and the key alone.
pub(crate) enum FrozenBody {
    Empty,
    Json(Bytes),
    File(FrozenFile),
}

/// The parts of an upload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FrozenFile {
    pub(crate) sha256: String,
    pub(crate) size: u64,
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) kind: DocumentType,
    pub(crate) document_date: Option<NaiveDate>,
}

/// First byte of the frozen bytes; the rest is the JSON itself, or the fields of the file.
const EMPTY: u8 = b'0';
const JSON: u8 = b'J';
const FILE: u8 = b'F';

impl FrozenBody {
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first()? {
            (&EMPTY, []) => Some(Self::Empty),
            (&JSON, rest) => Some(Self::Json(Bytes::copy_from_slice(rest))),
            (&FILE, rest) => serde_json::from_slice(rest).ok().map(Self::File),
            _ => None,
        }
    }
}

/// The frozen body for a human reader: the JSON itself, or the fields of the file.
pub(crate) fn readable(body: &str) -> Value {
    serde_json::from_str(body.get(1..).unwrap_or_default()).unwrap_or_default()
}

/// Returns the row's frozen form, and freezes the row if it has none. Returns `None` while an id that it
/// needs is not known yet, because the row that will bring the id has not been sent.
pub(crate) fn frozen(tx: &Tx<'_>, row: &OutboxRow) -> Result<Option<Frozen>, Cause> {
    if let Some(frozen) = &row.frozen {
        return Ok(Some(frozen.clone()));
    }
    let Some(frozen) = resolve(tx, row)? else { return Ok(None) };
    store::outbox::freeze(tx, &row.id, &frozen)?;
    Ok(Some(frozen))
}

fn resolve(tx: &Tx<'_>, row: &OutboxRow) -> Result<Option<Frozen>, Cause> {
    let (operation, request) = Request::decode(row)?;
    let Some(path) = path(tx, operation, &request)? else { return Ok(None) };
    let body = match &request.content {
        Content::Empty => vec![EMPTY],
        Content::Json(value) => {
            let Some(value) = with_buyer_id(tx, operation, &request, value.clone())? else { return Ok(None) };
            tagged(JSON, &value)
        }
        Content::File => tagged(FILE, &file(tx, &request)?),
    };
    Ok(Some(Frozen { path, sha256: hex(&body), body, if_match: if_match(tx, operation, &request)? }))
}

fn path(tx: &Tx<'_>, operation: Operation, request: &Request) -> Result<Option<String>, Cause> {
    let mut values = Vec::new();
    for segment in operation.path_template().split('/') {
        let value = match segment {
            "{sellerId}" => Some(request.seller.0.clone()),
            "{buyerId}" => buyer_id(tx, request)?,
            "{uuid}" => match &request.order {
                Some(order) => store::orders::get(tx, order)?.and_then(|row| row.remote).map(|id| id.0),
                None => None,
            },
            "{documentId}" => match &request.document {
                Some(document) => {
                    store::documents::get(tx, document)?.and_then(|row| row.remote).map(|id| id.0)
                }
                None => None,
            },
            _ => continue,
        };
        let Some(value) = value else { return Ok(None) };
        values.push(value);
    }
    let values = values.iter().map(String::as_str).collect::<Vec<_>>();
    operation.path(&values).map(Some).map_err(|_| Cause::Undecodable)
}

fn buyer_id(tx: &Tx<'_>, request: &Request) -> Result<Option<String>, store::Error> {
    let Some(buyer) = &request.buyer else { return Ok(None) };
    Ok(store::buyers::get(tx, buyer)?.and_then(|row| row.remote).map(|id| id.0))
}

/// A new order names its buyer in the body.
fn with_buyer_id(
    tx: &Tx<'_>,
    operation: Operation,
    request: &Request,
    mut value: Value,
) -> Result<Option<Value>, store::Error> {
    if operation == Operation::CreateOrder {
        let Some(id) = buyer_id(tx, request)? else { return Ok(None) };
        value["buyerId"] = Value::String(id);
    }
    Ok(Some(value))
}

fn file(tx: &Tx<'_>, request: &Request) -> Result<FrozenFile, Cause> {
    let document = request.document.as_ref().ok_or(Cause::Undecodable)?;
    let document = store::documents::get(tx, document)?.ok_or(Cause::Gone("document"))?;
    let file = store::files::get(tx, &document.file)?.ok_or(Cause::Gone("file"))?;
    Ok(FrozenFile {
        sha256: file.sha256,
        size: file.size,
        name: file.name,
        content_type: file.content_type,
        kind: document.kind,
        document_date: document.document_date,
    })
}

/// The version to change. If no field has changed since the user saw them, this is the newest known
/// version: a status that moved on is no conflict. Otherwise it is the version that the user saw, so that
/// NT24 refuses the change and returns its resource, which can then be merged by field.
fn if_match(tx: &Tx<'_>, operation: Operation, request: &Request) -> Result<Option<ETag>, store::Error> {
    if !operation.needs_if_match() {
        return Ok(None);
    }
    let current = current(tx, operation, request)?;
    if let (Some((value, version)), Some(base), Content::Json(mine)) =
        (current, &request.base, &request.content)
        && merge::compare(operation, Some(base), mine, &value)
            .iter()
            .all(|one| one.decided == Some(Side::Mine))
    {
        return Ok(Some(ETag::of_version(version)));
    }
    Ok(request.if_match.clone())
}

fn current(
    tx: &Tx<'_>,
    operation: Operation,
    request: &Request,
) -> Result<Option<(Value, u64)>, store::Error> {
    let order = match &request.order {
        Some(order) => store::orders::get(tx, order)?,
        None => None,
    };
    let found = match (operation, order) {
        (Operation::UpdateBuyer, _) => match &request.buyer {
            Some(buyer) => store::buyers::get(tx, buyer)?
                .and_then(|row| row.server)
                .map(|server| (serde_json::to_value(&server), Some(server.version))),
            None => None,
        },
        (Operation::UpdateOrder, Some(order)) => {
            order.server.map(|server| (serde_json::to_value(&server), Some(server.version)))
        }
        (Operation::UpdatePayment, Some(order)) => {
            order.payment.map(|payment| (serde_json::to_value(&payment), payment.version))
        }
        (Operation::UpdateInvoice, Some(order)) => {
            let is_final = matches!(&request.content, Content::Json(mine) if mine["type"] == "FINAL");
            let invoice = if is_final { order.final_invoice } else { order.preliminary };
            invoice.map(|invoice| (serde_json::to_value(&invoice), invoice.version))
        }
        _ => None,
    };
    Ok(found.and_then(|(value, version)| Some((value.ok()?, version?))))
}

fn tagged(tag: u8, value: &impl Serialize) -> Vec<u8> {
    let mut bytes = vec![tag];
    // Plain data always has a JSON form; an empty body would be refused by the server, not executed.
    bytes.extend(serde_json::to_vec(value).unwrap_or_default());
    bytes
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
