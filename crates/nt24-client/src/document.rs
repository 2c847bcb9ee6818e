use crate::answer::Outcome as _;
use crate::{Client, Error, Write, Written};
use nt24::{Document, DocumentId, DocumentStatus, DocumentUpdate, IdempotencyKey, Operation};

impl Client {
    /// Takes a document out of compliance; it stays in the history.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn archive_document(
        &self,
        document: &DocumentId,
        key: &IdempotencyKey,
    ) -> Result<Written<Document>, Error> {
        Written::of(self.send(&Write::archive_document(document, key.clone())).await?)
    }
}

impl Write {
    /// Takes a document out of compliance; it stays in the history.
    #[must_use]
    pub fn archive_document(document: &DocumentId, key: IdempotencyKey) -> Self {
        let body = DocumentUpdate { status: DocumentStatus::Archived };
        Write::json(Operation::ArchiveDocument, &[document.as_str()], &body, key)
    }
}
