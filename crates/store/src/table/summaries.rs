//! The summary that the list shows of each order beside its row: computed by the caller from the order, its buyer, its
//! documents and the outbox, and stored, so that a list is filtered, counted and shown without computing
//! every order again.
//!
//! Triggers mark a summary as outdated in the transaction that changes anything of which it was computed.
//! [`outdated`] and [`set`] compute it again; until then [`get`] returns `None`.

use crate::column::Json;
use crate::error::Error;
use crate::migration::Step;
use crate::row::StoredRow;
use crate::table::orders::OrderRow;
use crate::tx::Tx;
use chrono::NaiveDate;
use rusqlite::params;
use serde_json::Value;

/// The summary of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderSummary {
    /// The summary; the store does not look into it.
    pub content: Value,
    /// Whose turn it is.
    pub turn: OrderTurn,
    /// Place of the order's group in a list that is sorted by reason; the lowest stands first.
    pub rank: u32,
    /// The group within one rank. Orders of a group stand together.
    pub reason: String,
    /// Day since which the reason holds; the oldest stands first in its group, and one without a day last.
    pub since: Option<NaiveDate>,
}

/// Whose turn it is with an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderTurn {
    /// The user's.
    You,
    /// The buyer's.
    Buyer,
    /// NT24's.
    Nt24,
    /// Nobody's: nothing is open.
    Nobody,
    /// The order was not read yet.
    NotKnown,
}

impl OrderTurn {
    const ALL: [Self; 5] = [Self::You, Self::Buyer, Self::Nt24, Self::Nobody, Self::NotKnown];

    /// The name in the database.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::You => "you",
            Self::Buyer => "buyer",
            Self::Nt24 => "nt24",
            Self::Nobody => "nobody",
            Self::NotKnown => "not_known",
        }
    }

    pub(crate) fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|turn| turn.name() == name).unwrap_or(Self::NotKnown)
    }
}

pub(crate) const STEPS: &[Step] = &[
    (
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
    ),
    (
        // Turn and reason instead of two flags. That an order was read for the first time makes a difference to its
        // summary as well.
        8,
        "DROP INDEX order_summaries_listed;
        ALTER TABLE order_summaries DROP COLUMN needs_you;
        ALTER TABLE order_summaries DROP COLUMN closed;
        ALTER TABLE order_summaries ADD COLUMN turn TEXT NOT NULL DEFAULT 'not_known';
        ALTER TABLE order_summaries ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE order_summaries ADD COLUMN reason TEXT NOT NULL DEFAULT '';
        ALTER TABLE order_summaries ADD COLUMN since TEXT NOT NULL DEFAULT '';
        UPDATE order_summaries SET content = NULL;
        CREATE INDEX order_summaries_listed ON order_summaries (seller, created_at DESC, order_id, turn);
        CREATE INDEX order_summaries_by_turn ON order_summaries (seller, turn, order_id);
        CREATE INDEX order_summaries_by_reason
            ON order_summaries (seller, rank, reason, since, created_at, order_id, turn);
        DROP TRIGGER summary_of_changed_order;
        CREATE TRIGGER summary_of_changed_order AFTER UPDATE ON orders
        WHEN NEW.seller IS NOT OLD.seller OR NEW.buyer IS NOT OLD.buyer OR NEW.remote IS NOT OLD.remote
            OR NEW.external_order_id IS NOT OLD.external_order_id OR NEW.wanted IS NOT OLD.wanted
            OR NEW.server IS NOT OLD.server OR NEW.compliance IS NOT OLD.compliance
            OR NEW.compliance_etag IS NOT OLD.compliance_etag OR NEW.preliminary IS NOT OLD.preliminary
            OR NEW.final_invoice IS NOT OLD.final_invoice OR NEW.payment IS NOT OLD.payment
            OR NEW.export_file IS NOT OLD.export_file OR NEW.created_at IS NOT OLD.created_at
            OR (NEW.refreshed_at IS NULL) IS NOT (OLD.refreshed_at IS NULL) BEGIN
            UPDATE order_summaries SET content = NULL, seller = NEW.seller, created_at = NEW.created_at
            WHERE order_id = NEW.id;
        END;",
    ),
    (
        // A row of the outbox that becomes unread is done in the same transaction, which outdates already.
        10,
        "UPDATE order_summaries SET content = NULL;
        CREATE TRIGGER summaries_of_read_write AFTER DELETE ON unread BEGIN
            UPDATE order_summaries SET content = NULL WHERE content IS NOT NULL
                AND order_id IN (SELECT OLD.subject UNION ALL SELECT id FROM orders WHERE buyer = OLD.subject);
        END;",
    ),
    (
        // Whether the buyer has the link to its identity check decides whose turn it is.
        11,
        "DROP TRIGGER summaries_of_changed_buyer;
        CREATE TRIGGER summaries_of_changed_buyer AFTER UPDATE ON buyers
        WHEN NEW.remote IS NOT OLD.remote OR NEW.kyc IS NOT OLD.kyc OR NEW.wanted IS NOT OLD.wanted
            OR NEW.server IS NOT OLD.server OR NEW.verification IS NOT OLD.verification BEGIN
            UPDATE order_summaries SET content = NULL WHERE content IS NOT NULL
                AND order_id IN (SELECT id FROM orders WHERE buyer = NEW.id);
        END;",
    ),
];

/// The summary of an order. `None` if it is outdated, or there is no such order.
pub fn get(tx: &Tx<'_>, order: &str) -> Result<Option<OrderSummary>, Error> {
    tx.first(
        "SELECT content, turn, rank, reason, since FROM order_summaries
         WHERE order_id = ?1 AND content IS NOT NULL",
        [order],
        |row| {
            Ok(OrderSummary {
                content: row.get::<_, Json<Value>>("content")?.0,
                turn: OrderTurn::named(&row.get::<_, String>("turn")?),
                rank: row.get("rank")?,
                reason: row.get("reason")?,
                since: row.get::<_, String>("since")?.parse().ok(),
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
    // Sorts behind every day.
    let since = summary.since.map_or_else(|| "none".to_owned(), |day| day.to_string());
    tx.change_one(
        "UPDATE order_summaries SET content = ?2, turn = ?3, rank = ?4, reason = ?5, since = ?6
         WHERE order_id = ?1",
        params![order, Json(&summary.content), summary.turn.name(), summary.rank, summary.reason, since],
        "order",
    )
}

/// Marks all summaries as outdated, because another version of the program may compute them differently.
pub fn mark_all_outdated(tx: &Tx<'_>) -> Result<(), Error> {
    tx.change("UPDATE order_summaries SET content = NULL WHERE content IS NOT NULL", [])?;
    Ok(())
}
