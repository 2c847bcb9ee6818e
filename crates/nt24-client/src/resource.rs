//! The operations of the API, in a file for each resource.

#[macro_use]
mod writes;

mod buyer;
mod compliance;
mod document;
mod finalization;
mod invitation;
mod invoice;
mod kyc;
mod list;
mod me;
mod order;
mod payment;
mod query;
mod transport;
mod webhook;
