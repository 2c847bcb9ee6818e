//! Orders with all answers of NT24, and their vehicles for the search.

use crate::column::Time;
use crate::error::Error;
use crate::folded::folded;
use crate::migration::Step;
use crate::row::{StoredRow, columns};
use crate::tx::Tx;
use chrono::{DateTime, Utc};
use nt24::{ComplianceRollup, ETag, ExportFile, Invoice, Order, OrderCreate, OrderId, Payment, SellerId};
use rusqlite::params;

/// An order.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderRow {
    /// This desk's own id.
    pub id: String,
    /// The seller that the order belongs to.
    pub seller: SellerId,
    /// This desk's id of the buyer.
    pub buyer: String,
    /// NT24's id; `None` until NT24 has answered.
    pub remote: Option<OrderId>,
    /// The seller's own order number; together with the seller the natural key.
    pub external_order_id: String,
    /// The request that this desk submitted.
    pub wanted: Option<OrderCreate>,
    /// The last answer of NT24.
    pub server: Option<Order>,
    /// The last compliance rollup of NT24.
    pub compliance: Option<ComplianceRollup>,
    /// The ETag of the rollup, for the next conditional read.
    pub compliance_etag: Option<ETag>,
    /// The preliminary invoice at NT24.
    pub preliminary: Option<Invoice>,
    /// The final invoice at NT24.
    pub final_invoice: Option<Invoice>,
    /// The payment at NT24.
    pub payment: Option<Payment>,
    /// The export file at NT24.
    pub export_file: Option<ExportFile>,
    /// When the order was last read from NT24.
    pub refreshed_at: Option<DateTime<Utc>>,
    /// When the order was created, here or at NT24.
    pub created_at: DateTime<Utc>,
    /// When this row last changed.
    pub updated_at: DateTime<Utc>,
}

impl OrderRow {
    /// An order that was neither submitted nor answered: all optional fields are `None`.
    #[must_use]
    pub fn new(
        id: impl Into<String>,
        seller: SellerId,
        buyer: impl Into<String>,
        external_order_id: impl Into<String>,
        created_at: DateTime<Utc>,
    ) -> Self {
        Self {
            id: id.into(),
            seller,
            buyer: buyer.into(),
            remote: None,
            external_order_id: external_order_id.into(),
            wanted: None,
            server: None,
            compliance: None,
            compliance_etag: None,
            preliminary: None,
            final_invoice: None,
            payment: None,
            export_file: None,
            refreshed_at: None,
            created_at,
            updated_at: created_at,
        }
    }
}

columns! {
    OrderRow, "orders" {
        id: plain,
        seller: text,
        buyer: plain,
        remote: optional text,
        external_order_id: plain,
        wanted: optional json,
        server: optional json,
        compliance: optional json,
        compliance_etag: optional etag,
        preliminary: optional json,
        final_invoice: optional json,
        payment: optional json,
        export_file: optional json,
        refreshed_at: optional time,
        created_at: time,
        updated_at: time,
    }
    write by row {
        search: format!("{}\n{}", folded(&row.external_order_id), vins(row).join("\n")),
    }
}

pub(crate) const STEPS: &[Step] = &[
    (
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
    ),
    // The column was never set.
    (5, "ALTER TABLE orders DROP COLUMN watched_until;"),
    (
        // The search reads `search` from the index: it does not touch the rows that it does not find.
        7,
        "UPDATE orders SET search = folded(search);
        UPDATE OR REPLACE order_vins SET vin = folded(vin);
        DROP INDEX orders_by_age;
        DROP INDEX orders_by_buyer;
        CREATE INDEX orders_by_buyer ON orders (buyer, created_at DESC, id);
        CREATE INDEX orders_by_text ON orders (seller, search, id);
        CREATE INDEX orders_with_pending_export ON orders (id)
            WHERE remote IS NOT NULL AND export_file ->> '$.status' IN ('PENDING', 'GENERATING');
        CREATE INDEX orders_undecided ON orders (coalesce(refreshed_at, ''))
            WHERE remote IS NOT NULL AND coalesce(compliance ->> '$.complianceStatus', 'INCOMPLETE') = 'INCOMPLETE';",
    ),
    (8, "CREATE INDEX orders_never_read ON orders (seller) WHERE remote IS NOT NULL AND refreshed_at IS NULL;"),
];

/// Adds an order. Its buyer must exist.
///
/// # Errors
/// [`Error::Duplicate`] if the id exists, or the order number or NT24's id exists for the same seller;
/// [`Error::Referenced`] if there is no such buyer.
pub fn insert(tx: &Tx<'_>, row: &OrderRow) -> Result<(), Error> {
    row.insert(tx)?;
    write_vins(tx, row)
}

/// Overwrites the row with the same id.
///
/// # Errors
/// [`Error::NotFound`]; otherwise as for [`insert`].
pub fn save(tx: &Tx<'_>, row: &OrderRow) -> Result<(), Error> {
    row.update(tx, "order")?;
    write_vins(tx, row)
}

/// The order with this desk's id.
pub fn get(tx: &Tx<'_>, id: &str) -> Result<Option<OrderRow>, Error> {
    tx.first("SELECT * FROM orders WHERE id = ?1", [id], OrderRow::read)
}

