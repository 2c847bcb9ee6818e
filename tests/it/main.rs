//! The invariants of `ARCHITECTURE.md`, checked over `cargo metadata` and the sources.
//!
//! Each check is a function over what it is given and answers with violations; beside the real
//! sources it is given a planted violation, so that a check that has gone blind fails as well.

#![expect(clippy::expect_used, reason = "a check that cannot read the checkout has failed")]

mod checkout;
mod dependencies;
mod documents;
mod floors;
mod house;
mod sources;
mod window;
