//! The sandbox over a real socket.

mod bench;
mod compliance;
mod contract;
mod errors;
mod export_file;
mod faults;
mod idempotency;
mod lists;
mod rate_limits;
mod restart;
mod token;
mod uploads;
mod versions;
mod vies;
mod wire;
