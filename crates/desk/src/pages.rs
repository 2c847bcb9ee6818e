//! The screens: the data that each one asks for, and the steps that need no form.

pub(crate) mod buyer;
pub(crate) mod buyers;
pub(crate) mod contacts;
mod documents;
mod history;
pub(crate) mod order;
pub(crate) mod orders;
pub(crate) mod outbox;
pub(crate) mod places;
pub(crate) mod samples;
pub(crate) mod sandbox;
pub(crate) mod state;
pub(crate) mod status;
pub(crate) mod steps;
pub(crate) mod summaries;
pub(crate) mod tray;
pub(crate) mod verification;
