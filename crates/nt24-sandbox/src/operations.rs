//! The operations of the API. A file is named after the part of the path that it serves.

mod buyers;
mod call;
mod compliance;
mod contacts;
mod documents;
mod finalization;
mod invitations;
mod invoice;
mod kyc;
mod me;
mod order_list;
mod orders;
mod paging;
mod payment;
mod transport;
mod webhooks;

pub(crate) use call::Call;
pub(crate) use documents::{check_upload, is_kyc_type};

use crate::message::{Handled, Payload, Refusal};
use crate::world::World;
use nt24::Operation;

/// Executes a call.
pub(crate) fn handle(world: &mut World, call: &Call<'_>) -> Handled {
    if call.parameters.contains_key("sellerId") {
        call.seller(world)?;
    }
    if call.operation.needs_if_match() && call.if_match.is_none() {
        return Err(Refusal::malformed("If-Match is missing"));
    }
    if let Payload::Refused(refusal) = call.payload {
        return Err(Refusal(refusal.0.clone()));
    }
    match call.operation {
        Operation::GetMe => me::get(world),
        Operation::LookupBuyerByVat => buyers::lookup(world, call),
        Operation::UpsertBuyer => buyers::upsert(world, call),
        Operation::GetBuyer => buyers::get(world, call),
        Operation::UpdateBuyer => buyers::update(world, call),
        Operation::BlockBuyer => buyers::block(world, call),
        Operation::UnblockBuyer => buyers::unblock(world, call),
        Operation::ListBuyerContacts => contacts::list(world, call),
        Operation::AddBuyerContact => contacts::add(world, call),
        Operation::GetKycStatus => kyc::get(world, call),
        Operation::UploadKycDocument => documents::upload_kyc(world, call),
        Operation::TriggerViesCheck => kyc::vies_check(world, call),
        Operation::UploadOrderDocument => documents::upload_order(world, call),
        Operation::StartKycVerification => kyc::verify(world, call),
        Operation::DownloadKycProfile => kyc::profile(world, call),
        Operation::CreateKycInvitation => invitations::create(world, call),
        Operation::RevokeKycInvitation => invitations::revoke(world, call),
        Operation::ListOrders => order_list::list(world, call),
        Operation::CreateOrder => orders::upsert(world, call),
        Operation::GetOrder => orders::get(world, call),
        Operation::UpdateOrder => orders::update(world, call),
        Operation::CancelOrder => orders::cancel(world, call),
        Operation::GetInvoice => invoice::get(world, call),
        Operation::SubmitInvoice => invoice::submit(world, call),
        Operation::UpdateInvoice => invoice::update(world, call),
        Operation::UploadInvoiceDocument => documents::upload_invoice(world, call),
        Operation::GetPayment => payment::get(world, call),
        Operation::SubmitPayment => payment::submit(world, call),
        Operation::UpdatePayment => payment::update(world, call),
        Operation::UploadPaymentDocument => documents::upload_payment(world, call),
        Operation::MarkReadyForPickup => payment::ready_for_pickup(world, call),
        Operation::ConfirmPickup => transport::pickup(world, call),
        Operation::RevokePickup => transport::revoke_pickup(world, call),
        Operation::ConfirmDelivery => transport::delivery(world, call),
        Operation::UploadTransportDocument => documents::upload_transport(world, call),
        Operation::GetCompliance => compliance::get(world, call),
        Operation::SubmitFinalInvoice => finalization::submit(world, call),
        Operation::GetExportFile => finalization::export_file(world, call),
        Operation::DownloadExportFile => finalization::download(world, call),
        Operation::RegenerateExportFile => finalization::regenerate(world, call),
        Operation::ArchiveDocument => documents::update(world, call),
        Operation::DownloadDocument => documents::download(world, call),
        Operation::ListWebhooks => webhooks::list(world, call),
        Operation::CreateWebhook => webhooks::create(world, call),
        Operation::GetWebhook => webhooks::get(world, call),
        Operation::UpdateWebhook => webhooks::update(world, call),
        Operation::DeleteWebhook => webhooks::delete(world, call),
        Operation::ListWebhookDeliveries => webhooks::deliveries(world, call),
        Operation::ReplayWebhookDelivery => webhooks::replay(world, call),
        Operation::TestWebhook => webhooks::test(world, call),
    }
}
