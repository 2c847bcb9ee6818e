//! Queued writes: what a use case wants, the frozen bytes, why a row waits, and its replacement by another.
//! The loop that sends them is in `crates/desk/src/sending.rs`.

pub(crate) mod cause;
pub(crate) mod frozen;
pub(crate) mod problem;
pub(crate) mod repeat;
pub(crate) mod replace;
pub(crate) mod request;
pub(crate) mod under_way;