/// The order with NT24's id.
pub fn by_remote(tx: &Tx<'_>, seller: &SellerId, remote: &OrderId) -> Result<Option<OrderRow>, Error> {
    let key = [seller.as_str(), remote.as_str()];
    tx.first("SELECT * FROM orders WHERE seller = ?1 AND remote = ?2", key, OrderRow::read)
}

/// The order with the seller's own number.
pub fn by_external_id(
    tx: &Tx<'_>,
    seller: &SellerId,
    external_order_id: &str,
) -> Result<Option<OrderRow>, Error> {
    let key = [seller.as_str(), external_order_id];
    tx.first("SELECT * FROM orders WHERE seller = ?1 AND external_order_id = ?2", key, OrderRow::read)
}

/// The orders of a buyer, newest first.
pub fn of_buyer(tx: &Tx<'_>, buyer: &str) -> Result<Vec<OrderRow>, Error> {
    tx.all("SELECT * FROM orders WHERE buyer = ?1 ORDER BY created_at DESC, id", [buyer], OrderRow::read)
}

/// The number of orders of a buyer.
pub fn count_of_buyer(tx: &Tx<'_>, buyer: &str) -> Result<u64, Error> {
    tx.number("SELECT count(*) FROM orders WHERE buyer = ?1", [buyer])
}

/// The orders with a VIN, newest first: a vehicle may be sold more than once.
pub fn with_vin(tx: &Tx<'_>, vin: &str) -> Result<Vec<OrderRow>, Error> {
    tx.all(
        "SELECT orders.* FROM order_vins JOIN orders ON orders.id = order_vins.order_id
         WHERE order_vins.vin = ?1 ORDER BY created_at DESC, id",
        [folded(vin)],
        OrderRow::read,
    )
}

/// Removes an order that NT24 does not know.
///
/// # Errors
/// [`Error::NotFound`].
pub fn remove(tx: &Tx<'_>, id: &str) -> Result<(), Error> {
    tx.change_one("DELETE FROM orders WHERE id = ?1 AND remote IS NULL", [id], "order")
}

/// Orders whose export file is pending or being generated, unless they are cancelled or in the queue of
/// [`reads`](crate::reads) anyway.
pub fn with_pending_export(tx: &Tx<'_>) -> Result<Vec<OrderRow>, Error> {
    tx.all(
        "SELECT * FROM orders INDEXED BY orders_with_pending_export WHERE remote IS NOT NULL
            AND export_file ->> '$.status' IN ('PENDING', 'GENERATING')
            AND coalesce(server ->> '$.status', '') <> 'CANCELLED'
            AND NOT EXISTS (SELECT 1 FROM reads WHERE kind = 'order' AND subject = orders.id) LIMIT 100",
        [],
        OrderRow::read,
    )
}

/// Ids of orders that NT24 knows, sorted, starting after `id`.
pub fn known_after(tx: &Tx<'_>, id: &str, limit: u32) -> Result<Vec<String>, Error> {
    tx.all(
        "SELECT id FROM orders WHERE remote IS NOT NULL AND id > ?1 ORDER BY id LIMIT ?2",
        params![id, limit],
        |row| row.get(0),
    )
}

/// The number of a seller's orders at NT24 that were never read.
pub fn count_never_read(tx: &Tx<'_>, seller: &SellerId) -> Result<u64, Error> {
    tx.number(
        "SELECT count(*) FROM orders INDEXED BY orders_never_read
         WHERE seller = ?1 AND remote IS NOT NULL AND refreshed_at IS NULL",
        [seller.as_str()],
    )
}

/// Undecided orders that were not read since a time, the oldest read first; without cancelled ones, which
/// are never decided, and without those that are in the queue of [`reads`](crate::reads) anyway.
pub fn unread_since(tx: &Tx<'_>, since: DateTime<Utc>, limit: u32) -> Result<Vec<OrderRow>, Error> {
    tx.all(
        "SELECT * FROM orders INDEXED BY orders_undecided
         WHERE remote IS NOT NULL AND coalesce(refreshed_at, '') < ?1
            AND coalesce(compliance ->> '$.complianceStatus', 'INCOMPLETE') = 'INCOMPLETE'
            AND (refreshed_at IS NULL OR coalesce(server ->> '$.status', '') <> 'CANCELLED')
            AND NOT EXISTS (SELECT 1 FROM reads WHERE kind = 'order' AND subject = orders.id)
         ORDER BY coalesce(refreshed_at, '') LIMIT ?2",
        params![Time(since), limit],
        OrderRow::read,
    )
}

fn write_vins(tx: &Tx<'_>, row: &OrderRow) -> Result<(), Error> {
    tx.change("DELETE FROM order_vins WHERE order_id = ?1", [&row.id])?;
    for vin in vins(row) {
        tx.change("INSERT OR IGNORE INTO order_vins (order_id, vin) VALUES (?1, ?2)", [&row.id, &vin])?;
    }
    Ok(())
}

/// The VINs as submitted and as answered: if they differ, the search finds the order by both.
fn vins(row: &OrderRow) -> Vec<String> {
    let wanted = row.wanted.iter().flat_map(|order| order.vins.iter().map(|vehicle| &vehicle.vin));
    let server = row.server.iter().flat_map(|order| order.vins.iter().map(|vehicle| &vehicle.input.vin));
    wanted.chain(server).map(|vin| folded(vin)).collect()
}
