//! The wire: the listener, the routes, and the processing of a request from its first byte to the last byte
//! of its answer.

mod cut;
mod empty_fields;
mod idempotency;
mod network;
mod process;
mod send;
mod serve;
mod token;

pub(crate) use cut::Cut;
pub(crate) use network::Network;
pub(crate) use serve::answer;
