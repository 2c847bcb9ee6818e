//! A document as it is stored; its bytes are kept by [`crate::files`], under their hash.

use nt24::{BuyerId, Document, OrderId, SellerId};
use serde::{Deserialize, Serialize};

/// A document, its owner and the hash of its file.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct DocumentRecord {
    pub(crate) seller: SellerId,
    pub(crate) owner: Owner,
    pub(crate) document: Document,
    pub(crate) sha256: String,
}

/// The owner of a document.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Owner {
    Buyer(BuyerId),
    Order(OrderId),
}
