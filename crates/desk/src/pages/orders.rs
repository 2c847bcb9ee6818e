//! The list of orders.

use crate::contract::{
    Failure, MoneyAmount, OrderFilter, OrderList, OrderRow, OrderSearch, StopState, Verdict, count,
};
use crate::deal::context::OrderContext;
use crate::deal::facts;
use crate::given::clock::moment;
use crate::pages::state::Pages;
use crate::queue::request::send_state;
use std::sync::Arc;
use store::{OrderRow as Row, Tx};

/// Most rows of one request.
const MOST_ROWS: u32 = 500;

pub(crate) async fn orders(pages: &Arc<Pages>, request: OrderSearch) -> Result<OrderList, Failure> {
    let connection = pages.connection();
    connection.store.read(|tx| {
        let limit = request.limit.clamp(1, MOST_ROWS);
        let seller = connection.seller()?;
        let seller = Some(&seller);
        let all = count(store::orders::count(tx, seller, &request.text)?);
        if request.filter == OrderFilter::All {
            let rows = store::orders::list(tx, seller, &request.text, limit, request.offset)?;
            let rows = rows.iter().map(|order| row(tx, order)).collect::<Result<_, _>>()?;
            return Ok(OrderList { rows, total: all });
        }
        // The filters ask for computed values, so that every order must be computed.
        let mut matching = Vec::new();
        for order in store::orders::list(tx, seller, &request.text, all.max(1), 0)? {
            let row = row(tx, &order)?;
            if matches(&row, request.filter) {
                matching.push(row);
            }
        }
        let total = count(matching.len());
        let rows = matching.into_iter().skip(request.offset as usize).take(limit as usize).collect();
        Ok(OrderList { rows, total })
    })
}

fn matches(row: &OrderRow, filter: OrderFilter) -> bool {
    let closed = matches!(row.verdict, Verdict::Valid | Verdict::Invalid);
    match filter {
        OrderFilter::All => true,
        OrderFilter::NeedsYou => {
            row.route.iter().any(|stop| matches!(stop.state, StopState::NeedsYou | StopState::Failed))
        }
        OrderFilter::Open => !closed,
        OrderFilter::Closed => closed,
    }
}

/// An order as a row of a list.
pub(super) fn row(tx: &Tx<'_>, order: &Row) -> Result<OrderRow, Failure> {
    row_in(tx, order, &OrderContext::load(tx, order)?)
}

/// An order as a row of a list, with its context.
pub(super) fn row_in(tx: &Tx<'_>, order: &Row, context: &OrderContext) -> Result<OrderRow, Failure> {
    let facts = facts::order_facts(order);
    let vehicle =
        facts.vehicles.first().map(|one| format!("{} {}", one.brand, one.model)).unwrap_or_default();
    Ok(OrderRow {
        id: order.id.clone(),
        external_order_id: order.external_order_id.clone(),
        buyer: order.buyer.clone(),
        buyer_name: context.buyer.name.clone(),
        vehicle,
        vins: facts.vehicles.iter().map(|one| one.vin.clone()).collect(),
        total: MoneyAmount { value: facts.total.unwrap_or_default(), currency: facts.currency },
        route: context.stops(order),
        verdict: facts::verdict(order),
        missing: count(context.missing(order).len()),
        send_state: send_state(tx, &order.id)?,
        status: order.server.as_ref().map(|server| server.status.to_string()),
        updated_at: moment(order.updated_at),
    })
}
