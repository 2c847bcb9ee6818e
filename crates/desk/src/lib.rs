//! The desk: the application without a screen. Use cases, the outbox, the sync, and the one list of
//! commands that the page may call.
//!
//! Every write goes one way round: a use case changes the store and queues the write in one
//! transaction; the outbox sends it; the answer changes the store; the page is told to ask again.

pub mod contract;

mod built_in;
mod buyers;
mod clock;
mod data;
mod documents;
mod drafts;
mod export_file;
mod failure;
mod files;
mod forms;
mod history;
mod host;
mod ids;
mod keychain;
mod keys;
mod link;
mod missing;
mod open;
mod opened;
mod orders;
mod outbox;
mod recognise;
mod register;
mod sabotage;
mod session;
mod settle;
#[cfg(test)]
mod simulation;
mod status;
mod sync;
mod thumbnails;
mod timeline;

pub use clock::{Clock, SystemClock};
pub use host::Host;
pub use ids::{Ids, RandomIds};
pub use keychain::{Keychain, KeychainError, MemoryKeychain, NoKeychain, SystemKeychain};
pub use session::{Desk, Options};
