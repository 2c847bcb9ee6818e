use crate::client::Client;
use crate::error::Error;
use crate::exchange::answer::{Answer, Fetched, Written};
use nt24::{ExportFile, Invoice, InvoiceSubmit, Operation, OrderId, SellerId};

impl Client {
    /// Reads the state of the export file, and where to download it.
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
    /// Submits the final invoice, with or without VAT as the decision says.
    submit_final_invoice(seller: SellerId, order: OrderId)(body: &InvoiceSubmit) -> Written<Invoice>
        = json SubmitFinalInvoice;

    /// Starts a new version of the export file. The answer has no body.
    regenerate_export(seller: SellerId, order: OrderId)() -> Answer = empty RegenerateExportFile;
}
