use crate::client::Client;
use crate::error::Error;
use crate::exchange::answer::{Conditional, Fetched, Written};
use crate::file::upload::Upload;
use crate::resource::query::query;
use nt24::{
    Document, ETag, Operation, Order, OrderCreate, OrderFilter, OrderId, OrderUpdate, Page, ReasonRequest,
    SellerId,
};
use serde_json::Value;

impl Client {
    /// Reads one page of the orders of a seller. [`all_orders`](Client::all_orders) reads all pages.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn orders(
        &self,
        seller: &SellerId,
        filter: &OrderFilter,
    ) -> Result<Fetched<Page<Order>>, Error> {
        self.read(Operation::ListOrders, &[seller.as_str()], &query(filter)?).await
    }

    /// Reads one page as [`orders`](Client::orders) does, and leaves its rows as they are: a row that cannot
    /// be parsed does not take the others of its page.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn order_rows(
        &self,
        seller: &SellerId,
        filter: &OrderFilter,
    ) -> Result<Fetched<Page<Value>>, Error> {
        self.read(Operation::ListOrders, &[seller.as_str()], &query(filter)?).await
    }

    /// Reads an order. Returns `NotModified` if `known` is its current version.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn order(
        &self,
        seller: &SellerId,
        order: &OrderId,
        known: Option<&ETag>,
    ) -> Result<Conditional<Order>, Error> {
        self.read_unless(Operation::GetOrder, &[seller.as_str(), order.as_str()], &[], known).await
    }
}

writes! {
    /// Creates an order. An order with the same number and the same data is returned as it is.
    create_order(seller: SellerId)(body: &OrderCreate) -> Written<Order> = json CreateOrder;

    /// Changes an order of this version.
    update_order(seller: SellerId, order: OrderId)(body: &OrderUpdate, version: &ETag) -> Written<Order>
        = change UpdateOrder;

    /// Cancels an order; NT24 keeps the reason. The last state that allows it is not documented.
    cancel_order(seller: SellerId, order: OrderId)(body: &ReasonRequest) -> Written<Order>
        = json CancelOrder;

    /// Uploads a document of the order as a whole, for example the contract. Each new key adds a version.
    upload_order_document(seller: SellerId, order: OrderId)(upload: Upload) -> Written<Document>
        = upload UploadOrderDocument;
}
