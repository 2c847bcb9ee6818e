//! The list of orders.

use crate::contract::{
    Failure, MoneyAmount, OrderCounts, OrderFilter, OrderList, OrderRow, OrderSearch, OrderSort, ReasonGroup,
};
use crate::deal::context::OrderContext;
use crate::deal::facts;
use crate::given::clock::moment;
use crate::pages::state::Pages;
use crate::pages::summaries::{Summary, compute_outdated, compute_some};
use std::sync::Arc;
use store::{OrderGroup, OrderRow as Row, OrderTurn, Tx};

/// Most rows of one request.
const MOST_ROWS: u32 = 500;

pub(crate) async fn orders(pages: &Arc<Pages>, request: OrderSearch) -> Result<OrderList, Failure> {
    pages.ask(move |pages| list(pages, &request)).await
}

fn list(pages: &Pages, request: &OrderSearch) -> Result<OrderList, Failure> {
    let connection = pages.connection();
    let filter = match request.filter {
        OrderFilter::All => None,
        OrderFilter::You => Some(OrderTurn::You),
        OrderFilter::Buyer => Some(OrderTurn::Buyer),
        OrderFilter::Nt24 => Some(OrderTurn::Nt24),
        OrderFilter::Closed => Some(OrderTurn::Nobody),
    };
    let sort = match request.sort {
        OrderSort::Newest => store::OrderSort::Newest,
        OrderSort::Reason => store::OrderSort::Reason,
    };
    if request.filter == OrderFilter::All && request.sort == OrderSort::Newest {
        // Only the counts compare summaries: after an update of the program this list is not held up by the
        // summaries of all orders, which then count as not read.
        compute_some(connection)?;
    } else {
        compute_outdated(connection)?;
    }
    let seller = connection.seller()?;
    let (text, limit) = (&request.text, request.limit.clamp(1, MOST_ROWS));
    connection.store.read(|tx| {
        let page = store::order_list::page(tx, &seller, text, (filter, sort), limit, request.offset)?;
        let store::OrderPage { rows, counts, groups } = page;
        Ok(OrderList {
            rows: rows.iter().map(|order| row(tx, order)).collect::<Result<_, _>>()?,
            total: counts.of(filter),
            counts: OrderCounts {
                all: counts.all,
                you: counts.you,
                buyer: counts.buyer,
                nt24: counts.nt24,
                closed: counts.nobody,
                not_read: counts.not_known,
            },
            groups: groups.iter().map(|one| group(tx, one)).collect::<Result<_, _>>()?,
        })
    })
}

fn group(tx: &Tx<'_>, group: &OrderGroup) -> Result<ReasonGroup, Failure> {
    let example = store::require(store::orders::get(tx, &group.example)?)?;
    Ok(ReasonGroup { reason: Summary::of(tx, &example)?.reason, count: group.count })
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
        known: facts::is_known(order),
        route: summary.route,
        verdict: facts::verdict(order),
        turn: summary.turn,
        reason: summary.reason,
        open: summary.open,
        wishes: summary.wishes,
        cancelled: facts::cancelled(order),
        send_state: summary.send_state,
        status: order.server.as_ref().map(|server| server.status.to_string()),
        updated_at: moment(order.updated_at),
        unseen,
    }
}
