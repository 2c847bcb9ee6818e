//! Adds and archives documents. Their bytes are in the file store, under their hash.

use super::document_record::{DocumentRecord, Owner};
use super::moment::Moment;
use super::state::World;
use crate::files::StoredFile;
use chrono::NaiveDate;
use nt24::{Document, DocumentId, DocumentStatus, DocumentType, SellerId};

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

    /// Whether there is an active document of this type.
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

    /// Archives a document, or activates it again. Returns `None` if there is no such document.
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
