//! The index: finds buyers and orders without a scan of all records. It is not part of a snapshot but
//! derived from the records, and updated wherever one is added or settled.

use super::buyer_record::BuyerRecord;
use super::document_record::Owner;
use super::iban::compact;
use super::order_record::OrderRecord;
use chrono::{DateTime, Utc};
use nt24::{BuyerId, DocumentType, OrderId, OrderStatus, SellerId};
use std::collections::{BTreeSet, HashMap};

/// Orders sorted by a moment, then by id.
pub(crate) type Dated = BTreeSet<(DateTime<Utc>, OrderId)>;

#[derive(Default)]
pub(crate) struct Index {
    sellers: HashMap<SellerId, OfSeller>,
    of_buyer: HashMap<BuyerId, Vec<OrderId>>,
    of_vin: HashMap<String, Vec<OrderId>>,
    listed: HashMap<OrderId, Listed>,
    pub(super) active_documents: HashMap<Owner, Vec<DocumentType>>,
    accounts: HashMap<BuyerId, BTreeSet<Account>>,
    account_of: HashMap<OrderId, Account>,
}

/// An account that a buyer paid from: time of the payment, account, order.
type Account = (DateTime<Utc>, String, OrderId);

/// The index of one seller.
#[derive(Default)]
pub(crate) struct OfSeller {
    pub(super) buyers_by_vat: HashMap<String, BuyerId>,
    pub(super) orders_by_number: HashMap<String, OrderId>,
    pub(crate) created: Dated,
    pub(crate) updated: Dated,
    by_status: HashMap<OrderStatus, Dated>,
}

/// The keys under which an order is listed, to remove it when they change.
#[derive(Clone, PartialEq, Eq)]
struct Listed {
    updated_at: DateTime<Utc>,
    status: OrderStatus,
}

impl Index {
    pub(crate) fn of_seller(&self, seller: &SellerId) -> Option<&OfSeller> {
        self.sellers.get(seller)
    }

    /// The orders of a buyer, oldest first.
    pub(crate) fn of_buyer(&self, buyer: &BuyerId) -> &[OrderId] {
        self.of_buyer.get(buyer).map_or(&[], Vec::as_slice)
    }

    /// The orders that contain a vehicle, of all sellers.
    pub(crate) fn of_vin(&self, vin: &str) -> &[OrderId] {
        self.of_vin.get(vin).map_or(&[], Vec::as_slice)
    }

    /// The types of the active documents of a buyer or an order.
    pub(super) fn active_documents(&self, owner: &Owner) -> &[DocumentType] {
        self.active_documents.get(owner).map_or(&[], Vec::as_slice)
    }

    /// The account of a buyer's first payment that names one.
    pub(super) fn first_account(&self, buyer: &BuyerId) -> Option<&str> {
        self.accounts.get(buyer)?.first().map(|(_, account, _)| account.as_str())
    }

    /// Whether all other payments of a buyer that name an account came before this moment.
    pub(crate) fn is_last_account(&self, buyer: &BuyerId, order: &OrderId, at: DateTime<Utc>) -> bool {
        let accounts = self.accounts.get(buyer).into_iter().flatten();
        accounts.rev().take_while(|(created_at, _, _)| *created_at >= at).all(|(_, _, of)| of == order)
    }

    pub(super) fn list_account(&mut self, record: &OrderRecord) {
        let order = &record.order;
        let accounts = self.accounts.entry(order.buyer_id.clone()).or_default();
        if let Some(before) = self.account_of.remove(&order.uuid) {
            accounts.remove(&before);
        }
        let Some(stored) = &record.payment else { return };
        let Some(iban) = &stored.payment.submitted.source_iban else { return };
        let account = (stored.created_at, compact(iban), order.uuid.clone());
        accounts.insert(account.clone());
        self.account_of.insert(order.uuid.clone(), account);
    }

    pub(super) fn add_buyer(&mut self, record: &BuyerRecord) {
        let seller = self.sellers.entry(record.seller.clone()).or_default();
        seller.buyers_by_vat.insert(record.buyer.vat_number.clone(), record.buyer.uuid.clone());
    }

    pub(super) fn add_order(&mut self, record: &OrderRecord) {
        let order = &record.order;
        let seller = self.sellers.entry(record.seller.clone()).or_default();
        seller.orders_by_number.insert(order.external_order_id.clone(), order.uuid.clone());
        seller.created.insert((order.created_at, order.uuid.clone()));
        self.of_buyer.entry(order.buyer_id.clone()).or_default().push(order.uuid.clone());
        for vin in &order.vins {
            let orders = self.of_vin.entry(vin.input.vin.clone()).or_default();
            if orders.last() != Some(&order.uuid) {
                orders.push(order.uuid.clone());
            }
        }
        self.list_account(record);
        self.list(record);
    }

    /// Updates the lists by last change and by status for an order.
    pub(super) fn list(&mut self, record: &OrderRecord) {
        let order = &record.order;
        let now = Listed { updated_at: order.updated_at, status: order.status.clone() };
        let before = self.listed.get(&order.uuid);
        if before == Some(&now) {
            return;
        }
        let seller = self.sellers.entry(record.seller.clone()).or_default();
        let same_status = before.is_some_and(|before| before.status == now.status);
        if let Some(before) = before {
            seller.updated.remove(&(before.updated_at, order.uuid.clone()));
        }
        seller.updated.insert((order.updated_at, order.uuid.clone()));
        if !same_status {
            let created = (order.created_at, order.uuid.clone());
            if let Some(orders) = before.and_then(|before| seller.by_status.get_mut(&before.status)) {
                orders.remove(&created);
            }
            seller.by_status.entry(order.status.clone()).or_default().insert(created);
        }
        self.listed.insert(order.uuid.clone(), now);
    }
}

#[cfg(test)]
impl Index {
    /// All entries, in an order that does not depend on insertion.
    pub(crate) fn entries(&self) -> std::collections::BTreeSet<String> {
        let mut entries = BTreeSet::new();
        for (seller, of) in &self.sellers {
            entries.extend(of.buyers_by_vat.iter().map(|entry| format!("{seller} {entry:?}")));
            entries.extend(of.orders_by_number.iter().map(|entry| format!("{seller} {entry:?}")));
            entries.extend(of.created.iter().map(|entry| format!("{seller} created {entry:?}")));
            entries.extend(of.updated.iter().map(|entry| format!("{seller} updated {entry:?}")));
            for (status, orders) in &of.by_status {
                entries.extend(orders.iter().map(|entry| format!("{seller} {status} {entry:?}")));
            }
        }
        let groups = self.of_buyer.iter().map(|(id, orders)| (id.as_str(), orders));
        for (name, orders) in groups.chain(self.of_vin.iter().map(|(vin, orders)| (vin.as_str(), orders))) {
            entries.extend(orders.iter().map(|order| format!("{name} {order}")));
        }
        let accounts = self.accounts.iter().filter(|(_, accounts)| !accounts.is_empty());
        entries.extend(accounts.map(|entry| format!("{entry:?}")));
        for (owner, types) in &self.active_documents {
            let owner = match owner {
                Owner::Buyer(id) => id.as_str(),
                Owner::Order(id) => id.as_str(),
            };
            entries.extend(types.iter().map(|kind| format!("{owner} {kind}")));
        }
        entries
    }
}

impl OfSeller {
    /// The orders of a status, by creation.
    pub(crate) fn of_status(&self, status: &OrderStatus) -> Option<&Dated> {
        self.by_status.get(status)
    }
}
