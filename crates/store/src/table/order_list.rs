//! The list of orders: filtered, sorted, grouped and counted by their summaries, or by what a search has found.

use crate::error::Error;
use crate::table::orders::{self, OrderRow};
use crate::table::search::{self, Hit};
use crate::table::summaries::OrderTurn;
use crate::tx::Tx;
use nt24::SellerId;
use rusqlite::{Row, params};

/// Which orders a list shows: all, or those of one turn.
pub type OrderFilter = Option<OrderTurn>;

/// How a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderSort {
    /// The newest order first.
    Newest,
    /// By rank and reason, the oldest first.
    Reason,
}

/// How many orders of each turn a search finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderCounts {
    /// All.
    pub all: u32,
    /// The user's turn.
    pub you: u32,
    /// The buyer's turn.
    pub buyer: u32,
    /// NT24's turn.
    pub nt24: u32,
    /// Closed orders: the turn is nobody's.
    pub nobody: u32,
    /// Not read yet.
    pub not_known: u32,
}

impl OrderCounts {
    /// How many orders a filter finds.
    #[must_use]
    pub fn of(&self, filter: OrderFilter) -> u32 {
        match filter {
            None => self.all,
            Some(OrderTurn::You) => self.you,
            Some(OrderTurn::Buyer) => self.buyer,
            Some(OrderTurn::Nt24) => self.nt24,
            Some(OrderTurn::Nobody) => self.nobody,
            Some(OrderTurn::NotKnown) => self.not_known,
        }
    }

    fn add(&mut self, turn: OrderTurn, orders: u32) {
        self.all += orders;
        *match turn {
            OrderTurn::You => &mut self.you,
            OrderTurn::Buyer => &mut self.buyer,
            OrderTurn::Nt24 => &mut self.nt24,
            OrderTurn::Nobody => &mut self.nobody,
            OrderTurn::NotKnown => &mut self.not_known,
        } += orders;
    }
}

/// Orders with the same reason, in a list that is sorted by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderGroup {
    /// The id of an order of the group.
    pub example: String,
    /// How many orders.
    pub count: u32,
}

/// The name of a filter in the queries.
fn name_of(filter: OrderFilter) -> &'static str {
    filter.map_or("all", OrderTurn::name)
}

/// A page of the list of orders.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderPage {
    /// The orders of the page.
    pub rows: Vec<OrderRow>,
    /// How many orders of each turn there are, whatever the filter.
    pub counts: OrderCounts,
    /// The groups of all pages together, in their order; empty unless the list is sorted by reason.
    pub groups: Vec<OrderGroup>,
}

/// Orders of a seller with `search` in their number, a VIN, or the name or VAT number of their buyer. A search
/// without a letter or digit finds all. Filter and sort compare the summaries: compute the outdated ones before.
pub fn page(
    tx: &Tx<'_>,
    seller: &SellerId,
    search: &str,
    (filter, sort): (OrderFilter, OrderSort),
    limit: u32,
    offset: u32,
) -> Result<OrderPage, Error> {
    if let Some(hits) = search::orders(tx, seller, search)? {
        return page_of_hits(tx, hits, (filter, sort), limit, offset);
    }
    let groups = match sort {
        OrderSort::Newest => Vec::new(),
        OrderSort::Reason => groups(tx, seller, filter)?,
    };
    Ok(OrderPage {
        rows: list(tx, seller, (filter, sort), limit, offset)?,
        counts: counts(tx, seller)?,
        groups,
    })
}

fn page_of_hits(
    tx: &Tx<'_>,
    mut hits: Vec<Hit>,
    (filter, sort): (OrderFilter, OrderSort),
    limit: u32,
    offset: u32,
) -> Result<OrderPage, Error> {
    let mut counts = OrderCounts::default();
    hits.iter().for_each(|hit| counts.add(hit.turn, 1));
    hits.retain(|hit| filter.is_none_or(|turn| hit.turn == turn));
    let mut groups = Vec::<OrderGroup>::new();
    match sort {
        OrderSort::Newest => {
            hits.sort_by(|one, other| (&other.created_at, &one.order).cmp(&(&one.created_at, &other.order)));
        }
        OrderSort::Reason => {
            let key = |hit: &Hit| {
                (hit.rank, hit.reason.clone(), hit.since.clone(), hit.created_at.clone(), hit.order.clone())
            };
            hits.sort_by_cached_key(key);
            let grouped = hits.chunk_by(|one, other| (one.rank, &one.reason) == (other.rank, &other.reason));
            groups.extend(grouped.filter_map(|group| {
                let example = group.iter().map(|hit| &hit.order).min()?.clone();
                Some(OrderGroup { example, count: u32::try_from(group.len()).unwrap_or(u32::MAX) })
            }));
        }
    }
    let page = hits.iter().skip(offset as usize).take(limit as usize);
    let rows = page.filter_map(|hit| orders::get(tx, &hit.order).transpose()).collect::<Result<_, _>>()?;
    Ok(OrderPage { rows, counts, groups })
}

/// The orders of a seller.
pub fn list(
    tx: &Tx<'_>,
    seller: &SellerId,
    (filter, sort): (OrderFilter, OrderSort),
    limit: u32,
    offset: u32,
) -> Result<Vec<OrderRow>, Error> {
    let params = params![seller.as_str(), name_of(filter), limit, offset];
    let id = |row: &Row<'_>| row.get::<_, String>(0);
    let ids = match sort {
        OrderSort::Newest => tx.all(
            "SELECT order_id FROM order_summaries INDEXED BY order_summaries_listed
             WHERE seller = ?1 AND (?2 = 'all' OR turn = ?2)
             ORDER BY created_at DESC, order_id LIMIT ?3 OFFSET ?4",
            params,
            id,
        )?,
        OrderSort::Reason => tx.all(
            "SELECT order_id FROM order_summaries INDEXED BY order_summaries_by_reason
             WHERE seller = ?1 AND (?2 = 'all' OR turn = ?2)
             ORDER BY rank, reason, since, created_at, order_id LIMIT ?3 OFFSET ?4",
            params,
            id,
        )?,
    };
    ids.iter().filter_map(|id| orders::get(tx, id).transpose()).collect()
}

/// The groups of [`list`] when it is sorted by reason, in their order.
fn groups(tx: &Tx<'_>, seller: &SellerId, filter: OrderFilter) -> Result<Vec<OrderGroup>, Error> {
    tx.all(
        "SELECT min(order_id) AS example, count(*) AS orders
         FROM order_summaries INDEXED BY order_summaries_by_reason
         WHERE seller = ?1 AND (?2 = 'all' OR turn = ?2)
         GROUP BY rank, reason ORDER BY rank, reason",
        params![seller.as_str(), name_of(filter)],
        |row| Ok(OrderGroup { example: row.get("example")?, count: row.get("orders")? }),
    )
}

/// How many orders of each turn a seller has.
pub fn counts(tx: &Tx<'_>, seller: &SellerId) -> Result<OrderCounts, Error> {
    let of_turns = tx.all(
        "SELECT turn, count(*) AS orders FROM order_summaries INDEXED BY order_summaries_by_turn
         WHERE seller = ?1 GROUP BY turn",
        [seller.as_str()],
        |row| Ok((OrderTurn::named(&row.get::<_, String>("turn")?), row.get::<_, u32>("orders")?)),
    )?;
    let mut counts = OrderCounts::default();
    of_turns.into_iter().for_each(|(turn, orders)| counts.add(turn, orders));
    Ok(counts)
}
