//! The rows and writes from which the page of one order is computed.

use crate::contract::{Failure, Missing, Stop, TransportFacts};
use crate::deal::blockers::{self, BlockerContext};
use crate::deal::facts;
use crate::deal::pending::PendingWrites;
use crate::deal::route::Route;
use nt24::{Blocker, DocumentType};
use store::{BuyerRow, OrderRow, Tx};

/// The rows and writes from which the page of one order is computed.
pub(crate) struct OrderContext {
    pub(crate) buyer: BuyerRow,
    pub(crate) pending: PendingWrites,
    pub(crate) transport: TransportFacts,
    pending_of_buyer: PendingWrites,
    blockers: Vec<Blocker>,
    documents: Vec<DocumentType>,
    buyer_documents: Vec<DocumentType>,
}

impl OrderContext {
    pub(crate) fn load(tx: &Tx<'_>, order: &OrderRow) -> Result<Self, Failure> {
        let buyer = store::require(store::buyers::get(tx, &order.buyer)?)?;
        let pending = PendingWrites::of(tx, &order.id)?;
        let pending_of_buyer = PendingWrites::of(tx, &buyer.id)?;
        let blockers = match &order.compliance {
            // Without an ETag, this desk made up the rollup to store a transport state: NT24 has not judged.
            Some(rollup) if order.compliance_etag.is_some() => rollup.blockers.clone(),
            _ => blockers::expected(order, &pending),
        };
        Ok(Self {
            transport: facts::transport_with(order, &pending),
            documents: waiting_documents(tx, &pending)?,
            buyer_documents: waiting_documents(tx, &pending_of_buyer)?,
            pending_of_buyer,
            buyer,
            pending,
            blockers,
        })
    }

    /// The stops of the route.
    pub(crate) fn stops(&self, order: &OrderRow) -> Vec<Stop> {
        Route {
            order,
            buyer: &self.buyer,
            pending: &self.pending,
            pending_of_buyer: &self.pending_of_buyer,
            blockers: &self.blockers,
            transport: &self.transport,
        }
        .stops()
    }

    /// Everything that is missing, with the fix for it.
    pub(crate) fn missing(&self, order: &OrderRow) -> Vec<Missing> {
        BlockerContext {
            order,
            buyer: &self.buyer,
            pending: &self.pending,
            pending_of_buyer: &self.pending_of_buyer,
            documents: &self.documents,
            buyer_documents: &self.buyer_documents,
        }
        .missing(&self.blockers)
    }
}

/// Types of the documents that wait to be sent.
fn waiting_documents(tx: &Tx<'_>, pending: &PendingWrites) -> Result<Vec<DocumentType>, Failure> {
    let mut types = Vec::new();
    for id in pending.uploads() {
        let document = store::documents::get(tx, id)?.filter(|row| !row.archived);
        types.extend(document.map(|row| row.kind));
    }
    Ok(types)
}
