//! The user's decisions on entries of the outbox: send, stop, take back, decide a conflict, and undo that.

mod actions;
mod conflict;
pub(crate) mod decide;
pub(crate) mod entries;
mod filed;
pub(crate) mod of_buyer;
pub(crate) mod state;
mod take_back;
mod undo;
