//! Adds and finds records, and updates the index.

use super::buyer_record::BuyerRecord;
use super::document_record::Owner;
use super::index::Index;
use super::order_record::OrderRecord;
use super::state::World;
use nt24::{BuyerId, DocumentStatus, OrderId, SellerId};

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

    /// Updates the index for the payment of an order.
    pub(crate) fn list_account(&mut self, order: &OrderId) {
        if let Some(record) = self.orders.get(order) {
            self.index.list_account(record);
        }
    }

    /// Updates the index for the documents of a buyer or an order.
    pub(super) fn list_documents(&mut self, owner: &Owner) {
        let active = self.documents_of(owner).filter(|r| r.document.status == DocumentStatus::Active);
        let types = active.map(|record| record.document.kind.clone()).collect();
        self.index.active_documents.insert(owner.clone(), types);
    }

    /// Derives the index of a world that was read from a snapshot.
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
