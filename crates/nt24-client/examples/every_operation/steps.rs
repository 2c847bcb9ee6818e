//! The steps before an operation succeeds.

use nt24::Operation;

/// A step before an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// A write.
    Do(Operation),
    /// An upload of this type.
    Upload(Operation, &'static str),
    /// This many seconds pass at the server.
    Wait(i64),
    /// The buyer's identity check succeeds.
    Verified,
    /// The test event becomes a delivery; only the list of deliveries shows its id.
    Delivered,
}

/// The steps before an operation succeeds, in the order of the documented workflow.
pub(crate) fn before(operation: Operation) -> Vec<Step> {
    use Operation as O;
    let buyer = vec![Step::Do(O::UpsertBuyer)];
    let after = |mut steps: Vec<Step>, more: &[Step]| {
        steps.extend_from_slice(more);
        steps
    };
    let order = || after(buyer.clone(), &[Step::Do(O::CreateOrder)]);
    let invoiced = || after(order(), &[Step::Do(O::SubmitInvoice)]);
    let paid = || after(invoiced(), &[Step::Do(O::SubmitPayment)]);
    let released = || after(paid(), &[Step::Do(O::MarkReadyForPickup)]);
    let picked_up = || after(released(), &[Step::Do(O::ConfirmPickup)]);
    match operation {
        O::GetMe | O::UpsertBuyer | O::ListOrders | O::ListWebhooks | O::CreateWebhook => Vec::new(),
        O::LookupBuyerByVat
        | O::GetBuyer
        | O::UpdateBuyer
        | O::BlockBuyer
        | O::ListBuyerContacts
        | O::AddBuyerContact
        | O::GetKycStatus
        | O::UploadKycDocument
        | O::TriggerViesCheck
        | O::StartKycVerification
        | O::CreateKycInvitation
        | O::CreateOrder => buyer,
        O::UnblockBuyer => after(buyer, &[Step::Do(O::BlockBuyer)]),
        O::DownloadKycProfile => after(buyer, &[Step::Do(O::StartKycVerification), Step::Verified]),
        O::RevokeKycInvitation => after(buyer, &[Step::Do(O::CreateKycInvitation)]),
        O::ArchiveDocument | O::DownloadDocument => after(buyer, &[Step::Do(O::UploadKycDocument)]),
        O::GetOrder
        | O::UpdateOrder
        | O::CancelOrder
        | O::UploadOrderDocument
        | O::SubmitInvoice
        | O::GetCompliance
        | O::GetExportFile => order(),
        O::GetInvoice | O::UpdateInvoice | O::UploadInvoiceDocument | O::SubmitPayment => invoiced(),
        O::GetPayment | O::UpdatePayment | O::UploadPaymentDocument | O::MarkReadyForPickup => paid(),
        O::ConfirmPickup => released(),
        O::RevokePickup | O::ConfirmDelivery | O::UploadTransportDocument => picked_up(),
        O::SubmitFinalInvoice | O::DownloadExportFile | O::RegenerateExportFile => decided(),
        O::GetWebhook | O::UpdateWebhook | O::DeleteWebhook | O::TestWebhook => {
            vec![Step::Do(O::CreateWebhook)]
        }
        O::ListWebhookDeliveries | O::ReplayWebhookDelivery => {
            vec![Step::Do(O::CreateWebhook), Step::Do(O::TestWebhook), Step::Delivered]
        }
    }
}

/// All steps up to the decision and its export file.
fn decided() -> Vec<Step> {
    use Operation as O;
    vec![
        Step::Do(O::UpsertBuyer),
        Step::Upload(O::UploadKycDocument, "COC_EXTRACT"),
        Step::Upload(O::UploadKycDocument, "AML_DECLARATION"),
        Step::Do(O::TriggerViesCheck),
        Step::Wait(3),
        Step::Do(O::CreateOrder),
        Step::Do(O::SubmitInvoice),
        Step::Do(O::UploadInvoiceDocument),
        Step::Do(O::SubmitPayment),
        Step::Do(O::UploadPaymentDocument),
        Step::Do(O::MarkReadyForPickup),
        Step::Do(O::ConfirmPickup),
        Step::Upload(O::UploadTransportDocument, "TRANSPORT_CMR"),
        Step::Do(O::ConfirmDelivery),
        Step::Wait(5),
    ]
}
