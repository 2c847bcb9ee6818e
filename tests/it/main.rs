//! The invariants of `ARCHITECTURE.md`, checked over `cargo metadata` and the sources.
//!
//! Each check is a function that returns violations. It runs over the real sources and over a planted violation,
//! so that a check that no longer finds violations fails as well.

#![expect(clippy::expect_used, reason = "a check that cannot read the checkout has failed")]

mod checkout;
mod dependencies;
mod documents;
mod floors;
mod house;
mod picture;
mod quotes;
mod sources;
mod window;
