//! The list of orders. It uses the index, so that the cost of a page depends on its size and its filters,
//! not on the number of all orders.

use super::call::Call;
use super::paging::{self, Paging};
use crate::message::fields::VIN_CHARACTERS;
use crate::message::{Handled, Refusal, Reply};
use crate::options::UpdatedAfter;
use crate::world::{Dated, World};
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{BuyerId, Order, OrderId, OrderStatus, SellerId};
use std::cmp::Ordering;
use std::ops::Bound;

/// `GET /partners/{sellerId}/orders`
pub(super) fn list(world: &World, call: &Call<'_>) -> Handled {
    let seller = call.seller(world)?;
    let paging = Paging::of(call)?;
    let filter = Filter::of(call)?;
    let sort = Sort::of(call.query("sort").unwrap_or("createdAt,desc"))?;
    let (start, size) = (paging.start(), paging.size);
    let (data, total) = match walk(world, &seller, &filter, &sort) {
        Some(walk) => {
            let ids: Vec<&OrderId> = if sort.descending {
                walk.ids.rev().skip(start).take(size).collect()
            } else {
                walk.ids.skip(start).take(size).collect()
            };
            (ids.into_iter().filter_map(|id| Some(&world.orders.get(id)?.order)).collect(), walk.total)
        }
        None => {
            let mut found = search(world, &seller, &filter);
            found.sort_by(|a, b| sort.compare(a, b));
            let total = found.len();
            (found.into_iter().skip(start).take(size).collect::<Vec<&Order>>(), total)
        }
    };
    Ok(Reply::json(200, &paging.page(data, total)))
}

/// The filters of the list.
struct Filter<'c> {
    status: Option<OrderStatus>,
    created: Since,
    updated: Since,
    buyer: Option<BuyerId>,
    vin: Option<&'c str>,
}

/// A lower bound in time. `None` is no bound.
type Since = Option<Bound<DateTime<Utc>>>;

impl<'c> Filter<'c> {
    fn of(call: &'c Call<'_>) -> Result<Self, Refusal> {
        let vin = call.query("vin");
        if vin.is_some_and(|vin| vin.chars().count() != VIN_CHARACTERS) {
            return Err(Refusal::malformed("vin does not have 17 characters"));
        }
        let buyer = call.query("buyerId");
        if buyer.is_some_and(|buyer| uuid::Uuid::parse_str(buyer).is_err()) {
            return Err(Refusal::malformed("buyerId is not a UUID"));
        }
        let updated = match call.moment.behaviour.updated_after {
            UpdatedAfter::Exclusive => Bound::Excluded,
            UpdatedAfter::Inclusive => Bound::Included,
        };
        Ok(Self {
            status: call.query("status").map(OrderStatus::from),
            created: paging::moment(call, "createdAfter")?.map(Bound::Excluded),
            updated: paging::moment(call, "updatedAfter")?.map(updated),
            buyer: buyer.map(BuyerId::from),
            vin,
        })
    }

    fn matches(&self, order: &Order) -> bool {
        self.status.as_ref().is_none_or(|status| order.status == *status)
            && self.buyer.as_ref().is_none_or(|buyer| order.buyer_id == *buyer)
            && is_since(self.created, order.created_at)
            && is_since(self.updated, order.updated_at)
            && self.vin.is_none_or(|vin| order.vins.iter().any(|one| one.input.vin == vin))
    }
}

fn is_since(since: Since, at: DateTime<Utc>) -> bool {
    match since {
        None | Some(Bound::Unbounded) => true,
        Some(Bound::Excluded(after)) => at > after,
        Some(Bound::Included(from)) => at >= from,
    }
}

/// A part of the index that is the result already: filtered and sorted.
struct Walk<'w> {
    ids: Box<dyn DoubleEndedIterator<Item = &'w OrderId> + 'w>,
    total: usize,
}

