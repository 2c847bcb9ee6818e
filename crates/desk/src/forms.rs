//! The forms and their drafts: typed text, checked by the rules, and turned into writes of the outbox.

mod again;
pub(crate) mod base;
mod buyer;
pub(crate) mod check;
pub(crate) mod context;
pub(crate) mod drafts;
pub(crate) mod fields;
pub(crate) mod form;
mod invoice;
pub(crate) mod look_up;
mod look_ups;
pub(crate) mod named;
mod order;
mod order_of_draft;
pub(crate) mod papers;
mod payment;
mod read;
pub(crate) mod reason;
mod responsible;
mod shown;
pub(crate) mod start;
pub(crate) mod state;
pub(crate) mod submit;
pub(crate) mod submitted;
mod transport;
pub(crate) mod typed;
