use crate::client::Client;
use crate::client::write::Write;
use crate::error::Error;
use crate::exchange::answer::{FromAnswer as _, Written};
use nt24::{Document, DocumentId, DocumentStatus, DocumentUpdate, IdempotencyKey, Operation};

impl Client {
    /// Archives a document: it no longer counts for compliance, and stays in the history.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn archive_document(
        &self,
        document: &DocumentId,
        key: &IdempotencyKey,
    ) -> Result<Written<Document>, Error> {
        Written::from_answer(self.send(&Write::archive_document(document, key.clone())).await?)
    }
}

impl Write {
    /// Archives a document: it no longer counts for compliance, and stays in the history.
    #[must_use]
    pub fn archive_document(document: &DocumentId, key: IdempotencyKey) -> Self {
        let body = DocumentUpdate { status: DocumentStatus::Archived };
        Write::json(Operation::ArchiveDocument, &[document.as_str()], &body, key)
    }
}
