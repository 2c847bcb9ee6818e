//! Ways to find buyers and orders without looking at all of them. Nothing here is stored: it is
//! derived from the records, and kept in line wherever one is added or settled.

use super::{BuyerRecord, OrderRecord, Owner, World, compact};
use chrono::{DateTime, Utc};
use nt24::{BuyerId, DocumentStatus, DocumentType, OrderId, OrderStatus, SellerId};
use std::collections::{BTreeSet, HashMap};

/// Orders in the order of a moment; equal moments are told apart by id.
pub(crate) type Dated = BTreeSet<(DateTime<Utc>, OrderId)>;

#[derive(Default)]
pub(crate) struct Index {
    sellers: HashMap<SellerId, OfSeller>,
    of_buyer: HashMap<BuyerId, Vec<OrderId>>,
    of_vin: HashMap<String, Vec<OrderId>>,
    listed: HashMap<OrderId, Listed>,
    active_documents: HashMap<Owner, Vec<DocumentType>>,
    accounts: HashMap<BuyerId, BTreeSet<Account>>,
    account_of: HashMap<OrderId, Account>,
}

/// An account that a buyer paid from: when the payment was submitted, the account, and for what.
type Account = (DateTime<Utc>, String, OrderId);

/// What one seller has.
#[derive(Default)]
pub(crate) struct OfSeller {
    buyers_by_vat: HashMap<String, BuyerId>,
    orders_by_number: HashMap<String, OrderId>,
    pub(crate) created: Dated,
    pub(crate) updated: Dated,
    by_status: HashMap<OrderStatus, Dated>,
}

/// Under what an order is listed, so that it can be taken off when that changes.
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

    /// The orders that a vehicle is in, of all sellers.
    pub(crate) fn of_vin(&self, vin: &str) -> &[OrderId] {
        self.of_vin.get(vin).map_or(&[], Vec::as_slice)
    }

    /// The types of which a buyer or an order has a document that counts.
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

    fn list_account(&mut self, record: &OrderRecord) {
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

    fn add_buyer(&mut self, record: &BuyerRecord) {
        let seller = self.sellers.entry(record.seller.clone()).or_default();
        seller.buyers_by_vat.insert(record.buyer.vat_number.clone(), record.buyer.uuid.clone());
    }

    fn add_order(&mut self, record: &OrderRecord) {
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

    /// Follows the moment of the last change and the status of an order.
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
    /// Everything that can be found, in an order that does not depend on how it came in.
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
    /// The orders of a status, by the moment of their creation.
    pub(crate) fn of_status(&self, status: &OrderStatus) -> Option<&Dated> {
        self.by_status.get(status)
    }
}

impl World {
    /// Adds a buyer.
    pub(crate) fn add_buyer(&mut self, record: BuyerRecord) {
        self.index.add_buyer(&record);
        self.buyers.insert(record.buyer.uuid.clone(), record);
    }

    /// Adds an order.
    pub(crate) fn add_order(&mut self, record: OrderRecord) {
        self.index.add_order(&record);
        self.orders.insert(record.order.uuid.clone(), record);
    }

    pub(crate) fn buyer_by_vat(&self, seller: &SellerId, vat_number: &str) -> Option<&BuyerRecord> {
        self.buyers.get(self.index.of_seller(seller)?.buyers_by_vat.get(vat_number)?)
    }

    pub(crate) fn order_by_external_id(&self, seller: &SellerId, external: &str) -> Option<&OrderRecord> {
        self.orders.get(self.index.of_seller(seller)?.orders_by_number.get(external)?)
    }

    /// All orders of a buyer, oldest first.
    pub(crate) fn orders_of(&self, buyer: &BuyerId) -> impl Iterator<Item = &OrderRecord> {
        self.index.of_buyer(buyer).iter().filter_map(|id| self.orders.get(id))
    }

    /// Follows the payment of an order.
    pub(crate) fn list_account(&mut self, order: &OrderId) {
        if let Some(record) = self.orders.get(order) {
            self.index.list_account(record);
        }
    }

    /// Follows the documents of a buyer or an order.
    pub(super) fn list_documents(&mut self, owner: &Owner) {
        let active = self.documents_of(owner).filter(|r| r.document.status == DocumentStatus::Active);
        let types = active.map(|record| record.document.kind.clone()).collect();
        self.index.active_documents.insert(owner.clone(), types);
    }

    /// Derives the index, for a world that comes from a snapshot.
    pub(crate) fn reindex(&mut self) {
        let mut index = Index::default();
        self.buyers.values().for_each(|record| index.add_buyer(record));
        let mut orders: Vec<&OrderRecord> = self.orders.values().collect();
        orders.sort_by_key(|record| record.order.created_at);
        orders.into_iter().for_each(|record| index.add_order(record));
        for record in self.documents.values().filter(|r| r.document.status == DocumentStatus::Active) {
            let types = index.active_documents.entry(record.owner.clone()).or_default();
            types.push(record.document.kind.clone());
        }
        self.index = index;
    }
}
