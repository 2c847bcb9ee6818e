use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The user's place in a list: words and ids only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ListPlace {
    /// Search, as typed.
    pub text: String,
    /// Name of the filter; empty: the list's first one.
    pub filter: String,
    /// Name of the order of the rows; empty: the list's own.
    pub sort: String,
    /// Identifier of the row that has the focus; `None`: none was chosen.
    pub row: Option<String>,
    /// How many rows stood before that row.
    pub index: u32,
    /// Pixels from the top of the visible part of the list to that row; negative above it.
    pub top: i32,
}

/// The user's place in each list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Places {
    /// Orders.
    pub orders: ListPlace,
    /// Buyers.
    pub buyers: ListPlace,
    /// Drafts.
    pub drafts: ListPlace,
    /// Receipts of the outbox.
    pub receipts: ListPlace,
}
