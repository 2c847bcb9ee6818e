use crate::{Answer, Client, Error, Fetched, Write, Written};
use nt24::{ExportFile, IdempotencyKey, Invoice, InvoiceSubmit, Operation, OrderId, SellerId};

impl Client {
    /// Where the making of the export file stands, and where to download it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn export_file(
        &self,
        seller: &SellerId,
        order: &OrderId,
    ) -> Result<Fetched<ExportFile>, Error> {
        self.read(Operation::GetExportFile, &[seller.as_str(), order.as_str()], &[]).await
    }

    /// Submits the final invoice, with or without VAT according to the decision.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn submit_final_invoice(
        &self,
        seller: &SellerId,
        order: &OrderId,
        body: &InvoiceSubmit,
        key: &IdempotencyKey,
    ) -> Result<Written<Invoice>, Error> {
        self.write(Write::submit_final_invoice(seller, order, body, key.clone())).await
    }

    /// Has the export file made anew. The answer has no body.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn regenerate_export(
        &self,
        seller: &SellerId,
        order: &OrderId,
        key: &IdempotencyKey,
    ) -> Result<Answer, Error> {
        self.send(&Write::regenerate_export(seller, order, key.clone())).await
    }
}

impl Write {
    /// Submits the final invoice, with or without VAT according to the decision.
    #[must_use]
    pub fn submit_final_invoice(
        seller: &SellerId,
        order: &OrderId,
        body: &InvoiceSubmit,
        key: IdempotencyKey,
    ) -> Self {
        Write::json(Operation::SubmitFinalInvoice, &[seller.as_str(), order.as_str()], body, key)
    }

    /// Has the export file made anew. The answer has no body.
    #[must_use]
    pub fn regenerate_export(seller: &SellerId, order: &OrderId, key: IdempotencyKey) -> Self {
        Write::empty(Operation::RegenerateExportFile, &[seller.as_str(), order.as_str()], key)
    }
}
