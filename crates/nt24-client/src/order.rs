use crate::query::query;
use crate::{Client, Conditional, Error, Fetched, Upload, Written};
use nt24::{
    Document, ETag, Operation, Order, OrderCreate, OrderFilter, OrderId, OrderUpdate, Page, ReasonRequest,
    SellerId,
};

impl Client {
    /// One page of the orders of a seller; all of them with [`all_orders`](Client::all_orders).
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

    /// An order, unless it is the version that is known.
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
    /// Creates an order; the same number with the same data finds the one that is there.
    create_order(seller: SellerId)(body: &OrderCreate) -> Written<Order> = json CreateOrder;

    /// Changes an order of this version.
    update_order(seller: SellerId, order: OrderId)(body: &OrderUpdate, version: &ETag) -> Written<Order>
        = change UpdateOrder;

    /// Cancels an order; the reason is kept. Up to which state is not documented.
    cancel_order(seller: SellerId, order: OrderId)(body: &ReasonRequest) -> Written<Order>
        = json CancelOrder;

    /// Uploads a document of the order as a whole, for example the contract. Each new key adds a version.
    upload_order_document(seller: SellerId, order: OrderId)(upload: Upload) -> Written<Document>
        = upload UploadOrderDocument;
}
