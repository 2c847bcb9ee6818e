//! The list of orders.

use crate::contract::{Failure, MoneyAmount, OrderFilter, OrderList, OrderRow, OrderSearch, count};
use crate::deal::context::OrderContext;
use crate::deal::facts;
use crate::given::clock::moment;
use crate::pages::state::Pages;
use crate::pages::summaries::{Summary, compute_outdated};
use std::sync::Arc;
use store::{OrderRow as Row, Tx};

/// Most rows of one request.
const MOST_ROWS: u32 = 500;

pub(crate) async fn orders(pages: &Arc<Pages>, request: OrderSearch) -> Result<OrderList, Failure> {
    pages.ask(move |pages| list(pages, &request)).await
}

fn list(pages: &Pages, request: &OrderSearch) -> Result<OrderList, Failure> {
    let connection = pages.connection();
    let filter = match request.filter {
        OrderFilter::All => store::OrderFilter::All,
        OrderFilter::NeedsYou => store::OrderFilter::NeedsYou,
        OrderFilter::Open => store::OrderFilter::Open,
        OrderFilter::Closed => store::OrderFilter::Closed,
    };
    if request.filter != OrderFilter::All {
        compute_outdated(connection)?;
    }
    let seller = connection.seller()?;
    let (text, limit) = (&request.text, request.limit.clamp(1, MOST_ROWS));
    connection.store.read(|tx| {
        let rows = store::summaries::list(tx, &seller, text, filter, limit, request.offset)?;
        Ok(OrderList {
            rows: rows.iter().map(|order| row(tx, order)).collect::<Result<_, _>>()?,
            total: count(store::summaries::count(tx, &seller, text, filter)?),
        })
    })
}

/// An order as a row of a list.
pub(super) fn row(tx: &Tx<'_>, order: &Row) -> Result<OrderRow, Failure> {
    let buyer = store::require(store::buyers::name(tx, &order.buyer)?)?;
    Ok(with_summary(order, buyer, Summary::of(tx, order)?, store::events::has_unseen(tx, &order.id)?))
}

/// An order as a row of a list, computed from its context.
pub(super) fn row_in(tx: &Tx<'_>, order: &Row, context: &OrderContext) -> Result<OrderRow, Failure> {
    let unseen = store::events::has_unseen(tx, &order.id)?;
    Ok(with_summary(order, context.buyer.name.clone(), Summary::compute(order, context), unseen))
}

fn with_summary(order: &Row, buyer_name: String, summary: Summary, unseen: bool) -> OrderRow {
    let facts = facts::order_facts(order);
    let vehicle =
        facts.vehicles.first().map(|one| format!("{} {}", one.brand, one.model)).unwrap_or_default();
    OrderRow {
        id: order.id.clone(),
        external_order_id: order.external_order_id.clone(),
        buyer: order.buyer.clone(),
        buyer_name,
        vehicle,
        vins: facts.vehicles.iter().map(|one| one.vin.clone()).collect(),
        total: MoneyAmount { value: facts.total.unwrap_or_default(), currency: facts.currency },
        route: summary.route,
        verdict: facts::verdict(order),
        missing: summary.missing,
        send_state: summary.send_state,
        status: order.server.as_ref().map(|server| server.status.to_string()),
        updated_at: moment(order.updated_at),
        unseen,
    }
}
