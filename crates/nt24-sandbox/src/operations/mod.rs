//! What each operation does. A file is named after the part of the path that it serves.

mod buyers;
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

pub(crate) use webhooks::without_secrets;

pub(crate) use documents::{check_upload, is_kyc_type};

use crate::files::FileStore;
use crate::receive::Payload;
use crate::reply::{Handled, Refusal, Reply};
use crate::world::{BuyerRecord, Moment, OrderRecord, World};
use nt24::{BuyerId, ETag, Operation, OrderId, ProblemType, SellerId};
use serde::Serialize;
use std::collections::BTreeMap;

/// A request that is authenticated, within its budget and not a repeat.
pub(crate) struct Call<'a> {
    pub(crate) operation: Operation,
    pub(crate) parameters: &'a BTreeMap<String, String>,
    pub(crate) query: &'a [(String, String)],
    pub(crate) if_match: Option<&'a str>,
    pub(crate) if_none_match: Option<&'a str>,
    pub(crate) payload: &'a Payload,
    pub(crate) moment: Moment<'a>,
    pub(crate) files: &'a FileStore,
    /// Where the pages for buyers are found.
    pub(crate) origin: &'a str,
}

/// Executes a request.
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

impl Call<'_> {
    fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// The first value of a query parameter.
    fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    fn body(&self) -> &[u8] {
        match self.payload {
            Payload::Bytes(bytes) => bytes,
            Payload::Upload(_) | Payload::Refused(_) => &[],
        }
    }

    /// The seller of the path: one that the organization may act for.
    fn seller(&self, world: &World) -> Result<SellerId, Refusal> {
        let wanted = self.parameter("sellerId");
        world.sellers.iter().find(|partner| partner.uuid.as_str() == wanted).map_or_else(
            || {
                Err(Refusal::new(&ProblemType::Forbidden, 403, "Forbidden")
                    .detail("The organization may not act for this seller"))
            },
            |partner| Ok(partner.uuid.clone()),
        )
    }

    fn buyer<'w>(&self, world: &'w World) -> Result<&'w BuyerRecord, Refusal> {
        let seller = self.seller(world)?;
        world
            .buyers
            .get(&BuyerId::from(self.parameter("buyerId")))
            .filter(|record| record.seller == seller)
            .ok_or_else(|| Refusal::not_found("buyer"))
    }

    fn order<'w>(&self, world: &'w World) -> Result<&'w OrderRecord, Refusal> {
        let seller = self.seller(world)?;
        world
            .orders
            .get(&OrderId::from(self.parameter("uuid")))
            .filter(|record| record.seller == seller)
            .ok_or_else(|| Refusal::not_found("order"))
    }

    /// The order of the path, for a write that a cancelled order does not take.
    fn open_order<'w>(&self, world: &'w World) -> Result<&'w OrderRecord, Refusal> {
        let record = self.order(world)?;
        if record.cancelled_at.is_some() {
            return Err(Refusal::field("status", "the order is cancelled", Some("CANCELLED".into())));
        }
        Ok(record)
    }

    /// A read with `If-None-Match`: 304 when the version is the one that the caller has.
    fn read(&self, version: u64, resource: &impl Serialize) -> Reply {
        let tag = ETag::of_version(version).0;
        let known = self.if_none_match.is_some_and(|header| {
            header.split(',').any(|one| one.trim().trim_start_matches("W/") == tag || one.trim() == "*")
        });
        if known { Reply::empty(304).with("etag", tag) } else { Reply::versioned(200, version, resource) }
    }

    /// A change needs the present version in `If-Match`; a stale one is answered with the resource.
    fn check_version(&self, version: u64, current: &impl Serialize) -> Result<(), Refusal> {
        if self.if_match == Some(ETag::of_version(version).0.as_str()) {
            Ok(())
        } else {
            Err(Refusal::conflict(&ProblemType::VersionMismatch, "The resource has another version", current))
        }
    }
}
