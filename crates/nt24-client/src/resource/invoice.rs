use crate::client::Client;
use crate::error::Error;
use crate::exchange::answer::{Conditional, Written};
use crate::file::upload::Upload;
use nt24::{
    Document, ETag, Invoice, InvoiceSubmit, InvoiceType, InvoiceUpdate, Operation, OrderId, SellerId,
};

impl Client {
    /// Reads the invoice of this type. Returns `NotModified` if `known` is its current version.
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
}

writes! {
    /// Submits an invoice; an order has one of each type.
    submit_invoice(seller: SellerId, order: OrderId)(body: &InvoiceSubmit) -> Written<Invoice>
        = json SubmitInvoice;

    /// Changes an invoice of this version.
    update_invoice(seller: SellerId, order: OrderId)(body: &InvoiceUpdate, version: &ETag)
        -> Written<Invoice> = change UpdateInvoice;

    /// Uploads the PDF of an invoice. Each new key adds a version.
    upload_invoice_document(seller: SellerId, order: OrderId)(upload: Upload) -> Written<Document>
        = upload UploadInvoiceDocument;
}
