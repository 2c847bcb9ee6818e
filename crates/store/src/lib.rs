//! What Waybill keeps on the disk of the desk: an encrypted SQLite database, and an encrypted vault
//! of files beside it. Both are for one connection to NT24 and open with one [`Key`].
//!
//! Only this crate knows of SQL, and none of its types shows a type of `rusqlite`. It takes neither
//! times nor ids by itself: rows come with them. A table is a module with its migrations, its row,
//! and free functions that take a [`Tx`].

mod column;
mod directory;
mod error;
mod hex;
mod key;
mod migration;
mod open_once;
mod random;
mod store;
mod table;
mod tx;
mod vault;

pub mod media;
pub mod passphrase;

pub use error::Error;
pub use key::Key;
pub use open_once::open_once;
pub use random::{Random, SystemRandom};
pub use store::{Backup, Reason, Store};
pub use table::{
    blobs, buyers, documents, drafts, dump, events, files, orders, outbox, settings, thumbnails,
};
pub use tx::Tx;
pub use vault::{Contents, Taken, Vault};

pub use table::buyers::BuyerRow;
pub use table::documents::DocumentRow;
pub use table::drafts::DraftRow;
pub use table::events::EventRow;
pub use table::files::FileRow;
pub use table::orders::OrderRow;
pub use table::outbox::{Counts, Frozen, Head, OutboxRow, OutboxState, Receipt};
