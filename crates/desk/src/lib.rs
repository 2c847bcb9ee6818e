//! The desk: the application without a screen. Forms and drafts, the outbox, the sync with NT24, and the one
//! list of commands that the page may call.
//!
//! | Looking for | Read |
//! |---|---|
//! | a command | `commands.rs`: the list names the function, and so the file, of each |
//! | the stop of an operation, a document type or a blocker | `deal/stops.rs` |
//! | how a write is sent, retried, parked | `sending.rs` and `sending/outcome.rs` |
//! | what is read when | `sync.rs` |
//! | which loops run | `start/loops.rs` |
//!
//! The modules stand on floors, from the ground to the roof: `contract`, `given`, `compare`, `connection`,
//! `queue`, `deal`, `papers`, `sending`, `sync`, `forms`, `decisions`, `data`, `pages`, `start`, `commands`. Each
//! uses only modules that stand before it; `tests/it/floors.rs` checks that.

mod commands;
mod compare;
mod connection;
pub mod contract;
mod data;
mod deal;
mod decisions;
mod forms;
mod given;
mod pages;
mod papers;
mod queue;
mod sending;
#[cfg(test)]
mod simulation;
mod start;
mod sync;

pub use commands::{COMMANDS, typescript};
pub use given::clock::{Clock, SystemClock};
pub use given::host::Host;
pub use given::ids::{Ids, RandomIds};
pub use given::keychain::{Keychain, KeychainError, MemoryKeychain, NoKeychain, SystemKeychain};
pub use given::log_file::LogFile;
pub use given::logging::{log_panics, subscriber as log_subscriber};
pub use given::picture_program::PictureProgram;
pub use given::private::{private_file, private_folder};
pub use papers::thumbnails::process::draw_picture_if_asked;
pub use start::first_look::FirstLook;
pub use start::state::{Desk, Options};
