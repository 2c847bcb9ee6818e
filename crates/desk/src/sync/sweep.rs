//! One pass over the list of orders: what changed since the last one, whoever changed it.

use super::{buyer, order};
use crate::contract::Failure;
use crate::open::{Open, Stale};
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{Order, OrderFilter, SellerId};
use nt24_client::Client;
use std::sync::Arc;
use store::OrderRow;

/// Orders on a page; the most that the API gives.
const PAGE: u64 = 100;

/// Looked back behind the newest change that was seen: no rule for equal moments or late writers is
/// documented (contract, section 10).
const OVERLAP: TimeDelta = TimeDelta::seconds(5);

/// What the settings' names begin with that say how far each seller's orders were swept.
pub(super) const MARK: &str = "swept:";

pub(super) async fn run(open: &Arc<Open>, client: &Client) -> Result<(), Failure> {
    let seller = open.seller()?;
    let mark = format!("{MARK}{seller}");
    let since = open.store.read(|tx| store::settings::get(tx, &mark))?;
    let since = since.and_then(|text| text.parse::<DateTime<Utc>>().ok());
    let mut newest = since;
    let mut page = 0;
    loop {
        let filter = OrderFilter {
            updated_after: since.map(|since| since - OVERLAP),
            page: Some(page),
            size: Some(PAGE),
            sort: Some("createdAt,asc".to_owned()),
            ..OrderFilter::default()
        };
        let answer = open.observe(client.orders(&seller, &filter).await)?.value;
        for order in answer.data {
            newest = newest.max(Some(order.updated_at));
            take(open, client, &seller, order).await?;
        }
        if !answer.pagination.has_next {
            break;
        }
        page += 1;
    }
    if newest != since
        && let Some(newest) = newest
    {
        open.store.write(|tx| store::settings::set(tx, &mark, &newest.to_rfc3339()))?;
    }
    Ok(())
}

async fn take(open: &Arc<Open>, client: &Client, seller: &SellerId, order: Order) -> Result<(), Failure> {
    let known = open.store.read(|tx| store::orders::by_remote(tx, seller, &order.uuid))?;
    let id = match known {
        Some(row) => {
            // The rollup may have changed without the order: its moment tells.
            let fresh = row.server.as_ref().is_some_and(|server| server.updated_at >= order.updated_at);
            if fresh {
                return Ok(());
            }
            row.id
        }
        None => {
            let external = order.external_order_id.clone();
            // A new order of this desk whose answer was lost is known by its own number.
            match open.store.read(|tx| store::orders::by_external_id(tx, seller, &external))? {
                Some(_) => return Ok(()),
                None => insert(open, client, seller, order).await?,
            }
        }
    };
    open.mark_stale(Stale::Order(id));
    Ok(())
}

async fn insert(
    open: &Arc<Open>,
    client: &Client,
    seller: &SellerId,
    order: Order,
) -> Result<String, Failure> {
    let buyer = buyer::local_id(open, client, seller, &order.buyer_id).await?;
    let id = open.parts.ids.id();
    Ok(open.store.write(|tx| {
        let mut row = OrderRow {
            id: id.clone(),
            seller: seller.clone(),
            buyer,
            remote: None,
            external_order_id: order.external_order_id.clone(),
            wanted: None,
            server: None,
            compliance: None,
            compliance_etag: None,
            preliminary: None,
            final_invoice: None,
            payment: None,
            export_file: None,
            watched_until: None,
            refreshed_at: None,
            created_at: order.created_at,
            updated_at: order.updated_at,
        };
        order::take_order(tx, open, &mut row, order)?;
        store::orders::insert(tx, &row)?;
        Ok::<_, store::Error>(id)
    })?)
}
