//! The list of orders.

use super::{MoneyAmount, Reason, SaidSince, SendState, Stop, Turn, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Filter of the list of orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OrderFilter {
    /// All.
    #[default]
    All,
    /// Orders that wait for this desk.
    You,
    /// Orders that wait for the buyer.
    Buyer,
    /// Orders that wait for NT24.
    Nt24,
    /// Closed orders: decided and finally invoiced, or cancelled.
    Closed,
}

/// The order of the list of orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OrderSort {
    /// The newest order first.
    #[default]
    Newest,
    /// By the first reason, and within one reason the oldest first. The list has `groups` then.
    Reason,
}

/// A search in the list of orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderSearch {
    /// Order number, VIN, or buyer; empty finds all.
    pub text: String,
    /// The filter.
    pub filter: OrderFilter,
    /// In which order.
    #[serde(default)]
    pub sort: OrderSort,
    /// How many to leave out.
    pub offset: u32,
    /// How many at most.
    pub limit: u32,
}

/// An order in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OrderRow {
    /// Identifier.
    pub id: String,
    /// Own order number.
    pub external_order_id: String,
    /// Identifier of the buyer.
    pub buyer: String,
    /// Company name of the buyer.
    pub buyer_name: String,
    /// First vehicle, for example `BMW 320d`.
    pub vehicle: String,
    /// VINs.
    pub vins: Vec<String>,
    /// Total.
    pub total: MoneyAmount,
    /// Whether the order was read, or made at this desk. Of an order that was not, only the line of NT24's list
    /// is known: route, turn and verdict are not, and nothing is counted.
    pub known: bool,
    /// The six stops.
    pub route: Vec<Stop>,
    /// Verdict.
    pub verdict: Verdict,
    /// Whose turn it is.
    pub turn: Turn,
    /// The first open step; `None` if nothing is open, or it is not known.
    pub reason: Option<Reason>,
    /// How many steps are open that NT24 asks for.
    pub open: u32,
    /// How many things Waybill would still get, though NT24 does not ask for them.
    pub wishes: u32,
    /// Since when the order is cancelled; `None` if it is not.
    pub cancelled: Option<SaidSince>,
    /// Whether all of it has been sent.
    pub send_state: SendState,
    /// `CREATED` and so on; `None` before NT24 knows the order.
    pub status: Option<String>,
    /// When it last changed.
    pub updated_at: String,
    /// Whether NT24, another desk or staff has changed it since the user saw it here.
    pub unseen: bool,
}

/// How many orders the search finds with each filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OrderCounts {
    /// All.
    pub all: u32,
    /// This desk's turn.
    pub you: u32,
    /// The buyer's turn.
    pub buyer: u32,
    /// NT24's turn.
    pub nt24: u32,
    /// Closed.
    pub closed: u32,
    /// Not read yet: no other filter counts them, so that each may grow by as many.
    pub not_read: u32,
}

/// Orders with the same first reason, in a list that is sorted by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReasonGroup {
    /// The reason of the group's first order; `None` for orders without one.
    pub reason: Option<Reason>,
    /// How many orders.
    pub count: u32,
}

/// A part of the list of orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderList {
    /// The part.
    pub rows: Vec<OrderRow>,
    /// How many there are in all.
    pub total: u32,
    /// How many each filter finds.
    pub counts: OrderCounts,
    /// The groups of the whole list in the order of its rows; empty unless it is sorted by reason.
    pub groups: Vec<ReasonGroup>,
}
