use crate::{Answer, Client, Error, Fetched, Written};
use nt24::{ExportFile, Invoice, InvoiceSubmit, Operation, OrderId, SellerId};

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
}

writes! {
    /// Submits the final invoice, with or without VAT according to the decision.
    submit_final_invoice(seller: SellerId, order: OrderId)(body: &InvoiceSubmit) -> Written<Invoice>
        = json SubmitFinalInvoice;

    /// Has the export file made anew. The answer has no body.
    regenerate_export(seller: SellerId, order: OrderId)() -> Answer = empty RegenerateExportFile;
}
