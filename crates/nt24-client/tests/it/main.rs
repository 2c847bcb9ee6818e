//! The client against servers that say exactly what a test wants, down to the last byte.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what fails in a test shall fail the test")]

mod downloads;
mod export_links;
mod files;
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
mod uploads;
mod versions;
mod world;
mod writes;
