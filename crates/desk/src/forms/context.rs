//! The context in which a form is checked and submitted.

use crate::connection::Connection;
use crate::contract::{Failure, FailureCode};
use crate::forms::base::Base;
use crate::forms::order_of_draft::order_of_draft;
use chrono::NaiveDate;
use nt24::{Operation, SellerId};
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{BuyerRow, OrderRow, OutboxRow, Tx};

/// The context in which a form is checked and submitted.
pub(crate) struct FormContext<'a> {
    pub(crate) tx: &'a Tx<'a>,
    pub(crate) connection: &'a Connection,
    pub(crate) today: NaiveDate,
    /// The buyer or order that the form belongs to.
    pub(crate) subject: Option<&'a str>,
    /// The seller for whom the form was begun.
    pub(crate) seller: Option<SellerId>,
    /// The resource at NT24 when the form was begun. `None` if that is not known.
    pub(crate) base: Option<Base>,
    /// The form to reopen if NT24 refuses the write.
    pub(crate) draft: Option<Value>,
}

impl FormContext<'_> {
    /// The seller of the form: that of its buyer or order, else the one for whom it was begun.
    pub(super) fn seller(&self) -> Result<SellerId, Failure> {
        if let Some(subject) = self.subject {
            if let Some(row) = store::buyers::get(self.tx, subject)? {
                return Ok(row.seller);
            }
            if let Some(row) = self.order_of(subject)? {
                return Ok(row.seller);
            }
        }
        self.seller.clone().map_or_else(|| self.connection.seller(), Ok)
    }

    /// ISO code of that seller's country.
    pub(super) fn seller_country(&self) -> Option<String> {
        self.connection.country_of(&self.seller().ok()?)
    }

    /// The order that the form belongs to.
    pub(super) fn order(&self) -> Result<OrderRow, Failure> {
        let id = self.subject.ok_or_else(|| Failure::of(FailureCode::Gone))?;
        self.order_of(id)?.ok_or_else(|| Failure::of(FailureCode::Gone))
    }

    /// The order with this id. If it is a draft itself, as far as it can be read.
    fn order_of(&self, id: &str) -> Result<Option<OrderRow>, Failure> {
        match store::orders::get(self.tx, id)? {
            Some(row) => Ok(Some(row)),
            None => order_of_draft(self.tx, self.connection, self.seller.as_ref(), id),
        }
    }

    /// The buyer of an order. The draft of an order may have none yet, or one that was withdrawn.
    pub(super) fn buyer_of(&self, order: &OrderRow) -> Result<BuyerRow, Failure> {
        Ok(store::buyers::get(self.tx, &order.buyer)?.unwrap_or_else(|| no_buyer(order)))
    }

    /// The resource on which the form was begun. If that is not known, the present one.
    pub(super) fn begun_on<T: DeserializeOwned + Clone>(&self, now: Option<&T>) -> Option<T> {
        match &self.base {
            None => now.cloned(),
            Some(Base::Nothing) => None,
            Some(Base::Resource(value)) => T::deserialize(value).ok().or_else(|| now.cloned()),
        }
    }

    pub(super) fn buyer(&self, id: &str) -> Result<BuyerRow, Failure> {
        Ok(store::require(store::buyers::get(self.tx, id)?)?)
    }

    /// Fails with `already_sent` while an earlier write of these operations waits: two forms for one resource
    /// would contradict each other.
    pub(super) fn none_waits(&self, operations: &[Operation]) -> Result<(), Failure> {
        let Some(subject) = self.subject else { return Ok(()) };
        let rows = store::outbox::of_subject(self.tx, subject)?;
        let waits = |row: &OutboxRow| {
            !row.state.is_finished() && operations.iter().any(|operation| operation.id() == row.operation)
        };
        if rows.iter().any(waits) { Err(Failure::of(FailureCode::AlreadySent)) } else { Ok(()) }
    }
}

/// An empty buyer for the draft of an order that has none.
fn no_buyer(order: &OrderRow) -> BuyerRow {
    BuyerRow {
        updated_at: order.updated_at,
        ..BuyerRow::new("", order.seller.clone(), "", "", order.created_at)
    }
}
