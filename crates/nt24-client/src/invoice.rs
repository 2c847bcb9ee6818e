use crate::{Client, Conditional, Error, Upload, Write, Written};
use nt24::{
    Document, ETag, IdempotencyKey, Invoice, InvoiceSubmit, InvoiceType, InvoiceUpdate, Operation, OrderId,
    SellerId,
};

impl Client {
    /// The invoice of this type, unless it is the version that is known.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn invoice(
        &self,
        seller: &SellerId,
        order: &OrderId,
        kind: InvoiceType,
        known: Option<&ETag>,
    ) -> Result<Conditional<Invoice>, Error> {
        let query = [("type".to_owned(), kind.to_string())];
        self.read_unless(Operation::GetInvoice, &[seller.as_str(), order.as_str()], &query, known).await
    }

    /// Submits an invoice; there is one of each type.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn submit_invoice(
        &self,
        seller: &SellerId,
        order: &OrderId,
        body: &InvoiceSubmit,
        key: &IdempotencyKey,
    ) -> Result<Written<Invoice>, Error> {
        self.write(Write::submit_invoice(seller, order, body, key.clone())).await
    }

    /// Changes an invoice of this version.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn update_invoice(
        &self,
        seller: &SellerId,
        order: &OrderId,
        body: &InvoiceUpdate,
        version: &ETag,
        key: &IdempotencyKey,
    ) -> Result<Written<Invoice>, Error> {
        self.write(Write::update_invoice(seller, order, body, version, key.clone())).await
    }

    /// Uploads the PDF of an invoice. Each new key adds a version.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn upload_invoice_document(
        &self,
        seller: &SellerId,
        order: &OrderId,
        upload: Upload,
        key: &IdempotencyKey,
    ) -> Result<Written<Document>, Error> {
        self.write(Write::upload_invoice_document(seller, order, upload, key.clone())).await
    }
}

impl Write {
    /// Submits an invoice; there is one of each type.
    #[must_use]
    pub fn submit_invoice(
        seller: &SellerId,
        order: &OrderId,
        body: &InvoiceSubmit,
        key: IdempotencyKey,
    ) -> Self {
        Write::json(Operation::SubmitInvoice, &[seller.as_str(), order.as_str()], body, key)
    }

    /// Changes an invoice of this version.
    #[must_use]
    pub fn update_invoice(
        seller: &SellerId,
        order: &OrderId,
        body: &InvoiceUpdate,
        version: &ETag,
        key: IdempotencyKey,
    ) -> Self {
        Write::json(Operation::UpdateInvoice, &[seller.as_str(), order.as_str()], body, key)
            .of_version(version)
    }

    /// Uploads the PDF of an invoice. Each new key adds a version.
    #[must_use]
    pub fn upload_invoice_document(
        seller: &SellerId,
        order: &OrderId,
        upload: Upload,
        key: IdempotencyKey,
    ) -> Self {
        Write::upload(Operation::UploadInvoiceDocument, &[seller.as_str(), order.as_str()], upload, key)
    }
}
