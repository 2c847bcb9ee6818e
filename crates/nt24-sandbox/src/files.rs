//! The store of the bytes of documents.

mod content;
mod hex;
mod incoming;
mod store;

pub(crate) use content::Content;
pub(crate) use hex::hex;
pub(crate) use incoming::{Incoming, ReceivedFile};
pub use store::Files;
pub(crate) use store::{FileStore, StoredFile};
