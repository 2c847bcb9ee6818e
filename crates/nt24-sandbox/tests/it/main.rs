//! Tests of the sandbox over a real socket.

#![expect(clippy::unwrap_used, reason = "outside of a test function, too, a test ends where its setup fails")]

mod behaviour;
mod bench;
#[cfg(unix)]
mod binary;
mod compliance;
mod concurrent_keys;
mod contract;
mod control_plane;
mod documents;
mod dpa;
mod errors;
mod export_file;
mod faults;
mod idempotency;
mod invitations;
mod lists;
mod organizations;
mod page;
mod rate_limits;
mod receiver;
mod restart;
mod several_vehicles;
mod token;
mod uploads;
mod verification;
mod versions;
mod vies;
mod webhook_buyers;
mod webhook_deliveries;
mod webhook_endpoints;
mod webhook_retries;
mod wire;
