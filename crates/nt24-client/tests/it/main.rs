//! The client against servers whose answers each test defines to the last byte.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "an error in a test helper fails the test")]

mod downloads;
mod export_links;
mod files;
mod fixtures;
mod leniency;
mod listings;
mod operations;
mod proof;
mod proxy;
mod purposes;
mod reads;
mod refusals;
mod refused_tokens;
mod retries;
mod secrets;
mod server;
mod tls;
mod tokens;
mod turns;
mod uploads;
mod versions;
mod writes;
