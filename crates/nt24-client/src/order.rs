use crate::{Client, Conditional, Error, ErrorKind, Fetched, Write, Written};
use nt24::{
    ETag, IdempotencyKey, Operation, Order, OrderCreate, OrderFilter, OrderId, OrderUpdate, Page, SellerId,
};
use serde_json::Value;

impl Client {
    /// One page of the orders of a seller.
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

    /// Creates an order; the same number with the same data finds the one that is there.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn create_order(
        &self,
        seller: &SellerId,
        body: &OrderCreate,
        key: &IdempotencyKey,
    ) -> Result<Written<Order>, Error> {
        self.write(Write::create_order(seller, body, key.clone())).await
    }

    /// Changes an order of this version.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn update_order(
        &self,
        seller: &SellerId,
        order: &OrderId,
        body: &OrderUpdate,
        version: &ETag,
        key: &IdempotencyKey,
    ) -> Result<Written<Order>, Error> {
        self.write(Write::update_order(seller, order, body, version, key.clone())).await
    }
}

impl Write {
    /// Creates an order; the same number with the same data finds the one that is there.
    #[must_use]
    pub fn create_order(seller: &SellerId, body: &OrderCreate, key: IdempotencyKey) -> Self {
        Write::json(Operation::CreateOrder, &[seller.as_str()], body, key)
    }

    /// Changes an order of this version.
    #[must_use]
    pub fn update_order(
        seller: &SellerId,
        order: &OrderId,
        body: &OrderUpdate,
        version: &ETag,
        key: IdempotencyKey,
    ) -> Self {
        Write::json(Operation::UpdateOrder, &[seller.as_str(), order.as_str()], body, key).of_version(version)
    }
}

/// The filter as query parameters. It is written by way of its own JSON, so that a name stands in one
/// place only.
fn query(filter: &OrderFilter) -> Result<Vec<(String, String)>, Error> {
    let Ok(Value::Object(members)) = serde_json::to_value(filter) else {
        return Err(Error::never_sent(ErrorKind::BadAddress));
    };
    let text = |value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(members.into_iter().map(|(name, value)| (name, text(value))).collect())
}
