//! Sweeps the list of orders for changes since the last sweep, whoever made them.

use crate::connection::Connection;
use crate::connection::subject::SubjectId;
use crate::contract::{Failure, FailureCode};
use crate::sync::plan::Plan;
use crate::sync::queue::{self, Answered, Read};
use crate::sync::state::Reading;
use crate::sync::watched::while_serving_screen;
use crate::sync::{buyer, found, order, own_failure, read_urgent};
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{BuyerId, Order, OrderFilter, OrderId, SellerId};
use nt24_client::{Client, Conditional};
use serde::Deserialize as _;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::{OrderRow, Tx};

/// Orders on a page: the most that the API returns.
const PAGE: u64 = 100;

/// Most pages of one sweep. The limit ends the list of a server that always promises another page.
const MAX_PAGES: u64 = 10_000;

/// How far a sweep goes back behind the newest change of the last one: the order of equal moments and of
/// late writers is not documented (contract, section 10).
const OVERLAP: TimeDelta = TimeDelta::seconds(5);

/// Prefix of the settings that hold how far each seller's orders were swept.
pub(super) const MARK: &str = "swept:";

/// Prefix of the settings that hold when each seller's list was last read to its end.
const COMPLETE: &str = "sweptAt:";

/// When the list of orders was last read to its end; `None` if it never was.
pub(super) fn last_complete(connection: &Connection) -> Result<Option<DateTime<Utc>>, Failure> {
    let Ok(seller) = connection.seller() else { return Ok(None) };
    Ok(connection.store.read(|tx| last_complete_of(tx, &seller))?)
}

/// As [`last_complete`], of one seller.
pub(super) fn last_complete_of(
    tx: &Tx<'_>,
    seller: &SellerId,
) -> Result<Option<DateTime<Utc>>, store::Error> {
    let at = store::settings::get(tx, &format!("{COMPLETE}{seller}"))?;
    Ok(at.and_then(|at| at.parse().ok()))
}

/// Reads the list. Rows that cannot be read are tried again one by one; only a failure that concerns all
/// requests ends the pass. Returns whether NT24 has answered.
pub(super) async fn run(reading: &Arc<Reading>, plan: &mut Plan, client: &Client) -> Result<bool, Failure> {
    let connection = &reading.connection;
    let seller = connection.seller()?;
    let mark = format!("{MARK}{seller}");
    let since = connection.store.read(|tx| store::settings::get(tx, &mark))?;
    let since = since.and_then(|text| text.parse::<DateTime<Utc>>().ok());
    let mut sweep =
        Sweep { reading, client, seller: &seller, newest: since, nameless: 0, failed_buyers: HashMap::new() };
    let mut seen = HashSet::new();
    let mut complete = false;
    for page in 0..MAX_PAGES {
        read_urgent(reading, plan).await?;
        let filter = OrderFilter {
            updated_after: since.map(|since| since - OVERLAP),
            page: Some(page),
            size: Some(PAGE),
            sort: Some("createdAt,asc".to_owned()),
            ..OrderFilter::default()
        };
        let answer = while_serving_screen(reading, client.order_rows(&seller, &filter)).await;
        let answer = match connection.observe_read(answer) {
            Ok(answer) => answer.value,
            Err(error) => {
                // The orders that were found before can still be read.
                let failure = own_failure(reading, error.into()).await?;
                tracing::warn!(%failure, "the list of orders could not be read");
                return Ok(false);
            }
        };
        complete = !answer.pagination.has_next || answer.data.is_empty();
        let before = seen.len();
        for row in answer.data {
            seen.insert(remote_id(&row).map_or_else(|| row.to_string(), |id| id.0));
            read_urgent(reading, plan).await?;
            sweep.take(row).await?;
        }
        if complete || seen.len() == before {
            break;
        }
    }
    let Sweep { newest, nameless, .. } = sweep;
    reading.set_nameless(nameless);
    if complete {
        let now = connection.given.clock.now().to_rfc3339();
        connection.store.write(|tx| {
            // A row without an id cannot be asked for: the next sweep begins where this one began.
            if let Some(newest) = newest.filter(|_| nameless == 0) {
                store::settings::set(tx, &mark, &newest.to_rfc3339())?;
            }
            store::settings::set(tx, &format!("{COMPLETE}{seller}"), &now)
        })?;
        connection.changed();
    }
    Ok(true)
}

