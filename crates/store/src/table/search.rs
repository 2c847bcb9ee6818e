//! The texts of buyers and orders in which the search looks, indexed by each three letters that stand beside each
//! other. A search with one or two letters reads all texts.
//!
//! Triggers keep the texts and their index with the buyers and orders.

use crate::error::Error;
use crate::folded::folded;
use crate::migration::Step;
use crate::table::summaries::OrderTurn;
use crate::tx::Tx;
use nt24::SellerId;
use rusqlite::params;

pub(crate) const STEPS: &[Step] = &[(
    12,
    "CREATE TABLE search_texts (
        number INTEGER PRIMARY KEY,
        seller TEXT NOT NULL,
        subject TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('buyer', 'order')),
        text TEXT NOT NULL,
        UNIQUE (subject, kind)
    ) STRICT;
    CREATE INDEX search_texts_of_seller ON search_texts (seller, text, subject, kind);
    CREATE VIRTUAL TABLE search_index USING fts5 (
        text, content = 'search_texts', content_rowid = 'number', tokenize = 'trigram case_sensitive 1'
    );
    CREATE TRIGGER search_of_new_text AFTER INSERT ON search_texts BEGIN
        INSERT INTO search_index (rowid, text) VALUES (NEW.number, NEW.text);
    END;
    CREATE TRIGGER search_of_removed_text AFTER DELETE ON search_texts BEGIN
        INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', OLD.number, OLD.text);
    END;
    CREATE TRIGGER search_of_changed_text AFTER UPDATE OF text ON search_texts BEGIN
        INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', OLD.number, OLD.text);
        INSERT INTO search_index (rowid, text) VALUES (NEW.number, NEW.text);
    END;
    INSERT INTO search_texts (seller, subject, kind, text)
        SELECT seller, id, 'buyer', search FROM buyers UNION ALL SELECT seller, id, 'order', search FROM orders;
    CREATE TRIGGER text_of_new_buyer AFTER INSERT ON buyers BEGIN
        INSERT INTO search_texts (seller, subject, kind, text) VALUES (NEW.seller, NEW.id, 'buyer', NEW.search);
    END;
    CREATE TRIGGER text_of_changed_buyer AFTER UPDATE OF search ON buyers WHEN NEW.search IS NOT OLD.search BEGIN
        UPDATE search_texts SET text = NEW.search WHERE subject = NEW.id AND kind = 'buyer';
    END;
    CREATE TRIGGER text_of_removed_buyer AFTER DELETE ON buyers BEGIN
        DELETE FROM search_texts WHERE subject = OLD.id AND kind = 'buyer';
    END;
    CREATE TRIGGER text_of_new_order AFTER INSERT ON orders BEGIN
        INSERT INTO search_texts (seller, subject, kind, text) VALUES (NEW.seller, NEW.id, 'order', NEW.search);
    END;
    CREATE TRIGGER text_of_changed_order AFTER UPDATE OF search ON orders WHEN NEW.search IS NOT OLD.search BEGIN
        UPDATE search_texts SET text = NEW.search WHERE subject = NEW.id AND kind = 'order';
    END;
    CREATE TRIGGER text_of_removed_order AFTER DELETE ON orders BEGIN
        DELETE FROM search_texts WHERE subject = OLD.id AND kind = 'order';
    END;
    DROP INDEX orders_by_text;",
)];

/// An order that a search has found, with that of its summary by which it is counted and sorted.
pub(crate) struct Hit {
    pub(crate) order: String,
    pub(crate) turn: OrderTurn,
    pub(crate) rank: u32,
    pub(crate) reason: String,
    pub(crate) since: String,
    pub(crate) created_at: String,
}

/// The orders of a seller with `search` in their number, a VIN, or the name or VAT number of their buyer, in no
/// order. `None` for a search without a letter or digit.
pub(crate) fn orders(tx: &Tx<'_>, seller: &SellerId, search: &str) -> Result<Option<Vec<Hit>>, Error> {
    let text = folded(search);
    if text.is_empty() {
        return Ok(None);
    }
    let hits = tx.all(
        "WITH hits (subject, kind) AS MATERIALIZED (
            SELECT subject, kind FROM search_index
                CROSS JOIN search_texts ON search_texts.number = search_index.rowid
            WHERE search_index MATCH ?3
            UNION ALL
            SELECT subject, kind FROM search_texts INDEXED BY search_texts_of_seller
            WHERE length(?2) < 3 AND seller = ?1 AND instr(text, ?2) > 0
         ), found (id) AS (
            SELECT subject FROM hits WHERE kind = 'order'
            UNION SELECT orders.id FROM hits CROSS JOIN orders ON orders.buyer = hits.subject WHERE kind = 'buyer'
         )
         SELECT order_id, turn, rank, reason, since, created_at FROM found
            CROSS JOIN order_summaries ON order_summaries.order_id = found.id
         WHERE order_summaries.seller = ?1",
        // Folded text has no quotation mark.
        params![seller.as_str(), text, format!("\"{text}\"")],
        |row| {
            Ok(Hit {
                order: row.get("order_id")?,
                turn: OrderTurn::named(&row.get::<_, String>("turn")?),
                rank: row.get("rank")?,
                reason: row.get("reason")?,
                since: row.get("since")?,
                created_at: row.get("created_at")?,
            })
        },
    )?;
    Ok(Some(hits))
}
