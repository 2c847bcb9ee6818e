//! Orders with everything that the server said of them, and their vehicles for the search.

use crate::column::{Json, Time, folded};
use crate::{Error, Tx, migration::Step};
use chrono::{DateTime, Utc};
use nt24::{ComplianceRollup, ETag, ExportFile, Invoice, Order, OrderCreate, OrderId, Payment, SellerId};
use rusqlite::{Row, named_params, params};

/// An order.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderRow {
    /// This desk's own id.
    pub id: String,
    /// The seller that the order belongs to.
    pub seller: SellerId,
    /// This desk's id of the buyer.
    pub buyer: String,
    /// The server's id, once it has answered.
    pub remote: Option<OrderId>,
    /// The seller's own order number; with the seller the natural key.
    pub external_order_id: String,
    /// What this desk submitted.
    pub wanted: Option<OrderCreate>,
    /// What the server said last.
    pub server: Option<Order>,
    /// The verdict that the server gave last.
    pub compliance: Option<ComplianceRollup>,
    /// Its tag, for the next conditional read.
    pub compliance_etag: Option<ETag>,
    /// The preliminary invoice as the server has it.
    pub preliminary: Option<Invoice>,
    /// The final invoice as the server has it.
    pub final_invoice: Option<Invoice>,
    /// The payment as the server has it.
    pub payment: Option<Payment>,
    /// The export file as the server has it.
    pub export_file: Option<ExportFile>,
    /// Until when somebody is looking at the order.
    pub watched_until: Option<DateTime<Utc>>,
    /// When the server was last asked about the order.
    pub refreshed_at: Option<DateTime<Utc>>,
    /// When this desk first knew of the order.
    pub created_at: DateTime<Utc>,
    /// When this row last changed.
    pub updated_at: DateTime<Utc>,
}

pub(crate) const STEPS: &[Step] = &[(
    1,
    "CREATE TABLE orders (
        id TEXT PRIMARY KEY,
        seller TEXT NOT NULL,
        buyer TEXT NOT NULL REFERENCES buyers (id),
        remote TEXT,
        external_order_id TEXT NOT NULL,
        wanted TEXT,
        server TEXT,
        compliance TEXT,
        compliance_etag TEXT,
        preliminary TEXT,
        final_invoice TEXT,
        payment TEXT,
        export_file TEXT,
        watched_until TEXT,
        refreshed_at TEXT,
        search TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        UNIQUE (seller, external_order_id),
        UNIQUE (seller, remote)
    ) STRICT;
    CREATE INDEX orders_by_age ON orders (created_at);
    CREATE INDEX orders_by_buyer ON orders (buyer, created_at);
    CREATE TABLE order_vins (
        order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
        vin TEXT NOT NULL,
        PRIMARY KEY (order_id, vin)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX order_vins_by_vin ON order_vins (vin);",
)];

/// Adds an order. Its buyer must be there already.
///
/// # Errors
/// [`Error::Duplicate`] when the id, the order number or the server's id is taken (the latter two for
/// the same seller); [`Error::Referenced`] when there is no such buyer.
pub fn insert(tx: &Tx<'_>, row: &OrderRow) -> Result<(), Error> {
    write(
        tx,
        row,
        "INSERT INTO orders (id, seller, buyer, remote, external_order_id, wanted, server, compliance,
            compliance_etag, preliminary, final_invoice, payment, export_file, watched_until, refreshed_at,
            search, created_at, updated_at)
         VALUES (:id, :seller, :buyer, :remote, :external_order_id, :wanted, :server, :compliance,
            :compliance_etag, :preliminary, :final_invoice, :payment, :export_file, :watched_until,
            :refreshed_at, :search, :created_at, :updated_at)",
    )
}

/// Writes the whole row over the one with its id.
///
/// # Errors
/// [`Error::NotFound`]; otherwise as with [`insert`].
pub fn save(tx: &Tx<'_>, row: &OrderRow) -> Result<(), Error> {
    write(
        tx,
        row,
        "UPDATE orders SET seller = :seller, buyer = :buyer, remote = :remote,
            external_order_id = :external_order_id, wanted = :wanted, server = :server,
            compliance = :compliance, compliance_etag = :compliance_etag, preliminary = :preliminary,
            final_invoice = :final_invoice, payment = :payment, export_file = :export_file,
            watched_until = :watched_until, refreshed_at = :refreshed_at, search = :search,
            created_at = :created_at, updated_at = :updated_at
         WHERE id = :id",
    )
}

