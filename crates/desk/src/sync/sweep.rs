//! Sweeps the list of orders for changes since the last sweep, whoever made them.

use crate::connection::Connection;
use crate::connection::subject::SubjectId;
use crate::contract::Failure;
use crate::sync::{buyer, order};
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{Order, OrderFilter, SellerId};
use nt24_client::Client;
use store::OrderRow;

/// Orders on a page: the most that the API returns.
const PAGE: u64 = 100;

/// How far a sweep goes back behind the newest change of the last one: the order of equal moments and of
/// late writers is not documented (contract, section 10).
const OVERLAP: TimeDelta = TimeDelta::seconds(5);

/// Prefix of the settings that hold how far each seller's orders were swept.
pub(super) const MARK: &str = "swept:";

pub(super) async fn run(connection: &Connection, client: &Client) -> Result<(), Failure> {
    let seller = connection.seller()?;
    let mark = format!("{MARK}{seller}");
    let since = connection.store.read(|tx| store::settings::get(tx, &mark))?;
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
        let answer = connection.observe(client.orders(&seller, &filter).await)?.value;
        for order in answer.data {
            newest = newest.max(Some(order.updated_at));
            note(connection, client, &seller, order).await?;
        }
        if !answer.pagination.has_next {
            break;
        }
        page += 1;
    }
    if newest != since
        && let Some(newest) = newest
    {
        connection.store.write(|tx| store::settings::set(tx, &mark, &newest.to_rfc3339()))?;
    }
    Ok(())
}

/// Has an order read that has changed, and stores one that is new here.
async fn note(
    connection: &Connection,
    client: &Client,
    seller: &SellerId,
    order: Order,
) -> Result<(), Failure> {
    let known = connection.store.read(|tx| store::orders::by_remote(tx, seller, &order.uuid))?;
    let id = match known {
        Some(row) => {
            let fresh = row.server.as_ref().is_some_and(|server| server.updated_at >= order.updated_at);
            if fresh {
                return Ok(());
            }
            row.id
        }
        None => {
            let external = order.external_order_id.clone();
            // A new order of this desk whose answer was lost is recognized by its own number.
            match connection.store.read(|tx| store::orders::by_external_id(tx, seller, &external))? {
                Some(_) => return Ok(()),
                None => insert(connection, client, seller, order).await?,
            }
        }
    };
    connection.signals.mark_stale(SubjectId::Order(id));
    Ok(())
}

async fn insert(
    connection: &Connection,
    client: &Client,
    seller: &SellerId,
    order: Order,
) -> Result<String, Failure> {
    let buyer = buyer::local_id(connection, client, seller, &order.buyer_id).await?;
    let id = connection.given.ids.id();
    Ok(connection.store.write(|tx| {
        let number = order.external_order_id.as_str();
        let new = OrderRow::new(id.as_str(), seller.clone(), buyer, number, order.created_at);
        let mut row = OrderRow { updated_at: order.updated_at, ..new };
        order::store_order(tx, connection, &mut row, order)?;
        store::orders::insert(tx, &row)?;
        Ok::<_, store::Error>(id)
    })?)
}
