//! Messages between the network and the operations: requests, bodies, replies, and the log of the last
//! exchanges.

mod body;
mod exchange;
pub(crate) mod fields;
mod log;
mod multipart;
pub(crate) mod receive;
mod reply;
mod request;

pub(crate) use body::{Payload, Received, Upload};
pub(crate) use exchange::ISSUE_TOKEN;
pub use exchange::{Exchange, Observer, Part, RequestBody, WebhookAttempt};
pub(crate) use fields::{Fields, Need};
pub(crate) use log::{Log, Logged};
#[cfg(any(test, fuzzing))]
pub(crate) use multipart::{Broken, Head, Multipart, Sink};
pub(crate) use reply::{Handled, Refusal, Reply};
pub(crate) use request::{Answer, Request};