/// The order with this desk's id.
///
/// # Errors
/// When the database fails.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<OrderRow>, Error> {
    tx.first("SELECT * FROM orders WHERE id = ?1", [id], read)
}

/// The order with the server's id.
///
/// # Errors
/// When the database fails.
pub fn by_remote(tx: &Tx<'_>, seller: &SellerId, remote: &OrderId) -> Result<Option<OrderRow>, Error> {
    let key = [seller.as_str(), remote.as_str()];
    tx.first("SELECT * FROM orders WHERE seller = ?1 AND remote = ?2", key, read)
}

/// The order with the seller's own number.
///
/// # Errors
/// When the database fails.
pub fn by_external_id(
    tx: &Tx<'_>,
    seller: &SellerId,
    external_order_id: &str,
) -> Result<Option<OrderRow>, Error> {
    let key = [seller.as_str(), external_order_id];
    tx.first("SELECT * FROM orders WHERE seller = ?1 AND external_order_id = ?2", key, read)
}

/// The orders of a buyer, newest first.
///
/// # Errors
/// When the database fails.
pub fn of_buyer(tx: &Tx<'_>, buyer: &str) -> Result<Vec<OrderRow>, Error> {
    tx.all("SELECT * FROM orders WHERE buyer = ?1 ORDER BY created_at DESC, id", [buyer], read)
}

/// The orders of a vehicle, newest first: a VIN may be sold more than once.
///
/// # Errors
/// When the database fails.
pub fn with_vin(tx: &Tx<'_>, vin: &str) -> Result<Vec<OrderRow>, Error> {
    tx.all(
        "SELECT orders.* FROM order_vins JOIN orders ON orders.id = order_vins.order_id
         WHERE order_vins.vin = ?1 ORDER BY created_at DESC, id",
        [folded(vin)],
        read,
    )
}

/// Removes an order that the server never knew.
///
/// # Errors
/// [`Error::NotFound`].
pub fn remove(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    tx.change_one("DELETE FROM orders WHERE id = ?1 AND remote IS NULL", [id], "order")
}

/// Orders whose export file is in the making.
///
/// # Errors
/// When the database fails.
pub fn with_export_in_the_making(tx: &Tx<'_>) -> Result<Vec<OrderRow>, Error> {
    tx.all(
        "SELECT * FROM orders WHERE remote IS NOT NULL
            AND export_file ->> '$.status' IN ('PENDING', 'GENERATING') LIMIT 100",
        [],
        read,
    )
}

/// Identifiers of orders that the server knows, in their order and after one of them.
///
/// # Errors
/// When the database fails.
pub fn known_after(tx: &Tx<'_>, id: &str, limit: u32) -> Result<Vec<String>, Error> {
    tx.all(
        "SELECT id FROM orders WHERE remote IS NOT NULL AND id > ?1 ORDER BY id LIMIT ?2",
        params![id, limit],
        |row| row.get(0),
    )
}

/// Undecided orders that were not read since a moment, the ones read longest ago first.
///
/// # Errors
/// When the database fails.
pub fn unread_since(tx: &Tx<'_>, since: DateTime<Utc>, limit: u32) -> Result<Vec<OrderRow>, Error> {
    tx.all(
        "SELECT * FROM orders WHERE remote IS NOT NULL AND (refreshed_at IS NULL OR refreshed_at < ?1)
            AND coalesce(compliance ->> '$.complianceStatus', 'INCOMPLETE') = 'INCOMPLETE'
         ORDER BY refreshed_at LIMIT ?2",
        params![Time(since), limit],
        read,
    )
}

/// Orders with `search` in their number, a VIN, or the name or VAT number of their buyer, newest
/// first; of one seller, or of all. An empty search finds all.
///
/// # Errors
/// When the database fails.
pub fn list(
    tx: &Tx<'_>,
    seller: Option<&SellerId>,
    search: &str,
    limit: u32,
    offset: u32,
) -> Result<Vec<OrderRow>, Error> {
    tx.all(
        "SELECT orders.* FROM orders JOIN buyers ON buyers.id = orders.buyer
         WHERE (instr(orders.search, ?1) > 0 OR instr(buyers.search, ?1) > 0)
            AND (?4 IS NULL OR orders.seller = ?4)
         ORDER BY orders.created_at DESC, orders.id LIMIT ?2 OFFSET ?3",
        params![folded(search), limit, offset, seller.map(SellerId::as_str)],
        read,
    )
}