fn walk<'w>(world: &'w World, seller: &SellerId, filter: &Filter<'_>, sort: &Sort) -> Option<Walk<'w>> {
    let of_seller = world.index.of_seller(seller)?;
    let Filter { status, created, updated, buyer: None, vin: None } = filter else { return None };
    let whole = |dated: &'w Dated| Walk { total: dated.len(), ids: Box::new(dated.iter().map(|(_, id)| id)) };
    match (&sort.key, status, created, updated) {
        (Key::CreatedAt, None, None, None) => Some(whole(&of_seller.created)),
        (Key::CreatedAt, Some(status), None, None) => of_seller.of_status(status).map(whole),
        (Key::CreatedAt, None, Some(_), None) => Some(part(&of_seller.created, *created)),
        (Key::UpdatedAt, None, None, since) => match since {
            None => Some(whole(&of_seller.updated)),
            Some(_) => Some(part(&of_seller.updated, *since)),
        },
        _ => None,
    }
}

fn part(dated: &Dated, since: Since) -> Walk<'_> {
    let total = range(dated, since).count();
    Walk { total, ids: Box::new(range(dated, since).map(|(_, id)| id)) }
}

/// The entries from a moment on.
fn range(dated: &Dated, since: Since) -> impl DoubleEndedIterator<Item = &(DateTime<Utc>, OrderId)> {
    // The empty id is the least one of a moment, and moments have whole nanoseconds.
    let from = match since {
        None | Some(Bound::Unbounded) => DateTime::<Utc>::MIN_UTC,
        Some(Bound::Included(from)) => from,
        Some(Bound::Excluded(after)) => {
            after.checked_add_signed(TimeDelta::nanoseconds(1)).unwrap_or(DateTime::<Utc>::MAX_UTC)
        }
    };
    dated.range((from, OrderId(String::new()))..)
}

/// The orders that match, searched in the part of the index with the fewest candidates.
fn search<'w>(world: &'w World, seller: &SellerId, filter: &Filter<'_>) -> Vec<&'w Order> {
    let Some(of_seller) = world.index.of_seller(seller) else { return Vec::new() };
    let candidates: Box<dyn Iterator<Item = &OrderId> + 'w> = if let Some(vin) = filter.vin {
        Box::new(world.index.of_vin(vin).iter())
    } else if let Some(buyer) = &filter.buyer {
        Box::new(world.index.of_buyer(buyer).iter())
    } else if filter.updated.is_some() {
        Box::new(range(&of_seller.updated, filter.updated).map(|(_, id)| id))
    } else if let Some(status) = &filter.status {
        Box::new(of_seller.of_status(status).into_iter().flatten().map(|(_, id)| id))
    } else {
        Box::new(range(&of_seller.created, filter.created).map(|(_, id)| id))
    };
    candidates
        .filter_map(|id| world.orders.get(id))
        .filter(|record| record.seller == *seller && filter.matches(&record.order))
        .map(|record| &record.order)
        .collect()
}

/// Sort field and direction. Equal entries are sorted by id, so that pages do not overlap.
struct Sort {
    key: Key,
    descending: bool,
}

enum Key {
    CreatedAt,
    UpdatedAt,
    ExternalOrderId,
    PurchaseDate,
    Status,
}

impl Sort {
    fn of(text: &str) -> Result<Self, Refusal> {
        let (field, direction) = text.split_once(',').unwrap_or((text, "asc"));
        let key = match field {
            "createdAt" => Key::CreatedAt,
            "updatedAt" => Key::UpdatedAt,
            "externalOrderId" => Key::ExternalOrderId,
            "purchaseDate" => Key::PurchaseDate,
            "status" => Key::Status,
            _ => return Err(Refusal::malformed("sort names no field that orders can be sorted by")),
        };
        let descending = match direction {
            "asc" => false,
            "desc" => true,
            _ => return Err(Refusal::malformed("sort has a direction other than asc and desc")),
        };
        Ok(Self { key, descending })
    }

    fn compare(&self, a: &Order, b: &Order) -> Ordering {
        let by_key = match self.key {
            Key::CreatedAt => a.created_at.cmp(&b.created_at),
            Key::UpdatedAt => a.updated_at.cmp(&b.updated_at),
            Key::ExternalOrderId => a.external_order_id.cmp(&b.external_order_id),
            Key::PurchaseDate => a.purchase_date.cmp(&b.purchase_date),
            Key::Status => a.status.as_str().cmp(b.status.as_str()),
        };
        let ordered = by_key.then_with(|| a.uuid.cmp(&b.uuid));
        if self.descending { ordered.reverse() } else { ordered }
    }
}
