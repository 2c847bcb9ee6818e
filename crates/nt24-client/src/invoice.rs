use crate::{Client, Conditional, Error, Upload, Written};
use nt24::{
    Document, ETag, Invoice, InvoiceSubmit, InvoiceType, InvoiceUpdate, Operation, OrderId, SellerId,
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
}

writes! {
    /// Submits an invoice; there is one of each type.
    submit_invoice(seller: SellerId, order: OrderId)(body: &InvoiceSubmit) -> Written<Invoice>
        = json SubmitInvoice;

    /// Changes an invoice of this version.
    update_invoice(seller: SellerId, order: OrderId)(body: &InvoiceUpdate, version: &ETag)
        -> Written<Invoice> = change UpdateInvoice;

    /// Uploads the PDF of an invoice. Each new key adds a version.
    upload_invoice_document(seller: SellerId, order: OrderId)(upload: Upload) -> Written<Document>
        = upload UploadInvoiceDocument;
}
