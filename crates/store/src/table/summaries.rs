//! The summary that the list shows of each order beside its row: computed by the caller from the order, its buyer, its
//! documents and the outbox, and stored, so that a list is filtered, counted and shown without computing
//! every order again.
//!
//! Triggers mark a summary as outdated in the transaction that changes anything of which it was computed.
//! [`outdated`] and [`set`] compute it again; until then [`get`] returns `None`.

use crate::column::Json;
use crate::error::Error;
use crate::folded::folded;
use crate::migration::Step;
use crate::row::StoredRow;
use crate::table::orders::{self, OrderRow};
use crate::tx::Tx;
use nt24::SellerId;
use rusqlite::params;
use serde_json::Value;

/// The summary of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderSummary {
    /// The summary; the store does not look into it.
    pub content: Value,
    /// Whether the filter [`OrderFilter::NeedsYou`] finds the order.
    pub needs_you: bool,
    /// Whether NT24 has decided on the order.
    pub closed: bool,
}

/// Which orders a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderFilter {
    /// All.
    All,
    /// Orders with a step that waits for the user.
    NeedsYou,
    /// Orders without a decision.
    Open,
    /// Orders with a decision.
    Closed,
}

impl OrderFilter {
    /// The name in the queries.
    fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::NeedsYou => "needs_you",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

pub(crate) const STEPS: &[Step] = &[(
    // Seller and time of the order are repeated here: the filter and the order of the list are read from one
    // index. What makes no difference to any summary outdates none: when an order was last read, and whether a
    // row of the outbox is ready or in flight.
    7,
    "CREATE TABLE order_summaries (
        order_id TEXT PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE,
        seller TEXT NOT NULL,
        created_at TEXT NOT NULL,
        content TEXT,
        needs_you INTEGER NOT NULL DEFAULT 0,
        closed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    INSERT INTO order_summaries (order_id, seller, created_at) SELECT id, seller, created_at FROM orders;
    CREATE INDEX order_summaries_listed
        ON order_summaries (seller, created_at DESC, order_id, needs_you, closed);
    CREATE INDEX order_summaries_outdated ON order_summaries (order_id) WHERE content IS NULL;
    CREATE TRIGGER summary_of_new_order AFTER INSERT ON orders BEGIN
        INSERT INTO order_summaries (order_id, seller, created_at) VALUES (NEW.id, NEW.seller, NEW.created_at);
    END;
    CREATE TRIGGER summary_of_changed_order AFTER UPDATE ON orders
    WHEN NEW.seller IS NOT OLD.seller OR NEW.buyer IS NOT OLD.buyer OR NEW.remote IS NOT OLD.remote
        OR NEW.external_order_id IS NOT OLD.external_order_id OR NEW.wanted IS NOT OLD.wanted
        OR NEW.server IS NOT OLD.server OR NEW.compliance IS NOT OLD.compliance
        OR NEW.compliance_etag IS NOT OLD.compliance_etag OR NEW.preliminary IS NOT OLD.preliminary
        OR NEW.final_invoice IS NOT OLD.final_invoice OR NEW.payment IS NOT OLD.payment
        OR NEW.export_file IS NOT OLD.export_file OR NEW.created_at IS NOT OLD.created_at BEGIN
        UPDATE order_summaries SET content = NULL, seller = NEW.seller, created_at = NEW.created_at
        WHERE order_id = NEW.id;
    END;
    CREATE TRIGGER summaries_of_changed_buyer AFTER UPDATE ON buyers
    WHEN NEW.remote IS NOT OLD.remote OR NEW.kyc IS NOT OLD.kyc
        OR NEW.wanted IS NOT OLD.wanted OR NEW.server IS NOT OLD.server BEGIN
        UPDATE order_summaries SET content = NULL WHERE content IS NOT NULL
            AND order_id IN (SELECT id FROM orders WHERE buyer = NEW.id);
    END;
    CREATE TRIGGER summaries_of_queued_write AFTER INSERT ON outbox BEGIN
        UPDATE order_summaries SET content = NULL WHERE content IS NOT NULL
            AND order_id IN (SELECT NEW.subject UNION ALL SELECT id FROM orders WHERE buyer = NEW.subject);
    END;
    CREATE TRIGGER summaries_of_changed_write AFTER UPDATE OF state, sequence, request ON outbox
    WHEN NEW.sequence IS NOT OLD.sequence OR NEW.request IS NOT OLD.request OR (NEW.state IS NOT OLD.state
        AND NOT (NEW.state IN ('ready', 'in_flight') AND OLD.state IN ('ready', 'in_flight'))) BEGIN
        UPDATE order_summaries SET content = NULL WHERE content IS NOT NULL
            AND order_id IN (SELECT NEW.subject UNION ALL SELECT id FROM orders WHERE buyer = NEW.subject);
    END;
    CREATE TRIGGER summaries_of_new_document AFTER INSERT ON documents BEGIN
        UPDATE order_summaries SET content = NULL WHERE content IS NOT NULL
            AND order_id IN (SELECT NEW.subject UNION ALL SELECT id FROM orders WHERE buyer = NEW.subject);
    END;
    CREATE TRIGGER summaries_of_changed_document AFTER UPDATE OF subject, kind, archived ON documents
    WHEN NEW.subject IS NOT OLD.subject OR NEW.kind IS NOT OLD.kind OR NEW.archived IS NOT OLD.archived BEGIN
        UPDATE order_summaries SET content = NULL WHERE content IS NOT NULL
            AND order_id IN (SELECT NEW.subject UNION ALL SELECT id FROM orders WHERE buyer = NEW.subject);
    END;",
)];

/// The summary of an order. `None` if it is outdated, or there is no such order.
pub fn get(tx: &Tx<'_>, order: &str) -> Result<Option<OrderSummary>, Error> {
    tx.first(
        "SELECT content, needs_you, closed FROM order_summaries WHERE order_id = ?1 AND content IS NOT NULL",
        [order],
        |row| {
            Ok(OrderSummary {
                content: row.get::<_, Json<Value>>("content")?.0,
                needs_you: row.get("needs_you")?,
                closed: row.get("closed")?,
            })
        },
    )
}

/// Orders whose summary is outdated.
pub fn outdated(tx: &Tx<'_>, limit: u32) -> Result<Vec<OrderRow>, Error> {
    tx.all(
        "SELECT orders.* FROM order_summaries INDEXED BY order_summaries_outdated
            CROSS JOIN orders ON orders.id = order_summaries.order_id
         WHERE order_summaries.content IS NULL LIMIT ?1",
        [limit],
        OrderRow::read,
    )
}

/// Stores the summary of an order.
///
/// # Errors
/// [`Error::NotFound`] if there is no such order.
pub fn set(tx: &Tx<'_>, order: &str, summary: &OrderSummary) -> Result<(), Error> {
    tx.change_one(
        "UPDATE order_summaries SET content = ?2, needs_you = ?3, closed = ?4 WHERE order_id = ?1",
        params![order, Json(&summary.content), summary.needs_you, summary.closed],
        "order",
    )
}

/// Marks all summaries as outdated, because another version of the program may compute them differently.
pub fn mark_all_outdated(tx: &Tx<'_>) -> Result<(), Error> {
    tx.change("UPDATE order_summaries SET content = NULL WHERE content IS NOT NULL", [])?;
    Ok(())
}

/// Orders of a seller with `search` in their number, a VIN, or the name or VAT number of their buyer, newest
/// first. A search without a letter or digit finds all. A filter compares the summaries: compute the outdated
/// ones before.
pub fn list(
    tx: &Tx<'_>,
    seller: &SellerId,
    search: &str,
    filter: OrderFilter,
    limit: u32,
    offset: u32,
) -> Result<Vec<OrderRow>, Error> {
    let ids = tx.all(
        "SELECT order_id FROM order_summaries INDEXED BY order_summaries_listed
         WHERE seller = ?1
            AND CASE ?3 WHEN 'all' THEN 1 WHEN 'needs_you' THEN needs_you WHEN 'open' THEN NOT closed
                ELSE closed END
            AND (?2 = '' OR order_id IN (
                SELECT id FROM orders WHERE seller = ?1 AND instr(search, ?2) > 0
                UNION ALL
                SELECT orders.id FROM buyers INDEXED BY buyers_listed
                    CROSS JOIN orders ON orders.buyer = buyers.id
                WHERE buyers.seller = ?1 AND instr(buyers.search, ?2) > 0))
         ORDER BY created_at DESC, order_id LIMIT ?4 OFFSET ?5",
        params![seller.as_str(), folded(search), filter.name(), limit, offset],
        |row| row.get::<_, String>(0),
    )?;
    ids.iter().filter_map(|id| orders::get(tx, id).transpose()).collect()
}

/// The number of orders that [`list`] finds without a limit.
pub fn count(tx: &Tx<'_>, seller: &SellerId, search: &str, filter: OrderFilter) -> Result<u64, Error> {
    tx.number(
        "SELECT count(*) FROM order_summaries INDEXED BY order_summaries_listed
         WHERE seller = ?1
            AND CASE ?3 WHEN 'all' THEN 1 WHEN 'needs_you' THEN needs_you WHEN 'open' THEN NOT closed
                ELSE closed END
            AND (?2 = '' OR order_id IN (
                SELECT id FROM orders WHERE seller = ?1 AND instr(search, ?2) > 0
                UNION ALL
                SELECT orders.id FROM buyers INDEXED BY buyers_listed
                    CROSS JOIN orders ON orders.buyer = buyers.id
                WHERE buyers.seller = ?1 AND instr(buyers.search, ?2) > 0))",
        params![seller.as_str(), folded(search), filter.name()],
    )
}