/// How many orders [`list`] finds without a limit.
///
/// # Errors
/// When the database fails.
pub fn count(tx: &Tx<'_>, seller: Option<&SellerId>, search: &str) -> Result<u64, Error> {
    tx.number(
        "SELECT count(*) FROM orders JOIN buyers ON buyers.id = orders.buyer
         WHERE (instr(orders.search, ?1) > 0 OR instr(buyers.search, ?1) > 0)
            AND (?2 IS NULL OR orders.seller = ?2)",
        params![folded(search), seller.map(SellerId::as_str)],
    )
}

fn write(tx: &Tx<'_>, row: &OrderRow, sql: &str) -> Result<(), Error> {
    let vins = vins(row);
    let bound = named_params! {
        ":id": row.id,
        ":seller": row.seller.as_str(),
        ":buyer": row.buyer,
        ":remote": row.remote.as_ref().map(OrderId::as_str),
        ":external_order_id": row.external_order_id,
        ":wanted": row.wanted.as_ref().map(Json),
        ":server": row.server.as_ref().map(Json),
        ":compliance": row.compliance.as_ref().map(Json),
        ":compliance_etag": row.compliance_etag.as_ref().map(|tag| &tag.0),
        ":preliminary": row.preliminary.as_ref().map(Json),
        ":final_invoice": row.final_invoice.as_ref().map(Json),
        ":payment": row.payment.as_ref().map(Json),
        ":export_file": row.export_file.as_ref().map(Json),
        ":watched_until": row.watched_until.map(Time),
        ":refreshed_at": row.refreshed_at.map(Time),
        ":search": format!("{}\n{}", folded(&row.external_order_id), vins.join("\n")),
        ":created_at": Time(row.created_at),
        ":updated_at": Time(row.updated_at),
    };
    tx.change_one(sql, bound, "order")?;
    tx.change("DELETE FROM order_vins WHERE order_id = ?1", [&row.id])?;
    for vin in &vins {
        tx.change("INSERT OR IGNORE INTO order_vins (order_id, vin) VALUES (?1, ?2)", [&row.id, vin])?;
    }
    Ok(())
}

/// The vehicles as submitted and as answered: a difference between the two must not hide an order.
fn vins(row: &OrderRow) -> Vec<String> {
    let wanted = row.wanted.iter().flat_map(|order| order.vins.iter().map(|vehicle| &vehicle.vin));
    let server = row.server.iter().flat_map(|order| order.vins.iter().map(|vehicle| &vehicle.input.vin));
    wanted.chain(server).map(|vin| folded(vin)).collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<OrderRow> {
    Ok(OrderRow {
        id: row.get("id")?,
        seller: SellerId(row.get("seller")?),
        buyer: row.get("buyer")?,
        remote: row.get::<_, Option<String>>("remote")?.map(OrderId),
        external_order_id: row.get("external_order_id")?,
        wanted: row.get::<_, Option<Json<_>>>("wanted")?.map(|json| json.0),
        server: row.get::<_, Option<Json<_>>>("server")?.map(|json| json.0),
        compliance: row.get::<_, Option<Json<_>>>("compliance")?.map(|json| json.0),
        compliance_etag: row.get::<_, Option<String>>("compliance_etag")?.map(ETag),
        preliminary: row.get::<_, Option<Json<_>>>("preliminary")?.map(|json| json.0),
        final_invoice: row.get::<_, Option<Json<_>>>("final_invoice")?.map(|json| json.0),
        payment: row.get::<_, Option<Json<_>>>("payment")?.map(|json| json.0),
        export_file: row.get::<_, Option<Json<_>>>("export_file")?.map(|json| json.0),
        watched_until: row.get::<_, Option<Time>>("watched_until")?.map(|time| time.0),
        refreshed_at: row.get::<_, Option<Time>>("refreshed_at")?.map(|time| time.0),
        created_at: row.get::<_, Time>("created_at")?.0,
        updated_at: row.get::<_, Time>("updated_at")?.0,
    })
}
