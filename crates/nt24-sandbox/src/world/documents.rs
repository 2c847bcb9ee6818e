//! Stored documents: what they are. Their bytes are kept by `files`, under their hash.

use super::{Moment, World};
use chrono::NaiveDate;
use nt24::{BuyerId, Document, DocumentId, DocumentStatus, DocumentType, OrderId, SellerId};
use serde::{Deserialize, Serialize};

/// A document and where it belongs.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct DocumentRecord {
    pub(crate) seller: SellerId,
    pub(crate) owner: Owner,
    pub(crate) document: Document,
    pub(crate) sha256: String,
}

/// What a document hangs on.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Owner {
    Buyer(BuyerId),
    Order(OrderId),
}

/// A file as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct StoredFile {
    pub(crate) name: Option<String>,
    pub(crate) content_type: &'static str,
    pub(crate) size: u64,
    pub(crate) sha256: String,
}

impl World {
    fn document_ids(&self, owner: &Owner) -> &[DocumentId] {
        match owner {
            Owner::Buyer(buyer) => self.buyers.get(buyer).map_or(&[], |r| &r.documents),
            Owner::Order(order) => self.orders.get(order).map_or(&[], |r| &r.documents),
        }
    }

    /// All documents of a buyer or an order, oldest first.
    pub(crate) fn documents_of(&self, owner: &Owner) -> impl Iterator<Item = &DocumentRecord> {
        self.document_ids(owner).iter().filter_map(|id| self.documents.get(id))
    }

    /// Whether a document of this type counts.
    pub(crate) fn has_active(&self, owner: &Owner, kind: &DocumentType) -> bool {
        self.index.active_documents(owner).contains(kind)
    }

    /// Adds a document as the next version of its type.
    pub(crate) fn add_document(
        &mut self,
        seller: SellerId,
        owner: Owner,
        kind: DocumentType,
        date: Option<NaiveDate>,
        file: &StoredFile,
        moment: Moment<'_>,
    ) -> Document {
        let earlier = self.documents_of(&owner).filter(|r| r.document.kind == kind).count();
        let document = Document {
            uuid: DocumentId(self.new_id(moment.ids)),
            kind,
            status: DocumentStatus::Active,
            document_date: date,
            version: Some(u64::try_from(earlier).unwrap_or(u64::MAX).saturating_add(1)),
            file_name: file.name.clone(),
            content_type: Some(file.content_type.to_owned()),
            size_bytes: Some(file.size),
            created_at: Some(moment.now),
        };
        match &owner {
            Owner::Buyer(buyer) => {
                if let Some(record) = self.buyers.get_mut(buyer) {
                    record.documents.push(document.uuid.clone());
                }
            }
            Owner::Order(order) => {
                if let Some(record) = self.orders.get_mut(order) {
                    record.documents.push(document.uuid.clone());
                }
            }
        }
        self.documents.insert(
            document.uuid.clone(),
            DocumentRecord {
                seller,
                owner: owner.clone(),
                document: document.clone(),
                sha256: file.sha256.clone(),
            },
        );
        self.document_changed(&owner, &document.kind, moment);
        document
    }

    /// Takes a document out of compliance, or back into it; none when there is no such document.
    pub(crate) fn set_document_status(
        &mut self,
        id: &DocumentId,
        status: DocumentStatus,
        moment: Moment<'_>,
    ) -> Option<Document> {
        let record = self.documents.get_mut(id)?;
        if record.document.status == status {
            return Some(record.document.clone());
        }
        record.document.status = status;
        let (owner, document) = (record.owner.clone(), record.document.clone());
        self.document_changed(&owner, &document.kind, moment);
        Some(document)
    }

    fn document_changed(&mut self, owner: &Owner, kind: &DocumentType, moment: Moment<'_>) {
        self.list_documents(owner);
        match owner {
            Owner::Buyer(buyer) => self.settle_buyer(buyer, moment),
            Owner::Order(order) => {
                self.settle_order(order, moment);
                if *kind == DocumentType::ShipmentInvoice {
                    self.renew_export(order, "FINAL_INVOICE_RECEIVED", moment);
                }
            }
        }
    }
}
