//! The data of Waybill on disk: an encrypted SQLite database, and an encrypted vault of files beside it.
//! Both belong to one connection to NT24 and open with one [`Key`].
//!
//! Only this crate knows SQL, and none of its types exposes a type of `rusqlite`. It takes neither times
//! nor ids by itself: the caller passes them in. Each table is a module with its migrations, its row type,
//! and free functions that take a [`Tx`].
//!
//! # Errors
//!
//! Every function that takes a [`Tx`] returns the error of the database if a query fails: for example
//! [`Error::DiskFull`], [`Error::Damaged`] or [`Error::Sql`]. An `# Errors` section lists further errors only.

mod authentic;
mod column;
mod directory;
mod error;
mod folded;
mod hex;
mod key;
mod migration;
mod open_once;
mod outbox_state;
mod random;
mod row;
mod store;
mod table;
mod tx;
mod vault;

pub mod media;
pub mod passphrase;

pub use error::{Error, require};
pub use key::Key;
pub use open_once::open_once;
pub use random::{Random, SystemRandom};
pub use store::{Backup, ContentsInUse, Reason, Store};
pub use table::{
    blobs, buyers, documents, drafts, dump, events, files, order_list, orders, outbox, reads, settings,
    summaries, thumbnails, unread,
};
pub use tx::Tx;
pub use vault::{Contents, StoredFile, Vault};

pub use outbox_state::OutboxState;
pub use table::buyers::{BuyerRow, VerificationLink};
pub use table::documents::DocumentRow;
pub use table::drafts::DraftRow;
pub use table::events::EventRow;
pub use table::files::FileRow;
pub use table::order_list::{OrderCounts, OrderFilter, OrderGroup, OrderPage, OrderSort};
pub use table::orders::OrderRow;
pub use table::outbox::{Counts, Frozen, Head, OutboxRow, Place, Receipt};
pub use table::reads::ReadRow;
pub use table::summaries::{OrderSummary, OrderTurn};