/// Reads an order that a sweep has found and could not store.
pub(super) async fn read_listed(
    reading: &Arc<Reading>,
    seller: &SellerId,
    remote: &OrderId,
) -> Result<Answered, Failure> {
    let client = reading.connection.client().in_background();
    let answer = while_serving_screen(reading, client.order(seller, remote, None)).await;
    let Conditional::Modified(fetched) = reading.connection.observe_read(answer)? else {
        return Err(Failure::of(FailureCode::BadAnswer));
    };
    let client = &client;
    let mut sweep =
        Sweep { reading, client, seller, newest: None, nameless: 0, failed_buyers: HashMap::new() };
    sweep.note(fetched.value).await
}

/// A sweep under way.
struct Sweep<'a> {
    reading: &'a Arc<Reading>,
    client: &'a Client,
    seller: &'a SellerId,
    newest: Option<DateTime<Utc>>,
    /// Rows that cannot be parsed and have no id.
    nameless: u32,
    /// Buyers that could not be read: their other orders do not ask for them again.
    failed_buyers: HashMap<BuyerId, Failure>,
}

impl Sweep<'_> {
    /// Takes a row of the list. One that cannot be read or stored is tried again by itself.
    async fn take(&mut self, row: Value) -> Result<(), Failure> {
        let reading = self.reading;
        let connection = &reading.connection;
        let Some(id) = remote_id(&row) else {
            tracing::warn!("an order in the list has no id");
            self.nameless += 1;
            return Ok(());
        };
        let listed = Read::Listed(self.seller.clone(), id);
        let outcome = match Order::deserialize(&row) {
            Ok(order) => {
                self.newest = self.newest.max(Some(order.updated_at));
                if queue::waits(connection, &listed)? {
                    return Ok(());
                }
                self.note(order).await
            }
            Err(_) => return queue::add(connection, &listed),
        };
        match outcome {
            Ok(answered) => queue::answered(connection, &listed, answered),
            Err(failure) => {
                let failure = own_failure(reading, failure).await?;
                queue::failed(connection, &listed, &failure)
            }
        }
    }

    /// Has an order read that has changed, and stores one that is new here.
    async fn note(&mut self, order: Order) -> Result<Answered, Failure> {
        let reading = self.reading;
        let connection = &reading.connection;
        let known = connection.store.read(|tx| store::orders::by_remote(tx, self.seller, &order.uuid))?;
        if let Some(row) = known {
            let fresh = row.server.as_ref().is_some_and(|server| server.updated_at >= order.updated_at);
            if !fresh {
                queue::add(connection, &Read::Subject(SubjectId::Order(row.id)))?;
            }
            return Ok(Answered::Stored);
        }
        let external = &order.external_order_id;
        match connection.store.read(|tx| store::orders::by_external_id(tx, self.seller, external))? {
            Some(row) if row.remote.is_none() => Ok(Answered::NumberTaken),
            Some(_) => Ok(Answered::Stored),
            None => self.insert(order).await.map(|()| Answered::Stored),
        }
    }

    async fn insert(&mut self, order: Order) -> Result<(), Failure> {
        let reading = self.reading;
        let connection = &reading.connection;
        if let Some(failure) = self.failed_buyers.get(&order.buyer_id) {
            return Err(failure.clone());
        }
        let found = buyer::local_id(connection, self.client, self.seller, &order.buyer_id);
        let buyer = while_serving_screen(reading, found).await.inspect_err(|failure| {
            self.failed_buyers.insert(order.buyer_id.clone(), failure.clone());
        })?;
        let id = connection.given.ids.id();
        Ok(connection.store.write(|tx| {
            let number = order.external_order_id.as_str();
            let new = OrderRow::new(id.as_str(), self.seller.clone(), buyer, number, order.created_at);
            let mut row = OrderRow { updated_at: order.updated_at, ..new };
            order::store_order(&mut row, order);
            store::orders::insert(tx, &row)?;
            found::new_order(tx, connection, &row)?;
            queue::add_subject(tx, &SubjectId::Order(id))
        })?)
    }
}

fn remote_id(row: &Value) -> Option<OrderId> {
    row.get("uuid")?.as_str().map(OrderId::from)
}
